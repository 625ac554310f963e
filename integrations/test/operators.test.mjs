// Where transformed functions run: Node's loader, Vite, esbuild and jest, each with the same two files, a package that never
// heard of dualtensor and a marked function of one's own. The derivative is a closed form.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url)),
  root = join(here, "../.."),
  run = promisify(execFile);
mkdirSync(join(here, "../.cache"), { recursive: true });
// Below integrations/, so that what it installs is found; dualtensor as files of its own, as npm would lay them.
const folder = realpathSync(mkdtempSync(join(here, "../.cache/project-")));
after(() => rmSync(folder, { recursive: true, force: true }));

const write = (name, text) => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const installed = join(folder, "node_modules/dualtensor");
cpSync(join(root, "dist"), join(installed, "dist"), { recursive: true });
cpSync(join(root, "package.json"), join(installed, "package.json"));
write("package.json", JSON.stringify({ type: "module", dualtensor: { packages: ["cubic"] } }));
// The package.
write(
  "node_modules/cubic/package.json",
  JSON.stringify({ name: "cubic", version: "1.0.0", main: "index.js" }),
);
write(
  "node_modules/cubic/index.js",
  `"use strict";
var pow = Math.pow;
module.exports.cubic = function (x) { return x > 0 ? pow(x, 3) : 0; };
`,
);
const formulas = `
export function wave(x, k) {
  "use dual";
  let s = 0;
  for (let i = 1; i <= 3; i++) s += Math.sin(i * x) / i;
  return s * k;
}
`;
write("formulas.js", formulas);
write("typed.ts", formulas.replace("x, k", "x: number, k: number").replace("let s", "let s: number"));
const main = (file) => `
import { derivative, grad } from "dualtensor";
import { dual } from "dualtensor/dual";
import { wave } from "${file}";
import cubic from "cubic";
const inline = dual((x) => x * x * wave(x, 2));
console.log(JSON.stringify([
  derivative((x) => wave(x, 2), 0.5),
  grad((x) => cubic.cubic(x), 2).item(),
  derivative(inline, 0.5),
  wave(0.5, 2),
]));
`;
write("main.js", main("./formulas.js"));
const { sin, cos } = Math,
  value = 2 * (sin(0.5) + sin(1) / 2 + sin(1.5) / 3),
  slope = 2 * (cos(0.5) + cos(1) + cos(1.5));
const expected = [slope, 12, value + 0.25 * slope, value];
const agree = (text) => {
  const found = JSON.parse(text.trim().split("\n").at(-1));
  assert.equal(found.length, expected.length);
  found.forEach((v, i) => assert.ok(Math.abs(v - expected[i]) < 1e-13, `${v}, not ${expected[i]}`));
};
const node = async (...args) => (await run(process.execPath, args, { cwd: folder })).stdout;

test("node --import dualtensor/register, modules and CommonJS", async () => {
  agree(await node("--import", "dualtensor/register", "main.js"));
  const common = write(
    "main.cjs",
    `const { derivative } = require("dualtensor");
    console.log(JSON.stringify([derivative(require("cubic").cubic, 2), derivative(require("./wave.cjs").wave, 0.5)]));`,
  );
  write(
    "wave.cjs",
    `exports.wave = (x) => { "use dual"; return 2 * (Math.sin(x) + Math.sin(2 * x) / 2 + Math.sin(3 * x) / 3); };`,
  );
  const [cube, wave] = JSON.parse(await node("--import", "dualtensor/register", common));
  assert.equal(cube, 12);
  assert.ok(Math.abs(wave - slope) < 1e-13);
});

