// dualtensor/torch/func: torch.func (functorch) and torch.autograd.forward_ad.
import * as transforms from "./autograd/transforms.js";
import type { FuncModule } from "./faces/signatures.js";
import * as levels from "./graph/duallevel.js";
import { allFormed, formed, funcForms, levelForms } from "./words/forms.js";

const func = /*#__PURE__*/ allFormed(transforms, funcForms) as unknown as FuncModule;
export const grad: FuncModule["grad"] = func.grad;
export const gradAndValue: FuncModule["gradAndValue"] = func.gradAndValue;
export const hessian: FuncModule["hessian"] = func.hessian;
export const jacfwd: FuncModule["jacfwd"] = func.jacfwd;
export const jacrev: FuncModule["jacrev"] = func.jacrev;
export const jvp: FuncModule["jvp"] = func.jvp;
export const vjp: FuncModule["vjp"] = func.vjp;
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
