// Derivatives along directions: one sweep each.
import { checkCount } from "../core/kinds.js";
import { selectRow } from "../core/algebra.js";
import { reshapeTail } from "../core/ring.js";
import { handOut, Plain, Watched, zeros, type Tensor, type TensorLike } from "../core/tensor.js";
import { missingArgument, notElementwise, wrongArgument, wrongShape } from "../errors.js";
import { sweep } from "../forward/dual.js";
import { sameShape, shapeText, size } from "../tensor/shape.js";
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
  const tangents = value.slice(0, list.outputs).map((y, o) => {
    const b = block[o],
      s = y.shape;
    if (b === null) return zeros(lead ? [k, ...s] : s);
    return handOut(lead ? b : reshapeTail(b, { from: s.length + 1, shape: s }));
  });
  const result = {
    value: pack(list.structure, value.slice(0, list.outputs).map(handOut)),
    [lead ? "tangents" : "tangent"]: pack(list.structure, tangents),
  };
  return hasAux === true ? { ...result, aux: auxOf(list, value) } : result;
}

/** The numbers under a value, whoever watches. */
function numbers(t: Tensor): Float64Array | null {
  let v = t;
  while (v instanceof Watched) {
    const { primal } = v as { primal?: Tensor };
    if (primal === undefined) return null;
    v = primal;
  }
  return v.data;
}

/**
 * f′(x) of a scalar function at a number (a number), or of an elementwise function at a tensor (a tensor of x's shape).
 * One run of f. Errors: DT_NOT_ELEMENTWISE where f changes the shape or mixes elements (one probe direction shows it).
 *
 * @example
 * derivative((x) => sin(x), 0) // => 1
 * derivative((x) => x.pow(3), [1, 2]) // => tensor([3, 12])
 */
export function derivative(f: (x: Tensor) => Tensor, x: number): number;
export function derivative(f: (x: Tensor) => Tensor, x: TensorLike): Tensor;
export function derivative(f: (x: Tensor) => Tensor, x: TensorLike): number | Tensor {
  if (arguments.length > 2) checkCount("derivative", arguments, "f, x");
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
  const s = at.shape,
    n = size(s),
    k = n > 1 ? 2 : 1,
    seeds = new Float64Array(k * n).fill(1);
  // The second seed is a fixed direction without structure: an elementwise f answers with f'(x) times it, no other f does.
  for (let i = 0; i < (k - 1) * n; i++) seeds[n + i] = 1 + ((i * 0.6180339887498949) % 1);
  const {
    value: [y],
    block: [b],
  } = sweep(fn, listed(fn, f, structure), tensors, [new Plain([k, ...s], seeds)]);
  if (!sameShape(y.shape, s))
    throw notElementwise(
      fn,
      `an input of shape ${shapeText(s)} and an output of shape ${shapeText(y.shape)}`,
    );
  const d = b === null ? zeros(s) : selectRow(b, { axis: -1 - s.length, index: 0 }),
    probe = b === null || k === 1 ? null : numbers(b);
  if (probe !== null) {
    for (let i = 0; i < n; i++) {
      const want = probe[i] * seeds[n + i],
        got = probe[n + i];
      // Two roundings apart at most, unless elements mix.
      if (
        Math.abs(want - got) > 1e-9 * Math.abs(want) ||
        (Number.isFinite(want) !== Number.isFinite(got) && want === want)
      )
        throw notElementwise(fn, `an output whose element ${i} depends on other elements of x`);
    }
  }
  if (typeof x === "number" && d.level === 0) return d.data[0];
  return handOut(d);
}
