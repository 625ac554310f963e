// What traceNaN found, as data and as text.
import { shapeText, type Shape } from "../array/shape.js";

/** One operand of the operation, with the number that stands where the result is not finite. */
export interface TracedOperand {
  /** "x", "operation 3 (sub)" or "a constant". */
  readonly name: string;
  readonly shape: Shape;
  readonly index: readonly number[];
  readonly value: number;
}
/** What {@link traceNaN} found: the first operation, its place in the program and its operands' numbers. */
export interface NaNReport {
  /**
   * "input": x itself is not finite. "value", "derivative": of this operation, the first one. "convention": all is finite,
   * but this operation is at a point where its second derivative is a choice, not a limit.
   */
  readonly what: "input" | "value" | "derivative" | "convention";
  readonly mode: "forward" | "reverse";
  /** The name of the operation (of the input). */
  readonly operation: string;
  /** Its number among the operations that depend on x, from 1 (0 for an input, and for an f(x) that does not depend on x), and how many there are. */
  readonly place: number;
  readonly operations: number;
  /** The operations from x to it. */
  readonly path: readonly string[];
  /** Where in its result (in reverse mode: in the cotangent of operand `operand`), and what stands there. */
  readonly index: readonly number[];
  readonly found: number;
  readonly operand: number | null;
  readonly operands: readonly TracedOperand[];
  /** f(x) or its derivative is not finite because of it; false where it was dropped on the way. */
  readonly reaches: boolean;
  toString(): string;
}

export class Found implements NaNReport {
  constructor(
    readonly what: NaNReport["what"],
    readonly mode: NaNReport["mode"],
    readonly operation: string,
    readonly place: number,
    readonly operations: number,
    readonly path: readonly string[],
    readonly index: readonly number[],
    readonly found: number,
    readonly operand: number | null,
    readonly operands: readonly TracedOperand[],
    readonly reaches: boolean,
  ) {}
  /** The operation and its place. */
  get where(): string {
    return this.place === 0
      ? "f(x), which does not depend on x"
      : `${this.operation}, operation ${this.place} of ${this.operations}`;
  }
  toString(): string {
    const { what, mode, operation, where, index, found, operand, operands, path, reaches } = this,
      at = index.length === 0 ? "" : ` at [${index.join(", ")}]`;
    const along = operand === null ? "" : ` along operand ${operand}`;
    const first = {
      input: `the input ${operation} is ${found}${at}`,
      value: `the value of ${where}, is ${found}${at}`,
      derivative: `the derivative of ${where},${along} is ${found}${at} (${mode} mode)`,
      convention: `${where}, is 0${at}: its second derivative there is a convention, not a limit. Squares of it are written as sums of squares`,
    }[what];
    return [
      `traceNaN: ${first}`,
      ...operands.map(({ name, shape, index: i, value }, k) => {
        const place = i.length === 0 ? "" : ` at [${i.join(", ")}]`;
        return `  operand ${k}: ${name}, shape ${shapeText(shape)}:${place} ${value}`;
      }),
      ...(path.length > 1
        ? [`  path: ${path.length > MOST ? "... " : ""}${path.slice(-MOST).join(" > ")}`]
        : []),
      ...(reaches || what === "convention" ? [] : ["  f(x) and its derivative are finite all the same"]),
    ].join("\n");
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
/** Operations of a path that are shown. */
const MOST = 12;
