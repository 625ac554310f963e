// What the library refuses, in PyTorch's words: rows of operation, condition, class and text, with places for the shapes and
// arguments of the call. The library says more, and its error is the cause; what no row fits keeps the library's words.
import { DualTensorError } from "../../errors.js";
import { isTensor, type Tensor } from "../../core/tensor.js";
import * as LEVEL from "../../core/level.js";
import type { Shape } from "../../array/shape.js";
import { typeText, type TorchDType } from "../dtype.js";
import {
  index,
  isOurs,
  linAlg,
  list,
  pythonType,
  runtime,
  type as typeError,
  typeName,
  value,
} from "./classes.js";

type Row = readonly [operations: string, condition: string, kind: keyof typeof kinds, text: string];
const kinds = { Runtime: runtime, Index: index, Type: typeError, Value: value, LinAlg: linAlg };
/**
 * Conditions are facts of the call, all of which hold: `a.n=2` (the first operand has two axes), `code!SINGULAR`, `bad` (there
 * is one). Facts have keys: `.n` how many, `.x` joined by x, `.size` the product, a number for one entry, also from the end.
 * Of several rows that fit the first is taken.
 */
// prettier-ignore
const rows: readonly Row[] = [
  ["add_ sub_ mul_ div_", "code=ARGUMENT", "Type", "{name}(): argument 'other' (position 1) must be Tensor, not {b.type}"],
  ["*", "reduction", "Value", "{reduction} is not a valid value for reduction"],
  ["mm", "a.n!2", "Runtime", "self must be a matrix"],
  ["mm", "b.n!2", "Runtime", "mat2 must be a matrix"],
  ["bmm", "a.n!3", "Runtime", "batch1 must be a 3D tensor"],
  ["bmm", "b.n!3", "Runtime", "batch2 must be a 3D tensor"],
  ["dot vdot", "a.n!1", "Runtime", "1D tensors expected, but got {a.n}D and {b.n}D tensors"],
  ["dot vdot", "b.n!1", "Runtime", "1D tensors expected, but got {a.n}D and {b.n}D tensors"],
  ["mv", "a.n!2", "Runtime", "vector + matrix @ vector expected, got {b.n}, {a.n}, {b.n}"],
  ["matmul", "a.n=0", "Runtime", "both arguments to matmul need to be at least 1D, but they are {a.n}D and {b.n}D"],
  ["matmul", "b.n=0", "Runtime", "both arguments to matmul need to be at least 1D, but they are {a.n}D and {b.n}D"],
  ["matmul dot vdot", "a.n=1 b.n=1", "Runtime", "inconsistent tensor size, expected tensor {a} and src {b} to have the same number of elements, but got {a.0} and {b.0} elements respectively"],
  ["matmul", "a.n=1 b.n=2", "Runtime", "mat1 and mat2 shapes cannot be multiplied (1x{a.0} and {b.x})"],
  ["matmul mv", "a.n=2 b.n=1", "Runtime", "size mismatch, got {a.0}, {a.x},{b.0}"],
  ["matmul mm", "a.n=2 b.n=2", "Runtime", "mat1 and mat2 shapes cannot be multiplied ({a.x} and {b.x})"],
  ["cat", "count=0", "Runtime", "torch.cat(): expected a non-empty list of Tensors"],
  ["cat", "first.n odd.n", "Runtime", "Tensors must have same number of dimensions: got {first.n} and {odd.n}"],
  ["cat", "long", "Runtime", "Sizes of tensors must match except in dimension {dim}. Expected size {long.0} but got size {long.1} for tensor number {long.2} in the list."],
  ["stack", "count=0", "Runtime", "stack expects a non-empty TensorList"],
  ["stack", "unlike", "Runtime", "stack expects each tensor to be equal size, but got {first} at entry 0 and {unlike.0} at entry {unlike.1}"],
  ["reshape view", "given.few", "Runtime", "only one dimension can be inferred"],
  ["reshape view", "given.below", "Runtime", "invalid shape dimension {given.below}"],
  ["reshape view", "given", "Runtime", "shape '{given}' is invalid for input of size {a.size}"],
  ["expand", "short", "Runtime", "expand(torch.{type}Tensor{{a}}, size={given}): the number of sizes provided ({given.n}) must be greater or equal to the number of dimensions in the tensor ({a.n})"],
  ["expand", "wide", "Runtime", "The expanded size of the tensor ({wide.0}) must match the existing size ({wide.1}) at non-singleton dimension {wide.2}.  Target sizes: {given}.  Tensor sizes: {a}"],
  ["permute", "same", "Runtime", "permute(): duplicate dims are not allowed."],
  ["permute", "given", "Runtime", "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = {a.n} is not equal to len(dims) = {given.n}"],
  ["at", "a.n=0", "Index", "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number"],
  ["at", "mask", "Index", "The shape of the mask {mask.0} at index {mask.1} does not match the shape of the indexed tensor {a} at index {mask.1}"],
  ["at", "code=AXIS", "Index", "too many indices for tensor of dimension {a.n}"],
  ["at", "bad", "Index", "index {bad.0} is out of bounds for dimension {bad.1} with size {bad.2}"],
  ["*", "code=AXIS axis", "Index", "Dimension out of range (expected to be in range of [-{rank}, {last}], but got {axis})"],
  ["*", "code=AXIS twice", "Runtime", "dim {twice} appears multiple times in the list of dims"],
  ["einsum", "letter", "Runtime", "einsum(): subscript {letter.0} has size {letter.1} for operand {letter.2} which does not broadcast with previously seen size {letter.3}"],
  ["inv det cholesky", "code!SINGULAR a.n>1", "Runtime", "linalg.{name}: A must be batches of square matrices, but they are {a.-2} by {a.-1} matrices"],
  ["matrixExp", "a.n>1", "Runtime", "linalg.matrix_exp: A must be batches of square matrices, but they are {a.-2} by {a.-1} matrices"],
  ["cholesky", "code=SINGULAR", "LinAlg", "linalg.cholesky: The factorization could not be completed because the input is not positive-definite (the leading minor of order {order} is not positive-definite)."],
  ["inv det", "code=SINGULAR", "LinAlg", "linalg.{name}: The diagonal element {order} is zero, the inversion could not be completed because the input matrix is singular."],
  ["solve", "code=SINGULAR", "LinAlg", "torch.linalg.solve: The solver failed because the input matrix is singular."],
  ["split", "sizes", "Runtime", "split_with_sizes expects split_sizes to sum exactly to {sizes} (input tensor's size at dimension {dim}), but got split_sizes={given}"],
  ["split", "", "Runtime", "split_size can only be 0 if dimension size is 0, but got dimension size of {a.0}"],
  ["narrow", "start", "Runtime", "start ({start.0}) + length ({start.1}) exceeds dimension size ({start.2})."],
  ["gather scatter scatterAdd", "code=INDEX out", "Runtime", "index {out.0} is out of bounds for dimension {dim} with size {out.1}"],
  ["gather", "index", "Runtime", "Index tensor must have the same number of dimensions as input tensor"],
  ["indexSelect", "code=INDEX", "Index", "index out of range in self"],
  ["crossEntropy nllLoss", "class", "Index", "Target {class} is out of bounds."],
  ["crossEntropy nllLoss", "a.n>1 batch", "Value", "Expected input batch_size ({a.0}) to match target batch_size ({b.0})."],
  ["max min", "empty b.none", "Runtime", "{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument."],
  ["argmax argmin", "empty b.none", "Index", "{name}(): Expected reduction dim to be specified for input.numel() == 0."],
  ["max min amax amin argmax argmin", "empty", "Index", "{name}(): Expected reduction dim {dim} to have non-zero size."],
  ["select", "code=INDEX", "Index", "select(): index {asked} out of range for tensor of size {a} at dimension {dim}"],
  ["outer", "a.n!1", "Runtime", "outer: Expected 1-D argument self, but got {a.n}-D"],
  ["chunk", "code=ARGUMENT", "Runtime", "chunk expects `chunks` to be greater than 0, got: {given.0}"],
  ["topk", "code=ARGUMENT", "Runtime", "selected index k out of range"],
  ["repeat", "code=ARGUMENT", "Runtime", "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"],
  ["t", "a.n>2", "Runtime", "t() expects a tensor with <= 2 dimensions, but self is {a.n}D"],
  ["*", "broadcast mismatch", "Runtime", "The size of tensor a ({mismatch.0}) must match the size of tensor b ({mismatch.1}) at non-singleton dimension {mismatch.2}"],
  ["*", "code=ARGUMENT", "Type", "{message}"],
  ["*", "code=OPTION", "Type", "{message}"],
  ["*", "code=INDEX", "Index", "{message}"],
  ["*", "code=AXIS", "Index", "{message}"],
  ["*", "", "Runtime", "{message}"],
];

