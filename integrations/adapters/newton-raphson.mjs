// newton-raphson-method takes (f, f', x0); without f' it takes differences of a fixed step, 1e-4, by four further values.
import { objective } from "dualtensor/optimize";

/** f and f' of numbers, from a formula of one input or a function of a tensor. */
export function withSlope(f) {
  const { value, gradient } = objective((x) => f(x.at(0)));
  return [(x) => value([x]), (x) => gradient([x])[0]];
}
