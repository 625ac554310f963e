// mathjs matrices in, and values out as mathjs has them; of mathjs itself only the parser comes along.
import { resolve } from "node:path";
import { build } from "esbuild";
import { all, create } from "mathjs";
import { jacobian, jvp, mul, tensor } from "../../lib/index.js";
import { expression, jacobian as of, toMathjs } from "../../lib/mathjs.js";

const math = create(all);

test("dense and sparse matrices stand for tensors", () => {
  for (const m of [
    math.matrix([
      [1, 2],
      [3, 4],
    ]),
    math.sparse([
      [1, 2],
      [3, 4],
    ]),
  ]) {
    expect(tensor(m).toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(expression("A * [1, 1]", ["A"])(m).toArray()).toEqual([3, 7]);
  }
  const v = math.matrix([1, 2]);
  expect(jacobian((x) => mul(x, x), v).toArray()).toEqual([
    [2, 0],
    [0, 4],
  ]);
  expect(of("v .^ 2", { v }).v.toArray()).toEqual([
    [2, 0],
    [0, 4],
  ]);
  expect(tensor(math.matrix([1, NaN, Infinity])).toArray()).toEqual([1, NaN, Infinity]);
});

test("values go back as numbers, booleans and matrices of the instance", () => {
  expect(toMathjs(tensor(2), math)).toBe(2);
  expect(toMathjs(tensor(true), math)).toBe(true);
  const m = toMathjs(
    tensor([
      [1, 2],
      [3, 4],
    ]),
    math,
  );
  expect(math.typeOf(m)).toBe("DenseMatrix");
  expect(math.det(m as math.Matrix)).toBeCloseTo(-2, 14);
  expect(tensor(m as math.Matrix).toArray()).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(math.size(toMathjs(tensor(new Float64Array(0)), math) as math.Matrix)).toEqual([0]);
});

test("a watched value keeps its derivative", () => {
  expect(() => jvp((x) => (toMathjs(x, math), x), [1, 2], [1, 0])).toThrow("stopGradient");
  expect(() => toMathjs(tensor(1), {} as never)).toThrow("toMathjs(x, create(all))");
});

test("a bundle of formulas holds mathjs's parser, and no arithmetic, unit or big number of mathjs", async () => {
  const { metafile } = await build({
    stdin: {
      contents: `export { expression } from "./mathjs.js";`,
      resolveDir: resolve(__dirname, "../../lib"),
    },
    bundle: true,
    minify: true,
    format: "esm",
    metafile: true,
    write: false,
  });
  const [{ inputs, bytes }] = Object.values(metafile.outputs);
  const held = Object.entries(inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([name]) => name);
  expect(held.some((name) => name.endsWith("mathjs/lib/esm/expression/parse.js"))).toBe(true);
  // Of the functions only `size` comes along: mathjs's index nodes ask for it.
  const computing =
    /decimal|complex\.js|fraction|type\/unit|function\/(algebra|arithmetic|trigonometry|probability|statistics|special|matrix\/(?!size))/;
  const ofMathjs = held.filter((name) => name.includes("node_modules/"));
  expect(ofMathjs.filter((name) => computing.test(name.replace(/.*node_modules\//, "")))).toEqual([]);
  process.stdout.write(`bundle of expression: ${bytes} bytes\n`);
});
