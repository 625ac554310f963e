// The scripts of the topic "grad", line by line as PyTorch runs them.
import type { Script, T } from "../script.js";

export const scripts: Record<string, Script> = {
  // .grad is None before backward; after backward has the same shape and dtype, requires_grad False, is a leaf.
  "semantic/grad/1/a": (torch, rec) => {
    const x = torch.tensor([1, 2, 3], { requiresGrad: true });
    rec("before", x.grad);
    x.pow(2).sum().backward();
    rec("after", x.grad);
  },
  // Gradients accumulate (+=) over several backward calls with fresh graphs.
  "semantic/grad/2/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    for (const _ of [0, 1]) {
      x.pow(2).sum().backward();
    }
    rec("x.grad", x.grad);
  },
  // Accumulation happens in place in the existing .grad tensor (same object) when grad mode is off for backward (create_graph=False); with create_graph=Tr
  "semantic/grad/3/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    x.pow(2).sum().backward();
    const g = x.grad;
    x.pow(2).sum().backward();
    rec("same object", x.grad === g);
    rec("g", g);
    x.pow(2).sum().backward(null, { createGraph: true });
    rec("same object after create_graph", x.grad === g);
    rec("x.grad", x.grad);
  },
  // zero_() zeros .grad in place; setting .grad=None removes it; then backward starts anew.
  "semantic/grad/4/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    torch.mul(3, x).sum().backward();
    x.grad.zero_();
    rec("zeroed", x.grad);
    torch.mul(3, x).sum().backward();
    rec("after zero_ + backward", x.grad);
    x.grad = null;
    rec("None", x.grad);
    torch.mul(5, x).sum().backward();
    rec("after None + backward", x.grad);
  },
  // Assigning .grad: must be a Tensor or None, same shape and dtype; errors quoted.
  "semantic/grad/5/a": (torch, rec, err) => {
    const x = torch.ones(2, { requiresGrad: true });
    const s = (v: T) => {
      x.grad = v;
    };
    err("shape", () => s(torch.ones(3)));
    err("dtype", () => s(torch.ones(2, { dtype: torch.float64 })));
    err("number", () => s(1));
    err("list", () => s([1, 1]));
    err("self", () => s(x));
    s(torch.tensor([10, 20]));
    x.mul(2).sum().backward();
    rec("accumulates onto assigned", x.grad);
  },
  // del x.grad resets it to None.
  "semantic/grad/6/a": (torch, rec) => {
    const x = torch.ones(2, { requiresGrad: true });
    x.sum().backward();
    x.grad = null;
    rec("x.grad", x.grad);
  },
  // Reading .grad of a non-leaf returns None and emits a UserWarning (text quoted).
  "semantic/grad/7/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.mul(2);
    y.sum().backward();
    rec("y.grad", y.grad);
    rec("x.grad", x.grad);
  },
  // retain_grad() on a non-leaf keeps .grad; no warning; idempotent; on a leaf it is a no-op; on a tensor without requires_grad it raises.
  "semantic/grad/8/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.mul(2);
    y.retainGrad();
    y.retainGrad();
    rec("y.retains_grad", y.retainsGrad);
    y.pow(2).sum().backward();
    rec("y.grad", y.grad);
    rec("x.grad", x.grad);
    x.retainGrad();
    rec("x.retains_grad", x.retainsGrad);
    err("no requires_grad", () => torch.ones(1).retainGrad());
  },
  // retained grad of a non-leaf also accumulates over backwards.
  "semantic/grad/9/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.mul(2);
    y.retainGrad();
    const s = y.sum();
    s.backward(null, { retainGraph: true });
    s.backward();
    rec("y.grad", y.grad);
    rec("x.grad", x.grad);
  },
  // A leaf that is not part of the graph keeps .grad None; multiplication by zero gives a zero tensor instead.
  "semantic/grad/10/a": (torch, rec) => {
    const x = torch.ones(2, { requiresGrad: true });
    const u = torch.ones(2, { requiresGrad: true });
    const z = torch.ones(2, { requiresGrad: true });
    x.sum().add(z.mul(0).sum()).backward();
    rec("x.grad", x.grad);
    rec("u.grad", u.grad);
    rec("z.grad", z.grad);
  },
};
