// A program outlives its process: as bytes, which are read back to the same bits or refused, and as a module that needs nothing.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  configure,
  defineOp,
  exp,
  grad,
  gt,
  jacobian,
  jit,
  loadProgram,
  pow,
  program,
  sigmoid,
  sin,
  sqrt,
  square,
  stack,
  sum,
  tensor,
  vmap,
  type Tensor,
} from "../../lib/index.js";
import { VERSION } from "../../lib/compile/bytes.js";
import { solve } from "../../lib/linalg.js";
import { erf } from "../../lib/special.js";
import { rowNamed } from "../../lib/transform/rows.js";
import { rows } from "../rows.js";

const folder = mkdtempSync(join(tmpdir(), "dualtensor-program-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const A = tensor([
  [4, 1],
  [1, 3],
]);
/** More steps than a block of sums, and terms of one sign. */
const long = tensor(Float64Array.from({ length: 300 }, (_, i) => 1 + i / 7));
const step = (v: Tensor) => (k: Tensor) =>
  v
    .at(0)
    .mul(k)
    .div(square(v.at(1)).add(3));
const steps = tensor(Float64Array.from({ length: 20 }, (_, i) => i));
const programs: readonly [string, (x: Tensor) => Tensor][] = [
  [
    "scalar code",
    (x) => jacobian((v: Tensor) => stack([v.at(0).mul(v.at(1)), square(v.at(1)).div(v.at(0))]), x),
  ],
  [
    "functions",
    (x) => grad((v: Tensor) => sum(sin(v).mul(exp(v)).add(sigmoid(v)).add(pow(v, 3)).add(pow(v, 2.5))), x),
  ],
  ["special functions", (x) => jacobian((v: Tensor) => erf(v), x)],
  ["calls of tensors", (x) => jacobian((v: Tensor) => solve(A.mul(v.at(0)), v), x)],
  ["zeros that annihilate", (x) => jacobian((v: Tensor) => sqrt(v.sub(x.at(0))), x)],
  ["a loop in a gradient", (x) => grad((v: Tensor) => sum(vmap(step(v))(long)), x)],
  ["a loop in a Jacobian", (x) => jacobian((v: Tensor) => vmap(step(v))(long), x)],
  ["a loop", (x) => vmap((k: Tensor) => jacobian((v: Tensor) => v.mul(v).add(k), k))(steps.mul(x.at(0)))],
  ["a batch written out", (x) => vmap((k: Tensor) => jacobian((v: Tensor) => v.mul(k), x))(steps)],
];
const places = [Float64Array.of(1.5, 2), Float64Array.of(0.25, 3), Float64Array.of(2, 1e3)];
const made = ([, f]: (typeof programs)[number]): ReturnType<typeof program> => {
  const c = jit(f);
  c(tensor(places[0]));
  return program(c);
};

test("every row is found by its name", () => {
  const library = rows.filter(({ place }) => !place.startsWith("core/kinds"));
  expect(library.filter(({ rule }) => rowNamed(rule.name) !== rule).map(({ place }) => place)).toEqual([]);
});

test.each(programs)("%s: the same bits after toBytes, on both tiers", (...p) => {
  const original = made(p),
    bytes = original.toBytes();
  for (const codegen of [true, false]) {
    configure({ codegen });
    const loaded = loadProgram(bytes);
    expect(loaded.layout).toEqual(original.layout);
    for (const x of places) expect(loaded.numbers(x)).toEqual(original.numbers(x));
  }
  configure({ codegen: true });
  expect(loadProgram(bytes).toBytes()).toEqual(bytes);
});

