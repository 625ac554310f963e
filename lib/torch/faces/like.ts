// Small questions about tensors, and new ones of a tensor's type, under PyTorch's names.
import type { Tensor } from "../../core/tensor.js";
import type { Shape } from "../../array/shape.js";
import { constant, equal, full, tensor, to, type TensorOptions } from "./creation.js";
import { isFloat, typeText } from "../dtype.js";
import { runtime } from "../words/classes.js";
import { check, checkOptions, living } from "../words/forms.js";
import { clone, method, operations } from "./library.js";
import { TorchTensor } from "../graph/torchtensor.js";

export { clone };
export interface Closeness {
  readonly rtol?: number | undefined;
  readonly atol?: number | undefined;
  readonly equalNan?: boolean | undefined;
}
/** Elementwise |x - y| <= atol + rtol |y|. */
export function isclose(x: TorchTensor, y: TorchTensor, options: Closeness | null = {}): TorchTensor {
  check("isclose", "input: tensor, other: tensor", [x, y]);
  checkOptions("isclose", { rtol: "number", atol: "number", equalNan: "bool" }, options);
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options ?? {};
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
export const allclose = (x: TorchTensor, y: TorchTensor, options?: Closeness | null): boolean =>
  isclose(x, y, options)
    .numbers()
    .data.every((v) => v !== 0);
function ofTensor(title: string, x: TorchTensor): TorchTensor {
  check(title, "input: tensor", [x]);
  return x;
}
export const isFloatingPoint = (x: TorchTensor): boolean => isFloat(ofTensor("is_floating_point", x).dtype);
export const numel = (x: TorchTensor): number => ofTensor("numel", x).size;
/** The tensor itself, or one of these numbers. */
export const asTensor = (
  data: Tensor | number | readonly number[],
  options: TensorOptions = {},
): TorchTensor => {
  living("as_tensor", [data, options]);
  return data instanceof TorchTensor ? to(data, options?.dtype ?? data.dtype) : tensor(data, options);
};

/** x with axes of length one until it has n; of three the last is one for each vector of a matrix. */
const atLeast =
  (n: number) =>
  (x: TorchTensor): TorchTensor => {
    const { shape } = ofTensor(`atleast_${n}d`, x);
    return shape.length >= n
      ? x
      : operations.reshape(
          x,
          n < 3
            ? [...Array<number>(n - shape.length).fill(1), ...shape]
            : [...(shape.length < 2 ? [1] : []), ...(shape.length === 0 ? [1] : shape), 1],
        );
  };
export const atleast1d = atLeast(1);
export const atleast2d = atLeast(2);
export const atleast3d = atLeast(3);
/** Options with the type of x where they name none. */
function likeOf(x: TorchTensor, options: unknown): TensorOptions {
  living("options", [options]);
  return { dtype: x.dtype, ...(options as TensorOptions) };
}
for (const [name, v] of [
  ["newZeros", 0],
  ["newOnes", 1],
  ["newEmpty", 0],
] as const)
  method(name, (x, ...rest) => constant(name, v, x.dtype)(...(rest as never)));
method("newFull", (x, shape, v, options) => full(shape as Shape, v as number, likeOf(x, options)));
method("newTensor", (x, data, options) => tensor(data as never, likeOf(x, options)));
method("typeAs", (x, y) => to(x, y as TorchTensor));
method("reshapeAs", (x, y) => operations.reshape(x, ofTensor("reshapeAs", y as TorchTensor).shape));
method("isFloatingPoint", isFloatingPoint);
method("nelement", numel);
method("ndimension", (x) => x.ndim);
method("cpu", (x) => x);
method("equal", (x, y) => equal(x, y as TorchTensor));
method("isclose", (x, y, options) => isclose(x, y as TorchTensor, options as Closeness));
method("allclose", (x, y, options) => allclose(x, y as TorchTensor, options as Closeness));
