// Picking and writing elements: indexing against a second implementation that walks coordinates, gathers and scatters
// against their loops, sorting with ties and NaN, masks that let nothing through.

import fc from "fast-check";
import {
  arange,
  argsort,
  gather,
  grad,
  gt,
  indexAdd,
  indexCopy,
  indexFill,
  indexPut,
  indexSelect,
  jacobian,
  log,
  maskedFill,
  maskedScatter,
  maskedSelect,
  msort,
  scatter,
  scatterAdd,
  sort,
  square,
  stack,
  sum,
  take,
  takeAlongDim,
  tensor,
  topk,
  vmap,
  zeros,
  type Index,
  type Tensor,
} from "dualtensor";
import { expectError, expectLinear, jacobianInAllModes, numbers, sample } from "./laws";

const sizeOf = (s: readonly number[]): number => s.reduce((n, l) => n * l, 1);
/** All coordinates of a shape, in row-major order. */
const coordinates = (s: readonly number[]): number[][] =>
  s.reduce<number[][]>((all, n) => all.flatMap((p) => Array.from({ length: n }, (_, i) => [...p, i])), [[]]);
const flat = (s: readonly number[], at: readonly number[]): number => at.reduce((p, i, d) => p * s[d] + i, 0);

/** One index of a test: what `at` is given, and which entries it means. */
type Item =
  | { readonly kind: "number"; readonly entry: number }
  | { readonly kind: "range"; readonly text: string; readonly entries: number[] }
  | { readonly kind: "new" }
  | { readonly kind: "dots"; readonly lengths: number[] }
  | { readonly kind: "list"; readonly shape: number[]; readonly entries: number[]; readonly nested: Index }
  | { readonly kind: "mask"; readonly shape: number[]; readonly bits: boolean[] };
const given = (i: Item): Index => {
  switch (i.kind) {
    case "number":
      return i.entry;
    case "range":
      return i.text;
    case "new":
      return null;
    case "dots":
      return "...";
    case "list":
      return i.nested;
    case "mask":
      return tensor(i.bits.map(Number), { shape: i.shape, dtype: "bool" });
  }
};

/** Places in row-major order that the items read, and the shape they come in: PyTorch's rules, coordinate by coordinate. */
function expected(shape: readonly number[], items: readonly Item[]): { shape: number[]; places: number[] } {
  // What each axis of the input reads: a constant, an axis of the result by a list, or the common block of all lists.
  type Source = { fixed: number } | { axis: number; entries: number[] } | { list: number[]; shape: number[] };
  const sources: Source[] = [];
  const result: (number | "block")[] = [];
  const blocks: number[] = [];
  const lists: number[][] = [];
  const list = (entries: number[], s: number[]): void => {
    sources.push({ list: entries, shape: s });
    lists.push(s);
    blocks.push(result.length);
    result.push("block");
  };
  for (const i of items) {
    const n = shape[sources.length];
    if (i.kind === "number") sources.push({ fixed: i.entry < 0 ? i.entry + n : i.entry });
    else if (i.kind === "new") result.push(1);
    else if (i.kind === "range") {
      sources.push({ axis: result.length, entries: i.entries });
      result.push(i.entries.length);
    } else if (i.kind === "dots")
      for (const l of i.lengths) {
        sources.push({ axis: result.length, entries: Array.from({ length: l }, (_, k) => k) });
        result.push(l);
      }
    else if (i.kind === "list")
      list(i.entries.map((e) => (e < 0 ? e + n : e)), i.shape); // prettier-ignore
    else {
      const hits = coordinates(i.shape).filter((c) => i.bits[flat(i.shape, c)]);
      i.shape.forEach((_, d) => list(hits.map((c) => c[d]), [hits.length])); // prettier-ignore
    }
  }
  while (sources.length < shape.length) {
    const n = shape[sources.length];
    sources.push({ axis: result.length, entries: Array.from({ length: n }, (_, k) => k) });
    result.push(n);
  }
  const rank = Math.max(0, ...lists.map((s) => s.length));
  const common = Array.from({ length: rank }, (_, d) =>
    Math.max(...lists.map((s) => s[s.length - rank + d] ?? 1)),
  );
  const together = blocks.every((b, k) => b === blocks[0] + k);
  // The block stands where the lists were if they were neighbours, else first.
  const first = together ? (blocks[0] ?? 0) : 0;
  const before = result.slice(0, first).filter((l) => l !== "block");
  const after = result.slice(first).filter((l) => l !== "block");
  const outShape = [...before, ...common, ...after];
  const placeOf = (axis: number): number => {
    const k = result.slice(0, axis).filter((l) => l !== "block").length;
    return k < before.length ? k : k + rank;
  };
  const places = coordinates(outShape).map((c) => {
    const block = c.slice(before.length, before.length + rank);
    const at = sources.map((s) => {
      if ("fixed" in s) return s.fixed;
      if ("axis" in s) return s.entries[c[placeOf(s.axis)]];
      return s.list[flat(s.shape, block.slice(rank - s.shape.length).map((b, d) => (s.shape[d] === 1 ? 0 : b)))]; // prettier-ignore
    });
    return flat(shape, at);
  });
  return { shape: outShape, places };
}

