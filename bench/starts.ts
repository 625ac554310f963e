// Random starts around NIST's collection: who claims a minimum is asked again, from where it stands and from beside it.
//
//   node scripts/run.mjs bench/starts.ts [from] [count] [seed]    starts from .. from + count of 10,000, 0 500 by default
//
// A start is one of NIST's two, every parameter times a factor between 1/10 and 10 (each factor as likely as its inverse). A claim is
// refuted where a search from the claimed point, or from it moved by 1e-6 of itself, ends at a sum of squares that is lower
// by more than a part of 1e-9. Exit status 1 where one was. Slices of one seed add up: starts do not depend on the slice.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { argv, cwd, exit } from "node:process";
import { expression } from "dualtensor/mathjs";
import { leastSquares, residuals, type Residuals } from "dualtensor/optimize";

const [from, count, seed] = [0, 500, 1].map((v, i) => Number(argv[2 + i] ?? v));

interface Problem {
  readonly name: string;
  readonly starts: readonly (readonly number[])[];
  readonly residuals: Residuals;
  readonly sumOfSquares: number;
}
const folder = join(cwd(), "spec/fixtures/nist");
function read(name: string): Problem {
  const text = readFileSync(join(folder, `${name}.dat`), "utf8"),
    lines = text.split(/\r?\n/),
    first = lines.findIndex((line) => /^\s*(y|log\[y\])\s*=/.test(line)),
    last = lines.findIndex((line, i) => i >= first && /\+\s*e\s*$/.test(line)),
    [left, ...right] = lines
      .slice(first, last + 1)
      .join(" ")
      .split("="),
    formula = right
      .join("=")
      .replace(/\+\s*e\s*$/, "")
      .replaceAll("[", "(")
      .replaceAll("]", ")")
      .replaceAll("**", "^")
      .replaceAll("arctan", "atan"),
    rows = [...text.matchAll(/^\s*(b\d+)\s*=\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)/gm)],
    data = lines
      .slice(lines.findIndex((line) => /^Data:\s+y/.test(line)) + 1)
      .map((line) => line.trim().split(/\s+/).map(Number))
      .filter((row) => row.length > 1 && row.every(Number.isFinite)),
    inputs = data[0].length === 3 ? ["x1", "x2"] : ["x"],
    names = [...rows.map(([, b]) => b), ...inputs, "y"];
  return {
    name,
    starts: [2, 3].map((k) => rows.map((row) => Number(row[k]))),
    residuals: residuals(expression(`${formula} - y`, names), {
      ...Object.fromEntries(inputs.map((input, k) => [input, data.map((row) => row[k + 1])])),
      y: data.map(([y]) => (left.includes("log") ? Math.log(y) : y)),
    }),
    sumOfSquares: Number(/Residual Sum of Squares:\s*(\S+)/.exec(text)![1]),
  };
}
const problems = readdirSync(folder)
  .filter((file) => file.endsWith(".dat"))
  .map((file) => read(file.slice(0, -4)));

/** Numbers in [0, 1) that belong to one start (mulberry32). */
function random(start: number): () => number {
  let a = (seed * 0x9e3779b9 + start * 0x85ebca6b) | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
let [claims, certified, refuted, undefinedThere] = [0, 0, 0, 0];
for (let k = from; k < from + count; k++) {
  const { name, starts, residuals: f, sumOfSquares } = problems[k % problems.length],
    next = random(k),
    start = starts[next() < 0.5 ? 0 : 1].map((v) => v * 10 ** (2 * next() - 1));
  const search = (x: readonly number[]): ReturnType<typeof leastSquares> =>
    leastSquares(f, x, { maxIterations: 500 });
  let fit: ReturnType<typeof search>;
  try {
    fit = search(start);
  } catch {
    // The residuals are not finite at the start, which is said.
    undefinedThere++;
    continue;
  }
  if (!fit.converged) continue;
  claims++;
  if (fit.sumOfSquares < sumOfSquares * (1 + 1e-6) + 1e-20) certified++;
  const x = (fit.x as { toArray(): number[] }).toArray();
  for (const again of [x, x.map((v) => v * (1 + 1e-6 * (2 * next() - 1)))]) {
    const other = search(again);
    if (!(other.sumOfSquares < fit.sumOfSquares * (1 - 1e-9) - 1e-20)) continue;
    refuted++;
    console.log(
      `refuted: ${name} from [${start.join(", ")}]: ${fit.sumOfSquares}, then ${other.sumOfSquares}`,
    );
    break;
  }
}
console.log(
  `${count} starts from ${from} of seed ${seed}: ${claims} claims, ${certified} of them at NIST's minimum, ${refuted} refuted; ${undefinedThere} starts without finite residuals`,
);
exit(refuted === 0 ? 0 : 1);
