// The generalised Jacobian and its relatives by whole columns or rows.
import { checkCount } from "../door/arguments.js";
import { deriverOf } from "../core/deriver.js";
import { handingOut, handOut, Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { aborted, wrongOption } from "../errors.js";
import { jacobians, sweeps } from "../forward/columns.js";
import { Layered } from "../forward/layered.js";
import { moveSeedsLast } from "../forward/columns.js";
import { jacobiansOf } from "../reverse/pullbacks.js";
import { Tape } from "../reverse/tape.js";
import { size } from "../array/shape.js";
import { arityOf, auxOf, listed, type Listed } from "./listed.js";
import {
  checkOptions,
  inputs,
  pack,
  paths,
  type Inputs,
  type Jac,
  type Like,
  type Options,
  type Out,
  type NoAux,
  type WithAux,
  type AnyOptions,
  type Args,
  type Input,
  type Inside,
} from "./structure.js";

interface Both {
  value: Tensor[];
  J: Tensor[][];
}

/** Which way: forward costs a sweep per chunk of inputs, reverse one per chunk of outputs and a tape. */
function compute(call: string, f: Listed, x: readonly Tensor[], options: Options): Both {
  const { mode = "forward" } = options,
    ahead = mode === "forward" || (mode === "auto" && deriverOf(x) !== undefined),
    tape = ahead ? null : new Tape(call, f, x),
    count = (t: readonly Tensor[]): number => t.reduce((n, v) => n + size(v.shape), 0);
  // A pullback sweep costs about twice a pushforward.
  return tape === null || (mode === "auto" && count(x) <= 2 * count(tape.value.slice(0, f.outputs)))
    ? jacobians(call, f, x, options, () => f.outputs)
    : { value: [...tape.value], J: jacobiansOf(tape, x, f.outputs, options) };
}

function run(
  call: string,
  f: unknown,
  x: unknown,
  options: AnyOptions | undefined,
): { f: Listed; inside: Inputs; both: Both } {
  const checked = checkOptions(call, options),
    inside = inputs(call, x, arityOf(call, f)),
    list = listed(call, f, inside.structure, checked.hasAux);
  return { f: list, inside, both: compute(call, list, inside.tensors, checked) };
}
const packAll = (
  f: Listed,
  inside: Inputs,
  J: readonly (readonly Tensor[])[],
  give: (t: Tensor) => Tensor,
): unknown =>
  pack(
    f.structure,
    J.slice(0, f.outputs).map((row) => pack(inside.structure, row.map(give))),
  );

/**
 * The generalised Jacobian J[i..., j...] = df(x)[i...] / dx[j...], of shape (shape of f(x), shape of x). A tuple of inputs
 * [a, b] is spread over f's parameters and gives a tuple; a record gives a record; the same for outputs (outputs outside,
 * inputs inside). An input that f ignores gives zeros. Cost: ⌈n / chunk⌉ runs of f for n = size of x; memory: the result
 * plus O(chunk) times the values alive. With `{mode: "reverse"}` one pullback per chunk of outputs.
 *
 * @example
 * const a = tensor([1, 2, 3]), b = tensor([4, 5, 6]);
 * jacobian((b) => mul(a, b), b)
 * // => tensor([[1, 0, 0],
 * //         [0, 2, 0],
 * //         [0, 0, 3]])
 */
export function jacobian<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  options?: Options & NoAux,
): Jac<O, Inside<X>>;
export function jacobian<const X extends Input, O extends Out, A>(
  f: (...x: Args<X>) => readonly [O, A],
  x: X,
  options: Options & WithAux,
): [Jac<O, Inside<X>>, A];
export function jacobian(f: (...x: never[]) => unknown, x: unknown, options?: AnyOptions): unknown {
  if (arguments.length > 3) checkCount("jacobian", arguments, "f, x, options?");
  const { f: list, inside, both } = run("jacobian", f, x, options),
    give = handingOut(options?.hasAux === true ? 2 : list.outputs * inside.tensors.length),
    J = packAll(list, inside, both.J, give);
  return options?.hasAux === true ? [J, auxOf(list, both.value, give)] : J;
}

/**
 * f(x) and its Jacobian from one run (see {@link jacobian}); with `hasAux` also aux.
 *
 * @example
 * const { value, jacobian } = valueAndJacobian((x) => x.mul(x), [1, 2]);
 * value // => tensor([1, 4])
 * jacobian // => tensor([[2, 0], [0, 4]])
 */
