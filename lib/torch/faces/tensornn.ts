// torch.nn.functional, and the root's functions of networks: as functions, and softmax as a method of tensors from here on.
import * as nnFaces from "../../nn.js";
import { gruCell, logSoftmax, lstmCell, rnnTanhCell, softmax } from "../../index.js";
import type { TensorLike } from "../../core/tensor.js";
import { warn } from "../words/classes.js";
import { entryOf, methodsOf } from "./adapt.js";
import type { Faces, Methods } from "./adapted.js";
import { operations } from "./library.js";

const own = { logSoftmax, softmax },
  cells = { gruCell, lstmCell, rnnTanhCell };
declare module "../graph/torchtensor.js" {
  interface TorchTensor extends Methods<typeof own> {}
}
/** The root's functions of networks. */
export const networks: Faces<typeof own> & Faces<typeof cells> = { ...methodsOf(own), ...entryOf(cells) };
const networkFaces: Faces<typeof nnFaces> = entryOf(nnFaces, "nn");
const moved = (name: "tanh" | "sigmoid") => (x: TensorLike) => {
  warn(`nn.functional.${name} is deprecated. Use torch.${name} instead.`);
  return operations[name](x);
};
/** torch.nn.functional */
export const functional: typeof operations & typeof networkFaces = {
  ...operations,
  ...networkFaces,
  tanh: moved("tanh"),
  sigmoid: moved("sigmoid"),
};
/** torch.nn */
export const nn = { functional } as const;
