// The scripts of the topic "in-place", line by line as PyTorch runs them.
import type { Script } from "../script.js";

export const scripts: Record<string, Script> = {
  // in-place operation on a leaf that requires grad.
  "semantic/in-place/1/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    err("add_", () => x.add_(1));
    const si = () => {
      x.set(0, 5);
    };
    err("setitem", si);
    err("zero_", () => x.zero_());
    const iadd = () => {
      x.add_(1);
    };
    err("+=", iadd);
    err("view then in-place", () => x.at(0).mul_(2));
    err("view() in-place", () => x.view(2).mul_(2));
    torch.noGrad(() => {
      x.add_(1);
    });
    rec("allowed under no_grad", x);
  },
  // in-place on a non-leaf: changes grad_fn, gradient is right.
  "semantic/in-place/2/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.mul(2);
    y.add_(1);
    rec("y", y);
    y.mul_(x.detach());
    rec("y", y);
    y.sum().backward();
    rec("x.grad", x.grad);
  },
  // in-place modification of a tensor needed for backward (version counter) - full error text with shape, grad_fn name, versions.
  "semantic/in-place/3/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.exp();
    const z = y.sum();
    y.add_(1);
    err("backward", () => z.backward());
    const a = torch.ones(2);
    const b = torch.tensor([1, 2], { requiresGrad: true });
    const c = a.mul(b).sum();
    a.add_(1);
    err("saved constant modified", () => c.backward());
    const p = b.mul(2);
    const q = p.pow(2);
    p.set(0, 3);
    err("pow", () => q.sum().backward());
  },
  // The version counter: every in-place operation increments _version; views share it; detach shares, .data does not.
  "semantic/in-place/4/a": (torch, rec) => {
    const x = torch.zeros(3);
    rec("v", x._version);
    x.add_(1);
    rec("v", x._version);
    x.set(0, 2);
    rec("v", x._version);
    const v = x.at("1:");
    v.mul_(2);
    rec("v", [x._version, v._version]);
    x.detach().zero_();
    rec("detach", x._version);
    x.data.zero_();
    rec("data", x._version);
    x.requiresGrad_();
    rec("requires_grad_", x._version);
  },
  // In-place modification of an unneeded tensor is harmless (add does not save its inputs).
  "semantic/in-place/5/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const k = torch.ones(2);
    const y = x.add(k).sum();
    k.add_(5);
    err("backward", () => y.backward());
    rec("x.grad", x.grad);
  },
  // setitem with a tensor requiring grad into a fresh buffer: buffer becomes part of the graph.
  "semantic/in-place/6/a": (torch, rec) => {
    const x = torch.tensor([1, 3], { requiresGrad: true });
    const z = torch.zeros(3);
    z.set(1, x.at(0).mul(2));
    z.set(2, x.at(1).pow(2));
    rec("z", z);
    z.mul(torch.tensor([1, 10, 100]))
      .sum()
      .backward();
    rec("x.grad", x.grad);
  },
  // in-place through a view of a non-leaf updates the base's grad graph (CopySlices).
  "semantic/in-place/7/a": (torch, rec) => {
    const x = torch.tensor([1, 2, 3], { requiresGrad: true });
    const y = x.mul(1);
    const v = y.at(":2");
    v.mul_(10);
    rec("y", y);
    rec("v.grad_fn", v.gradFn.name());
    y.sum().backward();
    rec("x.grad", x.grad);
  },
  // in-place dtype / shape errors.
  "semantic/in-place/8/a": (torch, rec, err) => {
    const i = torch.tensor([1, 2], { dtype: torch.int64 });
    err("int add_ float", () => i.add_(1.5));
    err("int div_", () => i.div_(2));
    err("broadcast growing", () => torch.ones(2).add_(torch.ones(3, 2)));
    err("expand in-place", () => torch.ones(1).expand(3).add_(1));
    err("out= with requires_grad", () =>
      torch.add(torch.ones(1, { requiresGrad: true }), 1, { out: torch.empty(1) }),
    );
  },
  // split/unbind/chunk views (multi-view) cannot be modified in place.
  "semantic/in-place/9/a": (torch, rec, err) => {
    const x = torch.ones(4, { requiresGrad: true }).mul(1);
    const [a] = x.split(2);
    err("split", () => a.mul_(2));
    err("unbind", () => torch.ones(2, { requiresGrad: true }).mul(1).unbind()[0].mul_(2));
  },
};
