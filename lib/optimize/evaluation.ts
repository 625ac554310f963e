// f as a fit evaluates it: at all numbers of the parameters, its values in one row and its Jacobian, whoever gives them (eager code,
// a compiled function, a formula's program, a sparse program), and the data and weights beside them.
import { Plain, type Tensor } from "../core/tensor.js";
import { wrongArgument } from "../errors.js";
import { scratch } from "../array/alloc.js";
import { size, type Shape } from "../array/shape.js";
import { jacobians } from "../forward/columns.js";
import { jit } from "../transform/jit.js";
import { valueAndJacobian } from "../transform/jacobian.js";
import { listed } from "../transform/listed.js";
import { pack, type Structure } from "../transform/structure.js";
import { copied } from "./dense.js";
import { beside, leaves, numbersOf, placeOf } from "./flat.js";
import { watchers } from "./implicit.js";
import { Dense, type Slopes } from "./slopes.js";
import { sparseModel } from "./sparsely.js";
import { joined, parted } from "./unknowns.js";

/** What gives residuals and their Jacobian (m rows of N) at all numbers of the parameters, in arrays that it may use again. */
export interface Evaluate {
  value(x: Float64Array): Float64Array;
  model(x: Float64Array): { readonly r: Float64Array; readonly J: Float64Array };
}
/** f on all numbers of the parameters: residuals and their Jacobian, unweighted. */
export class Evaluator {
  values = 0;
  jacobians = 0;
  outputs: readonly Shape[] = [];
  /** How many engines watch what f closed over. */
  watched = 0;
  private prepared: ReturnType<typeof sparseModel> | null = null;
  private readonly f: (...x: unknown[]) => unknown;
  /** Values, and a Jacobian for each of them and each tensor of x. */
  private readonly both: (x: readonly Tensor[]) => { value: readonly Tensor[]; J: readonly Tensor[] };
  constructor(
    private readonly fn: string,
    f: unknown,
    readonly structure: Structure,
    private readonly shapes: readonly Shape[],
    private readonly compiled: boolean,
    /** Numbers from elsewhere: a formula's program over its data. */
    private readonly own: Evaluate | undefined,
    private readonly sparse: boolean,
  ) {
    const call = f as (...x: unknown[]) => unknown;
    if (compiled) {
      // What is no tensor is refused under the solver's name, before the transformation sees it.
      const looked = (...x: unknown[]): unknown => {
        const y = call(...x);
        leaves(fn, y);
        return y;
      };
      const both = jit((...x: unknown[]): unknown =>
        valueAndJacobian(looked as never, (structure.kind === "tuple" ? x : x[0]) as never),
      );
      this.f = jit(call as never) as never;
      this.both = (x) => {
        const { value, jacobian } = (both as (...x: unknown[]) => { value: unknown; jacobian: unknown })(
          ...this.packed(x),
        );
        return { value: leaves(fn, value), J: leaves(fn, jacobian) };
      };
    } else {
      const list = listed(fn, f, structure);
      this.f = call;
      this.both = (x) => {
        const { value, J } = jacobians(fn, list, x, {});
        return { value, J: J.length === 1 ? J[0] : J.flat() };
      };
    }
  }
  private tensors(x: Float64Array): Plain[] {
    let at = 0;
    return this.shapes.map((shape) => {
      const n = size(shape);
      at += n;
      return new Plain(shape, x.slice(at - n, at));
    });
  }
  private packed(tensors: readonly Tensor[]): unknown[] {
    const packed = pack(this.structure, tensors);
    return this.structure.kind === "tuple" ? (packed as unknown[]) : [packed];
  }
  /** The structure of f's arguments with these numbers in it. */
  arguments(x: Float64Array): unknown[] {
    return this.packed(this.tensors(x));
  }
  private flat(list: readonly Tensor[]): Float64Array {
    this.outputs = list.map((t) => t.shape);
    for (const t of list) if (t.level !== 0) this.watched = Math.max(this.watched, watchers(t));
    const parts = list.map((t) => {
      const data = numbersOf(t);
      if (data === null)
        throw wrongArgument(
          this.fn,
          "f(x)",
          "numbers, which a batch or a recording has not",
          t,
          "Call it outside of vmap and jit",
        );
      return data;
    });
    const out = scratch(parts.reduce((s, p) => s + p.length, 0));
    parts.reduce((at, p) => (out.set(p, at), at + p.length), 0);
    return out;
  }
  private outer(r: Float64Array): Float64Array {
    this.outputs = [[r.length]];
    return copied(r);
  }
  value(x: Float64Array): Float64Array {
    this.values++;
    if (this.own !== undefined) return this.outer(this.own.value(x));
    return this.flat(leaves(this.fn, this.f(...this.arguments(x))));
  }
  /** f of the numbers in one row, as operations. */
  private row(row: Tensor): Tensor {
    const packed = pack(this.structure, parted(this.shapes, row)),
      list = leaves(this.fn, this.f(...(this.structure.kind === "tuple" ? (packed as unknown[]) : [packed])));
    this.outputs = list.map((t) => t.shape);
    return joined(list);
  }
  /** r, and J with respect to all numbers. */
  model(x: Float64Array): { r: Float64Array; J: Slopes } {
    this.jacobians++;
    if (this.own !== undefined) {
      const { r, J } = this.own.model(x);
      return { r: this.outer(r), J: new Dense(copied(J), x.length) };
    }
    if (this.sparse) {
      // What watches f is seen by a run of its own.
      if (this.prepared === null) this.value(x);
      this.prepared ??= sparseModel(
        this.fn,
        (row) => this.row(row),
        x,
        (t) => this.flat([t]),
      );
      const { outputs } = this,
        found = this.prepared(x);
      this.outputs = outputs;
      return found;
    }
    const { value, J: parts } = this.both(this.tensors(x)),
      r = this.flat(value),
      N = x.length;
    if (parts.length === 1) {
      const [J] = parts;
      // The engine's own sweep made these numbers for this call; a compiled function may use its again.
      return { r, J: new Dense(J.level === 0 && !this.compiled ? J.data : copied(numbersOf(J)!), N) };
    }
    const blocks = parts.map((t) => numbersOf(t)!),
      J = scratch(r.length * N),
      outputs = this.outputs;
    let [row, k] = [0, 0];
    for (const shape of outputs) {
      const m = size(shape);
      let column = 0;
      for (const input of this.shapes) {
        const n = size(input),
          block = blocks[k++];
        for (let i = 0; i < m; i++) J.set(block.subarray(i * n, (i + 1) * n), (row + i) * N + column);
        column += n;
      }
      row += m;
    }
    this.outputs = outputs;
    return { r, J: new Dense(J, N) };
  }
}

