// Fourier transforms: the sum that defines them at many lengths, round trips, derivatives that are transforms, and the laws
// of signals.

import {
  abs,
  complex,
  jacobian,
  jvp,
  mul,
  randn,
  real,
  square,
  sum,
  tensor,
  viewAsComplex,
  viewAsReal,
  vjp,
  type Tensor,
} from "dualtensor";
import {
  fft,
  fft2,
  fftfreq,
  fftn,
  fftshift,
  hfft,
  ifft,
  ifftn,
  ihfft,
  irfft,
  irfft2,
  irfftn,
  rfft,
  rfft2,
  rfftn,
} from "dualtensor/fft";
import { fft as kernel } from "../../lib/kernels/fourier.js";
import { rootsOfUnity } from "../../lib/kernels/roots.js";

const lengths = [...Array.from({ length: 40 }, (_, i) => i + 1), 53, 64, 74, 97, 100, 128, 210];
const near = (got: ArrayLike<number>, want: ArrayLike<number>, bound: number): void => {
  expect(got.length).toBe(want.length);
  let most = 0;
  for (let i = 0; i < want.length; i++) most = Math.max(most, Math.abs(got[i] - want[i]));
  expect(most).toBeLessThanOrEqual(bound);
};
const numbers = (shape: number[], seed: number): Float64Array => randn(shape, { seed }).data;

describe("the kernel", () => {
  /** The defining sum along the middle axis of [n, inner, 2], its angles by whole numbers modulo n. */
  function defined(x: Float64Array, n: number, inner: number, sign: number): Float64Array {
    const out = new Float64Array(x.length);
    for (let q = 0; q < inner; q++)
      for (let k = 0; k < n; k++)
        for (let j = 0; j < n; j++) {
          const angle = (2 * Math.PI * ((j * k) % n)) / n;
          const [c, s] = [Math.cos(angle), sign * Math.sin(angle)];
          const from = 2 * (j * inner + q);
          const to = 2 * (k * inner + q);
          out[to] += x[from] * c - x[from + 1] * s;
          out[to + 1] += x[from] * s + x[from + 1] * c;
        }
    return out;
  }

  test.each(lengths)("is the defining sum, and comes back, at length %i", (n) => {
    for (const inner of [1, 3])
      for (const sign of [1, -1] as const) {
        const x = numbers([2, n, inner, 2], n);
        const y = kernel({ shape: [2, n, inner, 2], data: x }, -3, sign, 1);
        const block = 2 * n * inner;
        for (const o of [0, 1]) {
          const part = [o * block, (o + 1) * block] as const;
          near(y.subarray(...part), defined(x.subarray(...part), n, inner, sign), 4e-15 * n);
        }
        const opposite = sign === 1 ? -1 : 1;
        near(kernel({ shape: [2, n, inner, 2], data: y }, -3, opposite, 1 / n), x, 4e-15);
      }
  });

  test("takes long lengths of large primes", () => {
    const n = 100003; // prime
    const x = new Float64Array(2 * n);
    x[2 * 12345] = 1;
    const y = kernel({ shape: [n, 2], data: x }, -2, -1, 1);
    for (const k of [0, 1, 777, 50001, 100002]) {
      const angle = (-2 * Math.PI * ((12345 * k) % n)) / n;
      expect(Math.abs(y[2 * k] - Math.cos(angle))).toBeLessThan(1e-11);
      expect(Math.abs(y[2 * k + 1] - Math.sin(angle))).toBeLessThan(1e-11);
    }
  });

  test("roots of unity are symmetric to the bit, and exact on the axes", () => {
    const w = rootsOfUnity(8);
    const d = Math.SQRT1_2;
    // prettier-ignore
    expect(Array.from(w, (v) => v + 0)).toEqual([1, 0, d, d, 0, 1, -d, d, -1, 0, -d, -d, 0, -1, d, -d]);
    const n = 360;
    const v = rootsOfUnity(n);
    for (let k = 1; k < n; k++) {
      expect(v[2 * k]).toBe(v[2 * (n - k)]);
      expect(v[2 * k + 1] + v[2 * (n - k) + 1]).toBe(0);
    }
  });
});

