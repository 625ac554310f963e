// Products of tensors: einsum against a sum over all letters written out as loops, its grammar, and the products that have
// names of their own against einsum and their definitions.

import fc from "fast-check";
import * as mathjs from "mathjs";
import {
  cross,
  einsum,
  hessian,
  inner,
  kron,
  matmul,
  mul,
  outer,
  stack,
  tensor,
  tensordot,
  vander,
  vmap,
  type Tensor,
} from "dualtensor";
import * as linalg from "dualtensor/linalg";
import { expectClose, expectError, expectLinear, numbers, ROUNDING, sample } from "./laws";

/** The definition: for each value of the letters of the result, the sum over those of all others of the product. */
function written(terms: readonly string[], result: string, operands: readonly Tensor[]): Tensor {
  const lengths = new Map<string, number>();
  terms.forEach((t, i) =>
    [...t].forEach((c, d) => lengths.set(c, Math.max(lengths.get(c) ?? 1, operands[i].shape[d]))),
  );
  const letters = [...lengths.keys()];
  const shape = [...result].map((c) => lengths.get(c)!);
  const out = new Map<string, number>();
  const visit = (k: number, at: ReadonlyMap<string, number>): void => {
    if (k === letters.length) {
      const entry = operands.reduce((p, t, i) => {
        const place = [...terms[i]].map((c, d) => (t.shape[d] === 1 ? 0 : at.get(c)!));
        return p * t.data[place.reduce((q, v, d) => q * t.shape[d] + v, 0)];
      }, 1);
      const key = [...result].map((c) => at.get(c)!).join();
      out.set(key, (out.get(key) ?? 0) + entry);
    } else for (let v = 0; v < lengths.get(letters[k])!; v++) visit(k + 1, new Map([...at, [letters[k], v]]));
  };
  visit(0, new Map());
  const places = shape.reduce<number[][]>(
    (all, n) => all.flatMap((p) => Array.from({ length: n }, (_, i) => [...p, i])),
    [[]],
  );
  return tensor(
    places.map((p) => out.get(p.join()) ?? 0),
    { shape },
  );
}

/** Terms over a few letters, repeated ones too; a letter that is not repeated in its term may have length 1 there. */
const sums = fc
  .record({
    terms: fc.array(fc.array(fc.constantFrom(..."ijkA"), { maxLength: 3 }), { minLength: 1, maxLength: 4 }),
    result: fc.subarray([..."ijkA"]),
    order: fc.boolean(),
    units: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  })
  .map(({ terms, result, order, units }) => {
    const lengths: Record<string, number> = { i: 2, j: 3, k: 2, A: 3 };
    const present = result.filter((c) => terms.some((t) => t.includes(c)));
    const operands = terms.map((t, n) => {
      const shape = t.map((c, d) =>
        units[n * 3 + d] && n > 0 && t.indexOf(c) === t.lastIndexOf(c) ? 1 : lengths[c],
      );
      return sample(shape, n + 1);
    });
    return {
      terms: terms.map((t) => t.join("")),
      result: (order ? present : present.reverse()).join(""),
      operands,
    };
  });

