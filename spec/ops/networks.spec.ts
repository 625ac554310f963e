// What the table cannot say of functions of networks: their kinks, what carries no derivative, extremes, batches of labels.

import { grad, hessian, jacobian, sum, tensor, vmap, type Tensor } from "dualtensor";
import {
  batchNorm,
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  cosineSimilarity,
  crossEntropy,
  dropout,
  embedding,
  hingeEmbeddingLoss,
  huberLoss,
  klDiv,
  l1Loss,
  multiMarginLoss,
  nllLoss,
  normalize,
  scaledDotProductAttention,
  smoothL1Loss,
} from "dualtensor/nn";

const slope = (f: (x: Tensor) => Tensor, at: number): number => grad((x) => sum(f(x)), tensor(at)).item();

describe("kinks", () => {
  test("a difference of 0 has the derivative 0", () => {
    expect(slope((x) => l1Loss(x, 1), 1)).toBe(0);
    expect(slope((x) => smoothL1Loss(x, 1, { beta: 0 }), 1)).toBe(0);
    expect(slope((x) => smoothL1Loss(x, 1), 1)).toBe(0);
    expect(slope((x) => huberLoss(x, 1), 1)).toBe(0);
  });

  test("where the square of a difference ends the slopes agree, and the second derivative is that of the line", () => {
    for (const loss of [smoothL1Loss, huberLoss]) {
      expect(slope((x) => loss(x, 0), 1)).toBe(1);
      expect(slope((x) => loss(x, 0), -1)).toBe(-1);
      expect(hessian((x: Tensor) => loss(x, 0), tensor(1)).item()).toBe(0);
      expect(hessian((x: Tensor) => loss(x, 0), tensor(0.5)).item()).toBe(1);
    }
  });

  test("at a margin hingeEmbeddingLoss still has a slope, multiMarginLoss none, as in torch", () => {
    expect(slope((x) => hingeEmbeddingLoss(x, -1), 1)).toBe(-1);
    expect(grad((x) => multiMarginLoss(x, 0), tensor([1, 0])).toArray()).toEqual([0, 0]);
  });

  test("a vector of length 0 is divided by eps", () => {
    expect(jacobian((x) => normalize(x, { dim: 0, eps: 0.5 }), tensor([0, 0])).toArray()).toEqual([
      [2, 0],
      [0, 2],
    ]);
    const [dx, dy] = jacobian(
      (x: Tensor, y: Tensor) => cosineSimilarity(x, y, { dim: 0, eps: 0.5 }),
      [tensor([0, 0]), tensor([3, 4])],
    );
    expect(dx.toArray()).toEqual([1.2, 1.6]);
    expect(dy.toArray()).toEqual([0, 0]);
  });
});

describe("extremes", () => {
  test("logits of any size keep value and slope", () => {
    const x = tensor([40, -40, 1000, -1000]);
    const y = tensor([1, 0, 0, 1]);
    const loss = (v: Tensor): Tensor => binaryCrossEntropyWithLogits(v, y, { reduction: "sum" });
    expect(binaryCrossEntropyWithLogits(x, y, { reduction: "none" }).toArray()).toEqual([
      Math.exp(-40),
      Math.exp(-40),
      1000,
      1000,
    ]);
    expect(grad(loss, x).toArray()).toEqual([-Math.exp(-40), Math.exp(-40), 1, -1]);
    expect(crossEntropy([[1000, 0]], [1]).item()).toBe(1000);
    expect(grad((v) => crossEntropy(v, [1]), tensor([[1000, 0]])).toArray()).toEqual([[1, -1]]);
  });

  test("probabilities 0 and 1 have finite losses, and torch's slopes", () => {
    const p = tensor([0, 1, 0, 1]);
    const t = tensor([0, 1, 1, 0]);
    expect(binaryCrossEntropy(p, t, { reduction: "none" }).toArray()).toEqual([0, 0, 100, 100]);
    expect(grad((v) => binaryCrossEntropy(v, t, { reduction: "sum" }), p).toArray()).toEqual([
      0, 0, -1e12, 1e12,
    ]);
  });

  test("near its target the slope of binaryCrossEntropy does not cancel", () => {
    const t = 0.3;
    const x = t * (1 + 2 ** -50);
    expect(slope((v) => binaryCrossEntropy(v, t), x)).toBeCloseTo((x - t) / (x * (1 - x)), 30);
  });

  test("a target of 0 adds nothing to klDiv", () => {
    expect(klDiv([-700, -1], [0, 1], "none").toArray()).toEqual([0, 1]);
    expect(slope((x) => klDiv(x, 0), -2)).toBe(-0);
  });
});

