// An engine that writes a program down can differentiate the program, instead of being watched by duals or a tape while f
// runs. It says so by a `deriver`; the entrances of forward and reverse mode ask the innermost engine of x for one.
import { innermost } from "./bind.js";
import type { Tangent } from "./rule.js";
import type { Tensor } from "./tensor.js";

type Many = (x: readonly Tensor[]) => readonly Tensor[];

/** f on a tape: its value, and Jᵀ and J at x. */
export interface Derived {
  readonly value: readonly Tensor[];
  pull(ybar: readonly Tangent[]): Tangent[];
  push(dx: readonly Tangent[]): Tangent[];
}
/** Each answers null where f uses values that the engine does not know: then f is watched after all. */
export interface Deriver {
  /** f(x), and J times a block of seeds [k, ...shape] (null: not seeded): as `sweep`. */
  sweep(
    call: string,
    f: Many,
    x: readonly Tensor[],
    seeds: readonly Tangent[],
  ): { value: Tensor[]; block: Tangent[] } | null;
  /**
   * f(x), and J[output][input] of shape (...output, ...input) for the outputs of f: as `jacobians`, forward or either way. `other`
   * computes the same by other operations (null: nothing does), and is taken where that is shorter.
   */
  jacobians(
    call: string,
    f: Many,
    x: readonly Tensor[],
    outputs: () => number,
    mode: "forward" | undefined,
    other: () => Many | null,
  ): { value: Tensor[]; J: Tensor[][] } | null;
  /** f(x), and the entries of the Jacobian that are not structurally zero: seeds are numbered over all of x. */
  entries(
    call: string,
    f: Many,
    x: readonly Tensor[],
    outputs: () => number,
  ): {
    value: Tensor[];
    /** Element by element of the outputs: those of element i are seed[ptr[i]] .. seed[ptr[i + 1] - 1], ascending. */
    ptr: Int32Array;
    seed: Int32Array;
    values: Tensor;
  } | null;
  tape(call: string, f: Many, x: readonly Tensor[]): Derived | null;
  /** f over the first axes of the mapped x, as `batch`; null where that is as good. */
  batch(f: Many, x: readonly Tensor[], mapped: readonly boolean[], length: number): Tensor[] | null;
}

/** Whose loops are loops although nothing that they go over is watched: what they close over may be. */
let ambient: Deriver | undefined;
export const ambientDeriver = (): Deriver | undefined => ambient;
export function withAmbient<T>(d: Deriver | undefined, run: () => T): T {
  const before = ambient;
  ambient = d;
  try {
    return run();
  } finally {
    ambient = before;
  }
}

/** Of the innermost engine among these. */
export const deriverOf = (x: readonly Tensor[]): Deriver | undefined => innermost(x)?.deriver;