const child = `
import { readFileSync } from "node:fs";
const { run, layout } = await import(process.argv[2]);
console.log(JSON.stringify([layout, JSON.parse(process.argv[3]).map((x) => Array.from(run(Float64Array.from(x)), String))]));
`;
test.each(programs.filter(([name]) => !/special|tensors/.test(name)))(
  "%s: a module of its own, which node runs alone",
  (...p) => {
    const original = made(p),
      { code, types } = original.toModule(),
      [file, main] = [join(folder, "deriv.mjs"), join(folder, "main.mjs")];
    expect(code).not.toMatch(/\bimport\b|\brequire\b/);
    expect(types).toContain("export function run");
    writeFileSync(file, code);
    writeFileSync(main, child);
    const out = execFileSync(process.execPath, [main, file, JSON.stringify(places.map((x) => [...x]))], {
      encoding: "utf8",
    });
    const [layout, results] = JSON.parse(out) as [unknown, string[][]];
    expect(layout).toEqual(original.layout);
    results.forEach((r, i) => {
      const want = original.numbers(places[i]);
      // Math's functions and the program's: 2 ulp each, through some ten operations.
      r.forEach((v, k) => {
        if (Number.isFinite(want[k]))
          expect(Math.abs(Number(v) - want[k])).toBeLessThanOrEqual(64 * 2 ** -53 * Math.abs(want[k]));
        else expect(Number(v)).toBe(want[k]);
      });
    });
  },
);
test("what JavaScript cannot write out is named", () => {
  expect(() => made(programs[2]).toModule()).toThrow(/toModule: expected .*plain JavaScript.*, got gaussian/);
  expect(() => made(programs[3]).toModule()).toThrow(/toModule/);
});

test("operations of the user's own", () => {
  const twice = defineOp({ name: "twice", value: (v: number) => 2 * v, derivative: () => 2 });
  const c = jit((x: Tensor) => grad((v: Tensor) => sum(twice(v).mul(v)), x));
  c(tensor([1, 2]));
  const bytes = program(c).toBytes();
  expect(() => loadProgram(bytes)).toThrow(/got the operation twice.*rows: \[op\]/s);
  expect(loadProgram(bytes, { rows: [twice as never] }).numbers(Float64Array.of(3, 4))).toEqual(
    Float64Array.of(12, 16),
  );
});
test("a program holds for its branches", () => {
  const c = jit((x: Tensor) => (gt(x, 0).item() ? x : x.neg()));
  c(tensor(1));
  const p = loadProgram(program(c).toBytes());
  expect(p.numbers(Float64Array.of(3))).toEqual(Float64Array.of(3));
  expect(() => p.numbers(Float64Array.of(-3))).toThrow(/branches of the run that was recorded/);
  expect(() => program(c).toModule()).toThrow(/without branches/);
});

describe("bad bytes", () => {
  const bytes = made(programs[0]).toBytes();
  const text = String.fromCharCode(...bytes);
  const encoded = (s: string): Uint8Array => Uint8Array.from(s, (c) => c.charCodeAt(0));
  test.each([
    ["nothing", new Uint8Array()],
    ["other bytes", encoded("\0asm")],
    ["another version", encoded(text.replace(`program ${VERSION} `, "program 99 "))],
    ["half of them", bytes.slice(0, bytes.length / 2)],
    ["one bit more", encoded(text.replace('"count":1', '"count":2'))],
  ])("%s", (_, b) => {
    expect(() => loadProgram(b)).toThrow(/^loadProgram: expected/);
  });
  test("any byte changed is refused", () => {
    for (let i = 0; i < bytes.length; i += 7) {
      const b = bytes.slice();
      b[i] ^= 1;
      expect(() => loadProgram(b)).toThrow(/^loadProgram: expected/);
    }
  });
  test("no bytes", () => {
    expect(() => loadProgram("x" as never)).toThrow(/a Uint8Array/);
  });
});

test("a program is shown", () => {
  const c = jit((x: Tensor) => x.at(0).mul(x.at(1)).add(1));
  c(tensor([2, 3]));
  expect(program(c).toString()).toBe(
    [
      "once:",
      "  %1 = 1",
      "  %3 = input 0",
      "  %4 = input 1",
      "  %5 = mul(%3, %4)",
      "  %6 = add(%1, %5)",
      "  memory[2] = %6",
    ].join("\n"),
  );
});
