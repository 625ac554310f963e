// Turns a block into a module that tells what its asserted lines came to. `expression // => value` becomes
// `$value(i, expression)` and `statement // throws fragment` becomes `$throws(i, () => { statement })`, where i
// counts the assertions of the block; child.mjs defines the two functions.

import ts from "typescript";
import type { Block } from "./blocks.js";

export interface Assertion {
  readonly kind: "value" | "throws";
  readonly line: number;
  readonly expected: string;
}

export interface Program {
  readonly module: string;
  /** The block as a reader's compiler sees it; the statements that are to throw may have wrong types. */
  readonly source: string;
  readonly extension: "mjs" | "cjs";
  readonly assertions: readonly Assertion[];
}

const mark = /^[ \t]*;?[ \t]*(?:\r?\n[ \t]*)?\/\/ ?(=>|throws\b) ?(.*)/;

/** Positive while a bracket of the text is open. */
const depth = (text: string): number =>
  (text.match(/[[({]/g)?.length ?? 0) - (text.match(/[\])}]/g)?.length ?? 0);

/** The comment that follows `end`: its kind, its text with the lines that continue an open bracket, where it ends. */
function assertionAfter(code: string, end: number) {
  const found = mark.exec(code.slice(end));
  if (!found) return undefined;
  let expected = found[2].trim();
  let stop = end + found[0].length;
  while (found[1] === "=>" && depth(expected) > 0) {
    const next = /^\r?\n[ \t]*\/\/(.*)/.exec(code.slice(stop));
    if (!next) break;
    expected += "\n" + next[1];
    stop += next[0].length;
  }
  return { kind: found[1] === "=>" ? ("value" as const) : ("throws" as const), expected, stop };
}

/** The expression that a statement stands for: itself, or the one name that it declares. */
function subject(statement: ts.Statement, code: string): { before: string; value: string } | undefined {
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement;
    if (ts.isCallExpression(expression) && expression.expression.getText() === "console.log") {
      return {
        before: "",
        value: `$printed(${expression.arguments.map((arg) => arg.getText()).join(", ")})`,
      };
    }
    return { before: "", value: code.slice(expression.getStart(), expression.end) };
  }
  if (ts.isVariableStatement(statement)) {
    const [declaration, ...others] = statement.declarationList.declarations;
    if (others.length === 0 && ts.isIdentifier(declaration.name)) {
      return { before: code.slice(statement.getStart(), statement.end), value: declaration.name.text };
    }
  }
  return undefined;
}

/** The imports that an @example leaves out: names of the package which it uses and does not declare. */
function missingImports(source: ts.SourceFile, exported: ReadonlySet<string>): string {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isPropertyAssignment(parent) && parent.name === node);
      const isImport = ts.isImportSpecifier(parent) || ts.isNamespaceImport(parent);
      const isTopLevel =
        (ts.isVariableDeclaration(parent) ||
          ts.isBindingElement(parent) ||
          ts.isFunctionDeclaration(parent)) &&
        parent.name === node;
      if (isImport || isTopLevel) declared.add(node.text);
      else if (!isMember) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const names = [...used].filter((name) => exported.has(name) && !declared.has(name));
  return names.length > 0 ? `import { ${names.join(", ")} } from "dualtensor";\n` : "";
}

/** Compiles a block; `prefix` is the code of the blocks that it continues. */
export function compile(block: Block, exported: ReadonlySet<string>, prefix: readonly Block[] = []): Program {
  const assertions: Assertion[] = [];
  const where = (at: number) => block.line + block.code.slice(0, at).split("\n").length - 1;

  let typed = "";
  const rewrite = (code: string, own: boolean): string => {
    const source = ts.createSourceFile("block.ts", code, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
    let text = block.example ? missingImports(source, exported) : "";
    typed += text;
    for (const statement of source.statements) {
      const original = code.slice(statement.getStart(), statement.end);
      const found = assertionAfter(code, statement.end);
      typed += (found?.kind === "throws" ? "// @ts-ignore\n" : "") + original + "\n";
      if (found?.kind === "throws") {
        if (own) text += `await $throws(${assertions.length}, async () => { ${original} });\n`;
      } else if (found && own) {
        const parts = subject(statement, code);
        if (!parts) throw new Error(`${block.file}:${where(statement.end)}: // => follows no expression`);
        text += `${parts.before}\n$value(${assertions.length}, (${parts.value}));\n`;
      } else {
        text += original + "\n";
      }
      if (found && own) {
        assertions.push({ kind: found.kind, line: where(statement.end), expected: found.expected });
      }
    }
    const marks = code.match(/\/\/ ?(=>|throws\b)/g)?.length ?? 0;
    if (own && marks !== assertions.length) {
      throw new Error(
        `${block.file}:${block.line}: ${marks} lines are marked // => or // throws, but only ${assertions.length} ` +
          "of them directly follow a statement at the top level of the block",
      );
    }
    return text;
  };

  const text = [...prefix.map(({ code }) => rewrite(code, false)), rewrite(block.code, true)].join("\n");
  const extension = /\brequire\(/.test(text) ? "cjs" : "mjs";
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
    fileName: "block.ts",
  });
  const module =
    extension === "cjs" ? outputText.replace(/\bawait \$throws\((\d+), async/g, "$throws($1,") : outputText;
  return { module, source: typed + "export {};\n", extension, assertions };
}
