// Rosenbrock's function, sum of 100 (x_{i+1} - x_i²)² + (1 - x_i)² (H. H. Rosenbrock, Computer Journal 3, 1960).
// The gradients are of scalar code that reads x.at(i) in a loop, the Hessian is of the same sum in tensor code.

import { matrix, uniform } from "./inputs.mjs";

/** @param {readonly number[]} x */
const gradient = (x) => {
  const last = x.length - 1;
  return Float64Array.from(x, (xi, i) => {
    const asNext = i > 0 ? 200 * (xi - x[i - 1] ** 2) : 0;
    return i < last ? asNext - 400 * xi * (x[i + 1] - xi ** 2) - 2 * (1 - xi) : asNext;
  });
};

/** @param {readonly number[]} x */
const curvature = (x) => {
  const last = x.length - 1;
  return matrix(x.length, x.length, (i, j) => {
    if (Math.abs(i - j) === 1) return -400 * x[Math.min(i, j)];
    if (i !== j) return 0;
    return (i > 0 ? 200 : 0) + (i < last ? 1200 * x[i] ** 2 - 400 * x[i + 1] + 2 : 0);
  });
};

/** @param {readonly number[]} x */
const handGradient = (x) => {
  const data = Float64Array.from(x);
  const n = data.length;
  return () => {
    const out = new Float64Array(n);
    for (let i = 0; i + 1 < n; i++) {
      const xi = data[i];
      const t = 200 * (data[i + 1] - xi * xi);
      out[i] -= 2 * xi * t + 2 * (1 - xi);
      out[i + 1] += t;
    }
    return out;
  };
};

/** A term of the sum for mathjs, which needs minutes for the derivatives of the whole sum, and seconds for n = 10. */
const term = "100 * (q - p^2)^2 + (1 - p)^2";

/**
 * Scalar code: ten operations a term.
 * @param {any} d
 * @param {number} n
 */
const scalarCode = (d, n) => {
  const { add, mul, square, sub } = d;
  return (/** @type {any} */ x) => {
    let sum = d.tensor(0);
    for (let i = 0; i + 1 < n; i++) {
      const xi = x.at(i);
      const a = sub(x.at(i + 1), square(xi));
      const b = sub(1, xi);
      sum = add(sum, add(mul(100, square(a)), square(b)));
    }
    return sum;
  };
};

/**
 * @param {any} jax
 * @param {number} n
 */
const jaxScalarCode = (jax, n) => {
  const { numpy: np } = jax;
  return (/** @type {any} */ x) => {
    const xs = np.unstack(x);
    let sum = np.array(0, { dtype: np.float64 });
    for (let i = 0; i + 1 < n; i++) {
      const a = np.subtract(xs[i + 1].ref, np.square(xs[i].ref));
      const b = np.subtract(1, xs[i].ref);
      sum = np.add(sum, np.add(np.multiply(100, np.square(a)), np.square(b)));
    }
    for (const xi of xs) xi.dispose();
    return sum;
  };
};

/** @param {any} tf */
const tfScalarCode = (tf) => (/** @type {any} */ x) => {
  const xs = tf.unstack(x);
  let sum = tf.scalar(0);
  for (let i = 0; i + 1 < xs.length; i++) {
    const a = tf.sub(xs[i + 1], tf.square(xs[i]));
    const b = tf.sub(1, xs[i]);
    sum = tf.add(sum, tf.add(tf.mul(100, tf.square(a)), tf.square(b)));
  }
  return sum;
};

/**
 * @param {any} math
 * @param {readonly number[]} x
 */
const symbolicGradient = (math, x) => {
  const partials = ["p", "q"].map((variable) => math.derivative(term, variable).compile());
  return () => {
    const out = new Float64Array(x.length);
    for (let i = 0; i + 1 < x.length; i++) {
      const values = { p: x[i], q: x[i + 1] };
      for (let k = 0; k < 2; k++) out[i + k] += partials[k].evaluate(values);
    }
    return out;
  };
};

/**
 * @param {any} math
 * @param {readonly number[]} x
 */
const symbolicHessian = (math, x) => {
  const n = x.length;
  const partials = ["p", "q"].map((first) =>
    ["p", "q"].map((second) => math.derivative(math.derivative(term, first), second).compile()),
  );
  return () => {
    const out = new Float64Array(n * n);
    for (let i = 0; i + 1 < n; i++) {
      const values = { p: x[i], q: x[i + 1] };
      for (let k = 0; k < 2; k++) {
        for (let l = 0; l < 2; l++) out[(i + k) * n + i + l] += partials[k][l].evaluate(values);
      }
    }
    return out;
  };
};

