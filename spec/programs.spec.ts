// Programs as users write them against what PyTorch computed: outputs, Jacobians forward in chunks of several sizes and in
// reverse, a directional derivative, and Hessians by nesting, within the tolerance that each case states.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hessian, isTensor, jacobian, jvp, mul, sum, tensor, type Tensor } from "dualtensor";
import { stored } from "./ops/laws.js";
import * as ports from "./programs/index.js";
import constants from "./programs/constants.json";
import { camel, port as portOf, type Port } from "./programs/port.js";

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly (number | string | boolean)[];
  readonly dtype?: string;
}
interface Case {
  readonly id: string;
  readonly op: string;
  readonly inputs: readonly (Stored & { readonly diff: boolean })[];
  readonly outputs: readonly Stored[];
  /** By output, and by input that is differentiated; null where an output carries no derivative. */
  readonly jacobians: readonly (readonly Stored[] | null)[] | null;
  readonly jvp: { readonly tangents: readonly Stored[]; readonly outputs: readonly (Stored | null)[] } | null;
  readonly hessian: {
    readonly weights: readonly (Stored | null)[];
    readonly blocks: readonly (readonly Stored[])[];
  } | null;
  readonly tol: { readonly rtol: number; readonly atol: number };
  /** Where PyTorch errs ("suspect") or has no derivative ("value-only") the outputs alone are judged. */
  readonly judge: "exact" | "convention" | "suspect" | "value-only";
}
const { programs, cases } = JSON.parse(readFileSync(join(__dirname, "fixtures/programs.json"), "utf8")) as {
  programs: Record<string, { description: string; source: string }>;
  cases: Case[];
};

/** Shapes are the same, and |got - want| <= atol + rtol |want|. */
function expectNear(got: Tensor, want: Stored, { rtol, atol }: Case["tol"]): void {
  expect(got.shape).toEqual(want.shape);
  const off = want.data.map(Number).flatMap((w, i) => {
    const g = got.data[i];
    return Object.is(g, w) || Math.abs(g - w) <= atol + rtol * Math.abs(w) ? [] : [`${i}: ${g}, not ${w}`];
  });
  expect(off).toEqual([]);
}

/**
 * What a derivative may be off beside its tolerance: PyTorch ends the series of trigamma after x⁻⁷ from 6 on, and is off by
 * up to 6⁻⁹ / 30 = 3.3e-9 there, times the factors of the program.
 */
const inexact = (label: string): number => (/torch\.(di|l)gamma/.test(programs[label].source) ? 1e-8 : 0);

test("every port is of a program", () => {
  expect(Object.keys(programs).map(camel)).toEqual(expect.arrayContaining(Object.keys(ports)));
});

describe.each(cases.filter((c) => camel(c.op) in ports).map((c) => [c.id, c] as const))("%s", (_id, c) => {
  const port = (ports as Record<string, Port>)[camel(c.op)];
  const inputs = c.inputs.map(stored);
  const moving = c.inputs.flatMap((t, i) => (t.diff ? [i] : []));
  /** The program of the inputs that are differentiated, its outputs as a list. */
  const f = (...xs: Tensor[]): Tensor[] => {
    const all = [...inputs];
    moving.forEach((place, k) => (all[place] = xs[k]));
    const y = port(...all);
    return isTensor(y) ? [y] : y;
  };
  const slopes = { rtol: c.tol.rtol, atol: c.tol.atol + inexact(c.op) };
  const x = moving.map((i) => inputs[i]) as [Tensor, ...Tensor[]];

  test("outputs", () => {
    const got = f(...x);
    expect(got).toHaveLength(c.outputs.length);
    c.outputs.forEach((want, o) => expectNear(got[o], want, c.tol));
  });
  if (c.judge === "suspect" || c.judge === "value-only") return;

  test.each([
    ["one direction at a time", { mode: "forward", chunk: 1 }],
    ["three at a time", { mode: "forward", chunk: 3 }],
    ["all at once", { mode: "forward", chunk: 1024 }],
    ["in reverse", { mode: "reverse" }],
  ] as const)("Jacobian, %s", (_name, options) => {
    const J = jacobian(f, x, options);
    c.jacobians?.forEach((row, o) => row?.forEach((want, k) => expectNear(J[o][k], want, slopes)));
  });

  test("directional derivative", () => {
    if (c.jvp === null) return;
    const { tangent } = jvp(f, x, c.jvp.tangents.map(stored) as typeof x);
    c.jvp.outputs.forEach((want, o) => want && expectNear(tangent[o], want, slopes));
  });

  const second = c.hessian;
  if (second === null) return;
  /** The outputs, weighted and added up. */
  const s = (...xs: Tensor[]): Tensor =>
    f(...xs)
      .flatMap((y, o) => (second.weights[o] ? [sum(mul(stored(second.weights[o]), y))] : []))
      .reduce((a, b) => a.add(b));
  const forward = { mode: "forward" } as const;
  const backward = { mode: "reverse" } as const;
  test.each([
    ["forward over forward", () => jacobian((...a: Tensor[]) => jacobian(s, a as typeof x, forward), x, forward)], // prettier-ignore
    ["forward over reverse", () => hessian(s, x)],
    ["reverse over forward", () => jacobian((...a: Tensor[]) => jacobian(s, a as typeof x, forward), x, backward)], // prettier-ignore
  ] as const)("Hessian, %s", (_name, run) => {
    const H = run() as unknown as Tensor[][];
    second.blocks.forEach((row, i) => row.forEach((want, k) => expectNear(H[i][k], want, slopes)));
  });
});

describe("numbers written in a source", () => {
  const source = (label: string): string => programs[label].source;
  const inputsOf = (label: string): Tensor[] => cases.find((c) => c.op === label)!.inputs.map(stored);
  const data = (y: Tensor | Tensor[]): number[][] => [y].flat().map((t) => [...t.data]);

  test.each(Object.keys(constants))("those of %s are the defaults of its port", (label) => {
    const named = portOf(label, source(label), `${source(label)}\n`) as Port;
    const plain = portOf(label, source(label), source(label)) as Port;
    expect(named).not.toBe(plain);
    expect(data(named(...inputsOf(label)))).toEqual(data(plain(...inputsOf(label))));
  });

  test("others are passed on, or leave the program without a port", () => {
    const label = "newton_sqrt";
    const twice = source(label).replace("range(5)", "range(2)");
    const run = portOf(label, source(label), twice) as Port;
    const a = tensor([2]);
    expect((run(a) as Tensor).item()).toBe(ports.newtonSqrt(a, { steps: 2 }).item());
    expect((run(a) as Tensor).item()).not.toBe(ports.newtonSqrt(a).item());
    expect(portOf(label, source(label), twice.replace("0.5", "0.25"))).toMatch("with these constants");
    expect(portOf(label, source(label), twice.replace("/", "*"))).toMatch("in this form");
    expect(portOf("no_such", undefined, "")).toMatch("the program no_such");
  });
});
