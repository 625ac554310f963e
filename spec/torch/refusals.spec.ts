// What PyTorch refuses: operands of different types where one is wanted, and options and lengths that do not fit. Each line is
// what PyTorch 1.13.1 printed of the same Python line.
import { laws, t, type Law } from "./law.js";
import type { T } from "./script.js";

const F = t.nn.functional;
const int = { dtype: "int64" };
/** Ones of float32, float64 and int64. */
const f = (...shape: number[]): T => t.ones(...shape);
const g = (...shape: number[]): T => t.ones(...shape, { dtype: "float64" });
const i = (...shape: number[]): T => t.ones(...shape, int);
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
  "operands of one type",
  titled([
    [() => t.addmm(f(2, 2), f(2, 2), g(2, 2)), "RuntimeError: self and mat2 must have the same dtype"],
    [() => t.addmm(g(2, 2), f(2, 2), f(2, 2)), "RuntimeError: self and mat2 must have the same dtype"],
    [() => t.addmm(f(2, 2), g(2, 2), g(2, 2)), "RuntimeError: self and mat2 must have the same dtype"],
    [() => t.addmv(f(2), f(2, 2), g(2)), "RuntimeError: expected scalar type Float but found Double"],
    [() => t.addmv(f(2), g(2, 2), f(2)), "RuntimeError: expected scalar type Double but found Float"],
    [() => t.addbmm(f(2, 2), f(2, 2, 2), g(2, 2, 2)), "RuntimeError: self and mat2 must have the same dtype"],
    [
      () => t.baddbmm(f(2, 2, 2), f(2, 2, 2), g(2, 2, 2)),
      "RuntimeError: expected scalar type Float but found Double",
    ],
    [() => t.addbmm(g(2, 2), f(2, 2, 2), f(2, 2, 2)), "RuntimeError: self and mat2 must have the same dtype"],
    [() => F.linear(f(2, 2), g(3, 2)), "RuntimeError: expected scalar type Float but found Double"],
    [() => F.linear(f(2, 2), f(3, 2), g(3)), "RuntimeError: self and mat2 must have the same dtype"],
    [() => F.linear(f(2, 2), g(3, 2), f(3)), "RuntimeError: self and mat2 must have the same dtype"],
    [() => F.linear(f(2, 2, 2), g(3, 2)), "RuntimeError: expected scalar type Float but found Double"],
    [() => F.linear(f(2, 2, 2), f(3, 2), g(3)), "RuntimeError: self and mat2 must have the same dtype"],
    [() => F.linear(f(2), g(3, 2)), "RuntimeError: expected scalar type Float but found Double"],
    [() => t.einsum("ij,jk", f(2, 2), g(2, 2)), "RuntimeError: expected scalar type Float but found Double"],
    [() => t.einsum("ij,j->i", f(2, 2), g(2)), "RuntimeError: expected scalar type Float but found Double"],
    [() => t.einsum("i,i->", f(2), g(2)), "RuntimeError: expected scalar type Float but found Double"],
    [
      () => t.linalg.multiDot([f(2, 2), g(2, 2)]),
      "RuntimeError: multi_dot(): all tensors must have be the same dtype but tensor 0 is float and tensor 1 double",
    ],
    [
      () => t.linalg.multiDot([f(2, 2), g(2, 2), f(2, 2)]),
      "RuntimeError: multi_dot(): all tensors must have be the same dtype but tensor 0 is float and tensor 1 double",
    ],
    [
      () => F.bilinear(f(2, 2), g(2, 2), f(1, 2, 2)),
      "RuntimeError: expected scalar type Float but found Double",
    ],
    [
      () => F.bilinear(f(2, 2), f(2, 2), g(1, 2, 2)),
      "RuntimeError: expected scalar type Float but found Double",
    ],
    [() => t.tensordot(f(2, 2), g(2, 2), 1), "RuntimeError: expected scalar type Float but found Double"],
    [() => t.inner(f(2), g(2)), "RuntimeError: expected scalar type Float but found Double"],
    [() => t.inner(f(2, 2), g(2, 2)), "RuntimeError: expected scalar type Float but found Double"],
    [
      () => t.vdot(f(2), g(2)),
      "RuntimeError: dot : expected both vectors to have same dtype, but found Float and Double",
    ],
    [() => t.cross(f(3), g(3), { dim: 0 }), "RuntimeError: expected scalar type Float but found Double"],
    [() => t.cdist(f(2, 2), g(2, 2)), "RuntimeError: expected scalar type Float but found Double"],
    [() => F.conv1d(f(1, 1, 3), g(1, 1, 2)), "RuntimeError: expected scalar type Float but found Double"],
    [
      () => F.conv2d(f(1, 1, 3, 3), g(1, 1, 2, 2)),
      "RuntimeError: expected scalar type Float but found Double",
    ],
    [
      () => F.conv2d(f(1, 1, 3, 3), f(1, 1, 2, 2), g(1)),
      "RuntimeError: Input type (float) and bias type (double) should be the same",
    ],
    [
      () => F.convTranspose2d(f(1, 1, 3, 3), g(1, 1, 2, 2)),
      "RuntimeError: expected scalar type Float but found Double",
    ],
    [() => F.layerNorm(f(2, 2), [2], g(2)), "RuntimeError: expected scalar type Float but found Double"],
    [
      () => F.layerNorm(f(2, 2), [2], f(2), g(2)),
      "RuntimeError: expected scalar type Float but found Double",
    ],
    [
      () => F.batchNorm(f(2, 2), g(2), g(2)),
      "RuntimeError: mixed dtype (CPU): expect parameter to have scalar type of Float",
    ],
    [
      () => F.batchNorm(f(2, 2), f(2), f(2), g(2)),
      "RuntimeError: mixed dtype (CPU): expect parameter to have scalar type of Float",
    ],
    [() => F.groupNorm(f(2, 2), 1, g(2)), "RuntimeError: expected scalar type Float but found Double"],
    [
      () => F.instanceNorm(f(2, 2, 2), { weight: g(2) }),
      "RuntimeError: mixed dtype (CPU): expect parameter to have scalar type of Float",
    ],
    [() => F.binaryCrossEntropy(f(2), g(2)), "RuntimeError: Found dtype Double but expected Float"],
    [
      () => F.nllLoss(f(2, 2), t.tensor([0, 1], int), g(2)),
      "RuntimeError: expected scalar type Float but found Double",
    ],
    [
      () => F.crossEntropy(f(2, 2), t.tensor([0, 1], int), g(2)),
      "RuntimeError: expected scalar type Float but found Double",
    ],
    [() => F.prelu(f(2), g(1)), "RuntimeError: Found dtype Double but expected Float"],
    [
      () => F.multiMarginLoss(f(2, 2), t.tensor([0, 1], int), { weight: g(2) }),
      "RuntimeError: expected scalar type Float but found Double",
    ],
    [
      () => t.linalg.solve(t.add(f(2, 2), t.eye(2)), g(2)),
      "RuntimeError: linalg.solve: Expected A and B to have the same dtype, but found A of type Float and B of type Double instead",
    ],
    [
      () => t.choleskySolve(f(2, 2), g(2, 2)),
      "RuntimeError: Expected b and A to have the same dtype, but found b of type Float and A of type Double instead.",
    ],
    [
      () => t.linalg.lstsq(f(2, 2), g(2, 2)),
      "RuntimeError: torch.linalg.lstsq: Expected input and other to have the same dtype, but got input's dtype Float and other's dtype Double",
    ],
    [
      () => f(2).scatter(0, t.tensor([0], int), g(1)),
      "RuntimeError: scatter(): Expected self.dtype to be equal to src.dtype",
    ],
    [
      () => f(2).scatterAdd(0, t.tensor([0], int), g(1)),
      "RuntimeError: scatter(): Expected self.dtype to be equal to src.dtype",
    ],
    [
      () => f(2).indexAdd(0, t.tensor([0], int), g(1)),
      "RuntimeError: index_add_(): self (Float) and source (Double) must have the same scalar type",
    ],
    [
      () => f(2).indexCopy(0, t.tensor([0], int), g(1)),
      "RuntimeError: index_copy_(): self and source expected to have the same dtype, but got (self) Float and (source) Double",
    ],
    [
      () => f(2).maskedScatter(t.tensor([true, false]), g(2)),
      "RuntimeError: masked_scatter: expected self and source to have same dtypes but gotFloat and Double",
    ],
    [() => t.lerp(f(2), g(2), 0.5), "RuntimeError: expected dtype float for `end` but got dtype double"],
    [() => t.lerp(f(2), f(2), g(2)), "RuntimeError: expected dtype float for `weight` but got dtype double"],
    [
      () => t.take(f(2), t.tensor([0.0])),
      "RuntimeError: take(): Expected a long tensor for index, but got Float",
    ],
    [
      () => f(2).indexPut([t.tensor([0], int)], g(1)),
      "RuntimeError: Index put requires the source and destination dtypes match, got Float for the destination and Double for the source.",
    ],
    [() => t.matmul(f(2, 2), i(2, 2)), "RuntimeError: expected scalar type Float but found Long"],
    [() => F.linear(f(2, 2), i(2, 2)), "RuntimeError: expected scalar type Float but found Long"],
    [
      () => t.dot(i(2), f(2)),
      "RuntimeError: dot : expected both vectors to have same dtype, but found Long and Float",
    ],
    [() => t.mv(f(2, 2), g(2)), "RuntimeError: expected scalar type Float but found Double"],
    [
      () => t.heaviside(f(2), g(2)),
      "RuntimeError: heaviside is not yet implemented for tensors with different dtypes.",
    ],
    [
      () => t.quantile(f(2), g(2)),
      "RuntimeError: quantile() q tensor must be same dtype as the input tensor",
    ],
    [
      () => F.embedding(t.tensor([0.0]), f(2, 2)),
      "RuntimeError: Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.FloatTensor instead (while checking arguments for embedding)",
    ],
    [() => t.allclose(f(2), g(2)), "RuntimeError: Float did not match Double"],
  ]),
);

