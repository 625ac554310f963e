// The diagonal of a Jacobian whose seeds stand in layers: from 16 inputs on, each element of a block knows which seeds it has.
import { add, divergence, flip, jacobian, jacobianDiagonal, laplacian, mul, roll, sin, sum, tensor, type Tensor } from "dualtensor"; // prettier-ignore

const n = 17;
const x = tensor(Array.from({ length: n }, (_, i) => Math.sin(3 * i) + i / 8));
const at = (i: number): number => x.data[(i + n) % n];

/** Functions of x, and the entry d f_i / d x_i in closed form. */
const known: readonly [string, (x: Tensor) => Tensor, (i: number) => number][] = [
  ["one layer in place", (z) => mul(z, z), (i) => 2 * at(i)],
  ["one layer out of place", (z) => mul(3, roll(z, 1)), () => 0],
  ["two layers", (z) => mul(z, roll(z, 1)), (i) => at(i - 1)],
  ["layers that meet in the middle", (z) => mul(z, flip(z, 0)), (i) => (i === 8 ? 2 * at(8) : at(n - 1 - i))],
  ["three layers", (z) => add(mul(roll(z, 1), z), mul(z, mul(2, roll(z, -1)))), (i) => at(i - 1) + 2 * at(i + 1)],
  ["dense", (z) => mul(sin(z), sum(z)), (i) => Math.cos(at(i)) * x.data.reduce((a, b) => a + b, 0) + Math.sin(at(i))],
]; // prettier-ignore

test.each(known)("%s", (_, f, want) => {
  const exact = Array.from({ length: n }, (_, i) => want(i));
  const J = jacobian(f, x, { chunk: n });
  for (const options of [{}, { chunk: 1 }, { chunk: 5 }, { chunk: n }]) {
    const diagonal = jacobianDiagonal(f, x, options);
    // A few roundings of terms of order 10.
    diagonal.data.forEach((d, i) => {
      expect(Math.abs(d - exact[i])).toBeLessThan(1e-14);
      expect(Math.abs(d - J.at(i, i).item())).toBeLessThan(1e-14);
    });
    expect(divergence(f, x, options).item()).toBeCloseTo(
      exact.reduce((a, b) => a + b, 0),
      12,
    );
  }
});

test("the Laplacian of a chain of springs: 2 for every spring, in layers", () => {
  // Σ (x[i+1] - x[i])² over 16 springs: each gives 2 to either end.
  const energy = (z: Tensor): Tensor => {
    const d = z.at("1:").sub(z.at(":-1"));
    return sum(mul(d, d));
  };
  expect(laplacian(energy, x).item()).toBe(4 * (n - 1));
});
