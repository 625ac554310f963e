// The options of transformations: few, named, and they change cost, never the answer.
import { wrongOption } from "../errors.js";
import { optionsOf } from "../door/parse.js";

export interface Options {
  /** Seeds (or cotangents) a sweep: changes cost and memory, never the answer. */
  readonly chunk?: number;
  /** Upper bound for the tangent blocks of one value, in bytes: picks the chunk. */
  readonly maxBytes?: number;
  /** Direction of the sweeps; "auto" takes the one with fewer of them. */
  readonly mode?: "forward" | "reverse" | "auto";
}
/** f returns its output alone. */
export interface NoAux {
  readonly hasAux?: false;
}
/** f returns [y, aux]; aux is handed back, its tensors out of the call. */
export interface WithAux {
  readonly hasAux: true;
}
export interface AnyOptions extends Options {
  readonly hasAux?: boolean;
}
export function checkOptions<T extends AnyOptions>(
  fn: string,
  options: T | undefined,
  known: readonly string[] = ["chunk", "maxBytes", "mode", "hasAux"],
): T | AnyOptions {
  const given = optionsOf<AnyOptions>(fn, options, known, `A tuple of inputs is one array: ${fn}(f, [a, b])`),
    { chunk, maxBytes, mode, hasAux } = given;
  if (chunk !== undefined && (!Number.isInteger(chunk) || chunk < 1))
    throw wrongOption(fn, "chunk", "a whole number from 1", chunk);
  if (maxBytes !== undefined && !(typeof maxBytes === "number" && maxBytes > 0))
    throw wrongOption(fn, "maxBytes", "a positive number of bytes", maxBytes);
  if (mode !== undefined && mode !== "forward" && mode !== "reverse" && mode !== "auto")
    throw wrongOption(fn, "mode", '"forward", "reverse" or "auto"', mode);
  if (hasAux !== undefined && typeof hasAux !== "boolean")
    throw wrongOption(fn, "hasAux", "true or false", hasAux);
  return given;
}
