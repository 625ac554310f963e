// Tensors print as PyTorch prints them, but for the words of JavaScript: true, NaN, Infinity, and no point after whole numbers.

import { inspect } from "node:util";
import { full, jacobian, setPrintOptions, tensor, zeros, type DType, type PrintOptions } from "dualtensor";
import torch from "../fixtures/print.json";

afterEach(() => void setPrintOptions());

interface Case {
  note: string;
  shape: number[];
  dtype: string;
  data: string | (number | string | boolean)[];
  options: { precision?: number; linewidth?: number; edgeitems?: number; threshold?: number };
  text: string;
}
const fill: Record<string, (i: number) => number> = { wave: (i) => Math.sin(1.3 * i + 0.2), count: (i) => i };
const numbers = ({ data, shape }: Case): (number | string | boolean)[] =>
  typeof data !== "string"
    ? data
    : Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => fill[data](i));
const words = (text: string): string =>
  text
    .replace(/\bTrue\b/g, "true")
    .replace(/\bFalse\b/g, "false")
    .replace(/\bnan\b/g, "NaN");

describe("the layout is PyTorch's", () => {
  test.each((torch.cases as unknown as Case[]).map((c) => [c.note, c] as const))("%s", (_note, c) => {
    const options: Partial<PrintOptions> = {};
    if (c.options.precision !== undefined) options.precision = c.options.precision;
    if (c.options.linewidth !== undefined) options.lineWidth = c.options.linewidth;
    if (c.options.edgeitems !== undefined) options.edgeItems = c.options.edgeitems;
    if (c.options.threshold !== undefined) options.threshold = c.options.threshold;
    setPrintOptions(options);
    const dtype: DType = c.dtype === "bool" ? "bool" : "float64";
    const data = numbers(c).map((v) => (v === "NaN" ? NaN : Number(v)));
    expect(tensor(data, { shape: c.shape, dtype }).toString()).toBe(words(c.text));
  });
});

describe("the words are JavaScript's", () => {
  // prettier-ignore
  test.each<[string, string, () => unknown]>([
    ["whole numbers have no point",  "tensor([1, 2])",                              () => tensor([1, 2])],
    ["infinities",                   "tensor([   1.5000,  Infinity, -Infinity])", () => tensor([1.5, Infinity, -Infinity])],
    ["whole numbers and NaN",        "tensor([  1, NaN])",                          () => tensor([1, NaN])],
    ["a lone NaN",                   "tensor(NaN)",                                 () => tensor(NaN)],
    ["a bool",                       "tensor(true)",                                () => tensor(true)],
    ["bools",                        "tensor([ true, false])",                      () => tensor([true, false])],
    ["int32 says so",                "tensor([1, 2], dtype=int32)",                 () => tensor([1, 2], { dtype: "int32" })],
    ["an empty vector",              "tensor([])",                                  () => tensor([])],
    ["an empty matrix",              "tensor([], shape=[0, 3])",                    () => zeros([0, 3])],
    ["an empty rank three",          "tensor([], shape=[2, 0, 3])",                 () => zeros([2, 0, 3])],
    ["an empty int32 matrix",        "tensor([], shape=[0, 3], dtype=int32)",       () => tensor(zeros([0, 3]), { dtype: "int32" })],
    ["a number",                     "tensor(-0.2500)",                             () => tensor(-0.25)],
    ["zero below zero",              "tensor([-0,  1])",                            () => tensor([-0, 1])],
    ["large whole numbers",          "tensor([123456789012,            1])",        () => tensor([123456789012, 1])],
    ["whole numbers too large",      "tensor([1.0000e+20, 1.0000e+00])",            () => tensor([1e20, 1])],
  ])("%s", (_name, text, make) => {
    expect(String(make())).toBe(text);
  });
});

test("String, templates, inspect and the console agree", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const text = "tensor([[1, 2],\n        [3, 4]])";
  expect(x.toString()).toBe(text);
  expect(String(x)).toBe(text);
  expect(inspect(x)).toBe(text);
  expect(inspect({ x: tensor([1, 2]) })).toBe("{ x: tensor([1, 2]) }");
});

test("a value that is watched shows its shape and who watches, not its numbers", () => {
  jacobian(
    (x) => {
      expect(x.toString()).toBe("tensor(shape=(2,), watched by jacobian)");
      expect(inspect(x)).toBe(x.toString());
      expect(x.sum().toString()).toBe("tensor(shape=(), watched by jacobian)");
      return x;
    },
    [1, 2],
  );
});

describe("setPrintOptions", () => {
  test("gives back what is in force, and without arguments the standard", () => {
    expect(setPrintOptions({ precision: 2 })).toEqual({
      precision: 2,
      threshold: 1000,
      edgeItems: 3,
      lineWidth: 80,
    });
    expect(String(tensor(1 / 3))).toBe("tensor(0.33)");
    expect(setPrintOptions({ edgeItems: 1 }).precision).toBe(2);
    expect(setPrintOptions()).toEqual({ precision: 4, threshold: 1000, edgeItems: 3, lineWidth: 80 });
    expect(String(tensor(1 / 3))).toBe("tensor(0.3333)");
  });
  test("what it gives back is a copy", () => {
    setPrintOptions().precision = 9;
    expect(String(tensor(1 / 3))).toBe("tensor(0.3333)");
  });
});

test("printing does not depend on how large the tensor is", () => {
  const text = String(full([300, 300, 30], 1));
  expect(text.length).toBeLessThan(3000);
});
