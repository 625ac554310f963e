// Whole fits: NIST's Misra1a from its first start, warm, through its formula and as tensor code beside the twenty Jacobians that it
// needs, and the spectrum of peaks.mjs by leastSquares beside the same search with central differences.

import { readFileSync } from "node:fs";
import { alternate, batchOf, median, ratio } from "../measure.mjs";
import { differences, dualtensor } from "./index.mjs";
import { at, model, plain, truth } from "./peaks.mjs";

const effort = { batchMs: 4, warmMs: 400, rounds: 31 };
const here = (/** @type {string} */ path) => new URL(`../../${path}`, import.meta.url);

const rows = readFileSync(here("spec/fixtures/nist/Misra1a.dat"), "utf8")
  .split(/\r?\n/)
  .slice(60)
  .map((line) => line.trim().split(/\s+/).map(Number))
  .filter((row) => row.length === 2 && row.every(Number.isFinite));
const [y, x] = [0, 1].map((k) => rows.map((row) => row[k]));
const start = [500, 0.0001];
const certified = 238.94212918;
const converged = (/** @type {any} */ fit) => {
  if (!fit.converged) throw new Error(fit.reason);
  return fit;
};
const right = (/** @type {any} */ fit) => {
  if (!(Math.abs(converged(fit).x.data[0] / certified - 1) < 1e-9)) throw new Error(`${fit.x}`);
};

export const gates = async () => {
  const d = await dualtensor();
  const { leastSquares, residuals } = await import(here("dist/esm/optimize.js").href);
  const { solved } = await import(here("dist/esm/optimize/leastsquares.js").href);
  const { expression } = await import(here("dist/esm/mathjs.js").href);

  const table = residuals(expression("b1*(1-exp(-b2*x)) - y", ["b1", "b2", "x", "y"]), { x, y });
  const formula = () => leastSquares(table, start);
  const [xs, ys] = [d.tensor(x), d.tensor(y)];
  const misra = (/** @type {any} */ b) =>
    d.sub(d.mul(b.at(0), d.sub(1, d.exp(d.neg(d.mul(b.at(1), xs))))), ys);
  const code = () => leastSquares(misra, start);
  const end = d.tensor([certified, 0.00055]);
  const jacobians = () => {
    let J;
    for (let i = 0; i < 20; i++) J = d.jacobian(misra, end);
    return J;
  };

  // Observed with a deviation of .01, from a start that is up to 5 % off.
  const wave = (/** @type {number} */ i) => Math.sin(12.9898 * i + 78.233);
  const seen = new Float64Array(at.length);
  plain(truth, seen);
  for (let i = 0; i < seen.length; i++) seen[i] += 0.01 * wave(i);
  const from = truth.map((v, j) => v * (1 + (j % 4 === 1 ? 0.002 : 0.05) * wave(j)));
  const spectrum = model(d, d.tensor(at));
  const ours = () => leastSquares(spectrum, d.tensor(from), { observed: seen, compile: true });
  const byDifferences = () => {
    const [m, n] = [at.length, from.length];
    const r = new Float64Array(m);
    const p = new Float64Array(n);
    const { out, run } = differences(plain, p, m);
    return solved(
      "leastSquares",
      spectrum,
      d.tensor(from),
      { observed: seen },
      {
        value: (/** @type {Float64Array} */ v) => (plain(v, r), r),
        model: (/** @type {Float64Array} */ v) => {
          p.set(v);
          run();
          return { r: out.subarray(0, m), J: out.subarray(m) };
        },
      },
    );
  };
  return [
    {
      gate: "Misra1a through its formula, warm",
      ...{ unit: " us", must: 100, aim: 60 },
      measure: async () => {
        right(formula());
        return median((await alternate({ formula: batchOf(formula) }, effort)).formula) / 1000;
      },
    },
    {
      // 300 us where the Jacobians take 156.
      gate: "Misra1a in tensor code, against its 20 eager Jacobians",
      ...{ must: 1.92, aim: 1.5 },
      measure: async () => {
        right(code());
        const times = await alternate({ fit: batchOf(code), jacobians: batchOf(jacobians) }, effort);
        return ratio(times.fit, times.jacobians);
      },
    },
    {
      gate: "pseudo-Voigt, leastSquares against central differences",
      ...{ must: 0.5, aim: 0.2 },
      measure: async () => {
        const [a, b] = [converged(ours()), byDifferences()];
        const off = Math.abs(a.sumOfSquares / b.sumOfSquares - 1);
        if (!(off <= 1e-6)) throw new Error(`wrong by ${off}`);
        const times = await alternate(
          { ours: batchOf(ours), differences: batchOf(byDifferences) },
          { ...effort, warmMs: 1, rounds: 3 },
        );
        return ratio(times.ours, times.differences);
      },
    },
  ];
};
