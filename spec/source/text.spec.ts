// The text that comes out: readable, done once, its place in the source known to the map, made in milliseconds; and what it adds
// to a bundle.

import { gzipSync } from "node:zlib";
import { resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { transform } from "dualtensor/transform";
import { decode, encode, through, type Segment } from "../../lib/source/mappings.js";
import { chooser } from "../../lib/source/chosen.js";
import { program } from "./programs.js";
import { transformed } from "./run.js";

const marked = `import { k } from "./k.js";
export function f(x, n) {
  "use dual";
  let s = 0;
  for (let i = 0; i < n; i++) s += Math.sin(i * x) / k;
  return s;
}
export const other = (x) => x * x;
`;

test("reads like what was written", () => {
  expect(transform(marked).code).toBe(`import * as $ from "dualtensor/dual";
import { k } from "./k.js";
export function f(x, n) {
  if (typeof x === "number" && typeof n === "number" && typeof k === "number" || $.plain(x, n, k)) {
  let s = 0;
  for (let i = 0; i < n; i++) s += Math.sin(i * x) / k;
  return s;
  }
  let s = 0;
  for (let i = 0; $.lt(i, n); i++) s = $.add(s, $.div($.sin($.mul(i, x)), k));
  return s;
}
export const other = (x) => x * x;
`);
});

test("a second time changes nothing", () => {
  const sources = [marked, ...Array.from({ length: 40 }, (_, seed) => program(seed))];
  for (const source of sources)
    for (const format of ["module", "commonjs"] as const) {
      const once = transform(source, { functions: "all", format }).code;
      expect(transform(once, { functions: "all", format }).code).toBe(once);
    }
});

test("a file without marks is left alone, to the letter", () => {
  for (const source of [
    "export const f = (x) => x * x;\n",
    "#!/usr/bin/env node\nlet x = 1; x |= 2;",
    "",
    "not javascript at all",
  ])
    expect(transform(source)).toEqual({ code: source, map: null, diagnostics: [] });
});

test("directives, a first line for the shell, comments and a mark for the whole file", () => {
  const source = `#!/usr/bin/env node\n"use strict";\n"use dual";\n// what it is\nmodule.exports = (x) => x * x; // and why\n`;
  expect(transform(source).code).toBe(
    `#!/usr/bin/env node\n"use strict";\n\nconst $ = require("dualtensor/dual");\n// what it is\nmodule.exports = (x) => typeof x === "number" || $.plain(x) ? x * x : $.mul(x, x); // and why\n`,
  );
});

test("constants of Math stay its own, which leaves the rest of the run time out of a bundle", () => {
  const code = transformed(
    "const M = Math; exports.area = (r) => Math.PI * r * M.E + Math['PI'] - Math.random();",
  );
  expect(code).toContain("$.sub($.add($.mul($.mul(Math.PI, r), M.E), Math['PI']), Math.random())");
  expect(code).not.toContain("$.math");
});

test("only functions that compute come in two", () => {
  const source =
    "exports.pass = (x) => [x, { x }]; exports.outer = (k) => { const inner = (x) => x * k; return inner; };";
  const code = transformed(source);
  expect(code).toContain("exports.pass = (x) => [x, { x }];");
  expect(code.match(/\$\.mul\(x, k\)/g)).toHaveLength(1);
});

describe("source maps", () => {
  test("every stretch that was copied is found where it stands", () => {
    const { code, map } = transform(marked, { file: "f.js" });
    expect(map).toMatchObject({ version: 3, sources: ["f.js"], sourcesContent: [marked] });
    const lines = code.split("\n"),
      from = marked.split("\n");
    let found = 0;
    decode(map!.mappings).forEach((segments, line) =>
      segments.forEach(([column, , at, start], k) => {
        const text = lines[line].slice(column, segments[k + 1]?.[0]);
        // Text of the run time points to what it stands for.
        if (/^(\s*\$|[,)]|if \(typeof|true)/.test(text) || text.trim() === "") return;
        if (from[at].slice(start).startsWith(text.replace(/ = \$.*| \}?$/, ""))) found++;
      }),
    );
    expect(found).toBeGreaterThan(8);
    // The second "s +=" stands in line 5, both times.
    const origins = decode(map!.mappings).flatMap((segments, line) =>
      lines[line].includes("for (let i") ? segments.slice(0, 1).map(([, , at]) => at) : [],
    );
    expect(origins).toEqual([4, 4]);
  });

  test("numbers of any size come back", () => {
    const segments: Segment[][] = [
      [
        [0, 0, 0, 0],
        [5, 1, 1000, 70000],
      ],
      [],
      [
        [3, 0, 2, 1],
        [900000, 0, 0, 123456],
      ],
    ];
    expect(decode(encode(segments))).toEqual(segments);
    // The example of the specification's own text: A is 0, C is 1, D is -1, gB is 16.
    expect(encode([[[0, 0, 16, 1]]])).toBe("AAgBC");
  });

  test("the map of what came before is followed", () => {
    const before = {
      version: 3,
      sources: ["a.ts"],
      names: [],
      mappings: encode([[[0, 0, 7, 2]], [[0, 0, 9, 4]]]),
    };
    expect(decode(through([[[10, 0, 1, 3]]], before).mappings)).toEqual([[[10, 0, 9, 4]]]);
    const { map } = transform('"use dual"; export const f = (x) =>\n  x * x;', { map: before });
    expect(map!.sources).toEqual(["a.ts"]);
    expect(
      decode(map!.mappings)
        .flat()
        .every(([, , line]) => line === 7 || line === 9),
    ).toBe(true);
  });
});

