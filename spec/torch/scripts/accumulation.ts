// The scripts of the topic "accumulation", line by line as PyTorch runs them.
import type { Script } from "../script.js";

export const scripts: Record<string, Script> = {
  // A tensor used several times receives the sum of the contributions (diamond graph).
  "semantic/accumulation/1/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const a = x.mul(2);
    const b = a.mul(a).add(a);
    const c = b.mul(x);
    c.sum().backward();
    rec("x.grad = d(4x^3+2x^2)/dx", x.grad);
  },
  // Order of leaves and partial graphs: two losses backward separately equals their sum backward.
  "semantic/accumulation/2/a": (torch, rec) => {
    const w = torch.tensor([1, 2], { requiresGrad: true });
    w.pow(2).sum().backward();
    w.mul(3).sum().backward();
    const g1 = w.grad.clone();
    w.grad = null;
    w.pow(2).sum().add(w.mul(3).sum()).backward();
    rec("equal", torch.equal(g1, w.grad));
    rec("g", w.grad);
  },
};
