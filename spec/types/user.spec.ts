// Ordinary lines of users of the adapter type-check under the options that `tsc --init` writes, against the built declarations.
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript";
import { buildIfStale } from "../docs/build.js";
import { INIT } from "./init.js";

const root = resolve(__dirname, "../..");
test("calls by position, by name, in place, of own functions, of transformations and their results", () => {
  buildIfStale();
  const project = mkdtempSync(join(tmpdir(), "user-"));
  mkdirSync(join(project, "node_modules"));
  symlinkSync(root, join(project, "node_modules/dualtensor"));
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  const file = join(project, "user.ts");
  writeFileSync(file, readFileSync(join(__dirname, "consumer/torch.txt"), "utf8"));
  const program = ts.createProgram([file], INIT),
    errors = ts.getPreEmitDiagnostics(program);
  expect(errors.map((e) => `${e.start}: ${ts.flattenDiagnosticMessageText(e.messageText, " ")}`)).toEqual([]);
}, 120_000);
