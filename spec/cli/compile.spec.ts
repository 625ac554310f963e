// dualtensor compile: modules that node runs in an empty folder, against closed forms; and what is refused, with nothing written.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript";

const root = resolve(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "dualtensor-compile-"));
const built = join(folder, "command"),
  empty = join(folder, "empty");

// A child of jest would take itself for one of its workers.
const { JEST_WORKER_ID: _id, NODE_OPTIONS: _options, ...env } = process.env;
const run = (args: readonly string[], input = "") =>
  spawnSync(process.execPath, [join(built, "main.js"), "compile", ...args], {
    cwd: empty,
    env,
    input,
    encoding: "utf8",
  });
beforeAll(() => {
  execFileSync(process.execPath, [join(root, "scripts/command.mjs"), built], { stdio: "inherit" });
  writeFileSync(join(built, "package.json"), '{ "type": "module" }');
  mkdirSync(empty);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly layout: { readonly inputs: readonly { readonly path: string }[] };
  readonly results: readonly number[][];
}
/** The module of deriv.mjs at these places, in a process that finds nothing else. */
function ran(places: readonly (readonly number[])[]): Ran {
  const text = `import deriv, { layout } from "./deriv.mjs";
console.log(JSON.stringify({ layout, results: ${JSON.stringify(places)}.map((x) => [...deriv(x)]) }));`;
  return JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", text], {
      cwd: empty,
      env,
      encoding: "utf8",
    }),
  ) as Ran;
}

type Place = readonly number[];
test.each<[string, readonly string[], readonly string[], readonly Place[], (x: Place) => number[]]>([
  [
    "x^2 * y",
    ["--wrt", "x,y"],
    ["x", "y"],
    [
      [3, 2],
      [-1, 0.5],
    ],
    ([x, y]) => [x * x * y, 2 * x * y, x * x],
  ],
  ["x^2 * y", ["--wrt", "y"], ["x", "y"], [[3, 2]], ([x, y]) => [x * x * y, x * x]],
  [
    "sin(x) * exp(y)",
    [],
    ["x", "y"],
    [[0.3, 1]],
    ([x, y]) => [Math.sin(x) * Math.exp(y), Math.cos(x) * Math.exp(y), Math.sin(x) * Math.exp(y)],
  ],
  ["x > 0 ? x^3 : -x", [], ["x"], [[2], [-3]], ([x]) => (x > 0 ? [x ** 3, 3 * x * x] : [-x, -1])],
  [
    "sum(a .* b)",
    ["--wrt", "a", "--at", "a=[0,0]", "--at", "b=[0,0]"],
    ["a", "b"],
    [[1, 2, 3, 4]],
    ([p, q, r, s]) => [p * r + q * s, r, s],
  ],
  [
    "A * x",
    ["--wrt", "x", "--at", "A=[[1,2],[3,4]]", "--at", "x=[5,6]"],
    ["A", "x"],
    [[1, 2, 3, 4, 5, 6]],
    ([a, b, c, d, x, y]) => [a * x + b * y, c * x + d * y, a, b, c, d],
  ],
])("%s %j", (formula, options, names, places, want) => {
  // prettier-ignore
  const { status, stdout, stderr } = run([formula, ...options, "--out", "deriv.mjs"]);
  expect([status, stdout, stderr]).toEqual([0, "", ""]);
  expect(readdirSync(empty).sort()).toEqual(["deriv.d.mts", "deriv.mjs"]);
  expect(readFileSync(join(empty, "deriv.mjs"), "utf8")).toContain(`// ${formula}\n`);
  const { layout, results } = ran(places);
  expect(layout.inputs.map(({ path }) => path)).toEqual(names);
  results.forEach((r, i) => {
    // Some three operations and functions: as many roundings, and those of the closed form.
    want(places[i]).forEach((v, k) =>
      expect(Math.abs(r[k] - v)).toBeLessThanOrEqual(8 * 2 ** -53 * Math.abs(v)),
    );
  });
});

test("the types are those of the module", () => {
  run(["x^2", "--out", "deriv.mjs"]);
  const file = join(empty, "main.mts");
  writeFileSync(
    file,
    `import deriv, { layout, run } from "./deriv.mjs";
export const d: Float64Array = deriv([1]), e: Float64Array = run(Float64Array.of(1), new Float64Array(2));
export const n: number = layout.outputs[0].start;
// @ts-expect-error: numbers, not words
run("x");
`,
  );
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: [],
    skipLibCheck: true,
  });
  const messages = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  rmSync(file);
  expect(messages).toEqual([]);
});

test("to stdout without --out; the formula from stdin; .js has its types in .d.ts", () => {
  const { status, stdout } = run(["-"], "x^3\n");
  expect(status).toBe(0);
  expect(stdout).toContain("export default run;");
  expect(run(["x^3", "--out", "cube.js"]).status).toBe(0);
  expect(readdirSync(empty)).toEqual(expect.arrayContaining(["cube.js", "cube.d.ts"]));
});

test.each([
  [["x +", "--out", "no.mjs"], "^"],
  [[], "expected one formula, got none"],
  [["1 + 2", "--out", "no.mjs"], "expected a formula with names"],
  [["x", "--out", "no.txt"], "Write --out no.mjs"],
  [["x", "--out", "none/no.mjs"], "none/no.d.mts: expected a file that can be written"],
  [["alpha*x", "--wrt", "alphe", "--out", "no.mjs"], "Did you mean alpha"],
  [["alpha*x", "--at", "aplha=2", "--out", "no.mjs"], "Did you mean alpha"],
  [["x", "--format", "json"], "--format"],
  [["x", "--ot", "no.mjs"], "Did you mean --out"],
  [["erf(x)", "--out", "no.mjs"], "toModule: expected operations that plain JavaScript can write out, got"],
] as const)("%j is refused: %s", (args, message) => {
  const before = readdirSync(empty);
  const { status, stdout, stderr } = run(args);
  expect(stderr).toContain(message);
  expect([status, stdout, readdirSync(empty)]).toEqual([2, "", before]);
});
