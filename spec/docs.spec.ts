// Every code block of README.md and docs/, and every @example of lib/, runs against the built package, and its
// asserted lines hold.

import { fork } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";
import * as dualtensor from "../lib/index.js";
import { type Block, exampleBlocks, markdownBlocks } from "./docs/blocks.js";
import { contains, sameNumber, sameValue } from "./docs/compare.js";
import { type Program, compile } from "./docs/program.js";
import { buildIfStale } from "./docs/build.js";
import { INIT } from "./types/init.js";

interface Outcome {
  readonly file: string;
  readonly outcomes: readonly (string | null)[];
  readonly failure?: string;
}

const root = resolve(__dirname, "..");
const folder = join(root, ".cache", "docs");
const exported = new Set(Object.keys(dualtensor));

const filesUnder = (top: string, suffix: string): string[] =>
  (existsSync(join(root, top)) ? readdirSync(join(root, top), { recursive: true, encoding: "utf8" }) : [])
    .filter((name) => name.endsWith(suffix) && !name.includes("node_modules"))
    .map((name) => join(root, top, name))
    .sort();

const read = (file: string, blocksOf: (name: string, text: string) => Block[]) =>
  blocksOf(relative(root, file), readFileSync(file, "utf8"));

const pages = [join(root, "README.md"), ...filesUnder("docs", ".md")];
const blocks = [
  ...pages.flatMap((file) => read(file, markdownBlocks)),
  ...filesUnder("lib", ".ts").flatMap((file) => read(file, exampleBlocks)),
];

/** The block and those that it continues, first to last. */
function chain(at: number): Block[] {
  const block = blocks[at];
  const before = blocks[at - 1];
  if (!block.continues) return [block];
  if (before?.file !== block.file)
    throw new Error(`${block.file}:${block.line}: there is no block to continue`);
  return [...chain(at - 1), block];
}

const programs = new Map<Block, Program | Error>();
blocks.forEach((block, at) => {
  if (block.noRun !== undefined) return;
  try {
    programs.set(block, compile(block, exported, chain(at).slice(0, -1)));
  } catch (error) {
    programs.set(block, error as Error);
  }
});

const fileOf = (block: Block, { extension }: Program) =>
  join(folder, `${block.file.replace(/\W/g, "-")}-${block.line}.${extension}`);

/** Runs modules in a process of their own; those it did not reach have no outcome. */
function runBatch(files: readonly string[]): Promise<Outcome[]> {
  return new Promise((done) => {
    const received: Outcome[] = [];
    const child = fork(join(__dirname, "docs", "child.mjs"), { silent: true, execArgv: [] });
    const timer = setTimeout(() => child.kill(), 60_000);
    child.on("message", (outcome) => received.push(outcome as Outcome));
    child.on("exit", () => {
      clearTimeout(timer);
      done(received);
    });
    child.send(files);
  });
}

const outcomes = new Map<string, Outcome>();

describe("the docs", () => {
  beforeAll(async () => {
    buildIfStale();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const files: string[] = [];
    for (const [block, program] of programs) {
      if (program instanceof Error) continue;
      const file = fileOf(block, program);
      writeFileSync(file, program.module);
      files.push(file);
    }
    const half = Math.ceil(files.length / 2);
    const batches = [files.slice(0, half), files.slice(half)].filter((batch) => batch.length > 0);
    for (const outcome of (await Promise.all(batches.map(runBatch))).flat())
      outcomes.set(outcome.file, outcome);
  }, 120_000);

  describe.each([...new Set(blocks.map(({ file }) => file))])("%s", (file) => {
    const own = blocks.filter((block) => block.file === file);

    test.each(own.map((block) => [block.line, block] as const))("line %d", (_line, block) => {
      if (block.noRun !== undefined) {
        expect(block.noRun).not.toBe("");
        return;
      }
      const program = programs.get(block);
      if (!program || program instanceof Error) throw program ?? new Error("not compiled");
      if (program.assertions.length === 0) {
        throw new Error(
          `${file}:${block.line}: the block asserts nothing: add // => value, or mark it "no-run: why"`,
        );
      }
      const outcome = outcomes.get(fileOf(block, program));
      if (!outcome) throw new Error(`${file}:${block.line}: the block did not end within a minute`);
      if (outcome.failure) throw new Error(`${file}:${block.line}: ${outcome.failure}`);
      program.assertions.forEach(({ kind, line, expected }, i) => {
        const actual = outcome.outcomes[i] ?? undefined;
        const holds = actual !== undefined && (kind === "value" ? sameValue : contains)(actual, expected);
        if (!holds)
          throw new Error(`${file}:${line}\n  ${kind}, shown: ${expected}\n  ${kind}, found: ${actual}`);
      });
    });
  });
});

