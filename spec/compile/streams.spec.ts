// Loops of 64 steps and more run four steps a turn, with neighbours in full vectors and elementary functions in place: whatever is
// left over at the end, wherever a step is not finite, with the bits of the interpreter, and of eager code but for functions.

import {
  configure,
  cos,
  exp,
  jit,
  sin,
  sqrt,
  stack,
  tensor,
  valueAndJacobian,
  vmap,
  type Tensor,
} from "../../lib/index";
import { random } from "./numbers";

/** As WebAssembly, then interpreted. */
function tiers(f: (x: Tensor) => Tensor[], x: Tensor): number[][] {
  return [true, false].map((codegen) => {
    configure({ codegen });
    try {
      const compiled = jit(f);
      compiled(x);
      return compiled(x).flatMap((t) => [...t.data]);
    } finally {
      configure({ codegen: true });
    }
  });
}
const both = (f: (q: Tensor) => Tensor) =>
  vmap((q: Tensor) => {
    const { value, jacobian } = valueAndJacobian(f, q);
    return [value, jacobian];
  });

/** Eager bits, but that a structural zero of a program is +0. */
function same(f: (x: Tensor) => Tensor[], x: Tensor): void {
  const [compiled, interpreted] = tiers(f, x);
  expect(interpreted).toEqual(compiled);
  const positive = (v: number) => v + 0;
  expect(compiled.map(positive)).toEqual(f(x).flatMap((t) => [...t.data].map(positive)));
}

/** Plain arithmetic: inputs and outputs side by side and apart, an output that another one reads. */
const arithmetic = (q: Tensor) => {
  const [a, b, c, e] = [0, 1, 2, 4].map((i) => q.at(i));
  const p = a.mul(b);
  return stack([p, p.mul(c), sqrt(c.mul(c).add(1)).div(e), e, p.sub(e)]);
};

test.each([63, 64, 65, 66, 67, 68, 127, 255, 256, 257, 258, 259, 260])("%d steps", (n) => {
  const x = tensor(random(5 * n, n), { shape: [n, 5] });
  same(both(arithmetic), x);
});

test.each([64, 66, 259])("%d steps, any of which is not finite: zero annihilates", (n) => {
  for (const step of [0, 1, 2, 3, n - 5, n - 4, n - 3, n - 2, n - 1])
    for (const bad of [Infinity, NaN]) {
      const numbers = random(5 * n, 3);
      numbers[5 * step] = bad;
      numbers[5 * step + 1] = 0;
      const x = tensor(numbers, { shape: [n, 5] });
      same(both(arithmetic), x);
    }
});

test("elementary functions in place, and where their recipe does not hold", () => {
  const n = 70,
    f = both((q: Tensor) =>
      stack([sin(q.at(0)), cos(q.at(0)).mul(exp(q.at(1))), sin(q.at(1)), exp(q.at(0))]),
    );
  const numbers = random(2 * n, 5).map((v, i) => (i % 13 === 0 ? 1e9 * v : i % 17 === 0 ? 1400 * v : v));
  numbers[6] = Infinity;
  numbers[21] = NaN;
  const x = tensor(numbers, { shape: [n, 2] });
  const [compiled, interpreted] = tiers(f, x);
  expect(compiled).toEqual(interpreted);
  const want = f(x).flatMap((t) => [...t.data]);
  // 2 ulp in each function.
  compiled.forEach((v, i) => {
    if (Number.isFinite(want[i]))
      expect(Math.abs(v - want[i])).toBeLessThanOrEqual(2 ** -50 * Math.abs(want[i]));
    else expect(v).toBe(want[i]);
  });
});
