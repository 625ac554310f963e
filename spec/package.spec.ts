// The package as it would be published: packed once, unpacked into projects of its own, and used there from ES
// modules, CommonJS, TypeScript 6 and 5.4, a browser bundle, and from two copies at once.

import { execFileSync, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { buildIfStale } from "./docs/build.js";

interface Condition {
  readonly types: string;
  readonly default: string;
}
interface Entry {
  readonly module: Condition;
  readonly node: { readonly import: Condition; readonly require: Condition };
  readonly import: Condition;
  readonly require: Condition;
}
interface Manifest {
  readonly exports: Readonly<Record<string, Entry | string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly sideEffects: readonly string[];
}

const root = resolve(__dirname, "..");
const project = realpathSync(mkdtempSync(join(tmpdir(), "dualtensor-")));
const installed = join(project, "node_modules", "dualtensor");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

const write = (name: string, text: string): string => {
  const file = join(project, name);
  writeFileSync(file, text);
  return file;
};

/** Runs node; what it printed, and its exit code. */
const node = (args: readonly string[]): Promise<{ code: number | null; output: string }> =>
  new Promise((done) => {
    // A child of jest would take itself for one of its workers.
    const { JEST_WORKER_ID: _id, NODE_OPTIONS: _options, ...env } = process.env;
    const child = spawn(process.execPath, [...args], { cwd: project, env });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("exit", (code) => done({ code, output }));
  });

const succeeds = async (...args: string[]): Promise<string> => {
  const { code, output } = await node(args);
  if (code !== 0) throw new Error(output);
  return output.trim();
};

beforeAll(() => {
  buildIfStale();
  const npm = ["pack", "--json", "--silent", "--ignore-scripts", "--pack-destination", project];
  const [{ filename }] = JSON.parse(execFileSync("npm", npm, { cwd: root, encoding: "utf8" }));
  mkdirSync(installed, { recursive: true });
  for (const name of ["mathjs", "acorn"])
    symlinkSync(join(root, "node_modules", name), join(project, "node_modules", name));
  execFileSync("tar", ["-xzf", join(project, filename), "--strip-components", "1", "-C", installed]);
}, 60_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe("package.json", () => {
  /** What Node's loader, bundlers and jest load, in one form each. */
  const tools = ["./register", "./unplugin", "./jest"];
  const entryOf = (file: string) => (file === "index.ts" ? "." : `./${file.replace(/\.ts$/, "")}`);

  test("exports one entry for each file at the top of lib, but for the messages, and torch.func's", () => {
    const files = readdirSync(join(root, "lib"))
      .filter((name) => name.endsWith(".ts") && name !== "errors.ts")
      .concat("torch/func.ts");
    expect(Object.keys(manifest.exports).sort()).toEqual(
      [...files.map(entryOf), ...tools, "./package.json"].sort(),
    );
  });

  test("classes keep their names where files are grouped", () => {
    const folder = join(root, "dist/node");
    const renamed = readdirSync(folder)
      .filter((name) => name.endsWith("js"))
      .flatMap((name) => readFileSync(join(folder, name), "utf8").match(/\bclass [A-Z]\w*\d\b/g) ?? []);
    expect(renamed).toEqual([]);
  });

  test("names files that the tarball holds, types beside code", () => {
    for (const [name, entry] of Object.entries(manifest.exports)) {
      if (typeof entry === "string") continue;
      if (tools.includes(name)) {
        for (const file of Object.values(entry) as unknown as string[])
          expect(readFileSync(join(installed, file), "utf8")).not.toBe("");
        continue;
      }
      const file = name === "." ? "index" : name.slice(2);
      const esm = { types: `./dist/esm/${file}.d.ts`, default: `./dist/esm/${file}.js` },
        grouped = {
          import: { types: `./dist/esm/${file}.d.ts`, default: `./dist/node/${file}.mjs` },
          require: { types: `./dist/cjs/${file}.d.ts`, default: `./dist/node/${file}.js` },
        };
      expect(entry).toEqual({ module: esm, node: grouped, import: esm, require: grouped.require });
      // Conditions are tried in this order.
      expect(Object.keys(entry)).toEqual(["module", "node", "import", "require"]);
      for (const { types, default: code } of [esm, grouped.import, grouped.require]) {
        expect(readFileSync(join(installed, types), "utf8")).not.toBe("");
        expect(readFileSync(join(installed, code), "utf8")).not.toBe("");
      }
    }
  });

  test("depends on mathjs alone, which one entry loads; has no install script, one entry with a side effect", () => {
    expect(Object.keys(manifest.dependencies ?? {})).toEqual(["mathjs"]);
    const installing = ["preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare"];
    expect(Object.keys(manifest.scripts).filter((name) => installing.includes(name))).toEqual([]);
    // Only the entry that gives tensors their operators does something when it is imported.
    expect(manifest.sideEffects).toEqual(["./dist/esm/operators.js", "./dist/node/operators.*"]);
  });

  test("ships the build, the readme, the changelog and the licence, nothing else", () => {
    expect(readdirSync(installed).sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist",
      "package.json",
    ]);
    const shipped = readdirSync(join(installed, "dist"), { recursive: true, encoding: "utf8" });
    expect(
      shipped.filter(
        (name) =>
          /\./.test(name) &&
          !/\.(m?js|d\.ts)$|^(cjs|node).package\.json$|^tools.jest\.(cjs|d\.cts)$/.test(name),
      ),
    ).toEqual([]);
  });
});

const jacobianOfSquare = "jacobian((x) => mul(x, x), tensor([1, 2, 3])).toArray()";

describe("the package runs", () => {
  test("as ES modules", async () => {
    const file = write(
      "main.mjs",
      `import { jacobian, mul, tensor } from "dualtensor";
      console.log(JSON.stringify(${jacobianOfSquare}));`,
    );
    expect(await succeeds(file)).toBe("[[2,0,0],[0,4,0],[0,0,6]]");
  });

  test("as CommonJS", async () => {
    const file = write(
      "main.cjs",
      `const { jacobian, mul, tensor } = require("dualtensor");
      console.log(JSON.stringify(${jacobianOfSquare}));`,
    );
    expect(await succeeds(file)).toBe("[[2,0,0],[0,4,0],[0,0,6]]");
  });

  test("every entry loads both ways and gives the same objects: in Node there is one library", async () => {
    const names = Object.keys(manifest.exports)
      .filter((name) => !["./package.json", "./register", "./unplugin", "./jest"].includes(name))
      .map((name) => name.replace(/^\./, "dualtensor"));
    const file = write(
      "entries.mjs",
      `import { createRequire } from "node:module";
      const require = createRequire(import.meta.url);
      for (const name of ${JSON.stringify(names)}) {
        const esm = await import(name), cjs = require(name), shown = Object.keys(esm).sort();
        const other = Object.keys(cjs).filter((key) => key !== "__esModule").sort();
        if (shown.join() !== other.join() || shown.length === 0) throw new Error(name + ": " + shown + " / " + other);
        for (const key of shown) if (esm[key] !== cjs[key]) throw new Error(name + " has two of " + key);
        const shaken = await import(import.meta.resolve(name).replace("/node/", "/esm/").replace(".mjs", ".js"));
        if (Object.keys(shaken).sort().join() !== shown.join()) throw new Error(name + ": bundlers get other names");
      }`,
    );
    await succeeds(file);
  });
});

describe("the types serve", () => {
  const consumer = `
    import { jacobian, mul, tensor, type Tensor } from "dualtensor";
    const x: Tensor = tensor([1, 2, 3]);
    const j: Tensor = jacobian((y: Tensor) => mul(y, x), x);
    export const entries: number = j.data.length + j.shape.length;
    export const plain: Float64Array = new Float64Array(tensor(new Float64Array([1, 2])).data);
    export const apart: number[] = jacobian(([a, b]) => mul(a, b), [2, 3]).toArray();
    export const deep: { l1: { w: Tensor } } = jacobian(({ l1 }) => mul(l1.w, x), { l1: { w: x } });
    // @ts-expect-error a function comes first
    jacobian(x, x);
    // @ts-expect-error text is no tensor
    mul(x, "x");
  `;
  const compilers = { "TypeScript 6": "typescript", "TypeScript 5.4": "typescript-5.4" };
  const settings = {
    nodenext: { module: "nodenext", moduleResolution: "nodenext", files: ["consumer.mts", "consumer.cts"] },
    bundler: { module: "esnext", moduleResolution: "bundler", files: ["consumer.ts"] },
  };

  beforeAll(() => {
    for (const { files } of Object.values(settings)) for (const name of files) write(name, consumer);
    for (const [name, { files, ...modules }] of Object.entries(settings)) {
      const compilerOptions = {
        ...modules,
        target: "es2022",
        lib: ["es2022"],
        types: [],
        strict: true,
        exactOptionalPropertyTypes: true,
        noUncheckedIndexedAccess: true,
        skipLibCheck: false,
        noEmit: true,
      };
      write(`${name}.json`, JSON.stringify({ compilerOptions, files }));
    }
  });

  const cases = Object.entries(compilers).flatMap(([version, name]) =>
    Object.keys(settings).map((resolution) => [version, resolution, name] as const),
  );
  test.each(cases)(
    "%s with %s resolution, declarations checked, too",
    async (_version, resolution, name) => {
      await succeeds(join(root, "node_modules", name, "bin", "tsc"), "-p", `${resolution}.json`);
    },
    60_000,
  );
});

describe("a browser bundle", () => {
  const bundle = async (contents: string): Promise<string> => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: project },
      bundle: true,
      minify: true,
      format: "iife",
      platform: "browser",
      target: "es2022",
      write: false,
    });
    return outputFiles[0].text;
  };
  /** Names that nothing holds but the row or the function itself; no method and no derivative in use needs them. */
  const unused = ["tanh", "cumsum", "solve", "vmap", "hessian"];

  test("of tensor, mul and jacobian runs without Node, calls methods, and leaves other operations out", async () => {
    const used = await bundle(
      `import { jacobian, mul, tensor } from "dualtensor";
      const x = tensor([1, 2, 3]);
      globalThis.byFunction = JSON.stringify(jacobian((x) => mul(x, x), x).toArray());
      globalThis.byMethod = JSON.stringify(jacobian((x) => x.mul(x), x).toArray());`,
    );
    const page = createContext({}) as { byFunction?: string; byMethod?: string };
    runInContext(used, page);
    expect(page.byFunction).toBe("[[2,0,0],[0,4,0],[0,0,6]]");
    expect(page.byMethod).toBe(page.byFunction);

    const everything = await bundle(
      `export * from "dualtensor"; import * as all from "dualtensor"; globalThis.all = all;`,
    );
    expect(unused.filter((name) => !everything.includes(`"${name}"`))).toEqual([]);
    expect(unused.filter((name) => used.includes(`"${name}"`))).toEqual([]);

    const size = gzipSync(used).length;
    process.stdout.write(
      `bundle of tensor, mul, jacobian: ${size} bytes gzip of ${gzipSync(everything).length}\n`,
    );
    // 22 kB of 1000 bytes each; docs/decisions/14-bundle.md says what they are.
    expect(size).toBeLessThanOrEqual(22_000);
  });

  test("of one function that differentiates nothing holds no engine", async () => {
    const used = await bundle(`import { tensor } from "dualtensor"; globalThis.x = tensor([1]);`);
    expect(used).not.toContain('"a sweep"'); // what layered seeds call their run
  });
});

