// A function under torch.func: which of its arguments vary, its tensors in and out, and what PyTorch says of others.
import { isTensor, type Tensor, type Watched } from "../../core/tensor.js";
import { isFloat } from "../dtype.js";
import { attribute, notCallable, runtime, texts, typeName, value } from "../words/classes.js";
import { modes, reverseRuns, under } from "../graph/node.js";
import { ONE, type Structure } from "../../transform/nested.js";
import { unflatten, finite, flatten, leaves } from "../graph/nests.js";
import { TorchTensor } from "../graph/torchtensor.js";
import { bare, wrap, type Fn } from "../graph/values.js";

export type Argnums = number | readonly number[];
export interface Split {
  readonly x: TorchTensor[];
  /** f on the varying tensors: its outputs' tensors; aux's after them. */
  run(x: readonly Tensor[]): Tensor[];
  /** Per-output values put into the structure of f's output. */
  out<T>(perOutput: readonly T[]): unknown;
  /** Per-input values of one output in the structure of the arguments asked for. */
  in(perInput: readonly unknown[]): unknown;
  outputs(): number;
  /** An output as f gave it, for its type. */
  like(o: number): TorchTensor;
  aux(all: readonly Tensor[]): unknown;
}
export function split(
  style: "jvp" | "vjp",
  f: Fn,
  args: unknown[],
  argnums: Argnums,
  hasAux: boolean,
  says = style === "jvp" ? "jvp(f, primals, tangents)" : "vjp(f, *primals)",
): Split {
  if (typeof f !== "function") throw notCallable(f);
  if (typeof argnums !== "number" && !Array.isArray(argnums))
    throw runtime(`argnums must be int or Tuple[int, ...], got: <class '${typeName(argnums)}'>`);
  if (Array.isArray(argnums) && argnums.length === 0) throw runtime("argnums must be non-empty");
  const places = (typeof argnums === "number" ? [argnums] : (argnums as readonly number[])).map((a) => {
    if (!Number.isInteger(a))
      throw runtime(
        typeof argnums === "number"
          ? "argnums must be int or Tuple[int, ...], got: <class 'float'>"
          : `argnum must be int, got: <class '${typeName(a)}'>`,
      );
    if (a >= args.length || a < -args.length)
      throw runtime(`Got argnum=${a}, but only ${args.length} positional inputs`);
    return a < 0 ? a + args.length : a;
  });
  if (new Set(places).size < places.length)
    throw runtime(`argnums elements must be unique, got (${places.join(", ")})`);
  // PyTorch 1.13 takes the basis of a negative argnum, and does not put it in: the derivative is zero.
  const seeded = places.map((p, i) =>
    modes.compat === "torch" && style === "jvp" && [argnums].flat()[i] < 0 ? -1 : p,
  );
  const x: Tensor[] = [],
    inputs = flatten(
      places.map((p) => args[p]),
      x,
    );
  for (const p of places) {
    const leaves: Tensor[] = [];
    flatten(args[p], leaves);
    const odd = stray(args[p]);
    if (odd !== undefined && style === "vjp")
      throw value(`Thing passed to transform API must be Tensor, got <class '${odd}'>`);
    if (odd !== undefined) throw attribute(`'${odd}' object has no attribute 'numel'`);
    if (leaves.length === 0)
      throw style === "jvp"
        ? attribute(`'${typeName(args[p])}' object has no attribute 'numel'`)
        : value(`Thing passed to transform API must be Tensor, got <class '${typeName(args[p])}'>`);
  }
  for (const t of x as TorchTensor[])
    if (!isFloat(t.dtype))
      throw style === "jvp"
        ? value(`Expected primal to be floating point or complex, but got: torch.${t.dtype}`)
        : runtime(texts.floatOnlyMethod);
  let outStructure: Structure = ONE,
    auxStructure: Structure = ONE,
    count = 0;
  const dtypes: TorchTensor[] = [];
  return {
    x: x as TorchTensor[],
    run(values) {
      const given = args.slice(),
        filled = unflatten(
          inputs,
          values.map((v, i) => Object.assign(wrap(v, x[i] as TorchTensor), { argument: style === "vjp" })),
        ) as unknown[];
      seeded.forEach((p, i) => {
        if (p >= 0) given[p] = filled[i];
      });
      if (style === "vjp") for (const v of values) reverseRuns.add((v as Watched).run);
      let y = under({ grad: style === "vjp" || modes.grad }, () => f(...(given as never[]))),
        aux: unknown;
      if (hasAux) {
        if (!Array.isArray(y) || y.length !== 2)
          throw runtime(`${says}: output of function f should be a tuple: (output, aux) if has_aux is True`);
        [y, aux] = y as [unknown, unknown];
        finite(aux);
        const other = aux === null && says.startsWith("grad") ? undefined : stray(aux);
        if (other !== undefined) throw runtime(`Expected tensors, got unsupported type <class '${other}'>`);
      }
      finite(y);
      const all: Tensor[] = [],
        odd = stray(y);
      if (says.startsWith("grad") && (y === null || y === undefined))
        throw runtime(`${says}: Expected f(*args) to return a Tensor, got <class 'NoneType'>`);
      if (y === null || y === undefined || (Array.isArray(y) && y.length === 0))
        throw runtime(
          `${says}: Expected f to be a function that has non-empty output (got output = [${Array.isArray(y) ? "" : "None"}])`,
        );
      if (odd !== undefined)
        throw runtime(
          says.startsWith("grad")
            ? `${says}: Expected f(*args) to return a Tensor, got <class '${typeName(y).replace("list", "tuple")}'>`
            : `${says}: expected f(*primals) to return only tensors, got unsupported type <class '${odd}'>`,
        );
      outStructure = flatten(y, all);
      count = all.length;
      auxStructure = flatten(aux, all);
      dtypes.length = 0;
      for (const t of all) dtypes.push(t as TorchTensor);
      const whole = dtypes.slice(0, count).find((t) => !isFloat(t.dtype));
      if (whole !== undefined && says === "vjp(f, *primals)")
        throw runtime(
          `vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got Tensor with dtype torch.${whole.dtype}`,
        );
      return all.map(bare);
    },
    out: (list) => unflatten(outStructure, list),
    in: (list) => {
      const back = unflatten(inputs, list) as unknown[];
      return typeof argnums === "number" ? back[0] : back;
    },
    outputs: () => count,
    like: (o) => dtypes[o],
    aux: (all) =>
      unflatten(auxStructure, all.map((t, i) => TorchTensor.around(t, dtypes[i].dtype)).slice(count)),
  };
}
/** The type of what is no tensor in a structure of tensors. */
function stray(v: unknown): string | undefined {
  const odd = leaves(v).filter((e) => !isTensor(e));
  return odd.length > 0 ? typeName(odd[0]) : undefined;
}
