// Elementwise functions of this library that mathjs does not have, for formulas: under the names they have here, with the derivatives
// of their rows. No name of mathjs is among them (spec/mathjs/own.spec.ts), so no formula of mathjs changes its meaning.
import { frac } from "../ops/elementwise/rounding.js";
import { clamp, maximum, minimum } from "../ops/elementwise/choice.js";
import { exp2, rsqrt, xlogy } from "../ops/elementwise/elementary.js";
import { logaddexp, logsigmoid, relu, sigmoid, silu, softplus } from "../ops/elementwise/activation.js";
import { sinc } from "../ops/elementwise/trig.js";
import { besselJ0, besselJ1, i0, i0e, i1, i1e } from "../ops/special/bessel.js";
import { beta, lbeta } from "../ops/special/beta.js";
import { entr } from "../ops/special/entropy.js";
import { erfc, ndtr } from "../ops/special/erf.js";
import { erfinv, ndtri } from "../ops/special/erfinv.js";
import { digamma, trigamma } from "../ops/special/gamma.js";
import { gammainc, gammaincc } from "../ops/special/incomplete.js";
import { lambertw } from "../ops/special/lambertw.js";
import { logit } from "../ops/special/logit.js";
import { erfcx, logNdtr } from "../ops/special/mills.js";
import {
  airyAi,
  besselY0,
  besselY1,
  modifiedBesselK0,
  modifiedBesselK1,
  sphericalBesselJ0,
} from "../ops/special/neumann.js";
import { each, entry, two, type Entry } from "./functions.js";

const [one, pair] = [
  { airyAi, besselJ0, besselJ1, besselY0, besselY1, digamma, entr, erfc, erfcx, erfinv, exp2, frac, i0, i0e, i1, i1e, lambertw, logNdtr, logit, logsigmoid, modifiedBesselK0, modifiedBesselK1, ndtr, ndtri, relu, rsqrt, sigmoid, silu, sinc, softplus, sphericalBesselJ0, trigamma },
  { beta, gammainc, gammaincc, lbeta, logaddexp, maximum, minimum, xlogy },
]; // prettier-ignore

export const own: ReadonlyMap<string, Entry> = /*#__PURE__*/ new Map<string, Entry>([
  ...Object.entries(one).map(([name, f]) => [name, each((x) => f(x))] as const),
  ...Object.entries(pair).map(([name, f]) => [name, two((x, y) => f(x, y))] as const),
  [
    "clamp",
    entry(3, 3, (a, meter) => {
      for (const t of a.slice(1)) meter.pair(a[0].shape, t.shape);
      return clamp(a[0], a[1], a[2]);
    }),
  ],
]);

/** What other languages call a function that stands here under another name. */
export const elsewhere: ReadonlyMap<string, string> = new Map([
  ["ln", "log"],
  ["arcsin", "asin"],
  ["arccos", "acos"],
  ["arctan", "atan"],
  ["arctan2", "atan2"],
  ["arcsinh", "asinh"],
  ["arccosh", "acosh"],
  ["arctanh", "atanh"],
  ["tg", "tan"],
  ["power", "pow"],
  ["ceiling", "ceil"],
  ["trunc", "fix"],
  ["normcdf", "ndtr"],
  ["psi", "digamma"],
  ["expit", "sigmoid"],
  ["j0", "besselJ0"],
  ["j1", "besselJ1"],
]);