laws(
  "options and lengths",
  titled([
    [
      () => F.smoothL1Loss(f(2), f(2), { beta: -1.0 }),
      "RuntimeError: smooth_l1_loss does not support negative values for beta.",
    ],
    [
      () => F.huberLoss(f(2), f(2), { delta: -1.0 }),
      "RuntimeError: huber_loss does not support non-positive values for delta.",
    ],
    [
      () => F.huberLoss(f(2), f(2), { delta: 0.0 }),
      "RuntimeError: huber_loss does not support non-positive values for delta.",
    ],
    [
      () => F.softshrink(f(2), -1.0),
      "RuntimeError: lambda must be greater or equal to 0, but found to be -1.",
    ],
    [() => F.celu(f(2), 0.0), "RuntimeError: ZeroDivisionError: alpha cannot be 0 for CELU"],
    [
      () => F.binaryCrossEntropy(f(2), f(3)),
      "ValueError: Using a target size (torch.Size([3])) that is different to the input size (torch.Size([2])) is deprecated. Please ensure they have the same size.",
    ],
    [
      () => F.binaryCrossEntropyWithLogits(f(2), f(3)),
      "ValueError: Target size (torch.Size([3])) must be the same as input size (torch.Size([2]))",
    ],
    [() => F.crossEntropy(f(2, 3), f(2)), "RuntimeError: expected scalar type Long but found Float"],
    [() => F.crossEntropy(g(2, 3), f(2)), "RuntimeError: expected scalar type Long but found Float"],
    [() => F.crossEntropy(f(2, 3), t.tensor([-1, 0], int)), "IndexError: Target -1 is out of bounds."],
    [
      () => F.crossEntropy(f(2, 3), t.tensor([0, 1], int), { labelSmoothing: 2.0 }),
      "RuntimeError: label_smoothing must be between 0.0 and 1.0. Got: 2",
    ],
    [
      () => F.crossEntropy(i(2, 3), t.tensor([0, 1], int)),
      "RuntimeError: \"log_softmax_lastdim_kernel_impl\" not implemented for 'Long'",
    ],
    [
      () => F.crossEntropy(f(2, 3), t.tensor([0, 1], int), { weight: f(2) }),
      "RuntimeError: weight tensor should be defined either for all 3 classes or no classes but got weight tensor of shape: [2]",
    ],
    [() => F.nllLoss(f(2, 3), f(2)), "RuntimeError: expected scalar type Long but found Float"],
    [
      () => F.nllLoss(f(2, 3), t.tensor([0, 1], int), { weight: f(2) }),
      "RuntimeError: weight tensor should be defined either for all 3 classes or no classes but got weight tensor of shape: [2]",
    ],
    [
      () => F.nllLoss(f(2, 3), t.tensor([0, 1, 2], int)),
      "ValueError: Expected input batch_size (2) to match target batch_size (3).",
    ],
    [() => F.mseLoss(i(2), i(2)), "RuntimeError: \"mse_cpu\" not implemented for 'Long'"],
    [
      () => F.l1Loss(i(2), i(2)),
      "RuntimeError: mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: Long",
    ],
    [() => F.smoothL1Loss(i(2), i(2)), "RuntimeError: \"smooth_l1_cpu\" not implemented for 'Long'"],
    [
      () => F.mseLoss(f(2), f(3)),
      "RuntimeError: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0",
    ],
    [
      () => F.batchNorm(f(1, 3), null, null, { training: true }),
      "ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 3])",
    ],
    [() => F.batchNorm(f(2, 3), null, null), "RuntimeError: running_mean must be defined in evaluation mode"],
    [
      () => F.instanceNorm(f(2, 3, 1)),
      "ValueError: Expected more than 1 spatial element when training, got input size torch.Size([2, 3, 1])",
    ],
    [
      () => F.groupNorm(f(1, 2), 2),
      "ValueError: Expected more than 1 value per channel when training, got input size [1, 2]",
    ],
    [
      () => F.groupNorm(f(2, 3), 2),
      "RuntimeError: Expected number of channels in input to be divisible by num_groups, but got input of shape [2, 3] and num_groups=2",
    ],
    [() => t.quantile(f(2), 3.0), "RuntimeError: quantile() q must be in the range [0, 1] but got 3"],
    [() => t.renorm(f(2, 2), 2, 0, -1.0), "RuntimeError: renorm: expected maxnorm to be >= 0 but got -1"],
    [() => t.renorm(f(2, 2), -1, 0, 1.0), "RuntimeError: renorm: non-positive-norm not supported"],
    [
      () => F.bilinear(f(2, 2), f(2, 2), f(1, 1, 2)),
      "RuntimeError: bilinear(): input1 size does not match weight size: got 2 but expected 1",
    ],
    [
      () => F.maxPool2d(f(1, 1, 3, 3), 4),
      "RuntimeError: Given input size: (1x3x3). Calculated output size: (1x0x0). Output size is too small",
    ],
    [
      () => F.avgPool1d(f(2, 1, 1), 2),
      "RuntimeError: Given input size: (1x1x1). Calculated output size: (1x1x0). Output size is too small",
    ],
    [
      () => F.avgPool2d(f(1, 1, 2, 2), 3),
      "RuntimeError: Given input size: (1x2x2). Calculated output size: (1x0x0). Output size is too small",
    ],
    [
      () => F.maxPool2d(f(1, 1, 3, 3), 2, { padding: 2 }),
      "RuntimeError: pad should be at most half of kernel size, but got pad=2 and kernel_size=2",
    ],
    [() => F.dropout(f(2), 1.5), "ValueError: dropout probability has to be between 0 and 1, but got 1.5"],
    [() => t.cdist(f(2, 2), f(2, 2), { p: -1.0 }), "RuntimeError: cdist only supports non-negative p values"],
    [
      () => F.multiMarginLoss(f(2, 2), t.tensor([0, 1], int), { p: 3 }),
      "ValueError: only p == 1 and p == 2 supported",
    ],
    [() => t.clamp(f(2)), "RuntimeError: torch.clamp: At least one of 'min' or 'max' must not be None"],
    [
      () => t.diagonal(f(2)),
      "IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 1)",
    ],
    [
      () => t.movedim(f(2, 2), [0, 1], [0]),
      "RuntimeError: movedim: Invalid source or destination dims: source ([0, 1] dims) should contain the same number of dims as destination ([0] dims)",
    ],
    [() => t.rot90(f(2)), "RuntimeError: expected total dims >= 2, but got total dims = 1"],
    [() => t.roll(f(2, 2), [1, 2], 0), "RuntimeError: shifts and dimensions must align. shifts: 2, dims:1"],
    [() => t.flip(f(2, 2), [0, 0]), "RuntimeError: dim 0 appears multiple times in the list of dims"],
    [() => f(2).repeatInterleave(t.tensor([1, -1], int)), "RuntimeError: repeats can not be negative"],
    [() => t.topk(f(2), 3), "RuntimeError: selected index k out of range"],
    [() => t.kthvalue(f(2), 3), "RuntimeError: kthvalue(): selected number k out of range for dimension 0"],
    [() => t.kthvalue(f(2), 0), "RuntimeError: kthvalue(): selected number k out of range for dimension 0"],
    [
      () => f(2).unflatten(0, [3]),
      "RuntimeError: unflatten: Provided sizes [3] don't multiply up to the size of dim 0 (2) in the input tensor",
    ],
    [
      () => t.cumulativeTrapezoid(f(2), f(3)),
      "RuntimeError: cumulative_trapezoid: There must be one `x` value for each sample point",
    ],
    [
      () => t.cross(f(2), f(2), { dim: 0 }),
      "RuntimeError: linalg.cross: inputs dimension 0 must have length 3. Got 2 and 2",
    ],
    [
      () => t.cross(f(2), f(3), { dim: 0 }),
      "RuntimeError: linalg.cross: inputs dimension 0 must have length 3. Got 2 and 3",
    ],
    [
      () => t.linalg.cross(f(2), f(2)),
      "RuntimeError: linalg.cross: inputs dimension -1 must have length 3. Got 2 and 2",
    ],
    [() => t.trace(f(2)), "RuntimeError: trace: expected a matrix, but got tensor with dim 1"],
    [() => t.vander(f(2, 2)), "RuntimeError: x must be a one-dimensional tensor."],
    [
      () => t.tril(f(2)),
      "IndexError: Dimension out of range (expected to be in range of [-1, 0], but got -2)",
    ],
    [
      () => t.linalg.cholesky(f(2, 3)),
      "RuntimeError: linalg.cholesky: A must be batches of square matrices, but they are 2 by 3 matrices",
    ],
    [
      () => t.linalg.matrixPower(f(2, 3), 2),
      "RuntimeError: linalg.matrix_power: A must be batches of square matrices, but they are 2 by 3 matrices",
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
      () => t.linalg.solve(t.add(f(2, 2), t.eye(2)), f(3)),
      "RuntimeError: linalg.solve: Incompatible shapes of A and B for the equation AX = B (2x2 and 3x1)",
    ],
    [
      () => t.linalg.eigh(f(2, 3)),
      "RuntimeError: linalg.eigh: A must be batches of square matrices, but they are 2 by 3 matrices",
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
      () => f(2, 2).indexSelect(0, t.tensor([[0]], int)),
      "IndexError: index_select(): Index is supposed to be a vector",
    ],
    [
      () => f(2).maskedSelect(t.tensor([true, true, false])),
      "RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0",
    ],
    [
      () => f(2).maskedFill(t.tensor([true, true, false]), 0.0),
      "RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 0",
    ],
    [
      () => t.where(t.tensor([true, false]), f(2), f(3)),
      "RuntimeError: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0",
    ],
    [
      () => F.linear(f(2, 2), f(3, 3)),
      "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x2 and 3x3)",
    ],
    [
      () => F.linear(f(2, 2), f(3, 2), f(2)),
      "RuntimeError: The expanded size of the tensor (3) must match the existing size (2) at non-singleton dimension 1.  Target sizes: [2, 3].  Tensor sizes: [2]",
    ],
    [
      () => t.addmm(f(4), f(4, 2), f(2, 3)),
      "RuntimeError: The expanded size of the tensor (3) must match the existing size (4) at non-singleton dimension 1.  Target sizes: [4, 3].  Tensor sizes: [4]",
    ],
    [() => t.addmv(f(3), f(2, 2), f(2)), "RuntimeError: size mismatch, got 3, 2x2,2"],
    [
      () => t.addr(f(3), f(2), f(2)),
      "RuntimeError: The expanded size of the tensor (2) must match the existing size (3) at non-singleton dimension 1.  Target sizes: [2, 2].  Tensor sizes: [3]",
    ],
    [
      () => t.baddbmm(f(3), f(2, 2, 2), f(2, 2, 2)),
      "RuntimeError: The expanded size of the tensor (2) must match the existing size (3) at non-singleton dimension 2.  Target sizes: [2, 2, 2].  Tensor sizes: [3]",
    ],
    [() => t.nanquantile(f(2), -1.0), "RuntimeError: quantile() q must be in the range [0, 1] but got -1"],
    [
      () => t.logcumsumexp(f(2), 3),
      "IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 3)",
    ],
    [
      () => t.linalg.norm(f(2, 2, 2), "fro"),
      "RuntimeError: linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got 3D.",
    ],
    [
      () => t.linalg.matrixNorm(f(2)),
      "RuntimeError: linalg.matrix_norm: The input tensor A must have at least 2 dimensions.",
    ],
    [() => t.linalg.matrixNorm(f(2, 2), 3), "RuntimeError: linalg.matrix_norm: Order 3 not supported."],
    [() => F.pad(f(2), [1]), "RuntimeError: Padding length must be divisible by 2"],
    [
      () => F.pad(f(1, 1, 2), [3, 3], { mode: "reflect" }),
      "RuntimeError: Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (3, 3) at dimension 2 of input [1, 1, 2]",
    ],
    [() => F.interpolate(f(1, 1, 2)), "ValueError: either size or scale_factor should be defined"],
    [() => t.chunk(f(2), 0), "RuntimeError: chunk expects `chunks` to be greater than 0, got: 0"],
    [
      () => t.split(f(3), [1, 1]),
      "RuntimeError: split_with_sizes expects split_sizes to sum exactly to 3 (input tensor's size at dimension 0), but got split_sizes=[1, 1]",
    ],
    [() => t.tensorSplit(f(3), 0), "RuntimeError: number of sections must be larger than 0, got 0"],
    [() => F.embedding(t.tensor([5], int), f(2, 2)), "IndexError: index out of range in self"],
  ]),
);

laws(
  "probabilities",
  titled([
    [
      () => F.binaryCrossEntropy(f(2).mul(2), f(2)),
      "RuntimeError: all elements of input should be between 0 and 1",
    ],
    [
      () => F.binaryCrossEntropy(f(2).neg(), f(2)),
      "RuntimeError: all elements of input should be between 0 and 1",
    ],
  ]),
);
