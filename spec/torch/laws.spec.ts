// Laws of PyTorch beyond the published scripts: each line is what PyTorch 1.13.1 printed of the same Python lines, run beside
// these. Values are written as its repr, errors as their texts.
import { torch, TorchTensor } from "dualtensor/torch";
import type { T } from "./script.js";

const t = torch as T;
const on = { requiresGrad: true };
/** What a line gives: the repr of tensors, or class and text of the error. */
function said(f: () => unknown): unknown {
  const show = (v: unknown): unknown =>
    v instanceof TorchTensor ? String(v).replace(/\s+/g, " ") : Array.isArray(v) ? v.map(show) : v;
  try {
    return show(f());
  } catch (e) {
    return `${(e as Error).name}: ${(e as Error).message}`;
  }
}
type Law = readonly [title: string, script: () => unknown, printed: unknown];
const laws = (about: string, rows: readonly Law[]): void =>
  describe(about, () => {
    test.each(rows)("%s", (_, script, printed) => expect(said(script)).toEqual(printed));
  });

const x = (): T => t.tensor([1, 2], on);
laws("hooks", [
  [
    "stay at the node that the tensor had when the first came",
    () => {
      const a = x(),
        y = a.mul(2);
      y.registerHook((g: T) => g.mul(5));
      y.add_(1);
      y.registerHook((g: T) => g.add(1));
      y.sum().backward();
      return a.grad;
    },
    "tensor([12., 12.])",
  ],
  [
    "are in one place even when the first was removed",
    () => {
      const a = x(),
        y = a.mul(2);
      y.registerHook((g: T) => g.add(1000)).remove();
      y.mul_(3);
      y.registerHook((g: T) => g.add(500));
      y.sum().backward();
      return a.grad;
    },
    "tensor([1006., 1006.])",
  ],
  [
    "what retains the gradient goes on to the new node",
    () => {
      const a = x(),
        y = a.mul(2);
      y.retainGrad();
      y.registerHook((g: T) => g.add(1000));
      y.mul_(3);
      y.mul(y).sum().backward();
      return [y.grad, a.grad];
    },
    ["tensor([12., 24.])", "tensor([2072., 2144.])"],
  ],
  [
    "but stays where it was when a view of it is written to",
    () => {
      const a = x(),
        y = a.mul(2);
      y.retainGrad();
      y.at(0).mul_(3);
      y.mul(y).sum().backward();
      return [y.grad, a.grad];
    },
    ["tensor([36., 8.])", "tensor([72., 16.])"],
  ],
  [
    "run before what retains the gradient, when they came before it",
    () => {
      const y = x().mul(2);
      y.registerHook((g: T) => g.add(1));
      y.retainGrad();
      y.registerHook((g: T) => g.mul(100));
      y.sum().backward();
      return y.grad;
    },
    "tensor([200., 200.])",
  ],
  [
    "may not change the type",
    () => {
      const y = x().mul(2);
      y.registerHook(function h(g: T) { return g.double(); }); // prettier-ignore
      y.sum().backward();
    },
    "RuntimeError: hook 'h' has changed the type of value (was torch.FloatTensor got torch.DoubleTensor)",
  ],
]);

const several =
  "This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. You should replace the inplace operation by an out-of-place one.";
const ambiguous =
  "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).";
