// The pendulum of ../pendulum.ts for numbers: what its functions write, written as one writes it. The mark lets tensors in.
"use dual";

const gravity = 9.81;

/** d[θ, ω]/dt. */
const slope = ([theta, omega], length) => [omega, -((gravity / length) * Math.sin(theta))];
const plus = (s, h, k) => s.map((v, i) => v + h * k[i]);

/** [θ, ω] after `time` seconds in so many steps of the classical method of order four (Kutta 1901). */
export function swing(state, length, time, steps = 200) {
  const h = time / steps;
  let s = [...state];
  for (let i = 0; i < steps; i++) {
    const k1 = slope(s, length);
    const k2 = slope(plus(s, h / 2, k1), length);
    const k3 = slope(plus(s, h / 2, k2), length);
    const k4 = slope(plus(s, h, k3), length);
    const sum = k1.map((v, j) => v + k2[j] * 2 + k3[j] * 2 + k4[j]);
    s = plus(s, h / 6, sum);
  }
  return s;
}
