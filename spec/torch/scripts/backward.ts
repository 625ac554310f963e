// The scripts of the topic "backward", line by line as PyTorch runs them.
import type { Script } from "../script.js";

export const scripts: Record<string, Script> = {
  // backward on a non-scalar without gradient.
  "semantic/backward/1/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    err("backward", () => x.mul(2).backward());
    err("numel==1 with shape [1] is allowed", () => x.reshape(-1).at(":1").mul(2).backward());
    rec("x.grad", x.grad);
    err("shape [1,1] allowed", () => x.reshape(-1).at(":1").reshape(1, 1).mul(2).backward());
    err("empty", () => x.reshape(-1).at(":0").backward());
  },
  // backward on a tensor which does not require grad / has no grad_fn.
  "semantic/backward/2/a": (torch, rec, err) => {
    err("constant", () => torch.tensor(1).backward());
    err("from constants", () => torch.ones(2).mul(2).sum().backward());
    err("vector constant", () => torch.ones(2).backward());
    err("detached", () => torch.ones(2, { requiresGrad: true }).detach().sum().backward());
    err("integer tensor", () => torch.tensor(3, { dtype: torch.int64 }).backward());
    err("autograd.grad of constant", () =>
      torch.autograd.grad(torch.tensor(1), torch.ones(1, { requiresGrad: true })),
    );
    err("second of two outputs", () =>
      torch.autograd.backward([torch.ones(1, { requiresGrad: true }).sum(), torch.tensor(1)]),
    );
  },
  // backward on a leaf scalar: .grad = 1.
  "semantic/backward/3/a": (torch, rec) => {
    const x = torch.tensor(3, { requiresGrad: true });
    x.backward();
    rec("x.grad", x.grad);
    x.backward();
    rec("x.grad again (a leaf has no graph to free)", x.grad);
  },
  // gradient= argument: vector-Jacobian product.
  "semantic/backward/4/a": (torch, rec) => {
    const x = torch.tensor([1, 2, 3], { requiresGrad: true });
    const y = x.pow(2);
    y.backward(torch.tensor([1, 0.1, 10]));
    rec("x.grad", x.grad);
  },
  // gradient of wrong shape: error text (sizes printed as torch.Size).
  "semantic/backward/5/a": (torch, rec, err) => {
    const x = torch.ones(3, { requiresGrad: true });
    const y = x.mul(2);
    err("wrong length", () => y.backward(torch.ones(4)));
    err("scalar tensor for vector", () => y.backward(torch.tensor(1)));
    err("broadcastable is not accepted", () => y.backward(torch.ones(1)));
    err("scalar output, gradient of shape [1]", () => y.sum().backward(torch.ones(1)));
  },
  // gradient of wrong type.
  "semantic/backward/6/a": (torch, rec, err) => {
    const x = torch.ones(2, { requiresGrad: true });
    err("list", () => x.mul(2).backward([1, 1]));
    err("float for scalar output", () => x.mul(2).sum().backward(1));
    err("string", () => x.mul(2).sum().backward("a"));
    err("int tensor gradient", () => x.mul(2).backward(torch.tensor([1, 1], { dtype: torch.int64 })));
    rec("x.grad", x.grad);
    err("float64 gradient for float32 output", () =>
      x.mul(2).backward(torch.tensor([1, 1], { dtype: torch.float64 })),
    );
    rec("x.grad dtype", x.grad);
  },
  // backward returns None.
  "semantic/backward/7/a": (torch, rec) => {
    const x = torch.ones(2, { requiresGrad: true });
    rec("ret", x.sum().backward());
  },
  // gradient=None for scalar is allowed explicitly; positional argument order is (gradient, retain_graph, create_graph, inputs).
  "semantic/backward/8/a": (torch, rec, err) => {
    const x = torch.ones(2, { requiresGrad: true });
    const y = x.mul(3).sum();
    y.backward(null, { retainGraph: true });
    rec("x.grad", x.grad);
    y.backward(torch.tensor(2), { retainGraph: false });
    rec("x.grad", x.grad);
    err("after retain_graph=False (mul by a python scalar does save)", () => y.backward());
  },
  // Second backward through the same graph: error (full text) when saved tensors were freed.
  "semantic/backward/9/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.pow(2).sum();
    y.backward();
    err("second", () => y.backward());
    rec("x.grad unchanged", x.grad);
  },
  // Only nodes that SAVED a tensor raise on the second traversal. add, sum, mean, neg, reshape save nothing: a second backward() without retain_graph succ
  "semantic/backward/10/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.add(1).sum();
    y.backward();
    err("add/sum", () => y.backward());
    rec("x.grad", x.grad);
    const z = x.mul(3).sum();
    z.backward();
    err("mul by scalar", () => z.backward());
    rec("x.grad", x.grad);
    const w = x.reshape(2, 1).sum();
    w.backward();
    err("reshape/sum", () => w.backward());
    rec("x.grad", x.grad);
    const e = x.exp().sum();
    e.backward();
    err("exp", () => e.backward());
    const m = x.mul(torch.ones(2)).sum();
    m.backward();
    err("mul by constant tensor", () => m.backward());
    const n = x.neg().sum();
    n.backward();
    err("neg", () => n.backward());
    const mm = x.mean();
    mm.backward();
    err("mean", () => mm.backward());
  },
  // retain_graph=True allows repeating; the gradients accumulate.
  "semantic/backward/11/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.pow(3).sum();
    y.backward(null, { retainGraph: true });
    y.backward(null, { retainGraph: true });
    y.backward();
    rec("x.grad", x.grad);
    err("fourth", () => y.backward());
  },
  // Freeing is per node: two outputs sharing a subgraph; second backward through the shared, freed part fails.
  "semantic/backward/12/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const s = x.pow(2);
    const a = s.sum();
    const b = s.mul(2).sum();
    a.backward();
    err("b.backward()", () => b.backward());
    rec("x.grad", x.grad);
  },
  // After the graph was freed, accessing saved tensors also fails.
  "semantic/backward/13/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.exp();
    const s = y.sum();
    s.backward();
    err("y.grad_fn._saved_result", () => y.gradFn._savedResult);
  },
  // torch.autograd.backward on several tensors sums contributions; grad_tensors length mismatch.
  "semantic/backward/14/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const a = x.sum();
    const b = x.pow(2);
    torch.autograd.backward([a, b], [null, torch.onesLike(b)]);
    rec("x.grad", x.grad);
    err("missing grad for vector", () => torch.autograd.backward([x.sum(), x.mul(2)]));
    err("too few grad_tensors", () => torch.autograd.backward([x.sum(), x.sum()], [torch.tensor(1)]));
    err("empty tensors", () => torch.autograd.backward([]));
  },
  // inputs= restricts accumulation; other leaves stay untouched.
  "semantic/backward/15/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const w = torch.tensor([3, 4], { requiresGrad: true });
    const y = x.mul(w).sum();
    y.backward(null, { inputs: [w] });
    rec("x.grad", x.grad);
    rec("w.grad", w.grad);
  },
  // inputs= may be a single Tensor, may be a non-leaf (its .grad is then filled; reading it does not warn), may not be empty; an input without requires_gr
  "semantic/backward/16/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const m = x.mul(2);
    const y = m.mul(m).sum();
    y.backward(null, { inputs: x, retainGraph: true });
    rec("x.grad", x.grad);
    err("empty", () => y.backward(null, { inputs: [] }));
    err("not requires grad", () => y.backward(null, { inputs: [torch.ones(1)], retainGraph: true }));
    err("non-leaf", () => y.backward(null, { inputs: [m], retainGraph: true }));
    rec("m.grad", m.grad);
    const u = torch.ones(1, { requiresGrad: true });
    err("unreachable leaf input", () => y.backward(null, { inputs: [u], retainGraph: true }));
    rec("u.grad", u.grad);
    err("0-d single tensor input", () =>
      torch
        .tensor(2, { requiresGrad: true })
        .backward(null, { inputs: torch.tensor(2, { requiresGrad: true }) }),
    );
  },
  // create_graph=True: x.grad requires grad and can be differentiated again; retain_graph defaults to create_graph; a UserWarning about the reference cycl
  "semantic/backward/17/a": (torch, rec) => {
    const x = torch.tensor(2, { requiresGrad: true });
    const y = x.pow(3).sum();
    y.backward(null, { createGraph: true });
    rec("x.grad", x.grad);
    const g = x.grad;
    x.grad = null;
    g.sum().backward();
    rec("second derivative 6x", x.grad);
  },
  // Double backward accumulating in the same .grad: x.grad.sum().backward() adds f'' to f'.
  "semantic/backward/18/a": (torch, rec) => {
    const x = torch.tensor(2, { requiresGrad: true });
    x.pow(3).backward(null, { createGraph: true });
    x.grad.backward();
    rec("x.grad = 12 + 12", x.grad);
  },
};
