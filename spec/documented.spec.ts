// Every name that an entry exports says what it is, where it is declared: readers, editors and the pages of the API show that sentence.
import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";

const root = resolve(__dirname, "..");
const { exports: entries } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  exports: Record<string, unknown>;
};
/** Hooks of other people's tools: nobody imports a name from them. */
const HOOKS = ["./register", "./jest"];
/** Called by code that `transform` wrote, one name for each operator and function of JavaScript: the head of the file tells how. */
const WRITTEN_CODE_CALLS = "lib/dual.ts";
const files = Object.keys(entries)
  .filter((name) => !name.endsWith(".json") && !HOOKS.includes(name))
  .map((name) => join("lib", name === "." ? "index" : name))
  .map((path) =>
    [`${path}.ts`, path.replace("lib/", "lib/tools/") + ".d.ts"].find((file) =>
      existsSync(join(root, file)),
    )!,
  )
  .filter((file) => file !== WRITTEN_CODE_CALLS);

const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
const config = ts.getParsedCommandLineOfConfigFile(join(root, "tsconfig.json"), {}, host)!;
const program = ts.createProgram(
  files.map((file) => join(root, file)),
  config.options,
);
const checker = program.getTypeChecker();

test.each(files)("%s", (file) => {
  const source = program.getSourceFile(join(root, file))!;
  const module = checker.getSymbolAtLocation(source);
  const silent = (module ? checker.getExportsOfModule(module) : [])
    .map((s) => (s.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(s) : s))
    .filter((s) => ts.displayPartsToString(s.getDocumentationComment(checker)).trim() === "")
    .map((s) => `${s.name} (${relative(root, s.declarations?.[0]?.getSourceFile().fileName ?? "")})`);
  expect(silent).toEqual([]);
});
