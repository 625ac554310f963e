// torch.autograd.gradcheck is a bridge to the library's own: f runs by its rules, forward and in reverse, beside differences
// whose errors are known. PyTorch's tolerances are taken and not needed.
import { gradcheck as check, type GradcheckReport } from "../../index.js";
import type { Tensor } from "../../core/tensor.js";
import {
  attribute,
  gradcheck as failed,
  notCallable,
  runtime,
  texts,
  typeName,
  value,
  warn,
} from "../words/classes.js";
import { TorchTensor } from "../graph/torchtensor.js";
import { wrap } from "../graph/values.js";
import { living } from "../words/forms.js";
import { many } from "../graph/backward.js";

export interface GradcheckOptions {
  readonly raiseException?: boolean;
  /** Both modes are always checked. */
  readonly checkForwardAd?: boolean;
  readonly checkBackwardAd?: boolean;
  readonly eps?: number;
  readonly atol?: number;
  readonly rtol?: number;
  readonly fastMode?: boolean;
}
type Fn = (...x: TorchTensor[]) => unknown;
const checked =
  (order: 1 | 2) =>
  (f: Fn, inputs: TorchTensor | readonly TorchTensor[], options: GradcheckOptions | null = {}): boolean => {
    if (typeof f !== "function") throw notCallable(f);
    living("gradcheck", [inputs, options]);
    const every = many(inputs),
      varies = every.map((x) => x instanceof TorchTensor && x.requiresGrad),
      xs = every.filter((_, i) => varies[i]);
    if (xs.length === 0)
      throw value(
        "gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True.",
      );
    every.forEach((x, i) => {
      if (!varies[i]) return;
      if (x.dtype !== "float64") warn(`Input #${i} ${texts.singlePrecision}`);
      if (x.overlaps()) throw runtime(`The ${i}th input ${texts.overlappingInput}`);
    });
    const run = (...given: Tensor[]): Tensor[] => {
      let k = 0;
      const y = f(...every.map((x, i) => (varies[i] ? wrap(given[k++], { dtype: "float64" }) : x)));
      return many(y).map((t) => {
        if (!(t instanceof TorchTensor))
          throw attribute(`'${typeName(t)}' object has no attribute 'requires_grad'`);
        return t.unwrapped() ?? t.numbers();
      });
    };
    const report: GradcheckReport = check(
      run as never,
      xs.map((x) => x.numbers()),
      { order },
    );
    if (!report.ok && options?.raiseException !== false) throw failed(`Jacobian mismatch: ${report.reason}.`);
    return report.ok;
  };
/** Is the gradient right? True, or a GradcheckError that says where it is not (with raiseException: false, false). */
export const gradcheck = checked(1);
/** The same with second derivatives. */
export const gradgradcheck = checked(2);