/** The first axis, from the right, on which two shapes do not broadcast: both lengths and its place. */
function apart(a: Shape, b: Shape): [p: number, q: number, d: number] | null {
  const r = Math.max(a.length, b.length);
  for (let i = 1; i <= r; i++) {
    const p = a[a.length - i] ?? 1,
      q = b[b.length - i] ?? 1;
    if (p !== q && p !== 1 && q !== 1) return [p, q, r - i];
  }
  return null;
}
export function mismatch(a: Shape, b: Shape): string | null {
  const [p, q, d] = apart(a, b) ?? [];
  return p === undefined
    ? null
    : `The size of tensor a (${p}) must match the size of tensor b (${q}) at non-singleton dimension ${d}`;
}

interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly e: DualTensorError;
  readonly a: Shape;
  readonly b: Shape;
}
const shapeOf = (v: unknown): Shape => (isTensor(v) ? v.shape : []);
/** The numbers of a tensor of indices, of a list, of one. */
const entries = (v: unknown): readonly number[] =>
  isTensor(v)
    ? v.dtype !== "bool" && v.level <= LEVEL.torch
      ? [...(v as unknown as { numbers(): { data: Float64Array } }).numbers().data]
      : []
    : [v].flat().filter((n) => typeof n === "number");
const asked = (v: unknown): readonly number[] => entries((v as { dim?: unknown } | null)?.dim ?? v);
const listed = ({ args }: Call): readonly Shape[] => (args[0] as Tensor[]).map(shapeOf);
const option = ({ args }: Call, name: string): unknown =>
  (args[args.length - 1] as Record<string, unknown> | null | undefined)?.[name];
