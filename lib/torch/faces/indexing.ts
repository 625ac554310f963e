// Indexing as PyTorch does it: numbers, ranges and new axes one after the other, each a view; then lists and masks together.
import { at as atCore } from "../../core/at.js";
import { reshape } from "../../core/views.js";
import { isTensor, Plain, type Index, type Tensor } from "../../core/tensor.js";
import { size, type Shape } from "../../array/shape.js";
import { isFloat, typeText } from "../dtype.js";
import {
  index as indexError,
  list,
  runtime,
  texts,
  type as typeError,
  typeName,
  value,
} from "../words/classes.js";
import { assign, copied, fits, inPlace } from "../graph/inplace.js";
import { operation } from "../operations.js";
import { perform } from "../graph/perform.js";
import { TorchTensor } from "../graph/torchtensor.js";
import { translated } from "../words/translate.js";

const selects = (i: Index): boolean => typeof i === "object" && i !== null;
const consumes = (i: Index): number =>
  i === null || i === "..." ? 0 : isTensor(i) && i.dtype === "bool" ? i.ndim : 1;
const look = (x: TorchTensor, index: readonly Index[], node: string): TorchTensor =>
  perform({ ...operation("at"), node }, [x, ...index], ([t, ...rest]) =>
    (t as Tensor).at(...(rest as Index[])),
  ) as TorchTensor;
const step = (x: TorchTensor, d: number, i: Index, node: string): TorchTensor =>
  perform({ ...operation("at"), node }, [x], ([t]) =>
    (t as Tensor).at(...new Array<string>(d).fill(":"), i),
  ) as TorchTensor;

const notAnIndex = (i: unknown): Error =>
  indexError(
    `only integers, slices (\`:\`), ellipsis (\`...\`), None and long or byte Variables are valid indices (got ${typeName(i)})`,
  );
/** A number has texts of its own for one index. */
function tooMany(rank: number, [i, ...more]: readonly Index[]): Error {
  if (rank > 0 || more.length > 0 || selects(i))
    return indexError(`too many indices for tensor of dimension ${rank}`);
  if (typeof i === "string") return indexError("slice() cannot be applied to a 0-dim tensor.");
  if (typeof i !== "number") return notAnIndex(i);
  return indexError(
    i === 0 ? texts.zeroDim : `index ${String(i)} is out of bounds for dimension 0 with size 0`,
  );
}
/** The view that numbers, ranges and new axes make, and the index that is left for it. */
function sliced(x: TorchTensor, index: readonly Index[]): [TorchTensor, Index[]] {
  const used = index.reduce<number>((n, i) => n + consumes(i), 0),
    left: Index[] = [];
  if (index.includes(undefined as never)) throw notAnIndex(undefined);
  if (used > x.ndim) throw tooMany(x.ndim, index);
  let y = x,
    d = 0;
  for (let i of index) {
    if (i instanceof TorchTensor && i.ndim === 0 && i.dtype === "int64" && i.unwrapped() === null)
      i = i.item();
    if (typeof i === "string" && /:.*:-/.test(i)) throw value("step must be greater than zero");
    if (i instanceof TorchTensor && isFloat(i.dtype))
      throw indexError("tensors used as indices must be long, byte or bool tensors");
    const more = i === "..." ? x.ndim - used : selects(i) ? consumes(i) : Number(typeof i !== "number");
    if (selects(i)) left.push(i);
    else {
      if (i !== "...")
        y = step(y, d, i, i === null ? "UnsqueezeBackward0" : typeof i === "number" ? "SelectBackward0" : "SliceBackward0"); // prettier-ignore
      for (let k = 0; k < more; k++) left.push(":");
    }
    d += more;
  }
  return [y, left];
}
/** x[index]. */
export const at = (x: TorchTensor, index: readonly Index[]): TorchTensor =>
  said(x, index, () => {
    const [y, left] = sliced(x, index);
    return left.some(selects) ? look(y, left, "IndexBackward0") : y === x ? look(x, [], "AliasBackward0") : y;
  });
function said<R>(x: TorchTensor, index: readonly Index[], f: () => R): R {
  try {
    return f();
  } catch (e) {
    throw translated("at", e, [x, ...index]);
  }
}

/** The value of an assignment without leading axes of length one, or what torch's expand says of it. */
function assignable(v: Tensor, to: Shape): Tensor {
  let lead = 0;
  while (v.shape.length - lead > to.length && v.shape[lead] === 1) lead++;
  const shape = v.shape.slice(lead),
    x = lead === 0 ? v : operationOn(v, shape);
  if (shape.length > to.length)
    throw runtime(
      `expand(torch.${typeText[(x as TorchTensor).dtype]}Tensor{${list(shape)}}, size=${list(to)}): the number of sizes provided (${to.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`,
    );
  fits(to, shape, (d) =>
    runtime(
      `The expanded size of the tensor (${to[d]}) must match the existing size (${shape[d - to.length + shape.length]}) at non-singleton dimension ${d}.  Target sizes: ${list(to)}.  Tensor sizes: ${list(shape)}`,
    ),
  );
  return x;
}
const operationOn = (v: Tensor, shape: Shape): Tensor =>
  perform(operation("view"), [v], ([x]) => reshape(x as Tensor, shape)) as Tensor;

/** x[index] = value. Numbers and ranges make a view that is copied into; lists and masks put entries. */
export function setAt(self: TorchTensor, index: readonly Index[], v: unknown): void {
  if (!isTensor(v) && !["number", "boolean", "bigint"].includes(typeof v))
    throw typeError(`can't assign a ${typeName(v)} to a torch.${typeText[self.dtype]}Tensor`);
  const free = self.unwrapped() === null,
    [place, left] = free ? said(self, index, () => sliced(self, index)) : [self, index];
  if (free && !left.some(selects)) {
    copied(place, isTensor(v) ? assignable(v, place.shape) : v);
  } else indexPut(place, left, v);
  if (place !== self) self.touched();
}
function indexPut(self: TorchTensor, index: readonly Index[], v: unknown): void {
  const plainIndex = index.map((i) => (i instanceof TorchTensor ? i.plain(false) : i)),
    n = size(self.shape),
    where = said(self, index, () =>
      atCore(
        new Plain(
          self.shape,
          Float64Array.from({ length: n }, (_, i) => i),
        ),
        plainIndex,
      ),
    );
  if (isTensor(v)) {
    const wrong = (): Error =>
      runtime(
        `shape mismatch: value tensor of shape ${list(v.shape)} cannot be broadcast to indexing result of shape ${list(where.shape)}`,
      );
    if (v.shape.length > where.shape.length && v.size !== 1) throw wrong();
    fits(where.shape, v.shape, wrong);
    const masks = index.every((i) => !selects(i) || (isTensor(i) && i.dtype === "bool"));
    if (v instanceof TorchTensor && v.dtype !== self.dtype && !(masks && v.size === 1))
      throw runtime(
        `Index put requires the source and destination dtypes match, got ${typeText[self.dtype]} for the destination and ${typeText[v.dtype]} for the source.`,
      );
  }
  inPlace(self, { ...operation("indexPut"), node: "IndexPutBackward0", saves: "none" }, [v], ([x, w]) =>
    assign(
      x as Tensor,
      isTensor(w) ? w : new Plain([], Float64Array.of(Number(w))),
      [...where.data],
      where.shape,
    ),
  );
}
