// Places where programs of PyTorch's users stand: views of noGrad, tensors without axes, methods with their arguments in
// another order, anomalies. Each line is what PyTorch 1.13 printed of the same Python line.
import { onWarning } from "dualtensor/torch";
import { laws, on, t } from "./law.js";
import type { T } from "./script.js";

const s = t.tensor(3);
const zero = t.tensor(0, { dtype: "int64" });
const zeros = t.tensor([0], { dtype: "int64" });

laws("views made under noGrad", [
  [
    "have no node, and what is made of them has one that ends there",
    () => {
      const x = t.tensor([1, 2, 3], on),
        v = t.noGrad(() => x.mul(2).at(0)),
        w = t.noGrad(() => x.at("0:2")),
        y = w.mul(2);
      y.sum().backward();
      return [
        v.requiresGrad,
        w.requiresGrad,
        w.gradFn,
        y.gradFn.name(),
        y.gradFn.nextFunctions[0][0],
        x.grad,
      ];
    },
    [false, true, null, "MulBackward0", null, null],
  ],
]);

laws("tensors without axes take dim 0 and -1", [
  ["flip", () => [s.flip(0), s.flip(-1)], ["tensor(3.)", "tensor(3.)"]],
  ["transpose", () => s.transpose(0, -1), "tensor(3.)"],
  ["swapaxes", () => s.swapaxes(0, 0), "tensor(3.)"],
  ["movedim", () => s.movedim(0, -1), "tensor(3.)"],
  ["squeeze", () => s.squeeze(0), "tensor(3.)"],
  ["gather", () => [s.gather(0, zero), s.gather(0, zeros)], ["tensor(3.)", "tensor([3.])"]],
  ["scatter", () => s.scatter(0, zero, t.tensor(5)), "tensor(5.)"],
  ["indexSelect", () => s.indexSelect(0, zeros), "tensor(3.)"],
  ["indexAdd", () => s.indexAdd(0, zeros, t.tensor([2])), "tensor(5.)"],
  ["indexFill", () => s.indexFill(0, zeros, 7), "tensor(7.)"],
  ["flatten", () => s.flatten(), "tensor([3.])"],
]);

laws("forms of methods", [
  [
    "flatten of a vector is the vector",
    () => {
      const x = t.tensor([1, 2]);
      return [x.flatten() === x, t.flatten(x, 0, -1) === x];
    },
    [true, true],
  ],
  ["where", () => t.tensor([1, 2]).where(t.tensor([true, false]), t.tensor(9)), "tensor([1., 9.])"],
  ["flip", () => t.arange(4).reshape(2, 2).flip(0, 1), "tensor([[3., 2.], [1., 0.]])"],
  ["topk of none", () => t.tensor([1, 2, 3]).topk(0).values, "tensor([])"],
  [
    "at least so many axes",
    () =>
      [t.atleast1d(s), t.atleast2d(t.ones(3)), t.atleast3d(t.ones(3)), t.atleast3d(t.ones(2, 3))].map(
        (x: T) => x.shape,
      ),
    [[1], [1, 3], [1, 3, 1], [2, 3, 1]],
  ],
  ["likes", () => [t.onesLike(t.ones(2)), t.zerosLike(t.ones(1))], ["tensor([1., 1.])", "tensor([0.])"]],
]);

describe("anomalies", () => {
  const bad = (): void => t.tensor([0], on).sqrt().mul(0).sum().backward();
  test("a gradient of NaN is an error that names its operation, with the place of the call as a warning", () => {
    const heard: string[] = [],
      before = onWarning((text) => heard.push(text));
    expect(() => t.autograd.detectAnomaly(bad)).toThrow(
      "Function 'SqrtBackward0' returned nan values in its 0th output.",
    );
    t.autograd.setDetectAnomaly(true);
    expect(bad).toThrow("SqrtBackward0");
    t.autograd.setDetectAnomaly(false);
    expect(bad).not.toThrow();
    onWarning(before);
    expect(heard[0]).toContain(
      "Error detected in SqrtBackward0. Traceback of forward call that caused the error:",
    );
    expect(heard[0]).toContain("places.spec");
  });

  test("what is not there says why", () => {
    const n = t.tensor([1], on).mul(2).gradFn;
    for (const f of [
      t.utils.checkpoint.checkpoint,
      t.autograd.graph.savedTensorsHooks,
      t.autograd.graph.saveOnCpu,
      () => n.registerHook(),
      () => n.registerPrehook(),
    ])
      expect(f).toThrow("is not here: ");
  });
});

// Printed by PyTorch 1.13 for the same lines.
const PARTLY =
  "RuntimeError: unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the tensor before performing the operation.";
const vector = (): T => t.tensor([1, 2, 3, 4]),
  matrix = (): T => t.tensor([[1, 2], [3, 4]]); // prettier-ignore
// prettier-ignore
laws("in-place on what is read at the same time", [
  ["a moved piece", () => { const x = vector(); return x.at("1:").mul_(x.at(":-1")); }, PARTLY],
  ["a row of itself", () => { const x = matrix(); return x.mul_(x.at(0)); }, PARTLY],
  ["its transpose", () => { const x = matrix(); return x.mul_(x.t()); }, PARTLY],
  ["an assignment", () => { const x = vector(); x.set("1:", x.at(":-1")); }, PARTLY],
  ["columns, which have gaps", () => { const x = matrix(); x.at(":", 0).add_(x.at(":", 1)); return x; }, "tensor([[3., 2.], [7., 4.]])"],
  ["pieces apart", () => { const x = vector(); x.at(":2").add_(x.at("2:")); return x; }, "tensor([4., 6., 3., 4.])"],
  ["itself", () => { const x = matrix(); return x.add_(x); }, "tensor([[2., 4.], [6., 8.]])"],
]);