const rankOf = ({ name, args, a }: Call): number =>
  Math.max(1, (Array.isArray(args[0]) ? shapeOf(args[0][0]) : a).length + Number(name === "unsqueeze"));
const axes = ({ args }: Call): readonly number[] => args.slice(1).flatMap(asked);
/** Of the first shape that is not the first one's, how long and which; `but`: an axis that may differ. */
function unlike(c: Call, but: number | null): unknown {
  const shapes = listed(c),
    k = shapes.findIndex((s) => s.some((n, i) => i !== but && n !== shapes[0][i])),
    d = shapes[k]?.findIndex((n, i) => i !== but && n !== shapes[0][i]);
  return k < 0 ? null : but === null ? [shapes[k], k] : [shapes[0][d], shapes[k][d], k];
}
const dimOf = (c: Call): number => axes(c)[c.name === "split" ? entries(c.args[1]).length : 0] ?? 0;
const facts: Readonly<Record<string, (c: Call) => unknown>> = {
  name: (c) => c.name,
  code: (c) => c.e.code.replace("DT_", ""),
  message: (c) => c.e.message,
  order: ({ e }) => Number(e.details.pivot ?? e.details.order ?? 0) + 1,
  a: (c) => (isTensor(c.args[0]) ? c.a : null),
  b: ({ args: [, v], b }) => (isTensor(v) ? b : { type: typeName(v), none: (v ?? null) === null || null }),
  type: ({ args: [x] }) => typeText[(x as { dtype: TorchDType }).dtype],
  given: ({ args: [, v] }) => {
    const s = [v].flat() as number[];
    if (!s.every(Number.isInteger)) return null;
    const below = s.find((n, i) => n < -1 || (n === -1 && s.indexOf(-1) < i));
    return Object.assign(s, { few: below === -1 ? true : null, below: below === -1 ? null : below });
  },
  reduction: (c) => {
    const r = option(c, "reduction");
    return typeof r === "string" && !/^(none|mean|sum|batchmean)$/.test(r) ? r : null;
  },
  count: ({ args: [xs] }) => (Array.isArray(xs) ? xs.length : null),
  first: (c) => listed(c)[0],
  odd: (c) => listed(c).find((s) => s.length !== listed(c)[0].length),
  long: (c) => unlike(c, dimOf(c)),
  unlike: (c) => unlike(c, null),
  mismatch: ({ name, args, a, b }) => (name === "where" ? apart(b, shapeOf(args[2])) : apart(a, b)),
  broadcast: ({ e }) => e.message.includes("shapes that broadcast") || null,
  batch: ({ a, b }) => a[0] !== b[0] || null,
  rank: rankOf,
  last: (c) => rankOf(c) - 1,
  axis: (c) => axes(c).find((d) => d >= rankOf(c) || d < -rankOf(c)),
  twice: (c) => axes(c).find((d, i) => axes(c).indexOf(d) < i),
  asked: ({ args: [, , i] }) => i,
  same: ({ args: [, v], a }) => (v as unknown[]).length === a.length || null,
  dim: dimOf,
  mask: ({ args, a, e }) => {
    const m = args.find((i, k) => k > 0 && isTensor(i) && i.dtype === "bool"),
      d = shapeOf(m).findIndex((n, k) => n !== a[k]);
    return e.code === "DT_SHAPE_MISMATCH" && d >= 0 ? [shapeOf(m), d] : null;
  },
  bad: ({ args, a }) =>
    args
      .slice(1)
      .filter((i) => i !== null)
      .flatMap((i, d) => entries(i).map((n) => [n, d, a[d]]))
      .find(([n, , m]) => n >= m || n < -m),
  letter: ({ args: [text, ...rest] }) => {
    const seen = new Map<string, number>();
    for (const [k, term] of String(text).split("->")[0].split(",").entries())
      for (const [d, c] of [...term.trim()].entries()) {
        const n = shapeOf(rest.flat()[k])[d],
          before = seen.get(c);
        if (before !== undefined && before !== n && n !== 1 && before !== 1) return [c, n, k, before];
        seen.set(c, n);
      }
    return null;
  },
  sizes: (c) => (Array.isArray(c.args[1]) ? c.a.at(dimOf(c)) : null),
  start: ({ args: [, d, at, n], a }) => {
    const size = a.at(Number(d))!,
      from = Number(at);
    return from <= size && from >= -size ? [from < 0 ? from + size : from, n, size] : null;
  },
  out: (c) => {
    const n = c.a.at(dimOf(c)) ?? 1,
      i = entries(c.args[2]).find((v) => v >= n || v < 0);
    return shapeOf(c.args[2]).length !== c.a.length || i === undefined ? null : [i, n];
  },
  class: ({ args: [, y], a }) => entries(y).find((k) => k < 0 || k >= a[Number(a.length > 1)]),
  index: ({ args: [, , i], a }) => shapeOf(i).length !== a.length || null,
  empty: ({ a }) => a.includes(0) || null,
  short: ({ args: [, v], a }) => (v as unknown[]).length < a.length || null,
  wide: ({ args: [, v], a }) => {
    const to = v as number[],
      lead = to.length - a.length,
      i = to.map((n, d) => ![1, n].includes(a[d - lead] ?? 1)).lastIndexOf(true);
    return i < 0 ? null : [to[i], a[i - lead], i];
  },
};
/** A fact under its keys; null where the call has none. */
function look(path: string, c: Call): unknown {
  const [head, key] = path.split("."),
    v = facts[head](c) as (readonly unknown[] & Record<string, unknown>) | null | undefined;
  if (key === undefined || v === null || v === undefined) return v ?? null;
  if (key === "n") return v.length ?? null;
  if (key === "x") return v.join("x");
  if (key === "size") return (v as unknown as number[]).reduce((m, n) => m * n, 1);
  return (/^-?\d/.test(key) ? v.at(Number(key)) : v[key]) ?? null;
}
const holds =
  (c: Call) =>
  (clause: string): boolean => {
    const [, path, op, want] = /^([\w.-]+)([=!>]?)(.*)$/.exec(clause)!,
      got = look(path, c);
    if (op === "" || got === null) return op === "" && got !== null;
    return op === ">" ? Number(got) > Number(want) : (shown(got) === want) === (op === "=");
  };
