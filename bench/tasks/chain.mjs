// Jacobian of y_i = sin(x_i) x_{i+1}² + exp(-x_i), the index wrapping round: two entries in a row, dense result.

import { matrix, uniform } from "./inputs.mjs";
import { rowsOf, transposedJacfwd } from "./peers.mjs";

/** @param {number} n */
const chain = (n) => {
  const x = uniform(n);
  return {
    name: `chain${n}`,
    title: `Jacobian of sin(x_i) x_{i+1}² + exp(-x_i), tensor code, n = ${n}`,
    torch: "chain",
    inputs: { x },
    expected: () =>
      matrix(n, n, (i, j) => {
        const next = (i + 1) % n;
        if (j === i) return Math.cos(x[i]) * x[next] ** 2 - Math.exp(-x[i]);
        return j === next ? 2 * Math.sin(x[i]) * x[next] : 0;
      }),

    hand() {
      const data = Float64Array.from(x);
      return {
        hand: () => {
          const out = new Float64Array(n * n);
          for (let i = 0; i < n; i++) {
            const xi = data[i];
            const next = i + 1 < n ? i + 1 : 0;
            const q = data[next];
            out[i * n + i] = Math.cos(xi) * q * q - Math.exp(-xi);
            out[i * n + next] = 2 * Math.sin(xi) * q;
          }
          return out;
        },
      };
    },

    /** @param {any} d */
    dualtensor(d) {
      const { add, exp, mul, neg, roll, sin, square } = d;
      const tx = d.tensor(x);
      const f = (/** @type {any} */ x) => add(mul(sin(x), square(roll(x, -1))), exp(neg(x)));
      return { dualtensor: () => d.jacobian(f, tx) };
    },

    /** @param {any} jax */
    "jax-js"(jax) {
      const { numpy: np } = jax;
      const tx = np.array(x, { dtype: np.float64 });
      const f = (/** @type {any} */ x) =>
        np.add(np.multiply(np.sin(x.ref), np.square(np.roll(x.ref, -1))), np.exp(np.negative(x)));
      const jacfwd = transposedJacfwd(jax, f);
      const jitted = jax.jit(jacfwd);
      const reverse = jax.jit(jax.jacrev(f));
      return {
        "jax-js jacfwd": () => jacfwd(tx.ref).dataSync(),
        "jax-js jit(jacfwd)": () => jitted(tx.ref).dataSync(),
        "jax-js jit(jacrev)": () => reverse(tx.ref).dataSync(),
      };
    },

    /** @param {any} tf */
    tfjs(tf) {
      const roll = (/** @type {any} */ x) => tf.concat([tf.slice(x, 1), tf.slice(x, 0, 1)]);
      const f = (/** @type {any} */ x) => tf.add(tf.mul(tf.sin(x), tf.square(roll(x))), tf.exp(tf.neg(x)));
      return { "tfjs grad by row": rowsOf(tf, f, tf.tensor1d(x), n) };
    },
  };
};

export default [chain(100), chain(1000)];
