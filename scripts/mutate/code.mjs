// Are the specs strict enough about all that is no row? Mutants of engines, transformations, kernels, solvers and the command: an
// operator, a comparison, a sign, a constant, a condition or a statement is made wrong in a copy of the project, and the specs
// nearest to the file must notice, or else (--far) all of them: they are green before. A mutant that is no mistake stands in scripts/mutate/equivalent-code.json
// with the reason.
//
//   npm run mutate -- code [text] [--sample n] [--seed n] [--far]     only files with the text in their names, n of their mutants

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { values, positionals } = parseArgs({
  args: argv.slice(3),
  options: {
    sample: { type: "string", default: "Infinity" },
    seed: { type: "string", default: "1" },
    far: { type: "boolean", default: false },
  },
  allowPositionals: true,
});

/** Folders of lib, and the specs that are nearest to each: asked first, in this order. */
// prettier-ignore
const NEAREST = {
  forward:   ["spec/transform/jacobian", "spec/contract/push", "spec/forward", "spec/laws"],
  reverse:   ["spec/transform/reverse", "spec/contract/pull", "spec/laws"],
  batch:     ["spec/transform/vmap", "spec/contract/vmap"],
  core:      ["spec/ops/index", "spec/array", "spec/transform", "spec/contract", "spec/errors"],
  transform: ["spec/transform", "spec/errors", "spec/ops/matrix-function"],
  kernels:   ["spec/table", "spec/ops", "spec/accuracy", "spec/contract/push"],
  array:     ["spec/array", "spec/errors"],
  taylor:    ["spec/taylor"],
  compile:   ["spec/contract/replay", "spec/laws"],
  check:     ["spec/check"],
  optimize:  ["spec/optimize", "spec/nist"],
  mathjs:    ["spec/mathjs", "spec/errors"],
  cli:       ["spec/cli/files", "spec/cli"],
};
/** What judges other things, or judges slowly. */
const FAR = "spec/(package|docs|examples|readme|ops-page|architecture|torch|types|fuzz)";

