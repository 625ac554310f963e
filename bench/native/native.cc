// The C++ that compiled programs are measured against, behind one Node addon, so that both run in one process: dual numbers in
// chunks of K tangents (struct { double v, d[K]; }) and derivatives by hand. Built by bench/native.mjs with g++, where there is one.
#include <node_api.h>
#include <cmath>
#include <cstring>
#include <vector>
#include <map>
#include <string>
#include <ctime>
typedef void (*Fn)(const double*, double*, int, int);
static std::vector<Fn> fns; static std::vector<std::string> names;
struct Reg{ Reg(const char*n, Fn f){names.push_back(n);fns.push_back(f);} };
#define CAT2(a,b) a##b
#define CAT(a,b) CAT2(a,b)
#define REG(n,f) static Reg CAT(r_,__COUNTER__)(n,f);

template<int K> struct D { double v; double d[K]; D(){} D(double c):v(c){for(int i=0;i<K;i++)d[i]=0;} };
#define OPS template<int K> inline __attribute__((always_inline)) D<K>
OPS operator+(const D<K>&a,const D<K>&b){D<K> r;r.v=a.v+b.v;for(int i=0;i<K;i++)r.d[i]=a.d[i]+b.d[i];return r;}
OPS operator-(const D<K>&a,const D<K>&b){D<K> r;r.v=a.v-b.v;for(int i=0;i<K;i++)r.d[i]=a.d[i]-b.d[i];return r;}
OPS operator*(const D<K>&a,const D<K>&b){D<K> r;r.v=a.v*b.v;for(int i=0;i<K;i++)r.d[i]=a.d[i]*b.v+a.v*b.d[i];return r;}
OPS operator/(const D<K>&a,const D<K>&b){D<K> r;double inv=1/b.v;r.v=a.v*inv;for(int i=0;i<K;i++)r.d[i]=(a.d[i]-r.v*b.d[i])*inv;return r;}
OPS operator*(double a,const D<K>&b){D<K> r;r.v=a*b.v;for(int i=0;i<K;i++)r.d[i]=a*b.d[i];return r;}
OPS operator-(double a,const D<K>&b){D<K> r;r.v=a-b.v;for(int i=0;i<K;i++)r.d[i]=-b.d[i];return r;}
OPS operator+(double a,const D<K>&b){D<K> r=b;r.v=a+b.v;return r;}
OPS operator-(const D<K>&b,double a){D<K> r=b;r.v=b.v-a;return r;}
OPS operator-(const D<K>&b){D<K> r;r.v=-b.v;for(int i=0;i<K;i++)r.d[i]=-b.d[i];return r;}
OPS un(const D<K>&a,double v,double g){D<K> r;r.v=v;for(int i=0;i<K;i++)r.d[i]=g*a.d[i];return r;}
OPS sin(const D<K>&a){return un(a,std::sin(a.v),std::cos(a.v));}
OPS cos(const D<K>&a){return un(a,std::cos(a.v),-std::sin(a.v));}
OPS exp(const D<K>&a){double e=std::exp(a.v);return un(a,e,e);}
OPS log(const D<K>&a){return un(a,std::log(a.v),1/a.v);}
OPS sqrt(const D<K>&a){double s=std::sqrt(a.v);return un(a,s,0.5/s);}
OPS tanh(const D<K>&a){double t=std::tanh(a.v);return un(a,t,1-t*t);}
OPS& operator+=(D<K>&a,const D<K>&b){a.v+=b.v;for(int i=0;i<K;i++)a.d[i]+=b.d[i];return a;}

template<class T> inline T rosen(const T*x,int n){T s(0.0);for(int i=0;i+1<n;i++){T a=x[i+1]-x[i]*x[i];T b=1.0-x[i];s+=100.0*(a*a)+b*b;}return s;}
template<class T> inline T ackley(const T*x,int n){using std::cos;using std::exp;using std::sqrt;
  T s1(0.0),s2(0.0);for(int i=0;i<n;i++){s1+=x[i]*x[i];T t=6.283185307179586*x[i];s2+=cos(t);}
  T a=(1.0/n)*s1; T b=sqrt(a); T c=-0.2*b; T e1=exp(c); T g=(1.0/n)*s2; T e2=exp(g);
  T r=22.718281828459045-20.0*e1; T q=r-e2; return q;}
