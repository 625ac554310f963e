// Indices as mathjs counts them: from 1, ranges with both ends, one per axis. A number takes one entry and drops the axis;
// a range, a vector of numbers or of booleans keeps it. Writing makes a new tensor and never a longer one.
import { entryOutOfRange, wrongArgument, wrongShape } from "../errors.js";
import { at } from "../core/at.js";
import { Plain, type Index, type Tensor } from "../core/tensor.js";
import { indexPut } from "../ops/move/update.js";
import { shapeText, size, type Shape } from "../array/shape.js";
import type { Meter } from "./meter.js";

/** One axis: an index in the formula, or all of it. */
export type Subscript = Tensor | null;

function subscript(i: Tensor, n: number, axis: number): Index {
  if (i.level !== 0 || i.shape.length > 1)
    throw wrongArgument("index", `index ${axis + 1}`, "a number or a vector of numbers", i);
  if (i.dtype === "bool" && i.shape.length === 1) {
    if (i.shape[0] !== n) throw wrongShape("index", `the mask ${axis + 1}`, `to have ${n} entries`, i.shape);
    return i;
  }
  for (const v of i.data) {
    if (!Number.isInteger(v)) throw wrongArgument("index", `index ${axis + 1}`, "whole", v);
    if (v < 1 || v > n) throw entryOutOfRange("index", v, n, axis + 1);
  }
  if (i.shape.length === 0) return i.data[0] - 1;
  const first = i.data[0] - 1;
  if (i.data.length > 0 && i.data.every((v, k) => v === first + k + 1))
    return `${first}:${first + i.data.length}`;
  return new Plain(
    i.shape,
    i.data.map((v) => v - 1),
    "int32",
  );
}

function subscripts(x: Tensor, given: readonly Subscript[]): Index[] {
  const s: Shape = x.shape;
  if (given.length !== s.length)
    throw wrongShape(
      "index",
      `one index per axis (${given.length})`,
      "",
      s,
      s.length === 0
        ? "A number has no parts"
        : `Write ${given.length < s.length ? "a[1, :]" : "one for each axis"}`,
    );
  return given.map((i, axis) => (i === null ? ":" : subscript(i, s[axis], axis)));
}
const isList = (i: Index): boolean => typeof i === "object";

export function read(x: Tensor, given: readonly Subscript[], meter: Meter): Tensor {
  const index = subscripts(x, given);
  let n = 1;
  given.forEach((i, axis) => (n *= i === null ? x.shape[axis] : size(i.shape)));
  meter.spend(n);
  if (index.filter(isList).length < 2) return at(x, index, "index");
  // One axis after the other, from the last: lists of several axes would pick together, mathjs takes all combinations.
  let y = x;
  for (let axis = index.length - 1; axis >= 0; axis--)
    y = at(y, [...new Array<Index>(axis).fill(":"), index[axis]], "index");
  return y;
}

/** x with `values` in the part: one value everywhere, or one per entry. */
export function write(x: Tensor, given: readonly Subscript[], values: Tensor, meter: Meter): Tensor {
  const n = size(x.shape);
  meter.spend(2 * n);
  const places = read(
    new Plain(
      x.shape,
      Float64Array.from({ length: n }, (_, i) => i),
    ),
    given,
    meter,
  );
  const flat = places.data;
  const v = values.shape.length === 0 ? values : values.reshape([size(values.shape)]);
  if (values.shape.length > 0 && v.shape[0] !== flat.length)
    throw wrongShape("index", "values", `of shape ${shapeText(places.shape)}`, values.shape);
  const index = new Plain([flat.length], flat.slice(), "int32");
  return indexPut(x.reshape([n]), [index], v).reshape([...x.shape]);
}