export function valueAndJacobian<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  options?: Options & NoAux,
): { value: O; jacobian: Jac<O, Inside<X>> };
export function valueAndJacobian<const X extends Input, O extends Out, A>(
  f: (...x: Args<X>) => readonly [O, A],
  x: X,
  options: Options & WithAux,
): { value: O; jacobian: Jac<O, Inside<X>>; aux: A };
export function valueAndJacobian(f: (...x: never[]) => unknown, x: unknown, options?: AnyOptions): unknown {
  if (arguments.length > 3) checkCount("valueAndJacobian", arguments, "f, x, options?");
  const { f: list, inside, both } = run("valueAndJacobian", f, x, options),
    give = handingOut(),
    jacobian = packAll(list, inside, both.J, give);
  const value = pack(list.structure, both.value.slice(0, list.outputs).map(give));
  return options?.hasAux === true
    ? { value, jacobian, aux: auxOf(list, both.value, give) }
    : { value, jacobian };
}

/** Where an input stands in x: undefined alone, its index or key, and in nests the indices and keys that lead to it. */
type Place<X> = X extends TensorLike
  ? undefined
  : {
      [K in keyof X]: X[K] extends TensorLike
        ? X extends readonly unknown[]
          ? number
          : K
        : readonly (string | number)[];
    }[keyof X & (X extends readonly unknown[] ? number : unknown)];
/** Some columns of a Jacobian, and the output of f that comes with them. */
export interface ColumnBlock<O, I> {
  /** Columns start .. stop of the flattened input. */
  start: number;
  stop: number;
  /** Which input they belong to: undefined for one input, else its index or key, in nests all that lead to it. */
  input: I;
  /** Per output (...shape of the output, stop - start). */
  columns: O;
}
/** How many columns come at a time. */
export interface ColumnOptions {
  readonly chunk?: number;
  readonly maxBytes?: number;
  /** Called after each block with the columns done and the columns in all. */
  readonly progress?: (done: number, total: number) => void;
  /** An AbortSignal, or anything with `aborted`: checked before each block. */
  readonly signal?: { readonly aborted: boolean; readonly reason?: unknown };
}
/**
 * The Jacobian as a stream of column blocks, for those that do not fit into memory: each block holds `chunk` columns.
 * Nothing is computed before the first is asked for. Errors: DT_ABORTED when the signal is aborted.
 *
 * @example
 * const blocks = [...jacobianColumns((x) => x.mul(x), [1, 2, 3], { chunk: 2 })];
 * blocks.map((b) => b.columns.shape) // => [[3, 2], [3, 1]]
 */
export function jacobianColumns<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  options?: ColumnOptions,
): Generator<ColumnBlock<Like<O, Tensor>, Place<X>>>;
export function jacobianColumns(
  f: (...x: never[]) => unknown,
  x: unknown,
  options?: ColumnOptions,
): Generator<ColumnBlock<unknown, unknown>> {
  if (arguments.length > 3) checkCount("jacobianColumns", arguments, "f, x, options?");
  const fn = "jacobianColumns",
    { progress, signal } = options ?? {};
  checkOptions(fn, options, ["chunk", "maxBytes", "progress", "signal"]);
  if (progress !== undefined && typeof progress !== "function")
    throw wrongOption(fn, "progress", "a function (done, total) => void", progress);
  if (signal !== undefined && (typeof signal !== "object" || typeof signal.aborted !== "boolean"))
    throw wrongOption(fn, "signal", "an AbortSignal", signal);
  const inside = inputs(fn, x, arityOf(fn, f)),
    list = listed(fn, f, inside.structure),
    { structure, tensors } = inside;
  return (function* () {
    const where = paths(structure),
      total = tensors.reduce((n, t) => n + size(t.shape), 0);
    let done = 0;
    for (let i = 0; i < tensors.length; i++) {
      const chunk =
        options?.chunk ??
        (options?.maxBytes === undefined ? Math.min(64, size(tensors[i].shape)) || 1 : undefined);
      const blocks = sweeps(fn, list, tensors, i, { chunk, maxBytes: options?.maxBytes });
      for (;;) {
        if (signal?.aborted === true) throw aborted(fn, signal.reason);
        const next = blocks.next();
        if (next.done === true) break;
        const { start, count, block, value } = next.value;
        if (size(tensors[i].shape) === 0) break;
        const columns = block.map((b, o) =>
          handOut(
            moveSeedsLast(
              b instanceof Layered
                ? b.dense()
                : (b ??
                    new Plain([count, ...value[o].shape], new Float64Array(count * size(value[o].shape)))),
              value[o].shape.length,
            ),
          ),
        );
        yield {
          start,
          stop: start + count,
          input: where[i].length > 1 ? where[i] : where[i][0],
          columns: pack(list.structure, columns),
        };
        done += count;
        progress?.(done, total);
      }
    }
  })();
}
