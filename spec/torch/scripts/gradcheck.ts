// The scripts of the topic "gradcheck", line by line as PyTorch runs them.
import type { Script, T } from "../script.js";

export const scripts: Record<string, Script> = {
  // gradcheck/gradgradcheck signatures and defaults.
  "semantic/gradcheck/1/a": (torch, rec) => {
    rec("gradcheck", null /* Python alone has inspect */);
    rec("gradgradcheck", null /* Python alone has inspect */);
  },
  // gradcheck passes on a right gradient in float64: returns True; raise_exception=False returns False.
  "semantic/gradcheck/2/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { dtype: torch.float64, requiresGrad: true });
    rec(
      "ok",
      torch.autograd.gradcheck((a: T) => a.sin().mul(a), [x]),
    );
    rec(
      "gradgradcheck",
      torch.autograd.gradgradcheck((a: T) => a.sin().mul(a), [x]),
    );
    rec(
      "forward",
      torch.autograd.gradcheck((a: T) => a.pow(3), x, { checkForwardAd: true }),
    );
    const Bad: T = class Bad extends torch.autograd.Function {
      static forward(ctx: T, a: T) {
        return a.mul(2);
      }
      static backward(ctx: T, g: T) {
        return g.mul(3);
      }
    };
    err("wrong backward", () => torch.autograd.gradcheck(Bad.apply, [x]));
    rec("raise_exception=False", torch.autograd.gradcheck(Bad.apply, [x], { raiseException: false }));
    err("fast mode wrong backward", () => torch.autograd.gradcheck(Bad.apply, [x], { fastMode: true }));
  },
  // gradcheck input errors; float32 inputs only warn (and then usually fail); a symmetric kink (abs at 0) passes because central differences also give 0.
  "semantic/gradcheck/3/a": (torch, rec, err) => {
    err("no requires_grad", () =>
      torch.autograd.gradcheck((a: T) => a.mul(2), [torch.ones(1, { dtype: torch.float64 })]),
    );
    err("float32 warns", () =>
      torch.autograd.gradcheck((a: T) => a.mul(2), [torch.ones(1, { requiresGrad: true })]),
    );
    const x = torch.tensor([0], { dtype: torch.float64, requiresGrad: true });
    err("kink", () => torch.autograd.gradcheck((a: T) => a.abs(), [x]));
    err("overlapping memory", () =>
      torch.autograd.gradcheck(
        (a: T) => a.mul(2),
        [torch.ones(1, { dtype: torch.float64, requiresGrad: true }).expand(3)],
      ),
    );
    err("non differentiable output", () => torch.autograd.gradcheck((a: T) => a.gt(0), [x]));
    err("output float", () => torch.autograd.gradcheck((_a: T) => 3, [x]));
  },
};
