// Operators with the real compiler: the example of docs/operators.md, checked by the compiler of tsover and built by its plugins
// for esbuild and Vite and in jest. The derivatives are closed forms.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const here = dirname(fileURLToPath(import.meta.url)),
  root = join(here, "../.."),
  run = promisify(execFile),
  require = createRequire(import.meta.url);
mkdirSync(join(here, "../.cache"), { recursive: true });
const folder = realpathSync(mkdtempSync(join(here, "../.cache/tsover-")));
after(() => rmSync(folder, { recursive: true, force: true }));
const write = (name, text) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const page = readFileSync(join(root, "docs/operators.md"), "utf8");
/** The block of the page that opens with these words. */
const block = (opening) => {
  const [, text] = new RegExp(`\\n\`\`\`${opening}\\n([\\s\\S]*?)\\n\`\`\`\\n`).exec(page);
  return text;
};

write("package.json", JSON.stringify({ type: "module" }));
write(
  "tsconfig.json",
  JSON.stringify({
    compilerOptions: {
      strict: true,
      target: "es2022",
      module: "esnext",
      moduleResolution: "bundler",
      skipLibCheck: true,
      noEmit: true,
      types: [],
    },
    files: ["page.ts"],
  }),
);
write(
  "page.ts",
  `${block("ts no-run: tsover compiles it")}
export function compound(x: Tensor): Tensor {
  "use tsover";
  let s = 1 - x;
  s += x % 3;
  s *= 2;
  s -= x;
  s /= x;
  s **= 2;
  return s;
}
export const found = [jacobian(f, tensor([1, 2])).toArray(), jacobian(compound, 5).item()] as [number[], number];
`,
);
write("main.ts", `import { found } from "./page.js";\nconsole.log(JSON.stringify(found));\n`);
/** Around x = 5 x % 3 is x - 3, so that the compound assignments come to ((-4 - x) / x)^2. */
const expected = [8 + Math.cos(2), 2 + Math.cos(2) / 2, (2 * (-9 / 5) * 4) / 25];
const agree = (found) =>
  found.flat().forEach((v, i) => assert.ok(Math.abs(v - expected[i]) < 1e-14, `${v}, not ${expected[i]}`));
const node = async (...args) => (await run(process.execPath, args, { cwd: folder })).stdout;
const options = { tsconfigPath: join(folder, "tsconfig.json"), include: join(folder, "*.ts") };
const tsc = () => node(join(dirname(require.resolve("tsover/package.json")), "bin/tsc"), "-p", ".");

test("its compiler takes operators of tensors, and no others", async () => {
  await tsc();
  const before = readFileSync(join(folder, "page.ts"), "utf8");
  write(
    "page.ts",
    `${before}
export function text(x: Tensor): Tensor {
  "use tsover";
  return x * "a";
}
export function minus(x: Tensor): Tensor {
  "use tsover";
  return -x;
}
export const unmarked = (x: Tensor): Tensor => x * 2;
`,
  );
  const lines = before.split("\n").length;
  await assert.rejects(tsc(), ({ stdout }) => {
    const at = [...stdout.matchAll(/page\.ts\((\d+),/g)].map(([, line]) => Number(line) - lines);
    assert.deepEqual([...new Set(at)], [3, 7, 9]);
    return true;
  });
  write("page.ts", before);
});

test("esbuild, without and with the functions of tsover-runtime", async () => {
  const { build } = await import("esbuild");
  const { default: tsover } = await import("tsover/plugin/esbuild");
  write(
    "beside.ts",
    `import "./main.js";\nimport { Operator } from "tsover-runtime";\nconsole.log(String(Operator.plus));\n`,
  );
  for (const entry of ["main", "beside"]) {
    const outfile = join(folder, `${entry}.mjs`);
    await build({
      entryPoints: [join(folder, `${entry}.ts`)],
      bundle: true,
      format: "esm",
      platform: "node",
      outfile,
      plugins: [tsover(options)],
      logLevel: "silent",
    });
    const [first, second] = (await node(outfile)).trim().split("\n");
    agree(JSON.parse(first));
    if (entry === "beside") assert.equal(second, "Symbol(Symbol.operatorPlus)");
  }
});

test("Vite", async () => {
  const { build } = await import("vite");
  const { default: tsover } = await import("tsover/plugin/vite");
  await build({
    root: folder,
    configFile: false,
    logLevel: "silent",
    plugins: [tsover(options)],
    build: {
      outDir: join(folder, "vite"),
      minify: false,
      lib: { entry: join(folder, "main.ts"), formats: ["es"], fileName: () => "bundle.mjs" },
    },
  });
  agree(JSON.parse(await node("vite/bundle.mjs")));
});

test("jest, by the file that the page shows", async () => {
  // Folders with a dot are its plugin's only where they are named.
  const transformer = block("js no-run: jest loads it").replace(
    `{ tsconfigPath: "tsconfig.json" }`,
    JSON.stringify(options),
  );
  write("jest-tsover.cjs", transformer);
  write(
    "page.test.ts",
    `import { found } from "./page";
    test("closed forms", () => {
      found.flat().forEach((v, i) => expect(v).toBeCloseTo(${JSON.stringify(expected)}[i], 13));
    });`,
  );
  const config = write(
    "jest.config.json",
    JSON.stringify({ rootDir: folder, transform: { "\\.ts$": "<rootDir>/jest-tsover.cjs" } }),
  );
  const { stderr } = await run(
    process.execPath,
    [join(root, "node_modules/jest/bin/jest.js"), "--config", config, "--no-cache", "-i"],
    { cwd: folder },
  );
  assert.match(stderr, /1 passed/);
});