/** Entries that Python's range(n)[start:stop:step] has. */
function slice(n: number, start: number | null, stop: number | null, step: number): number[] {
  const bound = (v: number | null, none: number): number => {
    if (v === null) return none;
    const from = v < 0 ? v + n : v;
    return step > 0 ? Math.min(Math.max(from, 0), n) : Math.min(Math.max(from, -1), n - 1);
  };
  const out: number[] = [];
  const from = bound(start, step > 0 ? 0 : n - 1);
  const to = bound(stop, step > 0 ? n : -1);
  for (let i = from; step > 0 ? i < to : i > to; i += step) out.push(i);
  return out;
}

/** Random items for a shape; lists are of shapes that broadcast. */
const indexing = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 })
  .chain(
    (shape) =>
    fc.record({ shape: fc.constant(shape), seeds: fc.array(fc.nat(), { minLength: 9, maxLength: 9 }), kinds: fc.array(fc.constantFrom("number", "range", "new", "dots", "list", "mask"), { maxLength: 6 }) }), // prettier-ignore
  )
  .map(({ shape, seeds, kinds }) => {
    const draws = numbers(400, seeds.reduce((a, b) => (a * 31 + b) | 0, 7)); // prettier-ignore
    let used = 0;
    const pick = (lo: number, hi: number): number =>
      lo + Math.floor(((draws[used++] + 2) / 4) * (hi - lo + 1));
    const items: Item[] = [];
    let axis = 0;
    let dots = false;
    kinds.forEach((kind) => {
      if (kind === "new") return void items.push({ kind });
      if (kind === "dots") {
        if (dots) return;
        dots = true;
        const skipped = pick(0, shape.length - axis);
        items.push({ kind, lengths: shape.slice(axis, axis + skipped) });
        axis += skipped;
        return;
      }
      if (axis >= shape.length) return;
      const n = shape[axis];
      if (kind === "number") items.push({ kind, entry: pick(-n, n - 1) });
      else if (kind === "range") {
        const end = (): number | null => (pick(0, 2) === 0 ? null : pick(-n - 2, n + 2));
        const [start, stop, step] = [end(), end(), [1, 1, 2, -1, -2][pick(0, 4)]];
        items.push({ kind, text: `${start ?? ""}:${stop ?? ""}${step === 1 ? "" : `:${step}`}`, entries: slice(n, start, stop, step) }); // prettier-ignore
      } else if (kind === "list") {
        const shapeOf = [[2], [1], [2, 1], [1, 2], [2, 2]][pick(0, 4)];
        const entries = Array.from({ length: sizeOf(shapeOf) }, () => pick(-n, n - 1));
        items.push({ kind, shape: shapeOf, entries, nested: tensor(entries, { shape: shapeOf }) });
      } else {
        // Two hits, or one where there is no more room: it broadcasts with the lists.
        const over = shape.slice(axis, axis + pick(1, Math.min(2, shape.length - axis)));
        const bits = Array.from({ length: sizeOf(over) }, (_, b) => b === 0 || b === sizeOf(over) - 1);
        items.push({ kind, shape: over, bits });
        axis += over.length - 1;
      }
      axis++;
    });
    // The ellipsis stands for just the axes drawn for it if all axes behind it are named.
    for (; dots && axis < shape.length; axis++)
      items.push({ kind: "range", text: ":", entries: slice(shape[axis], null, null, 1) });
    return { shape, items };
  });

