// PyTorch's error classes and the texts of version 1.13.1, word for word: people search for them. Later wordings that are
// known stand in docs/torch.md.
import type { Shape } from "../../array/shape.js";

class TorchError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.pythonName;
  }
  static readonly pythonName: string = "Error";
}
/** PyTorch's RuntimeError. */
export class RuntimeError extends TorchError {
  static override readonly pythonName: string = "RuntimeError";
}
/** Python's ValueError. */
export class ValueError extends TorchError {
  static override readonly pythonName: string = "ValueError";
}
/** Python's IndexError. */
export class IndexError extends TorchError {
  static override readonly pythonName: string = "IndexError";
}
/** Python's NotImplementedError. */
export class NotImplementedError extends RuntimeError {
  static override readonly pythonName: string = "NotImplementedError";
}
/** Python's AttributeError. */
export class AttributeError extends TorchError {
  static override readonly pythonName: string = "AttributeError";
}
/** Python's AssertionError. */
export class AssertionError extends TorchError {
  static override readonly pythonName: string = "AssertionError";
}
/** torch.linalg.LinAlgError. */
export class LinAlgError extends RuntimeError {
  static override readonly pythonName: string = "_LinAlgError";
}
/** What gradcheck throws. */
export class GradcheckError extends RuntimeError {
  static override readonly pythonName: string = "GradcheckError";
}
/** Python's TypeError, which is JavaScript's too. */
class PythonTypeError extends TypeError {
  override readonly name = "TypeError";
}
export { PythonTypeError as TypeError };

/** Made here, and not by JavaScript. */
export const isOurs = (e: unknown): boolean => e instanceof TorchError || e instanceof PythonTypeError;
export const runtime = (text: string): Error => new RuntimeError(text);
export const value = (text: string): Error => new ValueError(text);
export const type = (text: string): Error => new PythonTypeError(text);
export const index = (text: string): Error => new IndexError(text);
export const attribute = (text: string): Error => new AttributeError(text);
export const notImplemented = (text: string): Error => new NotImplementedError(text);
export const assertion = (text: string): Error => new AssertionError(text);
export const linAlg = (text: string): Error => new LinAlgError(text);
export const gradcheck = (text: string): Error => new GradcheckError(text);

/** What PyTorch has and the adapter has not, by name, so that its error says why. */
export const notThere = (name: string, instead: string): Error =>
  notImplemented(`${name} is not here: ${instead}.`);
/** The lines of the program that called the operation. */
export const stack = (): string => new Error("").stack?.split("\n").slice(1).join("\n") ?? "";

export const list = (s: readonly unknown[]): string => `[${s.join(", ")}]`;
/** Of an axis, or of a place along one of n. */
export const outOfRange = (n: number, got: number): string =>
  `Dimension out of range (expected to be in range of [${-n}, ${n - 1}], but got ${got})`;
export const torchSize = (s: Shape): string => `torch.Size(${list(s)})`;
const simple: Readonly<Record<string, string>> = { number: "float", boolean: "bool", string: "str", function: "function", bigint: "int" }; // prettier-ignore
/** The Python type that a JavaScript value stands for; what cannot be looked at, as a revoked proxy, is an object. */
export function typeName(v: unknown): string {
  if (v === null || v === undefined) return "NoneType";
  if (typeof v !== "object") return simple[typeof v] ?? typeof v;
  try {
    if (Array.isArray(v)) return Object.isFrozen(v) ? "tuple" : "list";
    const made: unknown = (v as { constructor?: { name?: unknown } }).constructor?.name;
    return made === "Object" || typeof made !== "string" ? "dict" : made.replace("TorchTensor", "Tensor");
  } catch {
    return "object";
  }
}

