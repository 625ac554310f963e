// Bodies as WebAssembly against the graph itself, which computes with the definitions while it is written: random programs with
// every operation, one step or many, odd counts, every kind of stride, several functions, zeros that annihilate.

import { CHAIN, Graph } from "../../lib/compile/graph";
import type { Body } from "../../lib/compile/kernel";
import { emit } from "../../lib/compile/wasm/emit";
import { simdAvailable, wasm, wasmAvailable } from "../../lib/compile/wasm/index";
import type { Rule } from "../../lib/core/rule";
import * as library from "../../lib/index";

const random = (seed: number) => () => (seed = (seed * 16807) % 2147483647) / 2147483647;
type Named = { rule: Rule<unknown> };
const { sqrt, abs, floor, ceil, trunc, square, reciprocal, div, lt, le, gt, ge, eq, ne } = library;
const { exp, log, sin, cos, tan, tanh, pow, sigmoid, atan2, cosh, erf } = library;
const unary = [
  sqrt,
  abs,
  floor,
  ceil,
  trunc,
  square,
  reciprocal,
  exp,
  log,
  sin,
  cos,
  tan,
  tanh,
  sigmoid,
  cosh,
  erf,
];
const binary = [div, lt, le, gt, ge, eq, ne, pow, atan2];
const ruleOf = (f: unknown) => (f as Named).rule;
const values = [0, -0, 1, -1, 2, 0.5, Infinity, -Infinity, NaN, 1e300, -1e-300, 3.7, -2.5, 0.1, 7, 5e-324];

/** A program of so many nodes over inputs of these values; what is written depends on the seed alone. */
function program(seed: number, inputs: readonly number[], size: number): { g: Graph; nodes: number[] } {
  const r = random(seed);
  const g = new Graph();
  const nodes = inputs.map((v) => g.input(v));
  nodes.push(g.constant(2.5), g.constant(0), g.constant(-0), g.constant(Infinity));
  const pick = () => nodes[Math.floor(r() * nodes.length)];
  while (nodes.length < size) {
    const k = Math.floor(r() * 12);
    if (k < 2) nodes.push(g.add(pick(), pick()));
    else if (k === 2) nodes.push(g.sub(pick(), pick()));
    else if (k === 3) nodes.push(g.mul(pick(), pick()));
    else if (k === 4) nodes.push(g.chain(pick(), pick()));
    else if (k === 5) nodes.push(g.neg(pick()));
    else if (k === 6) nodes.push(g.select(pick(), pick(), pick()));
    else if (k === 7) nodes.push(g.sum(Array.from({ length: 3 + Math.floor(r() * 30) }, pick)));
    else if (k < 10)
      nodes.push(g.call(g.fn(ruleOf(unary[Math.floor(r() * unary.length)]), undefined, 1), pick()));
    else
      nodes.push(g.call(g.fn(ruleOf(binary[Math.floor(r() * binary.length)]), undefined, 2), pick(), pick()));
  }
  return { g, nodes };
}
/** CHAIN nodes that annihilate also where no output shows their NaN: here all, or those with odd numbers. */
const marks = (g: Graph, all: boolean) =>
  Uint8Array.from({ length: g.length }, (_, i) => (g.op[i] === CHAIN && (all || i % 2 === 1) ? 1 : 0));

interface Layout {
  readonly count: number;
  readonly inputStrides: readonly number[];
  readonly outputStrides: readonly number[];
}
/** What differs from the graph written for each step's own inputs. */
function differences(
  seed: number,
  size: number,
  { count, inputStrides, outputStrides }: Layout,
  dull = false,
) {
  const r = random(seed + 1);
  const draw = () => (dull || r() < 0.7 ? 4 * r() - 2 : values[Math.floor(r() * values.length)]);
  const inputs = inputStrides.length;
  const spans = inputStrides.map((s) => s * (count - 1) + 1);
  const out = outputStrides.length;
  const inputAt = Int32Array.from(spans, (_, j) => spans.slice(0, j).reduce((p, q) => p + q, 0));
  const begin = spans.reduce((p, q) => p + q, 0);
  const outSpans = outputStrides.map((s) => s * (count - 1) + 1);
  const outputAt = Int32Array.from(
    outSpans,
    (_, j) => begin + outSpans.slice(0, j).reduce((p, q) => p + q, 0),
  );
  const memory = wasm.memory(begin + outSpans.reduce((p, q) => p + q, 0))!;
  for (let i = 0; i < begin; i++) memory.numbers[i] = draw();
  const at = (step: number) => inputStrides.map((s, j) => memory.numbers[inputAt[j] + s * step]);
  const { g, nodes } = program(seed, new Array<number>(inputs).fill(0.5), size);
  // The last nodes, an input and a constant.
  const outputs = Int32Array.from({ length: out }, (_, o) =>
    o === 1 ? nodes[0] : o === 2 ? nodes[inputs] : nodes[nodes.length - 1 - o],
  );
  const body: Body = {
    graph: g,
    ...{ inputAt, inputStride: Int32Array.from(inputStrides) },
    ...{ outputs, outputAt, outputStride: Int32Array.from(outputStrides) },
    ...{ count, careful: marks(g, true) },
  };
  wasm.kernel(body, memory)!.run();
  const wrong: unknown[] = [];
  for (let step = 0; step < count; step++) {
    const { g: truth, nodes: again } = program(seed, at(step), size);
    for (let o = 0; o < out; o++) {
      const want = truth.at[o === 1 ? again[0] : o === 2 ? again[inputs] : again[again.length - 1 - o]];
      const got = memory.numbers[outputAt[o] + outputStrides[o] * step];
      if (!Object.is(want, got)) wrong.push({ seed, step, o, want, got });
    }
  }
  return wrong;
}

