// x^y by y log2 x in two parts and 2 to that power, after the pow of fdlibm (Sun Microsystems 1993: error below 0.7 ulp), the upper
// parts being singles. Here x is a normal number above 0; everything else, and the exponents whose power is a product or a
// division, is JavaScript's alone.
import { horner, magic, nearest, powersOf2, type Recipe } from "./machine.js";
import { mantissa, split, unusual } from "./log.js";

const [L1, L2, L3, L4, L5, L6] = [
  5.99999999999994648725e-1, 4.28571428578550184252e-1, 3.33333329818377432918e-1, 2.72728123808534006489e-1,
  2.30660745775561754067e-1, 2.06975017800338417784e-1,
];
const [P1, P2, P3, P4, P5] = [
  1.66666666666666019037e-1, -2.77777777770155933842e-3, 6.61375632143793436117e-5, -1.6533902205465251539e-6,
  4.13813679705723846039e-8,
];
/** 2 / (3 log 2) and its parts; log2 1.5 in two parts; log 2 and its parts. */
const [cp, cpHigh, cpLow] = [
  9.61796693925975554329e-1, 9.61796700954437255859e-1, -7.02846165095275826516e-9,
];
const [dpHigh, dpLow] = [5.84962487220764160156e-1, 1.35003920212974897128e-8];
const [ln2, ln2High, ln2Low] = [
  6.93147180559945286227e-1, 6.93147182464599609375e-1, -1.90465429995776804525e-9,
];
/** The upper word of √¾, where the mantissa begins; from √1.5 on it is divided by 1.5. */
const from = 0x3febb67a;
const middle = 1.224744871391589;
const reach = 1100;
const largest = 2 ** 64;

export function pow(x: number, y: number): number {
  if (y === 2) return x * x;
  if (y === 1) return x;
  if (y === 3) return x * x * x;
  if (y === -1) return 1 / x;
  if (y === 0) return 1;
  if (!(x > 2.225073858507201e-308 && x < Infinity && Math.abs(y) < largest)) return rare(x, y);
  const k = split(x, from);
  return scaled(mantissa(), k, y);
}

/** (2^k m)^y for a mantissa from √¾ to √3. */
function scaled(m: number, k: number, y: number): number {
  // log2 m = t1 + t2, from s = (m - b) / (m + b) in two parts.
  const second = middle < m;
  const b = second ? 1.5 : 1;
  const u = m - b;
  const v = 1 / (m + b);
  const ss = u * v;
  const sh = Math.fround(ss);
  const th = Math.fround(m + b);
  const tl = m - (th - b);
  const sl = v * (u - sh * th - sh * tl);
  const s2 = ss * ss;
  const r = s2 * s2 * (L1 + s2 * (L2 + s2 * (L3 + s2 * (L4 + s2 * (L5 + s2 * L6))))) + sl * (sh + ss);
  const q = sh * sh;
  const wh = Math.fround(3 + q + r);
  const wl = r - (wh - 3 - q);
  const a = sh * wh;
  const c = sl * wh + wl * ss;
  const ph = Math.fround(a + c);
  const pl = c - (ph - a);
  const zh = cpHigh * ph;
  const zl = cpLow * ph + pl * cp + (second ? dpLow : 0);
  const dp = second ? dpHigh : 0;
  const t1 = Math.fround(zh + zl + dp + k);
  const t2 = zl - (t1 - k - dp - zh);
  // y (t1 + t2) = high + low.
  const yh = Math.fround(y);
  const low = (y - yh) * t1 + y * t2;
  const high = yh * t1;
  const z = low + high;
  if (!(Math.abs(z) < reach)) return z > 0 ? Infinity : 0;
  const n = z + magic - magic;
  const h = high - n;
  const e1 = Math.fround(low + h);
  const f1 = e1 * ln2High;
  const f2 = (low - (e1 - h)) * ln2 + e1 * ln2Low;
  const f = f1 + f2;
  const g = f2 - (f - f1);
  const t = f * f;
  const d = f - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  const w = 1 - ((f * d) / (d - 2) - (g + f * g) - f);
  const half = n * 0.5 + magic - magic;
  return w * powersOf2[half + 1100] * powersOf2[n - half + 1100];
}

