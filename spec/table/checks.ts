// What each line of the table is asked: the value against its reference, the derivative against differences of the
// reference, the adjoint, the second derivative. Free of the test runner.
import { Tensor } from "../../lib/core/tensor.js";
import { isComplex } from "../../lib/ops/complex/complex.js";
import { viewAsComplex } from "../../lib/ops/complex/faces.js";
import { tensor } from "../../lib/ops/tensors/create.js";
import { jvp } from "../../lib/transform/directional.js";
import { jacobian } from "../../lib/transform/jacobian.js";
import { vjp } from "../../lib/transform/linearize.js";
import { direction, source } from "../contract/draw.js";
import { slopes } from "../contract/slope.js";
import { Broken, near } from "../contract/subject.js";
import { byName } from "../named.js";
import { flat, Moving, type Entry, type Numbers, type Result } from "./entry.js";

export type Call = ((...args: unknown[]) => unknown) & { readonly signature: string };
type Many = readonly [Tensor, ...Tensor[]];

/** The moving arguments of a call, wherever they stand. */
const movingIn = (v: unknown): Moving[] =>
  v instanceof Moving ? [v] : Array.isArray(v) ? v.flatMap(movingIn) : [];
/** A value in the place of a moving argument, complex where the function is meant to get that. */
const taken = (m: Moving, v: unknown): unknown => (m.complex && isTensor(v) ? viewAsComplex(v) : v);
/** The arguments with the moving ones replaced, in order. */
function filled(args: readonly unknown[], values: readonly unknown[]): unknown[] {
  let n = 0;
  const fill = (v: unknown): unknown =>
    v instanceof Moving ? taken(v, values[n++]) : Array.isArray(v) ? v.map(fill) : v;
  return args.map(fill);
}
const isTensor = (v: unknown): v is Tensor => v instanceof Tensor;
const tensorsIn = (v: unknown): Tensor[] =>
  isComplex(v)
    ? [v.pairs]
    : isTensor(v)
      ? [v]
      : typeof v === "object" && v !== null
        ? Object.values(v).flatMap(tensorsIn)
        : [];
const numbersIn = (v: unknown): Result =>
  isComplex(v)
    ? v.pairs.toArray()
    : isTensor(v)
      ? v.toArray()
      : Array.isArray(v)
        ? v.map(numbersIn)
        : Object.fromEntries(Object.entries(v as object).map(([k, e]) => [k, numbersIn(e)]));

