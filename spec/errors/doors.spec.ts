// No public function lets an error of JavaScript through, and none computes with what it was not made for: each is called
// with junk in every place and must either work or throw a DualTensorError that begins with the function's name.

import { DualTensorError, ones, tensor, type ErrorCode } from "dualtensor";
import { entryOf, publicFunctions, type Entry } from "./entries.js";

const codes: readonly ErrorCode[] = [
  "DT_SHAPE_MISMATCH",
  "DT_ARGUMENT",
  "DT_OPTION",
  "DT_AXIS",
  "DT_INDEX",
  "DT_RAGGED",
  "DT_NUMBER",
  "DT_WATCHED",
  "DT_ESCAPED",
  "DT_OUTPUT",
  "DT_NOT_SCALAR",
  "DT_NOT_ELEMENTWISE",
  "DT_SINGULAR",
  "DT_ABORTED",
  "DT_TRACE",
  "DT_RULE",
];

const junk: Record<string, unknown> = {
  undefined,
  null: null,
  "{}": {},
  "an object without prototype": Object.create(null),
  'the string "x"': "x",
  'the string ""': "",
  "a symbol": Symbol("s"),
  NaN,
  Infinity,
  "-1.5": -1.5,
  "1e300": 1e300,
  true: true,
  "1n": 1n,
  "[]": [],
  "[[]]": [[]],
  "[[[]]]": [[[]]],
  "[null]": [null],
  "[undefined]": [undefined],
  "a ragged array": [[1, 2], [3]],
  "an array of strings": ["a", "b"],
  "a function": (): number => 1,
  "a date": new Date(0),
  "a map": new Map(),
  "a set": new Set([1]),
  "an error": new Error("x"),
  "a regular expression": /x/,
  "a promise": Promise.resolve(1),
  "a vector": tensor([1, 2, 3]),
  "a mask": tensor([true, false]),
  "an empty tensor": tensor([]),
  "a proxy": new Proxy({}, {}),
  BigInts: new BigInt64Array(2),
  bytes: new Uint8Array(3),
  "a buffer": new ArrayBuffer(8),
};

const spoiled = (entry: Entry, i: number, value: unknown): readonly unknown[] =>
  entry.args.map((a, k) => (k === i ? value : a));
function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (e) {
    return e;
  }
  return undefined;
}
/** Of a DualTensorError: its message begins with the function's name, and says what was expected. */
function wellFormed(name: string, e: unknown, how: string): string[] {
  if (!(e instanceof DualTensorError)) return [`${name} with ${how}: ${String(e)}`];
  const faults: string[] = [];
  if (!codes.includes(e.code)) faults.push(`code ${e.code}`);
  // Only those of linalg speak with the name of their entry.
  const own = name.replace(/^(nn|special|fft)\./, "");
  if (!e.message.startsWith(`${own}: `) && !e.message.startsWith(`${own}.`))
    faults.push(`"${e.message}" does not begin with the name`);
  if (!/: expected .+/s.test(e.message) && e.code !== "DT_NUMBER")
    faults.push(`"${e.message}" does not say what was expected`);
  if (!/[.?]$/.test(e.message)) faults.push(`"${e.message}" does not end`);
  return faults.map((f) => `${name} with ${how}: ${f}`);
}

/** Of these, operands of any shapes make sense together. */
const fitsAll = ["kron", "take", "takeAlongDim", "embedding"];

const functions = publicFunctions();
const made = functions.map(([name, f]) => [name, entryOf(name, f)] as const);
const entries = made.flatMap(([, e]) => (typeof e === "string" ? [] : [[e.name, e] as const]));

test("every public function has an entry", () => {
  expect(made.flatMap(([, e]) => (typeof e === "string" ? [e] : []))).toEqual([]);
});

