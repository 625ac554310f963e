// Element types as PyTorch has them, and which type a result has. Numbers are float64 in storage whatever the type, rounded
// to it after each operation.
import { Plain } from "../core/tensor.js";
import { runtime } from "./words/classes.js";
import type { CoreDType } from "../door/parse.js";

/** The dtypes that the adapter knows. */
export type TorchDType = "float32" | "float64" | "int64" | "bool";
export const isFloat = (t: TorchDType): boolean => t === "float32" || t === "float64";

/** The name that the core knows a type by: it has one width of each. */
export const coreType = (t: TorchDType): CoreDType =>
  t === "int64" ? "int32" : t === "bool" ? "bool" : "float64";

const rank = { bool: 0, int64: 1, float32: 2, float64: 3 } as const;
const category = (t: TorchDType): number => Math.min(2, rank[t]);
const wider = (a: TorchDType | null, b: TorchDType | null): TorchDType | null =>
  a === null ? b : b === null ? a : rank[a] >= rank[b] ? a : b;

/** Types as error messages write them. */
export const typeText = { float32: "Float", float64: "Double", int64: "Long", bool: "Bool" } as const;
/** May a result of one type be written into a tensor of another? */
export const castable = (from: TorchDType, to: TorchDType): boolean => category(from) <= category(to);

export const notCastable = (from: TorchDType, to: TorchDType): Error =>
  runtime(`result type ${typeText[from]} can't be cast to the desired output type ${typeText[to]}`);

/** Tensors with axes decide; 0-dimensional tensors, then numbers, only where they are of a higher category. */
export function promote(
  args: readonly (number | boolean | { dtype: TorchDType; ndim: number })[],
): TorchDType {
  let axes: TorchDType | null = null,
    points: TorchDType | null = null,
    numbers: TorchDType | null = null;
  for (const a of args) {
    if (typeof a === "boolean") numbers = wider(numbers, "bool");
    else if (typeof a === "number") numbers = wider(numbers, Number.isInteger(a) ? "int64" : "float32");
    else if (a.ndim > 0) axes = wider(axes, a.dtype);
    else points = wider(points, a.dtype);
  }
  const over = (a: TorchDType | null, b: TorchDType | null): TorchDType | null =>
    a === null ? b : b !== null && category(b) > category(a) ? b : a;
  return over(over(axes, points), numbers) ?? "float32";
}

/** Integers have one zero. */
const whole = (v: number): number => Math.trunc(v) + 0;
/** The numbers as this type holds them: the array itself where nothing changes, else rounded in place or in a copy. */
export function rounded(y: Plain, to: TorchDType, own: boolean): Plain {
  if (to === "float64" && y.dtype === "float64") return y;
  const f =
    to === "float32"
      ? Math.fround
      : to === "int64"
        ? whole
        : to === "bool"
          ? (v: number) => (v !== 0 ? 1 : 0)
          : null;
  const { elements } = y;
  if (typeof elements === "number") {
    const v = f === null ? elements : f(elements);
    return Object.is(v, elements) && y.dtype === coreType(to) ? y : new Plain(y.shape, v, coreType(to));
  }
  let data = elements;
  if (f !== null) {
    let i = 0;
    while (i < data.length && Object.is(f(data[i]), data[i])) i++;
    if (i < data.length) {
      if (!own) data = data.slice();
      for (; i < data.length; i++) data[i] = f(data[i]);
    }
  }
  return data === elements && y.dtype === coreType(to) ? y : new Plain(y.shape, data, coreType(to));
}