/** Roundings of a handful of operations, in a result of the size of the numbers that it is made of. */
const ROUNDING = 2 ** -46;
/** Like shapes and names, and numbers that are equal but for rounding. */
function alike(what: string, got: Result, want: Result): void {
  if (typeof want !== "object" || typeof got !== "object") {
    const [a, b] = [Number(got), Number(want)];
    const fits =
      typeof got === typeof want && (Object.is(a, b) || Math.abs(a - b) <= ROUNDING * (1 + Math.abs(b)));
    if (!fits) throw new Broken(`${what} is ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
    return;
  }
  if (Object.keys(got).join() !== Object.keys(want).join())
    throw new Broken(`${what} has entries ${Object.keys(got).join()}, not ${Object.keys(want).join()}`);
  for (const [key, w] of Object.entries(want))
    alike(`${what}[${key}]`, (got as Record<string, Result>)[key], w);
}

/** A line as a function of its moving arguments. */
export class Line {
  readonly x: Many;
  readonly isFloat: readonly boolean[];
  private readonly moving: readonly Moving[];
  private readonly next: () => number;
  constructor(
    readonly name: string,
    private readonly call: Call,
    readonly entry: Entry,
  ) {
    this.next = source(name);
    this.moving = movingIn(entry.args);
    this.x = this.moving.map((m) => tensor(m.at as number[])) as unknown as Many;
    this.isFloat = tensorsIn(this.result(...this.x)).flatMap((t) =>
      new Array<boolean>(t.size).fill(t.dtype === "float64"),
    );
  }
  result(...z: readonly Tensor[]): unknown {
    return this.call(...byName(this.call.signature, filled(this.entry.args, z)));
  }
  /** The outputs that may carry a derivative. */
  readonly f = (...z: Tensor[]): Tensor[] =>
    tensorsIn(this.result(...z)).filter((t) => t.dtype === "float64");
  /** What the reference gives for the same outputs, at x + t v. */
  want(v: Many, t: number): Float64Array {
    const values = this.moving.map((m, i) => moved(m.at, v[i].toArray() as Numbers, t)),
      all = flat((this.entry.want as (...a: unknown[]) => Result)(...filled(this.entry.args, values)));
    return Float64Array.from(all.filter((_, i) => this.isFloat[i]));
  }
  directions(): Many {
    return this.x.map((t) => direction(this.next, t.shape)) as unknown as Many;
  }
}
const moved = (at: Numbers, v: Numbers, t: number): Numbers =>
  typeof at === "number"
    ? at + t * (v as number)
    : at.map((e, i) => moved(e, (v as readonly Numbers[])[i], t));
const joined = (list: readonly Tensor[]): number[] => list.flatMap((t) => Array.from(t.data));
const pair = (a: readonly number[], b: readonly number[]): number => a.reduce((s, e, i) => s + e * b[i], 0);

function checkValue(name: string, call: Call, entry: Entry): void {
  const line = new Line(name, call, entry);
  const plain = filled(
    entry.args,
    movingIn(entry.args).map((m) => m.at),
  );
  alike(name, numbersIn(line.result(...line.x)), (entry.want as (...a: unknown[]) => Result)(...plain));
}

/** First derivatives: J v as the reference's differences have it, and Jᵀ as its transpose. */
function checkFirst(name: string, call: Call, entry: Entry): void {
  const line = new Line(name, call, entry),
    { f, x } = line,
    v = line.directions();
  if (x.length === 0) return;
  const got = joined(jvp(f, x, v).tangent);
  if (entry.flat === true)
    near(
      `J v of ${name}`,
      got,
      got.map(() => 0),
      () => 0,
    );
  else {
    const { value, error } = slopes((t) => line.want(v, t));
    near(`J v of ${name} against differences of its reference`, got, value, (i) => 8 * error[i]);
  }
  const { value, pull } = vjp(f, x),
    ybar = value.map((t) => direction(source(name), t.shape)),
    bars = pull(ybar),
    J = jacobian(f, x) as unknown as Tensor[][];
  const terms = J.reduce(
    (s, row, o) =>
      s +
      row.reduce((r, block, i) => {
        const n = x[i].size;
        return (
          r +
          block.data.reduce(
            (q, d, e) => q + Math.abs(ybar[o].data[Math.floor(e / n)] * d * v[i].data[e % n]),
            0,
          )
        );
      }, 0),
    0,
  );
  near(
    `<ybar, J v> of ${name}`,
    [pair(joined(ybar), got)],
    [pair(joined(bars), joined(v))],
    () => 64 * 2 ** -52 * terms,
  );
}

/** Second derivatives, forward over forward as differences have them, and forward over reverse the same. */
function checkSecond(name: string, call: Call, entry: Entry): void {
  const line = new Line(name, call, entry),
    { f, x } = line,
    [u, v] = [line.directions(), line.directions()];
  if (x.length === 0) return;
  const along = (...z: Tensor[]): Tensor[] => jvp(f, z as unknown as Many, u).tangent,
    got = joined(jvp(along, x, v).tangent);
  const { value, error } = slopes((t) =>
    Float64Array.from(
      joined(
        along(
          ...x.map((e, i) => tensor(moved(e.toArray() as Numbers, v[i].toArray() as Numbers, t) as number[])),
        ),
      ),
    ),
  );
  near(`second derivative of ${name}`, got, value, (i) => 8 * error[i]);
  const ybar = f(...x).map((t) => direction(source(name), t.shape));
  const pulled = (...z: Tensor[]): Tensor[] => vjp(f, z as unknown as Many).pull(ybar);
  const reverse = pair(joined(jvp(pulled, x, v).tangent), joined(u)),
    forward = pair(joined(ybar), got);
  const size = 1 + Math.abs(forward) + joined(ybar).reduce((s, e, i) => s + Math.abs(e * got[i]), 0);
  near(`second derivative of ${name}, forward over reverse`, [reverse], [forward], () => 2 ** -40 * size);
}

export const checks: Readonly<Record<string, (name: string, call: Call, entry: Entry) => void>> = {
  value: checkValue,
  "first derivative": checkFirst,
  "second derivative": checkSecond,
};
