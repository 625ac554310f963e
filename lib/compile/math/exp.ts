// e^x by 2^k e^r with |r| <= log(2) / 2 and a rational function of r, after the exp of fdlibm (Sun Microsystems 1993: error below
// 1 ulp). 2^k is multiplied on in two halves, so that what overflows and what is subnormal needs no other path.
import { horner, magic, nearest, powersOf2, type Recipe } from "./machine.js";

const log2e = 1.442695040888963387;
/** log 2 in two parts, of which the first has 21 bits at the end that are 0. */
const ln2hi = 6.9314718036912381649e-1;
const ln2lo = 1.90821492927058770002e-10;
const [P1, P2, P3, P4, P5] = [
  1.66666666666666019037e-1, -2.77777777770155933842e-3, 6.61375632143793436117e-5, -1.6533902205465251539e-6,
  4.13813679705723846039e-8,
];
const [lowest, highest] = [-746, 710];

export function exp(x: number): number {
  const v = x < lowest ? lowest : x > highest ? highest : x;
  const k = v * log2e + magic - magic;
  const hi = v - k * ln2hi;
  const lo = k * ln2lo;
  const r = hi - lo;
  const t = r * r;
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  const y = 1 - (lo - (r * c) / (2 - c) - hi);
  if (k !== k) return NaN;
  const half = k * 0.5 + magic - magic;
  return y * powersOf2[half + 1100] * powersOf2[k - half + 1100];
}

export const expRecipe: Recipe = {
  arity: 1,
  body(o, x) {
    const v = o.local(o.clamp(x, lowest, highest));
    const k = nearest(o, o.mul(v, o.constant(log2e)));
    const hi = o.local(o.sub(v, o.mul(k, o.constant(ln2hi))));
    const lo = o.local(o.mul(k, o.constant(ln2lo)));
    const r = o.local(o.sub(hi, lo));
    const t = o.local(o.mul(r, r));
    const c = o.local(o.sub(r, o.mul(t, horner(o, t, [P1, P2, P3, P4, P5]))));
    const ratio = o.div(o.mul(r, c), o.sub(o.constant(2), c));
    const y = o.sub(o.constant(1), o.sub(o.sub(lo, ratio), hi));
    const half = nearest(o, o.mul(k, o.constant(0.5)));
    return o.mul(o.mul(y, o.pow2(half)), o.pow2(o.sub(k, half)));
  },
};
