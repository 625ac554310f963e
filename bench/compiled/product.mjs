// The product of two matrices in WebAssembly beside the kernel that the library had at 0.1.0: a tile of 4 x 2 sums in plain
// JavaScript, each from left to right, as it stood then. The bits differ since sums are added in blocks.

import { errorOf } from "./index.mjs";

/** c = a b for n x n, n a multiple of 4: lib/kernels/matmul.ts of 0.1.0, its path for such matrices. */
const product = (
  /** @type {Float64Array} */ a,
  /** @type {Float64Array} */ given,
  /** @type {Float64Array} */ c,
  /** @type {number} */ n,
) => {
  const b = new Float64Array(n * n);
  for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) b[j * n + k] = given[k * n + j];
  for (let i = 0; i + 4 <= n; i += 4) {
    const a0 = i * n;
    const a1 = a0 + n;
    const a2 = a1 + n;
    const a3 = a2 + n;
    for (let j = 0; j + 2 <= n; j += 2) {
      const b0 = j * n;
      const b1 = b0 + n;
      let [s00, s01, s10, s11, s20, s21, s30, s31] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let k = 0; k < n; k++) {
        const u = b[b0 + k];
        const v = b[b1 + k];
        const w0 = a[a0 + k];
        const w1 = a[a1 + k];
        const w2 = a[a2 + k];
        const w3 = a[a3 + k];
        s00 += w0 * u;
        s01 += w0 * v;
        s10 += w1 * u;
        s11 += w1 * v;
        s20 += w2 * u;
        s21 += w2 * v;
        s30 += w3 * u;
        s31 += w3 * v;
      }
      const q = i * n + j;
      c[q] = s00;
      c[q + 1] = s01;
      c[q + n] = s10;
      c[q + n + 1] = s11;
      c[q + 2 * n] = s20;
      c[q + 2 * n + 1] = s21;
      c[q + 3 * n] = s30;
      c[q + 3 * n + 1] = s31;
    }
  }
};

export const gates = async () => {
  const { fastProduct } = await import(
    new URL("../../dist/esm/compile/wasm/matmul.js", import.meta.url).href
  );
  return [64, 128, 256].map((n) => {
    const [a, b] = [1, 2].map((s) => Float64Array.from({ length: n * n }, (_, i) => Math.sin(s * i + 0.3)));
    const [out, other] = [new Float64Array(n * n), new Float64Array(n * n)];
    return {
      ...{ gate: `matmul, ${n} x ${n}, against the kernel of 0.1.0`, must: 0.333, aim: 0.25 },
      ours: () => fastProduct(a, 0, b, 0, out, 0, n, n, n),
      reference: () => product(a, b, other, n),
      error: () => errorOf(out, other),
    };
  });
};
