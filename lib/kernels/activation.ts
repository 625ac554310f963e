// Activations on numbers, without cancellation.

/** tanh(log(1 + e^x)) = n / (n + 2) with n = e^x (e^x + 2), of a power of e that does not overflow. */
export function tanhSoftplus(x: number): number {
  if (x > 0) {
    const e = Math.exp(-x);
    return (1 + 2 * e) / (1 + 2 * e * (1 + e));
  }
  const e = Math.exp(x),
    n = e * (e + 2);
  return n / (n + 2);
}

/** x - tanh x. Below 3/2 as (x cosh x - sinh x) / cosh x, of which the series Σ 2k x^(2k+1) / (2k+1)! has one sign. */
export function tanhshrink(x: number): number {
  if (!(Math.abs(x) < 1.5)) return x - Math.tanh(x);
  const z = x * x;
  let term = x,
    sum = 0;
  for (let k = 1; k <= 12; k++) {
    term *= z / (2 * k * (2 * k + 1));
    sum += 2 * k * term;
  }
  return sum / Math.cosh(x);
}
