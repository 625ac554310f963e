// The scripts of the topic "functorch", line by line as PyTorch runs them.
import type { Script, T } from "../script.js";

export const scripts: Record<string, Script> = {
  // jacfwd, jacrev, hessian agree; argnums (int, tuple) decide the nesting; default argnums=0.
  "semantic/functorch/1/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2]);
    const y = torch.tensor([1, 2, 3]);
    const f = (a: T, b: T) => a.mul(b.sum());
    rec("jacfwd", torch.func.jacfwd(f)(x, y));
    rec("jacrev", torch.func.jacrev(f)(x, y));
    rec("argnums=1", torch.func.jacfwd(f, 1)(x, y));
    rec("argnums=(0,1)", torch.func.jacfwd(f, [0, 1])(x, y));
    rec("jacrev argnums=(0,1)", torch.func.jacrev(f, [0, 1])(x, y));
    rec("argnums=(0,)", torch.func.jacfwd(f, [0])(x, y));
    rec("argnums=-1", torch.func.jacfwd(f, -1)(x, y));
    rec("hessian", torch.func.hessian((a: T) => a.pow(3).sum())(x));
    err("argnums out of range jacfwd", () => torch.func.jacfwd(f, 5)(x, y));
    err("argnums out of range jacrev", () => torch.func.jacrev(f, 5)(x, y));
    err("argnums str", () => torch.func.jacrev(f, "a")(x, y));
  },
  // has_aux returns (jacobian, aux).
  "semantic/functorch/2/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2]);
    const f = (a: T) => [a.pow(2), a.sum()];
    rec("jacfwd aux", torch.func.jacfwd(f, 0, { hasAux: true })(x));
    rec("jacrev aux", torch.func.jacrev(f, 0, { hasAux: true })(x));
    err("aux missing", () => torch.func.jacfwd((a: T) => a.pow(2), 0, { hasAux: true })(x));
    err("aux missing rev", () => torch.func.jacrev((a: T) => a.pow(2), 0, { hasAux: true })(x));
    rec("grad aux", torch.func.grad((a: T) => [a.pow(2).sum(), a], 0, { hasAux: true })(x));
  },
  // Signatures in this version: 1.13 has NO chunk_size (it came with torch 2.x torch.func); jacfwd has keyword randomness.
  "semantic/functorch/3/a": (torch, rec, err) => {
    rec("jacfwd signature", null /* Python alone has inspect */);
    rec("jacrev signature", null /* Python alone has inspect */);
    rec("hessian signature", null /* Python alone has inspect */);
    rec("vmap signature", null /* Python alone has inspect */);
    rec("jvp signature", null /* Python alone has inspect */);
    rec("vjp signature", null /* Python alone has inspect */);
    rec("grad signature", null /* Python alone has inspect */);
    err("chunk_size in jacrev", () =>
      torch.func.jacrev((a: T) => a.pow(2), 0, { chunkSize: 1 })(torch.ones(2)),
    );
    err("chunk_size in vmap", () => torch.func.vmap((a: T) => a.pow(2), { chunkSize: 1 })(torch.ones(2)));
  },
  // jvp(func, primals, tangents) takes tuples; vjp returns (output, vjp_fn); errors.
  "semantic/functorch/4/a": (torch, rec, err) => {
    const x = torch.tensor([1, 2]);
    const v = torch.tensor([1, 10]);
    rec(
      "jvp",
      torch.func.jvp((a: T) => a.pow(2), [x], [v]),
    );
    const [o, fn] = torch.func.vjp((a: T) => a.pow(2), x);
    rec("vjp out", o);
    rec("vjp", fn(v));
    err("primals not tuple", () => torch.func.jvp((a: T) => a.pow(2), x, v));
    err("tangent count", () => torch.func.jvp((a: T) => a.pow(2), [x], [v, v]));
    err("tangent shape", () => torch.func.jvp((a: T) => a.pow(2), [x], [torch.ones(5)]));
    err("vjp wrong structure", () => fn([v, v]));
    rec(
      "has_aux",
      torch.func.jvp((a: T) => [a.pow(2), a], [x], [v], { hasAux: true }),
    );
  },
  // grad needs a scalar output; pytree (dict) inputs; nested grad; vmap in_dims/out_dims.
  "semantic/functorch/5/a": (torch, rec, err, { same }) => {
    const x = torch.tensor([1, 2]);
    rec("grad", torch.func.grad((a: T) => a.pow(3).sum())(x));
    err("non scalar", () => torch.func.grad((a: T) => a.pow(2))(x));
    rec(
      "third derivative",
      torch.func.grad(torch.func.grad(torch.func.grad((a: T) => a.pow(4))))(torch.tensor(2)),
    );
    rec("dict", torch.func.grad((d: T) => d.w.pow(2).sum().add(d.b))({ w: x, b: torch.tensor(1) }));
    rec("jacfwd dict output", torch.func.jacfwd((a: T) => ({ y: a.mul(2) }))(x));
    rec("jacrev dict output", torch.func.jacrev((a: T) => ({ y: a.mul(2) }))(x));
    rec("jacrev dict input", torch.func.jacrev((d: T) => d.w.mul(2))({ w: x }));
    rec("vmap", torch.func.vmap((a: T) => a.sum())(torch.ones(3, 2)));
    rec("in_dims", torch.func.vmap(torch.dot, { inDims: [1, 0] })(torch.ones(2, 3), torch.ones(3, 2)));
    rec(
      "out_dims",
      same(torch.func.vmap((a: T) => a.mul(2), { outDims: 1 })(torch.ones(3, 2)).shape, [2, 3]),
    );
    rec(
      "in_dims None",
      torch.func.vmap((a: T, b: T) => a.mul(b), { inDims: [0, null] })(torch.ones(3), torch.tensor(2)),
    );
    err("vmap size mismatch", () => torch.func.vmap(torch.add)(torch.ones(2), torch.ones(3)));
    err("vmap 0-d", () => torch.func.vmap(torch.sin)(torch.tensor(1)));
    err("vmap item", () => torch.func.vmap((a: T) => a.item())(torch.ones(2)));
    err("vmap control flow", () =>
      torch.func.vmap((a: T) => (torch.truth(a.gt(0)) ? a : a.neg()))(torch.ones(2)),
    );
    err("vmap non tensor out", () => torch.func.vmap((_a: T) => 3)(torch.ones(2)));
    rec(
      "per-sample grads",
      torch.func.vmap(
        torch.func.grad((w: T, s: T) => w.mul(s).sum().pow(2)),
        { inDims: [null, 0] },
      )(x, torch.eye(2)),
    );
    err("backward inside", () => torch.func.grad((a: T) => [a.mul(2).sum().backward(), a.sum()][1])(x));
    err("int input", () => torch.func.grad((a: T) => a.sum())(torch.tensor([1, 2], { dtype: torch.int64 })));
    err("jacfwd int", () =>
      torch.func.jacfwd((a: T) => a.mul(2))(torch.tensor([1, 2], { dtype: torch.int64 })),
    );
    err("jacrev float input", () => torch.func.jacrev((a: T) => a)(3));
    err("jacfwd float input", () => torch.func.jacfwd((a: T) => a)(3));
    err("jacrev float output", () => torch.func.jacrev((_a: T) => 3)(x));
    err("jacfwd float output", () => torch.func.jacfwd((_a: T) => 3)(x));
    rec("constant output jacrev", torch.func.jacrev((_a: T) => torch.ones(2))(x));
    rec("constant output jacfwd", torch.func.jacfwd((_a: T) => torch.ones(2))(x));
    rec("jacfwd of jacrev", torch.func.jacfwd(torch.func.jacrev((a: T) => a.pow(3).sum()))(x));
    rec("jacrev of jacrev", torch.func.jacrev(torch.func.jacrev((a: T) => a.pow(3).sum()))(x));
    rec(
      "jacfwd^3",
      torch.func.jacfwd(torch.func.jacfwd(torch.func.jacfwd((a: T) => a.pow(4))))(torch.tensor(2)),
    );
  },
};
