// Jacobian of A B in A: ∂(A B)_ij/∂A_kl = [i = k] B_lj. Of its n⁴ entries n³ are not zero.

import { matrix } from "./inputs.mjs";

const n = 32;
const a = Array.from(matrix(n, n, (i, j) => Math.sin(7 * i + 3 * j)));
const b = Array.from(matrix(n, n, (i, j) => Math.cos(2 * i - 5 * j)));
const jacobian = () => {
  const out = new Float64Array(n ** 4);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) for (let l = 0; l < n; l++) out[((i * n + j) * n + i) * n + l] = b[l * n + j];
  return out;
};

export default [
  {
    name: "product32",
    title: `Jacobian of A B in A, ${n} x ${n}`,
    torch: "product",
    inputs: { a, b },
    expected: jacobian,
    hand: () => ({ hand: jacobian }),
    /** @param {any} d */
    dualtensor(d) {
      const [A, B] = [a, b].map((m) => d.tensor(Float64Array.from(m), { shape: [n, n] }));
      const f = (/** @type {any} */ x) => d.matmul(x, B);
      return {
        dualtensor: () => d.jacobian(f, A),
        "dualtensor, dense chunks": () => d.jacobian(f, A, { chunk: n * n }),
      };
    },
  },
];