describe("x.at", () => {
  test("agrees with coordinates, for every mixture of indices", () => {
    fc.assert(
      fc.property(indexing, ({ shape, items }) => {
        const x = arange(sizeOf(shape)).reshape(shape);
        const want = expected(shape, items);
        const y = x.at(...items.map(given));
        expect({ shape: y.shape, places: [...y.data] }).toEqual(want);
      }),
      { numRuns: 600 },
    );
  });
  test("is linear in every mode, for every mixture of indices", () => {
    fc.assert(
      fc.property(indexing, ({ shape, items }) => {
        expectLinear((x) => x.at(...items.map(given)), sample(shape, 3));
      }),
      { numRuns: 60 },
    );
  });
  test("reads as Python does", () => {
    const x = arange(24).reshape(2, 3, 4);
    expect(x.at(1, 2, 3).item()).toBe(23);
    expect(x.at(-1, "1:", "::-2").toArray()).toEqual([[19, 17], [23, 21]]); // prettier-ignore
    expect(x.at(null, "...", 0).shape).toEqual([1, 2, 3]);
    expect(x.at("...").toArray()).toEqual(x.toArray());
    expect(x.at(" 1 : 2 ").shape).toEqual([1, 3, 4]);
    expect(x.at([true, false], [0, 2], [1, 1]).toArray()).toEqual([1, 9]);
    expect(x.at([0, 1], ":", [1, 1]).shape).toEqual([2, 3]);
    expect(x.at(tensor(1, { dtype: "int32" })).shape).toEqual([3, 4]);
    expect(x.at(gt(x, 21)).toArray()).toEqual([22, 23]);
    expect(x.at([]).shape).toEqual([0, 3, 4]);
    expect(x.at(":", ":", ":")).toBe(x);
  });
  test("destructuring takes the first axis apart, derivatives included", () => {
    const [a, [b, c]] = arange(4).reshape(2, 2);
    expect([a.toArray(), b.item(), c.item()]).toEqual([[0, 1], 2, 3]); // prettier-ignore
    const f = (x: Tensor): Tensor => {
      const [u, v] = x;
      return u.mul(v);
    };
    expect(grad(f, [3, 5]).toArray()).toEqual([5, 3]);
    expect(jacobian((x) => stack([...x].reverse()), [1, 2]).toArray()).toEqual([[0, 1], [1, 0]]); // prettier-ignore
  });
  test("an entry picked three times has three times the derivative", () => {
    expect(grad((x) => x.at([1, 1, 1]).sum(), [1, 2]).toArray()).toEqual([0, 3]);
  });
  test.each<[string, Index[], Parameters<typeof expectError>[1], string]>([
    ["an entry beyond the end", [0, 3], "DT_INDEX", "from -3 to 2 on axis 1 of length 3, got the number 3"],
    ["an entry beyond the end in a list", [[0, -3]], "DT_INDEX", "from -2 to 1 on axis 0"],
    ["half an entry", [0.5], "DT_INDEX", "0.5"],
    ["too many indices", [0, 0, 0], "DT_AXIS", "input of 2 axes"],
    ["a mask of another shape", [[true, false, true]], "DT_SHAPE_MISMATCH", "a mask, of shape (2,)"],
    ["lists that do not broadcast", [[0, 1], [0, 1, 2]], "DT_SHAPE_MISMATCH", "(2,) and (3,)"], // prettier-ignore
    ["a range that is none", ["1;2"], "DT_ARGUMENT", "like"],
    ["a step of 0", ["::0"], "DT_ARGUMENT", "step"],
    ["two ellipses", ["...", "..."], "DT_ARGUMENT", "at most one"],
    ["true instead of a mask", [true as never], "DT_ARGUMENT", "a mask"],
    ["nothing", [undefined as never], "DT_ARGUMENT", "got nothing"],
  ])("%s is an error", (_name, index, code, word) => {
    expectError(() => arange(6).reshape(2, 3).at(...index), code, /^at:/, word); // prettier-ignore
  });
  test("an entry of a number, and an index that is watched, are errors", () => {
    expectError(() => tensor(3).at(0), "DT_AXIS", "0-dimensional");
    expectError(() => jacobian((i) => arange(3).at(i), 1), "DT_WATCHED", /^at:.*jacobian/s);
  });
});

