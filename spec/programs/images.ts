// Images and signals: a small convolutional network, a filter in the frequencies.
import { dot, mul, relu, square, sum, type Tensor } from "dualtensor";
import { irfft, rfft } from "dualtensor/fft";
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

/** The energy of a weighted signal of which some frequencies are kept. */
export function fftLowpassEnergy(
  signal: Tensor,
  weights: Tensor,
  { kept = [1, 1, 0, 0], n = 6 } = {},
): Tensor {
  const filtered = irfft(mul(rfft(signal), kept), n);
  return sum(square(mul(filtered, weights)));
}
