// The scripts of the topic "grad mode", line by line as PyTorch runs them.
import type { Script, T } from "../script.js";

export const scripts: Record<string, Script> = {
  // detach(): shares storage, no grad_fn, requires_grad False, leaf.
  "semantic/grad_mode/1/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const d = x.mul(2).detach();
    rec("d", d);
    x.mul(d).sum().backward();
    rec("x.grad", x.grad);
    const e = x.detach();
    e.set(0, 100);
    rec("shared memory: x", x);
  },
  // In-place change through detach() of a tensor saved for backward is detected (version counter is shared); through .data it is not.
  "semantic/grad_mode/2/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    let y = x.exp();
    let s = y.sum();
    y.detach().zero_();
    err("via detach", () => s.backward());
    y = x.exp();
    s = y.sum();
    y.data.zero_();
    err("via .data", () => s.backward());
    rec("wrong grad silently", x.grad);
  },
  // detach_() makes a non-leaf a leaf in place; cannot be used on views.
  "semantic/grad_mode/3/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.mul(2);
    rec("detach_", y.detach_());
    rec("is_leaf", y.isLeaf);
    err("view", () => x.mul(2).at(0).detach_());
  },
  // no_grad(): results do not require grad; enable_grad() inside re-enables; leaf creation with requires_grad=True still works; set_grad_enabled.
  "semantic/grad_mode/4/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    let y: T = null!;
    let w: T = null!;
    torch.noGrad(() => {
      y = x.mul(2);
      rec("y.requires_grad", y.requiresGrad);
      rec("is_grad_enabled", torch.isGradEnabled());
      const z = torch.ones(1, { requiresGrad: true });
      rec("new leaf requires_grad", z.requiresGrad);
      torch.enableGrad(() => {
        w = x.mul(3);
        rec("w.requires_grad", w.requiresGrad);
      });
    });
    rec("after", torch.isGradEnabled());
    torch.setGradEnabled(false, () => {
      rec("set False", x.mul(2).requiresGrad);
    });
    const f = (t: T) => torch.noGrad(() => t.mul(2));
    rec("decorator", f(x).requiresGrad);
    err("backward of no_grad result", () => y.sum().backward());
    w.sum().backward();
    rec("x.grad", x.grad);
  },
  // no_grad is restored after an exception.
  "semantic/grad_mode/5/a": (torch, rec) => {
    try {
      torch.noGrad(() => {
        throw new torch.ValueError("x");
      });
    } catch {
      /* expected */
    }
    rec("enabled", torch.isGradEnabled());
  },
  // backward inside no_grad works on a graph built outside.
  "semantic/grad_mode/6/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const y = x.pow(2).sum();
    torch.noGrad(() => {
      y.backward();
    });
    rec("x.grad", x.grad);
  },
  // inference_mode tensors cannot be saved for backward.
  "semantic/grad_mode/7/a": (torch, rec, err) => {
    const x = torch.ones(2, { requiresGrad: true });
    let t: T = null!;
    torch.inferenceMode(() => {
      t = torch.ones(2).mul(2);
    });
    rec("t.requires_grad, is_inference", [t.requiresGrad, t.isInference()]);
    err("save for backward", () => x.mul(t).sum());
  },
};
