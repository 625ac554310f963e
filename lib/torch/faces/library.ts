// The root's functions on the adapter's tensors, and as methods of them; a new one is here as soon as it stands in torch/names.ts.
import { Plain, type Index, type Tensor } from "../../core/tensor.js";
import * as rootFaces from "../names.js";
import { operation } from "../operations.js";
import { TorchTensor } from "../graph/torchtensor.js";
import { adapt, brought, guarded, method, methodsOf } from "./adapt.js";
import type { Faces } from "./adapted.js";
import { at } from "./indexing.js";

export { method };
export const operations: Faces<typeof rootFaces> = methodsOf(rootFaces);
brought(
  "linalg",
  "cholesky choleskyInverse choleskySolve det inv inverse logdet luSolve luUnpack matrixExp matrixPower pinverse qr slogdet solve triangularSolve chainMatmul",
);
brought("nn", "softmax logSoftmax");
method(
  "at",
  guarded("at", (x, ...index) => at(x as TorchTensor, index as Index[])),
);
method("where", (x, condition, other) => operations.where(condition as never, x, other as never));
const copy = (x: unknown): unknown =>
  (x as Tensor).level === 0
    ? new Plain((x as Plain).shape, (x as Plain).data.slice(), (x as Plain).dtype)
    : x;
export const clone = guarded("clone", adapt(operation("clone"), copy)) as (x: TorchTensor) => TorchTensor;
method("clone", clone);
/** PyTorch's other names of the library's functions. */
const others = {
  absolute: "abs",
  arccos: "acos",
  arccosh: "acosh",
  arcsin: "asin",
  arcsinh: "asinh",
  arctan: "atan",
  arctan2: "atan2",
  arctanh: "atanh",
  clip: "clamp",
  concat: "cat",
  divide: "div",
  trueDivide: "div",
  fix: "trunc",
  greater: "gt",
  greaterEqual: "ge",
  less: "lt",
  lessEqual: "le",
  moveaxis: "movedim",
  multiply: "mul",
  negative: "neg",
  notEqual: "ne",
  rowStack: "vstack",
  subtract: "sub",
} as const;
export type Others = typeof others;
export const alternatives = Object.fromEntries(
  Object.entries(others).map(([other, name]) => [other, operations[name]]),
) as { readonly [K in keyof typeof others]: Faces<typeof rootFaces>[(typeof others)[K]] };
const prototype = TorchTensor.prototype as unknown as Record<string, unknown>;
for (const [name, f] of Object.entries(alternatives)) {
  method(name, f as never);
  const inPlaceOf = prototype[`${others[name as keyof typeof others]}_`];
  if (inPlaceOf !== undefined)
    Object.defineProperty(prototype, `${name}_`, { value: inPlaceOf, configurable: true, writable: true });
}
