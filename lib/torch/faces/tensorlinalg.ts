// torch.linalg, and what of the root needs its decompositions: as functions, and from here on as methods of tensors.
import * as linalgFaces from "../../linalg.js";
import {
  cholesky,
  choleskyInverse,
  choleskySolve,
  det,
  inv,
  logdet,
  luUnpack,
  matrixExp,
  matrixPower,
  qr,
  slogdet,
  solve,
} from "../../index.js";
import { chainMatmul } from "../../ops/product/accumulate.js";
import { luSolve } from "../../ops/linalg/factored.js";
import { pinverse } from "../../ops/linalg/pinv.js";
import { triangularSolve } from "../../ops/linalg/triangular.js";
import { entryOf, method, methodsOf } from "./adapt.js";
import type { Faces, Methods } from "./adapted.js";

const own = {
  chainMatmul,
  cholesky,
  choleskyInverse,
  choleskySolve,
  det,
  inv,
  logdet,
  luSolve,
  luUnpack,
  matrixExp,
  matrixPower,
  pinverse,
  qr,
  slogdet,
  solve,
  triangularSolve,
};
declare module "../graph/torchtensor.js" {
  interface TorchTensor extends Methods<typeof own> {
    inverse(): TorchTensor;
  }
}
/** torch.linalg */
export const linalg: Faces<typeof linalgFaces> = entryOf(linalgFaces, "linalg");
const made: Faces<typeof own> = methodsOf(own);
method("inverse", made.inv);
/** The root's functions of decompositions. */
export const decompositions: typeof made & { readonly inverse: typeof made.inv } = {
  ...made,
  inverse: made.inv,
};
