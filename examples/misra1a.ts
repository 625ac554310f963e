// A curve fit with published answers: NIST's Misra1a (Misra 1978, dental research on monomolecular adsorption; 14
// points, public domain). y = b1 (1 - exp(-b2 x)) is fitted by Levenberg and Marquardt's method, whose Jacobian comes
// from forward mode, and the result is held beside the values that NIST certifies to 11 digits.
// https://www.itl.nist.gov/div898/strd/nls/data/misra1a.shtml

import {
  add,
  exp,
  eye,
  finiteDifference,
  matmul,
  mul,
  neg,
  solve,
  sub,
  tensor,
  valueAndJacobian,
  type Tensor,
  type TensorLike,
} from "dualtensor";
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

const sumOfSquares = (r: Tensor): number => r.mul(r).sum().item();

export interface Fit {
  readonly parameters: Tensor;
  /** Of the parameters: s² (JᵀJ)⁻¹ has their squares on its diagonal. */
  readonly deviations: number[];
  readonly residualSumOfSquares: number;
  /** s = √(residual sum of squares / degrees of freedom). */
  readonly residualDeviation: number;
  readonly steps: number;
}

/** The largest change of a parameter, relative to it. */
const change = (from: Tensor, to: Tensor): number =>
  Math.max(...to.data.map((v, i) => Math.abs(v - from.data[i]) / Math.abs(v)));

/**
 * Least squares by Levenberg and Marquardt: (JᵀJ + λ diag JᵀJ) step = -Jᵀr. The diagonal (Marquardt 1963) makes it blind
 * to the scales of the parameters, which here lie six orders of magnitude apart; λ follows the ratio of the decrease
 * found to the decrease foreseen (Madsen, Nielsen and Tingleff 2004, algorithm 3.16).
 */
export function fit(r: (b: Tensor) => Tensor, start: TensorLike): Fit {
  let b = tensor(start);
  let here = valueAndJacobian(r, b);
  let [lambda, growth, steps] = [1e-3, 2, 0];
  for (let moved = 1; moved > 1e-13 && steps < 100; steps++) {
    const J = here.jacobian;
    const normal = matmul(J.T, J);
    const slope = matmul(J.T, here.value);
    const damping = mul(lambda, mul(normal, eye(b.size)));
    const step = solve(add(normal, damping), neg(slope));
    const there = valueAndJacobian(r, add(b, step));
    moved = change(b, add(b, step));
    const foreseen = matmul(step, sub(matmul(damping, step), slope)).item();
    const found = sumOfSquares(here.value) - sumOfSquares(there.value);
    // The decrease is quadratic in the step: of a step below 1e-8 only rounding is left of it, and says nothing.
    const ratio = moved < 1e-8 ? 1 : found / foreseen;
    if (ratio > 0) {
      [b, here] = [add(b, step), there];
      lambda *= Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3);
      growth = 2;
    } else {
      lambda *= growth;
      growth *= 2;
    }
  }
  const rss = sumOfSquares(here.value);
  const s = Math.sqrt(rss / (here.value.size - b.size));
  const covariance = solve(matmul(here.jacobian.T, here.jacobian), eye(b.size));
  const deviations = Array.from(b.data, (_, i) => s * Math.sqrt(covariance.at(i, i).item()));
  return { parameters: b, deviations, residualSumOfSquares: rss, residualDeviation: s, steps };
}

export function report(): string {
  const fits = starts.map((start) => fit(residuals, start));
  const line = (name: string, value: (f: Fit) => number, expected: number): string[] => [
    name,
    scientific(expected, 10),
    ...fits.flatMap((f) => [scientific(value(f), 10), agreement(value(f), expected).toFixed(1)]),
  ];
  const { jacobian } = valueAndJacobian(residuals, fits[0].parameters);
  const few = (t: Tensor, digits: number): string =>
    rows(t.at([0, 1, -1]).toArray() as number[][], (v) => v.toPrecision(digits));
  return [
    "NIST Misra1a: y = b1 (1 - exp(-b2 x)), 14 points, by Levenberg and Marquardt",
    "",
    indent(
      table([
        ["", "certified", ...starts.flatMap((start) => [`from (${start.join(", ")})`, "digits"])],
        line("b1", (f) => f.parameters.at(0).item(), certified.parameters[0]),
        line("b2", (f) => f.parameters.at(1).item(), certified.parameters[1]),
        line("sd of b1", (f) => f.deviations[0], certified.deviations[0]),
        line("sd of b2", (f) => f.deviations[1], certified.deviations[1]),
        line("residual sum of squares", (f) => f.residualSumOfSquares, certified.residualSumOfSquares),
        line("residual sd", (f) => f.residualDeviation, certified.residualDeviation),
      ]),
    ),
    "",
    `  steps: ${fits.map((f) => f.steps).join(" and ")}; NIST certifies 11 digits`,
    "",
    "  The Jacobian (14, 2) at the solution, rows 1, 2 and 14:",
    "",
    indent(
      indent(
        beside(
          ["jacobian(residuals, b)", few(jacobian, 10)],
          ["finite differences", few(finiteDifference.jacobian(residuals, fits[0].parameters).jacobian, 10)],
        ),
      ),
    ),
  ].join("\n");
}
