// How many arrays an operation makes: one for each result, of the value and of the tangents, and none besides.
import { add, cos, div, exp, jvp, matmul, mul, neg, sin, sum, tensor, type Tensor } from "../lib/index.js";
import * as memory from "../lib/array/alloc.js";

const x = tensor([1, 2, 3]);
const w = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

/** Arrays made for kernels while f runs on a dual of one seed, beyond what an f that does nothing makes. */
function arrays(f: (x: Tensor) => Tensor): number {
  const count = (g: (x: Tensor) => Tensor): number => {
    const made = jest.spyOn(memory, "alloc");
    jvp(g, x, [1, 1, 1]);
    const { length } = made.mock.calls;
    made.mockRestore();
    return length;
  };
  return count(f) - count((v) => v);
}

// prettier-ignore
test.each<[string, (x: Tensor) => Tensor, number, string]>([
  ["add a number", (v) => add(v, 1),     1, "the value; its tangent is that of x"],
  ["neg",          (v) => neg(v),        2, "the value, the tangent"],
  ["mul",          (v) => mul(v, x),     2, "the value, the tangent"],
  ["exp",          (v) => exp(v),        2, "the value, which is also the partial; the tangent"],
  ["sin",          (v) => sin(v),        3, "the value, the partial, the tangent"],
  ["cos",          (v) => cos(v),        4, "the value, sin and its negative, the tangent"],
  ["sum",          (v) => sum(v),        2, "the value, the tangent"],
  ["matmul",       (v) => matmul(w, v),  2, "the value, the tangent"],
  ["div",          (v) => div(v, 2),     2, "the value, the tangent; the partial is a number"],
])("%s", (_name, f, expected) => {
  expect(arrays(f)).toBe(expected);
});

test("what nobody watches makes its value alone", () => {
  expect(arrays((v) => add(v, sin(x))) - arrays((v) => add(v, x))).toBe(1);
});
