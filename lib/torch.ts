// dualtensor/torch: PyTorch's .grad and backward() on the library's operations. `torch` holds everything under PyTorch's names
// in camelCase; the parts are exported beside it.
import { backward, grad } from "./torch/autograd/backward.js";
import { constructJacobian } from "./torch/autograd/construct.js";
import * as create from "./torch/faces/creation.js";
import {
  alternatives,
  functional as nnFunctional,
  fft,
  linalg,
  operations,
  special,
} from "./torch/faces/library.js";
import { errors } from "./torch/words/classes.js";
import * as transforms from "./torch/autograd/func.js";
import { CustomFunction } from "./torch/autograd/function.js";
import * as functions from "./torch/autograd/functional.js";
import { gradcheck, gradgradcheck } from "./torch/autograd/checked.js";
import { allFormed, autogradForms, funcForms, functionalForms, levelForms } from "./torch/faces/forms.js";
import type { FuncModule, FunctionalModule, Grad } from "./torch/faces/signatures.js";
import * as like from "./torch/faces/like.js";
import * as levels from "./torch/graph/duallevel.js";
import {
  compat,
  enableGrad,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
  setGradEnabled,
} from "./torch/graph/mode.js";

const func = /*#__PURE__*/ allFormed(transforms, funcForms) as unknown as FuncModule,
  forwardAd = /*#__PURE__*/ allFormed(levels, levelForms);
export const autograd = {
  .../*#__PURE__*/ allFormed({ backward, grad: grad as unknown as Grad }, autogradForms),
  functional: /*#__PURE__*/ allFormed(functions, functionalForms) as unknown as FunctionalModule,
  forwardAd,
  gradcheck,
  gradgradcheck,
  Function: CustomFunction,
} as const;
const float32 = "float32",
  float64 = "float64",
  int64 = "int64",
  bool = "bool";
const parts = {
  ...errors,
  linalg,
  special,
  fft,
  nn: { functional: nnFunctional },
  autograd,
  func,
  forwardAd,
  constructJacobian,
  noGrad,
  enableGrad,
  setGradEnabled,
  isGradEnabled,
  inferenceMode,
  isInferenceModeEnabled,
  compat,
  float32,
  float64,
  int64,
  bool,
  long: int64,
  double: float64,
} as const;
/** Everything under PyTorch's names. */
export const torch: typeof operations & typeof create & typeof like & typeof alternatives & typeof parts = {
  ...operations,
  ...create,
  ...like,
  ...alternatives,
  ...parts,
};
export {
  compat,
  constructJacobian,
  enableGrad,
  forwardAd,
  func,
  inferenceMode,
  isGradEnabled,
  linalg,
  noGrad,
  setGradEnabled,
};
export {
  arange,
  empty,
  eye,
  full,
  fullLike,
  ones,
  onesLike,
  tensor,
  truth,
  zeros,
  zerosLike,
} from "./torch/faces/creation.js";
export {
  AssertionError,
  AttributeError,
  GradcheckError,
  IndexError,
  LinAlgError,
  NotImplementedError,
  onWarning,
  RuntimeError,
  TypeError,
  ValueError,
} from "./torch/words/classes.js";
export type { TorchDType } from "./torch/dtype.js";
export { TorchTensor } from "./torch/graph/torchtensor.js";
