// The error function and the normal distribution without their factor e^(-x²): scaled, or as a logarithm.
import type { Row, Unary } from "../../core/kinds.js";
import type { Domain } from "../../core/rule.js";
import * as kernel from "../../kernels/special/mills.js";
import { family, member } from "./family.js";

const reals: Domain = { lo: -2, hi: 2 };

/** The n-th derivative of erfcx. */
export const erfcxRow: Row<number> = /*#__PURE__*/ family<number>(
  "erfcx",
  kernel.erfcx,
  (x, _, n) => erfcxRow(x, n + 1),
  [0, 1, 2],
  reals,
);
/**
 * Elementwise e^(x²) erfc(x), which neither overflows nor underflows where erfc does.
 *
 * @example
 * import { erfcx } from "dualtensor/special";
 * erfcx([0, 30]) // => tensor([1.0000, 0.0188])
 */
export const erfcx: Unary = /*#__PURE__*/ member("erfcx", erfcxRow, 0);

/** The n-th derivative of logNdtr. */
export const logNdtrRow: Row<number> = /*#__PURE__*/ family<number>(
  "logNdtr",
  kernel.logNdtr,
  (x, _, n) => logNdtrRow(x, n + 1),
  [0, 1, 2],
  reals,
);
/**
 * Elementwise logarithm of the distribution function of the standard normal distribution, also where that is 0 or 1 to all
 * digits.
 *
 * @example
 * import { logNdtr } from "dualtensor/special";
 * logNdtr(-40).item() // => -804.6084420137538
 */
export const logNdtr: Unary = /*#__PURE__*/ member("logNdtr", logNdtrRow, 0);
