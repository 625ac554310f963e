// What a formula may cost, counted and not timed: the nodes it expands to, the elements it makes, the operations on
// elements it takes. A count is taken before the work is done, so that `zeros(1e5, 1e5)` makes nothing.
import { overBudget, unknownOption, wrongOption } from "../errors.js";
import type { Tensor } from "../core/tensor.js";
import { isPlainObject } from "../door/parse.js";
import type { Shape } from "../array/shape.js";
import { size } from "../array/shape.js";

/** Budgets of one formula; what the inputs bring along is added to those of elements and operations. */
export interface Limits {
  /** Nodes of the formula with its functions written out. */
  readonly nodes: number;
  /** Elements of all values that one call makes. */
  readonly elements: number;
  /** Operations on elements of one call (a product of n x n matrices takes n³). */
  readonly operations: number;
}
export const LIMITS: Limits = { nodes: 10_000, elements: 1e7, operations: 1e9 };
/** An input of n elements may be worked on this many times over. */
const PER_INPUT = 1000;

export function limitsOf(fn: string, given: unknown): Limits {
  if (given === undefined) return LIMITS;
  if (!isPlainObject(given))
    throw wrongOption(fn, "limits", "an object of nodes, elements, operations", given);
  for (const [name, n] of Object.entries(given)) {
    if (!Object.hasOwn(LIMITS, name)) throw unknownOption(fn, name, Object.keys(LIMITS));
    if (typeof n !== "number" || !(n > 0)) throw wrongOption(fn, name, "a positive number", n);
  }
  return { ...LIMITS, ...given };
}

/** One call's account. */
export class Meter {
  private elements: number;
  private operations: number;
  constructor(
    private readonly fn: string,
    private readonly limits: Limits,
    inputs: readonly Tensor[],
  ) {
    let n = 0;
    for (const x of inputs) n += x.shape.length === 0 ? 1 : size(x.shape);
    this.elements = limits.elements + PER_INPUT * n;
    this.operations = limits.operations + PER_INPUT * n;
  }
  /** A result of n elements that takes `work` operations. */
  spend(n: number, work: number = n): void {
    if (!((this.elements -= n) >= 0)) throw overBudget(this.fn, "elements", this.limits.elements);
    if (!((this.operations -= work) >= 0))
      throw overBudget(this.fn, "element-operations", this.limits.operations);
  }
  /** A result of the shape that two operands broadcast to. */
  pair(x: Shape, y: Shape): void {
    const r = Math.max(x.length, y.length);
    let n = 1;
    for (let d = 1; d <= r; d++) n *= Math.max(x[x.length - d] ?? 1, y[y.length - d] ?? 1);
    this.spend(n);
  }
}