test("this engine has WebAssembly with two lanes", () => {
  expect([wasmAvailable(), simdAvailable()]).toEqual([true, true]);
});

test("one step", () => {
  for (let seed = 1; seed <= 60; seed++)
    expect(
      differences(seed, 20 + 5 * seed, {
        count: 1,
        inputStrides: [1, 1, 1, 1, 1],
        outputStrides: new Array<number>(12).fill(1),
      }),
    ).toEqual([]);
});
test("many steps, all strides, odd counts", () => {
  for (let seed = 1; seed <= 40; seed++)
    expect(
      differences(seed, 20 + 2 * seed, {
        count: 2 + (seed % 9),
        inputStrides: [0, 1, 2, 5, 1],
        outputStrides: [1, 3, 1, 2, 1, 7],
      }),
    ).toEqual([]);
});
test("more steps than a block", () => {
  expect(differences(7, 40, { count: 517, inputStrides: [1, 2, 0], outputStrides: [1, 2, 1] })).toEqual([]);
});
test("several functions", () => {
  for (const count of [1, 3])
    expect(
      differences(11, 30000, {
        count,
        inputStrides: [1, 1, 2, 0],
        outputStrides: new Array<number>(50).fill(1),
      }),
    ).toEqual([]);
});

describe("products of the chain rule", () => {
  /** a chain b, twice nested, as the only output. */
  const chained = (careful: Uint8Array | null, a: number[], b: number[]) => {
    const g = new Graph();
    const [x, y] = [g.input(0.5), g.input(0.5)];
    const z = g.add(g.chain(g.chain(x, y), y), g.constant(1));
    const n = a.length;
    const memory = wasm.memory(3 * n)!;
    memory.numbers.set(a);
    memory.numbers.set(b, n);
    const body: Body = {
      graph: g,
      inputAt: Int32Array.of(0, n),
      inputStride: Int32Array.of(1, 1),
      outputs: Int32Array.of(z),
      outputAt: Int32Array.of(2 * n),
      outputStride: Int32Array.of(1),
      count: n,
      careful: careful ?? new Uint8Array(g.length),
    };
    wasm.kernel(body, memory)!.run();
    return [...memory.numbers.slice(2 * n)];
  };
  test("0 times Infinity is 0 whether they are plain or not", () => {
    const [a, b] = [
      [0, 1, Infinity, -0, 2],
      [Infinity, 2, 0, NaN, NaN],
    ];
    const expected = [1, 5, 1, 1, NaN];
    expect(chained(null, a, b)).toEqual(expected);
    expect(chained(new Uint8Array(64).fill(1), a, b)).toEqual(expected);
    for (let i = 0; i < a.length; i++) expect(chained(null, [a[i]], [b[i]])).toEqual([expected[i]]);
  });
});

test("sums of 1000 terms in a thousand outputs stay in few locals", () => {
  const g = new Graph();
  const inputs = Array.from({ length: 50 }, () => g.input(0.5));
  const products = inputs.flatMap((x) => inputs.map((y) => g.mul(x, y)));
  const outputs = Int32Array.from(products.slice(0, 1000), (p) => g.add(p, g.constant(1)));
  const body: Body = {
    graph: g,
    inputAt: Int32Array.from(inputs, (_, i) => i),
    inputStride: new Int32Array(50).fill(1),
    outputs,
    outputAt: Int32Array.from(outputs, (_, i) => 50 + i),
    outputStride: new Int32Array(1000).fill(1),
    count: 1,
    careful: null,
  };
  const { bytes, operations } = emit(body, false, true)!;
  expect(operations).toBeGreaterThan(1000);
  expect(bytes.length).toBeLessThan(operations * 16);
});
