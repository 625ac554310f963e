// hasAux: f returns [y, aux]. aux comes back as it was, with the tensors in it taken out of the call: they are plain and
// usable, wherever in nested arrays and records they stand, and they take no part in the derivative.

import {
  divergence,
  grad,
  hessian,
  hvp,
  jacobian,
  jacobianDiagonal,
  jvp,
  jvps,
  laplacian,
  linearize,
  mul,
  sin,
  sum,
  tensor,
  valueAndGrad,
  valueAndJacobian,
  vjp,
  type Tensor,
} from "dualtensor";
import { close } from "./close.js";

interface Notes {
  twice: Tensor;
  list: (Tensor | string)[];
  deep: { constant: Tensor; steps: number; f: () => number; none: null }[];
}
const notes = (x: Tensor): Notes => ({
  twice: x.mul(2),
  list: [x, "text", x.sum()],
  deep: [{ constant: tensor([7]), steps: 3, f: () => 5, none: null }],
});
const vector = (x: Tensor): [Tensor, Notes] => [sin(x), notes(x)];
const scalar = (x: Tensor): [Tensor, Notes] => [mul(x, x).sum(), notes(x)];
const x = [0.5, 1, 2];

function usable(aux: Notes): void {
  close(aux.twice, [1, 2, 4]);
  close(aux.list[0] as Tensor, x);
  expect(aux.list[1]).toBe("text");
  close(aux.list[2] as Tensor, 3.5);
  close(aux.deep[0].constant, [7]);
  expect([aux.deep[0].steps, aux.deep[0].f(), aux.deep[0].none]).toEqual([3, 5, null]);
  // Another call may use them, and numbers may be read.
  close(sin(aux.twice), [1, 2, 4].map(Math.sin));
  close(
    jacobian((y) => mul(y, aux.twice), [1, 1, 1]),
    [
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 4],
    ],
  );
}

describe.each([
  {},
  { chunk: 1 },
  { chunk: 2 },
  { mode: "reverse" },
  { mode: "auto" },
  { mode: "forward" },
] as const)("%j", (options) => {
  test("jacobian, valueAndJacobian", () => {
    const [J, aux] = jacobian(vector, x, { ...options, hasAux: true });
    close(J, jacobian(sin, x));
    usable(aux);
    const both = valueAndJacobian(vector, x, { ...options, hasAux: true });
    close(both.value, x.map(Math.sin));
    close(both.jacobian, J);
    usable(both.aux);
  });
  test("grad, valueAndGrad, hessian", () => {
    const [g, aux] = grad(scalar, x, { ...options, hasAux: true });
    close(g, [1, 2, 4]);
    usable(aux);
    const both = valueAndGrad(scalar, x, { ...options, hasAux: true });
    close(both.value, 5.25);
    close(both.grad, [1, 2, 4]);
    usable(both.aux);
    const [H, again] = hessian(scalar, x, { ...options, hasAux: true });
    close(H, [
      [2, 0, 0],
      [0, 2, 0],
      [0, 0, 2],
    ]);
    usable(again);
  });
});

test("hvp", () => {
  const [Hv, aux] = hvp(scalar, x, [1, 0, -1], { hasAux: true });
  close(Hv, [2, 0, -2]);
  usable(aux);
  const [[a, b], steps] = hvp((u, v) => [mul(u, v).sum(), { u }], [tensor([1, 2]), 3], [[1, 1], 0], { hasAux: true }); // prettier-ignore
  close(a, [0, 0]);
  close(b, 2);
  close(steps.u, [1, 2]);
});

