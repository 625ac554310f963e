// A file in, the same file with functions that take tensors out.
import { parse } from "acorn";
import { noMeaningAt, noParse, type SourcePlace, wrongArgument, wrongOption } from "../errors.js";
import { optionsOf } from "../door/parse.js";
import { Emission, MARK } from "./emission.js";
import { decode, origin, type Segment, type SourceMap } from "./mappings.js";
import { Plainness } from "./plainness.js";
import { factsOf } from "./scope.js";
import { directives, type Node, type NodeOf } from "./syntax.js";
import { Lines, Written } from "./written.js";

/** Which functions {@link transform} takes, and what the file is called. */
export interface TransformOptions {
  /** What the file is called in messages and in the source map. */
  readonly file?: string;
  /** "marked" (the default): functions that say "use dual", or stand in dual(...). "all": every function of the file. */
  readonly functions?: "marked" | "all";
  /** How the run time is loaded: by import or by require. Without it, as the file loads what it needs. */
  readonly format?: "module" | "commonjs";
  /** The source map of what made this source, to be followed. */
  readonly map?: SourceMap;
}
/** Something that has no meaning on tensors, or another one than it seems. */
export interface Diagnostic extends SourcePlace {
  /** An error stops a marked function at build time; of "all" functions such a one refuses tensors when it is called. */
  readonly severity: "error" | "warning";
  readonly message: string;
}
/** What {@link transform} wrote, with its map and its diagnostics. */
export interface Transformed {
  readonly code: string;
  /** null where nothing was changed. */
  readonly map: SourceMap | null;
  readonly diagnostics: readonly Diagnostic[];
}

const RUNTIME = "dualtensor/dual";

/**
 * The source with marked functions that take tensors, too: on numbers each runs its own body, else one that calls operations for
 * operators and Math. Transforming twice changes nothing.
 *
 * @example
 * import { transform } from "dualtensor/transform";
 * const { code } = transform(`export const area = (r) => { "use dual"; return Math.PI * r ** 2; };`);
 * code.includes("$.mul(Math.PI, $.pow(r, 2))") // => true
 */
export function transform(source: string, options?: TransformOptions): Transformed {
  if (typeof source !== "string") throw wrongArgument("transform", "source", "the text of a file", source);
  const {
    file = "source.js",
    functions = "marked",
    format,
    map,
  } = optionsOf<TransformOptions>("transform", options, ["file", "functions", "format", "map"]);
  if (functions !== "marked" && functions !== "all")
    throw wrongOption("transform", "functions", '"marked" or "all"', functions);
  const unchanged: Transformed = { code: source, map: null, diagnostics: [] };
  const isAll = functions === "all";
  if (!isAll && !source.includes("use dual") && !source.includes(RUNTIME)) return unchanged;
  const lines = new Lines(source);
  let earlier: Segment[][] | undefined;
  // In the file that somebody wrote: types may have been taken out of it.
  const place = (offset: number): SourcePlace => {
    let { line, column } = lines.place(offset);
    const from = map && origin((earlier ??= decode(map.mappings)), line, column);
    if (from !== undefined) [, , line, column] = from;
    return { file, line: line + 1, column: column + 1 };
  };
  const program = parsed(source, place);
  if (program.body.some(loadsRuntime)) return unchanged;
  const facts = factsOf(program);
  const $ = ["$", "$dual", "$dualtensor"].find((name) => !facts.names.has(name)) ?? "$$dualtensor";
  const e = new Emission(
    source,
    program,
    facts,
    new Plainness(facts),
    $,
    isAll || directives(program.body).some((d) => d.directive === MARK),
    (offset) => {
      const { line, column } = place(offset);
      return `${file}:${line}:${column}`;
    },
  );
  const at = directives(program.body).at(-1)?.end ?? /^#!.*\n?/.exec(source)?.[0].length ?? 0;
  e.file(at);
  const notes = [...e.notes.values()].sort((a, b) => a.offset - b.offset);
  const diagnostics = notes.map(({ severity, message, offset }) => ({ severity, message, ...place(offset) }));
  const errors = diagnostics.filter((d) => d.severity === "error");
  if (!isAll && errors.length > 0)
    throw noMeaningAt(errors.map(({ message, ...where }) => ({ message, place: where })));
  if (e.out.added === 0) return { ...unchanged, diagnostics };
  const out = new Written(source);
  opening(out, program, at);
  const how = format ?? formatOf(source, program);
  const loads =
    how === "module" ? `import * as ${$} from "${RUNTIME}";` : `const ${$} = require("${RUNTIME}");`;
  out.write(at > 0 && source[at - 1] !== "\n" ? `\n${loads}` : `${loads}\n`);
  out.append(e.out);
  return { code: out.toString(), map: out.map(file, map ?? null), diagnostics };
}

/** What a file opens with, the mark aside. */
function opening(out: Written, program: NodeOf<"Program">, end: number): void {
  let from = 0;
  for (const d of directives(program.body)) {
    if (d.directive === MARK) out.copy(from, d.start);
    else out.copy(from, d.end);
    from = d.end;
  }
  out.copy(from, end);
}
function parsed(source: string, place: (offset: number) => SourcePlace): NodeOf<"Program"> {
  const options = { ecmaVersion: "latest", allowHashBang: true, allowReturnOutsideFunction: true } as const;
  try {
    return parse(source, { ...options, sourceType: "module" });
  } catch (error) {
    try {
      return parse(source, { ...options, sourceType: "script" });
    } catch {
      const { message, pos } = error as SyntaxError & { pos: number };
      throw noParse(message.replace(/ \(\d+:\d+\)$/, ""), place(pos), error);
    }
  }
}
const isModule = (n: Node): boolean => /^(Import|Export)/.test(n.type);
const formatOf = (source: string, { body }: NodeOf<"Program">): "module" | "commonjs" =>
  !body.some(isModule) && /\b(require\s*\(|module\.exports|exports\b)/.test(source) ? "commonjs" : "module";

/** The line that the transformation writes: it is not done twice. */
function loadsRuntime(n: Node): boolean {
  const isRuntime = (v: unknown): boolean => v === RUNTIME;
  if (n.type === "ImportDeclaration")
    return (
      isRuntime(n.source.value) &&
      n.specifiers.some((s) => s.type === "ImportNamespaceSpecifier" && s.local.name.startsWith("$"))
    );
  if (n.type !== "VariableDeclaration") return false;
  return n.declarations.some(
    ({ id, init }) =>
      id.type === "Identifier" &&
      id.name.startsWith("$") &&
      init?.type === "CallExpression" &&
      init.arguments.length === 1 &&
      init.arguments[0].type === "Literal" &&
      isRuntime(init.arguments[0].value),
  );
}
