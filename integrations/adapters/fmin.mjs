// fmin's conjugateGradient and gradientDescent call f(x, fxprime) and read the gradient from fxprime; nelderMead calls f(x).
import { objective } from "dualtensor/optimize";

/** A scalar function of a tensor, or a formula, as fmin calls it. */
export function differentiable(f) {
  const { inPlace } = objective(f);
  return (x, fxprime) => inPlace(x, fxprime);
}
