// log x by k log 2 + log m with m from about √½ to √2, and a polynomial in s = (m - 1) / (m + 1), after the log of fdlibm
// (Sun Microsystems 1993: error below 1 ulp). Subnormals, zeros, negative numbers, Infinity and NaN are JavaScript's alone.
import { horner, type Machine, type Recipe } from "./machine.js";

/** The upper word of √½, where m begins. */
export const sqrtHalf = 0x3fe6a09e;
export const ln2hi = 6.9314718036912381649e-1;
export const ln2lo = 1.90821492927058770002e-10;
const [L1, L2, L3, L4, L5, L6, L7] = [
  6.66666666666673513e-1, 3.999999999940941908e-1, 2.857142874366239149e-1, 2.222219843214978396e-1,
  1.818357216161805012e-1, 1.531383769920937332e-1, 1.479819860511658591e-1,
];
const smallest = 2.2250738585072014e-308;

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);
/** The place of the upper word. */
const upper = /*#__PURE__*/ (() => {
  number[0] = -1;
  return words[1] < 0 ? 1 : 0;
})();

/** The k of x = 2^k m, m as parts() says; m is left in `number`. */
export function split(x: number, from: number): number {
  number[0] = x;
  const shifted = words[upper] - from;
  words[upper] = (shifted & 0xfffff) + from;
  return shifted >> 20;
}
export const mantissa = (): number => number[0];

/** log(2^k (1 + f)), a correction to f being `c`. */
export function logOf(k: number, f: number, c: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const R = z * (L1 + w * (L3 + w * (L5 + w * L7))) + w * (L2 + w * (L4 + w * L6));
  const h = 0.5 * f * f;
  return k * ln2hi - (h - (s * (h + R) + (k * ln2lo + c)) - f);
}
export const logOfRecipe = <V, M>(o: Machine<V, M>, k: V, f: V, c: V | null): V => {
  const s = o.local(o.div(f, o.add(o.constant(2), f)));
  const z = o.local(o.mul(s, s));
  const w = o.local(o.mul(z, z));
  const R = o.add(o.mul(z, horner(o, w, [L1, L3, L5, L7])), o.mul(w, horner(o, w, [L2, L4, L6])));
  const h = o.local(o.mul(o.mul(o.constant(0.5), f), f));
  const low = o.mul(k, o.constant(ln2lo));
  const rest = o.add(o.mul(s, o.add(h, R)), c === null ? low : o.add(low, c));
  return o.sub(o.mul(k, o.constant(ln2hi)), o.sub(o.sub(h, rest), f));
};

export function log(x: number): number {
  if (!(x >= smallest && x < Infinity)) {
    if (x === 0) return -Infinity;
    if (!(x > 0)) return NaN;
    if (x === Infinity) return x;
    const k = split(x * 2 ** 54, sqrtHalf) - 54;
    return logOf(k, mantissa() - 1, 0);
  }
  const k = split(x, sqrtHalf);
  return logOf(k, mantissa() - 1, 0);
}

/** Not a normal number above 0. */
export const unusual = <V, M>(o: Machine<V, M>, x: V): M =>
  o.not(o.both(o.lt(o.constant(2.225073858507201e-308), x), o.lt(x, o.constant(Infinity))));

export const logRecipe: Recipe = {
  arity: 1,
  exotic: unusual,
  body(o, x) {
    const { k, m } = o.parts(x, sqrtHalf);
    return logOfRecipe(o, o.local(k), o.local(o.sub(m, o.constant(1))), null);
  },
};