struct FR{template<class T> static T f(const T*x,int n){return rosen<T>(x,n);}};
struct FA{template<class T> static T f(const T*x,int n){return ackley<T>(x,n);}};

template<class F,int K> void gradD(const double*in,double*out,int n,int reps){
  static std::vector<D<K>> X; X.resize(n);
  for(int r=0;r<reps;r++){
    for(int i=0;i<n;i++)X[i]=D<K>(in[i]);
    for(int c=0;c<n;c+=K){int m=std::min(K,n-c);
      for(int j=0;j<m;j++)X[c+j].d[j]=1;
      D<K> y=F::template f<D<K>>(X.data(),n);
      for(int j=0;j<m;j++){out[c+j]=y.d[j];X[c+j].d[j]=0;}}
  }}
static void rosenHand(const double*x,double*g,int n,int reps){for(int r=0;r<reps;r++){for(int i=0;i<n;i++)g[i]=0;
  for(int i=0;i+1<n;i++){double a=x[i+1]-x[i]*x[i];double ta=200*a;g[i]+=-2*x[i]*ta-2*(1-x[i]);g[i+1]+=ta;}}}
static void ackleyHand(const double*x,double*g,int n,int reps){for(int r=0;r<reps;r++){double s1=0,s2=0;
  for(int i=0;i<n;i++){s1+=x[i]*x[i];double t=6.283185307179586*x[i];s2+=std::cos(t);g[i]=std::sin(t);}
  double a=s1/n,b=std::sqrt(a);double e1=std::exp(-0.2*b),e2=std::exp(s2/n);double c1=20*e1*0.2/(b*n);double c2=e2*6.283185307179586/n;
  for(int i=0;i<n;i++)g[i]=c1*x[i]+c2*g[i];}}
#define GK(K) REG("rosen_D" #K,(gradD<FR,K>)) REG("ackley_D" #K,(gradD<FA,K>))
GK(4) GK(8) GK(16)
REG("rosen_hand",rosenHand) REG("ackley_hand",ackleyHand)

// ---- MLP: x[64], W[4][64*64], b[4][64]; out: y[64], J[64*64]
template<int K> void mlpD(const double*in,double*out,int,int reps){const int N=64;const double*x=in;const double*W=in+N;const double*B=W+4*N*N;static D<K> h[64],z[64];
  for(int r=0;r<reps;r++)for(int c=0;c<N;c+=K){for(int i=0;i<N;i++){h[i]=D<K>(x[i]);if(i>=c&&i<c+K)h[i].d[i-c]=1;}
    for(int l=0;l<4;l++){const double*w=W+l*N*N;for(int i=0;i<N;i++){D<K> s(B[l*N+i]);for(int j=0;j<N;j++){double a=w[i*N+j];s.v+=a*h[j].v;for(int q=0;q<K;q++)s.d[q]+=a*h[j].d[q];}z[i]=tanh(s);}
      for(int i=0;i<N;i++)h[i]=z[i];}
    for(int i=0;i<N;i++){out[i]=h[i].v;for(int j=0;j<K;j++)out[N+i*N+c+j]=h[i].d[j];}}}
