// Random compositions of operations on random shapes. A program is a list of steps, each a few natural numbers: which
// operation, on which of the values so far, with which axis or shape. Any list is a program, so fast-check may shorten it.
import * as dt from "dualtensor";
import type { Tensor } from "dualtensor";
import fc from "fast-check";

export interface Step {
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}
export type Program = readonly Step[];
type Operation = (x: Tensor, y: Tensor, n: number) => Tensor;

const axis = (x: Tensor, n: number): number => n % x.ndim;
const fits = (x: Tensor, y: Tensor): boolean => {
  const [s, t] = [x.shape, y.shape];
  return s.every((n, i) => {
    const m = t[t.length - s.length + i];
    return m === undefined || m === n || m === 1 || n === 1;
  });
};
/** Elements beyond this many are summed away, so that programs stay small. */
const MOST = 24;
const small = (x: Tensor): Tensor => (x.size <= MOST ? x : dt.sum(x, 0));
/** Some whole numbers that follow from n: an index, a mask. */
const digits = (n: number, count: number, base: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.floor((n * 7 + 3) / (i + 1)) % base);

/** Linear ones; where an operand does not suit, the value passes. */
const linear: Readonly<Record<string, Operation>> = {
  add: (x, y) => (fits(x, y) ? dt.add(x, y) : x),
  sub: (x, y) => (fits(x, y) ? dt.sub(y, x) : x),
  neg: (x) => dt.neg(x),
  scale: (x, _, n) => dt.mul(x, 0.5 + (n % 3)),
  sum: (x, _, n) => (x.ndim === 0 ? x : dt.sum(x, axis(x, n), n % 2 === 0)),
  mean: (x) => dt.mean(x),
  flip: (x, _, n) => (x.ndim === 0 ? x : dt.flip(x, axis(x, n))),
  transpose: (x, _, n) => (x.ndim === 0 ? x : dt.transpose(x, 0, axis(x, n))),
  flatten: (x) => dt.flatten(x),
  unsqueeze: (x, _, n) => (x.ndim > 2 ? x : dt.unsqueeze(x, n % (x.ndim + 1))),
  cumsum: (x, _, n) => (x.ndim === 0 ? x : dt.cumsum(x, axis(x, n))),
  roll: (x, _, n) => (x.ndim === 0 ? x : dt.roll(x, n, axis(x, n))),
  select: (x, _, n) => (x.ndim === 0 ? x : dt.select(x, axis(x, n), n % x.shape[axis(x, n)])),
  entries: (x, _, n) => (x.ndim === 0 ? x : dt.indexSelect(x, axis(x, n), digits(n, 2, x.shape[axis(x, n)]))),
  stack: (x, y) => (x.shape.join() === y.shape.join() && x.ndim < 3 ? dt.stack([x, y]) : x),
  where: (x, y, n) => (x.shape.join() === y.shape.join() ? dt.where(mask(x, n), x, y) : x),
};
const mask = (x: Tensor, n: number): Tensor =>
  dt.tensor(digits(n, x.size, 2), { shape: [...x.shape], dtype: "bool" });
/** Smooth ones, of bounded growth. */
const curved: Readonly<Record<string, Operation>> = {
  ...linear,
  sin: (x) => dt.sin(x),
  cos: (x) => dt.cos(x),
  tanh: (x) => dt.tanh(x),
  sigmoid: (x) => dt.sigmoid(x),
  exp: (x) => dt.exp(dt.tanh(x)),
  square: (x) => dt.square(dt.tanh(x)),
  log: (x) => dt.log(dt.add(2, dt.square(x))),
  mul: (x, y) => (fits(x, y) ? dt.mul(x, y) : x),
  div: (x, y) => (fits(x, y) ? dt.div(x, dt.add(1, dt.square(y))) : x),
  pow: (x, y) => (fits(x, y) ? dt.pow(dt.add(1, dt.square(x)), dt.sin(y)) : x),
  softmax: (x, _, n) => (x.ndim === 0 ? x : dt.softmax(x, axis(x, n))),
  logsumexp: (x, _, n) => (x.ndim === 0 ? x : dt.logsumexp(x, axis(x, n))),
  prod: (x, _, n) => (x.ndim === 0 ? x : dt.prod(dt.tanh(x), axis(x, n))),
  matmul: (x, y) => (x.ndim === 2 && y.ndim === 2 && x.shape[1] === y.shape[0] ? dt.matmul(x, y) : x),
  gram: (x) => (x.ndim === 2 ? dt.matmul(x, dt.transpose(x, 0, 1)) : x),
  norm: (x) => dt.norm(dt.stack([dt.norm(x), dt.tensor(1)])),
};

const run =
  (operations: Readonly<Record<string, Operation>>) =>
  (program: Program) =>
  (...inputs: Tensor[]): Tensor => {
    const list = Object.values(operations),
      values = [...inputs];
    for (const { op, a, b, c } of program)
      values.push(
        small(
          list[op % list.length](
            values[values.length - 1 - (a % values.length)],
            values[b % values.length],
            c,
          ),
        ),
      );
    return values[values.length - 1];
  };
/** A program as a function; the last value is its result. */
export const smooth = run(curved);
export const linearly = run(linear);

// ── what fast-check draws ──
const natural = fc.nat({ max: 1000 });
export const programs = (most = 7): fc.Arbitrary<Program> =>
  fc.array(fc.record({ op: natural, a: natural, b: natural, c: natural }), { minLength: 1, maxLength: most });
export const shapes: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
/** Numbers that are neither tiny nor large: eighths from -2 to 2, which add without rounding. */
const numbers = fc.integer({ min: -16, max: 16 }).map((n) => n / 8);
export const tensorOf = (shape: readonly number[]): fc.Arbitrary<Tensor> => {
  const n = shape.reduce((a, b) => a * b, 1);
  return fc.array(numbers, { minLength: n, maxLength: n }).map((d) => dt.tensor(d, { shape: [...shape] }));
};
/** A tensor of any shape, with as many others of the same shape. */
export const alike = (count: number): fc.Arbitrary<Tensor[]> =>
  shapes.chain((s) => fc.tuple(...Array.from({ length: count }, () => tensorOf(s))));

/** Every property is tried on the same draws in every run. */
export const holdsFor = <T extends readonly unknown[]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  property: (...values: T) => void,
  numRuns = 200,
): void => {
  fc.assert(
    fc.property(fc.tuple(...(arbitraries as unknown as fc.Arbitrary<unknown>[])), (values) => {
      property(...(values as unknown as T));
    }),
    { numRuns, seed: 20190517 },
  );
};

// ── comparing ──
const largest = (t: Tensor): number => t.data.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
/** Some hundred roundings of the largest entry: programs are a dozen operations long. */
const ROUNDING = 2 ** -42;
export function expectClose(got: Tensor, want: Tensor, bound = ROUNDING * largest(want)): void {
  expect(got.shape).toEqual(want.shape);
  const off = Array.from(want.data).findIndex((v, i) => !(Math.abs(got.data[i] - v) <= bound));
  if (off >= 0)
    throw new Error(`element ${off} is ${got.data[off]}, not ${want.data[off]} (within ${bound})`);
}
export function expectSame(got: Tensor, want: Tensor): void {
  expect(got.shape).toEqual(want.shape);
  const off = Array.from(want.data).findIndex((v, i) => got.data[i] !== v);
  if (off >= 0) throw new Error(`element ${off} is ${got.data[off]}, not ${want.data[off]}`);
}
