// Sparse derivatives are the dense ones, whichever way they are found; structure is that of operations; colours are those published.
import {
  add, amax, expand, indexAdd, sort, exp, hessian, jacobian, jit, maximum, mul, neg, relu, roll, sin, square, stack, sum, tensor, where, gt, cumsum, zeros,
  type Tensor,
} from "dualtensor"; // prettier-ignore
import {
  colorColumns,
  jacobianPattern,
  prepareHessian,
  prepareJacobian,
  sparseHessian,
  sparseJacobian,
  SparseMatrix,
  starColoring,
  valueAndSparseHessian,
  valueAndSparseJacobian,
} from "dualtensor/sparse";
import { numbers } from "./draw.js";

const same = (A: Tensor, B: Tensor): void => {
  expect([...A.shape]).toEqual([...B.shape]);
  // The sign of a zero may differ: what is not stored is +0.
  expect(A.data.map((v) => v + 0)).toEqual(B.data.map((v) => v + 0));
};
/** Programs have exponentials and sines of their own, within 2 ulp: three of them in a product. */
const near = (A: Tensor, B: Tensor): void => {
  const most = B.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  A.data.forEach((v, i) => expect(Math.abs(v - B.data[i])).toBeLessThanOrEqual(2 ** -46 * most));
};

test("100 random patterns: equal to dense at 3 other points each, every way", () => {
  const { uniform, integer } = numbers(2019);
  for (let k = 0; k < 100; k++) {
    const n = 3 + integer(8),
      m = 2 + integer(8),
      terms = 1 + integer(3 * m),
      // y[row] += x[i] sin(x[j]) + x[i]², a term at a time.
      row = Array.from({ length: terms }, () => integer(m)),
      i = Array.from({ length: terms }, () => integer(n)),
      j = Array.from({ length: terms }, () => integer(n)),
      vectors = integer(2) === 0;
    const f = vectors
      ? (x: Tensor): Tensor => indexAdd(zeros([m]), 0, row, mul(x.at(i), sin(x.at(j))).add(square(x.at(i))))
      : (x: Tensor): Tensor => {
          const y: (Tensor | null)[] = new Array<Tensor | null>(m).fill(null);
          row.forEach((r, t) => {
            const term = x.at(i[t]).mul(sin(x.at(j[t]))).add(square(x.at(i[t]))); // prettier-ignore
            y[r] = y[r]?.add(term) ?? term;
          });
          return stack(y.map((v) => v ?? tensor(1)));
        };
    const draw = (): Tensor => tensor(Float64Array.from({ length: n }, () => 4 * uniform() - 2)),
      first = draw(),
      pattern = jacobianPattern(f, first),
      prepared = prepareJacobian(f, first),
      compiled = jit((x: Tensor) => sparseJacobian(f, x)),
      scalar = (x: Tensor): Tensor => sum(f(x)),
      H = prepareHessian(scalar, first);
    compiled(first);
    for (let p = 0; p < 3; p++) {
      const x = draw(),
        want = jacobian(f, x),
        J = sparseJacobian(f, x);
      same(J.toDense(), want);
      expect([...J.indices]).toEqual([...pattern.indices]);
      expect([...J.indptr]).toEqual([...pattern.indptr]);
      near(prepared.at(x).toDense(), want);
      near(compiled(x).toDense(), want);
      near(sparseJacobian(f, x, { pattern }).toDense(), want);
      const second = hessian(scalar, x);
      near(sparseHessian(scalar, x).toDense(), second);
      near(H.at(x).toDense(), second);
    }
    // No entry stands where the program says that there is none, and the program says it exactly.
    const structure = compiled(first);
    const dense = pattern.toDense().data;
    structure.toDense().data.forEach((v, e) => {
      if (v !== 0) expect(dense[e]).toBe(1);
    });
  }
});

test("tuples and records: rows and columns one after the other; values beside", () => {
  const f = ({ a, b }: { a: Tensor; b: Tensor }): { p: Tensor; q: Tensor } => ({ p: a.mul(b), q: b.mul(2) });
  const { value, jacobian: J } = valueAndSparseJacobian(f, { a: [1, 2], b: [3, 4] });
  expect([value.p.toArray(), value.q.toArray()]).toEqual([
    [3, 8],
    [6, 8],
  ]);
  expect(J.toArray()).toEqual([
    [3, 0, 1, 0],
    [0, 4, 0, 2],
    [0, 0, 2, 0],
    [0, 0, 0, 2],
  ]);
  const { value: y, hessian: H } = valueAndSparseHessian((a, b) => mul(a, b).sum(), [tensor([1, 2]), tensor([3, 4])]); // prettier-ignore
  expect(y.item()).toBe(11);
  expect(H.toArray()).toEqual([
    [0, 0, 1, 0],
    [0, 0, 0, 1],
    [1, 0, 0, 0],
    [0, 1, 0, 0],
  ]);
});

