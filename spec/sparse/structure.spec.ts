// Structure through rows that are opaque: what a row reads along lines is read along lines, and items of a batch stay apart.
import {
  cholesky,
  cumsum,
  defineOp,
  inv,
  jacobian,
  jit,
  matmul,
  mul,
  solve,
  sort,
  sum,
  tensor,
  transpose,
  viewAsReal,
  vmap,
  type Tensor,
} from "../../lib/index.js";
import { conv1d, conv2d } from "../../lib/nn.js";
import { fft } from "../../lib/fft.js";
import { jacobianPattern, prepareJacobian, sparseHessian, sparseJacobian } from "../../lib/sparse.js";
import { Plain } from "../../lib/core/tensor.js";
import { subjectsOf, type Subject } from "../contract/subject.js";
import { rows } from "../rows.js";

const cases = rows
  .flatMap(subjectsOf)
  .filter((s) => s.rule.flat !== true && s.movable.length > 0 && s.x.every((x) => x.size > 0))
  .map((s): [string, Subject] => [s.name, s]);
type Args = [Tensor, Tensor];

/** Two items of numbers, one behind the other. */
const both = (x: Plain, y: Plain): Plain =>
  new Plain([2, ...x.shape], Float64Array.of(...x.data, ...y.data), x.dtype);

describe("a batch of two: two blocks, each the item's own", () => {
  test.each(cases)("%s", (_, s) => {
    const f = s.of(s.movable),
      g = (...z: Tensor[]): Tensor => f(...z),
      [first, second] = [s.x, s.draw(1)].map((x) => s.movable.map((i) => x[i])),
      one = jacobianPattern(g, first as unknown as Args),
      two = jacobianPattern(vmap(g), first.map((x, i) => both(x, second[i])) as unknown as Args),
      [m, n] = one.shape;
    expect([...two.shape]).toEqual([2 * m, 2 * n]);
    // Columns run over one argument after the other, each of two items.
    const item: number[] = [],
      own: number[] = [];
    let at = 0;
    for (const x of first) {
      for (let b = 0; b < 2; b++)
        for (let e = 0; e < x.size; e++) {
          item.push(b);
          own.push(at + e);
        }
      at += x.size;
    }
    const key = (i: number, j: number): string => `${i},${j}`,
      single = one.toTriplets(),
      wanted = new Set(Array.from(single.rows, (i, k) => key(i, single.columns[k]))),
      all = two.toTriplets(),
      found = [new Set<string>(), new Set<string>()];
    all.rows.forEach((i, k) => {
      const b = item[all.columns[k]];
      expect(Math.floor(i / m)).toBe(b);
      found[b].add(key(i % m, own[all.columns[k]]));
    });
    for (const block of found) expect([...block].sort()).toEqual([...wanted].sort());
  });
});

// A program may say less about what lies on a line (whether a pivot is 0 is not known to it), but nothing of another item.
describe("a batch of two, compiled", () => {
  test.each(cases)("%s", (_, s) => {
    const f = s.of(s.movable),
      z = s.movable.map((i) => both(s.x[i], s.draw(1)[i])),
      J = jit((...v: Tensor[]) =>
        sparseJacobian(
          vmap((...w: Tensor[]) => f(...w)),
          v as unknown as Args,
        ),
      ),
      { rows: i, columns: j } = J(...z).toTriplets(),
      m = s.y.size,
      item = z.flatMap(({ size }) => Array.from({ length: size }, (_, e) => Math.floor((2 * e) / size)));
    i.forEach((row, k) => {
      expect(Math.floor(row / m)).toBe(item[j[k]]);
    });
  });
});

