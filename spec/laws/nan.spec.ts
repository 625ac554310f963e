// NaN in, NaN out, in derivatives as in values, over the table of public functions: NaN in one place of one argument, and of
// each output that became NaN the derivative along that place is NaN, to second order. It may be a number where it is the same
// number whatever stands there (x + y, a constant slope); and what says that it drops NaN, or passes on the entry it chose, is
// listed here with its reason. Forward and reverse mode agree everywhere.
import * as library from "../library.js";
import * as fft from "dualtensor/fft";
import * as linalg from "dualtensor/linalg";
import * as nn from "dualtensor/nn";
import * as special from "dualtensor/special";
import { Plain, type Tensor } from "../../lib/core/tensor.js";
import { jacobian } from "../../lib/transform/jacobian.js";
import { Line, type Call } from "../table/checks.js";
import { table } from "../table/table.js";
import { close } from "./ways.js";

const entries: Readonly<Record<string, object>> = { linalg, special, nn, fft };
function callOf(name: string): Call {
  const [entry, own] = name.includes(".") ? name.split(".") : ["", name];
  return ((entry === "" ? library : entries[entry]) as Record<string, Call>)[own];
}

const among = "of a number and NaN it gives the number";
const order = "the order of entries puts NaN last: the other entries are where they were";
/** What drops NaN: the output is a number, and does not move with the argument. */
const drops: Readonly<Record<string, string>> = {
  fmax: among,
  fmin: among,
  copysign: "the sign bit of NaN is a sign",
  heaviside: "a step: NaN is not above 0",
  nanToNum: "a number stands for NaN",
  nansum: "it says so",
  nanmean: "it says so",
  nanmedian: "it says so",
  nanquantile: "it says so",
  mode: "NaN equals nothing, so it is no entry's equal",
  kthvalue: order,
  sort: order,
  msort: order,
  topk: order,
  "linalg.choleskyEx": "the triangle of zeros is no function of the matrix",
  "linalg.lu": "the permutation and the ones and zeros of L and U are no functions of the matrix",
  "linalg.luFactor": "rows that the elimination exchanged come as they were",
  "linalg.luFactorEx": "rows that the elimination exchanged come as they were",
};
/** What chooses an entry by its order, and passes it on with derivative 1 to the one it chose (a share of it to each of two). */
const chooses: readonly string[] = [
  "amax amin aminmax scatterReduce max min median kthvalue quantile cummax cummin sort msort topk linalg.lu linalg.luFactor linalg.luFactorEx",
  "nn.maxPool1d nn.maxPool2d nn.maxPool3d nn.adaptiveMaxPool1d nn.adaptiveMaxPool2d nn.adaptiveMaxPool3d",
].flatMap((names) => names.split(" "));
/** Arguments that have to be numbers. */
const numbers: Readonly<Record<string, number>> = { quantile: 1, nanquantile: 1, cov: 1 };

type Many = readonly Tensor[];
/** A line as a function of the first entry of one of its arguments. */
class Place {
  constructor(
    private readonly line: Line,
    private readonly i: number,
  ) {}
  private at(v: number): Tensor[] {
    const { line, i } = this;
    return line.x.map((t, j) =>
      j === i
        ? new Plain(
            t.shape,
            Float64Array.from(t.data, (w, q) => (q === 0 ? v : w)),
          )
        : t,
    );
  }
  private along(x: Many): (z: Tensor) => Tensor[] {
    return (z) => this.line.f(...x.map((t, j) => (j === this.i ? z : t)));
  }
  get own(): number {
    return this.line.x[this.i].data[0];
  }
  value(v: number): number[] {
    return joined(this.line.f(...this.at(v)));
  }
  /** The first column of the Jacobian. */
  slope(v: number, mode: "forward" | "reverse"): number[] {
    const x = this.at(v);
    return joined(columns(this.along(x), x[this.i], mode));
  }
  /** The derivative of that along the same place. */
  bend(v: number, mode: "forward" | "reverse"): number[] {
    const x = this.at(v),
      slope = (z: Tensor): Tensor[] => columns(this.along(x), z, mode);
    return joined(columns(slope, x[this.i], "forward"));
  }
}
const joined = (list: Many): number[] => list.flatMap((t) => Array.from(t.data));
function columns(f: (z: Tensor) => Tensor[], x: Tensor, mode: "forward" | "reverse"): Tensor[] {
  const J = jacobian(f as (z: Tensor) => [Tensor], x, { mode }) as readonly Tensor[];
  return J.map((block) => block.reshape([-1, x.size]).at(":", 0));
}
/** Numbers apart from each other and from those of the table. */
const OTHERS = [-3.3, 0.45, 2.2, 50];

/** Second derivatives cost as much as all the rest: of the first line of each function. */
function found(name: string, line: Line, i: number, n: number): string[] {
  const place = new Place(line, i),
    before = place.value(place.own),
    says = new Set<string>();
  const orders = [
    ["first", (v: number, mode: "forward" | "reverse") => place.slope(v, mode)],
    ["second", (v: number, mode: "forward" | "reverse") => place.bend(v, mode)],
  ] as const;
  for (const [which, derivative] of orders.slice(0, n === 0 ? 2 : 1)) {
    const still = derivative(place.own, "forward"),
      elsewhere = OTHERS.flatMap((v) => tried(() => [derivative(v, "forward")])),
      value = place.value(NaN),
      forward = derivative(NaN, "forward"),
      reverse = derivative(NaN, "reverse");
    value.forEach((w, o) => {
      if (Number.isNaN(before[o])) return;
      const [a, b] = [forward[o], reverse[o]],
        constant = close(a, still[o]) && elsewhere.every((d) => close(d[o], still[o]));
      if (!close(a, b)) says.add(`${which}: ${a} forward, ${b} in reverse`);
      if (constant || (Number.isNaN(w) && Number.isNaN(a))) return;
      // What is dropped does not move anything; what an order passes on moves with the entry that came there.
      if (chooses.includes(name)) return;
      if (Number.isNaN(w) || drops[name] === undefined || a !== 0)
        says.add(`${which}: value ${w}, derivative ${a}`);
    });
  }
  return [...says];
}
/** Outside a function's domain it may throw. */
function tried<T>(f: () => T[]): T[] {
  try {
    return f();
  } catch {
    return [];
  }
}

test.each(Object.keys(table))("%s", (name) => {
  const call = callOf(name);
  const wrong = table[name].flatMap((entry, n) => {
    const line = new Line(name, call, entry);
    return line.x.flatMap((arg, i) =>
      arg.size === 0 || i === numbers[name]
        ? []
        : found(name, line, i, n).map((what) => `line ${n}, argument ${i}: ${what}`),
    );
  });
  expect(wrong).toEqual([]);
});

test("the lists name functions of the table", () => {
  const names = [...Object.keys(drops), ...chooses, ...Object.keys(numbers)];
  expect(names.filter((name) => table[name] === undefined)).toEqual([]);
});
