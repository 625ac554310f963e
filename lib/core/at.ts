// Indexing as torch and numpy do it. Numbers, ranges and new axes are applied one after the other, each a move of its own;
// lists of entries and masks then select together: their shapes broadcast, and where they are neighbours the picked axes
// stay in place, else they come first.
import { axisOutOfRange, batchMask, watched, wrongArgument, wrongShape } from "../errors.js";
import { range } from "../door/range.js";
import { spread } from "../kernels/loops.js";
import {
  allAxes,
  broadcastShape,
  sameShape,
  shapeText,
  size,
  type Dense,
  type Shape,
} from "../array/shape.js";
import { entryOf, selectRow, sliceRow, takeRow } from "./picks.js";
import { permuteRow } from "./views.js";
import { reshapeTail } from "./ring.js";
import { isTensor, lift, type Index, type Tensor, type Watched } from "./tensor.js";

/** Entries of one axis of what the other indices left: whole numbers in range, of any shape. */
interface Picks extends Dense {
  readonly axis: number;
}

/** See {@link Tensor.at}. `fn` is the public name, for messages. */
export function at(x: Tensor, index: readonly Index[], fn = "at"): Tensor {
  const i = index[0];
  return index.length === 1 && typeof i === "number" ? entry(x, i, fn) : several(x, index, fn);
}
function several(x: Tensor, index: readonly Index[], fn: string): Tensor {
  const items = index.map((i) => asIndex(fn, i)),
    used = items.reduce<number>((n, i) => n + consumes(i), 0),
    dots = items.indexOf("...");
  if (used > x.shape.length) throw axisOutOfRange(fn, used - 1, x.shape.length);
  if (dots >= 0) items.splice(dots, 1, ...new Array<string>(x.shape.length - used).fill(":"));
  if (items.includes("...")) throw wrongArgument(fn, "the index", 'at most one "..."', '"..." twice');
  const picks: Picks[] = [];
  let y = x;
  // Where we are: in the result so far, and in x (for messages).
  let axis = 0;
  let source = 0;
  items.forEach((i, place) => {
    const n = y.shape[axis];
    const from = axis - y.shape.length;
    if (i === null) {
      y = reshapeTail(y, { from: -from, shape: [1, ...y.shape.slice(axis)] });
      axis++;
    } else if (typeof i === "number") {
      y = selectRow(y, { axis: from, index: entryOf(fn, i, n, source++) });
    } else if (typeof i === "string") {
      const r = range(fn, i, n);
      if (r.length !== n || r.step !== 1) y = sliceRow(y, { axis: from, ...r });
      axis++;
      source++;
    } else {
      const mask = i.dtype === "bool",
        r = mask ? i.shape.length : 1,
        over = y.shape.slice(axis, axis + r);
      if (mask && (r === 0 || !sameShape(i.shape, over)))
        throw wrongShape(
          fn,
          `index ${place}, a mask,`,
          `of shape ${shapeText(over)} (axis ${source} on)`,
          i.shape,
        );
      // A mask stands for its axes as one, of which it names entries.
      if (r > 1) y = reshapeTail(y, { from: -from, shape: [size(over), ...y.shape.slice(axis + r)] });
      const data = mask
        ? Float64Array.from(i.data.keys()).filter((p) => i.data[p] !== 0)
        : i.data.map((e) => entryOf(fn, e, n, source));
      picks.push({ shape: mask ? [data.length] : i.shape, data, axis: axis++ });
      source += r;
    }
  });
  return picks.length === 0 ? y : pick(y, picks, fn);
}

/** The common case of scalar code, on its own: one entry of the first axis. */
function entry(x: Tensor, i: number, fn: string): Tensor {
  const r = x.shape.length;
  if (r === 0) throw axisOutOfRange(fn, 0, 0);
  return selectRow(x, { axis: -r, index: entryOf(fn, i, x.shape[0], 0) });
}

/** How many axes of the input an index stands for. */
const consumes = (i: Index): number =>
  i === null || i === "..." ? 0 : isTensor(i) && i.dtype === "bool" ? i.shape.length : 1;

/** Lists as tensors; an integer tensor without axes is a number. */
function asIndex(fn: string, i: Index): number | string | null | Tensor {
  if (typeof i === "number" || typeof i === "string" || i === null) return i;
  if (i === undefined || typeof i === "boolean")
    throw wrongArgument(fn, "each index", 'a number, "1:3", null, "...", a list or a mask', i);
  const t = isTensor(i) ? i : lift(i, fn, "the index");
  if (t.level !== 0) throw t.dtype === "bool" ? batchMask(fn) : watched(fn, (t as Watched).run.call);
  return t.shape.length === 0 && t.dtype !== "bool" ? t.data[0] : t;
}

/** All lists at once: their axes become one, whose entries are taken in the order of the lists. */
function pick(x: Tensor, picks: readonly Picks[], fn: string): Tensor {
  const lead = picks.reduce<Shape>((s, p) => broadcastShape(fn, s, p.shape), []);
  const axes = picks.map((p) => p.axis);
  const r = x.shape.length;
  const together = axes.every((a, j) => a === axes[0] + j);
  const first = together ? axes[0] : 0;
  const y = together
    ? x
    : permuteRow(x, [...axes.map((a) => a - r), ...allAxes(r).filter((a) => !axes.includes(a + r))]);
  const lengths = y.shape.slice(first, first + axes.length);
  const rest = y.shape.slice(first + axes.length);
  const flat = new Array<number>(size(lead)).fill(0);
  picks.forEach((p, j) => {
    const d = spread(p, lead);
    for (let e = 0; e < flat.length; e++) flat[e] = flat[e] * lengths[j] + d[e];
  });
  const joined = axes.length === 1 ? y : reshapeTail(y, { from: r - first, shape: [size(lengths), ...rest] });
  const taken = takeRow(joined, { axis: -1 - rest.length, index: flat });
  return lead.length === 1 ? taken : reshapeTail(taken, { from: 1 + rest.length, shape: [...lead, ...rest] });
}
