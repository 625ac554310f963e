// The adapter where its users are: rows of dualtensor/torch are backward() in float64, those named dualtensor are the root's grad
// of the same function. A chain of 100,000 operations, a step of training a 2-8-1 net and the gradients of an MLP of
// 784-128-10 on 64 rows.

import { uniform } from "./inputs.mjs";

// ── a chain ──
const length = 100_000;
const [start, factor] = [1.5, 1 + 1e-6];

const long = {
  name: "backward-chain",
  title: "One operation of a chain of 100,000, with its derivative",
  torch: "backward-chain",
  inputs: { x: [start], c: [factor], n: [length] },
  operations: length,
  expected: () => [factor ** length],

  hand() {
    return {
      hand: () => {
        const tape = new Float64Array(length + 1);
        tape[0] = start;
        for (let i = 0; i < length; i++) tape[i + 1] = tape[i] * factor;
        let ybar = 1;
        for (let i = 0; i < length; i++) ybar *= factor;
        return ybar;
      },
    };
  },

  /** @param {any} lib */
  dualtensor(lib) {
    const { torch } = lib;
    const f = (/** @type {any} */ x) => {
      let y = x;
      for (let i = 0; i < length; i++) y = lib.mul(y, factor);
      return y;
    };
    return {
      dualtensor: () => lib.grad(f, start),
      "dualtensor/torch": () => {
        const x = torch.tensor(start, { dtype: "float64", requiresGrad: true });
        let y = x;
        for (let i = 0; i < length; i++) y = y.mul(factor);
        y.backward();
        return x.grad;
      },
    };
  },
};

// ── nets: y = tanh(x A + a) B + b, and the mean of (y - t)² ──
/** @typedef {{ rows: number, sizes: [number, number, number] }} Net */

/** @param {Net} net */
const dataOf = ({ rows, sizes: [p, q, r] }) => {
  const scaled = (/** @type {number} */ n, /** @type {number} */ seed, /** @type {number} */ by) =>
    uniform(n, seed).map((v) => v * by);
  return {
    x: uniform(rows * p, 1),
    t: uniform(rows * r, 2),
    A: scaled(p * q, 3, 1 / Math.sqrt(p)),
    a: scaled(q, 4, 0.1),
    B: scaled(q * r, 5, 1 / Math.sqrt(q)),
    b: scaled(r, 6, 0.1),
  };
};

/**
 * The gradients by A, a, B and b, one after the other.
 * @param {Net} net
 * @param {ReturnType<typeof dataOf>} data
 */
const byHand = ({ rows, sizes: [p, q, r] }, { x, t, A, a, B, b }) => {
  const out = new Float64Array(p * q + q + q * r + r);
  const [ofa, ofB, ofb] = [p * q, p * q + q, p * q + q + q * r];
  const h = new Float64Array(q);
  const hbar = new Float64Array(q);
  for (let i = 0; i < rows; i++) {
    h.set(a);
    for (let k = 0; k < p; k++) for (let j = 0; j < q; j++) h[j] += x[i * p + k] * A[k * q + j];
    for (let j = 0; j < q; j++) h[j] = Math.tanh(h[j]);
    hbar.fill(0);
    for (let k = 0; k < r; k++) {
      let y = b[k];
      for (let j = 0; j < q; j++) y += h[j] * B[j * r + k];
      const ybar = (2 * (y - t[i * r + k])) / (rows * r);
      out[ofb + k] += ybar;
      for (let j = 0; j < q; j++) {
        out[ofB + j * r + k] += h[j] * ybar;
        hbar[j] += B[j * r + k] * ybar;
      }
    }
    for (let j = 0; j < q; j++) {
      hbar[j] *= 1 - h[j] ** 2;
      out[ofa + j] += hbar[j];
    }
    for (let k = 0; k < p; k++) for (let j = 0; j < q; j++) out[k * q + j] += x[i * p + k] * hbar[j];
  }
  return out;
};

/** Put together when it is looked at, not when it is timed. */
const flat = (/** @type {any[]} */ gradients) => ({
  toArray: () => gradients.flatMap((g) => [g.toArray()].flat(2)),
});

/**
 * @param {string} name
 * @param {string} title
 * @param {Net} net
 */
const step = (name, title, net) => {
  const data = dataOf(net);
  const { rows, sizes } = net;
  const [p, q, r] = sizes;
  /** @type {[string, number[]][]} */
  const shapes = [["A", [p, q]], ["a", [q]], ["B", [q, r]], ["b", [r]]]; // prettier-ignore
  const of = (/** @type {string} */ key) => /** @type {Record<string, number[]>} */ (data)[key];
  return {
    name,
    title,
    torch: "backward-net",
    inputs: { ...data, sizes: [rows, ...sizes] },
    expected: () => byHand(net, data),

    hand() {
      return { hand: () => byHand(net, data) };
    },

    /** @param {any} lib */
    dualtensor(lib) {
      const { add, grad, matmul, mean, reshape, square, sub, tanh, torch } = lib;
      const [x, t] = [reshape(lib.tensor(of("x")), [rows, p]), reshape(lib.tensor(of("t")), [rows, r])];
      const parameters = shapes.map(([key, shape]) => reshape(lib.tensor(of(key)), shape));
      const f = (/** @type {any} */ A, /** @type {any} */ a, /** @type {any} */ B, /** @type {any} */ b) =>
        mean(square(sub(add(matmul(tanh(add(matmul(x, A), a)), B), b), t)));
      const made = (/** @type {number[]} */ v, /** @type {number[]} */ shape, requiresGrad = false) =>
        torch.tensor(v, { dtype: "float64" }).reshape(shape).detach().requiresGrad_(requiresGrad);
      const [tx, tt] = [made(of("x"), [rows, p]), made(of("t"), [rows, r])];
      const [A, a, B, b] = shapes.map(([key, shape]) => made(of(key), shape, true));
      return {
        dualtensor: () => flat(grad(f, parameters)),
        "dualtensor/torch": () => {
          for (const parameter of [A, a, B, b]) parameter.grad = null;
          tx.matmul(A).add(a).tanh().matmul(B).add(b).sub(tt).square().mean().backward();
          return flat([A, a, B, b].map(({ grad }) => grad));
        },
      };
    },
  };
};

export default [
  long,
  step("backward-2-8-1", "Gradients of a 2-8-1 net on four rows", { rows: 4, sizes: [2, 8, 1] }),
  step("backward-mlp", "Gradients of a 784-128-10 net on 64 rows", { rows: 64, sizes: [784, 128, 10] }),
];