describe("gather and its like", () => {
  const x = sample([3, 4], 5);
  const index = [[0, 2, 1, 1], [2, 2, 0, -1]]; // prettier-ignore
  const wrap = (i: number, n: number): number => (i < 0 ? i + n : i);

  test("gather reads out[i, j] = x[index[i, j], j], and along the other axis", () => {
    const rows = gather(x, 0, index);
    const columns = gather(x, 1, index);
    for (const [i, j] of coordinates([2, 4])) {
      expect(rows.at(i, j).item()).toBe(x.at(wrap(index[i][j], 3), j).item());
      expect(columns.at(i, j).item()).toBe(x.at(i, wrap(index[i][j], 4)).item());
    }
  });
  test("scatterAdd is its transpose", () => {
    // <gather(x), v> = <x, scatterAdd(0, v)>, sums of the same eight products in another order.
    const v = sample([2, 4], 6);
    const left = sum(gather(x, 0, index).mul(v)).item();
    const right = sum(x.mul(scatterAdd(zeros([3, 4]), 0, index, v))).item();
    expect(Math.abs(left - right)).toBeLessThan(1e-13);
  });
  test("all are linear in every mode", () => {
    expectLinear((y) => gather(y, 0, index), x);
    expectLinear((y) => takeAlongDim(y, [[3], [0], [1]], 1), x);
    expectLinear((y) => takeAlongDim(y, [11, 0, -1]), x);
    expectLinear((y) => indexSelect(y, 1, [3, 3, 0]), x);
    expectLinear((y) => take(y, [[11, 0], [-1, 5]]), x); // prettier-ignore
    expectLinear((v) => scatterAdd(zeros([3, 4]), 1, index, v), sample([2, 4]));
    expectLinear((v) => indexAdd(zeros([3, 4]), 0, [2, 0, 2], v, { alpha: -0.5 }), x);
  });
  test("takeAlongDim broadcasts the other axes, and reads the order that argsort gives", () => {
    expect(takeAlongDim([[10, 20, 30]], [[2], [0]], 1).toArray()).toEqual([[30], [10]]); // prettier-ignore
    expect(takeAlongDim(x, argsort(x, 0), 0).toArray()).toEqual(msort(x).toArray());
  });
  test("an index may be batched if its type says that it is one", () => {
    const i = tensor([[0, 2], [1, 1]], { dtype: "int32" }); // prettier-ignore
    const picked = vmap((k: Tensor) => indexSelect([10, 20, 30], 0, k))(i);
    expect(picked.toArray()).toEqual([[10, 30], [20, 20]]); // prettier-ignore
    expect(vmap((k: Tensor) => take([10, 20, 30], k))(i).toArray()).toEqual(picked.toArray());
    expect(vmap((k: Tensor) => gather([10, 20, 30], 0, k))(i).toArray()).toEqual(picked.toArray());
    expectError(
      () => vmap((k: Tensor) => take([1, 2], k))(tensor([[0], [5]], { dtype: "int32" })),
      "DT_INDEX",
      "5",
    );
  });
  test("a number that carries a derivative is no index", () => {
    expectError(
      () => jacobian((k) => indexSelect([1, 2], 0, k), [0]),
      "DT_ARGUMENT",
      "no derivative",
      "int32",
    );
  });
  test.each<[string, () => unknown, Parameters<typeof expectError>[1], string]>([
    [
      "an entry beyond the end",
      () => gather(x, 0, [[3, 0, 0, 0]]),
      "DT_INDEX",
      "on axis 0 of length 3, got the number 3",
    ],
    ["an index of fewer axes", () => gather(x, 0, [0, 1]), "DT_SHAPE_MISMATCH", "of 2 axes"],
    ["an index longer than the input", () => gather(x, 0, zeros([1, 5])), "DT_SHAPE_MISMATCH", "no longer"],
    ["fractions", () => indexSelect(x, 0, [0.5]), "DT_ARGUMENT", "whole numbers"],
    ["a matrix of entries", () => indexSelect(x, 0, [[0]]), "DT_SHAPE_MISMATCH", "a vector"],
    ["a place beyond the end", () => take(x, [12]), "DT_INDEX", "from -12 to 11"],
    ["an axis beyond the end", () => gather(x, 2, index), "DT_AXIS", "axis from -2 to 1"],
    [
      "src shorter than index",
      () => scatterAdd(x, 0, index, [[1]]),
      "DT_SHAPE_MISMATCH",
      "at least as long as index",
    ],
    ["source of another shape", () => indexAdd(x, 0, [0, 1], x), "DT_SHAPE_MISMATCH", "(2, 4)"],
    [
      "values that do not broadcast",
      () => indexPut(x, [[0, 1]], [1, 2, 3]),
      "DT_SHAPE_MISMATCH",
      "(3,) and (2, 4)",
    ],
    [
      "values that would broadcast the place",
      () => indexPut(x, [0], [[[1]], [[2]]]),
      "DT_SHAPE_MISMATCH",
      "values that broadcast to (4,)",
    ],
    [
      "indices that are no list",
      () => indexPut(x, 1 as never, 2),
      "DT_ARGUMENT",
      "Write indexPut(x, [index], values)",
    ],
    ["a value that is a vector", () => indexFill(x, 0, [0], [1]), "DT_SHAPE_MISMATCH", "one number"],
  ])("%s is an error", (_name, call, code, word) => {
    expectError(call, code, word);
  });
});

