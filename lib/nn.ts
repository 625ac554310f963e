// dualtensor/nn: the functions of networks under the names of torch.nn.functional.
export { logsigmoid, relu, sigmoid, silu, softplus } from "./ops/elementwise/activation.js";
export { tanh } from "./ops/elementwise/hyperbolic.js";
export { logSoftmax, softmax } from "./ops/reduce/softmax.js";
export { pad } from "./ops/move/pad.js";
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
export { scaledDotProductAttention } from "./ops/nn/attention.js";
export {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  klDiv,
  multilabelSoftMarginLoss,
  softMarginLoss,
} from "./ops/nn/crossentropy.js";
export { crossEntropy, multiMarginLoss, nllLoss } from "./ops/nn/classification.js";
export { bilinear, dropout, embedding, linear } from "./ops/nn/layer.js";
export { gaussianNllLoss, huberLoss, l1Loss, mseLoss, poissonNllLoss, smoothL1Loss } from "./ops/nn/loss.js";
export {
  cosineEmbeddingLoss,
  hingeEmbeddingLoss,
  marginRankingLoss,
  tripletMarginLoss,
} from "./ops/nn/margin.js";
export { batchNorm, groupNorm, instanceNorm, layerNorm, localResponseNorm } from "./ops/nn/normalization.js";
export { cosineSimilarity, normalize, pairwiseDistance } from "./ops/nn/similarity.js";
export {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from "./ops/nn/convolution.js";
export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
} from "./ops/nn/adaptive.js";
export { lpPool1d, lpPool2d } from "./ops/nn/lp.js";
export { avgPool1d, avgPool2d, avgPool3d, maxPool1d, maxPool2d, maxPool3d } from "./ops/nn/pooling.js";
export { interpolate } from "./ops/nn/interpolate.js";
export { channelShuffle, fold, pixelShuffle, pixelUnshuffle, unfold } from "./ops/nn/patches.js";
