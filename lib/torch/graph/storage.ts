// What views share: numbers that in-place operations write to, and the count of those operations.
import type { Shape } from "../../array/shape.js";
import { modes } from "./node.js";

export class Storage {
  /** A tape reads these numbers: the next in-place operation writes to a copy. */
  shared = false;
  readonly inference = modes.inference;
  constructor(public data: Float64Array) {}
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
