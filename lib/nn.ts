// dualtensor/nn: the functions of networks under the names of torch.nn.functional.
export { logsigmoid, relu, sigmoid, silu, softplus } from "./ops/activation.js";
export { tanh } from "./ops/hyperbolic.js";
export { logSoftmax, softmax } from "./ops/softmax.js";
export { pad } from "./ops/pad.js";
export { gelu } from "./ops/nn/gelu.js";
export {
  celu,
  elu,
  hardshrink,
  hardsigmoid,
  hardswish,
  hardtanh,
  leakyRelu,
  prelu,
  relu6,
  rrelu,
  selu,
  softshrink,
  threshold,
} from "./ops/nn/rectifiers.js";
export { glu, mish, softmin, softsign, tanhshrink } from "./ops/nn/smooth.js";
