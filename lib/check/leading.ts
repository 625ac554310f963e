// A user's operation is written for one item; engines call it with leading axes (seeds, batches, cotangents). Numbers are
// run item by item, formulas once, under the batch engine: neither has to know.
import { batch } from "../batch/batched.js";
import { reshapeTail } from "../core/ring.js";
import { copied, Plain, zeros, type Tensor } from "../core/tensor.js";
import { structureMismatch } from "../errors.js";
import { spread } from "../kernels/loops.js";
import { outside } from "../array/alloc.js";
import { broadcastShape, sameShape, shapeText, size, type Shape } from "../array/shape.js";

const leadOf = (x: Tensor, rank: number): Shape => x.shape.slice(0, x.shape.length - rank);
const common = (name: string, args: readonly Tensor[], ranks: readonly number[]): Shape =>
  args.reduce<Shape>((lead, x, i) => broadcastShape(name, lead, leadOf(x, ranks[i])), []);

/** f on numbers, for each item of the leading axes. `ranks` are those of an item. */
export function eachItem(
  name: string,
  args: readonly Plain[],
  ranks: readonly number[],
  f: (items: readonly Plain[]) => Plain,
): Plain {
  const lead = common(name, args, ranks);
  if (lead.length === 0) return outside(() => f(args.map((x) => copied(x) as Plain)));
  const count = size(lead),
    cores = args.map((x, i) => x.shape.slice(x.shape.length - ranks[i])),
    which = args.map((x, i) => {
      const own = leadOf(x, ranks[i]);
      return spread({ shape: own, data: Float64Array.from({ length: size(own) }, (_, k) => k) }, lead);
    });
  const item = (k: number): Plain => {
    const items = args.map((x, i) => {
      const n = size(cores[i]),
        at = which[i][k] * n;
      return new Plain(cores[i], x.data.slice(at, at + n), x.dtype);
    });
    return outside(() => f(items));
  };
  const first = count === 0 ? outside(() => f(cores.map(zeros))) : item(0),
    n = first.data.length,
    all = new Float64Array(count * n);
  for (let k = 0; k < count; k++) {
    const y = k === 0 ? first : item(k);
    if (!sameShape(y.shape, first.shape))
      throw structureMismatch(
        name,
        "the value",
        `of one shape for all items (${shapeText(first.shape)})`,
        shapeText(y.shape),
      );
    all.set(y.data, k * n);
  }
  return new Plain([...lead, ...first.shape], all);
}

/** f in operations, once for all items of the leading axes: it sees one item. null where f gives a structural zero. */
export function allItems(
  name: string,
  args: readonly Tensor[],
  ranks: readonly number[],
  f: (items: readonly Tensor[]) => readonly (Tensor | null)[],
): (Tensor | null)[] {
  const lead = common(name, args, ranks);
  if (lead.length === 0) return outside(() => [...f(args.map(copied))]);
  // One batch for each leading axis: that of seeds, where a block knows the structure of its own, is not merged with others.
  const [count] = lead,
    first = args.map((x, i) => x.shape.length - ranks[i] === lead.length),
    mapped = args.map((x, i) => first[i] && x.shape[0] === count),
    blocks = args.map((x, i) =>
      first[i] && !mapped[i] ? reshapeTail(x, { from: x.shape.length, shape: x.shape.slice(1) }) : x,
    );
  let made: readonly (Tensor | null)[] = [];
  const ys = batch(
    (items) => {
      made = allItems(name, items, ranks, f);
      return made.filter((y) => y !== null);
    },
    blocks,
    mapped,
    count,
  );
  let next = 0;
  return made.map((y) => (y === null ? null : ys[next++]));
}
