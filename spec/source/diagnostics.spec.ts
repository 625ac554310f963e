// What has no meaning on tensors says so: at build time with its place, and at run time where a tensor gets there.

import { derivative, DualTensorError, tensor } from "dualtensor";
import { dual } from "dualtensor/dual";
import { transform, type SourceMap } from "dualtensor/transform";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { evaluated, transformed } from "./run.js";

const lines = (...text: string[]): string => text.join("\n");
const marked = (body: string): string => `function f(x, y) {\n  "use dual";\n  ${body}\n}\nexports.f = f;`;

describe("an error of a marked function, with file, line and column", () => {
  test.each<[string, string, string]>([
    ["a generator", 'function* f(x) { "use dual"; yield x * 2; }', "1:1: .* got a generator"],
    [
      "an async function",
      '\n  async function f(x) { "use dual"; return x; }',
      "2:3: .* got an async function",
    ],
    ["an async arrow", 'const f = async (x) => { "use dual"; return x; }', "1:11: .* got an async function"],
    ["a generator within", marked("return [...(function* () { yield x; })()];"), "3:15: .* got a generator"],
    ["with", 'function f(x) { "use dual"; with (x) { return y * 2; } }', "1:29: .* got a with statement"],
    ["eval", marked("return eval('x') * 2;"), "3:10: .* got eval"],
  ])("%s", (_name, source, message) => {
    let error: unknown;
    try {
      transform(source, { file: "src/f.js" });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DualTensorError);
    expect((error as DualTensorError).code).toBe("DT_SOURCE");
    expect((error as Error).message).toMatch(new RegExp(`^src/f\\.js:${message}`));
  });

  test("all of them at once", () => {
    const source = lines(
      'function* f(x) { "use dual"; yield x * 2; }',
      'async function g(x) { "use dual"; return x; }',
    );
    expect(() => transform(source, { file: "a.js" })).toThrow(/^a\.js:1:1: .*\na\.js:2:1: .*$/);
  });
});

