// The options of transformations: few, named, and they change cost, never the answer.
import { wrongOption } from "../errors.js";
import { optionsOf } from "../door/parse.js";

/** In which direction a derivative sweeps, and how many columns at a time. */
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
  if (options === undefined) return {};
  const given = optionsOf<AnyOptions>(fn, options, known, `A tuple of inputs is one array: ${fn}(f, [a, b])`),
    { chunk, maxBytes, mode, hasAux } = given;
  const need = (name: keyof AnyOptions, holds: boolean, expected: string): void => {
    if (given[name] !== undefined && !holds) throw wrongOption(fn, name, expected, given[name]);
  };
  need("chunk", Number.isInteger(chunk) && chunk! > 0, "a whole number from 1");
  need("maxBytes", typeof maxBytes === "number" && maxBytes > 0, "a positive number of bytes");
  need("mode", ["forward", "reverse", "auto"].includes(mode!), '"forward", "reverse" or "auto"');
  need("hasAux", typeof hasAux === "boolean", "true or false");
  return given;
}
