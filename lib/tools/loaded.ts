// A source as Node loads it, transformed where it is chosen; the map goes along in the last line.
import { cwd, emitWarning } from "node:process";
import { transform, type SourceMap, type Transformed } from "../transform.js";
import { chooser, type Choice } from "../source/chosen.js";

export type Load = (source: string, file: string, format: "module" | "commonjs") => string;

const inline =
  /\n?\/\/[#@] sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,([A-Za-z0-9+/=]+)\s*$/;

/** With the map that a source brings along followed and replaced. */
export function withMap(
  source: string,
  run: (source: string, map: SourceMap | undefined) => Transformed,
): string {
  const found = inline.exec(source);
  const map = found ? (JSON.parse(Buffer.from(found[1], "base64").toString("utf8")) as SourceMap) : undefined;
  const bare = found ? source.slice(0, found.index) : source;
  const result = run(bare, map);
  if (result.map === null) return source;
  const text = Buffer.from(JSON.stringify(result.map)).toString("base64");
  return `${result.code}\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${text}\n`;
}
/** What a build says of a file, with its places: of packages that are taken whole only what refuses tensors is worth a line. */
export const notes = ({ diagnostics }: Transformed, functions: "all" | "marked"): string[] =>
  diagnostics
    .filter(({ severity }) => functions === "marked" || severity === "error")
    .map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
/** Where nothing else carries a warning of a build: Node's own way. */
export function warned(result: Transformed, functions: "all" | "marked"): Transformed {
  for (const note of notes(result, functions)) emitWarning(note, "dualtensor");
  return result;
}
export function loader(choice: Choice): Load {
  const chosen = chooser(choice, cwd());
  return (source, file, format) => {
    const functions = chosen(file);
    if (functions === null) return source;
    return withMap(source, (text, map) =>
      warned(transform(text, { file, functions, format, ...(map && { map }) }), functions),
    );
  };
}
