// A source as Node loads it, transformed where it is chosen; the map goes along in the last line.
import { cwd } from "node:process";
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
export function loader(choice: Choice): Load {
  const chosen = chooser(choice, cwd());
  return (source, file, format) => {
    const functions = chosen(file);
    if (functions === null) return source;
    return withMap(source, (text, map) => transform(text, { file, functions, format, ...(map && { map }) }));
  };
}
