// The scripts of the topic "functional", line by line as PyTorch runs them.
import type { Script, T } from "../script.js";

export const scripts: Record<string, Script> = {
  // jacobian output nesting: Tensor->Tensor gives Tensor; tuple input gives tuple; tuple output gives tuple; both gives tuple of tuples [out][in]. Shapes
  "semantic/functional/1/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2]);
    const y = torch.tensor([1, 2, 3]);
    rec(
      "T->T",
      torch.autograd.functional.jacobian((a: T) => a.pow(2), x),
    );
    rec(
      "(T,T)->T",
      torch.autograd.functional.jacobian((a: T, b: T) => a.sum().mul(b), [x, y]),
    );
    rec(
      "T->(T,T)",
      torch.autograd.functional.jacobian((a: T) => [a.sum(), a.mul(2)], x),
    );
    rec(
      "(T,T)->(T,T)",
      torch.autograd.functional.jacobian((a: T, b: T) => [a.sum().mul(b), b.sum().add(a)], [x, y]),
    );
    rec(
      "(T,)->T",
      torch.autograd.functional.jacobian((a: T) => a.mul(2), [x]),
    );
    rec(
      "T->(T,)",
      torch.autograd.functional.jacobian((a: T) => [a.mul(2)], x),
    );
    err("list input", () => torch.autograd.functional.jacobian((a: T, b: T) => a.sum().mul(b), [x, y]));
  },
  // jacobian shape: matrix -> matrix is 4-dimensional; scalar output gives in.shape; scalar input gives out.shape; scalar to scalar gives 0-d.
  "semantic/functional/2/a": (torch, rec) => {
    rec(
      "mat",
      torch.autograd.functional.jacobian((a: T) => a.matmul(torch.ones(3, 4)), torch.ones(2, 3)).shape,
    );
    rec(
      "scalar out",
      torch.autograd.functional.jacobian((a: T) => a.pow(2).sum(), torch.tensor([[1, 2]])),
    );
    rec(
      "scalar in",
      torch.autograd.functional.jacobian((a: T) => a.mul(torch.tensor([1, 2])), torch.tensor(3)),
    );
    rec(
      "scalar scalar",
      torch.autograd.functional.jacobian((a: T) => a.pow(3), torch.tensor(2)),
    );
    rec(
      "out [1]",
      torch.autograd.functional.jacobian((a: T) => a.sum().reshape(1), torch.tensor([1, 2])),
    );
  },
  // jacobian(create_graph=True): result is differentiable w.r.t. the inputs; create_graph=False results do not require grad even when the input does.
  "semantic/functional/3/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    const J = torch.autograd.functional.jacobian((a: T) => a.pow(3), x, { createGraph: true });
    rec("J", J);
    J.sum().backward();
    rec("x.grad", x.grad);
    rec(
      "no create_graph requires_grad",
      torch.autograd.functional.jacobian((a: T) => a.pow(3), x).requiresGrad,
    );
    rec("x.grad untouched by jacobian itself", x.grad);
  },
  // strict=False: independent output/inputs give zeros; strict=True raises (texts).
  "semantic/functional/4/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2]);
    const y = torch.tensor([3]);
    rec(
      "constant",
      torch.autograd.functional.jacobian((_a: T) => torch.ones(3), x),
    );
    err("constant strict", () =>
      torch.autograd.functional.jacobian((_a: T) => torch.ones(3), x, { strict: true }),
    );
    rec(
      "unused input",
      torch.autograd.functional.jacobian((a: T, _b: T) => a.mul(2), [x, y]),
    );
    err("unused input strict", () =>
      torch.autograd.functional.jacobian((a: T, _b: T) => a.mul(2), [x, y], { strict: true }),
    );
    err("constant second output strict", () =>
      torch.autograd.functional.jacobian((a: T) => [a.mul(2), torch.ones(1)], x, { strict: true }),
    );
    err("strict create_graph linear function", () =>
      torch.autograd.functional.jacobian((a: T) => a.mul(2), x, { strict: true, createGraph: true }),
    );
    err("detached strict", () =>
      torch.autograd.functional.jacobian((a: T) => a.detach().mul(2), x, { strict: true }),
    );
    err("strict vectorize", () =>
      torch.autograd.functional.jacobian((a: T) => a.mul(2), x, { strict: true, vectorize: true }),
    );
  },
  // wrong type errors of jacobian.
  "semantic/functional/5/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2]);
    err("input float", () => torch.autograd.functional.jacobian((a: T) => a, 3));
    err("input tuple with float", () => torch.autograd.functional.jacobian((a: T, _b: T) => a, [x, 1]));
    err("output float", () => torch.autograd.functional.jacobian((_a: T) => 3, x));
    err("output None", () => torch.autograd.functional.jacobian((_a: T) => null, x));
    err("output tuple with float", () => torch.autograd.functional.jacobian((a: T) => [a, 1], x));
    err("int input", () =>
      torch.autograd.functional.jacobian((a: T) => a.mul(2), torch.tensor([1, 2], { dtype: torch.int64 })),
    );
    err("not callable", () => torch.autograd.functional.jacobian(3, x));
    err("dict input", () => torch.autograd.functional.jacobian((a: T) => a, { a: x }));
  },
  // vectorize=True and strategy='forward-mode' give the same values; error texts for bad strategy combinations. Quirk of 1.13: with strategy='forward-mode
  "semantic/functional/6/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2, 3]);
    const f = (a: T) => torch.stack([a.prod(), a.pow(2).sum(), a.at(0).sin()]);
    rec("plain", torch.autograd.functional.jacobian(f, x));
    rec("vectorize", torch.autograd.functional.jacobian(f, x, { vectorize: true }));
    rec("forward", torch.autograd.functional.jacobian(f, x, { vectorize: true, strategy: "forward-mode" }));
    err("forward without vectorize", () =>
      torch.autograd.functional.jacobian(f, x, { strategy: "forward-mode" }),
    );
    err("bad strategy", () => torch.autograd.functional.jacobian(f, x, { strategy: "sideways" }));
    err("forward strict", () =>
      torch.autograd.functional.jacobian(f, x, { vectorize: true, strict: true, strategy: "forward-mode" }),
    );
    err("forward create_graph", () =>
      torch.autograd.functional.jacobian(f, x, {
        vectorize: true,
        createGraph: true,
        strategy: "forward-mode",
      }),
    );
    rec(
      "forward tuple in/out",
      torch.autograd.functional.jacobian((a: T, b: T) => [a.mul(b.sum()), b], [x, torch.ones(1)], {
        vectorize: true,
        strategy: "forward-mode",
      }),
    );
    rec(
      "forward constant output",
      torch.autograd.functional.jacobian((_a: T) => torch.ones(2), x, {
        vectorize: true,
        strategy: "forward-mode",
      }),
    );
  },
  // hessian of a scalar function: Tensor -> in.shape+in.shape; tuple -> tuple of tuples; the output must be ONE Tensor with ONE element (shape [1] allowed
  "semantic/functional/7/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2]);
    const y = torch.tensor([2]);
    rec(
      "H",
      torch.autograd.functional.hessian((a: T) => a.pow(3).sum().add(a.prod()), x),
    );
    rec(
      "tuple",
      torch.autograd.functional.hessian((a: T, b: T) => a.mul(b).sum().pow(2), [x, y]),
    );
    rec(
      "[1] shaped output",
      torch.autograd.functional.hessian((a: T) => a.pow(2).sum().reshape(1), x),
    );
    err("vector output", () => torch.autograd.functional.hessian((a: T) => a.pow(2), x));
    err("two outputs", () => torch.autograd.functional.hessian((a: T) => [a.sum(), a.sum()], x));
    err("float output", () => torch.autograd.functional.hessian((_a: T) => 1, x));
    rec(
      "linear function",
      torch.autograd.functional.hessian((a: T) => a.sum(), x),
    );
    err("linear strict", () => torch.autograd.functional.hessian((a: T) => a.sum(), x, { strict: true }));
    rec(
      "forward outer",
      torch.autograd.functional.hessian((a: T) => a.pow(3).sum(), x, {
        vectorize: true,
        outerJacobianStrategy: "forward-mode",
      }),
    );
    err("bad outer strategy", () =>
      torch.autograd.functional.hessian((a: T) => a.pow(3).sum(), x, { outerJacobianStrategy: "x" }),
    );
    rec("matrix in", torch.autograd.functional.hessian((a: T) => a.pow(2).sum(), torch.ones(2, 3)).shape);
    rec(
      "create_graph",
      torch.autograd.functional.hessian((a: T) => a.pow(3).sum(), x, { createGraph: true }).requiresGrad,
    );
  },
  // jvp(func, inputs, v) returns (outputs, jvp); v may be None only for single element inputs; size errors.
  "semantic/functional/8/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2]);
    const v = torch.tensor([1, 10]);
    rec(
      "jvp",
      torch.autograd.functional.jvp((a: T) => a.pow(2), x, v),
    );
    rec(
      "tuple",
      torch.autograd.functional.jvp((a: T, b: T) => [a.mul(b), a.sum()], [x, x], [v, v]),
    );
    rec(
      "v None one element",
      torch.autograd.functional.jvp((a: T) => a.pow(2), torch.tensor(3)),
    );
    err("v None vector", () => torch.autograd.functional.jvp((a: T) => a.pow(2), x));
    err("v wrong size", () => torch.autograd.functional.jvp((a: T) => a.pow(2), x, torch.ones(5)));
    err("v wrong number", () => torch.autograd.functional.jvp((a: T, b: T) => a.mul(b), [x, x], [v]));
    rec(
      "independent",
      torch.autograd.functional.jvp((_a: T) => torch.ones(2), x, v),
    );
    err("independent strict", () =>
      torch.autograd.functional.jvp((_a: T) => torch.ones(2), x, v, { strict: true }),
    );
  },
  // vjp(func, inputs, v) returns (outputs, vjp); v None only for single-element output.
  "semantic/functional/9/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2]);
    const v = torch.tensor([1, 10]);
    rec(
      "vjp",
      torch.autograd.functional.vjp((a: T) => a.pow(2), x, v),
    );
    rec(
      "scalar out, no v",
      torch.autograd.functional.vjp((a: T) => a.pow(2).sum(), x),
    );
    rec(
      "tuple",
      torch.autograd.functional.vjp((a: T, b: T) => [a.mul(b), a.sum()], [x, x], [v, torch.tensor(1)]),
    );
    err("v None vector", () => torch.autograd.functional.vjp((a: T) => a.pow(2), x));
    err("v wrong size", () => torch.autograd.functional.vjp((a: T) => a.pow(2), x, torch.ones(5)));
    rec(
      "unused",
      torch.autograd.functional.vjp((a: T, _b: T) => a.mul(2), [x, x], v),
    );
    err("unused strict", () =>
      torch.autograd.functional.vjp((a: T, _b: T) => a.mul(2), [x, x], v, { strict: true }),
    );
  },
  // hvp and vhp: (output, product).
  "semantic/functional/10/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2]);
    const v = torch.tensor([1, -1]);
    const f = (a: T) => a.pow(3).sum().add(a.prod());
    rec("hvp", torch.autograd.functional.hvp(f, x, v));
    rec("vhp", torch.autograd.functional.vhp(f, x, v));
    err("vector output hvp", () => torch.autograd.functional.hvp((a: T) => a.pow(2), x, v));
    err("vector output vhp", () => torch.autograd.functional.vhp((a: T) => a.pow(2), x, v));
    err("v None", () => torch.autograd.functional.hvp(f, x));
    err("v None vhp", () => torch.autograd.functional.vhp(f, x));
    err("size", () => torch.autograd.functional.vhp(f, x, torch.ones(3)));
    rec(
      "linear",
      torch.autograd.functional.hvp((a: T) => a.sum(), x, v),
    );
    err("linear strict", () => torch.autograd.functional.hvp((a: T) => a.sum(), x, v, { strict: true }));
    err("linear strict vhp", () => torch.autograd.functional.vhp((a: T) => a.sum(), x, v, { strict: true }));
  },
  // functional.jacobian does not leak: input leaf's .grad stays None; works under no_grad (it enables grad itself).
  "semantic/functional/11/a": (torch, rec) => {
    const x = torch.tensor([1, 2], { requiresGrad: true });
    torch.noGrad(() => {
      rec(
        "J",
        torch.autograd.functional.jacobian((a: T) => a.pow(2), x),
      );
    });
    rec("x.grad", x.grad);
    const seen: T[] = [];
    torch.autograd.functional.jacobian(
      (a: T) => [seen.push([a === x, a.requiresGrad, a.isLeaf]), a.mul(2)][1],
      x,
    );
    rec("inside the function: (same object, requires_grad, is_leaf)", seen);
  },
  // A function with side parameters: closure tensors requiring grad do not receive .grad from jacobian().
  "semantic/functional/12/a": (torch, rec) => {
    const w = torch.tensor([2, 3], { requiresGrad: true });
    rec(
      "J",
      torch.autograd.functional.jacobian((a: T) => a.mul(w), torch.ones(2)),
    );
    rec("w.grad", w.grad);
  },
};