REG("mlp_D64",(mlpD<64>))
static void gemmNaive(const double*A,double*C,int n,int reps){const double*B=A+n*n;for(int r=0;r<reps;r++)for(int i=0;i<n;i++){for(int j=0;j<n;j++)C[i*n+j]=0;for(int k=0;k<n;k++){double a=A[i*n+k];for(int j=0;j<n;j++)C[i*n+j]+=a*B[k*n+j];}}}
REG("gemm_ikj",gemmNaive)
// ---- T5 BA. in: per obs 15 params + 2 feats = 17 doubles; out per obs: 2 residuals + 2*15 jac = 32
template<class T> inline void ba(const T*p,const double*feat,T*res){using std::sqrt;using std::sin;using std::cos;
  const T*rot=p,*C=p+3;const T&f=p[6];const T*x0=p+7;const T*rad=p+9;const T*X=p+11;const T&w=p[14];
  T Xo[3];for(int i=0;i<3;i++)Xo[i]=X[i]-C[i];
  T sq=rot[0]*rot[0]+rot[1]*rot[1]+rot[2]*rot[2];T th=sqrt(sq);T c=cos(th),s=sin(th);T ti=1.0/th;
  T ww[3];for(int i=0;i<3;i++)ww[i]=rot[i]*ti;
  T cr[3]={ww[1]*Xo[2]-ww[2]*Xo[1],ww[2]*Xo[0]-ww[0]*Xo[2],ww[0]*Xo[1]-ww[1]*Xo[0]};
  T oc=1.0-c;T dt=ww[0]*Xo[0]+ww[1]*Xo[1]+ww[2]*Xo[2];T tmp=dt*oc;
  T Xc[3];for(int i=0;i<3;i++)Xc[i]=Xo[i]*c+cr[i]*s+ww[i]*tmp;
  T pr[2]={Xc[0]/Xc[2],Xc[1]/Xc[2]};
  T rs=pr[0]*pr[0]+pr[1]*pr[1];T L=1.0+(rad[0]*rs+rad[1]*rs*rs);
  for(int i=0;i<2;i++){T q=pr[i]*L;T u=q*f+x0[i];T e=u-feat[i];res[i]=w*e;}}
OPS operator/(double a,const D<K>&b){D<K> r;r.v=a/b.v;double g=-r.v/b.v;for(int i=0;i<K;i++)r.d[i]=g*b.d[i];return r;}
template<int K> void baD(const double*in,double*out,int n,int reps){for(int r=0;r<reps;r++)for(int o=0;o<n;o++){const double*q=in+(size_t)o*17;double*w=out+(size_t)o*32;D<K> p[15],e[2];
   for(int c=0;c<15;c+=K){for(int i=0;i<15;i++){p[i]=D<K>(q[i]);if(i>=c&&i<c+K)p[i].d[i-c]=1;}
   ba<D<K>>(p,q+15,e);w[0]=e[0].v;w[1]=e[1].v;for(int j=0;j<K&&c+j<15;j++){w[2+c+j]=e[0].d[j];w[17+c+j]=e[1].d[j];}}}}
REG("ba_D15",(baD<15>))
// GMM d=10,K=25: params alphas[25], means[250], icf[25*55]; in = params then x[n*10]; out = grad(1650)
template<class T> static T gmmF(const T*p,const double*x,int N){const int d=10,K=25;using std::exp;using std::log;static std::vector<T> Qd(K*d),sq(K),t(K);
 for(int k=0;k<K;k++){T s(0.0);for(int i=0;i<d;i++){const T&c=p[275+k*55+i];s+=c;Qd[k*d+i]=exp(c);}sq[k]=s;}
 T tot(0.0);for(int n=0;n<N;n++){double m=-1e300;int mi=0;for(int k=0;k<K;k++){T xc[10];for(int i=0;i<d;i++)xc[i]=x[n*d+i]-p[25+k*d+i];const T*L=p+275+k*55+10;T q(0.0);int o=0;
   for(int i=0;i<d;i++){T z=Qd[k*d+i]*xc[i];for(int j=0;j<i;j++)z+=L[o++]*xc[j];q+=z*z;}
   T tt=p[k]+sq[k]-0.5*q;t[k]=tt;if(tt.v>m){m=tt.v;mi=k;}}
  T s(0.0);for(int k=0;k<K;k++)s+=exp(t[k]-m);tot+=log(s)+T(m);}return tot;}