test("without it the first call says how to switch it on", async () => {
  await assert.rejects(
    node("main.js"),
    /Use sin\(x\), mul\(x, 2\), gt\(x, y\), or "use dual" with node --import dualtensor\/register \(docs\/operators.md\)/,
  );
  const entries = write(
    "entries.js",
    `import { grad } from "dualtensor";
    grad((x) => { "use dual"; return x[0] * x[1]; }, [1, 2]);`,
  );
  await assert.rejects(node(entries), /Did the value leave through item\(\), Math or x\[i\]\?/);
  const marked = write(
    "marked.js",
    `import { derivative } from "dualtensor";
    import { dual } from "dualtensor/dual";
    import { wave } from "./formulas.js";
    derivative(dual(wave), 1);`,
  );
  await assert.rejects(
    node(marked),
    /dual: expected a function whose file was transformed, got wave\. Switch the plugin on \(node --import dualtensor\/register/,
  );
});

test("what is worth a warning is said with its place while a file is loaded or built", async () => {
  const rough = `interface Erased { x: number }
export function whole(x: number): number {
  "use dual";
  return x === 7 ? 0 : (x | 0) * 2;
}
`;
  const plain = rough.split("\n").slice(1).join("\n").replaceAll(": number", "");
  write("rough.js", plain);
  write("rough.ts", rough);
  const loads = write("rough-main.js", `import { whole } from "./rough.js"; console.log(whole(3.5));`);
  const { stdout, stderr } = await run(process.execPath, ["--import", "dualtensor/register", loads], {
    cwd: folder,
  });
  assert.equal(stdout, "6\n");
  assert.match(stderr, /rough\.js:3:10: ===, which compares values/);
  assert.match(stderr, /rough\.js:3:25: \|, which makes a whole number/);

  const { build } = await import("esbuild");
  const { esbuild } = await import(join(installed, "dist/tools/unplugin.js"));
  const { warnings } = await build({
    entryPoints: [join(folder, "rough.ts")],
    write: false,
    bundle: true,
    format: "esm",
    plugins: [esbuild()],
    logLevel: "silent",
  });
  assert.deepEqual(
    warnings.map(({ text }) => /rough\.ts:4:\d+: (\S+), /.exec(text)?.[1]),
    ["===", "|"],
  );
});

test("a loader that strips types may stand before it", async () => {
  write(
    "strip.mjs",
    `import { register } from "node:module";
    register(new URL("./strip-hooks.mjs", import.meta.url));`,
  );
  write(
    "strip-hooks.mjs",
    `import { readFileSync } from "node:fs";
    import { transform } from "esbuild";
    import { fileURLToPath } from "node:url";
    export async function load(url, context, next) {
      if (!url.endsWith(".ts")) return next(url, context);
      const { code } = await transform(readFileSync(fileURLToPath(url), "utf8"), { loader: "ts" });
      return { format: "module", source: code, shortCircuit: true };
    }`,
  );
  const typed = write("main-typed.js", main("./typed.ts"));
  agree(await node("--import", "./strip.mjs", "--import", "dualtensor/register", typed));
});

// Node strips types itself from 22.18 on (`npm run nodes` runs this file with such versions); before, it refuses the file.
test("TypeScript, imported and required, by Node itself", async () => {
  const own = formulas.replace("x, k", "x: number, k: number").replace("let s", "let s: number");
  write("own.mts", `interface Erased { x: number }\n${own}export type { Erased };\n`);
  write("own.cts", own.replace("export function wave", "exports.wave = function wave"));
  write("required.cts", own.replace("export function wave", "exports.wave = function wave"));
  const typed = write(
    "main.ts",
    `import { createRequire } from "node:module";
    import { derivative } from "dualtensor";
    import { dual } from "dualtensor/dual";
    import { wave } from "./typed.ts";
    import { wave as module } from "./own.mts";
    import common from "./own.cts";
    const { wave: required } = createRequire(import.meta.url)("./required.cts");
    const inline = dual((x: number) => x * x * wave(x, 2));
    const slopes = [wave, module, common.wave, required].map((f: any) => derivative((x) => f(x, 2), 0.5));
    console.log(JSON.stringify([...slopes, derivative(inline as any, 0.5)]));`,
  );
  const ran = node("--import", "dualtensor/register", typed);
  if (process.features.typescript === undefined || process.features.typescript === false)
    return assert.rejects(ran, /Unknown file extension "\.ts"/);
  const found = JSON.parse((await ran).trim());
  [slope, slope, slope, slope, value + 0.25 * slope].forEach((v, i) =>
    assert.ok(Math.abs(found[i] - v) < 1e-13, `${found[i]}, not ${v}`),
  );
});

test("esbuild, .js and .ts", async () => {
  const { build } = await import("esbuild");
  const { esbuild } = await import(join(installed, "dist/tools/unplugin.js"));
  for (const file of ["./formulas.js", "./typed.ts"]) {
    const out = join(folder, "bundled.mjs");
    write("entry.js", main(file));
    await build({
      entryPoints: [join(folder, "entry.js")],
      bundle: true,
      format: "esm",
      platform: "node",
      outfile: out,
      sourcemap: true,
      plugins: [esbuild({ packages: ["cubic"] })],
      logLevel: "silent",
    });
    agree(await node(out));
    const map = JSON.parse(readFileSync(`${out}.map`, "utf8"));
    assert.ok(map.sources.some((source) => source.endsWith(file.slice(2))));
  }
});

test("Vite", async () => {
  const { build } = await import("vite");
  const { vite } = await import(join(installed, "dist/tools/unplugin.js"));
  write("vite-entry.js", main("./typed.ts"));
  await build({
    root: folder,
    configFile: false,
    logLevel: "silent",
    plugins: [vite({ packages: ["cubic"] })],
    build: {
      outDir: join(folder, "vite"),
      minify: false,
      sourcemap: true,
      lib: { entry: join(folder, "vite-entry.js"), formats: ["es"], fileName: () => "bundle.mjs" },
    },
  });
  agree(await node(join(folder, "vite/bundle.mjs")));
});

test("jest, around ts-jest", async () => {
  write(
    "wave.test.ts",
    `import { derivative } from "dualtensor";
    import { cubic } from "cubic";
    import { wave } from "./typed";
    test("slopes", () => {
      expect(derivative((x: never) => wave(x, 2) as never, 0.5)).toBeCloseTo(${slope}, 12);
      expect(derivative((x: never) => cubic(x) as never, 2)).toBe(12);
    });`,
  );
  const config = write(
    "jest.config.json",
    JSON.stringify({
      rootDir: folder,
      testMatch: ["**/wave.test.ts"],
      transform: {
        "\\.[tj]s$": [
          join(installed, "dist/tools/jest.cjs"),
          {
            packages: ["cubic"],
            transformer: [
              join(root, "node_modules/ts-jest"),
              {
                diagnostics: false,
                tsconfig: { module: "commonjs", isolatedModules: true, allowJs: true, types: [] },
              },
            ],
          },
        ],
      },
      transformIgnorePatterns: ["/node_modules/dualtensor/"],
    }),
  );
  const jest = join(root, "node_modules/jest/bin/jest.js");
  const { stderr } = await run(process.execPath, [jest, "--config", config, "--no-cache", "-i"], {
    cwd: folder,
  });
  assert.match(stderr, /1 passed/);
});
