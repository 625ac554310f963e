// dualtensor/torch: PyTorch's .grad and backward() on this library's operations. `torch` holds everything under PyTorch's names
// in camelCase; what stands beside it is taken by a bundler alone. torch.func has an entry of its own, dualtensor/torch/func.
export { autograd, torch } from "./torch/autograd/everything.js";
export { constructJacobian } from "./torch/autograd/construct.js";
export { linalg } from "./torch/faces/tensorlinalg.js";
export { nn } from "./torch/faces/tensornn.js";
export { special } from "./torch/faces/tensorspecial.js";
export { fft } from "./torch/faces/tensorfft.js";
export {
  compat,
  enableGrad,
  inferenceMode,
  isGradEnabled,
  noGrad,
  setGradEnabled,
} from "./torch/graph/mode.js";
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
