// Tensors inside mathjs: one opaque type with signatures of its own on the top-level functions, so that what mathjs
// evaluates carries tangents. Nothing else changes: no conversion to or from the type, no *Scalar function, and no
// signature that a plain value meets. mathjs makes its functions when they are first asked for, and dotPow looks pow up
// then, so all of them are made before the first is extended.
import { matrixOfTensors, wrongArgument } from "../errors.js";
import { isTensor, lift, type Tensor, type TensorLike } from "../core/tensor.js";
import { anyOf, isMatrix } from "../door/parse.js";
import { MOST_AXES } from "../array/shape.js";
import { functions, type Entry } from "./functions.js";
import { Meter } from "./meter.js";

type Signatures = Record<string, (...args: never[]) => unknown>;
type Typed = ((...args: unknown[]) => unknown) & { signatures: Signatures };
/** What is used of an instance that mathjs's `create` made. */
interface Instance {
  readonly [name: string]: unknown;
  readonly typed: ((name: string, signatures: Signatures) => Typed) & {
    addType(type: { name: string; test: (v: unknown) => boolean }): void;
  };
  readonly expression: {
    readonly transform: Record<string, Typed | undefined>;
    readonly mathWithTransform: Record<string, unknown>;
  };
  import(values: Readonly<Record<string, unknown>>, options?: { override?: boolean }): void;
}

const TYPE = "DualTensor";
const unlimited = { nodes: Infinity, elements: Infinity, operations: Infinity };
const call = (name: string, entry: Entry, args: readonly unknown[]): Tensor =>
  entry.call(
    args.map((a, i) => operand(name, a, i)),
    new Meter(name, unlimited, []),
  );
/** Deeper than data may be nested nothing is looked for: they are refused where they are read. */
const holds = (v: unknown, depth = 0): boolean =>
  Array.isArray(v) ? depth < MOST_AXES && anyOf(v, (e) => holds(e, depth + 1)) : isTensor(v);
/** A number, an array or a matrix beside a tensor; a matrix that holds tensors is none. */
function operand(name: string, v: unknown, i: number): Tensor {
  if (!isTensor(v) && holds(isMatrix(v) ? v.valueOf() : v)) throw matrixOfTensors(name);
  return lift(v as TensorLike, name, `argument ${i + 1}`);
}

const kinds = [TYPE, "number", "Array", "Matrix"];
/** The lists of n types among which is a tensor. */
const tuples = (n: number): string[][] => {
  let all: string[][] = [[]];
  for (let i = 0; i < n; i++) all = all.flatMap((t) => kinds.map((k) => [...t, k]));
  return all.filter((t) => t.includes(TYPE));
};
/** Functions whose second argument is a plain number: an axis, a base, a root. */
const withNumber = new Set(
  "sum mean prod max min variance std cumsum diff nthRoot diag norm partitionSelect".split(" "),
);
/** The argument that is an axis: in evaluated text axes count from 1, in calls of mathjs's functions from 0. */
const axes = new Map([
  ..."sum mean prod max min variance std cumsum diff".split(" ").map((name) => [name, 1] as const),
  ["quantileSeq", 2],
]);
/** Of several numbers or of one vector: of two tensors they would mix up the two. */
const alone = new Set(["hypot", "median", "mad"]);
/** Not extended: mathjs evaluates them without a call, or they have no tensor among their arguments. */
const left = new Set([
  ..."and or not xor zeros ones identity range matrix number concat row column reshape squeeze size count".split(
    " ",
  ),
]);

/** The signatures of one function; `first` is the number of its first axis. */
function signatures(name: string, entry: Entry, first: 0 | 1): Signatures {
  const made: Signatures = {},
    axis = axes.get(name);
  const run = (...args: unknown[]): Tensor =>
    call(
      name,
      entry,
      axis === undefined ? args : args.map((a, i) => (i === axis ? (a as number) + 1 - first : a)),
    );
  if (entry.least <= 1) made[TYPE] = run;
  if (withNumber.has(name)) made[`${TYPE}, number`] = run;
  else if (!alone.has(name)) {
    const most = entry.most === Infinity ? 2 : entry.most;
    for (let n = Math.max(2, entry.least); n <= most; n++)
      for (const types of tuples(n)) made[types.join(", ")] = run;
  }
  return made;
}

const installed = new WeakSet<object>();
/**
 * Teach an instance of mathjs (`create(all)`, one of your own) to compute with tensors: `math.evaluate("sin(a) .* b",
 * { a, b })` and `math.compile` carry tangents. Plain expressions give what they gave before. Matrices of tensors are
 * refused: mathjs would take them apart. Returns the instance.
 *
 * @example
 * import { create, all } from "mathjs";
 * import { install } from "dualtensor/mathjs";
 * const math = install(create(all!));
 * const f = (a: Tensor): Tensor => math.evaluate("a .* a + 1", { a });
 * jacobian(f, [1, 2]) // => tensor([[2, 0], [0, 4]])
 */
export function install<M extends object>(math: M): M {
  const m = math as unknown as Instance;
  if (typeof m !== "object" || m === null || typeof m.typed !== "function" || typeof m.import !== "function")
    throw wrongArgument("install", "math", "an instance of mathjs", math, "Write install(create(all))");
  if (installed.has(math)) return math;
  installed.add(math);
  for (const name of Object.keys(m)) void m[name];
  m.typed.addType({ name: TYPE, test: isTensor });
  for (const [name, entry] of functions) {
    if (left.has(name) || typeof m[name] !== "function") continue;
    const transform = m.expression.transform[name];
    const own = m[name] as Typed,
      ours = signatures(name, entry, 0);
    // mathjs calls its erf "name", so that the two do not merge by themselves.
    if (own.name === name) m.import({ [name]: m.typed(name, ours) });
    else m.import({ [name]: m.typed(name, { ...own.signatures, ...ours }) }, { override: true });
    // Import drops the transform, by which text counts axes from 1.
    if (transform === undefined) continue;
    const both = m.typed(name, { ...transform.signatures, ...signatures(name, entry, 1) });
    m.expression.transform[name] = m.expression.mathWithTransform[name] = both;
  }
  const make = m.matrix as Typed;
  const array = (data: unknown[]): unknown => {
    if (holds(data)) throw matrixOfTensors("matrix");
    return make(data);
  };
  m.import({ matrix: m.typed("matrix", { ...make.signatures, Array: array }) }, { override: true });
  return math;
}
