// What the source says of each public operation: the sentence and the example of its comment, and the derivative as the row
// writes it. Read with TypeScript's own parser, so that the page cannot say anything else than the code.

import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { mathematics, transposes } from "./mathematics.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const KINDS = new Set(["unary", "binary", "linear", "bilinear", "general"]);

const flat = (text) => text.replace(/\s+/g, " ").trim();
const calleeOf = (node) =>
  node && ts.isCallExpression(node) && ts.isIdentifier(node.expression) ? node.expression.text : undefined;

/** The comment of a declaration: its first paragraph, and the lines of its example that show a value. */
function commentOf(declaration) {
  const statement = ts.findAncestor(declaration, ts.isStatement) ?? declaration;
  const [doc] = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc).slice(-1);
  if (doc === undefined) return { text: "", example: [] };
  const text = flat((ts.getTextOfJSDocComment(doc.comment) ?? "").split(/\n\s*\n/)[0]);
  const tag = doc.tags?.find(({ tagName }) => tagName.text === "example");
  const lines = (tag ? (ts.getTextOfJSDocComment(tag.comment) ?? "") : "").split("\n");
  return { text, example: lines.filter((line) => / \/\/ => /.test(line) && /[)\]]$/.test(line.trim())) };
}

export function readSource(entries) {
  const files = entries.map((name) => resolve(root, "lib", `${name}.ts`));
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const original = (symbol) =>
    symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const initializerOf = (symbol) => {
    const declaration = symbol?.valueDeclaration;
    return declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  };

  const named = (row) => row.replace(/Row$/, "");
  const exportedNames = new Set(
    files.flatMap((file) =>
      checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file))).map((e) => e.name),
    ),
  );
  /** The derivative that a row states, in mathematics. */
  function stated(call, name) {
    const [, , third, fourth] = call.arguments ?? [];
    switch (calleeOf(call)) {
      case "unary":
        return third ? [`∂x: \`${mathematics(third)}\``] : [];
      case "binary":
        return [`∂x: \`${mathematics(third)}\``, `∂y: \`${mathematics(fourth)}\``];
      case "linear": {
        const transpose = transposes[name];
        return [transpose ? `linear; x̄ is ${transpose}` : "linear"];
      }
      case "bilinear":
        return [`bilinear; x̄ = \`${mathematics(third)}\`, ȳ = \`${mathematics(fourth)}\``];
      default:
        return [];
    }
  }
  /** A rule that is written out in full: what the comment above it says. */
  function remark(declaration) {
    const statement = ts.findAncestor(declaration, ts.isStatement);
    const text = statement.getSourceFile().text;
    const lines = (ts.getLeadingCommentRanges(text, statement.pos) ?? [])
      .map(({ pos, end }) => text.slice(pos, end))
      .filter((line) => line.startsWith("//"))
      .map((line) => line.replace(/^\/\/ ?/, ""));
    const said = flat(lines.join(" "));
    return /=|\bd[xyzA-Z]\b|derivative/.test(said) ? `written out: ${said}` : "written out in the row";
  }
  /** The rows beside a face that it calls, itself or through a function. */
  function rowsIn(node, seen = new Set(), depth = 0) {
    const found = [];
    const visit = (n) => {
      if (ts.isIdentifier(n)) {
        const symbol = original(checker.getSymbolAtLocation(n));
        const declaration = symbol?.valueDeclaration;
        if (declaration && !seen.has(symbol)) {
          seen.add(symbol);
          const initializer = initializerOf(symbol);
          const here = declaration.getSourceFile() === node.getSourceFile();
          if (here && initializer && KINDS.has(calleeOf(initializer)))
            found.push([symbol.name, stated(initializer, named(symbol.name))]);
          else if (here && /^Rule\b/.test(declaration.type?.getText() ?? ""))
            found.push([symbol.name, [remark(declaration)], true]);
          else if (depth < 2 && here) {
            const inner = initializer ?? declaration.body;
            if (inner && inner !== node) found.push(...rowsIn(inner, seen, depth + 1));
          }
        }
      }
      ts.forEachChild(n, visit);
    };
    visit(node);
    return found;
  }
  function derivativeOf(symbol) {
    const initializer = initializerOf(symbol);
    if (initializer === undefined) return [];
    const own = stated(initializer, symbol.name);
    if (own.length > 0) return own;
    // Of several rows each has its part: their formulas stand with themselves.
    const rows = rowsIn(initializer);
    if (rows.length !== 1) return [];
    const [[row, said, inFull]] = rows;
    if (inFull || named(row) === symbol.name) return said;
    if (exportedNames.has(named(row))) return [`by \`${named(row)}\``];
    return /^linear/.test(said[0] ?? "") ? said : [];
  }

  return files.map((file) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file));
    return new Map(
      checker.getExportsOfModule(module).map((exported) => {
        const symbol = original(exported);
        const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
        const source = declaration?.getSourceFile();
        return [
          exported.name,
          {
            file: source ? relative(resolve(root, "lib"), source.fileName).replaceAll("\\", "/") : "",
            ...(declaration ? commentOf(declaration) : { text: "", example: [] }),
            derivative: derivativeOf(symbol),
          },
        ];
      }),
    );
  });
}
