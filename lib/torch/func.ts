// dualtensor/torch/func: torch.func (functorch) and torch.autograd.forward_ad.
import * as transforms from "./autograd/transforms.js";
import type { FuncModule } from "./faces/signatures.js";
import * as levels from "./graph/duallevel.js";
import { allFormed, formed, funcForms, levelForms } from "./words/forms.js";

const func = /*#__PURE__*/ allFormed(transforms, funcForms) as unknown as FuncModule;
/** `torch.func.grad`: a function that gives the gradient of a scalar one. */
export const grad: FuncModule["grad"] = func.grad;
/** `torch.func.grad_and_value`: the gradient, and the value that came on the way. */
export const gradAndValue: FuncModule["gradAndValue"] = func.gradAndValue;
/** `torch.func.hessian`: forward over reverse. */
export const hessian: FuncModule["hessian"] = func.hessian;
/** `torch.func.jacfwd`: the Jacobian by columns. */
export const jacfwd: FuncModule["jacfwd"] = func.jacfwd;
/** `torch.func.jacrev`: the Jacobian by rows. */
export const jacrev: FuncModule["jacrev"] = func.jacrev;
/** `torch.func.jvp`: the value, and its derivative along a tangent. */
export const jvp: FuncModule["jvp"] = func.jvp;
/** `torch.func.vjp`: the value, and the function that takes cotangents back. */
export const vjp: FuncModule["vjp"] = func.vjp;
/** `torch.func.vmap`: a function of one example as one of many. */
export const vmap: FuncModule["vmap"] = func.vmap;
const { dualLevel, enterDualLevel, exitDualLevel, unpackDual } = levels;
/** torch.autograd.forward_ad: one level of dual numbers. */
export const forwardAd = {
  dualLevel,
  enterDualLevel,
  exitDualLevel,
  makeDual: /*#__PURE__*/ formed(levelForms.makeDual, levels.makeDual),
  unpackDual,
  // Not by a name of its own here: bundlers would give the class another one.
  UnpackedDualTensor: levels.UnpackedDualTensor,
} as const;
