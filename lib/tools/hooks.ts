// What Node's loader asks for modules, in its own thread where Node 20 runs it: `load` gives the transformed source.
import module from "node:module";
import { fileURLToPath } from "node:url";
import { loader, type Load } from "./loaded.js";
import { projectChoice } from "./project.js";
import type { Choice } from "../source/chosen.js";

interface Loaded {
  readonly format?: string | null | undefined;
  readonly source?: unknown;
}
let transformed: Load | undefined;

/** Node hands over what `register` was given. */
export function initialize(choice?: Choice): void {
  transformed = loader(choice ?? projectChoice());
}
/** Newer Nodes strip types themselves. */
const strip = (module as { stripTypeScriptTypes?: (source: string) => string }).stripTypeScriptTypes;

export function changed(url: string, result: Loaded): Loaded {
  const { format, source } = result;
  if (!url.startsWith("file:") || source === undefined || source === null || transformed === undefined)
    return result;
  const typed = strip !== undefined && /^(module|commonjs)-typescript$/.test(format ?? "");
  // CommonJS without types is transformed where it is compiled.
  if (format !== "module" && !typed) return result;
  const text = typeof source === "string" ? source : Buffer.from(source as Uint8Array).toString("utf8"),
    plain = format === "commonjs-typescript" ? "commonjs" : "module";
  return {
    ...result,
    format: plain,
    source: transformed(typed ? strip(text) : text, fileURLToPath(url), plain),
  };
}
export async function load(
  url: string,
  context: unknown,
  next: (url: string, context: unknown) => Promise<Loaded>,
): Promise<Loaded> {
  return { ...changed(url, await next(url, context)), ...({ shortCircuit: true } as object) };
}
