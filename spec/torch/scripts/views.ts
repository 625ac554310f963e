// The scripts of the topic "views", line by line as PyTorch runs them.
import type { Script } from "../script.js";

export const scripts: Record<string, Script> = {
  // Gradients through views: select, slice, transpose, expand, stack, cat, clone.
  "semantic/views/1/a": (torch, rec) => {
    const x = torch.tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { requiresGrad: true },
    );
    x.at(0).sum().backward();
    rec("select", x.grad);
    x.grad = null;
    x.at(":", "1:").sum().backward();
    rec("slice", x.grad);
    x.grad = null;
    x.t().matmul(torch.ones(2)).sum().backward();
    rec("t", x.grad);
    x.grad = null;
    x.at(":1").expand(5, 3).sum().backward();
    rec("expand", x.grad);
    x.grad = null;
    torch
      .stack([x, x.mul(2)])
      .sum()
      .backward();
    rec("stack", x.grad);
    x.grad = null;
    torch
      .cat([x, x.mul(3)], 1)
      .sum()
      .backward();
    rec("cat", x.grad);
    x.grad = null;
    x.clone().mul(x).sum().backward();
    rec("clone", x.grad);
    x.grad = null;
    x.at(torch.tensor([0, 0], { dtype: torch.int64 }))
      .sum()
      .backward();
    rec("duplicate index", x.grad);
    x.grad = null;
    x.at(x.gt(2)).sum().backward();
    rec("mask", x.grad);
  },
  // _is_view/_base; view shares memory; reshape of contiguous is a view.
  "semantic/views/2/a": (torch, rec) => {
    const x = torch.arange(6);
    const v = x.view(2, 3);
    const r = x.reshape(3, 2);
    const c = v.t().reshape(6);
    rec("base", [v._base === x, r._base === x, c._base === null]);
    v.set([0, 0], 100);
    rec("x", x);
    rec("c unaffected", c);
    rec("contiguous flags", [v.isContiguous(), v.t().isContiguous()]);
    rec("strides", [v.stride, v.t().stride]);
  },
  // unbind/iteration/tuple unpacking of a tensor gives differentiable rows.
  "semantic/views/3/a": (torch, rec) => {
    const x = torch.tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { requiresGrad: true },
    );
    const [a, b] = x;
    a.mul(b).sum().backward();
    rec("x.grad", x.grad);
    rec("len", torch.length(x));
  },
};