describe("derivatives are transforms", () => {
  const x = randn([6], { seed: 1 });
  const v = randn([6], { seed: 2 });
  test("push: of a direction its transform", () => {
    const { tangent } = jvp((t) => viewAsReal(fft(t)), x, v);
    near(tangent.data, viewAsReal(fft(v)).data, 1e-15);
  });

  test("pull: of a cotangent the transform of the other sign", () => {
    const bar = randn([6, 2], { seed: 3 });
    const { pull } = vjp((t) => viewAsReal(fft(viewAsComplex(t))), randn([6, 2], { seed: 4 }));
    near(pull(bar).data, viewAsReal(ifft(viewAsComplex(bar), { norm: "forward" })).data, 1e-15);
  });

  test("the Jacobian of fft is the matrix of the sum", () => {
    const J = jacobian((t) => viewAsReal(fft(t)), x);
    expect(J.shape).toEqual([6, 2, 6]);
    for (let k = 0; k < 6; k++)
      for (let j = 0; j < 6; j++) {
        expect(J.at(k, 0, j).item()).toBeCloseTo(Math.cos((2 * Math.PI * j * k) / 6), 14);
        expect(J.at(k, 1, j).item()).toBeCloseTo(-Math.sin((2 * Math.PI * j * k) / 6), 14);
      }
  });

  test("of the imaginary parts that no real signal has, irfft has none", () => {
    const J = jacobian((t) => irfft(viewAsComplex(t)), randn([3, 2], { seed: 5 }));
    expect(J.at(":", 0, 1).toArray()).toEqual([0, 0, 0, 0]);
    expect(J.at(":", 2, 1).toArray()).toEqual([0, 0, 0, 0]);
  });
});

describe("laws", () => {
  const x = randn([3, 5], { seed: 6 });
  const pairs = (z: Tensor): Float64Array => viewAsReal(z).data;

  test.each(["backward", "forward", "ortho"] as const)("round trips with norm %s", (norm) => {
    near(real(ifft(fft(x, { norm }), { norm })).data, x.data, 1e-15);
    near(irfft(rfft(x, { norm }), 5, -1, norm).data, x.data, 1e-15);
    near(hfft(ihfft(x, { norm }), 5, -1, norm).data, x.data, 1e-15);
    near(real(ifftn(fftn(x, { norm }), { norm })).data, x.data, 1e-15);
    near(irfft2(rfft2(x, { norm }), [3, 5], [-2, -1], norm).data, x.data, 1e-15);
    near(irfftn(rfftn(x, { norm }), [3, 5], null, norm).data, x.data, 1e-15);
  });

  test("with norm ortho the transform keeps lengths", () => {
    const y = fft2(x, { norm: "ortho" });
    expect(sum(square(abs(y))).item()).toBeCloseTo(sum(square(x)).item(), 13);
  });

  test("a product of transforms is a cyclic convolution", () => {
    const [a, b] = [tensor([1, 2, 3, 4]), tensor([1, 0, -1, 2])];
    near(irfft(mul(rfft(a), rfft(b)), 4).data, [2, 4, 10, 4].map((_, k) => [0, 1, 2, 3].reduce((s, j) => s + a.data[j] * b.data[(k - j + 4) % 4], 0)), 1e-14); // prettier-ignore
  });

  test("a wave stands at its frequency", () => {
    const n = 12;
    const wave = complex(
      Array.from({ length: n }, (_, j) => Math.cos((2 * Math.PI * 3 * j) / n)),
      Array.from({ length: n }, (_, j) => Math.sin((2 * Math.PI * 3 * j) / n)),
    );
    const at = abs(fft(wave)).data.findIndex((v) => v > 6);
    expect(
      fftfreq(n, 1 / n)
        .at(at)
        .item(),
    ).toBe(3);
    expect(
      fftshift(fftfreq(n, 1 / n))
        .at(0)
        .item(),
    ).toBe(-6);
  });

  test("axes one after the other, in any order", () => {
    const z = viewAsComplex(randn([2, 3, 4, 2], { seed: 7 }));
    near(pairs(fftn(z)), pairs(fft(fft(fft(z, { dim: 0 }), { dim: 1 }), { dim: 2 })), 1e-14);
    near(pairs(fftn(z, null, [2, 0])), pairs(fft(fft(z, { dim: 2 }), { dim: 0 })), 1e-14);
    near(pairs(fftn(z, [2, 6])), pairs(fft(fft(z, 2, 1), 6, 2)), 1e-14);
    expect(rfftn(randn([2, 3, 4], { seed: 8 })).shape).toEqual([2, 3, 3]);
  });
});

describe("bad input", () => {
  test("what no transform takes is named", () => {
    expect(() => fft(1)).toThrow(/^fft: .*axis/);
    expect(() => fft([])).toThrow("fft: expected n to be a signal of at least one entry, got the number 0");
    expect(() => fft([1], 0)).toThrow(/^fft: expected n to be/);
    expect(() => fft([1, 2], { norm: "orto" as never })).toThrow(
      /^fft: expected the option norm to be "backward"/,
    );
    expect(() => rfft(complex([1], [2]))).toThrow("rfft: expected a real tensor, got a complex one.");
    expect(() => fftn([[1]], [1, 2], [0])).toThrow(/^fftn: expected s to be as many lengths as axes \(1\)/);
    expect(() => fft2([[1]], null, [0, 0])).toThrow(/^fft2: .*axis/);
    expect(() => irfft([1])).toThrow(/^irfft: expected n/);
  });
});
