// f as a program that can travel: traced here, once, and known by the SHA-256 of its bytes.
import { Plain, type Tensor } from "../core/tensor.js";
import { DualTensorError, needsShapes, untraceable } from "../errors.js";
import { jit, stateOf } from "../transform/jit.js";
import { CompiledProgram, insideOf, program, type Inside } from "../transform/saved.js";
import { operationsOf } from "./answer.js";
import { sha256 } from "./sha256.js";
import { bytesOfNumbers } from "./envelope.js";
import type { Common } from "./shard.js";

export interface Travelling extends Inside {
  readonly common: Common;
  /** Of one item. */
  readonly operations: number;
}
export const commonOf = (bytes: Uint8Array): Common => ({ bytes, digest: sha256(bytes) });
export const commonNumbers = (x: Float64Array): Common => commonOf(bytesOfNumbers(x));

/** Programs do not change: what is sent again and again is written once. */
const known = new WeakMap<CompiledProgram, Common>();

/** `instead`: what to call where f is no program. */
export function travelling(
  fn: string,
  f: ((...args: never[]) => unknown) | CompiledProgram,
  args: readonly unknown[],
  instead: string,
): Travelling {
  try {
    const made = f instanceof CompiledProgram ? f : recorded(f, args),
      { program: p, around } = insideOf(made);
    const common = known.get(made) ?? commonOf(made.toBytes());
    known.set(made, common);
    return { program: p, around, common, operations: operationsOf(p) };
  } catch (e) {
    // Another error is f's own.
    if (!(e instanceof DualTensorError && e.code === "DT_TRACE")) throw e;
    throw untraceable(fn, e.message.replace(/\.$/, ""), `Run it here: ${instead}`);
  }
}
function recorded(f: (...args: never[]) => unknown, args: readonly unknown[]): CompiledProgram {
  const g = jit(f as (...args: unknown[]) => unknown);
  g(...(args as never[]));
  const state = stateOf(g)!;
  if (state.last === null) throw needsShapes(state.eager ?? "it uses values of another call");
  return program(g);
}
/** All numbers one after the other. */
export function flatNumbers(tensors: readonly Tensor[]): Float64Array {
  const x = new Float64Array(tensors.reduce((n, t) => n + t.size, 0));
  let at = 0;
  for (const t of tensors) {
    x.set(t.data, at);
    at += t.size;
  }
  return x;
}
export const plainOf = (shape: readonly number[], x: Float64Array): Tensor => new Plain(shape, x);

/** Operations of a shard: some ten milliseconds; numbers of a result: below a message of NATS (1 MB). */
const WORK = 5e6,
  RESULT = 1e5;
/** Items of a shard. It depends on the program alone, never on who runs it. */
export const blockOf = (operations: number, numbers: number, block: number | undefined): number =>
  block ??
  Math.max(
    1,
    Math.min(Math.floor(WORK / Math.max(1, operations)), Math.floor(RESULT / Math.max(1, numbers))),
  );
