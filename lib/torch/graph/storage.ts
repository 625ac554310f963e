// What views share: numbers that in-place operations write to, and the count of those operations.
import { Plain } from "../../core/tensor.js";
import type { Shape } from "../../array/shape.js";
import { modes, type Edge } from "./node.js";

export class Storage {
  /** A tape reads these numbers: the next in-place operation writes to a copy. */
  shared = false;
  readonly inference = modes.inference;
  /** A number on its own has no array, and what was computed is not described twice: a chain is long. */
  constructor(public held: Float64Array | Plain) {}
  get data(): Float64Array {
    return this.held instanceof Plain ? (this.held = this.held.data) : this.held;
  }
  set data(v: Float64Array) {
    this.held = v;
  }
}
/** Counts in-place operations; shared by views and by detach. Beside it the place in the graph that the last one gave. */
export interface Version {
  count: number;
  edge?: Edge | null;
}
export interface Layout {
  readonly shape: Shape;
  readonly steps: readonly number[];
  readonly start: number;
}
