// torch.fft.
import * as fftFaces from "../../fft.js";
import { entryOf } from "./adapt.js";
import type { Faces } from "./adapted.js";

/** torch.fft */
export const fft: Faces<typeof fftFaces> = entryOf(fftFaces);
