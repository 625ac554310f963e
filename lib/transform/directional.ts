// Derivatives along directions: one sweep each.
import { carriedBy } from "../compile/carried.js";
import { checkCount } from "../door/arguments.js";
import { reshapeTail } from "../core/ring.js";
import { handingOut, handOut, zeros, type Tensor, type TensorLike } from "../core/tensor.js";
import { missingArgument, wrongArgument, wrongShape } from "../errors.js";
import { sweep } from "../forward/dual.js";
import { elementwiseDerivative } from "./elementwise.js";
import { arityOf, auxOf, listed } from "./listed.js";
import {
  checkOptions,
  inputs,
  pack,
  unpack,
  type Like,
  type NoAux,
  type Out,
  type WithAux,
  type AnyOptions,
  type Args,
  type Input,
  type Given,
} from "./structure.js";

/**
 * f(x) and J v for a direction v of the shape (structure) of x: one run of f, whatever the sizes.
 *
 * @example
 * jvp((x) => x.mul(x), [1, 2, 3], [1, 0, 1]).tangent // => tensor([2, 0, 6])
 */
export function jvp<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  v: Given<X>,
  options?: NoAux,
): { value: O; tangent: Like<O, Tensor> };
export function jvp<const X extends Input, O extends Out, A>(
  f: (...x: Args<X>) => readonly [O, A],
  x: X,
  v: Given<X>,
  options: WithAux,
): { value: O; tangent: Like<O, Tensor>; aux: A };
export function jvp(f: (...x: never[]) => unknown, x: unknown, v: unknown, options?: AnyOptions): unknown {
  if (arguments.length > 4) checkCount("jvp", arguments, "f, x, v, options?");
  return along("jvp", f, x, v, options, 0);
}

/**
 * f(x) and J v for k directions at once, stacked along a first axis: tangents (k, ...shape of f(x)), one run of f.
 *
 * @example
 * jvps((x) => x.sum(), [1, 2], [[1, 0], [0, 1], [1, 1]]).tangents // => tensor([1, 1, 2])
 */
export function jvps<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  V: Given<X>,
  options?: NoAux,
): { value: O; tangents: Like<O, Tensor> };
export function jvps<const X extends Input, O extends Out, A>(
  f: (...x: Args<X>) => readonly [O, A],
  x: X,
  V: Given<X>,
  options: WithAux,
): { value: O; tangents: Like<O, Tensor>; aux: A };
export function jvps(f: (...x: never[]) => unknown, x: unknown, V: unknown, options?: AnyOptions): unknown {
  if (arguments.length > 4) checkCount("jvps", arguments, "f, x, V, options?");
  return along("jvps", f, x, V, options, 1);
}

function along(
  fn: string,
  f: unknown,
  x: unknown,
  v: unknown,
  options: AnyOptions | undefined,
  lead: 0 | 1,
): unknown {
  const { hasAux } = checkOptions<AnyOptions>(fn, options, ["hasAux"]),
    { structure, tensors } = inputs(fn, x, arityOf(fn, f));
  if (v === undefined) throw missingArgument(fn, lead ? "V" : "v", `${fn}(f, x, ${lead ? "V" : "v"})`);
  const vs = unpack(fn, lead ? "V" : "v", v, structure, tensors, lead),
    k = lead ? vs[0].shape[0] : 1;
  for (const t of vs)
    if (lead && t.shape[0] !== k)
      throw wrongShape(fn, "V", `the same number of directions for every input (${k})`, t.shape);
  const seeds = lead ? vs : vs.map((t) => reshapeTail(t, { from: t.shape.length, shape: [1, ...t.shape] }));
  const list = listed(fn, f, structure, hasAux),
    { value, block } = sweep(fn, list, tensors, seeds);
  const give = handingOut();
  const tangents = value.slice(0, list.outputs).map((y, o) => {
    const b = block[o],
      s = y.shape;
    if (b === null) return zeros(lead ? [k, ...s] : s);
    return give(lead ? b : reshapeTail(b, { from: s.length + 1, shape: s }));
  });
  const result = {
    value: pack(list.structure, value.slice(0, list.outputs).map(give)),
    [lead ? "tangents" : "tangent"]: pack(list.structure, tangents),
  };
  return hasAux === true ? { ...result, aux: auxOf(list, value, give) } : result;
}

/**
 * f′(x) of a scalar function at a number (a number), or of an elementwise function at a tensor (a tensor of x's shape).
 * One run of f. Errors: DT_NOT_ELEMENTWISE where f changes the shape or mixes elements: where a seed of one element reaches
 * another one, however little.
 *
 * @example
 * derivative((x) => sin(x), 0) // => 1
 * derivative((x) => x.pow(3), [1, 2]) // => tensor([3, 12])
 */
export function derivative(f: (x: Tensor) => Tensor, x: number): number;
export function derivative(f: (x: Tensor) => Tensor, x: TensorLike): Tensor;
export function derivative(f: (x: Tensor) => Tensor, x: TensorLike): number | Tensor {
  if (arguments.length > 2) checkCount("derivative", arguments, "f, x");
  if (typeof x === "number" && typeof f === "function") {
    const numbers = carriedBy(f);
    if (numbers?.inputs === 1) {
      const both = numbers.jacobian(Float64Array.of(x));
      if (both !== null && numbers.shape.length === 0) return both[1];
    }
  }
  const fn = "derivative",
    { structure, tensors } = inputs(fn, x, arityOf(fn, f)),
    [at] = tensors;
  if (structure.kind !== "one")
    throw wrongArgument(
      fn,
      "x",
      "one number or tensor",
      x,
      "For several inputs use jacobian(f, [a, b]) or grad",
    );
  const d = elementwiseDerivative(fn, listed(fn, f, structure), at);
  if (typeof x === "number" && d.level === 0) return d.data[0];
  return handOut(d);
}
