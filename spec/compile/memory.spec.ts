// A compiled function called again and again: its memory is one, its results are their own. `CALLS=1000000 npx jest
// spec/compile/memory` for a million calls.
import { inspect, jacobian, jit, program, stack, tensor, type Tensor } from "../../lib/index.js";

const CALLS = Number(process.env.CALLS ?? 20_000);
const J = jit((x: Tensor) =>
  jacobian((v: Tensor) => stack([v.at(0).mul(v.at(1)), v.at(1).mul(v.at(1)), v.at(2)]), x),
);
const x = tensor([1, 2, 3]);
/** Bytes of arrays, which no collection of garbage moves, and of objects. */
const used = (): number => {
  (globalThis as { gc?: () => void }).gc?.();
  const { arrayBuffers, external } = process.memoryUsage();
  return arrayBuffers + external;
};

test("calls with tensors, numbers and into do not grow memory", () => {
  const out = new Float64Array(9),
    into = J.into(out),
    numbers = Float64Array.of(1, 2, 3);
  const call = (n: number): void => {
    for (let k = 0; k < n; k++) {
      numbers[0] = k;
      J(x);
      J.numbers(numbers, out);
      into(x);
    }
  };
  call(1000);
  const before = used();
  call(CALLS);
  // A result of 9 numbers that were kept a call would be 72 bytes a call; what is not collected yet is less than 32 MB.
  expect(used() - before).toBeLessThan(32e6);
  expect(program(J).layout.outputs[0].shape).toEqual([3, 3]);
});
test("all results of many calls are their own", () => {
  const all = Array.from({ length: 500 }, (_, k) => J(tensor([k, 2 * k, 3])));
  const buffers = new Set(all.map((t) => t.data.buffer));
  expect(buffers.size).toBe(all.length);
  all.forEach((t, k) => {
    expect(t.toArray()).toEqual([
      [2 * k, k, 0],
      [0, 4 * k, 0],
      [0, 0, 1],
    ]);
  });
  const one = J.numbers(Float64Array.of(1, 2, 3)),
    two = J.numbers(Float64Array.of(4, 5, 6));
  expect(one.buffer).not.toBe(two.buffer);
  expect(one).toEqual(Float64Array.of(2, 1, 0, 0, 4, 0, 0, 0, 1));
});
test("of many shapes those that ran last are kept, with the same results", () => {
  const total = jit((v: Tensor) => v.mul(v).sum()),
    of = (n: number): Tensor => tensor(Array.from({ length: n }, (_, i) => i));
  // 0 + 1 + 4 + ... + (n - 1)²
  const squares = (n: number): number => ((n - 1) * n * (2 * n - 1)) / 6;
  for (let n = 1; n <= 200; n++) {
    expect(total(of(n)).item()).toBe(squares(n));
    // In between, what ran first.
    expect(total(of(1)).item()).toBe(0);
  }
  expect(inspect(total).split("\n")[0]).toBe("jit(function): 400 calls, 200 recorded, 64 traces kept");
  expect(total(of(1)).item()).toBe(0);
  expect(total(of(2)).item()).toBe(1);
  expect(inspect(total).split("\n")[0]).toBe("jit(function): 402 calls, 201 recorded, 64 traces kept");
});