describe("a warning, with file, line and column, and an error where a tensor gets there", () => {
  const on = (message: string): RegExp => new RegExp(message);
  test.each<[string, string, string, string, RegExp]>([
    [
      "=== of equal tensors",
      "return x === 3 ? 1 : x * 2;",
      "x === 3",
      "===",
      on("expected values that differ"),
    ],
    ["== of equal tensors", "return x == 3 ? 1 : x * 2;", "x == 3", "==", on("expected values that differ")],
    [
      "!== of equal tensors",
      "return x !== 3 ? 1 : x * 2;",
      "x !== 3",
      "!==",
      on("expected values that differ"),
    ],
    [
      "a switch on a tensor",
      "switch (x) { case 3: return 1; default: return x * 2; }",
      "switch (x)",
      "a switch",
      on("values that differ"),
    ],
    ["x | 0", "return (x | 0) * x;", "x | 0", "|", on("a tensor is no number")],
    ["~~x", "return ~~x * x;", "~x", "~", on("a tensor is no number")],
    ["x >> 1", "x >>= 1; return x * 2;", "x >>= 1", ">>=", on("a tensor is no number")],
    [
      "a typed array",
      "const a = new Float64Array(2); a[0] = x * 2; return a[0];",
      "a[0]",
      "a typed array",
      on("a tensor is no number"),
    ],
    [
      "sort as text",
      "return [x, y * 2].sort()[0];",
      "[x, y * 2].sort()",
      "sort() without",
      on("sort\\(\\): expected numbers, got a tensor"),
    ],
    [
      "JSON",
      "return JSON.stringify(x * 2);",
      "JSON.stringify(",
      "JSON.stringify",
      on("JSON.stringify: expected numbers"),
    ],
    ["parseInt", "return parseInt(x) * x;", "parseInt(", "parseInt", on("parseInt: expected numbers")],
    [
      "Math.fround",
      "return Math.fround(x) * x;",
      "Math.fround(",
      "Math.fround",
      on("Math.fround: expected numbers"),
    ],
    [
      "Object.is",
      "return Object.is(x, y) * x;",
      "Object.is(",
      "Object.is",
      on("Object.is: expected numbers"),
    ],
    [
      "indexOf",
      "return [1, 2].indexOf(x) * x;",
      "[1, 2].indexOf",
      "indexOf",
      on("indexOf: expected numbers"),
    ],
    [
      "includes",
      "return [1, 2].includes(x) ? 1 : x * 2;",
      "[1, 2].includes",
      "includes",
      on("includes: expected numbers"),
    ],
    ["?.[ ]", "return x?.[0] * x;", "x?.[0]", "?.[ ]", on("\\?\\.\\[\\]: expected numbers")],
    [
      "a shadowed Math",
      "const Math = { sin: (v) => v | 0 }; return Math.sin(x) * x;",
      "Math.sin",
      "Math, which",
      on("a tensor is no number"),
    ],
  ])("%s", (_name, body, place, message, thrown) => {
    const source = marked(body),
      { code, diagnostics } = transform(source, { file: "f.js", format: "commonjs" });
    const [first] = diagnostics.filter((d) => d.message.startsWith(message));
    // The place is that of the expression, or of the statement.
    expect(first).toMatchObject({ severity: "warning", file: "f.js", line: 3 });
    const found = source.split("\n")[2].slice(first.column - 1);
    expect(found.startsWith(place)).toBe(true);
    const { f } = evaluated(code);
    expect(() => derivative((x) => f(x, 2) as never, 3)).toThrow(thrown);
    // Numbers are served as before.
    expect(f(3, 2)).toEqual(evaluated(source).f(3, 2));
  });

  test("the place is that in the file before its types were taken out, that of the parser too", () => {
    const typed = lines(
      "interface Named { name: string }",
      "interface Sized { size: number }",
      "export function f(x: number, named: Named & Sized): number {",
      '  "use dual";',
      "  return (named.size | 0) + (x | 0);",
      "}",
      "export function g(x: number) { yield x; }",
    );
    const made = transpileModule(typed, {
      compilerOptions: { sourceMap: true, target: ScriptTarget.ES2022, module: ModuleKind.ES2022 },
    });
    const map = JSON.parse(made.sourceMapText!) as SourceMap,
      [code] = made.outputText.split("export function g");
    expect(code.split("\n")[0]).toContain("function f");
    const { diagnostics } = transform(code, { file: "f.ts", map });
    expect(diagnostics.map(({ line, column }) => typed.split("\n")[line - 1].slice(column - 1))).toEqual([
      "named.size | 0) + (x | 0);",
      "x | 0);",
    ]);
    expect(() => transform(made.outputText, { file: "f.ts", map })).toThrow(/^f\.ts:7:/);
  });
  test("Number.isFinite and kin read the value, and say so", () => {
    const source = marked(
      "return Number.isFinite(x) && !Number.isNaN(x) && !Number.isInteger(x) ? x * x : 0;",
    );
    const { code, diagnostics } = transform(source, { format: "commonjs", file: "f.js" });
    expect(diagnostics.map(({ message, column }) => [message.split(",")[0], column])).toEqual([
      ["Number.isFinite", 10],
      ["Number.isNaN", 33],
      ["Number.isInteger", 53],
    ]);
    expect(derivative((x) => evaluated(code).f(x) as never, 1.5)).toBe(3);
  });
});

