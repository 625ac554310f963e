// How a simulation's end depends on its beginning: a pendulum of length L, θ″ = -(g / L) sin θ, is integrated by Runge and
// Kutta's method, and the whole integration is differentiated with respect to its initial angle and speed and to L.

import { add, div, finiteDifference, jacobian, mul, neg, sin, stack, tensor, type Tensor } from "dualtensor";
import { indent, table } from "./report.js";

export const gravity = 9.81;

/** d[θ, ω]/dt for angle θ and angular speed ω, in radians and seconds. */
export function slope([theta, omega]: Tensor, length: Tensor): Tensor {
  return stack([omega, neg(mul(div(gravity, length), sin(theta)))]);
}

/** [θ, ω] after `time` seconds in so many steps of the classical method of order four (Kutta 1901). */
export function swing(state: Tensor, length: Tensor, time: number, steps = 200): Tensor {
  const h = time / steps;
  let s = state;
  for (let i = 0; i < steps; i++) {
    const k1 = slope(s, length);
    const k2 = slope(add(s, mul(h / 2, k1)), length);
    const k3 = slope(add(s, mul(h / 2, k2)), length);
    const k4 = slope(add(s, mul(h, k3)), length);
    s = add(s, mul(h / 6, k1.add(k2.mul(2)).add(k3.mul(2)).add(k4)));
  }
  return s;
}

export interface Sensitivities {
  /** d[θ, ω] / d[θ₀, ω₀], (2, 2). */
  readonly state: Tensor;
  /** d[θ, ω] / dL, (2). */
  readonly length: Tensor;
}

/** One call, two inputs, two Jacobians. */
export function sensitivities(state: Tensor, length: Tensor, time: number): Sensitivities {
  const [J, dL] = jacobian((s, l) => swing(s, l, time), [state, length]);
  return { state: J, length: dL };
}

/** The same by differences of whole simulations, with an error for each entry. */
export function measured(
  state: Tensor,
  length: Tensor,
  time: number,
): { value: Sensitivities; error: Sensitivities } {
  const { jacobian, error } = finiteDifference.jacobian((s, l) => swing(s, l, time), [state, length]);
  return {
    value: { state: jacobian[0], length: jacobian[1] },
    error: { state: error[0], length: error[1] },
  };
}

/**
 * dθ / d[θ₀, ω₀, L] of the linearised pendulum, θ = θ₀ cos wt + (ω₀ / w) sin wt with w = √(g / L), so dw/dL = -w / 2L.
 * It is right up to terms in θ².
 */
export function linearised([theta, omega]: number[], length: number, time: number): number[] {
  const w = Math.sqrt(gravity / length);
  const [c, s] = [Math.cos(w * time), Math.sin(w * time)];
  const byW = -theta * time * s + omega * ((time * c) / w - s / (w * w));
  return [c, s / w, (byW * -w) / (2 * length)];
}

/** dθ / d[θ₀, ω₀, L]. */
const ofAngle = ({ state, length }: Sensitivities): number[] => [...state.at(0).data, length.at(0).item()];
const digits = (v: number): string => v.toFixed(8);

export function report(): string {
  const length = tensor(1);
  const large = tensor([1, 0]);
  const small = tensor([1e-3, 0]);
  const against = (name: string, state: Tensor, other: (time: number) => number[]): string =>
    table([
      ["t", ...["dθ/dθ₀", "dθ/dω₀", "dθ/dL"].flatMap((what) => [what, name])],
      ...[0.5, 1, 2].map((time) => {
        const computed = ofAngle(sensitivities(state, length, time));
        return [time.toFixed(1), ...other(time).flatMap((v, i) => [digits(computed[i]), digits(v)])];
      }),
    ]);
  return [
    "A pendulum of 1 m by Runge and Kutta, 200 steps: how its angle depends on the initial state and the length",
    "",
    "  from 1 rad, beside differences of whole simulations",
    "",
    indent(against("measured", large, (time) => ofAngle(measured(large, length, time).value))),
    "",
    "  from 0.001 rad, beside the closed form of the linearised pendulum",
    "",
    indent(against("linearised", small, (time) => linearised([...small.data], 1, time))),
  ].join("\n");
}
