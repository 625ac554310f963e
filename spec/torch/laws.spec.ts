// Laws of PyTorch beyond the published scripts: each line is what PyTorch 1.13.1 printed of the same Python lines, run beside
// these. Values are written as its repr, errors as their texts.
import { TorchTensor } from "dualtensor/torch";
import { laws, on, said, t } from "./law.js";
import type { T } from "./script.js";

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

const int = { dtype: "int64" };
laws("types", [
  [
    "a rounded quotient of integers",
    () => t.div(t.tensor([-7], int), 2, { roundingMode: "trunc" }),
    "tensor([-3])",
  ],
]);

laws("printing", [
  ["whole numbers far apart", () => t.tensor([1e5, 1]), "tensor([1.0000e+05, 1.0000e+00])"],
  ["nothing, of integers", () => t.tensor([], int), "tensor([], dtype=torch.int64)"],
  [
    "lines of 80 characters",
    () => t.arange(30).toString(),
    "tensor([ 0.,  1.,  2.,  3.,  4.,  5.,  6.,  7.,  8.,  9., 10., 11., 12., 13.,\n        14., 15., 16., 17., 18., 19., 20., 21., 22., 23., 24., 25., 26., 27.,\n        28., 29.])",
  ],
  ["more than a thousand", () => t.zeros(1001), "tensor([0., 0., 0., ..., 0., 0., 0.])"],
  [
    "more than a thousand, in rows",
    () => t.zeros(600, 2),
    "tensor([[0., 0.], [0., 0.], [0., 0.], ..., [0., 0.], [0., 0.], [0., 0.]])",
  ],
  [
    "a dual",
    () => t.forwardAd.dualLevel(() => String(t.forwardAd.makeDual(c, c))),
    "tensor([1., 2.], tangent=tensor([1., 2.]))",
  ],
]);

const m = t.ones(2, 3);
laws("shapes that do not fit", [
  [
    "vector times matrix",
    () => t.ones(2).matmul(t.ones(3, 2)),
    "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x2 and 3x2)",
  ],
  ["mm of a vector", () => t.mm(c, m), "RuntimeError: self must be a matrix"],
  ["dot of a matrix", () => t.dot(m, c), "RuntimeError: 1D tensors expected, but got 2D and 1D tensors"],
  [
    "cat of other ranks",
    () => t.cat([c, m]),
    "RuntimeError: Tensors must have same number of dimensions: got 1 and 2",
  ],
  [
    "t of three axes",
    () => t.ones(2, 2, 2).t(),
    "RuntimeError: t() expects a tensor with <= 2 dimensions, but self is 3D",
  ],
  [
    "expand to fewer axes",
    () => m.expand(3),
    "RuntimeError: expand(torch.FloatTensor{[2, 3]}, size=[3]): the number of sizes provided (1) must be greater or equal to the number of dimensions in the tensor (2)",
  ],
  [
    "an index that is too large",
    () => m.at(t.tensor([3], int)),
    "IndexError: index 3 is out of bounds for dimension 0 with size 2",
  ],
  ["a step back", () => m.at("::-1"), "ValueError: step must be greater than zero"],
]);

laws("views", [
  [
    "the diagonal is written through",
    () => {
      const y = t.zeros(2, 2);
      y.diagonal().fill_(9);
      return y;
    },
    "tensor([[9., 0.], [0., 9.]])",
  ],
  [
    "and unfolded windows",
    () => {
      const y = t.zeros(3);
      y.unfold(0, 2, 1).at(1).fill_(1);
      return y;
    },
    "tensor([0., 1., 1.])",
  ],
]);

laws("graph", [
  [
    "the third derivative of a square is zeros",
    () => {
      const a = x(),
        g = t.autograd.grad(a.pow(2).sum(), a, { createGraph: true })[0],
        h = t.autograd.grad(g.sum(), a, { createGraph: true })[0];
      return t.autograd.grad(h.sum(), a);
    },
    ["tensor([0., 0.])"],
  ],
  [
    "the sum of equal eigenvalues and of equal singular values",
    () =>
      ["eigvalsh", "svdvals"].map((f) => {
        const a = t.tensor([[2, 0], [0, 2]], on); // prettier-ignore
        t.linalg[f](a).sum().backward();
        return a.grad;
      }),
    ["tensor([[1., 0.], [0., 1.]])", "tensor([[1., 0.], [0., 1.]])"],
  ],
  [
    "floor division has no derivative",
    () => {
      const y = x().floorDivide(2).sum();
      y.backward();
    },
    "RuntimeError: derivative for aten::floor_divide is not implemented",
  ],
  [
    "results under names are taken apart in order",
    () => {
      const [v, i] = x().max(0);
      return [v, i];
    },
    ["tensor(2., grad_fn=<MaxBackward0>)", "tensor(1)"],
  ],
]);

