// What JavaScript makes easy to get wrong: spellings, promises, printing, other realms and copies.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { noGrad, onWarning, tensor, torch } from "dualtensor/torch";
import { forwardAd, jacrev } from "dualtensor/torch/func";
import type { T } from "./script.js";

const x = tensor([1, 2], { requiresGrad: true });

test("Python's spellings are errors that name ours", () => {
  const python = { requires_grad: true } as object;
  expect(() => tensor([1], python)).toThrow(
    "unexpected keyword argument 'requires_grad'. It is called requiresGrad here.",
  );
  expect(() => torch.ones(2, python as never)).toThrow("requiresGrad");
  expect(() => ((x as T).requires_grad = true)).toThrow("it is called requiresGrad here");
  expect(() => (x as T).grad_fn as unknown).toThrow("it is called gradFn here");
});

test("a mode refuses a promise, whose operations would run after it", () => {
  expect(() => noGrad(async () => Promise.resolve(1))).toThrow("noGrad: f returned a promise");
  expect(() => forwardAd.dualLevel(async () => Promise.resolve(1))).toThrow(
    "dualLevel: f returned a promise",
  );
  expect(torch.isGradEnabled()).toBe(true);
});

test("JSON holds a tensor, which reads it back", () => {
  for (const t of [
    x,
    tensor([
      [1, NaN],
      [-Infinity, 0.1],
    ]),
    tensor([1, 2], { dtype: "int64" }),
    tensor([true]),
    tensor(3),
  ]) {
    const back = tensor(JSON.parse(JSON.stringify(t)) as never);
    expect([back.shape, back.dtype, back.requiresGrad]).toEqual([t.shape, t.dtype, t.requiresGrad]);
    expect(back.tolist()).toEqual(t.tolist());
  }
  expect(JSON.parse(JSON.stringify({ w: x }))).toEqual({
    w: { shape: [2], data: [1, 2], dtype: "float32", requiresGrad: true },
  });
});

test("warnings go to the console, once each", () => {
  const said: string[] = [],
    warn = jest.spyOn(console, "warn").mockImplementation((text: string) => void said.push(text));
  const y = x.mul(2);
  for (let i = 0; i < 3; i++) void y.grad;
  expect(said.filter((text) => text.startsWith("UserWarning: The .grad attribute"))).toHaveLength(1);
  warn.mockRestore();
  const heard: string[] = [],
    before = onWarning((text) => heard.push(text));
  for (let i = 0; i < 3; i++) void y.grad;
  onWarning(before);
  expect(heard).toHaveLength(3);
});

test("options of another realm and without a prototype are options", () => {
  const far = runInContext("({ dim: 0, keepdim: true })", createContext()) as object,
    none = Object.assign(Object.create(null) as object, { dim: 0, keepdim: true });
  for (const options of [far, none]) expect((x as T).sum(options).shape).toEqual([1]);
  const made = runInContext("({ requiresGrad: true })", createContext()) as object;
  expect(tensor([1], made).requiresGrad).toBe(true);
  const argnums = runInContext("({ argnums: 1 })", createContext()) as object;
  expect(jacrev((a, b) => a.mul(b), argnums as never)(tensor(3), tensor(5)).item()).toBe(3);
});

test("two copies are one library in modes, and an error where their tensors meet", async () => {
  const built = await build({
    stdin: { contents: 'export * from "./lib/torch.ts";', resolveDir: resolve(__dirname, "../..") },
    bundle: true,
    format: "cjs",
    outfile: join(mkdtempSync(join(tmpdir(), "adapter-")), "copy.js"),
    logLevel: "error",
    metafile: true,
  });
  const [file] = Object.keys(built.metafile.outputs);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const other = require(resolve(file));
  const y = other.tensor([3, 4], { requiresGrad: true });
  expect(() => x.mul(y)).toThrow("of another copy of dualtensor/torch");
  expect(() => y.mul(x) as unknown).toThrow("of another copy of dualtensor/torch");
  expect(noGrad(() => y.mul(2).requiresGrad as boolean)).toBe(false);
  expect(other.noGrad(() => x.mul(2).requiresGrad) as boolean).toBe(false);
});
