// dualtensor/fft: discrete Fourier transforms under the names of torch.fft. Complex values are real tensors with one more
// last axis, [re, im].
export { fftshift, ifftshift } from "./ops/fft/shift.js";
