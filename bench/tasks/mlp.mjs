// Jacobian of a network of four layers, 64 wide, tanh after each, with respect to its input (64 numbers), not its
// weights: dense tangents, no structure to use, all of it matrix products.

import { uniform } from "./inputs.mjs";
import { rowsOf, transposedJacfwd } from "./peers.mjs";

const n = 64;
const layers = 4;
const x = uniform(n, 1);
const weights = Array.from({ length: layers }, (_, l) =>
  uniform(n * n, 10 + l).map((w) => w * Math.sqrt(3 / n)),
);
const biases = Array.from({ length: layers }, (_, l) => uniform(n, 20 + l).map((b) => b * 0.1));

/** The chain rule as it is written on paper: J = D4 W4 D3 W3 D2 W2 D1 W1, one sum an entry. */
const expected = () => {
  let h = Float64Array.from(x);
  let jacobian = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  for (let l = 0; l < layers; l++) {
    const next = h.map((_, i) =>
      Math.tanh(h.reduce((sum, hj, j) => sum + weights[l][i * n + j] * hj, biases[l][i])),
    );
    const product = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += weights[l][i * n + k] * jacobian[k * n + j];
        product[i * n + j] = (1 - next[i] ** 2) * sum;
      }
    }
    h = next;
    jacobian = product;
  }
  return jacobian;
};

/**
 * The product of two (n, n) matrices in blocks of 2 x 4 sums, which stay in registers, its rows scaled by g.
 * @param {Float64Array} g
 * @param {Float64Array} p
 * @param {Float64Array} q
 */
const scaledProduct = (g, p, q) => {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i += 2) {
    const r = i * n;
    const s = r + n;
    for (let j = 0; j < n; j += 4) {
      let r0 = 0;
      let r1 = 0;
      let r2 = 0;
      let r3 = 0;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0, at = j; k < n; k++, at += n) {
        const q0 = q[at];
        const q1 = q[at + 1];
        const q2 = q[at + 2];
        const q3 = q[at + 3];
        const pr = p[r + k];
        r0 += pr * q0;
        r1 += pr * q1;
        r2 += pr * q2;
        r3 += pr * q3;
        const ps = p[s + k];
        s0 += ps * q0;
        s1 += ps * q1;
        s2 += ps * q2;
        s3 += ps * q3;
      }
      out[r + j] = g[i] * r0;
      out[r + j + 1] = g[i] * r1;
      out[r + j + 2] = g[i] * r2;
      out[r + j + 3] = g[i] * r3;
      out[s + j] = g[i + 1] * s0;
      out[s + j + 1] = g[i + 1] * s1;
      out[s + j + 2] = g[i + 1] * s2;
      out[s + j + 3] = g[i + 1] * s3;
    }
  }
  return out;
};

/** What an expert writes: the tangents of a layer as a matrix. */
const hand = () => {
  const w = weights.map((layer) => Float64Array.from(layer));
  const b = biases.map((layer) => Float64Array.from(layer));
  const start = Float64Array.from(x);
  return () => {
    let h = start;
    let tangents = w[0];
    for (let l = 0; l < layers; l++) {
      const next = new Float64Array(n);
      const g = new Float64Array(n);
      for (let i = 0; i < n; i++) {
        let z = b[l][i];
        for (let j = 0; j < n; j++) z += w[l][i * n + j] * h[j];
        const t = Math.tanh(z);
        next[i] = t;
        g[i] = 1 - t * t;
      }
      tangents =
        l > 0 ? scaledProduct(g, w[l], tangents) : w[0].map((wij, ij) => g[Math.floor(ij / n)] * wij);
      h = next;
    }
    return tangents;
  };
};

const mlp = {
  name: "mlp",
  title: "Jacobian of a 4-layer, 64-wide tanh network with respect to its input",
  torch: "mlp",
  inputs: { x, weights, biases },
  expected,
  hand: () => ({ hand: hand() }),

  /** @param {any} d */
  dualtensor(d) {
    const { add, matmul, reshape, tanh, tensor } = d;
    const w = weights.map((layer) => reshape(tensor(layer), [n, n]));
    const b = biases.map((layer) => tensor(layer));
    const tx = tensor(x);
    const f = (/** @type {any} */ x) => w.reduce((h, wl, l) => tanh(add(matmul(wl, h), b[l])), x);
    return { dualtensor: () => d.jacobian(f, tx) };
  },

  /** @param {any} jax */
  "jax-js"(jax) {
    const { numpy: np } = jax;
    const float64 = (/** @type {number[]} */ data) => np.array(data, { dtype: np.float64 });
    const w = weights.map((layer) => float64(layer).reshape([n, n]));
    const b = biases.map(float64);
    const tx = float64(x);
    const f = (/** @type {any} */ x) =>
      w.reduce((h, wl, l) => np.tanh(np.add(np.matmul(wl.ref, h), b[l].ref)), x);
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
    const w = weights.map((layer) => tf.tensor2d(layer, [n, n]));
    const b = biases.map((layer) => tf.tensor2d(layer, [n, 1]));
    const f = (/** @type {any} */ x) =>
      w.reduce((h, wl, l) => tf.tanh(tf.add(tf.matMul(wl, h), b[l])), x.reshape([n, 1])).reshape([n]);
    return { "tfjs grad by row": rowsOf(tf, f, tf.tensor1d(x), n) };
  },
};

export default [mlp];
