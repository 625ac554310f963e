// The scripts of the topic "hooks", line by line as PyTorch runs them.
import type { Script, T } from "../script.js";

export const scripts: Record<string, Script> = {
  // register_hook on a tensor: receives grad, return value replaces it; None keeps it; handle.remove().
  "semantic/hooks/1/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const seen: T[] = [];
    x.registerHook((g: T) => void seen.push(g.clone()));
    const h2 = x.registerHook((g: T) => g.mul(10));
    x.pow(2).sum().backward();
    rec("seen", seen);
    rec("x.grad", x.grad);
    h2.remove();
    x.grad = null;
    x.pow(2).sum().backward();
    rec("x.grad after remove", x.grad);
  },
  // hooks run in order of registration; the result feeds the next; on non-leaf they alter upstream gradients.
  "semantic/hooks/2/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.mul(2);
    y.registerHook((g: T) => g.add(1));
    y.registerHook((g: T) => g.mul(3));
    y.sum().backward();
    rec("x.grad = ((1+1)*3)*2", x.grad);
  },
  // hook errors (no requires_grad; non-Tensor return value; return of a different size; an exception raised by the hook propagates unchanged and .grad sta
  "semantic/hooks/3/a": (torch, rec, err) => {
    err("no requires_grad", () => torch.ones(1).registerHook((g: T) => g));
    const x = torch.ones(2, { requiresGrad: true });
    x.registerHook((_g: T) => 5);
    err("wrong return type", () => x.sum().backward());
    const y = torch.ones(2, { requiresGrad: true });
    y.registerHook((_g: T) => torch.ones(3));
    err("wrong shape", () => y.sum().backward());
    const z = torch.ones(2, { requiresGrad: true });
    const bad = (_g: T) => {
      throw new torch.ValueError("boom");
    };
    z.registerHook(bad);
    err("exception passes through", () => z.sum().backward());
    rec("z.grad", z.grad);
  },
};
