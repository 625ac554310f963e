// Laws of PyTorch where several features meet: chains of nodes, indices in steps, integers under transformations, refusals.
// Each line is what PyTorch 1.13.1 printed of the same Python lines.
import { laws, on, said, t } from "./law.js";
import type { T } from "./script.js";

const int = { dtype: "int64" };
const a = t.tensor([1, 2], on);
const b = t.tensor([3, 4], on);
const m = t.ones(2, 3);
const matrix = (): T => t.arange(6).reshape(2, 3).requiresGrad_();
/** The first nodes back to the leaf, without "Backward0". */
function chain(y: T): string {
  const out: string[] = [];
  for (let n = y.gradFn; n !== null && n !== undefined; n = n.nextFunctions[0]?.[0])
    out.push(n.name().replace(/Backward0$|torch::autograd::/, ""));
  return out.join(" ");
}
const next = (y: T): string =>
  y.gradFn.nextFunctions
    .map(([n]: [T]) => (n === null ? "None" : n.name().replace("torch::autograd::", "")))
    .join(" ");

laws("nodes", [
  [
    "an index is a view after the other",
    () =>
      [[0, 1], [":", "1:"], ["..."], [null, ":"], [":", null], [0, [0, 1]], [t.tensor(1, int)]].map((i) =>
        chain(matrix().at(...i)),
      ),
    [
      "Select Select AccumulateGrad",
      "Slice Slice AccumulateGrad",
      "Alias AccumulateGrad",
      "Slice Unsqueeze AccumulateGrad",
      "Unsqueeze Slice AccumulateGrad",
      "Index Select AccumulateGrad",
      "Select AccumulateGrad",
    ],
  ],
  [
    "inputs stand in the order of the arguments, and numbers that are tensors among them",
    () => [
      next(t.pow(2, a)),
      next(t.sub(1, a)),
      next(a.clamp(0, 2)),
      next(a.clamp({ min: t.zeros(2) })),
      next(t.where(a.gt(0), 1, a)),
      next(t.nn.functional.linear(a.unsqueeze(0), t.ones(2, 2), b)),
      next(t.nn.functional.layerNorm(a, [2])),
    ],
    [
      "None AccumulateGrad",
      "AccumulateGrad",
      "AccumulateGrad",
      "AccumulateGrad None None",
      "None AccumulateGrad",
      "AccumulateGrad UnsqueezeBackward0 None",
      "AccumulateGrad None None",
    ],
  ],
  [
    "einsum",
    () =>
      [
        t.einsum("ij->ji", matrix()),
        t.einsum("ij->i", matrix()),
        t.einsum("ij,ij->ij", matrix(), matrix()),
        t.einsum("ij,kj->ik", matrix(), matrix()),
      ].map((y) => y.gradFn.name()),
    ["PermuteBackward0", "SumBackward1", "MulBackward0", "ViewBackward0"],
  ],
  [
    "dropout that is off gives its input",
    () => t.nn.functional.dropout(a, 0.5, { training: false }) === a,
    true,
  ],
]);

laws("numbers and indices", [
  [
    "a number stands behind in sums and products, and divides as a reciprocal",
    () => [next(t.mul(2, a)), next(t.add(1, a)), chain(t.div(1, a)), a.pow(3).gradFn._savedExponent],
    ["AccumulateGrad None", "AccumulateGrad None", "Mul Reciprocal AccumulateGrad", 3],
  ],
  [
    "ranges that go the wrong way",
    () => [said(() => t.arange(0, 1, -1)), said(() => t.eye(-1))],
    [
      "RuntimeError: upper bound and larger bound inconsistent with step sign",
      "RuntimeError: n must be greater or equal to 0, got -1",
    ],
  ],
]);

