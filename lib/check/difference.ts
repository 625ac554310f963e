// Finite differences as a reference for derivatives: no rule is asked, f is run at points beside x. Slow (some fifty
// runs of f for each input element) and nearly as exact as the numbers of f allow; every entry comes with its error.
import { checkCount } from "../door/arguments.js";
import { handOut, Plain, type Tensor } from "../core/tensor.js";
import { notScalar, watchedInput, wrongArgument } from "../errors.js";
import { size } from "../array/shape.js";
import {
  type Args,
  type Given,
  type Input,
  type Inside,
  pack,
  unpack,
  type Jac,
  type Like,
  type Out,
} from "../transform/structure.js";
import { columns, entryName, kinkOf, start, type Kink, type Run } from "./column.js";
import { ladder, slopes, type Slope } from "./slope.js";

/** Slopes and errors of all entries as tensors [output][input] of shape (...output, ...input). */
function whole(run: Run): { J: Plain[][]; E: Plain[][]; kinks: Kink[] } {
  const { list, inside, value } = run,
    ys = value.slice(0, list.outputs),
    make = (): Plain[][] =>
      ys.map((y) =>
        inside.tensors.map(
          (x) => new Plain([...y.shape, ...x.shape], new Float64Array(size(y.shape) * size(x.shape))),
        ),
      );
  const J = make(),
    E = make(),
    kinks: Kink[] = [];
  for (const { input, element, slopes: column } of columns(run)) {
    const n = size(inside.tensors[input].shape);
    let entry = 0;
    ys.forEach((y, o) => {
      for (let i = 0; i < size(y.shape); i++, entry++) {
        const s = column[entry];
        J[o][input].data[i * n + element] = s.value;
        E[o][input].data[i * n + element] = s.error;
        const kink = kinkOf(s, () => entryName(run, entry, input, element));
        if (kink !== null) kinks.push(kink);
      }
    });
  }
  return { J, E, kinks };
}

interface FiniteDifference {
  /**
   * f(x), its Jacobian from differences of f alone, an error for each entry (|jacobian - truth| is at most this, as far
   * as the values of f tell) and the kinks found. Shapes and structures are those of `jacobian`. Entries at a corner are
   * the mean of the two slopes; where nothing can be said the error is Infinity.
   */
  jacobian<const X extends Input, O extends Out>(
    f: (...x: Args<X>) => O,
    x: X,
  ): { value: O; jacobian: Jac<O, Inside<X>>; error: Jac<O, Inside<X>>; kinks: readonly Kink[] };
  /** The same of a scalar function: f(x) and its gradient, of the shape (structure) of x. */
  gradient<const X extends Input>(
    f: (...x: Args<X>) => Tensor,
    x: X,
  ): { value: Tensor; gradient: Inside<X>; error: Inside<X>; kinks: readonly Kink[] };
  /** The slope of a scalar function of one number. */
  derivative(
    f: (x: Tensor) => Tensor,
    x: number,
  ): { value: number; derivative: number; error: number; kinks: readonly Kink[] };
  /** f(x) and its slope along a direction v of the shape (structure) of x. */
  jvp<const X extends Input, O extends Out>(
    f: (...x: Args<X>) => O,
    x: X,
    v: Given<X>,
  ): { value: O; tangent: Like<O, Tensor>; error: Like<O, Tensor> };
}
type AnyF = (...x: never[]) => unknown;

/** Values in the structure in which f returned them. */
const valueOf = ({ list, value }: Run): unknown =>
  pack(list.structure, value.slice(0, list.outputs).map(handOut));
const structured = ({ list, inside }: Run, J: readonly (readonly Tensor[])[]): unknown =>
  pack(
    list.structure,
    J.map((row) => pack(inside.structure, row)),
  );