const isMutable = (node) => {
  for (let n = node; n !== undefined; n = n.parent)
    if (
      ts.isTypeNode(n) ||
      ts.isImportDeclaration(n) ||
      ts.isThrowStatement(n) ||
      ts.isTemplateExpression(n) ||
      ts.isInterfaceDeclaration(n) ||
      ts.isTypeAliasDeclaration(n)
    )
      return false;
  return true;
};
// prettier-ignore
const TURNED = {
  "+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "<": "<=", "<=": "<", ">": ">=", ">=": ">",
  "===": "!==", "!==": "===", "&&": "||", "||": "&&", "??": "&&", "+=": "-=", "-=": "+=", "*=": "/=",
};
/** All mutants of a text: [start, end, what, new text]. */
function* mutantsOf(text) {
  const source = ts.createSourceFile("x.ts", text, ts.ScriptTarget.ES2022, true);
  const found = [];
  const add = (n, what, to) => found.push([n.getStart(source), n.getEnd(), what, to]);
  const raw = (n) => n.getText(source);
  const visit = (n) => {
    ts.forEachChild(n, visit);
    if (!isMutable(n)) return;
    if (ts.isBinaryExpression(n)) {
      const op = raw(n.operatorToken);
      if (op in TURNED && !/["'`]/.test(op === "+" || op === "+=" ? raw(n) : ""))
        add(n.operatorToken, op.length > 1 || "<>".includes(op) ? "comparison" : "operator", TURNED[op]);
    }
    if (ts.isNumericLiteral(n)) {
      const isNegative =
        ts.isPrefixUnaryExpression(n.parent) && n.parent.operator === ts.SyntaxKind.MinusToken;
      if (isNegative && n.text === "0") add(n.parent, "-0", "0");
      else add(n, "constant", `${Number(n.text) + 1}`);
    }
    if (ts.isPrefixUnaryExpression(n)) {
      if (n.operator === ts.SyntaxKind.MinusToken && !ts.isNumericLiteral(n.operand))
        add(n, "sign", raw(n.operand));
      if (n.operator === ts.SyntaxKind.ExclamationToken) add(n, "condition", raw(n.operand));
    }
    if (n.kind === ts.SyntaxKind.TrueKeyword) add(n, "constant", "false");
    if (n.kind === ts.SyntaxKind.FalseKeyword) add(n, "constant", "true");
    if (ts.isConditionalExpression(n)) {
      add(n, "branch", raw(n.whenTrue));
      add(n, "branch", raw(n.whenFalse));
    }
    if (ts.isIfStatement(n)) {
      add(n.expression, "condition", "true");
      add(n.expression, "condition", "false");
    }
    if (ts.isExpressionStatement(n) && !ts.isStringLiteral(n.expression)) add(n, "statement", ";");
  };
  visit(source);
  yield* found;
}

const wanted = positionals[0] ?? "";
const mutants = Object.keys(NEAREST).flatMap((folder) =>
  readdirSync(join(root, "lib", folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".ts") && file.includes(wanted))
    .sort()
    .flatMap((file) => {
      const text = readFileSync(join(root, "lib", file), "utf8");
      return [...mutantsOf(text)].map(([start, end, what, to]) => ({
        file,
        folder,
        line: text.slice(0, start).split("\n").length,
        code: text.slice(text.lastIndexOf("\n", start) + 1).split("\n", 1)[0].trim(), // prettier-ignore
        from: text.slice(start, end).replace(/\s+/g, " "),
        what,
        to,
        text: text.slice(0, start) + to + text.slice(end),
      }));
    }),
);
/** A sample that takes from every folder in turn, the same for the same seed. */
function sampled(all, count, seed) {
  if (count >= all.length) return all;
  let state = Number(seed) >>> 0;
  const next = () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
  const folders = Object.keys(NEAREST).map((folder) => all.filter((m) => m.folder === folder));
  const rest = folders.filter((list) => list.length > 0);
  const out = [];
  for (let i = Math.floor(next() * rest.length); out.length < count; i++) {
    const list = rest[i % rest.length];
    if (list.length > 0) out.push(list.splice(Math.floor(next() * list.length), 1)[0]);
  }
  return out;
}
const asked = sampled(mutants, Number(values.sample), values.seed);

// A copy, so that the working tree stays as it is; always the same folder, so that jest knows what it has transpiled.
const copy = join(root, ".cache/mutate");
rmSync(copy, { recursive: true, force: true });
mkdirSync(copy, { recursive: true });
for (const part of [
  "lib",
  "spec",
  "scripts",
  "examples",
  "docs",
  "package.json",
  "jest.config.js",
  "tsconfig.json",
  "README.md",
  "bench",
])
  // prettier-ignore
  cpSync(join(root, part), join(copy, part), { recursive: true });
symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
/** A mutant that does not end is noticed; the specs near a file take seconds. */
const LIMIT = 240_000;
/** Do these specs notice? */
const notice = (...args) => {
  const { status } = spawnSync(
    execPath,
    [join(root, "node_modules/jest/bin/jest.js"), "--bail", "--silent", "--passWithNoTests", ...args],
    { cwd: copy, encoding: "utf8", timeout: LIMIT, stdio: "pipe" },
  );
  return status !== 0;
};
function killed(m) {
  const file = join(copy, "lib", m.file);
  const own = readFileSync(file, "utf8");
  writeFileSync(file, m.text);
  try {
    return (
      NEAREST[m.folder].some((pattern) => notice(pattern)) ||
      (values.far && notice("--testPathIgnorePatterns", FAR, "--", "spec"))
    );
  } finally {
    writeFileSync(file, own);
  }
}

const equivalent = JSON.parse(readFileSync(new URL("equivalent-code.json", import.meta.url), "utf8"));
const listed = (m) => equivalent.some((e) => ["file", "code", "from", "to"].every((k) => e[k] === undefined || e[k] === m[k])); // prettier-ignore
let [dead, excused, survived] = [0, 0, 0];
for (const m of asked) {
  if (listed(m)) excused++;
  else if (killed(m)) dead++;
  else {
    survived++;
    console.log(`survived: lib/${m.file}:${m.line} ${m.what}: ${m.from} -> ${m.to}\n    ${m.code}`);
  }
}
console.log(
  `${asked.length} of ${mutants.length} mutants in ${Object.keys(NEAREST).length} folders: ` +
    `${dead} killed, ${excused} equivalent, ${survived} survived.`,
);
process.exitCode = survived > 0 ? 1 : 0;