laws("hooks and gradients", [
  [
    "a hook that is registered twice runs twice",
    () => {
      const v = t.ones(2, on),
        h = (g: T): T => g.add(1),
        first = v.registerHook(h);
      v.registerHook(h);
      v.sum().backward();
      const twice = v.grad;
      first.remove();
      v.grad = null;
      v.sum().backward();
      return [twice, v.grad];
    },
    ["tensor([3., 3.])", "tensor([2., 2.])"],
  ],
  [
    "sums of cotangents are rounded one by one",
    () => {
      const v = t.tensor(1, on);
      let y = v;
      for (let i = 0; i < 3000; i++) y = y.add(v.mul(0.001));
      y.backward();
      return v.grad.item() < 3.99998;
    },
    true,
  ],
  [
    "gradients beyond the outputs are not looked at",
    () => t.autograd.grad(a.sum(), a, [t.tensor(1), t.tensor(2)]),
    ["tensor([1., 1.])"],
  ],
  [
    "what is divided by a number is not saved",
    () => {
      const v = t.ones(2, on),
        y = v.mul(1),
        z = y.div(2);
      y.add_(1);
      z.sum().backward();
      return v.grad;
    },
    "tensor([0.5000, 0.5000])",
  ],
]);

laws("in-place operations", [
  [
    "a tensor that became a view of itself has the gradient of its old shape",
    () => {
      const v = t.ones(2, on),
        y = v.mul(3);
      y.unsqueeze_(0).sum().backward();
      return v.grad;
    },
    "tensor([3., 3.])",
  ],
  [
    "out, without a graph",
    () => {
      const y = t.zeros(2);
      t.noGrad(() => t.mul(a, 2, { out: y }));
      return [
        y,
        said(() => t.add(t.ones(2), 1, { out: a })),
        said(() => t.add(t.ones(2), 1.5, { out: t.zeros(2, int) })),
      ];
    },
    [
      "tensor([2., 4.])",
      "RuntimeError: add(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.",
      "RuntimeError: result type Float can't be cast to the desired output type Long",
    ],
  ],
  [
    "a view as another tensor",
    () => {
      const y = a.mul(1);
      y.viewAs(t.ones(2, 1)).mul_(2);
      return y;
    },
    "tensor([2., 4.], grad_fn=<CopySlices>)",
  ],
  [
    "of values for one place the last stays",
    () => {
      const z = t.zeros(2);
      z.set([[0, 0]], t.tensor([3, 4]));
      return z;
    },
    "tensor([4., 0.])",
  ],
  [
    "a number and a list: entries of a view",
    () => {
      const z = t.zeros(2, 3);
      z.set([1, [0, 2]], t.ones(2, on));
      return z;
    },
    "tensor([[0., 0., 0.], [1., 0., 1.]], grad_fn=<CopySlices>)",
  ],
  [
    "a divisor that is overwritten by the quotient",
    () => {
      const y = a.mul(1);
      y.div_(y);
      y.sum().backward();
    },
    "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [2]], which is output 0 of DivBackward0, is at version 1; expected version 0 instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True).",
  ],
  [
    "an inference tensor is written to and then refused",
    () => {
      const y = t.inferenceMode(() => t.ones(2));
      return [(said(() => y.add_(1)) as string).slice(0, 60), y];
    },
    ["RuntimeError: Inplace update to inference tensor outside Inf", "tensor([2., 2.])"],
  ],
  [
    "requiresGrad of what is no leaf",
    () => (a.mul(2).requiresGrad = true),
    "RuntimeError: you can only change requires_grad flags of leaf variables.",
  ],
  [
    "an expanded leaf is a view of a leaf first",
    () => t.ones(2, on).expand(3, 2).add_(1),
    "RuntimeError: a view of a leaf Variable that requires grad is being used in an in-place operation.",
  ],
]);