laws("views and in-place operations", [
  [
    "one of several views, whose base was written to, is not used again",
    () => {
      const y = t.tensor([1, 2, 3, 4], on).mul(1),
        [a] = y.split(2);
      y.add_(1);
      return a.mul(2);
    },
    `RuntimeError: Output 0 of SplitBackward0 is a view and its base or another view of its base has been modified inplace. ${several}`,
  ],
  [
    "nor one made under noGrad",
    () => {
      const a = x(),
        v = t.noGrad(() => a.view(2));
      t.noGrad(() => a.mul_(3));
      return v.mul(2);
    },
    `RuntimeError: A view was created in no_grad mode and its base or another view of its base has been modified inplace with grad mode enabled. ${ambiguous}`,
  ],
  [
    "a view made under noGrad takes constants, and nothing that requires grad",
    () => {
      const v = t.noGrad(() => t.zeros(2).at(0));
      v.add_(1);
      return v.add_(t.tensor(1, on));
    },
    `RuntimeError: A view was created in no_grad mode and is being modified inplace with grad mode enabled. ${ambiguous}`,
  ],
  [
    "views of tensorSplit may be written to",
    () => x().mul(1).tensorSplit(2)[1].mul_(2),
    "tensor([4.], grad_fn=<AsStridedBackward0>)",
  ],
  [
    "a saved view says where it came from",
    () => {
      const y = t.tensor([1, 2, 3], on).mul(2),
        v = y.at("1:"),
        w = v.mul(v);
      y.add_(1);
      w.sum().backward();
    },
    "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [2]], which is output 0 of AsStridedBackward0, is at version 1; expected version 0 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True).",
  ],
  [
    "a result that an in-place operation saved is guarded from then on",
    () => {
      const a = t.tensor([1, 2, 3], on),
        y = a.mul(2);
      y.clamp_(0, 3);
      y.relu_();
      y.sum().backward();
      y.sigmoid_();
      y.neg_();
      return [a.grad, said(() => y.sum().backward())];
    },
    [
      "tensor([2., 0., 0.])",
      "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [3]], which is output 0 of SigmoidBackward0, is at version 4; expected version 3 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True).",
    ],
  ],
  [
    "a tensor becomes a view of itself in place",
    () => {
      const y = t.tensor([[1, 2], [3, 4]], on).mul(1); // prettier-ignore
      return [y.t_(), y.unsqueeze_(0).shape, y.squeeze_(0).gradFn.name(), y.transpose_(0, 1), y._version].map(
        (v) => (v instanceof TorchTensor ? v.shape : v),
      );
    },
    [[2, 2], [1, 2, 2], "SqueezeBackward3", [2, 2], 4],
  ],
  [
    "values of the wrong length are not assigned",
    () => t.ones(2, 3).set(0, t.ones(4)),
    "RuntimeError: The expanded size of the tensor (3) must match the existing size (4) at non-singleton dimension 0.  Target sizes: [3].  Tensor sizes: [4]",
  ],
  [
    "nor those of too many axes, unless of length one",
    () => [said(() => t.ones(2, 3).set(0, t.ones(1, 1, 3))), said(() => t.ones(2, 3).set(0, t.ones(2, 3)))],
    [
      undefined,
      "RuntimeError: expand(torch.FloatTensor{[2, 3]}, size=[3]): the number of sizes provided (1) must be greater or equal to the number of dimensions in the tensor (2)",
    ],
  ],
  [
    "at indices",
    () => t.ones(2, 3).set(t.tensor([0, 1], { dtype: "int64" }), t.ones(2)),
    "RuntimeError: shape mismatch: value tensor of shape [2] cannot be broadcast to indexing result of shape [2, 3]",
  ],
  [
    "copy_",
    () => t.ones(2, 3).copy_(t.ones(2)),
    "RuntimeError: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1",
  ],
  [
    "what is no tensor and no number",
    () => t.ones(2).set(0, "a"),
    "TypeError: can't assign a str to a torch.FloatTensor",
  ],
  [
    "data may be replaced",
    () => {
      const a = x();
      a.data = t.tensor([7, 8]);
      return [a, a._version, said(() => (a.data = 3))];
    },
    ["tensor([7., 8.], requires_grad=True)", 0, "TypeError: Variable data has to be a tensor, but got float"],
  ],
]);

laws("inference mode", [
  [
    "in place",
    () => t.inferenceMode(() => x().mul(2)).add_(1),
    "RuntimeError: Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details.",
  ],
  [
    "requiring a gradient",
    () => t.inferenceMode(() => x().mul(2)).requiresGrad_(),
    "RuntimeError: Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.",
  ],
  [
    "versions",
    () => t.inferenceMode(() => x().mul(2))._version,
    "RuntimeError: Inference tensors do not track version counter.",
  ],
]);

const AF = t.autograd.functional;
const c = t.tensor([1, 2]);
laws("autograd.functional", [
  [
    "options by position or by name",
    () => [
      AF.jacobian((a: T) => a.pow(3), x(), true),
      AF.vjp((a: T) => a.mul(2), c, { v: c })[1],
      t.autograd.grad(x().mul(2).sum(), [x()], null, true, { allowUnused: true }),
    ],
    ["tensor([[ 3., 0.], [ 0., 12.]], grad_fn=<ViewBackward0>)", "tensor([2., 4.])", [null]],
  ],
  [
    "jvp of a linear function, strict, with a graph",
    () => AF.jvp((a: T) => a.mul(2), c, c, { strict: true, createGraph: true }),
    "RuntimeError: The jacobian of the user-provided function is independent of input 0. This is not allowed in strict mode when create_graph=True.",
  ],
  [
    "v of the wrong length",
    () => AF.vjp((a: T) => a, c, [c, c]),
    "RuntimeError: The given v should contain a single Tensor.",
  ],
  [
    "v may be missing for a tuple of one element",
    () => AF.jvp((a: T) => a, [t.ones(1)]),
    ["tensor([1.])", "tensor([1.])"],
  ],
  [
    "forward over reverse only with vectorize",
    () => AF.hessian((a: T) => a.pow(2).sum(), c, { outerJacobianStrategy: "forward-mode" }),
    "NotImplementedError: Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for `vectorize=True`.",
  ],
  [
    "the value of hvp keeps its own node",
    () => AF.hvp((a: T) => a.pow(3).sum(), x(), c, { createGraph: true })[0],
    "tensor(9., grad_fn=<SumBackward0>)",
  ],
]);

laws("making tensors", [
  ["a string among numbers", () => t.tensor([1, "a"]), "TypeError: new(): invalid data type 'str'"],
  ["a dict", () => t.tensor({ a: 1 }), "RuntimeError: Could not infer dtype of dict"],
  ["eye with two lengths", () => t.eye(2, 3), "tensor([[1., 0., 0.], [0., 1., 0.]])"],
  ["full of booleans", () => t.full([2], true), "tensor([True, True])"],
  [
    "a negative length",
    () => t.zeros(-1),
    "RuntimeError: Trying to create tensor with negative dimension -1: [-1]",
  ],
  [
    "no values have no truth",
    () => t.truth(t.tensor([])),
    "RuntimeError: Boolean value of Tensor with no values is ambiguous",
  ],
]);
