// Jacobian of x = solve(A, b) in A: ∂x_o/∂A_ij = -inv(A)_oi x_j.
// A is αI + u vᵀ with its rows in reverse order (so that pivoting is needed); its inverse is known in closed form
// (J. Sherman, W. J. Morrison, Annals of Mathematical Statistics 21, 1950).

import { matrix, uniform } from "./inputs.mjs";

/**
 * LU with partial pivoting in place; returns the order of the rows.
 * @param {Float64Array} a
 * @param {number} n
 */
const factor = (a, n) => {
  const order = new Int32Array(n);
  for (let i = 0; i < n; i++) order[i] = i;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[best * n + k])) best = i;
    if (best !== k) {
      for (let j = 0; j < n; j++) {
        const t = a[k * n + j];
        a[k * n + j] = a[best * n + j];
        a[best * n + j] = t;
      }
      const t = order[k];
      order[k] = order[best];
      order[best] = t;
    }
    const pivot = 1 / a[k * n + k];
    for (let i = k + 1; i < n; i++) {
      const m = (a[i * n + k] *= pivot);
      for (let j = k + 1; j < n; j++) a[i * n + j] -= m * a[k * n + j];
    }
  }
  return order;
};

/**
 * Solves for m right-hand sides held in the columns of the (n, m) matrix x, in place.
 * @param {Float64Array} lu
 * @param {Float64Array} x
 * @param {number} n
 * @param {number} m
 */
const substitute = (lu, x, n, m) => {
  for (let i = 1; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const l = lu[i * n + k];
      for (let j = 0; j < m; j++) x[i * m + j] -= l * x[k * m + j];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      const u = lu[i * n + k];
      for (let j = 0; j < m; j++) x[i * m + j] -= u * x[k * m + j];
    }
    const pivot = 1 / lu[i * n + i];
    for (let j = 0; j < m; j++) x[i * m + j] *= pivot;
  }
};

/** @param {number} n */
const solve = (n) => {
  const alpha = n / 2;
  const u = uniform(n, 1);
  const v = uniform(n, 2);
  const b = uniform(n, 3);
  const a = Array.from(matrix(n, n, (i, j) => (n - 1 - i === j ? alpha : 0) + u[n - 1 - i] * v[j]));
  return {
    name: `solve${n}`,
    title: `Jacobian of solve(A, b) in A, ${n} x ${n}`,
    torch: "solve",
    inputs: { a, b },

    expected() {
      const scale = alpha + u.reduce((sum, ui, i) => sum + ui * v[i], 0);
      const inverse = matrix(n, n, (o, i) => {
        const column = n - 1 - i;
        return ((o === column ? 1 : 0) - (u[o] * v[column]) / scale) / alpha;
      });
      const x = b.map((_, o) => b.reduce((sum, bi, i) => sum + inverse[o * n + i] * bi, 0));
      return matrix(n, n * n, (o, ij) => -inverse[o * n + Math.floor(ij / n)] * x[ij % n]);
    },

    hand() {
      const matrixA = Float64Array.from(a);
      const rhs = Float64Array.from(b);
      return {
        hand: () => {
          const lu = matrixA.slice();
          const order = factor(lu, n);
          const inverse = new Float64Array(n * n);
          for (let i = 0; i < n; i++) inverse[i * n + order[i]] = 1;
          substitute(lu, inverse, n, n);
          const x = new Float64Array(n);
          for (let o = 0; o < n; o++) for (let i = 0; i < n; i++) x[o] += inverse[o * n + i] * rhs[i];
          const out = new Float64Array(n * n * n);
          for (let oi = 0; oi < n * n; oi++) {
            const g = -inverse[oi];
            for (let j = 0; j < n; j++) out[oi * n + j] = g * x[j];
          }
          return out;
        },
      };
    },

    /** @param {any} d */
    dualtensor(d) {
      const matrixA = Float64Array.from(a);
      const tb = d.tensor(b);
      const f = (/** @type {any} */ a) => d.solve(a, tb);
      // A new tensor each time: a factorisation is remembered as long as its matrix lives.
      const fresh = () => d.tensor(matrixA, { shape: [n, n] });
      return {
        dualtensor: () => d.jacobian(f, fresh()),
        "dualtensor, mode auto": () => d.jacobian(f, fresh(), { mode: "auto" }),
      };
    },
  };
};

export default [solve(8), solve(32)];
