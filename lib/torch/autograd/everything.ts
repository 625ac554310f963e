// The object `torch`: everything under PyTorch's names in camelCase.
import { gradcheck, gradgradcheck } from "./checked.js";
import { constructJacobian } from "./construct.js";
import { Context, CustomFunction, onceDifferentiable } from "./function.js";
import * as functions from "./functional.js";
import * as create from "../faces/creation.js";
import { alternatives, operations } from "../faces/library.js";
import * as like from "../faces/like.js";
import type { FunctionalModule, Grad } from "../faces/signatures.js";
import { fft } from "../faces/tensorfft.js";
import { decompositions, linalg } from "../faces/tensorlinalg.js";
import { networks, nn } from "../faces/tensornn.js";
import { special } from "../faces/tensorspecial.js";
import * as func from "../func.js";
import { backward, grad } from "../graph/backward.js";
import * as modes from "../graph/mode.js";
import { errors, notThere } from "../words/classes.js";
import { allFormed, autogradForms, functionalForms } from "../words/forms.js";

const { forwardAd, ...transforms } = func,
  { detectAnomaly, setDetectAnomaly, ...switches } = modes,
  kept = "the pullback of an operation holds its numbers itself, there is nothing to pack";
const absent = (name: string, why: string) => (): never => {
  throw notThere(name, why);
};
/** `torch.autograd`: gradients, Jacobians and Hessians of functions, functions with a backward of their own, checks. */
export const autograd = {
  ...allFormed({ backward, grad: grad as unknown as Grad }, autogradForms),
  functional: allFormed(functions, functionalForms) as unknown as FunctionalModule,
  forwardAd,
  detectAnomaly,
  setDetectAnomaly,
  graph: {
    savedTensorsHooks: absent("autograd.graph.saved_tensors_hooks", kept),
    saveOnCpu: absent("autograd.graph.save_on_cpu", kept),
  },
  gradcheck,
  gradgradcheck,
  Function: CustomFunction,
  function: { onceDifferentiable, FunctionCtx: Context },
} as const;
const parts = {
  ...errors,
  ...switches,
  utils: {
    checkpoint: {
      checkpoint: absent("utils.checkpoint.checkpoint", "call the function; its tape is kept until backward"),
    },
  },
  linalg,
  special,
  fft,
  nn,
  autograd,
  func: transforms,
  forwardAd,
  constructJacobian,
  float32: "float32",
  float64: "float64",
  int64: "int64",
  bool: "bool",
  long: "int64",
  double: "float64",
} as const;
type Operations = typeof operations & typeof decompositions & typeof networks;
/** Everything under PyTorch's names. */
export const torch: Operations & typeof create & typeof like & typeof alternatives & typeof parts = {
  ...operations,
  ...decompositions,
  ...networks,
  ...create,
  ...like,
  ...alternatives,
  ...parts,
};