describe("einsum", () => {
  test("is the sum over all letters that the result lacks", () => {
    fc.assert(
      fc.property(sums, ({ terms, result, operands }) => {
        // Sums of up to 36 products of four numbers below 2, in another order.
        expectClose(
          einsum(`${terms.join(",")}->${result}`, ...operands),
          written(terms, result, operands),
          ROUNDING * 100,
        );
      }),
      { numRuns: 400 },
    );
  });
  test("is linear in each operand, in every mode", () => {
    fc.assert(
      fc.property(sums, ({ terms, result, operands }) => {
        const equation = `${terms.join(",")}->${result}`;
        operands.forEach((x, i) =>
          expectLinear((v) => einsum(equation, ...operands.map((o, j) => (j === i ? v : o))), x),
        );
      }),
      { numRuns: 40 },
    );
  });
  test.each<[string, readonly Tensor[], string, readonly string[]]>([
    // Implied results: letters that occur once, in alphabetical order, capitals first.
    ["ba", [sample([2, 3])], "ab", ["ba"]],
    ["ij,jk", [sample([2, 3]), sample([3, 2])], "ik", ["ij", "jk"]],
    ["ii", [sample([3, 3])], "", ["ii"]],
    ["aB", [sample([2, 3])], "Ba", ["aB"]],
    ["i,j", [sample([2]), sample([3])], "ij", ["i", "j"]],
    // Spaces, numbers, repeated letters, everything summed.
    [" i j , j k -> i k ", [sample([2, 3]), sample([3, 2])], "ik", ["ij", "jk"]],
    [",ij->ij", [tensor(2), sample([2, 3])], "ij", ["", "ij"]],
    ["iij->j", [sample([2, 2, 3])], "j", ["iij"]],
    ["iii->i", [sample([3, 3, 3])], "i", ["iii"]],
    ["ij->", [sample([2, 3])], "", ["ij"]],
    ["ij,ij,ij->ij", [sample([2, 2]), sample([2, 2], 2), sample([2, 2], 3)], "ij", ["ij", "ij", "ij"]],
    // An ellipsis stands for axes that broadcast from the right: here named p and q.
    ["...ij,...jk->...ik", [sample([2, 3, 2, 2]), sample([3, 2, 2])], "pqik", ["pqij", "qjk"]],
    ["i...", [sample([2, 3, 2])], "pqi", ["ipq"]],
    ["...i,i...->i...", [sample([3, 2, 2]), sample([2, 2])], "ipq", ["pqi", "iq"]],
    ["i...->i", [sample([2, 3])], "i", ["ip"]],
    ["...,...", [sample([2, 1]), sample([3])], "pq", ["pq", "q"]],
    ["ij...->...", [sample([2, 3])], "", ["ij"]],
  ])("%s", (equation, operands, result, terms) => {
    expectClose(einsum(equation, ...operands), written(terms, result, operands), ROUNDING);
    expectClose(einsum(equation, operands), written(terms, result, operands), ROUNDING);
  });
  test("under vmap it is what it is one by one", () => {
    const X = sample([3, 2, 3, 3]);
    const f = (x: Tensor): Tensor => einsum("...ii,ij->...j", x, sample([3, 2]));
    expectClose(vmap(f)(X), stack([...X].map(f)), ROUNDING);
  });
  test("the Hessian of a quadratic form is A + A transposed", () => {
    const A = sample([3, 3]);
    expectClose(
      hessian((x) => einsum("i,ij,j", x, A, x), sample([3], 2)),
      A.add(A.T),
      ROUNDING,
    );
  });
  test.each<[string, readonly unknown[], Parameters<typeof expectError>[1], string]>([
    ["i1", [[1]], "DT_ARGUMENT", '"1" is no letter'],
    ["i..j", [[[1]]], "DT_ARGUMENT", '"." is no letter and no "..."'],
    ["......", [[1]], "DT_ARGUMENT", 'at most one "..."'],
    ["i->j->k", [[1]], "DT_ARGUMENT", 'at most one "->"'],
    ["i->i,i", [[1]], "DT_ARGUMENT", "one term behind the arrow"],
    ["i->j", [[1]], "DT_ARGUMENT", '"j", which stands behind the arrow'],
    ["i->ii", [[1]], "DT_ARGUMENT", '"i" once behind the arrow'],
    ["i->...i", [[1]], "DT_ARGUMENT", '"...", which stands behind the arrow'],
    ["i,j", [[1]], "DT_ARGUMENT", "as many terms as operands: 1, not 2"],
    ["i", [[1], [1]], "DT_ARGUMENT", "as many terms as operands: 2, not 1"],
    ["ij", [[1]], "DT_ARGUMENT", "1 letters for the 1 axes of operand 0, not 2"],
    ["ij...", [[1]], "DT_ARGUMENT", "or fewer"],
    ["ii", [[[1, 2]]], "DT_SHAPE_MISMATCH", 'of one length along both "i"'],
    ["ij,jk", [[[1, 2]], [[1], [2], [3]]], "DT_SHAPE_MISMATCH", 'operand 1 of length 2 along "j"'],
    [
      "...,...",
      [
        [1, 2],
        [1, 2, 3],
      ],
      "DT_SHAPE_MISMATCH",
      'along axis -1 of "..."',
    ],
  ])("%s is an error", (equation, operands, code, word) => {
    expectError(() => einsum(equation, ...(operands as Tensor[])), code, /^einsum/, word);
  });
  test("an equation that is no text is an error", () => {
    expectError(() => einsum(sample([2]) as never, "i->i" as never), "DT_ARGUMENT", "equation");
  });
});

