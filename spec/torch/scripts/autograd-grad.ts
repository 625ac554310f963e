// The scripts of the topic "autograd.grad", line by line as PyTorch runs them.
import type { Script } from "../script.js";

export const scripts: Record<string, Script> = {
  // returns a tuple, does not touch .grad, result does not require grad.
  "semantic/autograd.grad/1/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const g = torch.autograd.grad(x.pow(2).sum(), x);
    rec("g", g);
    rec("x.grad", x.grad);
  },
  // single Tensor or sequence inputs/outputs; multiple outputs are summed.
  "semantic/autograd.grad/2/a": (torch, rec, err, { typeName }) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const w = torch.tensor([3, 4], { requiresGrad: true });
    rec("two inputs", torch.autograd.grad(x.mul(w).sum(), [x, w]));
    rec("two outputs", torch.autograd.grad([x.mul(w).sum(), x.pow(2).sum()], [x]));
    rec("list result type", typeName(torch.autograd.grad(x.mul(w).sum(), [x, w])));
  },
  // grad_outputs as in backward(gradient); shape errors.
  "semantic/autograd.grad/3/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    rec("vjp", torch.autograd.grad(x.pow(2), x, { gradOutputs: torch.tensor([1, 10]) }));
    rec("list form", torch.autograd.grad([x.pow(2)], [x], { gradOutputs: [torch.tensor([1, 10])] }));
    err("missing", () => torch.autograd.grad(x.pow(2), x));
    err("shape", () => torch.autograd.grad(x.pow(2), x, { gradOutputs: torch.ones(5) }));
    err("too few", () => torch.autograd.grad([x.pow(2), x.pow(3)], x, { gradOutputs: [torch.ones(2)] }));
  },
  // unused input: error text; allow_unused=True gives None.
  "semantic/autograd.grad/4/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const u = torch.ones(1, { requiresGrad: true });
    err("unused", () => torch.autograd.grad(x.sum(), [x, u]));
    rec("allow_unused", torch.autograd.grad(x.sum(), [x, u], { allowUnused: true }));
  },
  // input that does not require grad.
  "semantic/autograd.grad/5/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const k = torch.ones(2);
    err("no requires_grad", () => torch.autograd.grad(x.mul(k).sum(), k));
    err("also with allow_unused", () => torch.autograd.grad(x.mul(k).sum(), k, { allowUnused: true }));
    err("empty inputs", () => torch.autograd.grad(x.sum(), []));
  },
  // gradient with respect to a non-leaf works; only_inputs=False only emits a deprecation UserWarning.
  "semantic/autograd.grad/6/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const m = x.mul(3);
    rec("wrt non-leaf", torch.autograd.grad(m.pow(2).sum(), m));
    err("only_inputs=False", () => torch.autograd.grad(x.mul(3).sum(), x, { onlyInputs: false }));
  },
  // create_graph=True: higher derivatives by nesting; differentiating once more than the degree gives zeros, not an error (still connected to x through po
  "semantic/autograd.grad/7/a": (torch, rec, err) => {
    const x = torch.tensor(2, { requiresGrad: true });
    let d = x.pow(4);
    for (const k of [0, 1, 2, 3]) {
      [d] = torch.autograd.grad(d, x, { createGraph: true });
      rec(`d${k + 1}`, d);
    }
    err("fifth", () => torch.autograd.grad(d, x, { createGraph: true }));
  },
  // autograd.grad frees the graph too (retain_graph defaults to create_graph).
  "semantic/autograd.grad/8/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.pow(2).sum();
    torch.autograd.grad(y, x);
    err("again", () => torch.autograd.grad(y, x));
    const z = x.pow(2).sum();
    torch.autograd.grad(z, x, { retainGraph: true });
    err("retain", () => torch.autograd.grad(z, x));
    const q = x.pow(2).sum();
    torch.autograd.grad(q, x, { createGraph: true });
    err("create_graph implies retain", () => torch.autograd.grad(q, x));
    const q2 = x.pow(2).sum();
    torch.autograd.grad(q2, x, { createGraph: true, retainGraph: false });
    err("create_graph with retain_graph=False", () => torch.autograd.grad(q2, x));
  },
  // is_grads_batched=True: the leading dimension of grad_outputs is a batch: full Jacobian from the identity.
  "semantic/autograd.grad/9/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    let y = x.pow(2);
    rec("J", torch.autograd.grad(y, x, { gradOutputs: torch.eye(2), isGradsBatched: true }));
    y = x.pow(2);
    err("mismatch", () => torch.autograd.grad(y, x, { gradOutputs: torch.ones(3, 4), isGradsBatched: true }));
    err("None", () => torch.autograd.grad(y, x, { isGradsBatched: true }));
  },
  // Double use of the same input in `inputs`.
  "semantic/autograd.grad/10/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    rec("dup", torch.autograd.grad(x.pow(2).sum(), [x, x]));
  },
};
