// The user's f as the engines call it: a list of tensors in, a list of tensors out, structure and aux kept aside.
import { asyncFunction, changedShape, notFunction, notTensorOutput, tooDeep } from "../errors.js";
import { isTensor, type Tensor } from "../core/tensor.js";
import { MOST_AXES } from "../array/shape.js";
import { anything, ONE, pack, placed, tensorsOf, type Structure } from "./nested.js";
import { living } from "./structure.js";

/** `structure` is known once it ran. */
export interface Listed {
  (x: readonly Tensor[]): readonly Tensor[];
  structure: Structure;
  /** With hasAux: how what f returned beside its output was packed. */
  aux: Structure;
  /** How many of the returned tensors are outputs; the others belong to aux. */
  outputs: number;
}

/** A number of all the lengths. Frozen shapes would cost five times as much to make, and ten times to cut. */
function fingerprint(x: readonly Tensor[]): number {
  let h = 0;
  for (const { shape } of x) for (let d = 0; d < shape.length; d++) h = (Math.imul(h, 31) + shape[d]) | 0;
  return h;
}

/** Wrap the user's f: a list of tensors in, a list of tensors out, structure and aux kept aside. */
export function listed(fn: string, f: unknown, structure: Structure, hasAux = false): Listed {
  arityOf(fn, f);
  const call = f as (...args: unknown[]) => unknown;
  const run: Listed = Object.assign(
    (x: readonly Tensor[]): readonly Tensor[] => {
      const packed = pack(structure, x),
        before = fingerprint(x);
      let y = structure.kind === "tuple" ? call(...(packed as unknown[])) : call(packed);
      if (fingerprint(x) !== before) throw changedShape(fn);
      if (isTensor(y) && !hasAux) return [living(fn, y)];
      synchronous(fn, y);
      let aux: unknown;
      if (hasAux) {
        if (!Array.isArray(y) || y.length !== 2)
          throw notTensorOutput(fn, y, "With {hasAux: true} f returns a pair [y, aux]");
        [y, aux] = y as [unknown, unknown];
      }
      const { structure: packing, tensors } = tensorsOf(y, "f(x)", (v, name) => {
        if (isTensor(v)) return living(fn, v);
        const tuple = Array.isArray(y);
        throw notTensorOutput(
          fn,
          tuple ? y : v,
          tuple
            ? "Write stack([a, b])"
            : name !== "f(x)"
              ? `The output ${JSON.stringify(name.slice(5))} is no tensor`
              : typeof y === "number"
                ? "Did the value leave through item(), Math or x[i]? A constant is tensor(c)"
                : y === undefined
                  ? "Does f lack a return"
                  : undefined,
        );
      });
      run.structure = packing;
      run.outputs = tensors.length;
      // Tensors in aux leave through the engine too, so that what the user gets is not watched by the finished call.
      if (hasAux)
        run.aux = anything(
          aux,
          (e) => (isTensor(e) ? placed(tensors, e) : undefined),
          () => tooDeep(fn, MOST_AXES, "aux"),
        );
      return tensors;
    },
    { structure: ONE, aux: ONE, outputs: 1 },
  );
  return run;
}

/** A promise or a generator is an f that has not computed yet. */
function synchronous(fn: string, y: unknown): void {
  if (y === null || typeof y !== "object" || isTensor(y)) return;
  const { then, next } = y as { then?: unknown; next?: unknown };
  if (typeof next === "function") throw asyncFunction(fn, "a generator");
  if (typeof then !== "function") return;
  // What f still throws comes from values that have left their call: it was reported here.
  (y as PromiseLike<unknown>).then(undefined, () => undefined);
  throw asyncFunction(fn, "a promise");
}

/** aux with its tensors back in place: those of `value` that follow the first `outputs`. */
export const auxOf = (
  run: Listed,
  value: readonly Tensor[],
  give: (t: Tensor) => Tensor,
  outputs = run.outputs,
): unknown => pack(run.aux, value.slice(outputs).map(give));

export const arityOf = (fn: string, f: unknown): number => {
  if (typeof f !== "function") throw notFunction(fn, f);
  return f.length;
};