/** Zeros, Infinity, NaN, subnormals, and negative x, whose power is that of -x up to sign where y is an integer. */
function rare(x: number, y: number): number {
  const size = Math.abs(x);
  if (size > 0 && size < Infinity && Math.abs(y) < Infinity) {
    if (x < 0) {
      if (!Number.isInteger(y)) return NaN;
      const p = pow(size, y);
      return y % 2 === 0 ? p : -p;
    }
    if (x === 1) return 1;
    if (Math.abs(y) >= largest) return x > 1 === y > 0 ? Infinity : 0;
    const k = split(x * 2 ** 54, from) - 54;
    return scaled(mantissa(), k, y);
  }
  return x ** y;
}

export const powRecipe: Recipe = {
  arity: 2,
  exotic(o, x, y) {
    const m = o.constant(magic);
    const isInteger = o.eq(y, o.sub(o.add(y, m), m));
    const product = o.both(isInteger, o.lt(o.abs(y), o.constant(3.5)));
    const plain = o.both(o.not(product), o.lt(o.abs(y), o.constant(largest)));
    return o.not(o.both(plain, o.not(unusual(o, x))));
  },
  body(o, x, y) {
    const c = (v: number) => o.constant(v);
    const parts = o.parts(x, from);
    const [k, m] = [o.local(parts.k), o.local(parts.m)];
    const second = () => o.lt(c(middle), m);
    const b = o.local(o.select(second(), c(1.5), c(1)));
    const u = o.local(o.sub(m, b));
    const v = o.local(o.div(c(1), o.add(m, b)));
    const ss = o.local(o.mul(u, v));
    const sh = o.local(o.single(ss));
    const th = o.local(o.single(o.add(m, b)));
    const tl = o.sub(m, o.sub(th, b));
    const sl = o.local(o.mul(v, o.sub(o.sub(u, o.mul(sh, th)), o.mul(sh, tl))));
    const s2 = o.local(o.mul(ss, ss));
    const poly = o.mul(o.mul(s2, s2), horner(o, s2, [L1, L2, L3, L4, L5, L6]));
    const r = o.local(o.add(poly, o.mul(sl, o.add(sh, ss))));
    const q = o.local(o.mul(sh, sh));
    const wh = o.local(o.single(o.add(o.add(c(3), q), r)));
    const wl = o.sub(r, o.sub(o.sub(wh, c(3)), q));
    const a = o.local(o.mul(sh, wh));
    const cc = o.local(o.add(o.mul(sl, wh), o.mul(wl, ss)));
    const ph = o.local(o.single(o.add(a, cc)));
    const pl = o.sub(cc, o.sub(ph, a));
    const zh = o.local(o.mul(c(cpHigh), ph));
    const products = o.add(o.mul(c(cpLow), ph), o.mul(pl, c(cp)));
    const zl = o.local(o.add(products, o.select(second(), c(dpLow), c(0))));
    const dp = o.local(o.select(second(), c(dpHigh), c(0)));
    const t1 = o.local(o.single(o.add(o.add(o.add(zh, zl), dp), k)));
    const t2 = o.sub(zl, o.sub(o.sub(o.sub(t1, k), dp), zh));
    const yh = o.local(o.single(y));
    const low = o.local(o.add(o.mul(o.sub(y, yh), t1), o.mul(y, t2)));
    const high = o.local(o.mul(yh, t1));
    const z = o.local(o.add(low, high));
    // Beyond reach z alone, cut off, says whether there is Infinity or 0.
    const within = () => o.lt(o.abs(z), c(reach));
    const low1 = o.local(o.select(within(), low, c(0)));
    const clamped = o.local(o.clamp(z, -reach, reach));
    const n = nearest(o, clamped);
    const h = o.local(o.sub(o.select(within(), high, clamped), n));
    const e1 = o.local(o.single(o.add(low1, h)));
    const f1 = o.local(o.mul(e1, c(ln2High)));
    const f2 = o.local(o.add(o.mul(o.sub(low1, o.sub(e1, h)), c(ln2)), o.mul(e1, c(ln2Low))));
    const f = o.local(o.add(f1, f2));
    const g = o.local(o.sub(f2, o.sub(f, f1)));
    const t = o.local(o.mul(f, f));
    const d = o.local(o.sub(f, o.mul(t, horner(o, t, [P1, P2, P3, P4, P5]))));
    const ratio = o.div(o.mul(f, d), o.sub(d, c(2)));
    const w = o.sub(c(1), o.sub(o.sub(ratio, o.add(g, o.mul(f, g))), f));
    const half = nearest(o, o.mul(n, c(0.5)));
    return o.mul(o.mul(w, o.pow2(half)), o.pow2(o.sub(n, half)));
  },
};
