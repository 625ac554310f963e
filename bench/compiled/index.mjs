// The groups of gates, in the order of the report: each a file beside this one.

export const groups = [
  ...["sketch", "kinematics", "peaks", "gradients", "rose", "bundle", "mixture", "network"],
  ...["product", "cold", "calls", "sparse", "others", "fits"],
];

/** The package as its users get it. */
export const dualtensor = () => import(new URL("../../dist/esm/index.js", import.meta.url).href);

/**
 * The largest error, relative to the largest entry.
 * @param {ArrayLike<number>} got
 * @param {ArrayLike<number>} want
 */
export const errorOf = (got, want) => {
  let [scale, worst] = [0, 0];
  for (let i = 0; i < want.length; i++) {
    scale = Math.max(scale, Math.abs(want[i]));
    const error = Math.abs(got[i] - want[i]);
    if (!(error <= worst)) worst = error;
  }
  return worst / scale;
};

/**
 * Values and central differences of f in plain JavaScript, into arrays that are used again: (m, n) behind m values.
 * @param {(x: Float64Array, r: Float64Array) => void} f
 * @param {Float64Array} x
 * @param {number} m
 */
export const differences = (f, x, m) => {
  const n = x.length;
  const [up, down] = [new Float64Array(m), new Float64Array(m)];
  const out = new Float64Array(m + m * n);
  const h = 1e-6;
  const half = 1 / (2 * h);
  return {
    out,
    run() {
      f(x, out);
      for (let j = 0; j < n; j++) {
        const old = x[j];
        x[j] = old + h;
        f(x, up);
        x[j] = old - h;
        f(x, down);
        x[j] = old;
        for (let i = 0, at = m + j; i < m; i++, at += n) out[at] = (up[i] - down[i]) * half;
      }
    },
  };
};

/**
 * Value and Jacobian of f through jit, beside central differences and the Jacobian by hand, which write the same numbers.
 * @param {any} d
 * @param {string} what
 * @param {(x: any) => any} f
 * @param {{ plain: (x: Float64Array, r: Float64Array) => void, hand: (x: Float64Array, out: Float64Array) => void, x: Float64Array, m: number, must: number, aim: number, byHand: boolean }} task
 */
export const againstDifferences = (d, what, f, { plain, hand, x, m, must, aim, byHand }) => {
  const n = x.length;
  const compiled = d.jit((/** @type {any} */ v) => {
    const { value, jacobian } = d.valueAndJacobian(f, v);
    return [value, jacobian];
  });
  const out = new Float64Array(m + m * n);
  const own = new Float64Array(m + m * n);
  const by = differences(plain, x.slice(), m);
  compiled(d.tensor(x));
  const ours = () => compiled.numbers(x, out);
  const gates = [
    {
      gate: `${what}, against central differences`,
      must,
      aim,
      ours,
      reference: by.run,
      error: () => errorOf(out, by.out),
    },
  ];
  if (byHand)
    gates.push({
      gate: `${what}, against the Jacobian by hand`,
      ...{ must: 3, aim: 1.5, ours, reference: () => hand(x, own), error: () => errorOf(out, own) },
    });
  return gates;
};