describe("what functions of a row's structure have", () => {
  const B = 3,
    n = 4,
    many = (...shape: number[]): Tensor => {
      const count = shape.reduce((a, b) => a * b, 1);
      return tensor(Float64Array.from({ length: count }, (_, i) => Math.sin(i + 1))).reshape(shape);
    },
    // Diagonally dominant, and symmetric.
    matrices = (x: Tensor): Tensor => x.add(transpose(x, -1, -2)).mul(0.2).add(tensor([[3, 0, 0, 0], [0, 3, 0, 0], [0, 0, 3, 0], [0, 0, 0, 3]])); // prettier-ignore
  test.each<[string, (x: Tensor) => Tensor, Tensor, number]>([
    ["solve for each right-hand side", (x) => solve(matrices(many(n, n)), x), many(n, 5), 5 * n * n],
    ["solve for each matrix", (x) => solve(matrices(x), many(B, n)), many(B, n, n), B * n * n * n],
    ["inv", (x) => inv(matrices(x)), many(B, n, n), B * n ** 4],
    ["a transform along rows", (x) => viewAsReal(fft(x)), many(B, n), B * 2 * n * n],
    ["a transform along columns", (x) => viewAsReal(fft(x, { dim: 0 })), many(B, n), n * 2 * B * B],
    ["sort", (x) => sort(x, 1).values, many(B, n), B * n * n],
    ["running sums", (x) => cumsum(x, 1), many(B, n), (B * n * (n + 1)) / 2],
    ["a convolution: 3 taps", (x) => conv1d(x.reshape(1, 1, -1), many(1, 1, 3)), many(12), 3 * 10],
    [
      "a convolution of planes: 2 x 3 taps",
      (x) => conv2d(x.reshape(1, 1, 5, 6), many(1, 1, 2, 3)),
      many(30),
      6 * 4 * 4,
    ],
    ["a product with a matrix", (x) => matmul(x, many(n, n)), many(B, n), B * n * n],
  ])("%s", (_, f, x, nnz) => {
    const pattern = jacobianPattern(f, x);
    expect(pattern.nnz).toBe(nnz);
    expect(prepareJacobian(f, x).pattern.nnz).toBe(nnz);
    // Nothing that is not zero at another point stands elsewhere.
    const J = jacobian(f, x.mul(1.25).add(0.01)).data,
      has = pattern.toDense().data;
    J.forEach((v, e) => {
      if (v !== 0) expect(has[e]).toBe(1);
    });
  });
  test("cholesky: L[i, j] of rows up to i and columns up to j, at least; and of its own matrix", () => {
    const has = jacobianPattern((x) => cholesky(matrices(x)), many(B, n, n)).toDense().data,
      place = (b: number, i: number, j: number): number => (b * n + i) * n + j;
    for (let b = 0; b < B; b++)
      for (let c = 0; c < B; c++)
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++)
            for (let k = 0; k < n; k++)
              for (let l = 0; l < n; l++) {
                const entry = has[place(b, i, j) * B * n * n + place(c, k, l)];
                if (b !== c) expect(entry).toBe(0);
                else if (j <= i && Math.max(k, l) <= i && Math.min(k, l) <= j) expect(entry).toBe(1);
              }
  });
  test("the Hessian of a squared convolution is a band of 2 * 3 - 1", () => {
    const f = (x: Tensor): Tensor => {
        const y = conv1d(x.reshape(1, 1, -1), tensor([[[1, -2, 1]]]));
        return sum(mul(y, y));
      },
      H = sparseHessian(f, many(12)).toTriplets();
    H.rows.forEach((i, k) => {
      expect(Math.abs(i - H.columns[k])).toBeLessThanOrEqual(2);
    });
    expect(H.rows).toHaveLength(5 * 12 - 6);
  });
});

describe("operations of one's own, over a batch", () => {
  const backwards = defineOp({
      name: "backwards",
      apply: (x) => x.data.slice().reverse(),
      transpose: (ybar) => ybar.data.slice().reverse(),
      samples: [[1, 2, 4]],
    }),
    length = defineOp({
      name: "length",
      value: (x: Tensor) => Math.hypot(...x.data),
      pull: (ybar, [x], y) => mul(ybar, x.div(y)),
      samples: [[[3, 4]]],
    }),
    scaled = defineOp({
      name: "scaled",
      value: (x: Tensor, k: Tensor) => x.mul(k.item()),
      push: ([dx, dk], [x, k]) => {
        const along = dx && dx.mul(k),
          across = dk && x.mul(dk);
        return along && across ? along.add(across) : (along ?? across);
      },
      samples: [[[3, 4], 2]],
    });
  const x = tensor([[1, 2, 5], [3, 4, 6]]); // prettier-ignore
  test.each<[string, (x: Tensor) => Tensor, number]>([
    ["linear", (r) => backwards(r), 2 * 9],
    ["by its pullback", (r) => length(r), 2 * 3],
    ["by its pushforward", (r) => scaled(r, r.at(0)), 2 * 5],
  ])("%s", (_, f, nnz) => {
    const g = (v: Tensor): Tensor => vmap(f)(v),
      J = sparseJacobian(g, x);
    expect(J.nnz).toBe(nnz);
    const want = jacobian(g, x);
    expect([...J.toDense().data]).toEqual([...want.data]);
    expect([...prepareJacobian(g, x).at(x).toDense().data]).toEqual([...want.data]);
    expect([...jit((v: Tensor) => sparseJacobian(g, v))(x).toDense().data]).toEqual([...want.data]);
  });
});