describe("structure never depends on numbers", () => {
  const n = 6,
    count = (f: (x: Tensor) => Tensor, v: number): number => jacobianPattern(f, zeros([n]).add(v)).nnz;
  test.each<[string, (x: Tensor) => Tensor, number]>([
    ["x * 0", (x) => x.mul(0), n],
    ["relu", (x) => relu(x), n],
    ["both branches of where", (x) => where(gt(x, 0), x, roll(x, 1)), 2 * n],
    ["maximum", (x) => maximum(x, roll(x, 1)), 2 * n],
    ["the largest of all", (x) => expand(x.mul(x).sum(), [n]).add(amax(x)), n * n],
    ["sort", (x) => sort(x).values, n * n],
    ["running sums, of those before", (x) => cumsum(x, 0), (n * (n + 1)) / 2],
  ])("%s", (_, f, nnz) => {
    for (const v of [-1, 0, 1]) expect(count(f, v)).toBe(nnz);
  });
});

describe("compiled", () => {
  const f = (x: Tensor): Tensor => add(mul(sin(x), square(roll(x, -1))), exp(neg(x)));
  test("jit gives the matrix, and its entries as numbers", () => {
    const J = jit((x: Tensor) => sparseJacobian(f, x)),
      x = tensor([0.1, 0.2, 0.3, 0.4]);
    J(x);
    near(J(x.mul(2)).toDense(), jacobian(f, x.mul(2)));
    const entries = J.numbers(x.data);
    expect(entries).toHaveLength(8);
    expect([...entries]).toEqual([...J(x).data]);
  });
  test("a derivative of entries", () => {
    // d/dx of the entries 2 x_i of the Jacobian of x²
    const d = jacobian((x: Tensor) => sparseJacobian((y: Tensor) => y.mul(y), x).values, tensor([1, 2, 3]));
    expect(d.toArray()).toEqual([
      [2, 0, 0],
      [0, 2, 0],
      [0, 0, 2],
    ]);
  });
  test("prepared: value, entries in place, other shapes refused", () => {
    const P = prepareJacobian(f, [1, 2, 3]),
      out = new Float64Array(6),
      value = new Float64Array(3),
      x = Float64Array.of(0.5, -1, 2);
    expect(P.numbers(x, out, value)).toBe(out);
    near(tensor(value), f(tensor(x)));
    near(P.at(x).toDense(), jacobian(f, tensor(x)));
    expect(() => P.numbers(Float64Array.of(1))).toThrow("3 numbers");
    expect(() => P.numbers(x, new Float64Array(2))).toThrow("6 numbers");
    expect(() => P.at([1, 2])).toThrow("3 numbers");
  });
  test("prepared: a branch on a value is refused", () => {
    expect(() => prepareJacobian((x) => (gt(x.sum(), 0).item() ? x : x.mul(2)), [1, 2])).toThrow("item()");
  });
});

// Patterns of grids, of which the fewest colours are known: 2 b + 1 of a band, 5 and 9 of stencils, what a full row or a block has.
describe("colours", () => {
  const pattern = (n: number, each: (put: (i: number, j: number) => void) => void): SparseMatrix => {
    const rows: number[] = [],
      columns: number[] = [];
    each((i, j) => {
      if (i < 0 || j < 0 || i >= n || j >= n) return;
      rows.push(i);
      columns.push(j);
    });
    return SparseMatrix.from({ rows, columns, values: rows.map(() => 1), shape: [n, n] });
  };
  const grid = (N: number, M: number, steps: readonly (readonly [number, number])[]): SparseMatrix =>
    pattern(N * M, (put) => {
      for (let i = 0; i < N; i++)
        for (let j = 0; j < M; j++)
          for (const [a, b] of steps)
            if (i + a >= 0 && i + a < N && j + b >= 0 && j + b < M) put(i * M + j, (i + a) * M + j + b);
    });
  const five = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]] as const, // prettier-ignore
    nine = [-1, 0, 1].flatMap((a) => [-1, 0, 1].map((b) => [a, b] as const)),
    band = (n: number, b: number): SparseMatrix =>
      pattern(n, (put) => {
        for (let i = 0; i < n; i++) for (let j = i - b; j <= i + b; j++) put(i, j);
      }),
    arrow = pattern(50, (put) => {
      for (let i = 0; i < 50; i++) {
        put(i, i);
        if (i > 0) {
          put(i, 0);
          put(0, i);
        }
      }
    }),
    blocks = pattern(60, (put) => {
      for (let b = 0; b < 60; b += 5)
        for (let i = 0; i < 5; i++) for (let j = 0; j < 5; j++) put(b + i, b + j);
    });
  // Known least numbers. Columns: 2 b + 1 of a band, the longest row of blocks, arrows and stencils (A. R. Curtis, M. J. D. Powell and
  // J. K. Reid 1974; T. F. Coleman and J. J. More 1983, who colour 5 and 9 points by (i + 2 j) mod 5 and (i + 3 j) mod 9). Stars: 2 of
  // an arrow (Coleman and More 1984), 5 of a grid of 5 points (G. Fertin, A. Raspaud and B. Reed, "Star coloring of graphs", 2004).
  test.each<[string, SparseMatrix, number, number]>([
    ["a diagonal", band(20, 0), 1, 1],
    ["three diagonals", band(100, 1), 3, 3],
    ["five diagonals", band(100, 2), 5, 5],
    ["fifteen diagonals", band(100, 7), 15, 15],
    ["5 points", grid(20, 20, five), 5, 5],
    ["5 points, another grid", grid(50, 37, five), 5, 5],
    ["9 points", grid(20, 20, nine), 9, 9],
    ["an arrow", arrow, 50, 2],
    ["blocks", blocks, 5, 5],
  ])("%s", (_, A, columns, star) => {
    const c = colorColumns(A),
      s = starColoring(A),
      { rows, columns: cols } = A.toTriplets();
    expect(c.count).toBeLessThanOrEqual(columns);
    expect(s.count).toBeLessThanOrEqual(star);
    // Columns of one colour meet in no row.
    const met = new Set<string>();
    rows.forEach((i, k) => {
      const key = `${i},${c.colors[cols[k]]}`;
      expect(met.has(key)).toBe(false);
      met.add(key);
    });
    // Each entry off the diagonal stands alone in one of its two rows.
    const times = new Map<string, number>();
    rows.forEach((i, k) => {
      const key = `${i},${s.colors[cols[k]]}`;
      times.set(key, (times.get(key) ?? 0) + 1);
    });
    rows.forEach((i, k) => {
      const j = cols[k];
      expect(times.get(`${i},${s.colors[j]}`) === 1 || times.get(`${j},${s.colors[i]}`) === 1).toBe(true);
    });
  });
});

