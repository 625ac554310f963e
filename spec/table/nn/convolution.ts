// Convolutions by their definition: every product of an entry of the kernel and the entry of the input it meets.
import { at, entry, shapeOf, tabulate, x, type Nested, type Numbers, type Table } from "../entry.js";

interface Settings {
  readonly stride?: readonly number[];
  readonly padding?: readonly number[];
  readonly dilation?: readonly number[];
  readonly groups?: number;
  readonly outputPadding?: readonly number[];
}
/** All indices of a box. */
export const places = (lengths: readonly number[]): number[][] =>
  lengths.reduce<number[][]>(
    (list, n) => list.flatMap((i) => Array.from({ length: n }, (_, j) => [...i, j])),
    [[]],
  );
const sum = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0);
/** y[n, c, o] = b[c] + sum w[c, d, k] x[n, d', o stride + k dilation - padding] over channels d of the group and taps k. */
function convolved(v: Nested, w: Nested, b: number[] | null | undefined, options: Settings = {}): Nested {
  const [N, , ...plane] = shapeOf(v),
    [channels, inner, ...kernel] = shapeOf(w),
    each = (list: readonly number[] | undefined, none: number): readonly number[] =>
      list ?? plane.map(() => none),
    [stride, padding, dilation] = [
      each(options.stride, 1),
      each(options.padding, 0),
      each(options.dilation, 1),
    ],
    out = plane.map((n, d) =>
      Math.floor((n + 2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1) / stride[d] + 1),
    );
  return tabulate([N, channels, ...out], (n, c, ...o) => {
    const group = Math.floor((c * (options.groups ?? 1)) / channels);
    return (
      (b?.[c] ?? 0) +
      sum(
        places([inner, ...kernel]).map(([d, ...k]) => {
          const i = k.map((t, a) => o[a] * stride[a] + t * dilation[a] - padding[a]);
          return i.every((t, a) => t >= 0 && t < plane[a])
            ? at(w, c, d, ...k) * at(v, n, group * inner + d, ...i)
            : 0;
        }),
      )
    );
  });
}
/** Every product thrown to where the convolution would have read it. */
function thrown(v: Nested, w: Nested, b: number[] | null | undefined, options: Settings = {}): Nested {
  const [N, C, ...plane] = shapeOf(v),
    [, outer, ...kernel] = shapeOf(w),
    groups = options.groups ?? 1,
    each = (list: readonly number[] | undefined, none: number): readonly number[] =>
      list ?? plane.map(() => none),
    [stride, padding, dilation] = [
      each(options.stride, 1),
      each(options.padding, 0),
      each(options.dilation, 1),
    ],
    further = each(options.outputPadding, 0),
    out = plane.map(
      (n, d) => (n - 1) * stride[d] - 2 * padding[d] + dilation[d] * (kernel[d] - 1) + further[d] + 1,
    ),
    y = new Map<string, number>();
  for (const [n, c, ...i] of places([N, C, ...plane]))
    for (const [d, ...k] of places([outer, ...kernel])) {
      const key = [
        n,
        Math.floor((c * groups) / C) * outer + d,
        ...i.map((t, a) => t * stride[a] + k[a] * dilation[a] - padding[a]),
      ].join();
      y.set(key, (y.get(key) ?? 0) + at(w, c, d, ...k) * at(v, n, c, ...i));
    }
  return tabulate([N, outer * groups, ...out], (...i) => (b?.[i[1]] ?? 0) + (y.get(i.join()) ?? 0));
}
/** Numbers without a pattern, in a shape. */
export const numbers = (shape: readonly number[], seed = 1): Numbers => {
  let s = seed;
  return tabulate(shape, () => {
    s = (s * 1103515245 + 12345) % 2147483648;
    return Math.round((s / 2147483648 - 0.5) * 4000) / 1000;
  }) as Numbers;
};

/** A call of batches, of the shapes; `options` as the call has them, `settings` as the reference. */
const like =
  (reference: typeof convolved) =>
  (shapes: readonly (readonly number[])[], options: unknown[] = [], settings: Settings = {}) =>
    entry([...shapes.map((s, i) => x(numbers(s, i + 7))), ...options], (v: Nested, w: Nested, b: unknown) =>
      reference(v, w, Array.isArray(b) ? (b as number[]) : null, settings),
    );
const conv = like(convolved),
  transposed = like(thrown);
const alone = (reference: typeof convolved, v: readonly number[], w: readonly number[]) =>
  entry(
    [x(numbers(v)), x(numbers(w, 5))],
    (a: Nested, b: Nested) => (reference([a], b, null) as Nested[])[0],
  );

export const convolutions: Table = {
  conv1d: [
    conv([[2, 2, 5], [3, 2, 3], [3]]),
    alone(convolved, [2, 5], [1, 2, 2]),
    conv([[1, 2, 6], [2, 1, 3]], [null, 2, 1, 2, 2], { stride: [2], padding: [1], dilation: [2], groups: 2 }), // prettier-ignore
    conv([[1, 2, 6], [2, 2, 3], [2]], [{ padding: "same", dilation: 2 }], { padding: [2], dilation: [2] }), // prettier-ignore
    conv([[1, 1, 4], [1, 1, 2]], [{ padding: "valid", stride: [3] }], { stride: [3] }), // prettier-ignore
    // An even kernel: one entry more behind than before.
    entry(
      [x([[1, 2, 4]]), x([[[1, 10]]]), { padding: "same" }],
      ([v]: number[][], [[[p, q]]]: number[][][]) => [v.map((e, i) => p * e + q * (v[i + 1] ?? 0))],
    ),
  ],
  conv2d: [
    conv([[2, 2, 3, 4], [2, 2, 2, 3], [2]]), // prettier-ignore
    alone(convolved, [1, 3, 3], [2, 1, 2, 2]),
    conv([[1, 2, 4, 5], [4, 1, 2, 2]], [{ stride: [1, 2], padding: [1, 0], dilation: [2, 1], groups: 2 }], { stride: [1, 2], padding: [1, 0], dilation: [2, 1], groups: 2 }), // prettier-ignore
  ],
  conv3d: [
    conv([[1, 1, 2, 2, 3], [1, 1, 2, 1, 2]]), // prettier-ignore
    conv([[1, 2, 2, 3, 2], [2, 2, 2, 2, 1], [2]], [{ stride: [1, 2, 1], padding: 1 }], { stride: [1, 2, 1], padding: [1, 1, 1] }), // prettier-ignore
  ],
  convTranspose1d: [
    transposed([[2, 2, 3], [2, 3, 2], [3]]), // prettier-ignore
    alone(thrown, [2, 3], [2, 1, 2]),
    transposed([[1, 2, 3], [2, 1, 3]], [null, 3, 1, 2, 2, 2], { stride: [3], padding: [1], outputPadding: [2], groups: 2, dilation: [2] }), // prettier-ignore
  ],
  convTranspose2d: [
    transposed([[1, 2, 2, 3], [2, 1, 2, 2], [1]], [{ stride: [2, 1], padding: [0, 1], outputPadding: [1, 0] }], { stride: [2, 1], padding: [0, 1], outputPadding: [1, 0] }), // prettier-ignore
  ],
  convTranspose3d: [
    transposed([[1, 2, 1, 2, 2], [2, 1, 2, 1, 2]], [{ stride: 2, dilation: [1, 1, 2] }], { stride: [2, 2, 2], dilation: [1, 1, 2] }), // prettier-ignore
  ],
};