/** Weights as factors of the residuals, and the data. */
export interface Data {
  readonly factor: Float64Array | null;
  readonly observed: Float64Array | null;
}
export function dataOf(
  fn: string,
  o: { readonly observed?: unknown; readonly weights?: unknown; readonly sigma?: unknown },
  outputs: readonly Shape[],
): Data {
  const observed = o.observed === undefined ? null : beside(fn, "observed", o.observed, outputs);
  observed?.forEach((v, i) => {
    if (!Number.isFinite(v))
      throw wrongArgument(
        fn,
        `observed at ${placeOf(outputs, i)}`,
        "a finite number",
        v,
        "Leave such data out, or give them weight 0 and a number",
      );
  });
  const given = o.weights ?? o.sigma;
  if (given === undefined) return { factor: null, observed };
  const name = o.weights === undefined ? "sigma" : "weights",
    factor = beside(fn, name, given, outputs);
  factor.forEach((v, i) => {
    if (!(name === "sigma" ? v > 0 : v >= 0) || v === Infinity)
      throw wrongArgument(
        fn,
        `${name} at ${placeOf(outputs, i)}`,
        name === "sigma" ? "a positive number" : "a number from 0",
        v,
      );
    factor[i] = name === "sigma" ? 1 / v : Math.sqrt(v);
  });
  return { factor, observed };
}
