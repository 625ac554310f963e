// Small questions about tensors, and new ones of a tensor's type, under PyTorch's names.
import type { Tensor } from "../../core/tensor.js";
import type { Shape } from "../../array/shape.js";
import { equal, full, fullLike, tensor, to, type TensorOptions } from "./creation.js";
import { isFloat, typeText } from "../dtype.js";
import { runtime } from "../words/classes.js";
import { clone, method, operations } from "./library.js";
import { TorchTensor } from "../graph/torchtensor.js";

export { clone };
export interface Closeness {
  readonly rtol?: number;
  readonly atol?: number;
  readonly equalNan?: boolean;
}
/** Elementwise |x - y| <= atol + rtol |y|. */
export function isclose(x: TorchTensor, y: TorchTensor, options: Closeness = {}): TorchTensor {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  if (x.dtype !== y.dtype) throw runtime(`${typeText[x.dtype]} did not match ${typeText[y.dtype]}`);
  const [a, b] = operations.broadcastTensors([x.detach(), y.detach()] as never) as unknown as [
      TorchTensor,
      TorchTensor,
    ],
    q = b.numbers().data,
    close = Array.from(a.numbers().data, (p, i) =>
      Number.isNaN(p) || Number.isNaN(q[i])
        ? equalNan && Number.isNaN(p) && Number.isNaN(q[i])
        : p === q[i] || Math.abs(p - q[i]) <= atol + rtol * Math.abs(q[i]),
    );
  return operations.reshape(tensor(close, { dtype: "bool" }), a.shape);
}
export const allclose = (x: TorchTensor, y: TorchTensor, options?: Closeness): boolean =>
  isclose(x, y, options)
    .numbers()
    .data.every((v) => v !== 0);
export const isFloatingPoint = (x: TorchTensor): boolean => isFloat(x.dtype);
export const numel = (x: TorchTensor): number => x.size;
export const emptyLike = (x: TorchTensor, options?: TensorOptions): TorchTensor => fullLike(x, 0, options);
/** The tensor itself, or one of these numbers. */
export const asTensor = (
  data: Tensor | number | readonly number[],
  options: TensorOptions = {},
): TorchTensor =>
  data instanceof TorchTensor ? to(data, options.dtype ?? data.dtype) : tensor(data, options);

const filled =
  (v: number) =>
  (x: TorchTensor, ...rest: readonly unknown[]): TorchTensor => {
    const last = rest[rest.length - 1],
      options = typeof last === "object" && !Array.isArray(last) ? (last as TensorOptions) : {},
      lengths = rest.filter((a) => a !== options);
    return full((Array.isArray(lengths[0]) ? lengths[0] : lengths) as Shape, v, {
      dtype: x.dtype,
      ...options,
    });
  };
method("newZeros", filled(0));
method("newOnes", filled(1));
method("newEmpty", filled(0));
method("newFull", (x, shape, v, options) =>
  full(shape as Shape, v as number, { dtype: x.dtype, ...(options as TensorOptions) }),
);
method("newTensor", (x, data, options) =>
  tensor(data as never, { dtype: x.dtype, ...(options as TensorOptions) }),
);
method("typeAs", (x, y) => to(x, (y as TorchTensor).dtype));
method("reshapeAs", (x, y) => operations.reshape(x, (y as TorchTensor).shape));
method("isFloatingPoint", isFloatingPoint);
method("nelement", numel);
method("ndimension", (x) => x.ndim);
method("cpu", (x) => x);
method("equal", (x, y) => equal(x, y as TorchTensor));
method("isclose", (x, y, options) => isclose(x, y as TorchTensor, options as Closeness));
method("allclose", (x, y, options) => allclose(x, y as TorchTensor, options as Closeness));
