// Reverse mode: what the gradient of a scalar of 10,000 inputs costs beside the function itself, here the sum of
// sin(x_i) x_{i+1}² + exp(-x_i), the index wrapping round. A row named "... f" evaluates f alone,
// the rows of dualtensor/torch are its backward().

import { uniform } from "./inputs.mjs";

const n = 10_000;
const x = uniform(n);

const value = () =>
  Float64Array.of(x.reduce((sum, xi, i) => sum + Math.sin(xi) * x[(i + 1) % n] ** 2 + Math.exp(-xi), 0));

const gradient = () =>
  Float64Array.from(x, (xi, i) => {
    const asNext = 2 * xi * Math.sin(x[(i + n - 1) % n]);
    return Math.cos(xi) * x[(i + 1) % n] ** 2 - Math.exp(-xi) + asNext;
  });

const grad = {
  name: "grad10k",
  title: "Gradient of a scalar of 10,000 inputs in reverse, and the function itself",
  torch: "gradient",
  inputs: { x },
  expected: (/** @type {string} */ row) => (row.endsWith(" f") ? value() : gradient()),

  hand() {
    const data = Float64Array.from(x);
    return {
      "hand f": () => {
        let sum = 0;
        for (let i = 0; i < n; i++) {
          const xi = data[i];
          const q = data[i + 1 < n ? i + 1 : 0];
          sum += Math.sin(xi) * q * q + Math.exp(-xi);
        }
        return sum;
      },
      hand: () => {
        const out = new Float64Array(n);
        for (let i = 0; i < n; i++) {
          const xi = data[i];
          const next = i + 1 < n ? i + 1 : 0;
          const q = data[next];
          out[i] += Math.cos(xi) * q * q - Math.exp(-xi);
          out[next] += 2 * Math.sin(xi) * q;
        }
        return out;
      },
    };
  },

  /** @param {any} d */
  dualtensor(d) {
    const { add, exp, mul, neg, roll, sin, square, sum } = d;
    const tx = d.tensor(x);
    const f = (/** @type {any} */ x) => sum(add(mul(sin(x), square(roll(x, -1))), exp(neg(x))));
    const { torch } = d;
    const g = (/** @type {any} */ x) => x.sin().mul(x.roll(-1).square()).add(x.neg().exp()).sum();
    const leaf = () => torch.tensor(x, { dtype: "float64", requiresGrad: true });
    const plain = torch.tensor(x, { dtype: "float64" });
    return {
      dualtensor: () => d.grad(f, tx),
      "dualtensor f": () => f(tx),
      "dualtensor/torch": () => {
        const x = leaf();
        g(x).backward();
        return x.grad;
      },
      "dualtensor/torch f": () => g(plain),
    };
  },

  /** @param {any} jax */
  "jax-js"(jax) {
    const { numpy: np } = jax;
    const tx = np.array(x, { dtype: np.float64 });
    const f = (/** @type {any} */ x) =>
      np.sum(np.add(np.multiply(np.sin(x.ref), np.square(np.roll(x.ref, -1))), np.exp(np.negative(x))));
    const [value, gradient] = [jax.jit(f), jax.jit(jax.grad(f))];
    return {
      "jax-js jit(f) f": () => value(tx.ref).dataSync(),
      "jax-js jit(grad)": () => gradient(tx.ref).dataSync(),
    };
  },

  /** @param {any} tf */
  tfjs(tf) {
    const roll = (/** @type {any} */ x) => tf.concat([tf.slice(x, 1), tf.slice(x, 0, 1)]);
    const f = (/** @type {any} */ x) =>
      tf.sum(tf.add(tf.mul(tf.sin(x), tf.square(roll(x))), tf.exp(tf.neg(x))));
    const gradient = tf.grad(f);
    const tx = tf.tensor1d(x);
    return {
      "tfjs f": () => tf.tidy(() => f(tx).dataSync()),
      "tfjs grad": () => tf.tidy(() => gradient(tx).dataSync()),
    };
  },
};

export default [grad];