template<int K> static void gmmPass(const double*in,double*out,int n,int reps){std::vector<D<K>> p(1650);for(int r=0;r<reps;r++){for(int i=0;i<1650;i++)p[i]=D<K>(in[i]);int c=300;for(int j=0;j<K;j++)p[c+j].d[j]=1;D<K> y=gmmF<D<K>>(p.data(),in+1650,n);for(int j=0;j<K;j++)out[c+j]=y.d[j];}}
static void gmmLocal(const double*p,double*g,int N,int reps){const int d=10,K=25;const double*x=p+1650;static double Qd[250],sq[25],t[25],xc[25][10],z[25][10];for(int r=0;r<reps;r++){for(int i=0;i<1650;i++)g[i]=0;for(int k=0;k<K;k++){sq[k]=0;for(int i=0;i<d;i++){double c=p[275+k*55+i];sq[k]+=c;Qd[k*d+i]=std::exp(c);}}
 for(int n=0;n<N;n++){double m=-1e300;for(int k=0;k<K;k++){const double*L=p+275+k*55+10;double q=0;int o=0;for(int i=0;i<d;i++)xc[k][i]=x[n*d+i]-p[25+k*d+i];for(int i=0;i<d;i++){double s=Qd[k*d+i]*xc[k][i];for(int j=0;j<i;j++)s+=L[o++]*xc[k][j];z[k][i]=s;q+=s*s;}t[k]=p[k]+sq[k]-.5*q;if(t[k]>m)m=t[k];}
  double s=0;for(int k=0;k<K;k++){t[k]=std::exp(t[k]-m);s+=t[k];}double inv=1/s;
  for(int k=0;k<K;k++){double w=t[k]*inv;g[k]+=w;const double*L=p+275+k*55+10;double*gi=g+275+k*55,*gl=gi+10,*gm=g+25+k*d;int o=0;double dx[10];for(int i=0;i<d;i++)dx[i]=Qd[k*d+i]*z[k][i];
   for(int i=0;i<d;i++){double wz=w*z[k][i];gi[i]+=w-wz*Qd[k*d+i]*xc[k][i];for(int j=0;j<i;j++,o++){gl[o]-=wz*xc[k][j];dx[j]+=L[o]*z[k][i];}}
   for(int i=0;i<d;i++)gm[i]+=w*dx[i];}}}}
REG("gmm_pass8",(gmmPass<8>)) REG("gmm_local",gmmLocal)

// ---- a stencil y_i = sin(x_i) x_{i+1}^2 + exp(-x_i), round: duals of two colours (even, odd). in: x[n]; out: dy_i/dx_i, dy_i/dx_{i+1}; n even
static void stencil2(const double*in,double*out,int n,int reps){ static std::vector<D<2>> X,Y;X.resize(n);Y.resize(n);
  for(int r=0;r<reps;r++){
    for(int i=0;i<n;i++){X[i]=D<2>(in[i]);X[i].d[i&1]=1;}
    for(int i=0;i<n;i++){const D<2>&q=X[i+1<n?i+1:0];Y[i]=sin(X[i])*(q*q)+exp(-X[i]);}
    for(int i=0;i<n;i++){out[2*i]=Y[i].d[i&1];out[2*i+1]=Y[i].d[1-(i&1)];}}}
REG("stencil_D2",stencil2)

static napi_value Call(napi_env e,napi_callback_info info){size_t c=5;napi_value a[5];napi_get_cb_info(e,info,&c,a,0,0);int id,n,reps;napi_get_value_int32(e,a[0],&id);napi_get_value_int32(e,a[3],&n);napi_get_value_int32(e,a[4],&reps);
  napi_typedarray_type t;size_t l,off;void*p,*q;napi_value ab;napi_get_typedarray_info(e,a[1],&t,&l,&p,&ab,&off);napi_get_typedarray_info(e,a[2],&t,&l,&q,&ab,&off);
  timespec t0,t1;clock_gettime(CLOCK_MONOTONIC,&t0);fns[id]((double*)p,(double*)q,n,reps);clock_gettime(CLOCK_MONOTONIC,&t1);
  napi_value r;napi_create_double(e,(t1.tv_sec-t0.tv_sec)*1e9+(t1.tv_nsec-t0.tv_nsec),&r);return r;}
static napi_value Init(napi_env e,napi_value ex){napi_value f,arr,s;napi_create_function(e,"call",4,Call,0,&f);napi_set_named_property(e,ex,"call",f);
  napi_create_array(e,&arr);for(size_t i=0;i<names.size();i++){napi_create_string_utf8(e,names[i].c_str(),names[i].size(),&s);napi_set_element(e,arr,i,s);}napi_set_named_property(e,ex,"names",arr);return ex;}
NAPI_MODULE(native,Init)