/**
 * Derivatives from values of f alone, each with an error for each entry: extrapolated central differences over all scales
 * of x, charged with the rounding of f (Ridders, "Accurate computation of F'(x) and F'(x) F''(x)", 1982). Kinks are
 * recognised by their one-sided slopes. Cost: some fifty runs of f for each element of x (or for a direction).
 *
 * @example
 * const { jacobian: J, error } = finiteDifference.jacobian((x) => sin(x), [0, 1]);
 * J.at(1, 1).item() // => 0.5403023058681
 * error.at(1, 1).item() < 1e-11 // => true
 * finiteDifference.derivative((x) => maximum(x, 0), 0).kinks[0]?.kind // => "corner"
 */
export const finiteDifference: FiniteDifference = {
  jacobian(f: AnyF, x: unknown): never {
    if (arguments.length > 2) checkCount("finiteDifference.jacobian", arguments, "f, x");
    const fn = "finiteDifference.jacobian",
      run = start(fn, f, x, false),
      { J, E, kinks } = whole(run);
    return { value: valueOf(run), jacobian: structured(run, J), error: structured(run, E), kinks } as never;
  },
  gradient(f: AnyF, x: unknown): never {
    if (arguments.length > 2) checkCount("finiteDifference.gradient", arguments, "f, x");
    const fn = "finiteDifference.gradient",
      run = start(fn, f, x, false);
    if (run.list.outputs !== 1 || run.numbers.length !== 1)
      throw notScalar(fn, run.list.outputs !== 1 ? run.list.outputs : run.value[0].shape);
    const { J, E, kinks } = whole(run),
      flat = (row: readonly Plain[]): unknown =>
        pack(
          run.inside.structure,
          row.map((t, i) => new Plain(run.inside.tensors[i].shape, t.data)),
        );
    return { value: valueOf(run), gradient: flat(J[0]), error: flat(E[0]), kinks } as never;
  },
  derivative(f: AnyF, x: number) {
    if (arguments.length > 2) checkCount("finiteDifference.derivative", arguments, "f, x");
    const fn = "finiteDifference.derivative";
    if (typeof x !== "number")
      throw wrongArgument(fn, "x", "a number", x, "For tensors use finiteDifference.jacobian(f, x)");
    const run = start(fn, f, x, false);
    if (run.list.outputs !== 1 || run.numbers.length !== 1)
      throw notScalar(fn, run.list.outputs !== 1 ? run.list.outputs : run.value[0].shape);
    const { J, E, kinks } = whole(run);
    return { value: run.numbers[0], derivative: J[0][0].data[0], error: E[0][0].data[0], kinks };
  },
  jvp(f: AnyF, x: unknown, v: unknown): never {
    if (arguments.length > 3) checkCount("finiteDifference.jvp", arguments, "f, x, v");
    const fn = "finiteDifference.jvp",
      run = start(fn, f, x, false),
      { structure, tensors } = run.inside,
      vs = unpack(fn, "v", v, structure, tensors);
    for (const t of vs) if (t.level !== 0) throw watchedInput(fn);
    const most = (ts: readonly Tensor[]): number =>
        ts.reduce((m, t) => t.data.reduce((a, b) => Math.max(a, Math.abs(b)), m), 0),
      far = most(vs) || 1,
      reach = most(tensors) / far;
    const sample = (t: number): Float64Array | null =>
      run.at(
        tensors.map(
          (u, i) =>
            new Plain(
              u.shape,
              u.data.map((a, j) => a + t * vs[i].data[j]),
            ),
        ),
      );
    const found = slopes(
      run.numbers,
      sample,
      ladder(reach > 0 && reach < 1 / far ? [1 / far, reach] : [reach || 1 / far], reach * 2 ** -50),
      reach,
    );
    let at = 0;
    const parts = run.value.slice(0, run.list.outputs).map((y) => {
      const n = size(y.shape),
        mine = found.slice(at, (at += n)),
        of = (pick: (s: Slope) => number): Plain => new Plain(y.shape, Float64Array.from(mine, pick));
      return { tangent: of((s) => s.value), error: of((s) => s.error) };
    });
    return {
      value: valueOf(run),
      tangent: pack(
        run.list.structure,
        parts.map((p) => p.tangent),
      ),
      error: pack(
        run.list.structure,
        parts.map((p) => p.error),
      ),
    } as never;
  },
};
