// A curve fit with published answers: NIST's Misra1a (Misra 1978, dental research on monomolecular adsorption; 14
// points, public domain). y = b1 (1 - exp(-b2 x)) is fitted by Levenberg and Marquardt's method, whose Jacobian comes
// from forward mode, and the result is held beside the values that NIST certifies to 11 digits.
// https://www.itl.nist.gov/div898/strd/nls/data/misra1a.shtml

import { exp, finiteDifference, mul, neg, sub, tensor, valueAndJacobian, type Tensor } from "dualtensor";
import { levenbergMarquardt, type Fit } from "dualtensor/optimize";
import { agreement, beside, indent, rows, scientific, table } from "./report.js";

// prettier-ignore
export const y = tensor([10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78]);
// prettier-ignore
export const x = tensor([77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0]);

export const starts = [
  [500, 0.0001],
  [250, 0.0005],
];

export const certified = {
  parameters: [2.3894212918e2, 5.5015643181e-4],
  deviations: [2.7070075241, 7.2668688436e-6],
  residualSumOfSquares: 1.2455138894e-1,
  residualDeviation: 1.018787633e-1,
};

/** The curve through x for the parameters b = [b1, b2]. */
export function curve([b1, b2]: Tensor): Tensor {
  return mul(b1, sub(1, exp(neg(mul(b2, x)))));
}

export const residuals = (b: Tensor): Tensor => sub(curve(b), y);

/** By the library's own solver. */
export const fit = (start: readonly number[]): Fit => levenbergMarquardt(residuals, start);

export function report(): string {
  const fits = starts.map(fit);
  const line = (name: string, value: (f: Fit) => number, expected: number): string[] => [
    name,
    scientific(expected, 10),
    ...fits.flatMap((f) => [scientific(value(f), 10), agreement(value(f), expected).toFixed(1)]),
  ];
  const { jacobian } = valueAndJacobian(residuals, fits[0].x);
  const few = (t: Tensor, digits: number): string =>
    rows(t.at([0, 1, -1]).toArray<number[][]>(), (v) => v.toPrecision(digits));
  return [
    "NIST Misra1a: y = b1 (1 - exp(-b2 x)), 14 points, by Levenberg and Marquardt",
    "",
    indent(
      table([
        ["", "certified", ...starts.flatMap((start) => [`from (${start.join(", ")})`, "digits"])],
        line("b1", (f) => f.x.at(0).item(), certified.parameters[0]),
        line("b2", (f) => f.x.at(1).item(), certified.parameters[1]),
        line("sd of b1", (f) => f.standardErrors.at(0).item(), certified.deviations[0]),
        line("sd of b2", (f) => f.standardErrors.at(1).item(), certified.deviations[1]),
        line("residual sum of squares", (f) => f.sumOfSquares, certified.residualSumOfSquares),
        line("residual sd", (f) => f.deviation, certified.residualDeviation),
      ]),
    ),
    "",
    `  steps: ${fits.map((f) => f.iterations).join(" and ")}; NIST certifies 11 digits`,
    "",
    "  The Jacobian (14, 2) at the solution, rows 1, 2 and 14:",
    "",
    indent(
      indent(
        beside(
          ["jacobian(residuals, b)", few(jacobian, 10)],
          ["finite differences", few(finiteDifference.jacobian(residuals, fits[0].x).jacobian, 10)],
        ),
      ),
    ),
  ].join("\n");
}
