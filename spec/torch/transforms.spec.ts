// Laws of first gradients, forward mode and transformations: each line with what PyTorch 1.13.1 printed of it.
import { laws, on, t } from "./law.js";

type Tensor = ReturnType<typeof t.tensor>;
const at = (): Tensor => t.tensor([1, -2, 3]);
/** The first gradient with createGraph: does PyTorch's hang on the input? */
const first = (f: (x: Tensor) => Tensor): unknown => {
  const x = t.tensor([1, -2, 3], on);
  return t.autograd.grad(f(x).sum(), x, { createGraph: true })[0];
};
const dual = (f: (x: Tensor) => Tensor): unknown =>
  t.forwardAd.dualLevel(() => {
    const { primal, tangent } = t.forwardAd.unpackDual(f(t.forwardAd.makeDual(at(), t.ones(3))));
    return [primal, tangent];
  });
const { functional } = t.autograd;

laws("a first gradient hangs on the input where its kernel saves it", [
  ["relu", () => first((x) => x.relu()), "tensor([1., 0., 1.], grad_fn=<ThresholdBackwardBackward0>)"],
  [
    "hardtanh",
    () => first((x) => t.nn.functional.hardtanh(x)),
    "tensor([0., 0., 0.], grad_fn=<HardtanhBackwardBackward0>)",
  ],
  ["max", () => first((x) => x.max()), "tensor([0., 0., 1.])"],
  ["amin", () => first((x) => x.amin()), "tensor([0., 1., 0.])"],
  ["maximum", () => first((x) => t.maximum(x, t.ones(3))), "tensor([0.5000, 0.0000, 1.0000])"],
  ["x ** 0", () => first((x) => x.pow(0)), "tensor([0., 0., 0.])"],
]);
laws("forward mode", [
  ["what does not vary has a tangent of zeros", () => dual((x) => x.round()), ["tensor([ 1., -2., 3.])", "tensor([0., 0., 0.])"]], // prettier-ignore
  ["data has none", () => dual((x) => x.data), ["tensor([ 1., -2., 3.])", null]],
  [
    "strategy forward-mode leaves the graph of the input",
    () =>
      functional.jacobian((a: Tensor) => a.pow(2), t.tensor([1, 2], on), {
        vectorize: true,
        strategy: "forward-mode",
      }),
    "tensor([[2., 0.], [0., 4.]], grad_fn=<ReshapeAliasBackward0>)",
  ],
]);
laws("transformations", [
  ["hvp and vhp give the value as it came", () => functional.vhp((a: Tensor) => a.pow(3).sum().reshape(1), at(), at()), ["tensor([20.])", "tensor([ 6., 24., 54.])"]], // prettier-ignore
  ["data is cut off", () => t.func.grad((a: Tensor) => a.mul(a.data).sum())(at()), "tensor([ 1., -2., 3.])"], // prettier-ignore
  ["strict: relu", () => functional.hessian((a: Tensor) => a.relu().sum(), t.tensor([1, 2]), { strict: true }), "tensor([[0., 0.], [0., 0.]])"], // prettier-ignore
  [
    "jacrev of integers",
    () => t.func.jacrev((a: Tensor) => a.long())(at()),
    "RuntimeError: vjp(f, ...): All outputs of f must be floating-point or complex Tensors, got Tensor with dtype torch.int64",
  ],
  [
    "no numbers inside",
    () => t.func.jacrev((a: Tensor) => a.mul((a.tolist() as number[])[0]))(at()),
    "RuntimeError: Cannot access data pointer of Tensor that doesn't have storage",
  ],
  ["second derivatives are numbers, not masks", () => t.func.hessian((a: Tensor) => a.relu().pow(2).sum())(t.tensor([-1, 1])), "tensor([[0., 0.], [0., 2.]])"], // prettier-ignore
]);
