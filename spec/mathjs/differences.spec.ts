// The lists of lib/mathjs/unlike.ts are true of mathjs and of formulas, and of torch's meaning in this library.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { all, create } from "mathjs";
import * as dt from "../../lib/index.js";
import { expression, missing, refused, unlikeMathjs, unlikeTorch } from "../../lib/mathjs.js";
import { functions } from "../../lib/mathjs/functions.js";

const math = create(all);
const attempt = (f: () => unknown): string => {
  try {
    return math.format(f(), 8);
  } catch {
    return "error";
  }
};
const theirs = (text: string): string => attempt(() => math.evaluate(text));
const ours = (text: string): string => attempt(() => expression(text, [])().toArray());

test.each(unlikeMathjs)("$text is $mathjs in mathjs and $here here", ({ text, mathjs, here }) => {
  expect([theirs(text), ours(text)]).toEqual([mathjs, here]);
});

test.each(unlikeTorch)("$name: $text is $value, as in mathjs", ({ text, value }) => {
  // mathjs gives the statements of a block as a set.
  expect([theirs(text), ours(text)]).toEqual([value, value.replace(/^\[(\d+)\]$/, "$1")]);
});

describe("torch's meaning of these names", () => {
  const A = [
    [1, 2],
    [3, 4],
  ];
  const meaning: Readonly<Record<string, [dt.Tensor, unknown]>> = {
    "*": [dt.mul([1, 2], [3, 4]), [3, 8]],
    "/": [
      dt.div(
        [2, 4],
        [
          [2, 1],
          [1, 4],
        ],
      ),
      [
        [1, 4],
        [2, 1],
      ],
    ],
    "^": [
      dt.pow(
        [
          [1, 1],
          [0, 1],
        ],
        3,
      ),
      [
        [1, 1],
        [0, 1],
      ],
    ],
    "[i]": [dt.sum(dt.tensor([5, 6, 7]).at("1:2")), 6],
    dim: [dt.sum(A, 1), [3, 7]],
    mod: [dt.remainder(7, 0), NaN],
    round: [dt.round(2.5), 2],
    norm: [dt.norm(A, 1), 10],
    range: [dt.arange(1, 3), [1, 2]],
    diag: [
      dt.diag([1, 2], 1),
      [
        [0, 1, 0],
        [0, 0, 2],
        [0, 0, 0],
      ],
    ],
    lusolve: [
      dt.solve(
        [
          [2, 0],
          [0, 4],
        ],
        [2, 4],
      ),
      [1, 1],
    ],
    concat: [
      dt.cat([A, [[5, 6]]]),
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
  };
  test.each(Object.entries(meaning))("%s", (name, [value, expected]) => {
    expect(unlikeTorch.some((n) => n.name === name)).toBe(true);
    expect(value.toArray()).toEqual(expected);
  });
});

test("docs/mathjs.md shows both lists", () => {
  const page = readFileSync(join(__dirname, "../../docs/mathjs.md"), "utf8");
  const shown = (text: string): boolean => page.includes(`\`${text.replace(/\n/g, " ⏎ ")}\``);
  expect([...unlikeMathjs, ...unlikeTorch].map(({ text }) => text).filter((text) => !shown(text))).toEqual(
    [],
  );
});

describe("the names of mathjs", () => {
  const known = Object.entries(math)
    .filter(([name, value]) => typeof value === "function" && !/^[A-Z]/.test(name))
    .map(([name]) => name);
  test("are each computed, or listed as missing or refused, and not twice", () => {
    const lists = [new Set(functions.keys()), new Set(missing.keys()), new Set(refused.keys())];
    const places = known.map((name) => [name, lists.filter((list) => list.has(name)).length] as const);
    expect(places.filter(([, count]) => count !== 1)).toEqual([]);
  });
  test("are the only ones that are computed or missing", () => {
    const made = [...functions.keys(), ...missing.keys()].filter((name) => !known.includes(name));
    expect(made).toEqual([]);
  });
});
