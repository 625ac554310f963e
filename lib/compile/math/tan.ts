// tan from the rest of trig.ts, by the polynomial of fdlibm (Sun Microsystems 1993: error below 1 ulp), near π/4 by that of π/4 - x,
// and in odd quarters by -1 / tan, divided with a rest.
import { horner, magic, type Machine, type Recipe } from "./machine.js";
import { reduce, rest } from "./reduce.js";
import { far, reach, reduced } from "./trig.js";

const twoOverPi = 6.36619772367581382433e-1;
const [piA, piB, piC] = [1.57079632673412561417, 6.0771005063039659766e-11, 2.02226624879595063154e-21];
const [quarter, quarterLow] = [7.85398163397448278999e-1, 3.06161699786838301793e-17];
const near = 0.67434;
const T0 = 3.33333333333334091986e-1;
const odd = [
  1.33333333333201242699e-1, 2.18694882948595424599e-2, 3.59207910759131235356e-3, 5.88041240820264096874e-4,
  7.817944429395570923e-5, -1.85586374855275456654e-5,
] as const;
const even = [
  5.39682539762260521377e-2, 8.86323982359930005737e-3, 1.45620945432529025516e-3, 2.46463134818469906812e-4,
  7.14072491382608190305e-5, 2.59073051863633712884e-5,
] as const;

export function tan(x: number): number {
  let n: number, a: number, b: number;
  if (Math.abs(x) < reach) {
    n = x * twoOverPi + magic - magic;
    const t = x - n * piA;
    const w = n * piB;
    const r = t - w;
    const low = n * piC - (t - r - w);
    a = r - low;
    b = r - a - low;
  } else {
    if (!(Math.abs(x) < Infinity)) return NaN;
    n = reduce(x);
    a = rest[0];
    b = rest[1];
  }
  // Of the absolute value from here on.
  const p = Math.abs(a);
  const q = a < 0 ? -b : b;
  const close = near < p;
  const u = close ? quarter - p + (quarterLow - q) : p;
  const v = close ? 0 : q;
  const z = u * u;
  const w2 = z * z;
  const r1 = odd[0] + w2 * (odd[1] + w2 * (odd[2] + w2 * (odd[3] + w2 * (odd[4] + w2 * odd[5]))));
  const r2 = z * (even[0] + w2 * (even[1] + w2 * (even[2] + w2 * (even[3] + w2 * (even[4] + w2 * even[5])))));
  const s = z * u;
  const r = v + z * (s * (r1 + r2) + v) + s * T0;
  const w = u + r;
  const isOdd = (n & 1) !== 0;
  let y: number;
  if (close) {
    const one = isOdd ? -1 : 1;
    y = one - 2 * (u + (r - (w * w) / (w + one)));
  } else if (isOdd) {
    const w0 = Math.fround(w);
    const rest0 = r - (w0 - u);
    const d = -1 / w;
    const d0 = Math.fround(d);
    y = d0 + d * (1 + d0 * w0 + d0 * rest0);
  } else y = w;
  return a < 0 || Object.is(a, -0) ? -y : y;
}

export const tanRecipe: Recipe = {
  arity: 1,
  exotic: far,
  body<V, M>(o: Machine<V, M>, x: V): V {
    const c = (k: number): V => o.constant(k);
    const [n, a, b] = reduced(o, x);
    const p = o.local(o.abs(a));
    const q = o.local(o.select(o.lt(a, c(0)), o.neg(b), b));
    const close = (): M => o.lt(c(near), p);
    const u = o.local(o.select(close(), o.add(o.sub(c(quarter), p), o.sub(c(quarterLow), q)), p));
    const v = o.local(o.select(close(), c(0), q));
    const z = o.local(o.mul(u, u));
    const w2 = o.local(o.mul(z, z));
    const poly = o.add(horner(o, w2, odd), o.mul(z, horner(o, w2, even)));
    const s = o.local(o.mul(z, u));
    const r = o.local(o.add(o.add(v, o.mul(z, o.add(o.mul(s, poly), v))), o.mul(s, c(T0))));
    const w = o.local(o.add(u, r));
    const isOdd = (): M => o.bit(n, 0);
    const one = o.local(o.select(isOdd(), c(-1), c(1)));
    // One division: w² / (w ± 1) or -1 / w.
    const d = o.local(o.div(o.select(close(), o.mul(w, w), c(-1)), o.select(close(), o.add(w, one), w)));
    const nearby = o.sub(one, o.mul(c(2), o.add(u, o.sub(r, d))));
    const w0 = o.local(o.single(w));
    const d0 = o.local(o.single(d));
    const part = o.sub(r, o.sub(w0, u));
    const inverse = o.add(d0, o.mul(d, o.add(o.add(c(1), o.mul(d0, w0)), o.mul(d0, part))));
    const y = o.local(o.select(close(), nearby, o.select(isOdd(), inverse, w)));
    return o.select(o.lt(o.copysign(c(1), a), c(0)), o.neg(y), y);
  },
};
