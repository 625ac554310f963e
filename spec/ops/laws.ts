// What the specs of operations measure with: closeness in units of the data, the laws that every operation keeps in every
// mode, and the cases that PyTorch computed.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DualTensorError, jacobian, tensor, tensordot, type ErrorCode, type Tensor } from "dualtensor";

/** Equal shapes, and entries within `tolerance` of each other, relative to the larger of 1 and the entry expected. */
export function expectClose(actual: Tensor, expected: Tensor, tolerance: number): void {
  expect(actual.shape).toEqual(expected.shape);
  const wrong = Array.from(expected.data, (e, i) => ({
    place: i,
    actual: actual.data[i],
    expected: e,
  })).filter(
    ({ actual: a, expected: e }) =>
      !(Object.is(a, e) || a === e || Math.abs(a - e) <= tolerance * Math.max(1, Math.abs(e))),
  );
  expect(wrong).toEqual([]);
}

/** Matrices of these sizes are tried. */
export const SIZES = [1, 2, 3, 8, 33, 100];
export const largest = (x: Tensor): number => x.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);

/** Some roundings of numbers of size 1 to 100. */
export const ROUNDING = 1e-12;

/** Forward, one seed at a time and in reverse the Jacobian is the same; forward to the bit. Returns it. */
export function jacobianInAllModes(f: (x: Tensor) => Tensor, x: Tensor): Tensor {
  const J = jacobian(f, x);
  const single = jacobian(f, x, { chunk: 1 });
  expect(single.shape).toEqual(J.shape);
  expect(Array.from(single.data, (v) => v + 0)).toEqual(Array.from(J.data, (v) => v + 0));
  expectClose(jacobian(f, x, { mode: "reverse" }), J, ROUNDING);
  return J;
}

/** f is linear: its Jacobian, times x, is f(x); in all modes. */
export function expectLinear(f: (x: Tensor) => Tensor, x: Tensor): void {
  expectClose(tensordot(jacobianInAllModes(f, x), x, x.ndim), f(x), ROUNDING);
}

/** The error that a call throws: its code, and words that its message has. */
export function expectError(
  call: () => unknown,
  code: ErrorCode,
  ...words: readonly (string | RegExp)[]
): DualTensorError {
  let caught: unknown;
  try {
    call();
  } catch (e) {
    caught = e;
  }
  expect(caught).toBeInstanceOf(DualTensorError);
  const error = caught as DualTensorError;
  expect(error.code).toBe(code);
  for (const w of words) expect(error.message).toMatch(w);
  return error;
}

type Data = readonly (number | string | boolean)[];
interface Stored {
  readonly shape: readonly number[];
  readonly data: Data;
  readonly dtype?: string;
}
/** A case of spec/fixtures/oracle: what an expression of PyTorch gave. */
export interface OracleCase {
  readonly expr: string;
  readonly inputs: readonly (Stored & { readonly diff: boolean })[];
  readonly outputs: readonly Stored[];
  /** By output, and by input that is differentiated. */
  readonly jacobians?: readonly (readonly Stored[] | null)[];
}
export function oracle(name: string): OracleCase[] {
  const text = readFileSync(resolve(__dirname, `../fixtures/oracle/${name}.json`), "utf8");
  return (JSON.parse(text) as { cases: OracleCase[] }).cases;
}
export function stored({ shape, data, dtype }: Stored): Tensor {
  const kind = dtype === "bool" ? "bool" : dtype === "int64" ? "int32" : "float64";
  return tensor(data.map(Number), { shape: [...shape], dtype: kind });
}

/** Numbers that repeat: uniform in [-2, 2), from a generator of 32 bits (Mulberry32). */
export function numbers(count: number, seed: number): number[] {
  let a = seed;
  return Array.from({ length: count }, () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * 4 - 2;
  });
}
/** A tensor of such numbers. */
export const sample = (shape: readonly number[], seed = 1): Tensor =>
  tensor(
    numbers(
      shape.reduce((n, l) => n * l, 1),
      seed,
    ),
    { shape: [...shape] },
  );
