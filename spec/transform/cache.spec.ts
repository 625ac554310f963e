// f that keeps a value of one run for the next: each run is a call of its own, which watches all inputs and ends with the
// run, so that what is left of it is an error and never a constant.
import * as d from "dualtensor";
import { tensor, type Tensor } from "dualtensor";
import { levenbergMarquardt } from "dualtensor/optimize";

/** sum(exp(x) x²), with exp(x) computed once. */
const caching = (): ((x: Tensor) => Tensor) => {
  let kept: Tensor | undefined;
  return (x) => d.sum(d.mul((kept ??= d.exp(x)), d.mul(x, x)));
};
const honest = (x: Tensor): Tensor => d.sum(d.mul(d.exp(x), d.mul(x, x)));
const each =
  (f: (x: Tensor) => Tensor) =>
  (x: Tensor): Tensor =>
    d.mul(x, f(x));
/** exp(b) computed once, of two inputs. */
const pair = (): ((a: Tensor, b: Tensor) => Tensor) => {
  let kept: Tensor | undefined;
  return (a, b) => d.sum(d.mul((kept ??= d.exp(b)), d.mul(a, b)));
};
const x = tensor([0.5, 1, 1.5]),
  long = d.linspace(0.1, 1, 20);

/** The right answer, or the error of a value that left its call. */
function right(got: () => unknown, want: unknown): void {
  let y: unknown;
  try {
    y = got();
  } catch (e) {
    expect((e as d.DualTensorError).code).toBe("DT_ESCAPED");
    return;
  }
  expect(String(y)).toBe(String(want));
}
type Call = (f: (x: Tensor) => Tensor) => unknown;
// prettier-ignore
const ways: Readonly<Record<string, Call>> = {
  grad:                (f) => d.grad(f, x),
  "grad, forward":     (f) => d.grad(f, x, { mode: "forward" }),
  "grad, chunks":      (f) => d.grad(f, x, { mode: "forward", chunk: 1 }),
  valueAndGrad:        (f) => d.valueAndGrad(f, x).grad,
  jacobian:            (f) => d.jacobian(f, x),
  "jacobian, chunks":  (f) => d.jacobian(f, x, { chunk: 2 }),
  "jacobian, reverse": (f) => d.jacobian(each(f), x, { mode: "reverse", chunk: 1 }),
  "jacobian, auto":    (f) => d.jacobian(each(f), x, { mode: "auto" }),
  "jacobian, layered": (f) => d.jacobian(each(f), long),
  "in bytes":          (f) => d.jacobian(each(f), long, { maxBytes: 64 }),
  hessian:             (f) => d.hessian(f, x),
  "hessian, chunks":   (f) => d.hessian(f, x, { chunk: 1 }),
  "hessian, forward":  (f) => d.hessian(f, x, { mode: "forward" }),
  "of a vector":       (f) => d.hessian(each(f), x),
  hvp:                 (f) => d.hvp(f, x, [1, 2, 3]),
  laplacian:           (f) => d.laplacian(f, x, { chunk: 1 }),
  divergence:          (f) => d.divergence(each(f), x, { chunk: 1 }),
  jacobianDiagonal:    (f) => d.jacobianDiagonal(each(f), x, { chunk: 1 }),
  linearize:           (f) => { const l = d.linearize(f, x); return [l.push([1, 2, 3]), l.pull(1)]; },
  "jacobian of grad":  (f) => d.jacobian((y: Tensor) => d.grad(f, y), x, { chunk: 1 }),
  "vmap of grad":      (f) => d.vmap((y: Tensor) => d.grad(f, y))(d.stack([x, x.mul(2)])),
  "derivative":        (f) => d.derivative((t) => f(d.mul(x, t)), 1),
  "inside another":    (f) => d.derivative((t) => d.sum(d.hessian(f, d.mul(x, t))), 1),
};
test.each(Object.entries(ways))("%s", (_, way) => {
  right(() => way(caching()), way(honest));
});
// prettier-ignore
test("of two inputs each is seeded in its turn, and none is a constant meanwhile", () => {
  const f = (a: Tensor, b: Tensor): Tensor => d.sum(d.mul(d.exp(b), d.mul(a, b)));
  const all: ((g: (a: Tensor, b: Tensor) => Tensor) => unknown)[] = [
    (g) => d.jacobian(g, [x, x.mul(2)]),
    (g) => d.jacobian(g, [x, x.mul(2)], { mode: "reverse" }),
    (g) => d.hessian(g, [x, x.mul(2)]),
    (g) => d.hessian(g, [x, x.mul(2)], { mode: "forward" }),
    (g) => d.laplacian(g, [x, x.mul(2)]),
    (g) => d.grad(g, [x, x.mul(2)], { mode: "forward" }),
    (g) => [...d.jacobianColumns(g, [x, x.mul(2)])].map((b) => b.columns),
  ];
  for (const way of all) right(() => way(pair()), way(f));
});
test("an input without elements is watched too", () => {
  const g = (): ((a: Tensor, b: Tensor) => Tensor) => {
    let kept: Tensor | undefined;
    return (a, b) => d.add(d.sum(a), d.sum(d.mul((kept ??= d.exp(b)), b)));
  };
  const f = (a: Tensor, b: Tensor): Tensor => d.add(d.sum(a), d.sum(d.mul(d.exp(b), b)));
  right(() => d.jacobian(g(), [tensor([]), x]), d.jacobian(f, [tensor([]), x]));
});
test("a fit, which runs it again at the next point, is refused", () => {
  let kept: Tensor | undefined;
  expect(() => levenbergMarquardt((b) => d.sub((kept ??= d.exp(b)), d.mul(b, 3)), [0.2, 0.4])).toThrow(
    "left its call",
  );
});
test("vmap: a mask as an index says what to write", () => {
  expect(() => d.vmap((y: Tensor) => d.sum(y.at(d.gt(y, 0))))([[1, -2], [3, 4]])).toThrow("where(mask, x, 0)"); // prettier-ignore
  expect(
    d.vmap((y: Tensor) => d.sum(d.where(d.gt(y, 0), y, 0)))([[1, -2], [3, 4]]).toArray(), // prettier-ignore
  ).toEqual([1, 7]);
  // A mask of the outside is the same for all items.
  expect(d.vmap((y: Tensor) => d.sum(y.at(tensor([true, false]))))([[1, -2], [3, 4]]).toArray()).toEqual([1, 3]); // prettier-ignore
});
