// The packed files in an empty project: probe.mjs, as an ES module and as CommonJS, in each runtime that npm ships for this
// platform, and bundled by Vite for a browser. Arithmetic and what the library computes itself come out the same to the bit; the
// rest as near as the functions of the runtimes' Math are to each other. On platforms without these packages only this
// Node is asked; where everything has to hold (CI) a missing one is a failure.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const packages = join(here, "node_modules");
const probe = readFileSync(join(here, "probe.mjs"), "utf8");
const runtimes = {
  "Node 20": [join(packages, "node20/bin/node")],
  "Node 22": [join(packages, "node22/bin/node")],
  "Node 24": [join(packages, "node24/bin/node")],
  Deno: [
    join(packages, "@deno/linux-x64-glibc/deno"),
    "run",
    "--allow-all",
    "--no-remote",
    "--node-modules-dir=manual",
  ],
  Bun: [join(packages, "@oven/bun-linux-x64/bin/bun"), "run"],
};

let folder, reference;
const run = (command, args, options = {}) => {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: "utf8",
    timeout: 120_000,
    cwd: folder,
    env: { ...process.env, DENO_DIR: join(folder, "deno"), DENO_NO_UPDATE_CHECK: "1" },
    ...options,
  });
  assert.equal(status, 0, `${command} ${args.join(" ")}\n${stdout}\n${stderr}`.slice(-3000));
  return stdout;
};

before(() => {
  folder = mkdtempSync(join(tmpdir(), "dualtensor-"));
  const packed = run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
  });
  const installed = join(folder, "node_modules/dualtensor");
  mkdirSync(installed, { recursive: true });
  run("tar", ["xzf", packed.trim().split("\n").at(-1), "-C", installed, "--strip-components=1"]);
  // What npm would fetch: mathjs and what it stands on, and the optional peer acorn.
  for (const name of ["mathjs", ...dependenciesOf("mathjs"), "acorn"]) {
    const from = [root, join(here, "..")]
      .map((at) => join(at, "node_modules", name))
      .find((at) => existsSync(at));
    cpSync(from, join(folder, "node_modules", name), { recursive: true });
  }
  writeFileSync(join(folder, "package.json"), '{ "name": "empty", "private": true }\n');
  writeFileSync(join(folder, "probe.mjs"), probe);
  const required = probe
    .replace(/^import \* as (\w+) from (".+");$/gm, "const $1 = require($2);")
    .replace(/^import (".+");$/gm, "require($1);");
  writeFileSync(join(folder, "probe.cjs"), `(async () => {\n${required}\n})();\n`);
  reference = JSON.parse(run(process.execPath, ["probe.mjs"]));
});
after(() => rmSync(folder, { recursive: true, force: true }));

function dependenciesOf(name, found = new Set()) {
  const file = join(root, "node_modules", name, "package.json");
  for (const inner of Object.keys(JSON.parse(readFileSync(file, "utf8")).dependencies ?? {}))
    if (!found.has(inner)) dependenciesOf(inner, found.add(inner));
  return found;
}
/** Numbers as near as the last digits of two Math libraries, the rest equal. */
function alike(got, want, place) {
  if (typeof want === "number") {
    const apart = Math.abs(got - want);
    assert.ok(apart <= 1e-12 * (1 + Math.abs(want)), `${place}: ${got}, here ${want}`);
  } else if (typeof want === "object" && want !== null) {
    assert.deepEqual(Object.keys(got), Object.keys(want), place);
    for (const key of Object.keys(want)) alike(got[key], want[key], `${place}.${key}`);
  } else assert.equal(got, want, place);
}

test("this Node, as CommonJS", () => {
  assert.deepEqual(JSON.parse(run(process.execPath, ["probe.cjs"])), reference);
});
for (const [name, [command, ...options]] of Object.entries(runtimes))
  for (const file of ["probe.mjs", "probe.cjs"])
    test(`${name}, ${file}`, (t) => {
      if (!existsSync(command)) {
        assert.ok(!process.env.CI, `npm brought no ${name}`);
        t.diagnostic("npm ships none for this platform: not asked");
        return;
      }
      const { bits, near } = JSON.parse(run(command, [...options, file]));
      assert.deepEqual(bits, reference.bits);
      alike(near, reference.near, "near");
    });
test("Vite bundles the package for a browser, and drops what is not used", () => {
  mkdirSync(join(folder, "page"));
  writeFileSync(
    join(folder, "page/index.html"),
    '<!doctype html><title>page</title><script type="module" src="./main.js"></script>\n',
  );
  writeFileSync(
    join(folder, "page/main.js"),
    'import { jacobian, mul, tensor } from "dualtensor";\nglobalThis.answer = jacobian((x) => mul(x, tensor([4, 5])), [1, 2]).toArray();\n',
  );
  // Without what Vite adds for old browsers, the script runs here too.
  writeFileSync(
    join(folder, "page/vite.config.mjs"),
    "export default { build: { modulePreload: false } };\n",
  );
  run(process.execPath, [join(packages, "vite/bin/vite.js"), "build", "page", "--logLevel", "warn"]);
  const assets = join(folder, "page/dist/assets");
  const [script, ...others] = readdirSync(assets).filter((file) => file.endsWith(".js"));
  assert.deepEqual(others, []);
  const code = readFileSync(join(assets, script), "utf8");
  assert.ok(code.length < 120_000, `${code.length} characters for three names`);
  // No module of Node is asked for, nothing is evaluated.
  assert.doesNotMatch(code, /node:|\beval\(|new Function/);
  writeFileSync(join(folder, "bundle.mjs"), `${code}\nconsole.log(JSON.stringify(globalThis.answer));\n`);
  assert.deepEqual(JSON.parse(run(process.execPath, ["bundle.mjs"])), [
    [4, 0],
    [0, 5],
  ]);
});
