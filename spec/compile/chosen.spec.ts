// What a Jacobian is under jit when no mode is given: eager bits where counting leaves forward mode, which `inspect` says, and
// the same within rounding where it chose reverse mode, whose sums have another order. With mode "forward" the bits are eager.
import { add, inspect, jacobian, jit, mul, sqrt, stack, tensor, type Tensor } from "../../lib/index.js";
import { random } from "../source/programs.js";

const OPERATIONS = 24;
/** A program of sums, products and square roots of positive numbers: every term of every partial is positive. */
function program(seed: number, outputs: number): (x: Tensor) => Tensor {
  const next = random(seed),
    steps = Array.from({ length: OPERATIONS }, () => [next(), next(), next()] as const);
  return (x) => {
    const v = Array.from({ length: x.shape[0] }, (_, i) => x.at(i));
    for (const [kind, p, q] of steps) {
      // One of the last ones, so that much depends on much.
      const a = v[v.length - 1 - Math.floor(3 * p)],
        b = v[Math.floor(q * v.length)];
      v.push(kind < 0.4 ? add(a, b) : kind < 0.8 ? mul(a, b) : sqrt(a));
    }
    return stack(v.slice(-outputs));
  };
}
const cases = [1, 2, 3, 4, 5, 6].flatMap((seed) => [1, 2, 5].map((outputs) => [seed, outputs] as const));

test("forward mode has eager bits, and so has what no mode was given for wherever counting leaves it forward", () => {
  const chosen = new Set<string>();
  for (const [seed, outputs] of cases) {
    const f = program(seed, outputs),
      x = tensor(Array.from({ length: 12 }, (_, i) => 0.5 + ((seed * 7 + i * 5) % 12) / 12)),
      want = jacobian(f, x).data,
      ahead = jit((v: Tensor) => jacobian(f, v, { mode: "forward" })),
      free = jit((v: Tensor) => jacobian(f, v));
    for (let call = 0; call < 2; call++) {
      expect(ahead(x).data).toEqual(want);
      const got = free(x).data,
        mode = /jacobian: (\w+)/.exec(inspect(free))![1];
      chosen.add(mode);
      if (mode === "forward") expect(got).toEqual(want);
      // Terms are positive: each of at most twice as many roundings as there are operations changes a sum by its half ulp, and a
      // derivative is of two such sums.
      else
        got.forEach((g, i) => {
          expect(Math.abs(g - want[i])).toBeLessThanOrEqual(4 * OPERATIONS * 2 ** -53 * want[i]);
        });
    }
  }
  expect([...chosen].sort()).toEqual(expect.arrayContaining(["forward", "reverse"]));
});
