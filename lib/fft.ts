// dualtensor/fft: discrete Fourier transforms under the names of torch.fft. Complex results are pairs of real tensors: see
// `complex`, `viewAsReal` and `viewAsComplex` in the package's root.
export { fft, hfft, ifft, ihfft, irfft, rfft } from "./ops/fft/line.js";
export { fft2, fftn, ifft2, ifftn, irfft2, irfftn, rfft2, rfftn } from "./ops/fft/several.js";
export { fftfreq, rfftfreq } from "./ops/fft/frequencies.js";
export { fftshift, ifftshift } from "./ops/fft/shift.js";
export type { Norm } from "./ops/fft/scale.js";