describe("writing", () => {
  const x = sample([3], 8);
  test("the last write wins, and only it has a derivative", () => {
    expect(scatter(zeros(3), 0, [1, 1, 2], [5, 6, 7]).toArray()).toEqual([0, 6, 7]);
    expect(jacobianInAllModes((v) => scatter(zeros(3), 0, [1, 1, 2], v), x).toArray()).toEqual([[0, 0, 0], [0, 1, 0], [0, 0, 1]]); // prettier-ignore
    expect(indexPut([1, 2], [[0, 0]], [5, 6]).toArray()).toEqual([6, 2]);
    expect(indexCopy([1, 2, 3], 0, [2, 2], [8, 9]).toArray()).toEqual([1, 2, 9]);
  });
  test("what is written over loses its derivative, even one that is NaN", () => {
    // d log at 0 is Infinity, but the entry is replaced.
    expect(grad((v) => indexPut(log(v), [0], 0).sum(), [0, 2]).toArray()).toEqual([0, 0.5]);
    expect(jacobianInAllModes((v) => indexFill(v, 0, [1], 7), x).toArray()).toEqual([[1, 0, 0], [0, 0, 0], [0, 0, 1]]); // prettier-ignore
  });
  test("accumulation adds all writes, and each has its derivative", () => {
    expect(indexPut([1, 2], [[0, 0]], [5, 6], true).toArray()).toEqual([12, 2]);
    expect(grad((v) => square(indexPut([1, 2], [[0, 0]], v, true)).sum(), [5, 6]).toArray()).toEqual([
      24, 24,
    ]);
    expect(scatterAdd(zeros(2), 0, [0, 0, 1], [1, 2, 4]).toArray()).toEqual([3, 4]);
  });
  test("indexPut writes where at reads", () => {
    fc.assert(
      fc.property(indexing, ({ shape, items }) => {
        const index = items.map(given);
        const base = sample(shape, 9);
        const places = new Set(expected(shape, items).places);
        const y = indexPut(base, index, 100);
        base.data.forEach((v, p) => expect(y.data[p]).toBe(places.has(p) ? 100 : v));
      }),
      { numRuns: 100 },
    );
  });
  test("both the input and the values are differentiated", () => {
    const f = (v: Tensor): Tensor => scatter(square(v), 0, [2, 0], v.at(":2").mul(3));
    // At v: [3 v1, v1^2, 3 v0].
    const J = jacobianInAllModes(f, x);
    expect(J.toArray()).toEqual([[0, 3, 0], [0, 2 * x.data[1], 0], [3, 0, 0]]); // prettier-ignore
  });
});