test("files and packages by pattern", () => {
  const chosen = chooser(
    { packages: ["@a/b", "c"], files: ["src/formulas/*.js", "lib/**", /\/odd\.mjs$/] },
    "/home/me/project",
  );
  const all = [
    "/x/node_modules/@a/b/i.js",
    "/x/node_modules/c/lib/i.cjs",
    "/home/me/project/src/formulas/a.js",
    "/home/me/project/lib/a/b.ts",
    "/y/odd.mjs",
  ];
  const some = [
    "/x/node_modules/cc/i.js",
    "/home/me/project/src/a.js",
    "/home/me/project/src/formulas/a/b.js",
    "C:\\project\\a.js?v=1",
  ];
  expect(all.map(chosen)).toEqual(all.map(() => "all"));
  expect(some.map(chosen)).toEqual(some.map(() => "marked"));
  expect(["/x/a.css", "/x/a.json", "/x/a"].map(chosen)).toEqual([null, null, null]);
});

test("what it adds to a bundle: at most 1 kB beside the operations themselves", async () => {
  const lib = resolve(__dirname, "../../lib");
  const alias: Plugin = {
    name: "source",
    setup(b) {
      b.onResolve({ filter: /^dualtensor($|\/)/ }, ({ path }) => ({
        path: `${lib}/${path === "dualtensor" ? "index" : path.slice(11)}.ts`,
        sideEffects: false,
      }));
    },
  };
  const size = async (contents: string): Promise<number> => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: lib },
      bundle: true,
      minify: true,
      format: "esm",
      write: false,
      plugins: [alias],
    });
    return gzipSync(outputFiles[0].text).length;
  };
  const written = transform(`export function price(s, k, t, v, r, type) {
    "use dual";
    const w = (Math.log(s / k) + (r + v * v / 2) * t) / (v * Math.sqrt(t));
    if (type === "call" && w > 0) return s * Math.exp(-r * t) * w;
    return Math.max(0, w) ** 2 - k % 3;
  }`).code;
  const byHand = `import { add, div, exp, fmod, gt, log, maximum, mul, neg, pow, sqrt, sub } from "dualtensor";
  export function price(s, k, t, v, r, type) {
    const w = div(add(log(div(s, k)), mul(add(r, div(mul(v, v), 2)), t)), mul(v, sqrt(t)));
    if (type === "call" && gt(w, 0).item()) return mul(mul(s, exp(neg(mul(r, t)))), w);
    return sub(pow(maximum(0, w), 2), fmod(k, 3));
  }`;
  expect((await size(written)) - (await size(byHand))).toBeLessThanOrEqual(1000);
});
