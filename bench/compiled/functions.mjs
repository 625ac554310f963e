// Rosenbrock's and Ackley's function as scalar code that reads x.at(i) in a loop.

/** @param {any} d */
export const rosenbrock = (d) => (/** @type {any} */ x) => {
  let sum = d.tensor(0);
  for (let i = 0; i + 1 < x.shape[0]; i++) {
    const a = x.at(i + 1).sub(x.at(i).mul(x.at(i)));
    const b = d.sub(1, x.at(i));
    sum = sum.add(d.mul(100, a.mul(a)).add(b.mul(b)));
  }
  return sum;
};
/** @param {any} d */
export const ackley = (d) => (/** @type {any} */ x) => {
  const n = x.shape[0];
  let [squares, waves] = [d.tensor(0), d.tensor(0)];
  for (let i = 0; i < n; i++) {
    const v = x.at(i);
    squares = squares.add(v.mul(v));
    waves = waves.add(d.cos(v.mul(6.283185307179586)));
  }
  const first = d.mul(20, d.exp(d.mul(-0.2, d.sqrt(squares.mul(1 / n)))));
  return d.sub(22.718281828459045, first).sub(d.exp(waves.mul(1 / n)));
};
export const start = (/** @type {number} */ n) =>
  Float64Array.from({ length: n }, (_, i) => Math.sin(i * 1.3) * 0.9 + 0.1);
