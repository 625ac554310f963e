// The scripts of the topic "training", line by line as PyTorch runs them.
import type { Script, T } from "../script.js";

export const scripts: Record<string, Script> = {
  // SGD loop with no_grad update: exact parameter values after some steps.
  "semantic/training/1/a": (torch, rec) => {
    const w = torch.tensor([4, -4], { requiresGrad: true });
    let loss: T = null!;
    for (const _ of [0, 1]) {
      loss = w.sub(1).pow(2).sum();
      loss.backward();
      torch.noGrad(() => {
        w.sub_(torch.mul(0.25, w.grad));
      });
      w.grad.zero_();
    }
    rec("w", w);
    rec("loss", loss);
    rec("w.is_leaf", w.isLeaf);
  },
  // The forgotten zero_grad: gradients accumulate over steps.
  "semantic/training/2/a": (torch, rec) => {
    const w = torch.tensor(2, { requiresGrad: true });
    const h: T[] = [];
    for (const _ of [0, 1, 2]) {
      w.mul(w).backward();
      h.push(w.grad.item());
    }
    rec("history", h);
  },
  // w = w - lr*grad outside no_grad makes w a non-leaf: the next .grad is None (with warning).
  "semantic/training/3/a": (torch, rec) => {
    let w = torch.tensor([1], { requiresGrad: true });
    w.mul(w).sum().backward();
    w = w.sub(torch.mul(0.5, w.grad));
    rec("is_leaf", w.isLeaf);
    w.mul(w).sum().backward();
    rec("w.grad", w.grad);
  },
};
