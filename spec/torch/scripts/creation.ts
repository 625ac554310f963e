// The scripts of the topic "creation", line by line as PyTorch runs them.
import type { Script } from "../script.js";

export const scripts: Record<string, Script> = {
  // Default dtype float32; python ints give int64, bools give bool; requires_grad defaults to False; a fresh tensor is a leaf.
  "semantic/creation/1/a": (torch, rec) => {
    const x = torch.tensor([1, 2]);
    const i = torch.tensor([1, 2], { dtype: torch.int64 });
    const b = torch.tensor([true]);
    rec("x", x);
    rec("i", i);
    rec("b", b);
    rec("x.requires_grad, is_leaf, grad, grad_fn", [x.requiresGrad, x.isLeaf, x.grad, x.gradFn]);
    rec("0-d", torch.tensor(2.5));
    rec("mixed int/float literal", torch.tensor([1, 2.5]));
    rec("empty", torch.tensor([]));
  },
  // Only floating point (and complex) tensors may require gradients: constructor error.
  "semantic/creation/2/a": (torch, rec, err) => {
    err("tensor int", () => torch.tensor([1, 2, 3], { requiresGrad: true, dtype: torch.int64 }));
    err("tensor bool", () => torch.tensor([true], { requiresGrad: true }));
    err("zeros int64", () => torch.zeros(2, { dtype: torch.int64, requiresGrad: true }));
    err("float64 ok", () => torch.ones(2, { dtype: torch.float64, requiresGrad: true }));
    err("complex ok", () => torch.ones(2, { dtype: torch.complex64, requiresGrad: true }).requiresGrad);
  },
  // Setting requires_grad on an integer tensor afterwards: the text begins in lower case, and the property and the method differ (the method requires_grad
  "semantic/creation/3/a": (torch, rec, err) => {
    const i = torch.tensor([1, 2, 3], { dtype: torch.int64 });
    const setprop = () => {
      i.requiresGrad = true;
    };
    err("i.requires_grad = True", setprop);
    err("i.requires_grad_()", () => i.requiresGrad_());
    err("i.requires_grad_(False)", () => i.requiresGrad_(false));
  },
  // Ragged nested lists: ValueError when inner lengths differ, TypeError 'not a sequence' when depth differs; strings and None have their own texts.
  "semantic/creation/4/a": (torch, rec, err) => {
    err("ragged", () => torch.tensor([[1, 2], [3]]));
    err("ragged2", () => torch.tensor([[1, 2], 3]));
    err("string", () => torch.tensor(["a"]));
    err("None", () => torch.tensor(null));
  },
  // requires_grad_() returns the tensor itself; factory functions take requires_grad.
  "semantic/creation/5/a": (torch, rec) => {
    const x = torch.ones(2);
    rec("same", x.requiresGrad_() === x);
    rec("x.requires_grad", x.requiresGrad);
    rec("zeros", torch.zeros(2, { requiresGrad: true }));
    rec("full_like", torch.fullLike(x, 3));
    rec("ones_like of requires_grad", torch.onesLike(x));
    rec("eye", torch.eye(2, { requiresGrad: true }));
    rec("arange float", torch.arange(3));
    rec("arange int", torch.arange(3, { dtype: torch.int64 }));
  },
};