describe("labels", () => {
  test("samples of class ignoreIndex count neither in the mean nor in the derivative", () => {
    const x = tensor([[1, 2], [3, 5]]); // prettier-ignore
    expect(nllLoss(x, [1, -100]).item()).toBe(-2);
    expect(grad((v) => nllLoss(v, [1, -100]), x).toArray()).toEqual([[0, -1], [0, 0]]); // prettier-ignore
    expect(crossEntropy(x, [-100, -100]).item()).toBeNaN();
    expect(grad((v) => crossEntropy(v, [7, 7], { ignoreIndex: 7 }), x).toArray()).toEqual([[0, 0], [0, 0]]); // prettier-ignore
  });

  test("a class that is not there is an error", () => {
    expect(() => nllLoss([[1, 2]], [2])).toThrow(
      "nllLoss: expected target to be classes from 0 to 1, got the number 2.",
    );
    expect(() => nllLoss([[1, 2]], [-1])).toThrow("nllLoss: expected target to be classes from 0 to 1");
    expect(() => crossEntropy([[1, 2]], [0.5])).toThrow(
      "crossEntropy: expected target to be classes from 0 to 1",
    );
    expect(() => embedding([-1], [[1]])).toThrow("embedding: expected input to be rows from 0 to 0");
  });

  test("a batch of labels goes through vmap", () => {
    const x = tensor([[[1, 2], [3, 5]], [[0, 1], [2, 2]]]); // prettier-ignore
    const t = tensor([[0, 1], [1, -100]], { dtype: "int32" }); // prettier-ignore
    const each = vmap((a: Tensor, b: Tensor) => crossEntropy(a, b))(x, t);
    expect(each.toArray()).toEqual([0, 1].map((i) => crossEntropy(x.at(i), t.at(i)).item()));
    const rows = vmap((i: Tensor) => embedding(i, [[1, 2], [3, 4]]))(tensor([1, 0], { dtype: "int32" })); // prettier-ignore
    expect(rows.toArray()).toEqual([[3, 4], [1, 2]]); // prettier-ignore
  });

  test("the row of paddingIdx gets no derivative", () => {
    const table = tensor([[1, 2], [3, 4]]); // prettier-ignore
    const picked = (w: Tensor): Tensor => sum(embedding([0, 1, 1], w, { paddingIdx: -1 }));
    expect(embedding([1], table, -1).toArray()).toEqual([[3, 4]]);
    expect(grad(picked, table).toArray()).toEqual([[1, 1], [0, 0]]); // prettier-ignore
  });
});

describe("arguments that decide", () => {
  test("another reduction is an error", () => {
    // @ts-expect-error the three words are known to the compiler
    expect(() => l1Loss(1, 2, "average")).toThrow(
      'l1Loss: expected the option reduction to be "none", "mean" or "sum", got the string "average".',
    );
  });

  test("dropout in training needs a seed, and is then the same function each time", () => {
    expect(() => dropout([1, 2])).toThrow("dropout: expected the argument seed, got nothing.");
    const x = tensor([1, 2, 3, 4, 5, 6]);
    expect(dropout(x, { seed: 3 }).toArray()).toEqual(dropout(x, { seed: 3 }).toArray());
    const kept = dropout(x, 0.25, true, 3).toArray<number[]>();
    expect(kept.every((v, i) => v === 0 || v === (i + 1) / 0.75)).toBe(true);
    expect(() => scaledDotProductAttention([[1]], [[1]], [[1]], { dropoutP: 0.5 })).toThrow("seed");
  });

  test("batchNorm needs statistics: of the batch in training, else running ones", () => {
    expect(() => batchNorm([[1, 2]])).toThrow("batchNorm: expected the argument runningMean, got nothing.");
    expect(() => batchNorm([[1, 2]], { training: true })).toThrow(
      "batchNorm: expected input of more than one number for each channel in training, got (1, 2).",
    );
  });

  test("keys that a mask hides weigh nothing; a query that sees none gives NaN", () => {
    const [q, k, v] = [[[1, 0]], [[1, 2], [3, 4]], [[1], [5]]]; // prettier-ignore
    expect(scaledDotProductAttention(q, k, v, [[true, false]]).toArray()).toEqual([[1]]);
    expect(scaledDotProductAttention(q, k, v, [[false, false]]).item()).toBeNaN();
  });
});
