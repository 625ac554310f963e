// ml-levenberg-marquardt takes the model's partial derivatives as `jacobianFunction`; without them it takes differences of a
// fixed step, .1 by default.
import { objective } from "dualtensor/optimize";

/** A model of its parameters and then x, a formula of that many inputs or a function of one row, as the package calls it. */
export function curve(model) {
  const { value, gradient } = objective(model);
  return {
    f: (b) => (x) => value([...b, x]),
    jacobianFunction: (b) => (x) => gradient([...b, x]).slice(0, -1),
  };
}
