// A formula from a stranger computes and does nothing else: what is refused, what is counted, and what the messages show.
import { ones } from "../../lib/index.js";
import { DualTensorError } from "../../lib/errors.js";
import { expression, jacobian } from "../../lib/mathjs.js";
import { LIMITS } from "../../lib/mathjs/meter.js";

const repeat = (text: string, n: number): string => text.repeat(n);
const thrown = (f: () => unknown): DualTensorError => {
  try {
    f();
  } catch (error) {
    if (error instanceof DualTensorError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};
/** What a formula throws, lowered or run. */
const refusal = (
  text: string,
  names: readonly string[] = [],
  inputs: readonly number[] = [],
): DualTensorError => thrown(() => expression(text, names)(...inputs));

describe("the text is measured before it is parsed", () => {
  const nested = (open: string, close: string, n: number): string => repeat(open, n) + "1" + repeat(close, n);
  test("10000 characters at most", () => {
    expect(expression("1" + repeat("+1", 4999), [])().item()).toBe(5000);
    expect(refusal("1" + repeat("+1", 5000)).message).toContain("at most 10000 characters, got one of 10001");
  });
  test.each([
    ["brackets", nested("(", ")", 101)],
    ["matrices", nested("[", "]", 101)],
    ["calls", nested("sin(", ")", 101)],
    ["indices", nested("v[", "]", 101)],
    ["signs", repeat("-", 101) + "1"],
    ["not", repeat("not ", 101) + "1"],
    ["powers", "1" + repeat("^1", 101)],
    ["conditions", repeat("1?", 101) + "1" + repeat(":1", 101)],
    ["assignments", repeat("a=", 101) + "1"],
    ["a mixture", repeat("-(2^", 40) + "1" + repeat(")", 40)],
  ])("nested %s", (_name, text) => {
    expect(refusal(text).message).toContain("nested at most 100 deep");
  });
  test("up to 100 deep a formula computes", () => {
    expect(expression(nested("(", ")", 99), [])().item()).toBe(1);
    expect(expression(nested("sin(", ")", 99), [])().item()).toBeCloseTo(
      Array.from({ length: 99 }).reduce<number>((v) => Math.sin(v), 1),
      12,
    );
  });
  test("chains that are long and not deep compute", () => {
    expect(expression("2" + repeat("*1", 4000) + repeat("'", 900), [])().item()).toBe(2);
    expect(expression(repeat("x=x+1;", 1500) + "x", ["x"])(0).item()).toBe(1500);
  });
  test("remainders in remainders, which mathjs reads twice each", () => {
    expect(refusal(repeat("7%(", 20) + "3" + repeat(")", 20)).message).toContain("mod(a, b)");
    // 7 mod 0 is 7.
    const nested = Array.from({ length: 20 }).reduce<number>((m) => (m === 0 ? 7 : 7 % m), 3);
    expect(expression(repeat("mod(7,", 20) + "3" + repeat(")", 20), [])().item()).toBe(nested);
  });
});

describe("what is no computation with numbers is refused", () => {
  test.each([
    ["__proto__", "No value of a formula has this name"],
    ["constructor", "No value of a formula has this name"],
    ["__proto__ = 1; 2", "No value of a formula has this name"],
    ["constructor(t) = t; constructor(1)", "No value of a formula has this name"],
    ["f(__proto__) = 1; f(2)", "No value of a formula has this name"],
    ["toString(1)", "No value of a formula has this name"],
    ["x.constructor", "Values of a formula have no properties"],
    ["x.y.z", "Values of a formula have no properties"],
    ["sin.constructor(1)", "f(x)"],
    ["x['constructor']", "text in quotes"],
    ['"text"', "text in quotes"],
    ["{a: 1}", "an object"],
    ["import(x)", "loads, parses and evaluates nothing"],
    ["parse(x)", "loads, parses and evaluates nothing"],
    ["evaluate(x)", "loads, parses and evaluates nothing"],
    ["createUnit(x)", "not with units"],
    ["x to x", "not with units"],
    ["x in x", "not with units"],
    ["5 cm", "the unknown name cm"],
    ["random()", "the same value every time"],
    ["i", "no derivative"],
    ["null", "got null"],
    ["undefined", "got undefined"],
    ["x ?? 1", "no null"],
    ["x?.[1]", "entries like a[1]"],
    ["5 & 3", "function of whole numbers"],
    ["map([1], sin)", "no functions to functions"],
  ])("%s", (text, why) => {
    const error = refusal(text, ["x"], [1]);
    expect(error.code).toBe("DT_FORMULA");
    expect(error.message).toContain(why);
  });
  test("among the names of the caller, too", () => {
    for (const name of ["__proto__", "constructor", "a b", "1a", "", "x+y"])
      expect(() => expression("1", [name])).toThrow("each of the names");
    expect(() => expression("1", ["x", "x"])).toThrow("different from each other");
    expect(() => jacobian("x", JSON.parse('{"x": 1, "__proto__": 2}') as { x: number })).toThrow(
      "each of the names",
    );
  });
  test("a name of the caller hides a function and a constant", () => {
    expect(expression("e * pi + sum", ["e", "pi", "sum"])(2, 3, 4).item()).toBe(10);
  });
});

describe("work is counted, not timed", () => {
  const doubling = [
    "f0(x) = x + x",
    ...Array.from({ length: 40 }, (_, i) => `f${i + 1}(x) = f${i}(x) + f${i}(x)`),
    "f40(1)",
  ].join("\n");
  test.each([
    ["f(x) = f(x); f(1)", "does not call itself"],
    ["f(x) = g(x); g(x) = f(x); f(1)", "does not call itself"],
    [doubling, `at most ${LIMITS.nodes} nodes`],
    ["x = 1; " + repeat("x = [x, x];", 40) + "sum(x)", "at most 10000000 elements"],
    ["1:1e9", "at most 10000000 elements"],
    ["0:1e-9:1", "at most 10000000 elements"],
    ["zeros(1e5, 1e5)", "at most 10000000 elements"],
    ["ones([1e5, 1e5])", "at most 10000000 elements"],
    ["identity(1e6)", "at most 10000000 elements"],
    ["diag(1:1e5)", "at most 10000000 elements"],
    ["a = ones(4000); a .* reshape(a, [4000, 1])", "at most 10000000 elements"],
    ["kron(ones(4000), ones(4000))", "at most 10000000 elements"],
    ["A = ones(900, 900); A * A * A", "at most 1000000000 element-operations"],
    ["A = ones(900, 900); A^1e9", "elements"],
    ["A = ones(1200, 1200); inv(A)", "at most 1000000000 element-operations"],
  ])("%s", (text, why) => {
    const error = refusal(text);
    expect(error.code).toBe("DT_FORMULA");
    expect(error.message).toContain(why);
  });
  test("functions that call each other in a long chain stop before the stack does", () => {
    const chain = [
      "g0(x) = x",
      ...Array.from({ length: 550 }, (_, i) => `g${i + 1}(x)=g${i}(x)`),
      "g550(1)",
    ].join("\n");
    expect(refusal(chain).message).toContain("nested at most");
  });
  test("budgets are the caller's to set", () => {
    expect(thrown(() => expression("x + x + x", ["x"], { limits: { nodes: 1 } })).message).toContain(
      "at most 1 nodes",
    );
    expect(thrown(() => expression("1:10", [], { limits: { elements: 5 } })()).message).toContain(
      "at most 5 elements",
    );
    expect(() => expression("1", [], { limits: { time: 1 } as never })).toThrow(
      "nodes, elements, operations",
    );
    expect(() => expression("1", [], { limits: { nodes: -1 } })).toThrow("a positive number");
    expect(() => expression("1", [], { limit: 1 } as never)).toThrow("limits");
  });
  test("what the caller brings along adds to them", () => {
    const f = expression("sum(v .* v + v)", ["v"], { limits: { elements: 10 } });
    expect(f(ones(1000)).item()).toBe(2000);
  });
});

describe("an error shows the formula with a caret under the place", () => {
  test.each([
    ["1 +", 3, "a formula that parses"],
    ["(1", 2, "Parenthesis ) expected"],
    ["x +* y", 3, "Value expected"],
    ["[1, 2; 3]", 9, "Column dimensions mismatch"],
    ["x = 1\ny = x +\n2\ny + zz", 20, "the unknown name zz"],
    ["[1, 2] + [1, 2, 3]", 7, "expected shapes that broadcast"],
    ["A = [1, 2; 3, 4]; A * [1, 2, 3]", 20, "expected as many columns"],
    ["a = [1, 2, 3]; a[2] + a[4]", 23, "an index from 1 to 3"],
    ["a = [1, 2]; a[1, 1]", 13, "one index per axis"],
    ["f(t) = t + [1, 2, 3]; f([1, 2])", 9, "expected shapes that broadcast"],
    ["1 + sin(1, 2)", 4, "1 argument of sin, got 2"],
    ["inv([1, 2; 2, 4])", 0, "a regular matrix"],
    ["1 > 0 ? [1, 2] + [1, 2, 3] : 0", 15, "expected shapes that broadcast"],
    ["2 ^ [1, 2]", 2, "Write .^"],
    ["1 + [1, [2, 3]]", 4, "all of shape ()"],
    ["1:0:3", 1, "other than 0"],
    ["(y = 1 > 0 ? (z = 2) : 3)", 14, "assignments outside"],
  ])("%s", (text, at, why) => {
    const { message, details } = refusal(text, ["x", "y"], [1, 2]);
    expect(message).toContain(why);
    expect(details.at).toBe(at);
    // The last two lines: the line of the place, and the caret under it.
    const [line, caret] = message.split("\n").slice(-2);
    expect(text.split("\n").map((l) => `  ${l}`)).toContain(line);
    expect(line[caret.indexOf("^")] ?? "").toBe((text[at] ?? "").trim());
  });
  test("the nearest name is offered", () => {
    for (const [text, name] of [
      ["sni(x)", "sin"],
      ["alhpa * x", "alpha"],
      ["sqrtt(x)", "sqrt"],
      ["squart(x)", "square"],
      ["X + 1", "x"],
    ] as const)
      expect(refusal(text, ["x", "alpha"]).message).toContain(`Did you mean ${name}.`);
    expect(refusal("zz", ["x"]).message).not.toContain("mean");
    expect(refusal("f(t) = t; g = 2; ff(1)", []).message).toContain("Did you mean f.");
  });
  test("a long line is cut to a window around the place", () => {
    const { message } = refusal(repeat("1 + ", 200) + "foo + " + repeat("1 + ", 200) + "1");
    const [line, caret] = message.split("\n").slice(-2);
    expect(line.length).toBeLessThan(120);
    expect(line.slice(caret.indexOf("^")).startsWith("foo")).toBe(true);
  });
  test("lines may end as on any system", () => {
    expect(expression("a = 2\r\nb = a + 1\r\nb * x", ["x"])(3).item()).toBe(9);
    expect(expression("a = 2\rb = a + 1\rb * x", ["x"])(3).item()).toBe(9);
  });
  test("empty texts, and what is no text", () => {
    for (const text of ["", "  ", ";", "\n", "# a remark"])
      expect(refusal(text).message).toContain("an empty text");
    expect(() => expression(3 as never)).toThrow("expected the formula to be a string");
    expect(() => expression("x", "x" as never)).toThrow("an array of names");
    expect(refusal("f(t) = t").message).toContain("Call it: f(t)");
    expect(refusal("sin").message).toContain("Call it: sin(x)");
    expect(refusal("x(3)", ["x"]).message).toContain("x * (...)");
  });
});
