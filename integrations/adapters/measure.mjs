// What the adapters gain, in tables: `node adapters/measure.mjs` in this folder. Digits are -log10 of the largest relative error
// of a parameter against the certified or known one, at most 15.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { levenbergMarquardt } from "ml-levenberg-marquardt";
import newton from "newton-raphson-method";
import odex from "odex";
import "fmin";
import { mul, sin, square, stack, sub, sum } from "dualtensor";
import { expression } from "dualtensor/mathjs";
import { curve } from "./levenberg-marquardt.mjs";
import { withSlope } from "./newton-raphson.mjs";
import { differentiable } from "./fmin.mjs";
import { sensitive } from "./odex.mjs";

const nist = new URL("../../spec/fixtures/nist/", import.meta.url);

export const digits = (found, right) =>
  Math.max(0, Math.min(15, ...right.map((v, i) => -Math.log10(Math.abs(found[i] - v) / Math.abs(v || 1)))));

/** A problem of NIST's with one independent variable. */
export function problem(name) {
  const lines = readFileSync(new URL(`${name}.dat`, nist), "utf8").split(/\r?\n/),
    first = lines.findIndex((line) => /^\s*y\s*=/.test(line)),
    last = lines.findIndex((line, i) => i >= first && /\+\s*e\s*$/.test(line)),
    formula = lines
      .slice(first, last + 1)
      .join(" ")
      .replace(/^\s*y\s*=/, "")
      .replace(/\+\s*e\s*$/, "")
      .replace(/[[\]]/g, (c) => (c === "[" ? "(" : ")"))
      .replaceAll("**", "^")
      .replaceAll("arctan", "atan"),
    rows = lines.flatMap((line) => [...line.matchAll(/^\s*(b\d+)\s*=\s*(\S+)\s+(\S+)\s+(\S+)/g)]),
    data = lines
      .slice(lines.findIndex((line) => /^Data:\s+y/.test(line)) + 1)
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter((row) => row.length === 2 && row.every(Number.isFinite));
  return {
    model: expression(formula, [...rows.map(([, b]) => b), "x"]),
    starts: [2, 3].map((k) => rows.map((row) => Number(row[k]))),
    certified: rows.map((row) => Number(row[4])),
    data: { x: data.map((row) => row[1]), y: data.map((row) => row[0]) },
  };
}
export const names = readdirSync(fileURLToPath(nist))
  .filter((file) => file.endsWith(".dat") && file !== "Nelson.dat")
  .map((file) => file.slice(0, -4));

/** Digits and values of the model that a fit takes: by differences, or by the adapter. */
export function fitted({ model, starts, certified, data }, start, exact, options = {}) {
  let values = 0;
  const { f, jacobianFunction } = curve(model),
    counted = (b) => {
      const y = f(b);
      return (x) => (values++, y(x));
    };
  try {
    const { parameterValues } = levenbergMarquardt(data, counted, {
      initialValues: starts[start],
      maxIterations: 1000,
      errorTolerance: 1e-300,
      ...(exact ? { jacobianFunction } : {}),
      ...options,
    });
    return { digits: digits(parameterValues, certified), values };
  } catch {
    return { digits: 0, values };
  }
}

/** What newton-raphson-method finds from x0, and how many values of f or f' it takes. */
export function rooted(f, x0, exact) {
  let values = 0;
  const counted = withSlope(f).map((g) => (x) => (values++, g(x)));
  return { x: newton(...(exact ? counted : counted.slice(0, 1)), x0), values };
}
/** Kepler's equation, x - e sin x = M. */
export const kepler = (M) => (x) => sub(sub(x, mul(0.8, sin(x))), M);
/** Half of a binding site is taken at a concentration of 1e-9, its constant. */
export const binding = (x) => sub(x.div(x.add(1e-9)), 0.5);

/** H. H. Rosenbrock's valley in n variables, as a sum over neighbours. */
export const valley = (x) =>
  sum(
    square(sub(x.at("1:"), square(x.at(":-1"))))
      .mul(100)
      .add(square(sub(x.at(":-1"), 1))),
  );