describe("at run time alone", () => {
  const slope = (body: string, x = 3): unknown =>
    derivative((t) => evaluated(transformed(marked(body))).f(t, 2) as never, x);
  test.each<[string, string, string]>([
    [
      "entries of a tensor are not written",
      "x[0] = y * 2; return x;",
      "x[i] = v: expected an array to write into",
    ],
    ["nor swapped", "[x[0], y] = [y * 2, 1]; return x;", "x[i] = v: expected an array"],
    ["nor updated", "x[0] += y; return x;", "x[i] = v: expected an array"],
    [
      "for in",
      "let s = x * 2; for (const k in x) s += k; return s;",
      "for in: expected numbers, got a tensor",
    ],
    ["in", "return 0 in x ? 1 : x * 2;", "in: expected numbers, got a tensor"],
    ["text of Math", "return Math.sin(x + 'a');", "derivative: expected f to return a tensor"],
  ])("%s", (_name, body, message) => {
    expect(() => slope(body)).toThrow(message);
  });

  test("truth of a value that is exactly 0 is no branch to differentiate", () => {
    expect(slope("return x ? x * x : 7;", 1)).toBe(2);
    for (const body of [
      "return x ? x * x : 7;",
      "return (x || 1) * 2;",
      "return !x ? 7 : x * 2;",
      "while (x) { x = x * 2; break } return x;",
    ])
      expect(() => slope(body, 0)).toThrow("expected values that differ");
    // Nobody watches: it is JavaScript's own.
    expect(evaluated(transformed(marked("return (x || 1) * 2;"))).f(tensor(0))).toBe(2);
  });

  test("an index past the end is undefined, not the last entry", () => {
    const { f } = evaluated(transformed("exports.f = (x, i) => x[i] === undefined ? -1 : x[i] * 2;"));
    expect([-1, 0, 1, 2].map((i) => String(f(tensor([3, 4]), i)))).toEqual([
      "-1",
      "tensor(6)",
      "tensor(8)",
      "-1",
    ]);
  });

  test("what a pattern chose and has no meaning refuses tensors, and serves numbers", () => {
    const source = "exports.f = async (x) => x * 2; exports.g = function* (x) { yield x * 2; };";
    const { code, diagnostics } = transform(source, {
      functions: "all",
      file: "lib/a.js",
      format: "commonjs",
    });
    expect(diagnostics.map((d) => `${d.severity} ${d.line}:${d.column} ${d.message}`)).toEqual([
      "error 1:13 an async function",
      "error 1:45 a generator",
    ]);
    const { f, g } = evaluated(code);
    expect([...(g(2) as Iterable<number>)]).toEqual([4]);
    expect(() => [...(g(tensor(2)) as Iterable<number>)]).toThrow(
      "lib/a.js:1:45: a generator: expected numbers, got a tensor",
    );
    return Promise.all([
      expect(f(2)).resolves.toBe(4),
      expect(f(tensor(2))).rejects.toThrow("lib/a.js:1:13: an async function: expected numbers"),
    ]);
  });
});

describe("bad input", () => {
  test("a marked function that was never transformed says how to switch that on", () => {
    const area = (r: number): number => {
      "use dual";
      return Math.PI * r * r;
    };
    // What the compiler made of it has to have kept the mark.
    expect(String(area)).toContain("use dual");
    expect(() => derivative(dual(area), 2)).toThrow(
      "Switch the plugin on (node --import dualtensor/register",
    );
    expect(() =>
      derivative(
        dual((r: number) => Math.PI * r * r),
        2,
      ),
    ).toThrow("Switch the plugin on");
    expect(dual((r: number) => r)(tensor(2)).item()).toBe(2);
  });

  test("an unmarked function keeps its error, which names both ways out", () => {
    const area = (r: number): number => Math.PI * r * r;
    expect(() => derivative(area as never, 2)).toThrow(/Use sin\(x\), mul\(x, 2\).*"use dual"/);
  });

  test("syntax that does not parse: the parser's place", () => {
    expect(() => transform('"use dual";\nconst a = ;', { file: "a.js" })).toThrow(
      "a.js:2:11: expected JavaScript, got Unexpected token.",
    );
  });

  test("other arguments and options", () => {
    expect(() => transform(1 as never)).toThrow(
      "transform: expected source to be the text of a file, got the number 1",
    );
    expect(() => transform("", { mode: "all" } as never)).toThrow("mode");
    expect(() => transform("", { functions: "some" } as never)).toThrow('"all"');
  });
});
