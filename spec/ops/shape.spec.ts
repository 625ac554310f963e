// Operations that move elements: what PyTorch gave for them, what their definition says, and that they are linear in every
// mode.

import { expandAs, swapaxes } from "../library.js";
import {
  arange,
  argsort,
  broadcastTensors,
  broadcastTo,
  cat,
  chunk,
  columnStack,
  diag,
  diagEmbed,
  diagflat,
  diagonal,
  dstack,
  expand,
  flatten,
  flip,
  gather,
  hstack,
  indexAdd,
  indexCopy,
  indexFill,
  indexPut,
  indexSelect,
  jacobian,
  maskedFill,
  maskedSelect,
  meshgrid,
  movedim,
  msort,
  narrow,
  ones,
  pad,
  permute,
  repeat,
  repeatInterleave,
  reshape,
  roll,
  rot90,
  scatter,
  scatterAdd,
  select,
  sort,
  split,
  squeeze,
  stack,
  take,
  takeAlongDim,
  tensor,
  tensorSplit,
  tile,
  topk,
  transpose,
  trace,
  tril,
  triu,
  unbind,
  unflatten,
  unsqueeze,
  vmap,
  vstack,
  zeros,
  type Tensor,
} from "dualtensor";
import { expectClose, expectError, expectLinear, oracle, sample, stored } from "./laws";

type Several = (...x: Tensor[]) => Tensor | readonly Tensor[];
const pair = ({ values, indices }: { values: Tensor; indices: Tensor }): Tensor[] => [values, indices];

