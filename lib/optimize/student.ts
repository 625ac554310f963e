// Quantiles of Student's distribution, of which confidence intervals are made: its distribution function is an incomplete
// beta function (NIST Digital Library of Mathematical Functions, 8.17), inverted by bisection to the last bits.
import { incompleteBeta } from "../kernels/special/betainc.js";

/** t with P(|T| <= t) = level for T of Student's distribution with that many degrees of freedom. */
export function studentQuantile(level: number, degrees: number): number {
  if (!(degrees > 0)) return NaN;
  const beyond = (t: number): number => incompleteBeta(0, 0, degrees / 2, 0.5, degrees / (degrees + t * t));
  let [low, high] = [0, 1];
  while (beyond(high) > 1 - level && high < 1e300) high *= 2;
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (beyond(middle) > 1 - level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