describe("two copies are one library", () => {
  // Node's copy and the one that bundlers take.
  const laws = `
    import { createRequire } from "node:module";
    import { runInNewContext } from "node:vm";
    import * as esm from "./node_modules/dualtensor/dist/esm/index.js";
    const cjs = createRequire(import.meta.url)("dualtensor");

    const equal = (actual, expected) => {
      const text = JSON.stringify(actual.toArray());
      if (text !== JSON.stringify(expected)) throw new Error(text + " is not " + JSON.stringify(expected));
    };
    export function check() {
      if (esm.mul === cjs.mul) throw new Error("these are not two copies");
      for (const [a, b] of [[esm, cjs], [cjs, esm]]) {
        const x = a.tensor([1, 2]);
        equal(b.mul(x, x), [1, 4]);
        equal(a.jacobian((x) => b.mul(x, x), x), [[2, 0], [0, 4]]);
        equal(a.jacobian((x) => x.mul(b.tensor([3, 4])), b.tensor([1, 2])), [[3, 0], [0, 4]]);
        equal(a.grad((x) => b.sum(b.mul(x, x)), x), [2, 4]);
        // The second derivative of x^3, the inner transformation from the other copy.
        equal(a.jacobian((x) => b.jacobian((y) => a.mul(y, b.mul(y, y)), x), b.tensor(2)), 12);
        // d/dx (x * d/dy (x + y)) = 1: the inner call must not take the outer tangent for its own.
        const confusing = (x) => b.mul(x, b.jacobian((y) => a.add(x, y), a.tensor(1)));
        equal(a.jacobian(confusing, b.tensor(5)), 1);
        equal(a.grad(confusing, b.tensor(5)), 1);
        // d/dx of [d/dy (x y^2) at y = x] = 2 x^2, reverse inside forward.
        equal(b.jacobian((x) => a.grad((y) => b.mul(x, a.mul(y, y)), x), a.tensor(3)), 12);
        // Arrays of another realm are arrays.
        equal(a.mul(runInNewContext("new Float64Array([1, 2])"), runInNewContext("[3, 4]")), [3, 8]);
      }
    }
  `;

  test("in Node", async () => {
    write("laws.mjs", laws);
    await succeeds(write("two.mjs", `import { check } from "./laws.mjs"; check();`));
  });

  test("in the realm of a jest project with ES modules", async () => {
    write("laws.mjs", laws);
    write("two.test.mjs", `import { check } from "./laws.mjs"; test("both ways", check);`);
    const config = write(
      "jest.config.json",
      JSON.stringify({
        rootDir: project,
        testMatch: ["**/two.test.mjs"],
        moduleFileExtensions: ["mjs", "cjs", "js", "json"],
        testEnvironment: require.resolve("jest-environment-node"),
        transform: {},
      }),
    );
    const jest = join(root, "node_modules/jest/bin/jest.js");
    const output = await succeeds("--experimental-vm-modules", jest, "--config", config, "--no-cache", "-i");
    expect(output).toContain("1 passed");
  }, 60_000);
});