describe.each(entries)("%s", (name, entry) => {
  test("works as its entry calls it", () => {
    expect(thrown(() => entry.call(...entry.args))).toBeUndefined();
  });

  test("junk in any place: it works, or says what it expected", () => {
    const faults: string[] = [];
    for (let i = 0; i < entry.args.length; i++) {
      for (const [how, value] of Object.entries(junk)) {
        const e = thrown(() => entry.call(...spoiled(entry, i, value)));
        if (e !== undefined) faults.push(...wellFormed(name, e, `${how} as argument ${i}`));
      }
    }
    expect(faults).toEqual([]);
  });

  test("too few arguments", () => {
    const faults: string[] = [];
    for (let n = 0; n < entry.args.length; n++) {
      if (entry.optional[n] || /^any|\*$/.test(entry.kinds[n])) continue;
      const e = thrown(() => entry.call(...entry.args.slice(0, n)));
      if (e === undefined) faults.push(`${name} with ${n} arguments does not throw`);
      else faults.push(...wellFormed(name, e, `${n} arguments`));
      if (e instanceof DualTensorError && e.code !== "DT_ARGUMENT" && e.code !== "DT_OPTION")
        faults.push(`${name} with ${n} arguments: ${e.code}`);
    }
    expect(faults).toEqual([]);
  });

  test("too many arguments", () => {
    if (entry.kinds.some((k) => k.endsWith("*")) || /^is[A-Z]/.test(name)) return; // isTensor, isComplex
    const full = entry.args.map((a) => a),
      e = thrown(() => entry.call(...full, 1, 1));
    if (e === undefined) throw new Error(`${name} takes any number of arguments`);
    expect(wellFormed(name, e, "two arguments more")).toEqual([]);
    expect((e as DualTensorError).code).toMatch(/^DT_(ARGUMENT|OPTION)$/);
  });

  test("wrong types are refused, each with DT_ARGUMENT", () => {
    const wrong: Record<string, readonly string[]> = {
      tensor: [
        "undefined",
        "null",
        "{}",
        'the string "x"',
        "a symbol",
        "1n",
        "a function",
        "a date",
        "a map",
        "a promise",
        "[null]",
        "an array of strings",
        "BigInts",
      ],
      input: [
        "undefined",
        "null",
        "{}",
        'the string "x"',
        "a symbol",
        "1n",
        "a function",
        "a date",
        "a map",
        "a promise",
        "[null]",
        "an array of strings",
      ],
      tensors: ["undefined", "null", 'the string "x"', "a symbol", "NaN", "a function", "1n"],
      int: [
        "null",
        'the string "x"',
        "a symbol",
        "NaN",
        "-1.5",
        "a function",
        "a vector",
        "[]",
        "true",
        "1n",
      ],
      ints: ['the string "x"', "a symbol", "NaN", "-1.5", "a function", "a vector", "true", "1n"],
      number: ['the string "x"', "a symbol", "a function", "a vector", "[[]]", "true", "1n"],
      bool: ['the string "x"', "a symbol", "NaN", "a function", "a vector", "[]", "1n"],
      string: ["NaN", "a symbol", "a function", "a vector", "[]", "true", "1n"],
      shape: [
        "undefined",
        "null",
        'the string "x"',
        "a symbol",
        "NaN",
        "-1.5",
        "a function",
        "a vector",
        "true",
        "1n",
      ],
      axes: ["null", 'the string "x"', "a symbol", "NaN", "-1.5", "a function", "a vector", "true", "1n"],
      function: [
        "undefined",
        "null",
        "{}",
        'the string "x"',
        "a symbol",
        "NaN",
        "[]",
        "a vector",
        "a promise",
      ],
      options: [
        "null",
        'the string "x"',
        "a symbol",
        "NaN",
        "a function",
        "a vector",
        "[]",
        "true",
        "1n",
        "a date",
      ],
    };
    const faults: string[] = [];
    entry.kinds.forEach((kind, i) => {
      for (const how of wrong[kind] ?? []) {
        // Behind the required arguments an empty object is one of options.
        if (entry.optional[i] && (how === "undefined" || how === "null" || how === "{}")) continue;
        const e = thrown(() => entry.call(...spoiled(entry, i, junk[how])));
        if (!(e instanceof DualTensorError)) faults.push(`${name} takes ${how} as argument ${i} (${kind})`);
        else if (!/^DT_(ARGUMENT|OPTION)$/.test(e.code))
          faults.push(`${name} with ${how} as argument ${i} (${kind}): ${e.code} ${e.message}`);
      }
    });
    expect(faults).toEqual([]);
  });

  test("operands whose shapes do not fit are refused, with both shapes", () => {
    const places = entry.kinds.flatMap((kind, i) => (kind === "tensor" ? [i] : []));
    if (places.length < 2 || fitsAll.includes(name)) return;
    const e = thrown(() =>
      entry.call(
        ...entry.args.map((a, i) => (!places.includes(i) ? a : ones(i === places[0] ? [2, 3, 5] : [7, 11]))),
      ),
    );
    expect(e).toBeInstanceOf(DualTensorError);
    expect(["DT_SHAPE_MISMATCH", "DT_ARGUMENT"]).toContain((e as DualTensorError).code);
    expect((e as DualTensorError).message).toMatch(/got .*[([](2, 3, 5|7, 11)/);
  });

  test("ragged arrays are refused with DT_RAGGED", () => {
    const faults: string[] = [];
    entry.kinds.forEach((kind, i) => {
      if (kind !== "tensor" && kind !== "input") return;
      const e = thrown(() => entry.call(...spoiled(entry, i, junk["a ragged array"])));
      if (!(e instanceof DualTensorError) || e.code !== "DT_RAGGED")
        faults.push(`${name}, argument ${i}: ${String(e)}`);
    });
    expect(faults).toEqual([]);
  });

  test("an unknown option is refused, the known ones are listed", () => {
    const i = entry.optional.indexOf(true);
    if (i < 0) return;
    const e = thrown(() => entry.call(...entry.args.slice(0, i), { nonsense: 1 }));
    if (!(e instanceof DualTensorError)) {
      if (entry.kinds[i] === "options" || entry.kinds[i] !== "number")
        throw new Error(`${name} takes the option nonsense`);
      return;
    }
    expect(wellFormed(name, e, "an unknown option")).toEqual([]);
    if (e.code === "DT_OPTION")
      expect(e.message).toMatch(/^\S+: expected options among .+, got the option "nonsense"/);
    else expect(e.code).toBe("DT_ARGUMENT");
  });
});
