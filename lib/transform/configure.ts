// What compiled functions may use of the engine that they run on.
import { available, setCodegen, type Capabilities } from "../compile/tiers.js";
import { checkCount } from "../door/arguments.js";
import { surplusArgument, wrongOption } from "../errors.js";
import { optionsOf } from "../door/parse.js";

/** What {@link configure} sets for the whole process. */
export interface Configuration {
  /** false: programs run in the interpreter, no WebAssembly is made. For functions that are started from then on. */
  readonly codegen?: boolean;
}
/**
 * How compiled functions run, for the whole process.
 *
 * @example
 * configure({ codegen: false });
 * jit((x: Tensor) => x.mul(x))(3) // => tensor(9)
 * configure({ codegen: true });
 */
export function configure(options: Configuration): void {
  if (arguments.length !== 1) checkCount("configure", arguments, "options");
  const { codegen } = optionsOf<Configuration>("configure", options, ["codegen"]);
  if (codegen !== undefined && typeof codegen !== "boolean")
    throw wrongOption("configure", "codegen", "true or false", codegen);
  if (codegen !== undefined) setCodegen(codegen);
}
/**
 * What this engine offers to compiled functions: WebAssembly (a strict content policy forbids it), two lanes at a time, memory
 * that threads share; and whether code is generated.
 *
 * @example
 * typeof capabilities().wasm // => "boolean"
 */
export function capabilities(): Capabilities {
  if (arguments.length > 0) throw surplusArgument("capabilities", 0, "capabilities()", arguments[0]);
  return available();
}
export type { Capabilities };
