// The scripts of the topic "seed", line by line as PyTorch runs them.
import type { Script, T } from "../script.js";

export const scripts: Record<string, Script> = {
  // StackOverflow question, instance 1: `.grad` is None before `backward()`; after `c.backward(gradient=ones)` it is `a`.
  "semantic/seed/1/a": (torch, rec, err) => {
    const a = torch.tensor([1, 2, 3]);
    const b = torch.tensor([1, 1, 1], { requiresGrad: true });
    const c = a.mul(b);
    rec("b.grad before backward", b.grad);
    rec("c", c);
    err("c.backward()", () => c.backward());
    c.backward(torch.ones(3));
    rec("b.grad", b.grad);
    rec("a.grad", a.grad);
  },
  // Seed, variant with both tensors requiring grad and a scalar loss: grads are the other factor.
  "semantic/seed/2/a": (torch, rec) => {
    const a = torch.tensor([1, 2, 3], { requiresGrad: true });
    const b = torch.tensor([4, 5, 6], { requiresGrad: true });
    const c = a.mul(b).sum();
    rec("grads before", [a.grad, b.grad]);
    c.backward();
    rec("a.grad", a.grad);
    rec("b.grad", b.grad);
  },
  // Instance 2: `construct_jacobian(y, x, retain_graph=False)`: one `backward` per element of y with retain_graph=True except the last, row i of the flat
  "semantic/seed/3/a": (torch, rec, err) => {
    const constructJacobian = (y: T, x: T, retainGraph: T = false) => {
      const xGrads = [];
      for (const [idx, yElement] of [...y.flatten()].entries()) {
        if (x.grad !== null) {
          x.grad.zero_();
        }
        yElement.backward(null, { retainGraph: retainGraph || idx < y.numel() - 1 });
        xGrads.push(x.grad.clone());
      }
      return torch.stack(xGrads).reshape(...y.shape, ...x.shape);
    };
    const a = torch.tensor([1, 2, 3]);
    const b = torch.tensor([1, 1, 1], { requiresGrad: true });
    const c = a.mul(b);
    const jacobian = constructJacobian(c, b);
    rec("jacobian", jacobian);
    rec("b.grad after (last row left in .grad)", b.grad);
    err("second construct_jacobian without retain_graph", () => constructJacobian(c, b));
    const c2 = a.mul(b);
    const J1 = constructJacobian(c2, b, { retainGraph: true });
    const J2 = constructJacobian(c2, b, { retainGraph: true });
    rec("with retain_graph=True twice, equal", torch.truth(J1.eq(J2).all()));
  },
  // `torch.autograd.functional.jacobian(my_fun, b)` of b -> a*b is diag(a), shape (3,3), not requiring grad.
  "semantic/seed/4/a": (torch, rec) => {
    const a = torch.tensor([1, 2, 3]);
    const myFun = (b: T) => {
      return a.mul(b);
    };
    const J = torch.autograd.functional.jacobian(myFun, torch.tensor([1, 1, 1]));
    rec("J", J);
  },
  // Matrix case: y = x @ W with x (2,3), W (3,2): Jacobian wrt x has shape (2,2,2,3) = (m..., n...); `permute(2,3,0,1)` gives (n..., m...); flattening to
  "semantic/seed/5/a": (torch, rec) => {
    const W = torch.tensor([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const x = torch.tensor([
      [1, 0, 2],
      [0, 1, 1],
    ]);
    const J = torch.autograd.functional.jacobian((t: T) => t.matmul(W), x);
    rec("shape", J.shape);
    rec("J", J);
    const Jt = J.permute(2, 3, 0, 1);
    rec("permuted shape", Jt.shape);
    const Jf = J.reshape(4, 6);
    rec("flat", Jf);
    rec("flat equals kron(I, W^T)", torch.equal(Jf, torch.kron(torch.eye(2), W.t().contiguous())));
    rec("flat of permuted is transpose", torch.equal(Jt.reshape(6, 4), Jf.t()));
  },
  // Multi-input jacobian returns a tuple with one Jacobian per input.
  "semantic/seed/6/a": (torch, rec, err, { typeName }) => {
    const f = (x: T, y: T) => {
      return x.exp().sum().add(torch.mul(3, y));
    };
    const J = torch.autograd.functional.jacobian(f, [torch.tensor([0, 0]), torch.tensor([1, 2])]);
    rec("type", typeName(J));
    rec("J", J);
  },
};
