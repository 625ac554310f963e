// What one operation costs when its tensor has three elements: 100 times y = y * c + d, so 200 operations, alone,
// under jvp and under grad. Times are per operation. Closed form: y = c^100 x + d (1 + c + ... + c^99).

import { uniform } from "./inputs.mjs";

const steps = 100;
const c = [0.99, 1.01, 0.98];
const d = [0.5, -0.25, 0.125];
const x = uniform(3, 1);
const v = uniform(3, 2);
const inputs = { x, c, d, v };

const power = Float64Array.from(c, (ci) => ci ** steps);
const value = () => Float64Array.from(x, (xi, i) => power[i] * xi + (d[i] * (power[i] - 1)) / (c[i] - 1));

const times = (/** @type {Float64Array} */ p, /** @type {Float64Array} */ q) => {
  const out = new Float64Array(3);
  for (let i = 0; i < 3; i++) out[i] = p[i] * q[i];
  return out;
};
const plus = (/** @type {Float64Array} */ p, /** @type {Float64Array} */ q) => {
  const out = new Float64Array(3);
  for (let i = 0; i < 3; i++) out[i] = p[i] + q[i];
  return out;
};

const typed = () => [x, c, d, v].map((data) => Float64Array.from(data));

/** @param {any} lib */
const programOf = (lib) => {
  const [tx, tc, td, tv] = [x, c, d, v].map((data) => lib.tensor(data));
  const f = (/** @type {any} */ x) => {
    let y = x;
    for (let i = 0; i < steps; i++) y = lib.add(lib.mul(y, tc), td);
    return y;
  };
  return { f, tx, tv };
};

/** @param {any} jax */
const jaxProgramOf = (jax) => {
  const { numpy: np } = jax;
  const [tx, tc, td, tv] = [x, c, d, v].map((data) => np.array(data, { dtype: np.float64 }));
  const f = (/** @type {any} */ x) => {
    let y = x;
    for (let i = 0; i < steps; i++) y = np.add(np.multiply(y, tc.ref), td.ref);
    return y;
  };
  return { f, tx, tv };
};

/** @param {any} tf */
const tfProgramOf = (tf) => {
  const [tx, tc, td] = [x, c, d].map((data) => tf.tensor1d(data));
  const f = (/** @type {any} */ x) => {
    let y = x;
    for (let i = 0; i < steps; i++) y = tf.add(tf.mul(y, tc), td);
    return y;
  };
  return { f, tx };
};

const plain = {
  name: "tiny-plain",
  title: "One operation on three elements, nothing watched",
  torch: "tiny-plain",
  inputs,
  operations: 2 * steps,
  expected: value,

  hand() {
    const [hx, hc, hd] = typed();
    return {
      "hand, one array a result": () => {
        let y = hx;
        for (let i = 0; i < steps; i++) y = plus(times(y, hc), hd);
        return y;
      },
    };
  },

  /** @param {any} lib */
  dualtensor(lib) {
    const { f, tx } = programOf(lib);
    return { dualtensor: () => f(tx) };
  },

  /** @param {any} jax */
  "jax-js"(jax) {
    const { f, tx } = jaxProgramOf(jax);
    const jitted = jax.jit(f);
    return { "jax-js": () => f(tx.ref).dataSync(), "jax-js jit": () => jitted(tx.ref).dataSync() };
  },

  /** @param {any} tf */
  tfjs(tf) {
    const { f, tx } = tfProgramOf(tf);
    return { tfjs: () => tf.tidy(() => f(tx).dataSync()) };
  },
};

const forward = {
  name: "tiny-forward",
  title: "One operation on three elements under jvp",
  torch: "tiny-forward",
  inputs,
  operations: 2 * steps,
  expected: () => v.map((vi, i) => power[i] * vi),

  hand() {
    const [hx, hc, hd, hv] = typed();
    return {
      "hand, one array a result and a tangent": () => {
        let y = hx;
        let dy = hv;
        for (let i = 0; i < steps; i++) {
          dy = times(dy, hc);
          y = plus(times(y, hc), hd);
        }
        return dy;
      },
    };
  },

  /** @param {any} lib */
  dualtensor(lib) {
    const { f, tx, tv } = programOf(lib);
    return { dualtensor: () => lib.jvp(f, tx, tv).tangent };
  },

  /** @param {any} jax */
  "jax-js"(jax) {
    const { f, tx, tv } = jaxProgramOf(jax);
    return {
      "jax-js jvp": () => {
        const [y, dy] = jax.jvp(f, [tx.ref], [tv.ref]);
        y.dispose();
        return dy.dataSync();
      },
    };
  },
};

const reverse = {
  name: "tiny-reverse",
  title: "One operation on three elements under grad",
  torch: "tiny-reverse",
  inputs,
  operations: 2 * steps,
  expected: () => power,

  hand() {
    const [hx, hc, hd] = typed();
    return {
      "hand, one array a result and a cotangent": () => {
        const tape = [hx];
        for (let i = 0; i < steps; i++) tape.push(plus(times(tape[i], hc), hd));
        let ybar = Float64Array.of(1, 1, 1);
        for (let i = 0; i < steps; i++) ybar = times(ybar, hc);
        return ybar;
      },
    };
  },

  /** @param {any} lib */
  dualtensor(lib) {
    const { f, tx } = programOf(lib);
    return { dualtensor: () => lib.grad((/** @type {any} */ x) => lib.sum(f(x)), tx) };
  },

  /** @param {any} jax */
  "jax-js"(jax) {
    const { f, tx } = jaxProgramOf(jax);
    const gradient = jax.grad((/** @type {any} */ x) => jax.numpy.sum(f(x)));
    return { "jax-js grad": () => gradient(tx.ref).dataSync() };
  },

  /** @param {any} tf */
  tfjs(tf) {
    const { f, tx } = tfProgramOf(tf);
    const gradient = tf.grad((/** @type {any} */ x) => tf.sum(f(x)));
    return { "tfjs grad": () => tf.tidy(() => gradient(tx).dataSync()) };
  },
};

export default [plain, forward, reverse];
