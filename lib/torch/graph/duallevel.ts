// torch.autograd.forward_ad: one level of dual numbers, kept open between calls. A dual of the adapter is the library's dual
// with PyTorch's methods.
import * as LEVEL from "../../core/level.js";
import { begin, type Run } from "../../core/level.js";
import { reshapeTail } from "../../core/ring.js";
import { zeros, type Tensor } from "../../core/tensor.js";
import { Dual } from "../../forward/dual.js";
import { sameShape } from "../../array/shape.js";
import { isFloat } from "../dtype.js";
import { attribute, list, runtime, texts, type as typeError, typeName, value } from "../words/classes.js";
import { check, checkOptions } from "../words/forms.js";
import { kept } from "./node.js";
import { TorchTensor } from "./torchtensor.js";
import { wrap } from "./values.js";

let open: Run | null = null;

export interface DualParts {
  readonly primal: TorchTensor;
  readonly tangent: TorchTensor;
  remake(primal: TorchTensor, tangent: Tensor): TorchTensor;
}
const around = (run: Run, primal: Tensor, tangent: Tensor, like: TorchTensor): TorchTensor =>
  TorchTensor.around(
    new Dual(run, primal, reshapeTail(tangent, { from: tangent.ndim, shape: [1, ...tangent.shape] })),
    like.dtype,
  );
/** The parts of a dual of the open level; null for any other tensor. */
export function dualOf(x: TorchTensor): DualParts | null {
  const d = x.unwrapped();
  if (!(d instanceof Dual) || open === null || d.run !== open || !isFloat(x.dtype)) return null;
  const run = open;
  return {
    primal: wrap(d.primal, x),
    tangent: wrap(reshapeTail(d.block!, { from: d.block!.ndim, shape: d.shape }), x),
    remake: (p, t) => around(run, p, t, p),
  };
}

export function enterDualLevel(): number {
  if (open !== null) throw runtime("Nested forward mode AD is not supported at the moment");
  open = begin("forwardAd");
  return 0;
}
export function exitDualLevel(options: { level?: number } = {}): void {
  checkOptions("exitDualLevel", { level: "number" }, options);
  if (options?.level !== undefined && options.level !== (open === null ? -1 : 0))
    throw runtime(
      "Trying to exit a forward AD level that was not the last one that was created. This is not supported.",
    );
  if (open === null) throw runtime("Dual level must be a positive number.");
  open.alive = false;
  open = null;
}
/** Run f with a level of duals, which ends with it. */
export function dualLevel<R>(f: () => R): R {
  check("dualLevel", "f: function", [f]);
  enterDualLevel();
  try {
    return kept("dualLevel", f());
  } finally {
    exitDualLevel();
  }
}
/** A tensor that carries a tangent through everything computed from it. */
export function makeDual(
  primal: TorchTensor,
  tangent: TorchTensor,
  options: { level?: number | null } = {},
): TorchTensor {
  if (tangent === undefined) throw typeError("make_dual() missing 1 required positional argument: 'tangent'");
  checkOptions("make_dual", { level: "number" }, options);
  const asked = options.level ?? null;
  if ((asked === null && open === null) || (asked ?? 0) < 0) throw runtime(texts.noLevel);
  if ((asked ?? 0) !== 0) throw runtime("Invalid level given to _make_dual");
  for (const [t, is] of [
    [primal, "primal"],
    [tangent, "tangent"],
  ] as const) {
    if (!(t instanceof TorchTensor))
      throw attribute(`'${typeName(t)}' object has no attribute 'is_floating_point'`);
    if (!isFloat(t.dtype))
      throw value(`Expected ${is} to be floating point or complex, but got: torch.${t.dtype}`);
  }
  if (dualOf(primal) !== null)
    throw runtime(
      "Making a dual Tensor based on a Tensor that already has a forward gradient at the same level 0 is not supported.",
    );
  if (dualOf(tangent) !== null)
    throw runtime(
      "Setting a forward grad that itself has a forward gradient at the same level0 is not supported.",
    );
  checkTangent(primal, tangent);
  if (open === null)
    throw runtime(
      "Trying to access a forward AD level with an invalid index. This index was either not created or is already deleted.",
    );
  const seen = primal.requiresGrad ? primal.view(primal.shape) : primal;
  return Object.assign(around(open, seen, tangent, primal), { madeOf: primal });
}
export function checkTangent(primal: TorchTensor, tangent: TorchTensor): void {
  if (!sameShape(primal.shape, tangent.shape))
    throw runtime(
      `Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. Tensor is of size ${list(primal.shape)} while the given forward gradient is of size ${list(tangent.shape)}.`,
    );
}
export class UnpackedDualTensor {
  constructor(
    readonly primal: TorchTensor,
    readonly tangent: TorchTensor | null,
  ) {}
  *[Symbol.iterator](): Iterator<TorchTensor | null> {
    yield this.primal;
    yield this.tangent;
  }
}
/** What does not vary with a dual has a tangent all the same, of zeros. */
export const still = (x: TorchTensor, from: readonly Tensor[]): TorchTensor =>
  open !== null && x.level <= LEVEL.torch && from.some((t) => (t as TorchTensor).run === open)
    ? around(open, x, zeros(x.shape), x)
    : x;
export const tangentOf = (x: TorchTensor): TorchTensor | null => dualOf(x)?.tangent ?? null;
/** Primal and tangent; the tangent of what carries none is null. */
export function unpackDual(x: TorchTensor): UnpackedDualTensor {
  if (open === null) return new UnpackedDualTensor(x, null);
  if (!(x instanceof TorchTensor))
    throw typeError(`_unpack_dual(): argument 'dual' (position 1) must be Tensor, not ${typeName(x)}`);
  const d = dualOf(x);
  return d === null ? new UnpackedDualTensor(x, null) : new UnpackedDualTensor(d.primal, d.tangent);
}
