// The product of two matrices in WebAssembly beside the loops in JavaScript, whose bits it has.

import { errorOf } from "./index.mjs";

export const gates = async () => {
  const from = (/** @type {string} */ path) =>
    import(new URL(`../../dist/esm/${path}`, import.meta.url).href);
  const { fastProduct } = await from("compile/wasm/matmul.js");
  const { matmul } = await from("kernels/matmul.js");
  return [64, 128, 256].map((n) => {
    const [a, b] = [1, 2].map((s) => Float64Array.from({ length: n * n }, (_, i) => Math.sin(s * i + 0.3)));
    const out = new Float64Array(n * n);
    const dense = (/** @type {Float64Array} */ data) => ({ shape: [n, n], data });
    /** @type {Float64Array} */
    let other = out;
    return {
      ...{ gate: `matmul, ${n} x ${n}, against the loops in JavaScript`, must: 0.333, aim: 0.25 },
      ours: () => fastProduct(a, 0, b, 0, out, 0, n, n, n),
      reference: () => (other = matmul(dense(a), dense(b), [], false)),
      error: () => errorOf(out, other),
    };
  });
};
