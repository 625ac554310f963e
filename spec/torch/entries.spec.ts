// The adapter's entries: what `torch` holds of the library, who brings which method, and what three lines of .grad weigh.
import { resolve } from "node:path";
import { runInThisContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import * as root from "dualtensor";
import { torch, TorchTensor } from "dualtensor/torch";
import * as func from "dualtensor/torch/func";
import { decompositions } from "../../lib/torch/faces/tensorlinalg.js";
import * as plain from "../../lib/torch/names.js";

const faces = (module: object): string[] =>
  Object.entries(module)
    .filter(([, f]) => typeof f === "function" && "signature" in f)
    .map(([name]) => name);
const bundled = async (contents: string): Promise<{ run: () => unknown; gzip: number }> => {
  const built = await build({
    stdin: { contents, resolveDir: resolve(__dirname, "../..") },
    alias: {
      "dualtensor/torch": "./lib/torch.ts",
      "dualtensor/torch/func": "./lib/torch/func.ts",
    },
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "made",
    write: false,
    logLevel: "error",
  });
  const [{ text, contents: bytes }] = built.outputFiles;
  return {
    run: () => {
      const module = { exports: {} as { result?: unknown } };
      runInThisContext(`(module) => { ${text}; module.exports = made; }`)(module);
      return module.exports.result;
    },
    gzip: gzipSync(bytes).length,
  };
};

test("torch holds every function of the root, but for stopGradient, which is detach", () => {
  expect(faces(root).filter((name) => !(name in torch))).toEqual(["stopGradient"]);
});

test("each is a method too", () => {
  const methods = TorchTensor.prototype as unknown as Record<string, unknown>;
  for (const name of [...faces(plain), ...Object.keys(decompositions), "softmax", "logSoftmax"])
    expect([name, typeof methods[name]]).toEqual([name, "function"]);
});

test("torch.func is the module of dualtensor/torch/func", () => {
  const { forwardAd, ...rest } = func;
  expect(torch.func).toEqual(rest);
  expect(torch.forwardAd).toBe(forwardAd);
});

describe("by a bundler", () => {
  const three = `import { tensor } from "dualtensor/torch";
    const x = tensor([1, 2], { requiresGrad: true });
    x.mul(x).sum().backward();`;

  test("three lines of .grad weigh at most 120 kB and hold no decomposition, network, transform or torch.func", async () => {
    const { run, gzip } = await bundled(`${three} export const result = String(x.grad);`);
    process.stderr.write(`bundle of three lines of .grad: ${gzip} bytes gzip\n`);
    expect(gzip).toBeLessThanOrEqual(120_000);
    expect(run()).toBe("tensor([2., 4.])");
  });

  test("a method that another module brings names the import; with it, it is there", async () => {
    const text =
      'export let result; try { tensor([[2, 0], [0, 3]]).det(); result = "there"; } catch (e) { result = e.message; }';
    const without = await bundled(`${three} ${text}`);
    expect(without.run()).toBe(
      'det: is put on tensors by linalg. Write import { linalg } from "dualtensor/torch" and use it, as linalg.det(x).',
    );
    const { run } = await bundled(
      `import { linalg, tensor } from "dualtensor/torch"; linalg.det(tensor([[1]])); ${text}`,
    );
    expect(run()).toBe("there");
  });
});