const n = 100;
const x = uniform(n);
const shared = {
  torch: "rosenbrock",
  inputs: { x },
  expected: () => gradient(x),
  hand: () => ({ hand: handGradient(x) }),
};

const forward = {
  ...shared,
  name: "rosen-forward",
  title: `Gradient of Rosenbrock, scalar code through x.at(i), n = ${n}, forward`,

  /** @param {any} d */
  dualtensor(d) {
    const f = scalarCode(d, n);
    const tx = d.tensor(x);
    return {
      dualtensor: () => d.jacobian(f, tx),
      "dualtensor grad, mode forward": () => d.grad(f, tx, { mode: "forward" }),
    };
  },

  /** @param {any} jax */
  "jax-js"(jax) {
    const tx = jax.numpy.array(x, { dtype: jax.numpy.float64 });
    const jitted = jax.jit(jax.jacfwd(jaxScalarCode(jax, n)));
    return { "jax-js jit(jacfwd)": () => jitted(tx.ref).dataSync() };
  },
};

const reverse = {
  ...shared,
  name: "rosen-reverse",
  title: `Gradient of Rosenbrock, scalar code through x.at(i), n = ${n}, reverse`,

  /** @param {any} d */
  dualtensor(d) {
    const f = scalarCode(d, n);
    const tx = d.tensor(x);
    return { dualtensor: () => d.grad(f, tx) };
  },

  /** @param {any} jax */
  "jax-js"(jax) {
    const tx = jax.numpy.array(x, { dtype: jax.numpy.float64 });
    const jitted = jax.jit(jax.grad(jaxScalarCode(jax, n)));
    return { "jax-js jit(grad)": () => jitted(tx.ref).dataSync() };
  },

  /** @param {any} tf */
  tfjs(tf) {
    const gradient = tf.grad(tfScalarCode(tf));
    const tx = tf.tensor1d(x);
    return { "tfjs grad": () => tf.tidy(() => gradient(tx).dataSync()) };
  },

  /** @param {any} math */
  mathjs: (math) => ({ "mathjs derivative, term by term": symbolicGradient(math, x) }),
};

const few = 10;
const y = uniform(few);
const hessian = {
  name: "hessian",
  title: `Hessian of Rosenbrock, tensor code, n = ${few}`,
  torch: "hessian",
  inputs: { x: y },
  expected: () => curvature(y),

  hand() {
    const data = Float64Array.from(y);
    return {
      hand: () => {
        const out = new Float64Array(few * few);
        for (let i = 0; i + 1 < few; i++) {
          const xi = data[i];
          const at = i * (few + 1);
          out[at] += 1200 * xi * xi - 400 * data[i + 1] + 2;
          out[at + few + 1] = 200;
          out[at + 1] = out[at + few] = -400 * xi;
        }
        return out;
      },
    };
  },

  /** @param {any} d */
  dualtensor(d) {
    const { add, mul, square, sub, sum } = d;
    const tx = d.tensor(y);
    const f = (/** @type {any} */ x) => {
      const head = x.at(":-1");
      const tail = x.at("1:");
      return sum(add(mul(100, square(sub(tail, square(head)))), square(sub(1, head))));
    };
    return { dualtensor: () => d.hessian(f, tx) };
  },

  /** @param {any} jax */
  "jax-js"(jax) {
    const { numpy: np } = jax;
    const tx = np.array(y, { dtype: np.float64 });
    const f = (/** @type {any} */ x) => {
      const head = x.ref.slice([0, few - 1]);
      const tail = x.slice([1, few]);
      const a = np.square(np.subtract(tail, np.square(head.ref)));
      return np.sum(np.add(np.multiply(100, a), np.square(np.subtract(1, head))));
    };
    const jitted = jax.jit(jax.hessian(f));
    return {
      "jax-js hessian": () => jax.hessian(f)(tx.ref).dataSync(),
      "jax-js jit(hessian)": () => jitted(tx.ref).dataSync(),
    };
  },

  /** @param {any} math */
  mathjs: (math) => ({ "mathjs derivative, term by term": symbolicHessian(math, y) }),
};

export default [forward, reverse, hessian];