const { func, forwardAd } = t;
const still = (a: T) => a.mul(t.noGrad(() => a.pow(2))).sum();
laws("func", [
  [
    "noGrad inside makes constants of reverse mode",
    () => [func.grad(still)(c), func.jacrev(still)(c), func.vmap(func.grad(still))(m)],
    ["tensor([1., 4.])", "tensor([1., 4.])", "tensor([[1., 1., 1.], [1., 1., 1.]])"],
  ],
  ["and not of forward mode", () => func.jacfwd(still)(c), "tensor([ 3., 12.])"],
  [
    "a Jacobian by forward mode has the type of the output, by reverse mode of the input",
    () => [
      func.jacfwd((a: T) => a.double().mul(2))(c).dtype,
      func.jacrev((a: T) => a.double().mul(2))(c).dtype,
    ],
    ["float64", "float32"],
  ],
  [
    "argnums twice",
    () => func.jacrev((a: T) => a, [0, 0])(c),
    "RuntimeError: argnums elements must be unique, got (0, 0)",
  ],
  ["no argnums", () => func.jacrev((a: T) => a, [])(c), "RuntimeError: argnums must be non-empty"],
  [
    "argnums by name",
    () => func.jacrev((a: T, d: T) => a.mul(d), { argnums: 1 })(c, c),
    "tensor([[1., 0.], [0., 2.]])",
  ],
  [
    "nothing comes out",
    () => func.jacrev(() => null)(c),
    "RuntimeError: vjp(f, *primals): Expected f to be a function that has non-empty output (got output = [None])",
  ],
  [
    "aux that is no tensor",
    () => func.jacrev((a: T) => [a, 1], { hasAux: true })(c),
    "RuntimeError: Expected tensors, got unsupported type <class 'float'>",
  ],
  [
    "aux that is missing",
    () => func.grad((a: T) => a.sum(), { hasAux: true })(c),
    "RuntimeError: grad_and_value(f)(*args): output of function f should be a tuple: (output, aux) if has_aux is True",
  ],
  [
    "requiresGrad_ inside",
    () => func.grad((a: T) => a.requiresGrad_().sum())(c),
    "RuntimeError: You are attempting to call Tensor.requires_grad_() (or perhaps using torch.autograd.functional.* APIs) inside of a function being transformed by a functorch transform. This is unsupported, please attempt to use the functorch transforms (e.g. grad, vjp, jacrev, jacfwd, hessian) or call requires_grad_() outside of a function being transformed instead.",
  ],
  [
    "jvp of nothing",
    () => func.jvp(() => c, [], []),
    "RuntimeError: jvp(f, primals, tangents): Expected primals to contain at least one Tensor.",
  ],
]);
laws("vmap", [
  [
    "nested axes",
    () => func.vmap((l: T) => l[0].mul(l[1]), { inDims: [[0, null]] })([m, m.at(0)]),
    "tensor([[1., 1., 1.], [1., 1., 1.]])",
  ],
  [
    "without arguments",
    () => func.vmap(() => c)(),
    "ValueError: vmap(<lambda>)(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a function with no inputs. The latter is unsupported.",
  ],
  [
    "axes of another structure",
    () => func.vmap((a: T) => a, { inDims: [0, 0] })(m),
    "ValueError: vmap(<lambda>, in_dims=(0, 0), ...)(<inputs>): in_dims is not compatible with the structure of `inputs`. in_dims has structure TreeSpec(tuple, None, [*, *]) but inputs has structure TreeSpec(tuple, None, [*]).",
  ],
  [
    "a number",
    () => func.vmap((a: T) => a)(3),
    "ValueError: vmap(<lambda>, in_dims=0, ...)(<inputs>): Got in_dim=0 for an input but the input is of type <class 'float'>. We cannot vmap over non-Tensor arguments, please use None as the respective in_dim",
  ],
  [
    "no axis at all",
    () => func.vmap((a: T) => a, { inDims: [null] })(m),
    "ValueError: vmap: Expected at least one Tensor to vmap over",
  ],
  [
    "an axis of the result that is not there",
    () => func.vmap((a: T) => a, { outDims: 3 })(m),
    "IndexError: Dimension out of range (expected to be in range of [-2, 1], but got 3)",
  ],
]);
laws("forwardAd", [
  [
    "a tangent of integers",
    () => forwardAd.dualLevel(() => forwardAd.makeDual(c, t.tensor([1, 1], int))),
    "ValueError: Expected tangent to be floating point or complex, but got: torch.int64",
  ],
  [
    "what a dual was made of is written to",
    () => {
      const p = t.tensor([1, 2]);
      forwardAd.dualLevel(() => forwardAd.makeDual(p, c).mul_(2));
      return p;
    },
    "tensor([2., 4.])",
  ],
  [
    "a dual in another type",
    () =>
      forwardAd.dualLevel(() => {
        const [p, v] = forwardAd.unpackDual(forwardAd.makeDual(c, c).double());
        return [p.dtype, v.dtype];
      }),
    ["float64", "float64"],
  ],
  [
    "a dual in integers has no tangent",
    () =>
      forwardAd.dualLevel(() => {
        const [p, v] = forwardAd.unpackDual(forwardAd.makeDual(t.tensor([1.5]), t.ones(1)).long());
        return [p, v];
      }),
    ["tensor([1])", null],
  ],
]);
laws("small questions", [
  [
    "allclose, isclose",
    () => [
      t.allclose(c, c.add(1e-9)),
      t.isclose(c, t.tensor([1, 3])),
      c.newZeros(2),
      c.typeAs(t.tensor([1], int)),
    ],
    [true, "tensor([ True, False])", "tensor([0., 0.])", "tensor([1, 2])"],
  ],
]);