/** PyTorch's expression, and ours. */
const written: Record<string, Several> = {
  "x0.reshape(3, 2)": (x) => reshape(x, [3, 2]),
  "x0.reshape(-1)": (x) => reshape(x, [-1]),
  "x0.reshape(2, -1, 1)": (x) => x.reshape(2, -1, 1),
  "x0.t().reshape(6)": (x) => x.T.reshape(6),
  "x0.permute(0, 2, 1)": (x) => permute(x, [0, 2, 1]),
  "torch.permute(x0, (-1, 0, 1))": (x) => permute(x, [-1, 0, 1]),
  "x0.transpose(-1, 0)": (x) => transpose(x, -1, 0),
  "torch.swapaxes(x0, 1, 2)": (x) => swapaxes(x, 1, 2),
  "x0.t()": (x) => x.T,
  "x0.mT": (x) => x.T,
  "x0.squeeze(0)": (x) => squeeze(x, 0),
  "x0.squeeze(1)": (x) => squeeze(x, 1),
  "x0.squeeze(-1)": (x) => squeeze(x, -1),
  "x0.unsqueeze(0)": (x) => unsqueeze(x, 0),
  "x0.unsqueeze(-1)": (x) => unsqueeze(x, -1),
  "x0.unsqueeze(1)": (x) => unsqueeze(x, 1),
  "x0.expand(3, 2, 4)": (x) => expand(x, [3, 2, 4]),
  "x0.expand(-1, 4)": (x) => expand(x, [-1, 4]),
  "torch.flip(x0, [0])": (x) => flip(x, [0]),
  "torch.flip(x0, [1, 2])": (x) => flip(x, [1, 2]),
  "torch.fliplr(x0)": (x) => flip(x, 1),
  "torch.rot90(x0, 1, (0, 1))": (x) => rot90(x, 1, [0, 1]),
  "torch.rot90(x0, 3, (1, 2))": (x) => rot90(x, 3, [1, 2]),
  "torch.roll(x0, 1, 0)": (x) => roll(x, 1, 0),
  "torch.roll(x0, (1, -2), (0, 1))": (x) => roll(x, [1, -2], [0, 1]),
  "torch.roll(x0, -1, 1)": (x) => roll(x, -1, { dims: 1 }),
  "torch.cat([x0, x1, x0], dim=1)": (x, y) => cat([x, y, x], 1),
  "torch.cat([x0.t(), x1], dim=-1)": (x, y) => cat([x.T, y], { dim: -1 }),
  "torch.cat((x0, x1, x2), 1)": (x, y, z) => cat([x, y, z], 1),
  "torch.stack([x0, x1], dim=0)": (x, y) => stack([x, y]),
  "torch.stack([x0, x1], dim=-1)": (x, y) => stack([x, y], -1),
  "torch.stack([x0, x1, x0], dim=1)": (x, y) => stack([x, y, x], 1),
  "torch.hstack([x0, x1])": (x, y) => hstack([x, y]),
  "torch.vstack([x0, x1])": (x, y) => vstack([x, y]),
  "torch.dstack([x0, x1])": (x, y) => dstack([x, y]),
  "torch.column_stack([x0, x1])": (x, y) => columnStack([x, y]),
  "torch.split(x0, 2, dim=0)": (x) => split(x, 2),
  "torch.split(x0, [1, 3], dim=0)": (x) => split(x, [1, 3]),
  "torch.chunk(x0, 3, dim=0)": (x) => chunk(x, 3),
  "torch.tensor_split(x0, 3)": (x) => tensorSplit(x, 3),
  "torch.tensor_split(x0, (1, 4))": (x) => tensorSplit(x, [1, 4]),
  "torch.unbind(x0, dim=1)": (x) => unbind(x, 1),
  "torch.tile(x0, (2, 3))": (x) => tile(x, [2, 3]),
  "torch.tile(x0, (2,))": (x) => tile(x, [2]),
  "x0.repeat(2, 1)": (x) => repeat(x, [2, 1]),
  "x0.repeat(3, 1, 2)": (x) => repeat(x, [3, 1, 2]),
  "torch.repeat_interleave(x0, 2, dim=1)": (x) => repeatInterleave(x, 2, 1),
  "torch.repeat_interleave(x0, 2)": (x) => repeatInterleave(x, 2),
  "torch.repeat_interleave(x0, torch.tensor([1, 3]), dim=0)": (x) => repeatInterleave(x, [1, 3], { dim: 0 }),
  "torch.narrow(x0, 0, 1, 2)": (x) => narrow(x, 0, 1, 2),
  "torch.narrow(x0, 1, 0, 1)": (x) => narrow(x, 1, 0, 1),
  "x0[1, ..., -1]": (x) => x.at(1, "...", -1),
  "x0[1]": (x) => x.at(1),
  "x0[:, 1]": (x) => x.at(":", 1),
  "x0[1:, ::2]": (x) => x.at("1:", "::2"),
  "x0[torch.tensor([0, 1, 1])]": (x) => x.at([0, 1, 1]),
  "x0[torch.tensor([0, 1]), torch.tensor([2, 0])]": (x) => x.at([0, 1], [2, 0]),
  "x0[:, torch.tensor([2, 2, 0])]": (x) => x.at(":", [2, 2, 0]),
  "x0[::2, :2]": (x) => x.at("::2", ":2"),
  "x0[torch.tensor([[0, 1], [1, 0]])]": (x) => x.at([[0, 1], [1, 0]]), // prettier-ignore
  "x0[torch.tensor([True, False])]": (x) => x.at([true, false]),
  "torch.index_select(x0, 0, x1)": (x, i) => indexSelect(x, 0, i),
  "torch.index_select(x0, 1, x1)": (x, i) => indexSelect(x, 1, i),
  "torch.gather(x0, 0, x1)": (x, i) => gather(x, 0, i),
  "torch.gather(x0, 1, x1)": (x, i) => gather(x, 1, i),
  "torch.take(x0, x1)": (x, i) => take(x, i),
  "torch.take_along_dim(x0, x1, dim=1)": (x, i) => takeAlongDim(x, i, 1),
  "torch.scatter(x0, 0, x1.reshape(1, 3), x2)": (x, i, v) => scatter(x, 0, i.reshape(1, 3), v),
  "torch.scatter(x0, 1, x1.reshape(1, 2), 7.5)": (x, i) => scatter(x, 1, i.reshape(1, 2), 7.5),
  "torch.scatter_add(x0, 0, x1, x2)": (x, i, v) => scatterAdd(x, 0, i, v),
  "torch.zeros(4).scatter_add(0, x0, x1)": (i, v) => scatterAdd(zeros(4), 0, i, v),
  "torch.index_add(x0, 0, x1, x2, alpha=2)": (x, i, v) => indexAdd(x, 0, i, v, { alpha: 2 }),
  "torch.index_copy(x0, 0, x1, x2)": (x, i, v) => indexCopy(x, 0, i, v),
  "torch.index_fill(x0, 0, x1, 2.5)": (x, i) => indexFill(x, 0, i, 2.5),
  "x0.index_put((x1,), x2)": (x, i, v) => indexPut(x, [i], v),
  "x0.index_put((x1,), x2, accumulate=True)": (x, i, v) => indexPut(x, [i], v, { accumulate: true }),
  "x0.masked_fill(x1, 0.5)": (x, m) => maskedFill(x, m, 0.5),
  "x0.masked_fill(x1, x2)": (x, m, v) => maskedFill(x, m, v),
  "torch.masked_select(x0, x1)": (x, m) => maskedSelect(x, m),
  "torch.tril(x0, -1)": (x) => tril(x, -1),
  "torch.tril(x0, 0)": (x) => tril(x),
  "torch.triu(x0, -1)": (x) => triu(x, { diagonal: -1 }),
  "torch.triu(x0, 0)": (x) => triu(x),
  "torch.diag(x0, -1)": (x) => diag(x, -1),
  "torch.diag(x0, 0)": (x) => diag(x),
  "torch.diag(x0, 1)": (x) => diag(x, { diagonal: 1 }),
  "torch.diagonal(x0, -1)": (x) => diagonal(x, -1),
  "torch.diagonal(x0, 0)": (x) => diagonal(x),
  "torch.diagonal(x0, 1)": (x) => diagonal(x, { offset: 1 }),
  "torch.diagonal(x0, 0, dim1=-2, dim2=-1)": (x) => diagonal(x, 0, { dim1: -2, dim2: -1 }),
  "torch.diag_embed(x0, -1)": (x) => diagEmbed(x, -1),
  "torch.diag_embed(x0, 1)": (x) => diagEmbed(x, 1),
  "torch.diagflat(x0)": (x) => diagflat(x),
  "F.pad(x0, (1, 2), 'reflect')": (x) => pad(x, [1, 2], "reflect"),
  "F.pad(x0, (1, 2), 'replicate')": (x) => pad(x, [1, 2], { mode: "replicate" }),
  "F.pad(x0, (1, 2), 'circular')": (x) => pad(x, [1, 2], "circular"),
  "F.pad(x0, (1, 0, 0, 2))": (x) => pad(x, [1, 0, 0, 2]),
  "torch.flatten(x0, 1)": (x) => flatten(x, 1),
  "x0.unflatten(1, (2, 2))": (x) => unflatten(x, 1, [2, 2]),
  "torch.movedim(x0, 0, -1)": (x) => movedim(x, 0, -1),
  "torch.meshgrid(x0, x1, indexing='ij')": (x, y) => meshgrid(x, y, { indexing: "ij" }),
  "torch.meshgrid(x0, x1, indexing='xy')": (x, y) => meshgrid([x, y], { indexing: "xy" }),
  "torch.broadcast_tensors(x0, x1)": (x, y) => broadcastTensors(x, y),
  "torch.sort(x0)": (x) => pair(sort(x)),
  "torch.sort(x0, dim=0, descending=True)": (x) => pair(sort(x, 0, { descending: true })),
  "torch.topk(x0, 2)": (x) => pair(topk(x, 2)),
  "torch.topk(x0, 2, dim=1, largest=False)": (x) => pair(topk(x, 2, { dim: 1, largest: false })),
  "torch.msort(x0)": (x) => msort(x),
  "torch.argsort(x0)": (x) => argsort(x),
};

