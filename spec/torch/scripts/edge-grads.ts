// The scripts of the topic "edge grads", line by line as PyTorch runs them.
import type { Script, T } from "../script.js";

export const scripts: Record<string, Script> = {
  // Derivatives at kinks and singular points through backward() (values as returned).
  "semantic/edge_grads/1/a": (torch, rec, err) => {
    const d = (f: T, v: T) => {
      const x = torch.tensor(v, { requiresGrad: true });
      f(x).backward();
      return x.grad.item();
    };
    for (const [nm, f, v] of [
      ["relu(0)", torch.relu, 0],
      ["abs(0)", torch.abs, 0],
      ["sqrt(0)", torch.sqrt, 0],
      ["x**0 at 0", (x: T) => x.pow(0), 0],
      ["x**0.5 at 0", (x: T) => x.pow(0.5), 0],
      ["clamp at bound", (x: T) => x.clamp(0, 1), 1],
      ["norm(0)", (x: T) => x.reshape(1).norm(), 0],
      ["sign", torch.sign, 0],
      ["log(0)", torch.log, 0],
      ["1/0", (x: T) => torch.div(1, x), 0],
      ["sinc(0)", torch.sinc, 0],
      ["hardtanh at 1", torch.nn.functional.hardtanh, 1],
      ["leaky_relu(0)", torch.nn.functional.leakyRelu, 0],
      ["elu(0)", torch.nn.functional.elu, 0],
      ["relu6(6)", torch.nn.functional.relu6, 6],
      ["x**x at 1", (x: T) => x.pow(x), 1],
      ["where trap", (x: T) => torch.where(x.gt(0), torch.sqrt(x), x.mul(0)), 0],
      ["max with constant tie", (x: T) => torch.maximum(x, torch.tensor(1)), 1],
      ["0**x at 0", (x: T) => torch.pow(torch.tensor(0), x), 0],
      ["x*inf", (x: T) => x.mul(Infinity), 0],
      ["floor", torch.floor, 1.5],
      ["fmod", (x: T) => torch.fmod(x, 1), 2.5],
      ["logsumexp -inf", (x: T) => torch.logsumexp(torch.stack([x, x]), 0), -Infinity],
      ["std of one", (x: T) => torch.stack([x, x]).std(), 1],
    ]) {
      err(nm, () => d(f, v));
    }
  },
};