describe("bad input", () => {
  const f = (x: Tensor): Tensor => x.mul(roll(x, 1));
  const missing = new SparseMatrix([1, 1, 1], [0, 1, 2], [0, 1, 2, 3], [3, 3]);
  test.each([
    ["dense after all, with its count", () => sparseJacobian((x) => cumsum(x, 0), zeros([300]), { maxEntries: 40_000 }), "90000"],
    ["the row that made it so", () => sparseJacobian((x) => cumsum(x, 0), zeros([300]), { maxEntries: 40_000 }), "cumsum"],
    ["too many entries of a prepared one", () => prepareJacobian((x) => expand(x.sum(), [300]).mul(x), zeros([300]), { maxEntries: 1000 }), "90000"],
    ["a pattern that misses entries", () => sparseJacobian(f, [1, 2, 3], { pattern: missing }), "where the pattern has none"],
    ["the same of a Hessian", () => sparseHessian((x) => f(x).sum(), [1, 2, 3], { pattern: missing }), "where the pattern has none"],
    ["a pattern of another shape", () => sparseJacobian(f, [1, 2], { pattern: missing }), "2 columns"],
    ["a pattern of other rows", () => sparseJacobian((x) => x.sum(), [1, 2, 3], { pattern: missing }), "1 rows"],
    ["a pattern that is none", () => sparseJacobian(f, [1, 2], { pattern: [[1]] as never }), "SparseMatrix"],
    ["a limit of half an entry", () => jacobianPattern(f, [1], { maxEntries: 0.5 }), "maxEntries"],
    ["an unknown option", () => sparseJacobian(f, [1], { chunk: 1 } as never), "chunk"],
    ["no function", () => sparseJacobian(1 as never, [1]), "function"],
    ["a vector's Hessian", () => sparseHessian(f, [1, 2]), "scalar"],
    ["no pattern to colour", () => colorColumns([] as never), "SparseMatrix"],
    ["a star of what is not square", () => starColoring(new SparseMatrix([], [], [0, 0], [3, 1])), "square"],
  ])("%s", (_, g, text) => {
    expect(g).toThrow(text);
  }); // prettier-ignore
  test("a pattern with more than there is, is no error", () => {
    const all = SparseMatrix.from({
      rows: [0, 1, 2, 0, 1, 2, 0, 1, 2],
      columns: [0, 0, 0, 1, 1, 1, 2, 2, 2],
      values: new Array<number>(9).fill(1),
      shape: [3, 3],
    });
    same(sparseJacobian(f, [1, 2, 3], { pattern: all }).toDense(), jacobian(f, [1, 2, 3]));
  });
});

test("nothing as large as the Jacobian is made: a stencil of 200,000 unknowns", () => {
  const n = 200_000,
    f = (x: Tensor): Tensor => mul(sin(x), roll(x, -1)),
    x = tensor(Float64Array.from({ length: n }, (_, i) => Math.sin(i))),
    J = sparseJacobian(f, x);
  expect(J.nnz).toBe(2 * n);
  // Row i: cos(x_i) x_{i+1} and sin(x_i).
  const y = J.matvec(zeros([n]).add(1)).data;
  for (const i of [0, 1, 777, n - 1]) {
    const next = x.data[(i + 1) % n];
    expect(y[i]).toBe(i === n - 1 ? Math.sin(x.data[i]) + Math.cos(x.data[i]) * next : Math.cos(x.data[i]) * next + Math.sin(x.data[i])); // prettier-ignore
  }
});
