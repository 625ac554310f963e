// Riemann's zeta function of all real numbers. From 1 on it is Hurwitz's at 1; below 0 its functional equation leads there
// (NIST Digital Library of Mathematical Functions, 25.4.2):
//
//   ζ(s) = 2^s π^(s-1) sin(π s / 2) Γ(1 - s) ζ(1 - s)
//
// and between it is the alternating series, accelerated (P. Borwein, An efficient algorithm for the Riemann zeta function,
// 2000, algorithm 2), whose error is below 3 (3 + √8)^-N.
import { div } from "../core/quotients.js";
import { sum } from "../core/sums.js";
import { add, mul, neg, sub } from "../core/ring.js";
import { ge, lt, where } from "../core/choose.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { exp, expm1, pow, log } from "../ops/elementwise/elementary.js";
import { unsqueeze } from "../ops/move/reshape.js";
import { gamma } from "../ops/special/gamma.js";
import { zeta as hurwitz } from "../ops/special/zeta.js";
import { sinc } from "../ops/elementwise/trig.js";

const N = 24;
/** (-1)^k (1 - d(k) / d(N)), where d(k) = N Σ (N + i - 1)! 4^i / ((N - i)! (2 i)!) over i from 0 to k. */
const weights = (): Float64Array => {
  const d = [1];
  for (let i = 1, term = 1; i <= N; i++) {
    term *= ((N + i - 1) * (N - i + 1) * 4) / (2 * i * (2 * i - 1));
    d.push(d[i - 1] + term);
  }
  return Float64Array.from({ length: N }, (_, k) => (k % 2 === 0 ? 1 : -1) * (1 - d[k] / d[N]));
};
/** For s from 0 to 1: Σ weight(k) (k + 1)^-s / (1 - 2^(1 - s)). */
function strip(s: Tensor): Tensor {
  const logs = log(
      new Plain(
        [N],
        Float64Array.from({ length: N }, (_, k) => k + 1),
      ),
    ),
    series = sum(mul(new Plain([N], weights()), exp(neg(mul(unsqueeze(s, -1), logs)))), -1);
  return div(series, neg(expm1(mul(sub(1, s), Math.LN2))));
}
export function zeta(s: Tensor): Tensor {
  const low = lt(s, 0),
    high = ge(s, 1),
    // Where a part does not hold it is computed at 2: no branch overflows for another.
    t = where(low, sub(1, s), where(high, s, 2)),
    series = hurwitz(t, 1),
    mirror = where(low, s, -2),
    // sin(π s / 2) by sinc, which is 0 at whole numbers.
    sine = mul(mul(mirror, Math.PI / 2), sinc(div(mirror, 2))),
    factor = mul(div(pow(2 * Math.PI, mirror), Math.PI), mul(sine, gamma(sub(1, mirror))));
  return where(low, mul(factor, series), where(high, series, strip(where(add(low, high), 0.5, s))));
}
