// Images and signals: a small convolutional network, a filter in the frequencies.
import { dot, relu, type Tensor } from "dualtensor";
import { conv2d, maxPool2d } from "dualtensor/nn";

/** Convolution, a shifted ramp and pooling over windows, weighted into one number. */
export function convPoolNet(
  image: Tensor,
  kernel: Tensor,
  weights: Tensor,
  { shift = 3, window = 2 } = {},
): Tensor {
  const features = relu(conv2d(image, kernel).add(shift));
  return dot(maxPool2d(features, window).reshape(-1), weights);
}