const shown = (v: unknown): string =>
  Array.isArray(v)
    ? list(v.map(shown))
    : typeof v === "number" || typeof v === "string"
      ? String(v)
      : pythonType(v);
/** Nobody's own code runs in an operation: what JavaScript itself threw there is an argument that cannot be looked at. */
function misfit(name: string, args: readonly unknown[], cause: unknown): Error {
  const kinds = args.map(pythonType).join(", ");
  return Object.assign(typeError(`${name}(): cannot be called with (${kinds})`), { cause });
}
/** The error to throw for one of the library's. */
export function translated(operation: string, e: unknown, args: readonly unknown[]): unknown {
  if (!(e instanceof DualTensorError)) return isOurs(e) ? e : misfit(operation, args, e);
  const base = operation.replace(/_$/, "");
  for (const [operations, condition, kind, text] of rows) {
    const name = operations.includes("_") ? operation : base;
    if (operations !== "*" && !operations.split(" ").includes(name)) continue;
    const c: Call = { name, args, e, a: shapeOf(args[0]), b: shapeOf(args[1]) };
    try {
      if (condition === "" || condition.split(" ").every(holds(c))) {
        let whole = true;
        const said = text.replace(/\{([\w.-]+)\}/g, (_, path: string) => {
          const v = look(path, c);
          whole &&= v !== null;
          return shown(v);
        });
        // A text with a hole fits a call of another kind.
        if (!whole) continue;
        return Object.assign(kinds[kind](said), { cause: e });
      }
    } catch {
      // A call so malformed that its facts cannot be looked at: the next row.
    }
  }
  return e;
}
