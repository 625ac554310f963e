// What users give as an index of an operation; what `at` takes stands in core/at.ts.
import { watched, wrongArgument } from "../../errors.js";
import { isTypedArray } from "../../door/parse.js";
import type { Shape } from "../../array/shape.js";
import { isTensor, lift, type TensorLike, type Watched } from "../../core/tensor.js";

/** Whole numbers as an index: from a number, an array, a typed array or a plain tensor. */
export function indices(v: unknown, fn: string, name: string): { shape: Shape; data: Float64Array } {
  const t: unknown =
    Array.isArray(v) || isTypedArray(v) || typeof v === "number" ? lift(v as TensorLike, fn, name) : v;
  if (!isTensor(t)) throw wrongArgument(fn, name, "an index: integers, or an int32 tensor", v);
  if (t.level !== 0) throw watched(fn, (t as Watched).run.call);
  for (const i of t.data) if (!Number.isInteger(i)) throw wrongArgument(fn, name, "whole numbers", i);
  return t;
}
