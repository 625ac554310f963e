// The scripts of the topic "broadcast", line by line as PyTorch runs them.
import type { Script } from "../script.js";

export const scripts: Record<string, Script> = {
  // Broadcast operands receive the gradient summed over the broadcast dimensions, with their own shape.
  "semantic/broadcast/1/a": (torch, rec) => {
    const a = torch.ones([2, 3], { requiresGrad: true });
    const b = torch.full([3], 2, { requiresGrad: true });
    const y = a.mul(b);
    rec("y.shape", y.shape);
    y.sum().backward();
    rec("a.grad", a.grad);
    rec("b.grad", b.grad);
  },
  // Incompatible shapes: error text.
  "semantic/broadcast/2/a": (torch, rec, err, { number }) => {
    err("add", () => torch.ones(2, 3).add(torch.ones(2)));
    err("matmul 2d", () => torch.ones(2, 3).matmul(torch.ones(2, 3)));
    err("matvec", () => torch.ones(2, 3).matmul(torch.ones(2)));
    err("dot", () => torch.ones(2).matmul(torch.ones(3)));
    err("0-d matmul", () => torch.tensor(1).matmul(torch.tensor(1)));
    err("cat", () => torch.cat([torch.ones(2, 2), torch.ones(2, 3)], 0));
    err("stack", () => torch.stack([torch.ones(2), torch.ones(3)]));
    err("stack empty", () => torch.stack([]));
    err("cat empty", () => torch.cat([]));
    err("reshape", () => torch.ones(6).reshape(4, 2));
    err("reshape two -1", () => torch.ones(6).reshape(-1, -1));
    err("view", () => torch.ones(2, 3).t().view(6));
    err("expand", () => torch.ones(2).expand(3));
    err("permute", () => torch.ones(2, 3).permute(0, 0));
    err("permute len", () => torch.ones(2, 3).permute(0));
    err("dim range", () => torch.ones(2).sum({ dim: 3 }));
    err("index", () => torch.ones(2).at(5));
    err("too many indices", () => torch.ones(2).at(0, 0));
    err("index 0-d", () => torch.tensor(1).at(0));
    err("squeeze dim range", () => torch.ones(1, 2).squeeze(5));
    err("transpose range", () => torch.ones(2).transpose(0, 1));
    err("item", () => torch.ones(2).item());
    err("bool", () => torch.truth(torch.ones(2)));
    err("float()", () => number(torch.ones(2)));
    err("einsum", () => torch.einsum("ij,jk->ik", torch.ones(2, 3), torch.ones(2, 3)));
    err("inv nonsquare", () => torch.linalg.inv(torch.ones(2, 3)));
    err("det nonsquare", () => torch.linalg.det(torch.ones(2, 3)));
    err("inv singular", () => torch.linalg.inv(torch.ones(2, 2)));
    err("cholesky not pd", () => torch.linalg.cholesky(torch.eye(2).neg()));
    err("solve singular", () => torch.linalg.solve(torch.zeros(2, 2), torch.ones(2)));
    err("len 0-d", () => torch.length(torch.tensor(1)));
    err("iter 0-d", () => [...torch.tensor(1)]);
    err("gather idx", () => torch.ones(2).gather(0, torch.tensor([5], { dtype: torch.int64 })));
    err("mean int", () => torch.tensor([1, 2], { dtype: torch.int64 }).mean());
    err("softmax int", () => torch.softmax(torch.tensor([1, 2], { dtype: torch.int64 }), 0));
    err("matmul dtypes", () => torch.ones(2, 2).matmul(torch.ones(2, 2, { dtype: torch.float64 })));
    err("max empty", () => torch.ones(0).max());
    err("narrow", () => torch.ones(3).narrow(0, 2, 2));
    err("split", () => torch.ones(3).split([1, 1]));
  },
};
