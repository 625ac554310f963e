// The scripts of the topic "leaf", line by line as PyTorch runs them.
import type { Script } from "../script.js";

export const scripts: Record<string, Script> = {
  // Result of an operation on a requires_grad tensor: requires_grad True, is_leaf False, has grad_fn. Results from tensors not requiring grad are leaves.
  "semantic/leaf/1/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.mul(2);
    const z = torch.tensor([1, 2]).mul(2);
    rec("y", y);
    rec("y.is_leaf", y.isLeaf);
    rec("z.is_leaf, requires_grad, grad_fn", [z.isLeaf, z.requiresGrad, z.gradFn]);
    rec("x.clone().is_leaf", x.clone().isLeaf);
    rec("x.detach().is_leaf", x.detach().isLeaf);
    rec("x.double().is_leaf", x.double().isLeaf);
    rec("x.float() is x", x.float() === x);
  },
  // requires_grad cannot be turned off on a non-leaf.
  "semantic/leaf/2/a": (torch, rec, err) => {
    const x = torch.tensor([1], { requiresGrad: true });
    const y = x.mul(2);
    err("y.requires_grad_(False)", () => y.requiresGrad_(false));
    const sp = () => {
      y.requiresGrad = false;
    };
    err("y.requires_grad = False", sp);
    err("y.requires_grad_(True) is fine", () => y.requiresGrad_(true) === y);
    err("x.requires_grad_(False) on leaf", () => x.requiresGrad_(false).requiresGrad);
  },
  // Turning requires_grad off on a leaf after the graph was built: backward raises nothing and does NOT accumulate into that leaf (.grad stays None).
  "semantic/leaf/3/a": (torch, rec, err) => {
    const x = torch.tensor([2], { requiresGrad: true });
    const y = x.mul(x).sum();
    x.requiresGrad_(false);
    err("backward", () => y.backward());
    rec("x.grad", x.grad);
  },
};
