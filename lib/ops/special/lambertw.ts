// The inverse of w e^w.
import { reciprocal, square } from "../../core/quotients.js";
import { unary, type Unary } from "../../core/kinds.js";
import { add, neg } from "../../core/ring.js";
import type { Domain } from "../../core/rule.js";
import { literal } from "../../core/tensor.js";
import * as kernel from "../../kernels/special/lambertw.js";
import { times } from "../elementwise/elementary.js";

const domain: Domain = { lo: -0.3, hi: 3 };

/**
 * Elementwise principal real branch of Lambert's W: the w >= -1 of which w e^w is x; NaN below -1/e. By the iteration of
 * F. N. Fritsch, R. E. Shafer and W. P. Crowley (1973).
 *
 * @example
 * import { lambertw } from "dualtensor/special";
 * lambertw([0, 1, Math.E]) // => tensor([0.0000, 0.5671, 1.0000])
 */
export const lambertw: Unary = /*#__PURE__*/ unary(
  "lambertw",
  kernel.lambertw,
  (x) => lambertwSlope(x),
  domain,
);
/** w' = 1 / (e^w (1 + w)); w'' = -w'² (1 + 1 / (1 + w)). */
export const lambertwSlope: Unary = /*#__PURE__*/ unary(
  "lambertwSlope",
  kernel.lambertwSlope,
  (x, s) => neg(times(square(s), add(literal(1), reciprocal(add(literal(1), lambertw(x)))))),
  domain,
);
