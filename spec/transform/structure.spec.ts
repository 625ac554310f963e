// Nested tuples and records, in and out, at run time: what is a leaf, what a message calls it, and that every transformation
// takes them. The same numbers come from the flat call.
import * as d from "dualtensor";
import {
  grad,
  hessian,
  hvp,
  jacobian,
  jacobianColumns,
  jvp,
  linearize,
  mul,
  tensor,
  vjp,
  type Tensor,
} from "dualtensor";

const w = tensor([1, 2]),
  b = tensor([3, 4]);
const net = { l1: { w, b: 0.5 }, l2: [b, { c: [5, 6] }] } as const;
const f = ({ l1, l2 }: { l1: { w: Tensor; b: Tensor }; l2: [Tensor, { c: Tensor }] }): Tensor =>
  mul(l1.w, l2[0]).add(l1.b).mul(l2[1].c);
const flat = (w: Tensor, b: Tensor, v: Tensor, c: Tensor): Tensor => mul(w, v).add(b).mul(c),
  at = [w, tensor(0.5), b, tensor([5, 6])] as const;
const list = <T>({ l1, l2 }: { l1: { w: T; b: T }; l2: readonly [T, { c: T }] }): T[] => [
  l1.w,
  l1.b,
  l2[0],
  l2[1].c,
];
const nest = <T>([w, b, v, c]: readonly T[]): { l1: { w: T; b: T }; l2: [T, { c: T }] } => ({
  l1: { w, b },
  l2: [v, { c }],
});
const text = (ts: readonly Tensor[]): string[] => ts.map(String);
const scalar = (x: Parameters<typeof f>[0]): Tensor => f(x).sum();

test("jacobian, grad, jvp, vjp, linearize and hvp of a nest are those of the flat list", () => {
  expect(text(list(jacobian(f, net)))).toEqual(text(jacobian(flat, at)));
  expect(text(list(grad(scalar, net)))).toEqual(text(grad((...x) => flat(...x).sum(), at)));
  const v = [[1, 0], 2, [0.5, 1], [1, 1]];
  expect(String(jvp(f, net, nest(v)).tangent)).toBe(String(jvp(flat, at, v as never).tangent));
  expect(text(list(vjp(f, net).pull([1, 2])))).toEqual(text(vjp(flat, at).pull([1, 2])));
  expect(text(list(linearize(f, net).pull([1, 2])))).toEqual(text(linearize(flat, at).pull([1, 2])));
  expect(text(list(hvp(scalar, net, nest(v))))).toEqual(
    text(hvp((...x) => flat(...x).sum(), at, v as never)),
  );
  expect(text(list(list(hessian(scalar, net))[2] as never))).toEqual(
    text(hessian((...x) => flat(...x).sum(), at)[2]),
  );
  expect(
    text(
      list(d.taylor(f, net, nest(v), 1).map((c) => ({ l1: { w: c, b: c }, l2: [c, { c }] as const }))[1]),
    )[0],
  ).toBe(String(jvp(f, net, nest(v)).tangent));
  expect(d.gradcheck(f, net).ok).toBe(true);
  expect(text(list(d.finiteDifference.jacobian(f, net).jacobian)).length).toBe(4);
});

test("outputs nest: outside, with the inputs inside", () => {
  const J = jacobian(({ a }) => ({ y: [a, { z: a.mul(a) }], s: a.sum() }) as const, { a: [1, 2] });
  expect(J.y[1].z.a.toArray()).toEqual([[2, 0], [0, 4]]); // prettier-ignore
  expect(J.s.a.toArray()).toEqual([1, 1]);
  expect(() => jacobian((x) => [x, [1, 2]] as never, [1, 2])).toThrow("stack([a, b])");
  expect(() => jacobian((x) => ({ y: { z: 3 }, x }) as never, [1, 2])).toThrow(
    'The output "y.z" is no tensor',
  );
});

test("an array is a tuple when a tensor, typed array or record stands anywhere below it, else data", () => {
  // At the top a tuple is spread over f's parameters.
  expect(text(grad((x, y) => mul(x, y).sum(), [new Float64Array([1, 2]), [3, 4]]))).toEqual(text([b, w]));
  // Below it is passed as it is, and an array of numbers below is data.
  const [gx, [gy, gz]] = grad((x, [y, z]) => mul(x, y).mul(z).sum(), [w, [b, [1, 1]]]);
  expect(text([gx, gy, gz])).toEqual(text([b, w, tensor([3, 8])]));
  // A record deep inside makes tuples of all arrays around it.
  const [[{ u }]] = grad(([{ u }]: [{ u: Tensor }]) => u.sum(), [[{ u: [1, 2] }]]);
  expect(String(u)).toBe(String(tensor([1, 1])));
  expect(jacobian((x) => x.sum(), [[1, 2], [3, 4]]).shape).toEqual([2, 2]); // prettier-ignore
});

test("messages name the place", () => {
  expect(() => jacobian(f as never, { ...net, l2: [b, { c: "no" }] } as never)).toThrow("x.l2[1].c");
  expect(() => jvp(f, net, nest([[1, 0], 2, [0.5, 1, 2], [1, 1]]) as never)).toThrow(
    "expected v.l2[0] to be of shape (2,)",
  );
  expect(() => jvp(f, net, { l1: { w } } as never)).toThrow("the argument v.l1.b");
  expect(() => jvp(f, net, { l1: { w, b: 1, d: 3 }, l2: [] } as never)).toThrow(
    "v.l1 to be a record of w, b, got also d",
  );
  expect(() => jacobian((x) => x, { a: {} } as never)).toThrow("x.a");
  const deep: { a?: unknown } = {};
  deep.a = deep;
  expect(() => jacobian((x) => x, deep as never)).toThrow("x.a.a");
});

test("blocks of columns say which input by the path that leads to it", () => {
  const inputs = [...jacobianColumns(f, net, { chunk: 2 })].map(({ input }) => input);
  expect(inputs).toEqual([["l1", "w"], ["l1", "b"], ["l2", 0], ["l2", 1, "c"]]); // prettier-ignore
  expect([...jacobianColumns((x, y) => mul(x, y), [w, b])].map(({ input }) => input)).toEqual([0, 1]);
});