describe("PyTorch's values", () => {
  const cases = oracle("shape");
  test("all stored expressions are tried", () => {
    expect(new Set(cases.map((c) => c.expr))).toEqual(new Set(Object.keys(written)));
  });
  test.each(cases.map((c) => [c.expr, c.inputs.map((i) => `(${i.shape.join()})`).join(" "), c] as const))(
    "%s of %s",
    (expr, _shapes, c) => {
      const inputs = c.inputs.map(stored);
      const f = (...x: Tensor[]): readonly Tensor[] => [written[expr](...x)].flat();
      // Moved numbers are the same numbers; a sum of two is rounded once, in one order.
      f(...inputs).forEach((y, o) => expectClose(y, stored(c.outputs[o]), 2 ** -51));
      expect(f(...inputs)).toHaveLength(c.outputs.length);
      // Every output is affine in every input: the change by one of the inputs is its Jacobian times that input.
      c.inputs.forEach((input, i) => {
        if (!input.diff) return;
        c.outputs.forEach((out, o) => {
          if (out.dtype !== undefined) return;
          const g = (x: Tensor): Tensor => f(...inputs.map((v, j) => (j === i ? x : v)))[o];
          // The order of entries is chosen at x, so sorting is linear around it, not at 0.
          if (/sort|topk/.test(expr)) expectLinear(g, inputs[i]);
          else expectLinear((x) => g(x).sub(g(zeros(x.shape))), inputs[i]);
        });
      });
    },
  );
});

