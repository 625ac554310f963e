// What PyTorch refuses: options and lengths that do not fit. Each line is what PyTorch 1.13.1 printed of the same Python line.
import { laws, t, type Law } from "./law.js";
import type { T } from "./script.js";

const F = t.nn.functional;
const int = { dtype: "int64" };
/** Ones of float32 and float64. */
const f = (...shape: number[]): T => t.ones(...shape);
const g = (...shape: number[]): T => t.ones(...shape, { dtype: "float64" });
type Row = readonly [call: () => unknown, printed: string];
/** The text of the call is its title. */
const titled = (rows: readonly Row[]): Law[] =>
  rows.map(([call, printed]) => [
    String(call)
      .slice(6)
      .replaceAll(/law_js_\d+\./g, ""),
    call,
    printed,
  ]);

laws(
  "options and lengths",
  titled([
    [() => t.allclose(f(2), g(2)), "RuntimeError: Float did not match Double"],
    [() => F.crossEntropy(f(2, 3), t.tensor([-1, 0], int)), "IndexError: Target -1 is out of bounds."],
    [
      () => F.nllLoss(f(2, 3), t.tensor([0, 1, 2], int)),
      "ValueError: Expected input batch_size (2) to match target batch_size (3).",
    ],
    [
      () => F.mseLoss(f(2), f(3)),
      "RuntimeError: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0",
    ],
    [() => t.flip(f(2, 2), [0, 0]), "RuntimeError: dim 0 appears multiple times in the list of dims"],
    [() => t.topk(f(2), 3), "RuntimeError: selected index k out of range"],
    [
      () => t.linalg.cholesky(f(2, 3)),
      "RuntimeError: linalg.cholesky: A must be batches of square matrices, but they are 2 by 3 matrices",
    ],
    [
      () => t.linalg.inv(f(2, 3)),
      "RuntimeError: linalg.inv: A must be batches of square matrices, but they are 2 by 3 matrices",
    ],
    [
      () => t.linalg.det(f(2, 3)),
      "RuntimeError: linalg.det: A must be batches of square matrices, but they are 2 by 3 matrices",
    ],
    [
      () => t.gather(f(2, 2), 0, t.tensor([0], int)),
      "RuntimeError: Index tensor must have the same number of dimensions as input tensor",
    ],
    [
      () => f(2).scatter(0, t.tensor([5], int), 1.0),
      "RuntimeError: index 5 is out of bounds for dimension 0 with size 2",
    ],
    [() => f(2).indexSelect(0, t.tensor([5], int)), "IndexError: index out of range in self"],
    [
      () => t.where(t.tensor([true, false]), f(2), f(3)),
      "RuntimeError: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0",
    ],
    [
      () => t.logcumsumexp(f(2), 3),
      "IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 3)",
    ],
    [() => t.chunk(f(2), 0), "RuntimeError: chunk expects `chunks` to be greater than 0, got: 0"],
    [
      () => t.split(f(3), [1, 1]),
      "RuntimeError: split_with_sizes expects split_sizes to sum exactly to 3 (input tensor's size at dimension 0), but got split_sizes=[1, 1]",
    ],
  ]),
);