describe("products with names", () => {
  test("outer, inner, tensordot and matmul are einsums", () => {
    const [a, b] = [sample([3]), sample([4], 2)];
    expectClose(outer(a, b), einsum("i,j->ij", a, b), 0);
    const [x, y] = [sample([2, 3]), sample([4, 3], 2)];
    expectClose(inner(x, y), einsum("ik,jk->ij", x, y), ROUNDING);
    expectClose(inner(x, 2), mul(x, 2), 0);
    expectClose(matmul(x, y.T), inner(x, y), ROUNDING);
    const [u, v] = [sample([2, 3, 4]), sample([4, 3, 5], 2)];
    expectClose(
      tensordot(u, v, [
        [1, 2],
        [1, 0],
      ]),
      einsum("ijk,kjl->il", u, v),
      ROUNDING,
    );
    expectClose(
      tensordot(u, v, [
        [-2, -1],
        [1, -3],
      ]),
      einsum("ijk,kjl->il", u, v),
      ROUNDING,
    );
    expectClose(tensordot(u, sample([3, 4, 2])), einsum("ijk,jkl->il", u, sample([3, 4, 2])), ROUNDING);
    expectClose(tensordot(a, b, 0), outer(a, b), 0);
    expectClose(linalg.vecdot(x, sample([3], 3)), einsum("ij,j->i", x, sample([3], 3)), ROUNDING);
  });
  test("kron has a block for each element", () => {
    const [a, b] = [sample([2, 3]), sample([2, 2], 2)];
    const K = kron(a, b);
    expect(K.shape).toEqual([4, 6]);
    for (let i = 0; i < 2; i++)
      for (let j = 0; j < 3; j++)
        expectClose(K.at(`${2 * i}:${2 * i + 2}`, `${2 * j}:${2 * j + 2}`), a.at(i, j).mul(b), 0);
    expect(K.toArray()).toEqual(mathjs.kron(a.toArray<number[][]>(), b.toArray<number[][]>()));
    expect(kron([1, 2], [[1], [10]]).toArray()).toEqual([
      [1, 2],
      [10, 20],
    ]);
    // (A x B)(C x D) = AC x BD.
    const [c, d] = [sample([3, 2], 3), sample([2, 2], 4)];
    expectClose(matmul(K, kron(c, d)), kron(matmul(a, c), matmul(b, d)), ROUNDING * 10);
  });
  test("cross is orthogonal to both, agrees with mathjs, along any axis", () => {
    const [a, b] = [sample([4, 3]), sample([4, 3], 2)];
    const c = linalg.cross(a, b);
    expectClose(linalg.vecdot(c, a), tensor([0, 0, 0, 0]), ROUNDING);
    expect([...c].map((r) => r.toArray())).toEqual(
      [...a].map((r, i) => mathjs.cross(r.toArray<number[]>(), b.at(i).toArray<number[]>())),
    );
    expectClose(linalg.cross(a.T, b.T, { dim: 0 }), c.T, 0);
    expectClose(cross(a, b), c, 0);
    expectClose(cross(a.T, b.T), c.T, 0);
    expectClose(linalg.cross(a, [0, 0, 1]).at(":", 2), tensor([0, 0, 0, 0]), 0);
  });
  test("vander has the powers", () => {
    expect(vander([1, 2, 3]).toArray()).toEqual([
      [1, 1, 1],
      [4, 2, 1],
      [9, 3, 1],
    ]);
    expect(vander([2, 3], 2, true).toArray()).toEqual([
      [1, 2],
      [1, 3],
    ]);
    expect(linalg.vander([[0, 2]], { N: 4 }).toArray()).toEqual([
      [
        [1, 0, 0, 0],
        [1, 2, 4, 8],
      ],
    ]);
    // At 0 too: d/dx (1, x, x^2, x^3) = (0, 1, 2x, 3x^2).
    expect(
      vmap((x: Tensor) => hessian((t) => vander(t.reshape(1), 4, true).sum(), x))([0, 2]).toArray(),
    ).toEqual([2, 14]);
  });
  test("all are linear in each operand", () => {
    const [a, b] = [sample([2, 3]), sample([2, 3], 2)];
    for (const f of [kron, linalg.cross, inner, (x: Tensor, y: Tensor) => tensordot(x, y.T, 1)]) {
      expectLinear((x) => f(x, b), a);
      expectLinear((y) => f(a, y), b);
    }
    expectLinear((x) => outer(x, numbers(3, 1)), sample([17]));
  });
  test.each<[string, () => unknown, Parameters<typeof expectError>[1], string]>([
    ["outer of a matrix", () => outer([[1]], [1]), "DT_SHAPE_MISMATCH", "input (n,), a vector"],
    ["inner of unequal last axes", () => inner([1, 2], [1, 2, 3]), "DT_SHAPE_MISMATCH", "2 entries"],
    [
      "tensordot of unequal axes",
      () => tensordot([1, 2], [1, 2, 3], 1),
      "DT_SHAPE_MISMATCH",
      "of length 2 along axis 0",
    ],
    ["tensordot over more axes than there are", () => tensordot([1, 2], [1, 2]), "DT_ARGUMENT", "at most 1"],
    [
      "tensordot over unequal lists",
      () => tensordot([1, 2], [1, 2], [[0], []]),
      "DT_ARGUMENT",
      "Write tensordot(a, b, [[1], [0]])",
    ],
    [
      "cross of two numbers each",
      () => cross([1, 2], [3, 4]),
      "DT_SHAPE_MISMATCH",
      "of length 3 along some axis",
    ],
    [
      "cross along another axis",
      () => linalg.cross(sample([3, 2]), sample([3, 2])),
      "DT_SHAPE_MISMATCH",
      "of length 3 along axis 1",
    ],
    ["vander of a matrix", () => vander([[1]]), "DT_SHAPE_MISMATCH", "linalg.vander"],
    ["a negative number of powers", () => vander([1], -1), "DT_ARGUMENT", "from 0"],
    ["vecdot of unequal axes", () => linalg.vecdot([1, 2], [1, 2, 3]), "DT_SHAPE_MISMATCH", "(2,) and (3,)"],
  ])("%s is an error", (_name, call, code, word) => {
    expectError(call, code, word);
  });
});
