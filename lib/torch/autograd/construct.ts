// The Jacobian as people write it by hand: one backward for each element of y.
import { size } from "../../array/shape.js";
import { check } from "../words/forms.js";
import { backward } from "../graph/backward.js";
import { clone, operations } from "../faces/library.js";
import { fillWith } from "../graph/inplace.js";
import type { TorchTensor } from "../graph/torchtensor.js";

/**
 * J[i..., j...] = dy[i...] / dx[j...] by repeated backward: the same tensor as autograd.functional.jacobian and as forward
 * mode. The graph of y is freed at the end unless `retainGraph`. Leaves the last row in x.grad.
 */
export function constructJacobian(
  y: TorchTensor,
  x: TorchTensor,
  options: { retainGraph?: boolean } = {},
): TorchTensor {
  check("constructJacobian", "y: tensor, x: tensor, options: options?", [y, x, options]);
  const n = size(y.shape),
    flat = operations.reshape(y, [n]),
    rows: TorchTensor[] = [];
  for (let i = 0; i < n; i++) {
    if (x.accumulated !== null) fillWith(x.accumulated, 0, "ZeroBackward0");
    backward(flat.at(i), null, { retainGraph: options.retainGraph === true || i < n - 1 });
    rows.push(clone(x.accumulated!));
  }
  return operations.stack(rows).reshape([...y.shape, ...x.shape]);
}