describe("definitions", () => {
  const x = arange(24).reshape(2, 3, 4);
  const at = (t: Tensor, ...i: number[]): number => t.at(...i).item();
  /** All places of a shape. */
  const places = (shape: readonly number[]): number[][] =>
    shape.reduce<number[][]>(
      (all, n) => all.flatMap((p) => Array.from({ length: n }, (_, i) => [...p, i])),
      [[]],
    );
  const mod = (i: number, n: number): number => ((i % n) + n) % n;

  test("roll moves each entry by its shift, modulo the length", () => {
    const y = roll(x, [5, -3], [2, 0]);
    for (const [i, j, k] of places([2, 3, 4]))
      expect(at(y, mod(i - 3, 2), j, mod(k + 5, 4))).toBe(at(x, i, j, k));
    expect(roll([1, 2, 3], 7).toArray()).toEqual([3, 1, 2]);
    expect(roll(zeros([0, 2]), 1, 0).shape).toEqual([0, 2]);
  });
  test("four quarters are a whole turn, and two are two flips", () => {
    expect(rot90(rot90(x, 1, [0, 2]), 3, [0, 2]).toArray()).toEqual(x.toArray());
    expect(rot90(x, -1).toArray()).toEqual(rot90(x, 3).toArray());
    expect(rot90(x, 2, [1, 2]).toArray()).toEqual(flip(x, [1, 2]).toArray());
  });
  test("movedim puts axes where it says and keeps the order of the others", () => {
    const y = movedim(x, [0, 1], [-1, 0]);
    expect(y.shape).toEqual([3, 4, 2]);
    for (const [i, j, k] of places([2, 3, 4])) expect(at(y, j, k, i)).toBe(at(x, i, j, k));
  });
  test("flatten and unflatten undo each other", () => {
    expect(flatten(x, 1, 2).shape).toEqual([2, 12]);
    expect(flatten(x, { endDim: 1 }).shape).toEqual([6, 4]);
    expect(unflatten(flatten(x, 1), 1, [-1, 4]).toArray()).toEqual(x.toArray());
    expect(flatten(5).shape).toEqual([1]);
  });
  test("squeeze leaves axes that are longer than 1", () => {
    expect(squeeze(zeros([1, 2, 1])).shape).toEqual([2]);
    expect(squeeze(zeros([1, 2, 1]), [0, 1]).shape).toEqual([2, 1]);
    expect(squeeze(3).shape).toEqual([]);
  });
  test("expand, broadcastTo and expandAs agree; tile aligns from the right", () => {
    const y = expand([[1], [2]], [3, 2, 2]); // prettier-ignore
    expect(broadcastTo([[1], [2]], [3, 2, 2]).toArray()).toEqual(y.toArray()); // prettier-ignore
    expect(expandAs([[1], [2]], y).toArray()).toEqual(y.toArray()); // prettier-ignore
    expect(tile([1, 2], [2, 2]).toArray()).toEqual([[1, 2, 1, 2], [1, 2, 1, 2]]); // prettier-ignore
    expect(tile([[1, 2]], [2]).toArray()).toEqual([[1, 2, 1, 2]]);
    expect(repeat([1, 2], [0]).shape).toEqual([0]);
    expect(repeatInterleave([1, 2, 3], [0, 2, 1]).toArray()).toEqual([2, 2, 3]);
  });
  test("split, chunk, tensorSplit and unbind cover their axis", () => {
    const v = arange(7);
    expect(split(v, 3).map((p) => p.toArray())).toEqual([[0, 1, 2], [3, 4, 5], [6]]); // prettier-ignore
    expect(chunk(v, 4).map((p) => p.size)).toEqual([2, 2, 2, 1]);
    expect(tensorSplit(v, 3).map((p) => p.size)).toEqual([3, 2, 2]);
    expect(tensorSplit(v, [2, -1, 9]).map((p) => p.toArray())).toEqual([[0, 1], [2, 3, 4, 5], [6], []]); // prettier-ignore
    expect(cat(split(x, [1, 0, 2], 1), 1).toArray()).toEqual(x.toArray());
    expect(stack(unbind(x, -1), -1).toArray()).toEqual(x.toArray());
  });
  test("an empty vector joins anything, as in torch", () => {
    expect(cat([[], [[1, 2]]]).toArray()).toEqual([[1, 2]]);
    expect(cat([[], []]).shape).toEqual([0]);
  });
  test("stacks of numbers and vectors", () => {
    expect(hstack([1, 2]).toArray()).toEqual([1, 2]);
    expect(vstack([[1, 2], [3, 4]]).toArray()).toEqual([[1, 2], [3, 4]]); // prettier-ignore
    expect(columnStack([[1, 2], [3, 4]]).toArray()).toEqual([[1, 3], [2, 4]]); // prettier-ignore
    expect(dstack([1, [[2]]]).shape).toEqual([1, 1, 2]);
  });
  test("diagonals of a rectangle, out to where they are empty", () => {
    const m = arange(6).reshape(2, 3);
    const lengths = [-3, -2, -1, 0, 1, 2, 3, 4].map((o) => diagonal(m, o).size);
    expect(lengths).toEqual([0, 0, 1, 2, 2, 1, 0, 0]);
    expect(diagonal(m, 1).toArray()).toEqual([1, 5]);
    expect(trace(m).item()).toBe(4);
  });
  test("diagEmbed and diagonal undo each other, along any axes", () => {
    for (const [offset, dim1, dim2] of [
      [0, -2, -1],
      [2, 0, 2],
      [-1, 2, 1],
    ])
      // prettier-ignore
      expect(diagonal(diagEmbed(x, offset, dim1, dim2), offset, dim1, dim2).toArray()).toEqual(x.toArray());
    expect(diagEmbed([1, 2], -1).toArray()).toEqual([[0, 0, 0], [1, 0, 0], [0, 2, 0]]); // prettier-ignore
  });
  test("a matrix is its triangles; a bool keeps its type", () => {
    const m = sample([3, 4]);
    expect(tril(m).add(triu(m, 1)).toArray()).toEqual(m.toArray());
    expect(triu(tensor([[true, true], [true, true]])).toArray()).toEqual([[true, true], [false, true]]); // prettier-ignore
  });
  test("pad: each mode by its formula, negative widths cut", () => {
    const v = [1, 2, 3];
    expect(pad(v, [2, 2], "reflect").toArray()).toEqual([3, 2, 1, 2, 3, 2, 1]);
    expect(pad(v, [2, 2], "replicate").toArray()).toEqual([1, 1, 1, 2, 3, 3, 3]);
    expect(pad(v, [2, 2], "circular").toArray()).toEqual([2, 3, 1, 2, 3, 1, 2]);
    expect(pad(v, [-1, 2], { value: 9 }).toArray()).toEqual([2, 3, 9, 9]);
    expect(pad(v, [1, 0], { value: -Infinity }).toArray()).toEqual([-Infinity, 1, 2, 3]);
    expect(Object.is(pad([-0], [0, 1]).at(0).item(), -0)).toBe(true);
  });
  test("meshgrid takes numbers, lists and single arguments", () => {
    const [a, b, c] = meshgrid([1, 2], 5, [3, 4, 6]);
    expect([a.shape, b.shape, c.shape]).toEqual([[2, 1, 3], [2, 1, 3], [2, 1, 3]]); // prettier-ignore
    expect(select(c, 0, 1).toArray()).toEqual([[3, 4, 6]]);
    expect(meshgrid([1, 2], [3])[1].toArray()).toEqual([[3], [3]]); // prettier-ignore
  });
});

