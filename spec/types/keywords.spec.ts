// What stands behind the * of a signature has no place: the type-check is the test, and the call refuses it besides.
import {
  add,
  addcmul,
  addmm,
  aminmax,
  argsort,
  cov,
  div,
  quantile,
  round,
  scatter,
  solve,
  std,
  sub,
  tensor,
} from "dualtensor";
import { lu, pinv, solveTriangular, vecdot } from "dualtensor/linalg";
import { gelu } from "dualtensor/nn";
import { is } from "./equal.js";
import type { Tensor } from "dualtensor";

const A = tensor([
    [2, 0],
    [1, 3],
  ]),
  v = tensor([1, 2]);

test("by their names", () => {
  is<Tensor>()(add(v, v, { alpha: 2 }));
  is<Tensor>()(v.add(v, { alpha: 2 }));
  is<Tensor>()(v.div(2, { roundingMode: "floor" }));
  is<Tensor>()(v.sum({ dim: 0, keepdim: true }));
  is<Tensor>()(solveTriangular(A, A, { upper: false }));
  is<Tensor>()(quantile(v, 0.5, 0, true, { interpolation: "lower" }));
  is<Tensor>()(std(v, 0, { correction: 0 }));
  is<Tensor>()(std(v, 0, true));
});

// prettier-ignore
test("in a place", () => {
  // @ts-expect-error alpha has no place
  expect(() => add(1, 2, 3)).toThrow("{ alpha: 3 }");
  // @ts-expect-error alpha has no place
  expect(() => sub(v, v, 3)).toThrow("{ alpha: 3 }");
  // @ts-expect-error alpha has no place
  expect(() => v.add(v, 3)).toThrow("{ alpha: 3 }");
  // @ts-expect-error roundingMode has no place
  expect(() => div(v, v, "floor")).toThrow('{ roundingMode: "floor" }');
  // @ts-expect-error value has no place
  expect(() => addcmul(1, 2, 3, 4)).toThrow("{ value: 4 }");
  // @ts-expect-error beta has no place
  expect(() => addmm(A, A, A, 2)).toThrow("{ beta: 2 }");
  // @ts-expect-error dim has no place
  expect(() => aminmax(A, 0)).toThrow("{ dim: 0 }");
  // @ts-expect-error stable has no place
  expect(() => argsort(v, 0, false, true)).toThrow("{ stable: true }");
  // @ts-expect-error correction has no place
  expect(() => cov(A, 0)).toThrow("{ correction: 0 }");
  // @ts-expect-error correction has no place
  expect(() => std(v, 0, 2)).toThrow("{ correction: 2 }");
  // @ts-expect-error interpolation has no place
  expect(() => quantile(v, 0.5, 0, true, "lower")).toThrow('{ interpolation: "lower" }');
  // @ts-expect-error decimals have no place
  expect(() => round(v, 2)).toThrow("{ decimals: 2 }");
  // @ts-expect-error reduce has no place
  expect(() => scatter(v, 0, [0], [1], "add")).toThrow('{ reduce: "add" }');
  // @ts-expect-error left has no place
  expect(() => solve(A, v, false)).toThrow("{ left: false }");
  // @ts-expect-error upper has no place
  expect(() => solveTriangular(A, A, true)).toThrow("{ upper: true }");
  // @ts-expect-error pivot has no place
  expect(() => lu(A, false)).toThrow("{ pivot: false }");
  // @ts-expect-error atol has no place
  expect(() => pinv(A, 1)).toThrow("{ atol: 1 }");
  // @ts-expect-error dim has no place
  expect(() => vecdot(v, v, 0)).toThrow("{ dim: 0 }");
  // @ts-expect-error approximate has no place
  expect(() => gelu(v, "tanh")).toThrow('{ approximate: "tanh" }');
  // @ts-expect-error there is no second argument
  expect(() => v.mul(v, v)).toThrow("at most 2 arguments");
  // @ts-expect-error there is no argument
  expect(() => v.neg(3)).toThrow("at most 1 argument");
});