describe.each([{}, { chunk: 1 }, { chunk: 2 }])("diagonals, %j", (options) => {
  test("laplacian, divergence, jacobianDiagonal", () => {
    const [l, one] = laplacian(scalar, x, { ...options, hasAux: true });
    close(l, 6);
    usable(one);
    const [d, two] = divergence(vector, x, { ...options, hasAux: true });
    close(
      d,
      x.map(Math.cos).reduce((s, c) => s + c),
    );
    usable(two);
    const [D, three] = jacobianDiagonal(vector, x, { ...options, hasAux: true });
    close(D, x.map(Math.cos));
    usable(three);
  });
  test("without elements f runs once, for its aux", () => {
    const [d, aux] = jacobianDiagonal((v) => [sin(v), { v }], [], { ...options, hasAux: true });
    expect([d.shape, aux.v.shape]).toEqual([[0], [0]]);
  });
});

test("jvp, jvps, vjp, linearize", () => {
  const one = jvp(vector, x, [1, 0, 0], { hasAux: true });
  close(one.tangent, [Math.cos(0.5), 0, 0]);
  usable(one.aux);
  const many = jvps(
    vector,
    x,
    [
      [1, 0, 0],
      [0, 0, 1],
    ],
    { hasAux: true },
  );
  close(many.tangents, [
    [Math.cos(0.5), 0, 0],
    [0, 0, Math.cos(2)],
  ]);
  usable(many.aux);
  const back = vjp(vector, x, { hasAux: true });
  close(back.pull([1, 1, 1]), x.map(Math.cos));
  usable(back.aux);
  const lin = linearize(vector, x, { hasAux: true });
  close(lin.push([1, 1, 1]), x.map(Math.cos));
  close(lin.pull([0, 1, 0]), [0, Math.cos(1), 0]);
  usable(lin.aux);
});

test("tuples and records of inputs and outputs", () => {
  const [[ja, jb], aux] = jacobian((a, b) => [mul(a, b), { a, b }], [tensor([1, 2]), 3], { hasAux: true });
  close(ja, [
    [3, 0],
    [0, 3],
  ]);
  close(jb, [1, 2]);
  close(aux.a, [1, 2]);
  close(aux.b, 3);
  const [J, steps] = jacobian(
    ({ u }) => [{ s: u.sum(), t: [u][0] }, 4],
    { u: tensor([1, 2]) },
    { hasAux: true },
  );
  close(J.s.u, [1, 1]);
  close(J.t.u, [
    [1, 0],
    [0, 1],
  ]);
  expect(steps).toBe(4);
});

test("aux that is a tensor, nothing, or shared with the output", () => {
  const [, y] = jacobian(
    (v) => {
      const w = sin(v);
      return [w, w];
    },
    x,
    { hasAux: true },
  );
  close(y, x.map(Math.sin));
  expect(jacobian((v) => [v, undefined], x, { hasAux: true })[1]).toBeUndefined();
  expect(jacobian((v) => [v, null], [], { hasAux: true })[1]).toBeNull();
});

test("costs no columns: those of this aux would be 40 GB", () => {
  const big = tensor(new Float64Array(1e6));
  const [J, aux] = jacobian((v) => [v.sum(), big], new Float64Array(5000), { hasAux: true });
  expect([J.shape, aux.shape]).toEqual([[5000], [1e6]]);
});

test("nested: what the inner call hands out, the outer call differentiates", () => {
  // The inner aux is x sin(x) by way of x's own watched value; its derivative is the outer call's.
  const J = jacobian((v) => grad((u) => [mul(u, u).sum(), mul(v, sin(v))], v, { hasAux: true })[1], x);
  close(
    J,
    x.map((a, i) => x.map((_, j) => (i === j ? Math.sin(a) + a * Math.cos(a) : 0))),
  );
  const K = jacobian((v) => grad((u) => [mul(u, u).sum(), mul(u, u)], v, { hasAux: true })[1], x);
  close(K, [
    [1, 0, 0],
    [0, 2, 0],
    [0, 0, 4],
  ]);
});

test("hasAux: false is as without", () => {
  close(
    jacobian((v) => v.mul(2), [1], { hasAux: false }),
    [[2]],
  );
  close(grad(sum, [1, 2], { hasAux: false }), [1, 1]);
});
