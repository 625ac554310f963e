// The elementary functions of compiled programs: the JavaScript is right to the tables' bounds over all of float64, and
// WebAssembly, one number or two lanes at a time, has its bits.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Graph } from "../../lib/compile/graph";
import { elementaries, type Elementary } from "../../lib/compile/math/index";
import { wasm } from "../../lib/compile/wasm/index";
import type { Rule } from "../../lib/core/rule";
import { examine, type Table } from "../accuracy/tables";

const table = (name: string): Table =>
  JSON.parse(readFileSync(join(__dirname, "../fixtures/accuracy", `${name}.json`), "utf8")) as Table;

/** Doubles of every size, by xorshift (G. Marsaglia 2003). */
function source(seed: bigint) {
  const words = new BigInt64Array(1);
  const double = new Float64Array(words.buffer);
  let s = seed;
  const next = () => {
    s ^= BigInt.asUintN(64, s << 13n);
    s ^= s >> 7n;
    s ^= BigInt.asUintN(64, s << 17n);
    return s;
  };
  const unit = () => Number(next() >> 11n) * 2 ** -53;
  return {
    any() {
      words[0] = BigInt.asIntN(64, next());
      return double[0];
    },
    between: (lo: number, hi: number) => lo + (hi - lo) * unit(),
  };
}
// prettier-ignore
const edges = [
  0, -0, 1, -1, 2, -2, 3, 0.5, -0.5, Infinity, -Infinity, NaN, 5e-324, -5e-324, 2.2250738585072014e-308, 2.225073858507201e-308,
  1.7976931348623157e308, 709.78, 709.8, 710, -708.4, -745.13, -745.2, -746, 1.6e6, -1.6e6, 1599999.9, 1e15, 1e22, 2 ** 64, 0.625, 0.67434,
  20, 22, Math.SQRT1_2, Math.SQRT2, Math.PI, Math.PI / 2, Math.PI / 4, 1e300,
];
function points(count: number): [number[], number[]] {
  const { any, between } = source(88172645463325252n);
  const draws = [
    any,
    () => between(-4, 4),
    () => between(-800, 800),
    () => Math.sign(between(-1, 1)) * 2 ** between(-60, 30),
    () => (Math.round(between(-1e6, 1e6)) * Math.PI) / 2,
    () => 1 + Math.sign(between(-1, 1)) * 2 ** between(-52, -1),
  ];
  const pairs = edges.flatMap((x) => edges.map((y) => [x, y]));
  for (let i = 0; i < count; i++)
    pairs.push([draws[i % draws.length](), draws[Math.floor(i / draws.length) % draws.length]()]);
  return [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
}
/** What WebAssembly makes of the function: all steps of one body, or each on its own. */
function inWasm({ name, scalar, recipe }: Elementary, xs: number[], ys: number[], lanes: 1 | 2) {
  const g = new Graph();
  const inputs = Array.from({ length: recipe.arity }, () => g.input(0.5));
  const rule = { name, operands: recipe.arity, scalar: () => scalar } as unknown as Rule<unknown>;
  const y = g.call(g.fn(rule, undefined, recipe.arity), inputs[0], inputs[1]);
  const n = xs.length;
  const memory = wasm.memory(3 * n)!;
  memory.numbers.set(xs);
  memory.numbers.set(ys, n);
  const kernel = (count: number) =>
    wasm.kernel(
      {
        graph: g,
        inputAt: Int32Array.of(0, n),
        inputStride: Int32Array.of(1, 1),
        outputs: Int32Array.of(y),
        outputAt: Int32Array.of(2 * n),
        outputStride: Int32Array.of(1),
        count,
        careful: null,
      },
      memory,
    )!;
  if (lanes === 2) {
    kernel(n).run();
    return memory.numbers.slice(2 * n);
  }
  const one = kernel(1);
  return Float64Array.from(xs, (x, i) => {
    memory.numbers[0] = x;
    memory.numbers[n] = ys[i];
    one.run();
    return memory.numbers[2 * n];
  });
}
const differing = (xs: number[], ys: number[], f: Elementary["scalar"], got: Float64Array) =>
  xs.flatMap((x, i) => (Object.is(f(x, ys[i]), got[i]) ? [] : [[x, ys[i], f(x, ys[i]), got[i]]]));

describe.each(elementaries.map((e) => [e.name, e] as const))("%s", (name, e) => {
  // An odd number of points: the last pair of lanes runs again.
  const [xs, ys] = points(60001);

  test("two lanes have the bits of the JavaScript", () => {
    expect(differing(xs, ys, e.scalar, inWasm(e, xs, ys, 2)).slice(0, 5)).toEqual([]);
  });
  test("one number at a time, too", () => {
    const [some, others] = [xs.slice(0, 12000), ys.slice(0, 12000)];
    expect(differing(some, others, e.scalar, inWasm(e, some, others, 1)).slice(0, 5)).toEqual([]);
  });
  // 1 / cosh x has no table; it is what tanh's derivative is made of.
  if (name !== "sech")
    test("is right to the bounds of the table", () => {
      const t = table(name);
      const of = (order: string | number, x: readonly number[]) =>
        order === "0" || order === "" ? e.scalar(x[0], x[1]) : NaN;
      const [value] = examine(t, of);
      expect(value.misses).toEqual([]);
      expect(value.count).toBeGreaterThan(50);
    });
});

test("sin, tan and tanh are odd, cos is even, to the bit", () => {
  const [xs] = points(20000);
  const of = (name: string) => elementaries.find((e) => e.name === name)!.scalar;
  const odd = ["sin", "tan", "tanh"].flatMap((f) =>
    xs.filter((x) => !Object.is(of(f)(x, 0), -of(f)(-x, 0)) && x === x && Math.abs(x) < Infinity),
  );
  expect(odd).toEqual([]);
  expect(xs.filter((x) => !Object.is(of("cos")(x, 0), of("cos")(-x, 0)))).toEqual([]);
});

test("1 / cosh x within 2 ulp of cosh", () => {
  // cosh x = (e^x + e^-x) / 2 with an error of e^x of less than 1 ulp: 2 ulp for the two of them, and 1/2 of the division.
  const sech = elementaries.find((e) => e.name === "sech")!.scalar;
  const [xs] = points(20000);
  const off = xs
    .filter((x) => Math.abs(x) < 700)
    .filter((x) => Math.abs(sech(x, 0) * Math.cosh(x) - 1) > 5 * 2 ** -53 * 2);
  expect(off).toEqual([]);
});