/** The least value by conjugate gradients, with the gradient by the adapter or by central differences. */
export function least(n, exact) {
  let values = 0;
  const f = differentiable(valley),
    start = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
  const counted = (x, out) => (values++, f(x, out));
  const differences = (x, out) => {
    if (out)
      x.forEach((v, i) => {
        const at = (d) => counted(x.map((u, k) => (k === i ? u + d : u)));
        out[i] = (at(1e-6) - at(-1e-6)) / 2e-6;
      });
    return counted(x);
  };
  const { x } = globalThis.fmin.conjugateGradient(exact ? counted : differences, start, {
    maxIterations: 20000,
  });
  return { digits: digits(x, new Array(n).fill(1)), values };
}

/** Growth y' = r y (1 - y / K) to time 4, and its derivatives with respect to y0, r and K in closed form. */
export const [y0, growth, time] = [0.1, [1.5, 2], 4];
const rate = (v) =>
  stack([
    v
      .at(1)
      .mul(v.at(2))
      .mul(sub(1, v.at(1).div(v.at(3)))),
  ]);
export function slopes() {
  const [r, K] = growth,
    e = Math.exp(-r * time),
    s = (1 + (K / y0 - 1) * e) ** 2;
  return [(K ** 2 / y0 ** 2) * e, K * time * (K / y0 - 1) * e, 1 + (K / y0 - 1) * e - (K * e) / y0].map(
    (v) => v / s,
  );
}
function solved(size, derivative, start, tolerance) {
  const solver = new odex.Solver(size);
  solver.absoluteTolerance = solver.relativeTolerance = tolerance;
  let values = 0;
  const { y } = solver.solve((x, y) => (values++, derivative(x, y)), 0, start, time);
  return { y, values };
}
/** Digits of the derivatives from S, or from central differences of this step between solutions. */
export function sensitivity(tolerance, step) {
  if (step === undefined) {
    const { size, start, derivative, parts } = sensitive(rate, [y0], growth),
      { y, values } = solved(size, derivative, start, tolerance);
    return { digits: digits(parts(y).S[0], slopes()), values };
  }
  let values = 0;
  const at = ([y, r, K]) => {
    const end = solved(1, (_, [v]) => [r * v * (1 - v / K)], [y], tolerance);
    values += end.values;
    return end.y[0];
  };
  const point = [y0, ...growth],
    found = point.map((v, i) => {
      const [a, b] = [v * (1 + step), v * (1 - step)].map((w) => at(point.with(i, w)));
      return (a - b) / (2 * v * step);
    });
  return { digits: digits(found, slopes()), values };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const shown = ({ digits: d, values }) => `${d.toFixed(1)} | ${values}`;
  console.log(
    "| problem, start | digits by default | values | digits, step 1e-6 | values | digits by the adapter | values |",
  );
  const total = [0, 0, 0],
    values = [0, 0, 0];
  for (const name of names)
    for (const start of [0, 1]) {
      const p = problem(name),
        runs = [
          fitted(p, start, false),
          fitted(p, start, false, { centralDifference: true, gradientDifference: 1e-6 }),
          fitted(p, start, true),
        ];
      runs.forEach((r, k) => {
        total[k] += r.digits >= 6 ? 1 : 0;
        values[k] += r.values;
      });
      console.log(`| ${name}, ${start + 1} | ${runs.map(shown).join(" | ")} |`);
    }
  console.log(`six digits, of ${2 * names.length}: ${total.join(", ")}; values: ${values.join(", ")}`);

  let [plain, exact] = [0, 0];
  for (let k = 1; k <= 100; k++) {
    plain += rooted(kepler(k / 32), 2, false).values;
    exact += rooted(kepler(k / 32), 2, true).values;
  }
  console.log("\nnewton-raphson-method: values for 100 of Kepler's equations", plain, exact);
  console.log("the concentration of 1e-9 from 0:", rooted(binding, 0, false), rooted(binding, 0, true));
  for (const n of [2, 10, 50])
    console.log(`fmin, n = ${n}: ${shown(least(n, false))}; ${shown(least(n, true))}`);
  for (const [tolerance, step] of [[1e-6, 1e-4], [1e-6, 1e-6], [1e-6], [1e-10, 1e-4], [1e-10, 1e-6], [1e-10]])
    console.log(`odex, tolerance ${tolerance}, ${step ?? "S"}: ${shown(sensitivity(tolerance, step))}`);
}
