// Curve fitting by hand: a table of x and y, a formula, parameters that start where the last fit ended. What is drawn is plain numbers.
import { tensor, vmap } from "dualtensor";
import { expression } from "dualtensor/mathjs";
import { leastSquares } from "dualtensor/optimize";

/** Two of NIST's problems (Statistical Reference Datasets, nonlinear regression), and one with a peak. */
export const problems = {
  Misra1a: {
    formula: "b1 * (1 - exp(-b2 * x))",
    start: { b1: 500, b2: 0.0001 },
    certified: { b1: 238.94212918, b2: 0.00055015643181 },
    x: [77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760],
    y: [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78],
  },
  DanWood: {
    formula: "b1 * x^b2",
    start: { b1: 1, b2: 5 },
    certified: { b1: 0.76886226176, b2: 3.8604055871 },
    x: [1.309, 1.471, 1.49, 1.565, 1.611, 1.68],
    y: [2.138, 3.421, 3.597, 4.34, 4.882, 5.66],
  },
  "a peak": {
    formula: "h * exp(-((x - m) / w)^2) + c",
    start: { h: 2, m: 1.5, w: 1, c: 0 },
    certified: null,
    x: [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4],
    y: [0.2, 0.35, 0.9, 2.1, 2.9, 2.2, 1.0, 0.4, 0.25],
  },
};

/** Two columns of numbers out of pasted text; lines without two numbers are left out. */
export function table(text) {
  const rows = text
    .split(/\r?\n/)
    .map((line) =>
      line
        .trim()
        .split(/[;,\t ]+/)
        .map((cell) => (cell === "" ? NaN : Number(cell))),
    )
    .filter((row) => row.length >= 2 && Number.isFinite(row[0]) && Number.isFinite(row[1]));
  if (rows.length < 3)
    throw new Error(
      `Expected at least three lines with two numbers, x and y, got ${rows.length}. Separate them by a comma, a semicolon, a tab or a blank.`,
    );
  if (rows.length > 2000)
    throw new Error(
      `Expected at most 2000 lines to be dragged by hand, got ${rows.length}: use dualtensor fit.`,
    );
  return { x: rows.map(([x]) => x), y: rows.map(([, y]) => y) };
}

/** The parameters of a formula: its names but for x. */
export const parametersOf = (formula) => expression(formula).names.filter((name) => name !== "x");

/** The fit, its curve and bands over a grid, and how long it took. */
export function fit(formula, x, y, start) {
  const names = Object.keys(start);
  const f = expression(formula, [...names, "x"]);
  if (x.length < names.length)
    throw new Error(`Expected at least ${names.length} points for as many parameters, got ${x.length}.`);
  const rows = vmap((...v) => f(...v), { inDims: [...names.map(() => null), 0] });
  const model = (at) => (b) => rows(...names.map((_, i) => b.at(i)), tensor(at));
  const began = performance.now();
  const result = leastSquares(
    model(x),
    names.map((name) => start[name]),
    { observed: y, maxIterations: 200 },
  );
  const took = performance.now() - began;
  const [lo, hi] = [Math.min(...x), Math.max(...x)];
  const grid = Array.from({ length: 61 }, (_, i) => lo + ((hi - lo) * i) / 60);
  const { value, confidence, prediction } = result.predict(model(grid));
  const list = (t) => Array.from(t.data);
  return {
    converged: result.converged,
    advice: result.advice,
    iterations: result.iterations,
    took,
    parameters: Object.fromEntries(names.map((name, i) => [name, result.x.data[i]])),
    errors: Object.fromEntries(names.map((name, i) => [name, result.standardErrors.data[i]])),
    grid,
    curve: list(value),
    bands: [prediction.lower, prediction.upper, confidence.lower, confidence.upper].map(list),
    residuals: y.map((v, i) => v - model(x)(result.x).data[i]),
  };
}
