// docs/ops/ says what the rows say, and the formulas of its derivatives, read by mathjs, are the derivatives.
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { all, create } from "mathjs";
import * as dualtensor from "../lib/index.js";
import * as nn from "../lib/nn.js";
import * as special from "../lib/special.js";
import { buildIfStale } from "./docs/build.js";

test("docs/ops is what `npm run ops` writes", () => {
  buildIfStale();
  const { stderr, status } = spawnSync(process.execPath, [join(__dirname, "../scripts/ops.mjs"), "--check"], {
    encoding: "utf8",
  });
  expect([stderr, status]).toEqual(["", 0]);
}, 120_000);

type Callable = (...args: unknown[]) => dualtensor.Tensor;
const functions = { ...nn, ...special, ...dualtensor } as unknown as Record<string, Callable>;
const numeric =
  (name: string) =>
  (v: number, ...rest: number[]) =>
    functions[name](v, ...rest).item();
const math = create(all);
math.import(
  Object.fromEntries(
    ["erfinv", "ndtri", "ndtr", "lambertw", "digamma", "clamp", "exp2"].map((name) => [name, numeric(name)]),
  ),
  { override: true },
);

/** function, formulas by argument, and where it is tried: for each argument an interval. */
const pages = join(__dirname, "../docs/ops");
const stated = readdirSync(pages)
  .flatMap((page) => readFileSync(join(pages, page), "utf8").split(/^### /m).slice(1))
  .filter((section) => /^- derivative: ∂x: `/m.test(section))
  .map((section) => {
    const fact = (name: string): string => new RegExp(`^- ${name}: (.*)$`, "m").exec(section)?.[1] ?? "";
    return {
      name: /^\w+/.exec(section)![0],
      formulas: [...fact("derivative").matchAll(/∂[xy]: `(.+?)`/g)].map(([, formula]) => formula),
      interval: [...fact("tried on").matchAll(/\[(.+?), (.+?)\]/g)].map(([, lo, hi]) => [
        Number(lo),
        Number(hi),
      ]),
      typeset: /^\$\$$/m.test(section),
    };
  });

test("most elementwise operations state a formula", () => expect(stated.length).toBeGreaterThan(70));
test("what states a formula shows it typeset", () =>
  expect(stated.filter(({ typeset }) => !typeset).map(({ name }) => name)).toEqual([]));

test.each(stated)("$name: $formulas", ({ name, formulas, interval }) => {
  const f = (...args: unknown[]) =>
    name === "binaryCrossEntropy"
      ? functions[name](args[0], args[1], { reduction: "none" })
      : functions[name](...args);
  // Points that no formula meets by chance; of two arguments the second lies elsewhere.
  for (const [share, other] of [
    [0.23, 0.61],
    [0.47, 0.17],
    [0.81, 0.33],
  ]) {
    const first = interval[0] ?? [0.1, 0.9],
      second = interval[1] ?? first;
    const at = ([lo, hi]: number[], part: number) => lo + part * (hi - lo);
    const args = [at(first, share), at(second, other)].slice(0, formulas.length);
    const value = f(...args).item();
    const scope =
      args.length === 1
        ? { x: args[0], y: value }
        : { x: args[0], a: args[0], y: args[1], b: args[1], t: args[1], q: value };
    formulas.forEach((formula, i) => {
      const own = dualtensor.derivative((v) => f(...args.map((a, j) => (j === i ? v : a))), args[i]);
      const read = Number(math.evaluate(formula, { ...scope }));
      // Formulas cancel where rows do not: nine digits are what a text can be held to.
      expect(Math.abs(read - own)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(read)));
    });
  }
});
