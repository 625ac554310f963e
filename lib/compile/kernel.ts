// What runs a program: the one interface between programs and tiers. A body is scalar code over one memory of doubles; its
// step s reads input j at inputAt[j] + s * inputStride[j] and writes output o at outputAt[o] + s * outputStride[o], so one
// description serves scalar code (count 1), vmap (strides along the batch) and results in their final, dense layout.
//
// The zero law: a kernel runs CHAIN nodes as plain products and looks, once a block of steps, whether all outputs of the
// block are finite; a block that is not runs again with products in which zero annihilates. A CHAIN node that `careful`
// marks annihilates always: its NaN might not arrive at an output. Results are those of the careful program, to the bit.
import type { Graph } from "./graph.js";

export interface Body {
  readonly graph: Graph;
  /** Per INPUT node, by its index. */
  readonly inputAt: Int32Array;
  readonly inputStride: Int32Array;
  /** Nodes, and where they are written. */
  readonly outputs: Int32Array;
  readonly outputAt: Int32Array;
  readonly outputStride: Int32Array;
  /** How often the body runs. */
  readonly count: number;
  /** CHAIN nodes (by node) that annihilate in the plain program too; null where there is no CHAIN node at all. */
  readonly careful: Uint8Array | null;
  /** Where outputs are sums over all steps (step-sums.ts), two numbers for each; -1 or left out: they are not. */
  readonly lanesAt?: number;
}

export interface Kernel {
  readonly tier: "interpreter" | "wasm";
  /** Runs all steps. */
  run(): void;
}

/** Memory that a program's bodies share. A tier that needs its own kind of buffer makes it. */
export interface Memory {
  /** Inputs, results of bodies, outputs; never of another length. */
  readonly numbers: Float64Array;
}

/** A tier: what it makes of a body over a memory, or null where it cannot (TENSOR nodes, no code generation). */
export interface Tier {
  readonly tier: Kernel["tier"];
  /** null where there is not so much. */
  memory(length: number): Memory | null;
  kernel(body: Body, memory: Memory): Kernel | null;
}

/** So many numbers, or null where there is no memory for them. */
export function room(length: number): Float64Array<ArrayBuffer> | null {
  try {
    return new Float64Array(length);
  } catch {
    return null;
  }
}

/** More nodes than this are no program: 2 million take some 60 MB and a second to compile. */
export const mostOperations = (): number => 2_000_000;