const { func, forwardAd } = t;
laws("func", [
  [
    "arguments of grad are leaves",
    () => func.grad((v: T) => v.mul_(2).sum())(t.ones(2)),
    "RuntimeError: a leaf Variable that requires grad is being used in an in-place operation.",
  ],
  [
    "types change under vmap",
    () => [
      func.vmap((v: T) => v.long())(m),
      func.vmap((v: T) => v.argmax())(m),
      func.vmap((v: T) => v.double())(m).dtype,
    ],
    ["tensor([[1, 1, 1], [1, 1, 1]])", "tensor([0, 0])", "float64"],
  ],
  [
    "arguments of grad require it",
    () => {
      const seen: unknown[] = [];
      func.grad((v: T) => (seen.push(v.requiresGrad), v.sum()))(t.ones(2));
      return seen;
    },
    [true],
  ],
  [
    "gradients per sample, with classes of the batch",
    () =>
      func.vmap(func.grad((w: T, y: T) => t.nn.functional.crossEntropy(w.unsqueeze(0), y.unsqueeze(0))))(
        t.zeros(2, 2),
        t.tensor([0, 1], int),
      ),
    "tensor([[-0.5000, 0.5000], [ 0.5000, -0.5000]])",
  ],
  [
    "results under names come out of vmap in order too",
    () => {
      const [v, i] = func.vmap((r: T) => r.max(0))(t.tensor([[1, 2], [4, 3]])); // prettier-ignore
      return [v, i];
    },
    ["tensor([2., 4.])", "tensor([1, 0])"],
  ],
  [
    "strict jvp of a constant",
    () => func.jvp(() => t.ones(1), [t.ones(1)], [t.ones(1)], { strict: true }),
    "RuntimeError: jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. This is not allowed with strict=True.",
  ],
  [
    "cotangents of another structure",
    () => func.vjp((d: T) => ({ a: d.mul(2), b: d.sum() }), t.ones(2))[1]({ a: t.ones(2) }),
    "RuntimeError: Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function. cotangents: {'a': *}, primal output: {'a': *, 'b': *}",
  ],
  [
    "a dual without axes, and one that was detached",
    () =>
      forwardAd.dualLevel(() => [
        String(forwardAd.makeDual(t.ones(2), t.zeros(2)).sum()),
        String(forwardAd.makeDual(a, t.zeros(2)).detach()),
      ]),
    ["tensor(2., tangent=0.0)", "tensor([1., 2.])"],
  ],
  [
    "a dual of a leaf is a view of it",
    () =>
      forwardAd.dualLevel(() => {
        const d = forwardAd.makeDual(a, t.ones(2)),
          m = forwardAd.makeDual(t.eye(2), t.eye(2));
        return [d.isLeaf, d.gradFn.name(), d.mul(2).gradFn.name(), forwardAd.unpackDual(m.trace()).tangent];
      }),
    [false, "ViewBackward0", "MulBackward0", "tensor(2.)"],
  ],
]);

class Twice extends t.autograd.Function {
  static forward(ctx: T, x: T): T {
    x.mul_(2);
    ctx.markDirty(x);
    return x;
  }
  static backward(_: T, g: T): T {
    return g.mul(2);
  }
}
class Forward extends t.autograd.Function {
  static forward(_: T, x: T): T {
    return x.mul(2);
  }
}
class Sum extends t.autograd.Function {
  static forward(_: T, x: T): T {
    return x.sum();
  }
  static backward(_: T, g: T): T {
    return [g.mul(t.ones(3, 2)), null, null];
  }
}
laws("functions of one's own", [
  [
    "a gradient of more axes is summed, and further ones are not looked at",
    () => {
      const v = t.ones(2, on);
      (Sum as T).apply(v).backward();
      return v.grad;
    },
    "tensor([3., 3.])",
  ],
  [
    "one that writes to its input",
    () => {
      const h = a.mul(1);
      return [(Twice as T).apply(h) === h, said(() => (Twice as T).apply(a))];
    },
    [true, "RuntimeError: a leaf Variable that requires grad has been used in an in-place operation."],
  ],
  [
    "one without backward",
    () => (Forward as T).apply(a).sum().backward(),
    "NotImplementedError: You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.",
  ],
]);

laws("types", [
  [
    "a result in a type that is named",
    () => t.softmax(t.zeros(2), { dim: 0, dtype: "float64" }),
    "tensor([0.5000, 0.5000], dtype=torch.float64)",
  ],
  [
    "the median's place among equals",
    () => [[3, 3, 3], [3, 3, 3, 3, 3], [2, 1, 2, 3, 2]].map((v) => t.tensor(v).median(0)[1].item()), // prettier-ignore
    [1, 2, 2],
  ],
]);

