// Substitution in WebAssembly against the loops of the kernel, to the bit, for every triangle and way through it.
import { fastTriangle } from "../../lib/compile/wasm/substitution";
import { solveTriangle, useTriangle } from "../../lib/kernels/triangular";
import { configure, jit, tensor, type Tensor } from "../../lib/index";
import { solveTriangular } from "../../lib/linalg";

const random = (n: number, seed: number) =>
  Float64Array.from({ length: n }, () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5);
const flags = [true, false];
const triangles = flags.flatMap((upper) =>
  flags.flatMap((transposed) => flags.map((unit) => ({ upper, transposed, unit }))),
);

describe.each(triangles)("upper $upper, transposed $transposed, unit $unit", (triangle) => {
  test.each([
    [1, 1],
    [2, 3],
    [5, 4],
    [9, 7],
    [33, 12],
    [64, 31],
  ])("%d x %d", (n, p) => {
    const t = random(n * n + 2, 3 * n + p).map((v) => v + Math.sign(v));
    const b = random(n * p + 2, 5);
    const want = b.slice();
    useTriangle(null);
    solveTriangle(t, 1, n, want, 1, p, triangle);
    const got = b.slice();
    const { upper, transposed, unit } = triangle;
    expect(fastTriangle(t, 1, n, got, 1, p, transposed, upper === transposed, unit)).toBe(true);
    expect(got).toEqual(want);
  });
});
test("right-hand sides that are not finite, and signs of zeros", () => {
  const [n, p] = [12, 6];
  const t = random(n * n, 7).map((v) => v + Math.sign(v));
  const b = random(n * p, 11)
    .fill(Infinity, 6, 7)
    .fill(NaN, 13, 14)
    .fill(-0, 20, 30);
  const want = b.slice();
  useTriangle(null);
  solveTriangle(t, 0, n, want, 0, p, { upper: false, transposed: false, unit: false });
  const got = b.slice();
  fastTriangle(t, 0, n, got, 0, p, false, true, false);
  expect(got).toEqual(want);
});
test("programs have the bits of the eager operation, with code generation and without", () => {
  const n = 40;
  const T = tensor(
    random(n * n, 1).map((v) => v + Math.sign(v)),
    { shape: [n, n] },
  );
  const B = tensor(random(n * 30, 2), { shape: [n, 30] });
  const f = jit((x: Tensor) => solveTriangular(T, x, { upper: false }));
  const compiled = [f(B), f(B)].map((y) => y.data);
  configure({ codegen: false });
  const plain = solveTriangular(T, B, { upper: false }).data;
  configure({ codegen: true });
  for (const y of compiled) expect(y).toEqual(plain);
});
