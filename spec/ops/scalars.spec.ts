// Where a function names an axis, a tensor without axes is a vector of one: dim may be 0 or -1, as in PyTorch 1.13, whose
// values these are (of roll alone: there it is an error). Each is linear in what varies, so its derivative is known.
import * as root from "../../lib/index.js";
import { swapaxes } from "../../lib/ops/move/order.js";
import { jacobian, grad, tensor, vmap, type Tensor } from "../../lib/index.js";
import { expectError } from "./laws";

const zero = tensor(0, { dtype: "int32" }),
  seven = tensor(7);
/** Name, the function of x at an axis, its value at 5, its derivative by x. */
const cases: readonly [string, (x: Tensor, dim: number) => Tensor, number, number][] = [
  ["flip", (x, d) => root.flip(x, [d]), 5, 1],
  ["transpose", (x, d) => root.transpose(x, d, 0), 5, 1],
  ["swapaxes", (x, d) => swapaxes(x, d, -1), 5, 1],
  ["movedim", (x, d) => root.movedim(x, d, 0), 5, 1],
  ["squeeze", (x, d) => root.squeeze(x, d), 5, 1],
  ["roll", (x, d) => root.roll(x, 1, d), 5, 1],
  ["gather", (x, d) => root.gather(x, d, zero), 5, 1],
  ["indexSelect", (x, d) => root.indexSelect(x, d, zero), 5, 1],
  ["scatter", (x, d) => root.scatter(x, d, zero, seven), 7, 0],
  ["scatter of a vector", (x, d) => root.scatter(x, d, [0], [7]), 7, 0],
  ["scatterAdd", (x, d) => root.scatterAdd(x, d, zero, seven), 12, 1],
  ["scatterReduce", (x, d) => root.scatterReduce(x, d, zero, seven, "sum"), 12, 1],
  ["indexAdd", (x, d) => root.indexAdd(x, d, zero, seven), 12, 1],
  ["indexAdd of a vector", (x, d) => root.indexAdd(x, d, [0], [7]), 12, 1],
  ["indexCopy", (x, d) => root.indexCopy(x, d, zero, seven), 7, 0],
  ["indexFill", (x, d) => root.indexFill(x, d, zero, 7), 7, 0],
];
describe.each(cases)("%s", (_, f, value, slope) => {
  test.each([0, -1])("along axis %i", (dim) => {
    const y = f(tensor(5), dim);
    expect([y.shape, y.item()]).toEqual([[], value]);
    const by = (x: Tensor): Tensor => f(x, dim);
    expect([jacobian(by, 5).item(), grad(by, 5).item()]).toEqual([slope, slope]);
    expect(vmap(by)(tensor([5, 5])).toArray()).toEqual([value, value]);
  });
  test.each([1, -2])("there is no axis %i", (dim) => void expectError(() => f(tensor(5), dim), "DT_AXIS"));
});
test("a vector of indices gathers a vector, and an index without axes one number of a vector", () => {
  expect(root.gather(5, 0, [0, 0]).toArray()).toEqual([5, 5]);
  expect(root.gather([5], 0, 0).shape).toEqual([]);
});
