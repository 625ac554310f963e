// The modes as PyTorch names them; Python's `with` is a callback here.
import { pythonType, type } from "../words/classes.js";
import { check } from "../words/forms.js";
import { kept, modes, under, type Modes } from "./node.js";

/** Run f in a mode. What f still does after it has returned, as an async function, would run in another one. */
function within<R>(title: string, change: Partial<Modes>, f: () => R): R {
  check(title, "f: function", [f]);
  return kept(title, under(change, f));
}
/** Run f without writing operations down. */
export const noGrad = <R>(f: () => R): R => within("noGrad", { grad: false }, f);
/** Run f with operations written down, inside noGrad too. */
export const enableGrad = <R>(f: () => R): R => within("enableGrad", { grad: true }, f);
/** With f: run it so; without: from now on. */
export function setGradEnabled<R>(on: boolean, f?: () => R): R | undefined {
  if (typeof on !== "boolean") throw type(`enabled must be a bool (got ${pythonType(on)})`);
  if (f !== undefined) return within("setGradEnabled", { grad: on }, f);
  modes.grad = on;
  return undefined;
}
/** Are operations written on the tape? */
export const isGradEnabled = (): boolean => modes.grad;
/** Run f; tensors made in it can never be saved for a backward pass. */
export const inferenceMode = <R>(f: () => R): R =>
  within("inferenceMode", { grad: false, inference: true }, f);
export const isInferenceModeEnabled = (): boolean => modes.inference;
/** "torch": gradients as PyTorch has them, its NaN included; "exact": as forward mode has them. With f: for f alone. */
export function compat<R>(as: "torch" | "exact", f?: () => R): R | undefined {
  check("compat", "as: compat", [as]);
  if (f !== undefined) return within("compat", { compat: as }, f);
  modes.compat = as;
  return undefined;
}
/** Run f and its backward; a gradient of NaN is an error that names the operation, and a warning with the place of its call. */
export const detectAnomaly = <R>(f: () => R): R => within("detectAnomaly", { anomaly: true }, f);
/** The same from now on. */
export function setDetectAnomaly(on: boolean): void {
  check("set_detect_anomaly", "mode: bool", [on]);
  modes.anomaly = on;
}