describe("derivatives", () => {
  const moves: [string, (x: Tensor) => Tensor][] = [
    ["flip", (x) => flip(x, [0, 1])],
    ["rot90", (x) => rot90(x)],
    ["roll", (x) => roll(x, [1, 2], [0, 1])],
    ["movedim", (x) => movedim(x, 0, 1)],
    ["tile", (x) => tile(x, [2, 3])],
    ["repeatInterleave", (x) => repeatInterleave(x, [3, 0, 1, 2], 0)],
    ["cat and stack", (x) => cat([stack([x, x], 1).reshape(8, 5), x.mul(2)])],
    ["split", (x) => cat(split(x, 2, 1).reverse(), 1)],
    ["unbind", (x) => stack(unbind(x, 1).reverse())],
    ["diagonal", (x) => diagonal(x, 1)],
    ["diagEmbed", (x) => diagEmbed(x, -1)],
    ["tril", (x) => tril(x, 1)],
    ["pad", (x) => pad(x, [1, 2, -1, 3])],
    ["pad, reflecting", (x) => pad(x, [1, 2, 3, 0], "reflect")],
    ["narrow and select", (x) => select(narrow(x, 1, 1, 3), 0, -1)],
    ["meshgrid", (x) => stack(meshgrid(flatten(x).at("3:7"), flatten(x).at(":2")))],
    ["squeeze and unsqueeze", (x) => squeeze(unsqueeze(x, 1).at("1:2"))],
    ["unflatten", (x) => unflatten(x, -2, [2, 2])],
    ["take and gather", (x) => take(gather(x, 0, [[0, 1, 2, 3, 0], [3, 3, 3, 3, 3]]), [[9, 0], [2, 2]])], // prettier-ignore
  ];
  test.each(moves)("%s is linear, in every mode", (_name, f) => {
    // 20 inputs: from 16 on, seeds stay structured through rules that move elements.
    expectLinear(f, sample([4, 5]));
  });
  test.each(moves)("%s under vmap is what it is one by one", (_name, f) => {
    const X = sample([3, 4, 5], 7);
    expect(vmap(f)(X).toArray()).toEqual(stack([...X].map(f)).toArray());
    expect(vmap((x) => jacobian(f, x))(X).toArray()).toEqual(
      stack([...X].map((x) => jacobian(f, x))).toArray(),
    );
  });
  test("nothing comes of nothing: empty tensors go through", () => {
    expect(jacobian((x) => flip(x, 0), zeros(0)).shape).toEqual([0, 0]);
    expect(jacobian((x) => tile(x, [0]), ones(2)).shape).toEqual([0, 2]);
    expect(jacobian((x) => x.at("2:"), ones(2)).shape).toEqual([0, 2]);
    expect(sort(zeros([0, 3]), 0).values.shape).toEqual([0, 3]);
  });
});

