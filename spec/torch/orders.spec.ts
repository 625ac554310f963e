// In which order PyTorch checks what it is given, and where it gives no gradient or another one. Each line is what PyTorch
// 1.13.1 printed of the same Python lines.
import { onWarning } from "dualtensor/torch";
import { laws, on, said, t } from "./law.js";
import type { T } from "./script.js";

const { autograd, forwardAd, func } = t;
const x = t.tensor([1, 2], on);
const c = t.tensor([1, 2]);
const f64 = { dtype: "float64" };

laws("what is told first", [
  [
    "that the root requires no gradient; before inputs are looked at, and without the warning of createGraph",
    () => {
      const heard: string[] = [];
      const before = onWarning((text) => void heard.push(text));
      try {
        return [
          said(() => c.sum().backward(null, { createGraph: true })),
          said(() => c.sum().backward(null, { inputs: [c] })),
          said(() => autograd.grad(c.sum(), [])),
          heard,
        ];
      } finally {
        onWarning(before);
      }
    },
    [
      ...Array<string>(3).fill(
        "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn",
      ),
      [],
    ],
  ],
  [
    "that there are no inputs",
    () => autograd.grad(x.sum(), []),
    "ValueError: grad requires non-empty inputs.",
  ],
  [
    "the shape of the first gradient, before their number",
    () => autograd.grad([x.pow(2), x.pow(3)], x, [t.ones(3)]),
    "RuntimeError: Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape of torch.Size([2]).",
  ],
  [
    "the number of indices, before their values",
    () => t.ones(2, 2).at(5, 0, 1),
    "IndexError: too many indices for tensor of dimension 2",
  ],
  [
    "of a number, what the index is",
    () => [[0], [-1], [":"], ["...", 0], [[0]]].map((ix) => said(() => t.tensor(1).at(...(ix as never[])))),
    [
      "IndexError: invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number",
      "IndexError: index -1 is out of bounds for dimension 0 with size 0",
      "IndexError: slice() cannot be applied to a 0-dim tensor.",
      ...Array<string>(2).fill("IndexError: too many indices for tensor of dimension 0"),
    ],
  ],
  [
    "an axis, before the type",
    () => t.softmax(t.tensor([1, 2], { dtype: "int64" }), 2),
    "IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 2)",
  ],
  [
    "lengths, before types",
    () => t.mm(t.ones(2, 2), t.ones(3, 2, f64)),
    "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x2 and 3x2)",
  ],
  ["lengths one after the other", () => c.reshape([-3]), "RuntimeError: invalid shape dimension -3"],
  [
    "that a tensor may not be saved, before the shapes",
    () => x.mul(t.inferenceMode(() => t.ones(3))),
    "RuntimeError: Inference tensors cannot be saved for backward. To work around you can make a clone to get a normal tensor and use it in autograd.",
  ],
  [
    "that the batch decides, before how many elements there are",
    () => func.vmap((a: T) => (t.truth(a) ? a : a.neg()))(t.ones(2, 2)),
    "RuntimeError: vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We don't support that yet, please shout over at https://github.com/pytorch/functorch/issues/257 .",
  ],
  [
    "a level by its number that is not open",
    () => forwardAd.makeDual(t.ones(1), t.ones(1), { level: 0 }),
    "RuntimeError: Trying to access a forward AD level with an invalid index. This index was either not created or is already deleted.",
  ],
  [
    "a tangent's size, before that",
    () => forwardAd.makeDual(t.ones(1), t.ones(2), { level: 0 }),
    "RuntimeError: Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. Tensor is of size [1] while the given forward gradient is of size [2].",
  ],
  [
    "equal of nothing",
    () => t.equal(c, null),
    "TypeError: equal(): argument 'other' (position 2) must be Tensor, not NoneType",
  ],
]);

laws("gradients", [
  [
    "a power's exponent that is zero",
    () =>
      [2, 0.5].flatMap((b) =>
        [b, t.tensor(b)].map((base) => {
          const z = t.tensor(0, on);
          t.pow(base, z).backward();
          return z.grad;
        }),
      ),
    ["tensor(0.6931)", "tensor(0.6931)", "tensor(-0.6931)", "tensor(-0.6931)"],
  ],
  [
    "the deviation of one number",
    () => [
      said(() => t.tensor([2], on).variance().backward()),
      said(() => t.tensor([2], on).std().backward()),
    ],
    ["Var", "Std"].map(
      (n) =>
        `RuntimeError: Function ${n}Backward0 returned an invalid gradient at index 0 - got [] but expected shape compatible with [1]`,
    ),
  ],
  [
    "a product with two zeros is taken to be flat",
    () => {
      const z = t.tensor([0, 0, 3], on);
      const [g] = autograd.grad(z.prod(), z, { createGraph: true });
      return [g, g.requiresGrad];
    },
    ["tensor([0., 0., 0.])", false],
  ],
  [
    "a gradient in the graph of a dual is a dual; one that is detached is not",
    () =>
      [true, false].map((createGraph) =>
        forwardAd.dualLevel(() => {
          const d = forwardAd.makeDual(t.tensor([1, -1]), t.tensor([-1, 1])),
            q = t.tensor([-2, 1], on);
          d.mul(q.pow(2)).sum().backward(null, { createGraph });
          const [g, rate] = forwardAd.unpackDual(q.grad);
          return [g.detach(), rate?.detach() ?? null];
        }),
      ),
    [
      ["tensor([-4., -2.])", "tensor([4., 2.])"],
      ["tensor([-4., -2.])", null],
    ],
  ],
  [
    "the same at an input in the middle, which is written to once",
    () =>
      forwardAd.dualLevel(() => {
        const d = forwardAd.makeDual(t.tensor([1, -1]), t.tensor([-1, 1])),
          q = t.tensor([-2, 1], on),
          r = q.mul(1);
        d.mul(r.pow(2))
          .sum()
          .backward(null, { createGraph: true, inputs: [r] });
        const [g, rate] = forwardAd.unpackDual(r.grad);
        return [g.detach(), rate.detach(), q.grad];
      }),
    ["tensor([-4., -2.])", "tensor([4., 2.])", null],
  ],
  [
    "integers have one zero",
    () => {
      const z = t.tensor([0], { dtype: "int64" }).mul(-1);
      return [z, t.atan2(z.float(), t.tensor([-1]))];
    },
    ["tensor([0])", "tensor([3.1416])"],
  ],
  [
    // detach and long are no functions of their input: differences see it, where PyTorch's looks at requires_grad.
    "gradcheck of what requires no gradient",
    () => {
      const v = t.tensor([1, 2], { ...f64, ...on }),
        fs = [
          (a: T) => a.detach(),
          () => t.ones(2, f64),
          (a: T) => a.long(),
          (a: T) => [a.mul(2), a.detach()],
        ];
      return fs.map((f) => String(said(() => autograd.gradcheck(f, v))).split(":")[0]);
    },
    ["GradcheckError", "true", "GradcheckError", "GradcheckError"],
  ],
]);
