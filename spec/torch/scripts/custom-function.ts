// The scripts of the topic "custom Function", line by line as PyTorch runs them.
import type { Script, T } from "../script.js";

export const scripts: Record<string, Script> = {
  // save_for_backward, needs_input_grad, number of gradients error, None gradient.
  "semantic/custom_Function/1/a": (torch, rec, err) => {
    const Mul: T = class Mul extends torch.autograd.Function {
      static forward(ctx: T, a: T, b: T) {
        ctx.saveForBackward(a, b);
        return a.mul(b);
      }
      static backward(ctx: T, g: T) {
        const [, b] = ctx.savedTensors;
        rec("needs", ctx.needsInputGrad);
        return [g.mul(b), null];
      }
    };
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = torch.tensor([3, 4]);
    Mul.apply(x, y).sum().backward();
    rec("x.grad", x.grad);
    rec("grad_fn", Mul.apply(x, y).gradFn.name());
    const Few: T = class Few extends torch.autograd.Function {
      static forward(ctx: T, a: T, b: T) {
        return a.mul(b);
      }
      static backward(ctx: T, g: T) {
        return g;
      }
    };
    err("too few", () => Few.apply(x, y).sum().backward());
    const Shape: T = class Shape extends torch.autograd.Function {
      static forward(ctx: T, a: T) {
        return a.mul(1);
      }
      static backward() {
        return torch.ones(7);
      }
    };
    err("wrong shape", () => Shape.apply(x).sum().backward());
    err("calling instance forward", () => new Mul()(x, y));
  },
};
