// Functions of symmetric matrices by divided differences: against polynomials by products, matrixExp, and each other.

import { derivative, exp, eye, gradcheck, hessian, jacobian, log, matmul, matrixExp, matrixPower, mul, ones, reciprocal, sin, sum, tensor, trace, vmap, type Tensor } from "dualtensor"; // prettier-ignore
import * as linalg from "dualtensor/linalg";
import { matrixFunctionRow } from "../../lib/transform/matrix-function";
import { ask, laws, rowsOf, Subject, subjectsOf } from "../contract/laws";
import { expectClose } from "./laws";

const { matrixFunction } = linalg;
const general = tensor([[2, 0.5, -1], [0.5, -1, 0.25], [-1, 0.25, 0.5]]); // prettier-ignore
const close = tensor([[1, 0, 0], [0, 1 + 1e-7, 0], [0, 0, 1 + 1e-3]]); // prettier-ignore
const equal = tensor([[3, 0, 0], [0, 3, 0], [0, 0, -1]]); // prettier-ignore
const symmetric = (X: Tensor): Tensor => X.add(X.T).mul(0.5);
const W = tensor([[1, 2, 0.5], [-1, 0.25, 1], [0.75, -2, 1.5]]); // prettier-ignore
const weigh = (f: (A: Tensor) => Tensor) => (A: Tensor) => sum(mul(W, f(A)));

describe.each(Object.entries({ general, close, equal }))("%s eigenvalues", (_, A) => {
  test.each([
    ["exp", exp, (X: Tensor) => matrixExp(symmetric(X))],
    ["a cube", (x: Tensor) => x.pow(3), (X: Tensor) => matrixPower(symmetric(X), 3)],
    ["a reciprocal", (x: Tensor) => reciprocal(x.add(5)), (X: Tensor) => linalg.inv(symmetric(X).add([[5, 0, 0], [0, 5, 0], [0, 0, 5]]))], // prettier-ignore
  ] as const)("%s: value, first and second derivative", (_name, f, g) => {
    const own = (X: Tensor): Tensor => matrixFunction(X, f);
    expectClose(own(A), g(A), 1e-14);
    for (const mode of ["forward", "reverse"] as const)
      expectClose(jacobian(own, A, { mode }), jacobian(g, A), 1e-13);
    expectClose(hessian(weigh(own), A), hessian(weigh(g), A), 1e-12);
  });
});

test("third derivatives along a line", () => {
  const along = (f: (A: Tensor) => Tensor) => (t: Tensor) => sum(mul(W, f(equal.add(mul(t, symmetric(W))))));
  const third = (f: (A: Tensor) => Tensor): number =>
    derivative((t) => derivative((s) => derivative(along(f), s), t), 0);
  expect(third((X) => matrixFunction(X, exp)) / third((X) => matrixExp(symmetric(X)))).toBeCloseTo(1, 11);
});
test("batches, vmap, and a function of functions", () => {
  const both = tensor([general.toArray(), equal.toArray()] as number[][][]);
  const own = (X: Tensor): Tensor => matrixFunction(X, sin);
  expectClose(own(both).at(1), own(equal), 1e-15);
  expectClose(vmap(own)(both), own(both), 1e-15);
  expect(gradcheck((X: Tensor) => matrixFunction(matmul(X, X.T), (x) => log(x.add(1))), general).ok).toBe(
    true,
  );
  expect(trace(own(equal)).item()).toBeCloseTo(2 * Math.sin(3) + Math.sin(-1), 14);
});
test("what is no function of numbers is refused", () => {
  expect(() => matrixFunction(equal, 3 as never)).toThrow(/^linalg\.matrixFunction: expected f/);
  expect(() => matrixFunction(equal, (x) => sum(x))).toThrow(
    /^linalg\.matrixFunction: expected f to act on each element alone/,
  );
  expect(() => jacobian((a) => matrixFunction(equal, (x) => mul(a, x)), ones([]))).toThrow(
    /^linalg\.matrixFunction: expected f to be a function of its argument alone/,
  );
});

// Its row is made for a function, so it is asked here what all rows are asked.
const rows = rowsOf({ "transform/matrix-function": { exp: matrixFunctionRow(exp) } });
describe.each(Object.entries(laws))("the contract: %s", (_, group) => {
  test.each(Object.entries(group))("%s", (_name, law) => {
    const subjects = rows.flatMap((r) =>
      subjectsOf(r).map(({ place, params }) => new Subject(r, place, params)),
    );
    expect(subjects.length).toBeGreaterThanOrEqual(4);
    for (const subject of subjects) ask(law, subject);
  });
});
test("equal eigenvalues of a large matrix ask for one derivative, not for one per pair", () => {
  let asked = 0;
  const counted = (x: Tensor): Tensor => {
    asked += x.size;
    return exp(x);
  };
  jacobian((s) => matrixFunction(mul(s, eye(40)), counted).at(0, 0), 1);
  expect(asked).toBeLessThan(200);
});