describe("errors", () => {
  const m = arange(6).reshape(2, 3);
  test.each<[string, () => unknown, Parameters<typeof expectError>[1], string]>([
    ["an axis too far", () => flip(m, 2), "DT_AXIS", "axis from -2 to 1"],
    ["an axis twice", () => flip(m, [0, -2]), "DT_AXIS", "each axis once"],
    ["an axis of a number", () => squeeze(3, 1), "DT_AXIS", "axis from -1 to 0"],
    ["a new axis too far", () => unsqueeze(m, 3), "DT_AXIS", "axis from -3 to 2"],
    ["shifts without their axes", () => roll(m, [1, 2], 0), "DT_ARGUMENT", "as many numbers as dims (1)"],
    ["two shifts of everything", () => roll(m, [1, 2]), "DT_ARGUMENT", "dims is not given"],
    ["movedim of unequal lists", () => movedim(m, [0, 1], 0), "DT_ARGUMENT", "as many axes as source (2)"],
    ["movedim to one place", () => movedim(m, [0, 1], [0, 0]), "DT_AXIS", "each axis once"],
    ["flatten backwards", () => flatten(m, 1, 0), "DT_ARGUMENT", "at most endDim (0)"],
    [
      "unflatten to another count",
      () => unflatten(m, 1, [2, 2]),
      "DT_SHAPE_MISMATCH",
      "as many elements as (3,)",
    ],
    ["unflatten with two gaps", () => unflatten(m, 1, [-1, -1]), "DT_SHAPE_MISMATCH", "One length may be -1"],
    ["expand of a longer axis", () => expand(m, [2, 6]), "DT_SHAPE_MISMATCH", "(2, 3) and (2, 6)"],
    ["expand to fewer axes", () => broadcastTo(m, [3]), "DT_ARGUMENT", "at least 2 lengths"],
    ["fewer copies than axes", () => repeat(m, [2]), "DT_ARGUMENT", "tile"],
    ["a negative number of copies", () => tile(m, [-1, 1]), "DT_ARGUMENT", "from 0"],
    ["repeats of another length", () => repeatInterleave(m, [1, 2], 1), "DT_SHAPE_MISMATCH", "(3,)"],
    ["cat of unequal shapes", () => cat([m, zeros([2, 2])]), "DT_SHAPE_MISMATCH", "(2, 3) but for axis 0"],
    ["cat of nothing", () => cat([]), "DT_SHAPE_MISMATCH", "cat"],
    ["cat of a number", () => cat(5 as never), "DT_ARGUMENT", "Write cat([a, b])"],
    ["stack of unequal shapes", () => stack([m, m.T]), "DT_SHAPE_MISMATCH", "all of shape (2, 3)"],
    ["split into another sum", () => split(m, [1, 1], 1), "DT_ARGUMENT", "whose sum is 3"],
    ["split by 0", () => split(m, 0), "DT_ARGUMENT", "a length from 1"],
    ["no chunks", () => chunk(m, 0), "DT_ARGUMENT", "from 1"],
    ["unbind of a number", () => unbind(3), "DT_AXIS", "0-dimensional"],
    ["meshgrid of a matrix", () => meshgrid(m, m), "DT_SHAPE_MISMATCH", "vectors or numbers"],
    ["an unknown indexing", () => meshgrid([1], { indexing: "yx" as never }), "DT_OPTION", '"ij" or "xy"'],
    ["narrow beyond the end", () => narrow(m, 1, 2, 2), "DT_ARGUMENT", "from 0 to 1"],
    ["select beyond the end", () => select(m, 1, 3), "DT_INDEX", "from -3 to 2 on axis 1"],
    ["the diagonal of a vector", () => diagonal([1, 2]), "DT_SHAPE_MISMATCH", "at least two axes"],
    ["the diagonal of one axis", () => diagonal(m, 0, 1, -1), "DT_AXIS", "each axis once"],
    ["diag of a batch", () => diag(zeros([2, 2, 2])), "DT_SHAPE_MISMATCH", "diagEmbed"],
    ["trace of a batch", () => trace(zeros([2, 2, 2])), "DT_SHAPE_MISMATCH", "einsum"],
    ["tril of a vector", () => tril([1, 2]), "DT_SHAPE_MISMATCH", "at least two axes"],
    ["an odd pad", () => pad(m, [1]), "DT_ARGUMENT", "two numbers"],
    ["a reflection longer than the axis", () => pad(m, [3, 0], "reflect"), "DT_ARGUMENT", "mode reflect"],
    ["an unknown mode", () => pad(m, [1, 1], "toString"), "DT_OPTION", '"reflect"'],
    ["an unknown option", () => cat([m], { axis: 0 } as never), "DT_OPTION", "dim"],
  ])("%s", (_name, call, code, word) => {
    expectError(call, code, word);
  });
});
