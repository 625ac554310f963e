// What is made of e^-|x|: tanh (below 0.625 by the rational function of Cephes, S. L. Moshier 1984), 1 / cosh, the logistic function.
import { exp, expRecipe } from "./exp.js";
import { horner, type Machine, type Recipe } from "./machine.js";

const small = 0.625;
const P = [-1614.6876844170845, -99.28772310019185, -0.9643991794250523] as const;
const Q = [4844.063053251255, 2235.4883906010045, 112.81167849163293, 1] as const;

export function tanh(x: number): number {
  const a = Math.abs(x);
  if (a < small) {
    // x + x times -0 would be +0 at -0.
    if (x === 0) return x;
    const z = x * x;
    const ratio = (P[0] + z * (P[1] + z * P[2])) / (Q[0] + z * (Q[1] + z * (Q[2] + z * Q[3])));
    return x + x * (z * ratio);
  }
  const b = a > 20 ? 20 : a;
  const y = 1 - 2 / (exp(b + b) + 1);
  return x < 0 ? -y : y;
}
export const tanhRecipe: Recipe = {
  arity: 1,
  body<V, M>(o: Machine<V, M>, x: V): V {
    const a = o.local(o.abs(x));
    const z = o.local(o.mul(x, x));
    const low = o.add(x, o.mul(x, o.mul(z, o.div(horner(o, z, P), horner(o, z, Q)))));
    const b = o.local(o.clamp(a, 0, 20));
    const e = expRecipe.body(o, o.local(o.add(b, b)), b);
    const high = o.sub(o.constant(1), o.div(o.constant(2), o.add(e, o.constant(1))));
    return o.copysign(o.select(o.lt(a, o.constant(small)), low, high), x);
  },
};

export function sech(x: number): number {
  const e = exp(-Math.abs(x));
  return (e + e) / (1 + e * e);
}
export const sechRecipe: Recipe = {
  arity: 1,
  body(o, x) {
    const e = o.local(expRecipe.body(o, o.local(o.neg(o.abs(x))), x));
    return o.div(o.add(e, e), o.add(o.constant(1), o.mul(e, e)));
  },
};

export function sigmoid(x: number): number {
  const e = exp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}
export const sigmoidRecipe: Recipe = {
  arity: 1,
  body(o, x) {
    const e = o.local(expRecipe.body(o, o.local(o.neg(o.abs(x))), x));
    const top = o.select(o.lt(x, o.constant(0)), e, o.constant(1));
    return o.div(top, o.add(o.constant(1), e));
  },
};
