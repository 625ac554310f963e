// A whole program that has nothing to do with tensors, written again: the parser acorn, in either body, gives the trees that it gives.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "acorn";
import { evaluated, transformed } from "./run.js";

test("acorn parses as before", () => {
  const file = require.resolve("acorn"),
    code = transformed(readFileSync(file, "utf8"));
  const text = `${readFileSync(join(__dirname, "../../scripts/entries.mjs"), "utf8")}
    class A { #x = 1n; get y() { return this.#x ** 2n } static { label: for (const q of [1, 2]) continue label } }
    async function* f({ a = 1, ...b }) { yield* await a?.[\`b\${/a[b]/gu.test(0x1f)}\`] }`;
  const trees = (parser: typeof parse): string =>
    JSON.stringify(parser(text, { ecmaVersion: "latest", sourceType: "module" }), (_, v: unknown) =>
      typeof v === "bigint" ? `${v}n` : v,
    );
  const always = code
    .replaceAll(/typeof [\w.]+ === "number"/g, "false")
    .replaceAll(/\$\.plain\(/g, "(() => false)(");
  expect(trees(evaluated(code).parse as never)).toBe(trees(parse));
  expect(trees(evaluated(always).parse as never)).toBe(trees(parse));
});
