// Test functions of optimisation, and an optimiser as a function of where it starts.
import { add, cos, exp, mul, sqrt, square, stack, sub, sum, zeros, type Tensor } from "dualtensor";

/** Σ 100 (x_{i+1} - x_i²)² + (1 - x_i)². */
export function rosenbrock(x: Tensor): Tensor {
  const [head, tail] = [x.at(":-1"), x.at("1:")];
  const valley = square(tail.sub(square(head))).mul(100);
  return sum(valley.add(square(sub(1, head))));
}

/** Beale's and Himmelblau's function of one point. */
export function bealeHimmelblau(point: Tensor): Tensor {
  const [x, y] = point;
  const term = (c: number, k: number): Tensor => square(sub(c, x).add(x.mul(y.pow(k))));
  const beale = term(1.5, 1).add(term(2.25, 2)).add(term(2.625, 3));
  const himmelblau = square(square(x).add(y).sub(11)).add(square(x.add(square(y)).sub(7)));
  return stack([beale, himmelblau]);
}

export function ackley(x: Tensor): Tensor {
  const bowl = exp(sqrt(square(x).mean()).mul(-0.2)).mul(-20);
  const waves = exp(cos(x.mul(2 * Math.PI)).mean());
  return bowl.sub(waves).add(Math.E + 20);
}

/** Three steps of Adam on Σ (w - target)⁴ / 4, with the gradient written out. */
export function adamUnrolled(start: Tensor, target: Tensor): Tensor {
  const [rate, beta1, beta2] = [0.1, 0.9, 0.999];
  let w = start;
  let m: Tensor = zeros(w.shape);
  let v: Tensor = zeros(w.shape);
  for (let t = 1; t <= 3; t++) {
    const g = w.sub(target).pow(3);
    m = add(m.mul(beta1), g.mul(1 - beta1));
    v = add(v.mul(beta2), square(g).mul(1 - beta2));
    const [first, second] = [m.div(1 - beta1 ** t), v.div(1 - beta2 ** t)];
    w = w.sub(mul(rate, first).div(sqrt(second).add(1e-8)));
  }
  return w;
}