describe("masks", () => {
  test("fill, select and scatter", () => {
    const x = arange(6).reshape(2, 3);
    expect(maskedFill(x, [true, false, false], -1).toArray()).toEqual([[-1, 1, 2], [-1, 4, 5]]); // prettier-ignore
    expect(maskedSelect(x, gt(x, 2)).toArray()).toEqual([3, 4, 5]);
    expect(maskedSelect([1, 2], [[true, true], [false, true]]).toArray()).toEqual([1, 2, 2]); // prettier-ignore
    expect(maskedScatter(x, gt(x, 3), [7, 8, 9]).toArray()).toEqual([[0, 1, 2], [3, 7, 8]]); // prettier-ignore
  });
  test("what is masked contributes nothing, not even NaN", () => {
    const f = (x: Tensor): Tensor => maskedFill(log(x), gt(0.5, x), 0);
    expect(jacobianInAllModes(f, tensor([0, -1, 2])).toArray()).toEqual([[0, 0, 0], [0, 0, 0], [0, 0, 0.5]]); // prettier-ignore
  });
  test("all are linear in every mode", () => {
    const mask = gt(sample([4, 5], 2), 0);
    expectLinear((x) => maskedSelect(x, mask), sample([4, 5]));
    expectLinear((x) => maskedFill(x, mask, 0), sample([4, 5]));
    expectLinear((s) => maskedScatter(zeros([4, 5]), mask, s), sample([20]));
  });
  test("errors", () => {
    expectError(() => maskedFill([1, 2], [true, false], [1, 2]), "DT_SHAPE_MISMATCH", "one number", "where");
    expectError(() => maskedSelect([1, 2], [true, false, true]), "DT_SHAPE_MISMATCH", "(2,) and (3,)");
    expectError(() => maskedScatter([1, 2], [true, true], [1]), "DT_SHAPE_MISMATCH", "at least 2 elements");
    expectError(
      () => vmap((m: Tensor) => maskedSelect([1, 2], m))([[true, false]]),
      "DT_WATCHED",
      /^maskedSelect/,
    );
  });
});

describe("sorting", () => {
  test("equal entries keep their order, ascending and descending", () => {
    expect(sort([2, 1, 2, 1], { descending: true }).indices.toArray()).toEqual([0, 2, 1, 3]);
    expect(argsort([2, 1, 2, 1]).toArray()).toEqual([1, 3, 0, 2]);
    expect(topk([3, 1, 3], 2).indices.toArray()).toEqual([0, 2]);
    expect(argsort([0, -0, 0]).toArray()).toEqual([0, 1, 2]);
  });
  test("NaN is larger than every number", () => {
    const { values, indices } = sort([NaN, 1, -Infinity, Infinity, NaN]);
    expect(values.toArray()).toEqual([-Infinity, 1, Infinity, NaN, NaN]);
    expect(indices.toArray()).toEqual([2, 1, 3, 0, 4]);
    expect(topk([1, NaN, 2], 2).values.toArray()).toEqual([NaN, 2]);
  });
  test("the derivative goes to the entry chosen, among equals to the first", () => {
    expect(grad((x) => topk(x, 1).values.sum(), [3, 3, 1]).toArray()).toEqual([1, 0, 0]);
    expect(grad((x) => sort(x).values.mul([1, 10, 100]).sum(), [2, 2, 1]).toArray()).toEqual([10, 100, 1]);
    expect(jacobianInAllModes((x) => sort(x, 0).values, sample([5, 4])).shape).toEqual([5, 4, 5, 4]);
  });
  test("agrees with sorted numbers along every axis", () => {
    const x = sample([5, 6], 4);
    for (const [d, lanes] of [
      [1, [...x]],
      [0, [...x.T]],
    ] as const) {
      const sorted = sort(x, d).values;
      expect([...(d === 1 ? sorted : sorted.T)].map((l) => [...l.data])).toEqual(
        lanes.map((l) => [...l.data].sort((a, b) => a - b)),
      );
    }
    expect(topk(x, 2, -1, false).values.toArray()).toEqual(sort(x).values.at(":", ":2").toArray());
    expect(sort(tensor(2)).values.item()).toBe(2);
    expect(topk(7, 1).indices.item()).toBe(0);
  });
  test("indices are whole numbers without a derivative", () => {
    expect(sort([1, 2]).indices.dtype).toBe("int32");
    expect(jacobian((x) => x.mul(argsort(x)), [5, 3]).toArray()).toEqual([[1, 0], [0, 0]]); // prettier-ignore
  });
  test("errors", () => {
    expectError(() => topk([1, 2], 3), "DT_ARGUMENT", "from 0 to 2");
    expectError(() => sort([1, 2], 1), "DT_AXIS", "axis from -1 to 0");
    expectError(() => sort([1, 2], { reverse: true } as never), "DT_OPTION", "descending");
  });
});