const readers: Readonly<Record<string, ts.CompilerOptions>> = {
  "a reader's strict compiler": {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    module: ts.ModuleKind.NodeNext,
  },
  "the options of tsc --init": INIT,
};
test.each(Object.entries(readers))(
  "the ts blocks and the examples have no type errors under %s",
  (_name, options) => {
    buildIfStale();
    const types = join(root, ".cache", "docs-types");
    rmSync(types, { recursive: true, force: true });
    mkdirSync(types, { recursive: true });
    const origin = new Map<string, Block>();
    for (const [block, program] of programs) {
      if (program instanceof Error || program.extension === "cjs" || block.language === "js") continue;
      const file = join(types, `${block.file.replace(/\W/g, "-")}-${block.line}.mts`);
      writeFileSync(file, program.source);
      origin.set(file, block);
    }
    const reader = ts.createProgram([...origin.keys()], {
      ...options,
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
    });
    const errors = ts.getPreEmitDiagnostics(reader).map(({ file, start, messageText }) => {
      const block = file && origin.get(resolve(file.fileName));
      const place = file && start !== undefined ? file.text.slice(start).split("\n")[0] : "";
      return `${block?.file}:${block?.line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}: ${place}`;
    });
    expect(errors).toEqual([]);
  },
  60_000,
);

describe("the runner", () => {
  const block = (code: string): Block => markdownBlocks("page.md", "```ts\n" + code + "\n```")[0];
  const expectations = (code: string) => compile(block(code), exported).assertions;

  test("takes the comment behind a statement, or on the line below it, for its value", () => {
    expect(expectations("1 + 1; // => 2\n[1].map((x) => x);\n// => [1]\nconst y = 3; // => 3")).toEqual([
      { kind: "value", line: 2, expected: "2" },
      { kind: "value", line: 3, expected: "[1]" },
      { kind: "value", line: 5, expected: "3" },
    ]);
  });

  test("reads on while a bracket is open", () => {
    expect(expectations("f(); // => [[1],\n//     [2]]\n// a remark\n")[0].expected).toBe("[[1],\n     [2]]");
  });

  test("takes the rest of the line behind throws for a part of the message", () => {
    expect(expectations("f(); // throws no (2, 3)")).toEqual([
      { kind: "throws", line: 2, expected: "no (2, 3)" },
    ]);
  });

  test("refuses a marked line that it would not check", () => {
    expect(() => expectations("for (const x of [1]) {\n  x; // => 1\n}")).toThrow("1 lines are marked");
    expect(() => expectations("const [a, b] = [1, 2]; // => 1")).toThrow("follows no expression");
  });

  test("refuses words it does not know behind the language", () => {
    expect(() => markdownBlocks("page.md", "```ts norun\n1\n```")).toThrow("unknown words");
    expect(markdownBlocks("page.md", "```ts no-run: it asks for a key\n1\n```")[0].noRun).toBe(
      "it asks for a key",
    );
    expect(markdownBlocks("page.md", "```ts no-run\n1\n```")[0].noRun).toBe("");
  });

  test("finds @example tags, fenced and plain, with their lines", () => {
    const text = "/** One. */\n/**\n * Two.\n * @example\n * sin(0) // => 0\n * @see cos\n */\n";
    expect(exampleBlocks("a.ts", text)).toMatchObject([{ line: 4, code: "\nsin(0) // => 0" }]);
    const fenced = "/**\n * @example\n * ```ts\n * sin(0) // => 0\n * ```\n */";
    expect(exampleBlocks("a.ts", fenced)).toMatchObject([{ line: 4, code: "sin(0) // => 0" }]);
    expect(exampleBlocks("a.ts", "/** @example f(1) // => 2 */")).toMatchObject([
      { line: 1, code: "f(1) // => 2" },
    ]);
  });

  test("compares values by tokens", () => {
    expect(sameValue("tensor([[1, 0],\n        [0, 2]])", "tensor([[1,0], [0, 2]])")).toBe(true);
    expect(sameValue("tensor([1, 2])", "tensor([1, 3])")).toBe(false);
    expect(sameValue("{ a: 'x' }", '{ a: "x" }')).toBe(true);
    expect(sameValue("[1, 2]", "[1, 2, 3]")).toBe(false);
    expect(sameValue("-Infinity", "Infinity")).toBe(false);
  });

  test("compares numbers to a few roundings, or to the digits shown when these are at least four", () => {
    expect(sameNumber("0.30000000000000004", "0.3")).toBe(true);
    expect(sameNumber("0.34", "0.3")).toBe(false);
    expect(sameNumber("0.8414709848078965", "0.8415")).toBe(true);
    expect(sameNumber("0.8414709848078965", "0.8414")).toBe(false);
    expect(sameNumber("0.8414709848078965", "0.841")).toBe(false);
    expect(sameNumber("1e-17", "0")).toBe(false);
    expect(sameNumber("-0", "0")).toBe(true);
  });
});
