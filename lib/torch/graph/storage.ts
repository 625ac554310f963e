// What views share: numbers that in-place operations write to, and the count of those operations.
import type { Shape } from "../../array/shape.js";
import { modes } from "./node.js";

export class Storage {
  /** A tape reads these numbers: the next in-place operation writes to a copy. */
  shared = false;
  readonly inference = modes.inference;
  /** A number on its own has no array: of scalar code it would be half the memory. */
  constructor(public held: Float64Array | number) {}
  get data(): Float64Array {
    return typeof this.held === "number" ? (this.held = Float64Array.of(this.held)) : this.held;
  }
  set data(v: Float64Array) {
    this.held = v;
  }
}
/** Counts in-place operations; shared by views and by detach. */
export interface Version {
  count: number;
}
export interface Layout {
  readonly shape: Shape;
  readonly steps: readonly number[];
  readonly start: number;
}