/** The same, where a whole number is an int. */
export const pythonType = (v: unknown): string => (Number.isInteger(v) ? "int" : typeName(v));
export const notCallable = (f: unknown): Error => type(`'${pythonType(f)}' object is not callable`);
// prettier-ignore
export const texts = {
  noType: "Could not infer dtype of NoneType",
  recursion: "maximum recursion depth exceeded",
  scalarOnly: "grad can be implicitly created only for scalar outputs",
  freed: "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.",
  unused: "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.",
  notDifferentiated: "One of the differentiated Tensors does not require grad",
  leafInPlace: "a leaf Variable that requires grad is being used in an in-place operation.",
  leafViewInPlace: "a view of a leaf Variable that requires grad is being used in an in-place operation.",
  severalViews: ". This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. You should replace the inplace operation by an out-of-place one.",
  noGradView: " with grad mode enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).",
  zeroDim: "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim tensor to a number",
  overlap: "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.",
  partOverlap: "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory location. Please clone() the tensor before performing the operation.",
  onlyLeaf: "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().",
  floatOnly: "nly Tensors of floating point and complex dtype can require gradients",
  floatOnlyMethod: "only Tensors of floating point dtype can require gradients",
  oneElement: "only one element tensors can be converted to Python scalars",
  ambiguous: "Boolean value of Tensor with more than one value is ambiguous",
  detachView: "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence detach_() cannot be called on these gradients. To fix this error, please refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution.",
  inference: "Inference tensors cannot be saved for backward. To work around you can make a clone to get a normal tensor and use it in autograd.",
  view: "view size is not compatible with input tensor's size and stride (at least one dimension spans across two contiguous subspaces). Use .reshape(...) instead.",
  noLevel: "Trying to create a dual Tensor for forward AD but no level exists, make sure to enter_dual_level() first.",
  inTransform: "backward() called inside a functorch transform. This is not supported, please use functorch.grad or functorch.vjp instead or call backward() outside of functorch transforms.",
  vmapItem: "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling .item() on a Tensor, please try to rewrite what you're doing with other operations. If error is occurring somewhere inside PyTorch internals, please file a bug report.",
  vmapControl: "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. We don't support that yet, please shout over at https://github.com/pytorch/functorch/issues/257 .",
  vectorizeOnly: "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented for `vectorize=True`.",
  vectorV: "The vector v can only be None if the input to the user-provided function is a single Tensor with a single element.",
  vectorOut: "The vector v can only be None if the user-provided function returns a single Tensor with a single element.",
  linear: "is independent of the input. This is not allowed in strict mode. You should ensure that your function is twice differentiable and that the jacobian depends on the inputs (this would be violated by a linear function for example).",
  inferenceInPlace: "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details.",
  inferenceGrad: "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.",
  inferenceVersion: "Inference tensors do not track version counter.",
  noValues: "Boolean value of Tensor with no values is ambiguous",
  requiresInside: "You are attempting to call Tensor.requires_grad_() (or perhaps using torch.autograd.functional.* APIs) inside of a function being transformed by a functorch transform. This is unsupported, please attempt to use the functorch transforms (e.g. grad, vjp, jacrev, jacfwd, hessian) or call requires_grad_() outside of a function being transformed instead.",
  noInputs: "got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a function with no inputs. The latter is unsupported.",
  numpy: "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
  legacyFunction: "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function with static forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)",
  cycleWarning: "Using backward() with create_graph=True will create a reference cycle between the parameter and its gradient which can cause a memory leak. We recommend using autograd.grad when creating the graph to avoid this. If you have to use this function, make sure to reset the .grad fields of your parameters to None after use to break the cycle and avoid the leak.",
  nonLeafGradWarning: "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more informations.",
  reversedWarning: "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will throw an error in a future release. Consider `x.mT` to transpose batches of matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor.",
  copyWarning: "To copy construct from a tensor, it is recommended to use sourceTensor.clone().detach() or sourceTensor.clone().detach().requires_grad_(True), rather than torch.tensor(sourceTensor).",
  singlePrecision: "requires gradient and is not a double precision floating point or complex. This check will likely fail if all the inputs are not of double precision floating point or complex. ",
  overlappingInput: "has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping to be able to compute the numerical gradients correctly. You should call .contiguous on the input before passing it to gradcheck.",
  onlyInputsWarning: "only_inputs argument is deprecated and is ignored now (defaults to True). To accumulate gradient for other parts of the graph, please use torch.autograd.backward.",
} as const;

type Sink = (message: string, category: string) => void;
const told = new Set<string>();
/** Once each, as Python does. */
const onConsole: Sink = (message, category) => {
  if (told.has(message)) return;
  told.add(message);
  (globalThis as { console?: { warn(text: string): void } }).console?.warn(`${category}: ${message}`);
};
let sink = onConsole;
/** Where warnings go; at first to the console, once each. Returns the sink that was there. */
export function onWarning(to: Sink): Sink {
  if (typeof to !== "function")
    throw type(`onWarning(): argument 'to' (position 1) must be a function, not ${typeName(to)}`);
  const before = sink;
  sink = to;
  return before;
}
export const warn = (message: string, category = "UserWarning"): void => sink(message, category);
/** What of these PyTorch's module holds. */
export const errors = {
  AssertionError,
  AttributeError,
  GradcheckError,
  IndexError,
  LinAlgError,
  NotImplementedError,
  onWarning,
  RuntimeError,
  TypeError: PythonTypeError,
  ValueError,
} as const;
