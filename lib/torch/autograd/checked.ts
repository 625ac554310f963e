// torch.autograd.gradcheck: the graph's Jacobian against central differences, in PyTorch's words.
import { Plain } from "../../core/tensor.js";
import { grad } from "./backward.js";
import {
  assertion,
  attribute,
  gradcheck as failed,
  runtime,
  typeName,
  value,
  warn,
} from "../words/classes.js";
import { detach, fullLike } from "../faces/creation.js";
import { show } from "../words/printed.js";
import { jacfwd } from "./func.js";
import { under } from "../graph/node.js";
import { TorchTensor } from "../graph/torchtensor.js";

export interface GradcheckOptions {
  readonly step?: number;
  /** PyTorch's name of the step. */
  readonly eps?: number;
  readonly atol?: number;
  readonly rtol?: number;
  readonly raiseException?: boolean;
  readonly checkForwardAd?: boolean;
  readonly checkBackwardAd?: boolean;
  readonly fastMode?: boolean;
}
type Fn = (...x: TorchTensor[]) => unknown;
type Matrix = number[][];
const list = <T>(v: T | readonly T[]): readonly T[] => (Array.isArray(v) ? (v as readonly T[]) : [v as T]);

/** [input element][output element], as PyTorch's messages show it. */
function numerical(f: Fn, xs: readonly TorchTensor[], i: number, o: number, step: number): Matrix {
  const at = xs.map((x) => x.numbers().data),
    run = (j: number, d: number): TorchTensor =>
      list(
        f(
          ...xs.map((x, k) => {
            const data = at[k].slice();
            if (k === i) data[j] += d;
            return new TorchTensor(x.shape, x.dtype === "float32" ? data.map(Math.fround) : data, x.dtype);
          }),
        ),
      )[o] as TorchTensor;
  return Array.from(at[i], (_, j) => {
    const up = run(j, step),
      down = run(j, -step),
      d = up.sub(down);
    return Array.from(d.numbers().data, (v) =>
      up.dtype === "float32" ? Math.fround(v / (2 * step)) : v / (2 * step),
    );
  });
}
function analytical(y: TorchTensor, x: TorchTensor): Matrix {
  const n = y.size,
    columns: number[][] = [];
  for (let r = 0; r < n; r++) {
    const bar = fullLike(y, 0);
    bar.storage.data[r] = 1;
    const [g] = grad([y], [x], { gradOutputs: [bar], retainGraph: true, allowUnused: true });
    columns.push(g === null ? new Array<number>(x.size).fill(0) : [...g.numbers().data]);
  }
  return Array.from({ length: x.size }, (_, j) => columns.map((c) => c[j]));
}
const text = (m: Matrix, like: TorchTensor): string =>
  show(new Plain([m.length, m[0]?.length ?? 0], Float64Array.from(m.flat())), like.dtype);

/** Where nothing requires a gradient, differences of numbers must be zeros. */
function still(f: Fn, xs: readonly TorchTensor[], ys: readonly TorchTensor[], step: number): void {
  ys.forEach((y, o) => {
    if (y.dtype === "int64") return;
    xs.forEach((_, i) => {
      if (numerical(f, xs, i, o, step).some((row) => row.some((v) => v !== 0)))
        throw failed("Numerical gradient for function expected to be zero");
    });
  });
}
export function gradcheck(
  given: Fn,
  inputs: TorchTensor | readonly TorchTensor[],
  options: GradcheckOptions = {},
): boolean {
  const {
      eps = 1e-6,
      step = eps,
      atol = 1e-5,
      rtol = 1e-3,
      raiseException = true,
      checkForwardAd = false,
    } = options,
    { checkBackwardAd = true } = options,
    every = list(inputs as unknown as TorchTensor),
    xs = every.filter((x) => x instanceof TorchTensor),
    f = (...x: TorchTensor[]): unknown =>
      given(...every.map((v) => (v instanceof TorchTensor ? x[xs.indexOf(v)] : v)));
  if (!checkBackwardAd && !checkForwardAd)
    throw assertion("Expected at least one of check_forward_ad or check_backward_ad to be True");
  const check = (): true => {
    if (!xs.some((x) => x.requiresGrad))
      throw value(
        "gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True.",
      );
    xs.forEach((x, i) => {
      if (!x.requiresGrad) return;
      if (x.dtype !== "float64")
        warn(
          `Input #${i} requires gradient and is not a double precision floating point or complex. This check will likely fail if all the inputs are not of double precision floating point or complex. `,
        );
      if (x.steps.some((s, d) => s === 0 && x.shape[d] > 1))
        throw runtime(
          `The ${i}th input has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping to be able to compute the numerical gradients correctly. You should call .contiguous on the input before passing it to gradcheck.`,
        );
    });
    const ys = under({ grad: true }, () => list(f(...xs))) as readonly TorchTensor[];
    for (const y of ys)
      if (!(y instanceof TorchTensor))
        throw attribute(`'${typeName(y)}' object has no attribute 'requires_grad'`);
    if (!ys.some((y) => y.requiresGrad)) {
      still(f, xs, ys, step);
      return true;
    }
    ys.forEach((y, o) =>
      xs.forEach((x, i) => {
        if (!x.requiresGrad || !y.requiresGrad) return;
        const N = numerical(f, xs, i, o, step),
          compare = (A: Matrix): void => {
            const off = N.some((row, j) =>
              row.some((n, k) => !(Math.abs(A[j][k] - n) <= atol + rtol * Math.abs(n))),
            );
            if (off)
              throw failed(
                `Jacobian mismatch for output ${o} with respect to input ${i},\nnumerical:${text(N, y)}\nanalytical:${text(A, y)}\n`,
              );
          };
        compare(analytical(y, x));
        if (checkForwardAd) {
          const J = jacfwd(f, i)(...xs.map(detach)) as TorchTensor,
            d = J.numbers().data;
          compare(N.map((row, j) => row.map((_, k) => d[k * x.size + j])));
        }
      }),
    );
    return true;
  };
  try {
    return check();
  } catch (e) {
    if (raiseException || (e as Error).name !== "GradcheckError") throw e;
    return false;
  }
}
/** The same for the gradient: second derivatives against differences of first ones. */
export function gradgradcheck(
  f: Fn,
  inputs: TorchTensor | readonly TorchTensor[],
  options: GradcheckOptions = {},
): boolean {
  const xs = list(inputs),
    first = (...x: TorchTensor[]): unknown => {
      const on = x.map((t) => (t.requiresGrad ? t : t.requiresGrad_())),
        ys = under({ grad: true }, () => list(f(...on))) as readonly TorchTensor[];
      return grad(ys, on, { gradOutputs: ys.map((y) => fullLike(y, 1)), createGraph: true });
    };
  return gradcheck(first, xs, options);
}