const F = t.nn.functional;
laws("what is refused", [
  ["a flag that is none", () => (t.ones(1).requiresGrad = 1), "RuntimeError: requires_grad must be a bool"],
  [
    "mT of a vector",
    () => a.mT,
    "RuntimeError: tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor.",
  ],
  [
    "axes of vmap under other names",
    () => func.vmap((d: T) => d.a, { inDims: [{ b: 0 }] })({ a: m }),
    "ValueError: vmap(<lambda>, in_dims=({'b': 0},), ...)(<inputs>): in_dims is not compatible with the structure of `inputs`. in_dims has structure TreeSpec(tuple, None, [TreeSpec(dict, ['b'], [*])]) but inputs has structure TreeSpec(tuple, None, [TreeSpec(dict, ['a'], [*])]).",
  ],
  [
    "the greatest of nothing",
    () => [said(() => t.ones(0, 3).min()), said(() => t.ones(0, 3).amax(0)), said(() => t.ones(0).argmax())],
    [
      "RuntimeError: min(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.",
      "IndexError: amax(): Expected reduction dim 0 to have non-zero size.",
      "IndexError: argmax(): Expected reduction dim to be specified for input.numel() == 0.",
    ],
  ],
  ["an axis twice", () => m.sum([0, 0]), "RuntimeError: dim 0 appears multiple times in the list of dims"],
  [
    "gather of other axes",
    () => m.gather(0, t.tensor([0], int)),
    "RuntimeError: Index tensor must have the same number of dimensions as input tensor",
  ],
  [
    "too few lengths",
    () => m.repeat(2),
    "RuntimeError: Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
  ],
  ["no chunks", () => m.chunk(0), "RuntimeError: chunk expects `chunks` to be greater than 0, got: 0"],
  [
    "an entry that is not there",
    () => m.select(0, 5),
    "IndexError: select(): index 5 out of range for tensor of size [2, 3] at dimension 0",
  ],
  ["too many of them", () => m.topk(9), "RuntimeError: selected index k out of range"],
  [
    "outer of a matrix",
    () => t.outer(m, c2()),
    "RuntimeError: outer: Expected 1-D argument self, but got 2-D",
  ],
  [
    "no square",
    () => t.matrixExp(m),
    "RuntimeError: linalg.matrix_exp: A must be batches of square matrices, but they are 2 by 3 matrices",
  ],
  ["a class", () => F.crossEntropy(m, t.tensor([5, 0], int)), "IndexError: Target 5 is out of bounds."],
  [
    "a reduction",
    () => F.mseLoss(a, b, { reduction: "avg" }),
    "ValueError: avg is not a valid value for reduction",
  ],
  [
    "branches",
    () => t.where(c2().gt(0), c2(), t.ones(3)),
    "RuntimeError: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0",
  ],
  [
    "the second gradient of two, in the words of 1.13",
    () => t.autograd.backward([a.sum(), a.mul(2)], [null, t.ones(3)]),
    "RuntimeError: Boolean value of Tensor with more than one value is ambiguous",
  ],
]);
const leaf = (): T => t.tensor([0.5, 2], on);
/** The node of a gradient that can be differentiated. */
const second = (f: (x: T) => T): string => {
  const x = leaf(),
    [g] = t.autograd.grad(f(x).sum(), x, { createGraph: true });
  return g.requiresGrad ? g.gradFn.name().replace("Backward0", "") : "none";
};
laws("gradients of gradients", [
  [
    "have the nodes of PyTorch's formulas",
    () => [
      ...["log", "sqrt", "sigmoid", "tanh", "relu", "exp", "log1p", "prod"].map((n) => second((x) => x[n]())),
      second((x) => x.softmax(0)),
      second((x) => F.elu(x)),
    ],
    [
      ...["Div", "Div", "SigmoidBackward", "TanhBackward", "ThresholdBackward", "Mul", "Div", "Mul"],
      ...["SoftmaxBackwardData", "EluBackward"],
    ],
  ],
  [
    "do not vary where a maximum is chosen",
    () => ["max", "min", "amax", "amin"].map((n) => second((x) => x[n]())),
    ["none", "none", "none", "none"],
  ],
  [
    "of pieces are zeros",
    () => {
      const x = leaf(),
        [g] = t.autograd.grad(x.relu().sum(), x, { createGraph: true });
      return t.autograd.grad(g.sum(), x);
    },
    ["tensor([0., 0.])"],
  ],
]);
laws("writing through views", [
  [
    "puts one node in the place of the base's, with the operation's other inputs",
    () => {
      const x = leaf(),
        y = x.mul(1);
      y.set(0, 5);
      const first = next(y);
      y.at(1).mul_(x.at(0));
      return [first, next(y)];
    },
    ["MulBackward0 None", "CopySlices SelectBackward0"],
  ],
  [
    "leaves the hooks of the view's old node out",
    () => {
      const y = leaf().mul(1),
        u = y.at(0),
        seen: string[] = [];
      u.registerHook(() => void seen.push("view"));
      y.registerHook(() => void seen.push("base"));
      u.mul_(5);
      y.sum().backward();
      return seen;
    },
    ["base"],
  ],
  [
    "frees it, whatever the operation saves",
    () => {
      const y = leaf().add(0);
      y.at(0).add_(1);
      const s = y.sum();
      s.backward();
      return String(said(() => s.backward())).slice(0, 60);
    },
    "RuntimeError: Trying to backward through the graph a second ",
  ],
]);
laws("backward and grad", [
  [
    "run the node of an input that is no leaf, so it can be freed",
    () => {
      const y = leaf().mul(2);
      y.sum().backward();
      return String(
        said(() =>
          y
            .mul(y)
            .sum()
            .backward({ inputs: [y] }),
        ),
      ).slice(0, 60);
    },
    "RuntimeError: Trying to backward through the graph a second ",
  ],
  [
    "keep a retained gradient in a new tensor each time",
    () => {
      const y = leaf().mul(3);
      y.retainGrad();
      const l = y.sum();
      l.backward({ retainGraph: true });
      const g = y.grad;
      l.backward();
      return [y.grad === g, g, y.grad];
    },
    [false, "tensor([1., 1.])", "tensor([2., 2.])"],
  ],
  [
    "an unknown keyword",
    () => a.sum().backward({ fooBar: 1 }),
    "TypeError: Tensor.backward() got an unexpected keyword argument 'foo_bar'",
  ],
  [
    "no inputs",
    () => t.autograd.grad(a.sum()),
    "TypeError: grad() missing 1 required positional argument: 'inputs'",
  ],
  [
    "a string",
    () => t.autograd.backward(["a"]),
    "AttributeError: 'str' object has no attribute 'requires_grad'",
  ],
  ["a number", () => t.autograd.backward(3), "TypeError: 'int' object is not iterable"],
  [
    "nothing in a list",
    () => t.autograd.grad(a.sum(), [null]),
    "RuntimeError: all inputs have to be Tensors, but got NoneType",
  ],
  ["no step", () => t.arange(0, 1, 0), "RuntimeError: step must be nonzero"],
  ["steps", () => t.linspace(0, 1, -1), "RuntimeError: number of steps must be non-negative"],
  [
    "a text added",
    () => t.ones(2).add_("a"),
    "TypeError: add_(): argument 'other' (position 1) must be Tensor, not str",
  ],
  ["a mode", () => t.setGradEnabled("a"), "TypeError: enabled must be a bool (got str)"],
  [
    "types of an indexed assignment",
    () => t.ones(2).set([t.tensor([0, 1], int)], t.tensor([7, 8], int)),
    "RuntimeError: Index put requires the source and destination dtypes match, got Float for the destination and Long for the source.",
  ],
  [
    "a saved result that was written to",
    () => {
      const y = leaf().tanh();
      y.mul_(2);
      return String(said(() => y.gradFn.nextFunctions[0][0]._savedResult)).slice(0, 60);
    },
    "RuntimeError: one of the variables needed for gradient compu",
  ],
]);
function c2(): T {
  return t.ones(2);
}
