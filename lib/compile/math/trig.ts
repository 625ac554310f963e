// sin and cos from x - n π/2 in two parts, |x| < 1.6e6 by three constants of 33, 33 and 53 bits, with which the rest is right to
// 2^-101 of n (W. J. Cody and W. Waite, Software manual for the elementary functions, 1980), beyond exactly (reduce.ts). The two
// polynomials are those of fdlibm (Sun Microsystems 1993: error below 1 ulp).
import { horner, magic, nearest, type Machine, type Recipe } from "./machine.js";
import { reduce, rest } from "./reduce.js";

export const reach = 1.6e6;
const twoOverPi = 6.36619772367581382433e-1;
const [piA, piB, piC] = [1.57079632673412561417, 6.0771005063039659766e-11, 2.02226624879595063154e-21];
const [S1, S2, S3, S4, S5, S6] = [
  -1.66666666666666324348e-1, 8.33333333332248946124e-3, -1.98412698298579493134e-4,
  2.75573137070700676789e-6, -2.50507602534068634195e-8, 1.58969099521155010221e-10,
];
const [C1, C2, C3, C4, C5, C6] = [
  4.16666666666666019037e-2, -1.38888888888741095749e-3, 2.48015872894767294178e-5,
  -2.75573143513906633035e-7, 2.0875723212981748279e-9, -1.13596475577881948265e-11,
];

/** sin(x + y) and cos(x + y), |x| up to about π/4 and y beside it. */
const sinNear = (x: number, y: number): number => {
  const z = x * x;
  const v = z * x;
  const r = S2 + z * (S3 + z * (S4 + z * (S5 + z * S6)));
  return x - (z * (0.5 * y - v * r) - y - v * S1);
};
const cosNear = (x: number, y: number): number => {
  const z = x * x;
  const h = 0.5 * z;
  const w = 1 - h;
  const r = z * (C1 + z * (C2 + z * (C3 + z * (C4 + z * (C5 + z * C6)))));
  return w + (1 - w - h + (z * r - x * y));
};

/** The sine of x plus so many quarters of a turn. */
function turned(x: number, quarters: number): number {
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
  const q = (n | 0) + quarters;
  const y = (q & 1) === 0 ? sinNear(a, b) : cosNear(a, b);
  return (q & 2) === 0 ? y : -y;
}
export const sin = (x: number): number => turned(x, 0);
export const cos = (x: number): number => turned(x, 1);

/** Too far for the three constants, or no number. */
export const far = <V, M>(o: Machine<V, M>, x: V): M => o.not(o.lt(o.abs(x), o.constant(reach)));

/** n, and the rest in two parts. */
export function reduced<V, M>(o: Machine<V, M>, x: V): [n: V, a: V, b: V] {
  const n = nearest(o, o.mul(x, o.constant(twoOverPi)));
  const t = o.local(o.sub(x, o.mul(n, o.constant(piA))));
  const w = o.local(o.mul(n, o.constant(piB)));
  const r = o.local(o.sub(t, w));
  const low = o.local(o.sub(o.mul(n, o.constant(piC)), o.sub(o.sub(t, r), w)));
  const a = o.local(o.sub(r, low));
  return [n, a, o.local(o.sub(o.sub(r, a), low))];
}
const sinNearRecipe = <V, M>(o: Machine<V, M>, x: V, y: V, z: V): V => {
  const v = o.local(o.mul(z, x));
  const r = horner(o, z, [S2, S3, S4, S5, S6]);
  const inner = o.sub(o.mul(o.constant(0.5), y), o.mul(v, r));
  return o.local(o.sub(x, o.sub(o.sub(o.mul(z, inner), y), o.mul(v, o.constant(S1)))));
};
const cosNearRecipe = <V, M>(o: Machine<V, M>, x: V, y: V, z: V): V => {
  const h = o.local(o.mul(o.constant(0.5), z));
  const w = o.local(o.sub(o.constant(1), h));
  const r = o.mul(z, horner(o, z, [C1, C2, C3, C4, C5, C6]));
  const lost = o.sub(o.sub(o.constant(1), w), h);
  return o.local(o.add(w, o.add(lost, o.sub(o.mul(z, r), o.mul(x, y)))));
};
/** The sine and the cosine. */
export function sincosOf<V, M>(o: Machine<V, M>, x: V): [sin: V, cos: V] {
  const [n, a, b] = reduced(o, x);
  const z = o.local(o.mul(a, a));
  const s = sinNearRecipe(o, a, b, z);
  const c = cosNearRecipe(o, a, b, z);
  const turn = (m: V): V => {
    const y = o.local(o.select(o.bit(m, 0), c, s));
    return o.select(o.bit(m, 1), o.neg(y), y);
  };
  return [turn(n), turn(o.local(o.add(n, o.constant(1))))];
}
export const sinRecipe: Recipe = { arity: 1, exotic: far, body: (o, x) => sincosOf(o, x)[0] };
export const cosRecipe: Recipe = { arity: 1, exotic: far, body: (o, x) => sincosOf(o, x)[1] };
