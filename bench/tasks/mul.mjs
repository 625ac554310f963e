// Jacobian of the elementwise product a*b in b: diag(a). At n = 3 it measures what a call costs, at n = 1000 what
// filling the dense result costs.

import { matrix, uniform } from "./inputs.mjs";
import { rowsOf, transposedJacfwd } from "./peers.mjs";

/** @param {number} n */
const mul = (n) => {
  const a = uniform(n, 1);
  const b = uniform(n, 2);
  return {
    name: `mul${n}`,
    title: `Jacobian of a * b in b, n = ${n}`,
    torch: "mul",
    inputs: { a, b },
    expected: () => matrix(n, n, (i, j) => (i === j ? a[i] : 0)),

    hand() {
      const data = Float64Array.from(a);
      return {
        hand: () => {
          const out = new Float64Array(n * n);
          for (let i = 0; i < n; i++) out[i * (n + 1)] = data[i];
          return out;
        },
      };
    },

    /** @param {any} d */
    dualtensor(d) {
      const [ta, tb] = [d.tensor(a), d.tensor(b)];
      return {
        dualtensor: () => d.jacobian((/** @type {any} */ b) => d.mul(ta, b), tb),
      };
    },

    /** @param {any} jax */
    "jax-js"(jax) {
      const { numpy: np } = jax;
      const [ta, tb] = [a, b].map((data) => np.array(data, { dtype: np.float64 }));
      const f = (/** @type {any} */ b) => np.multiply(ta.ref, b);
      const jacfwd = transposedJacfwd(jax, f);
      const jitted = jax.jit(jacfwd);
      const reverse = jax.jit(jax.jacrev(f));
      return {
        "jax-js jacfwd": () => jacfwd(tb.ref).dataSync(),
        "jax-js jit(jacfwd)": () => jitted(tb.ref).dataSync(),
        "jax-js jit(jacrev)": () => reverse(tb.ref).dataSync(),
      };
    },

    /** @param {any} tf */
    tfjs(tf) {
      const [ta, tb] = [tf.tensor1d(a), tf.tensor1d(b)];
      return { "tfjs grad by row": rowsOf(tf, (b) => tf.mul(ta, b), tb, n) };
    },
  };
};

export default [mul(3), mul(1000)];
