// The scripts of the topic "dtype", line by line as PyTorch runs them.
import type { Script } from "../script.js";

export const scripts: Record<string, Script> = {
  // Type promotion: int tensor + float scalar -> default float; float32 tensor + float64 0-dim -> float32; float32 + float64 tensor -> float64; gradient c
  "semantic/dtype/1/a": (torch, rec, err) => {
    const i = torch.tensor([1, 2], { dtype: torch.int64 });
    const f = torch.tensor([1, 2], { requiresGrad: true });
    const d = torch.tensor([1, 2], { dtype: torch.float64 });
    rec("i+1.5", i.add(1.5));
    rec("i/2", i.div(2));
    rec("i//2", i.floorDivide(2));
    rec("i*i", i.mul(i));
    rec("i**2", i.pow(2));
    rec("f+d", f.add(d));
    rec("f+d[0]", f.add(d.at(0)));
    rec("i+f", i.add(f));
    rec("bool+bool", torch.tensor([true]).add(torch.tensor([true])));
    rec("sum int", i.sum());
    rec("sum bool", torch.tensor([true, true]).sum());
    rec("i.exp()", i.exp());
    f.mul(d).sum().backward();
    rec("f.grad", f.grad);
    rec("f.grad dtype", `torch.${f.grad.dtype}`);
    err("bool - bool", () => torch.tensor([true]).sub(torch.tensor([true])));
    err("neg bool", () => torch.tensor([true]).neg());
    err("int pow neg", () => i.pow(-1));
  },
  // Comparison/argmax/integer casts give tensors without requires_grad; grads through them are cut.
  "semantic/dtype/2/a": (torch, rec, err) => {
    const x = torch.tensor([1, -2], { requiresGrad: true });
    rec("x > 0", x.gt(0));
    rec("argmax", x.argmax());
    rec("x.long()", x.long());
    rec("eq", x.eq(x));
    rec("sign", x.sign());
    rec("floor", x.floor());
    const y = x.floor().mul(x).sum();
    y.backward();
    rec("x.grad (floor has zero derivative)", x.grad);
    err("round(x).sum().backward()", () => x.round().sum().backward());
    rec("x.grad", x.grad);
    err("int cast backward", () => x.long().sum().backward());
  },
};
