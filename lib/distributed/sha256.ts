// SHA-256 (FIPS 180-4, section 6.2) in plain JavaScript: programs and inputs that travel are known by it, in browsers and in
// Node, at once and not by a promise.

/** The largest whole number whose k-th power is at most n, by bisection. */
function root(n: bigint, k: bigint): bigint {
  let low = 0n,
    high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** k <= n) low = middle;
    else high = middle;
  }
  return low;
}
/** The first 32 bits behind the point of the square and cube roots of the first primes (sections 5.3.3 and 4.2.2). */
const fractions = (count: number, k: bigint): Int32Array =>
  Int32Array.from(primes.slice(0, count), (p) => Number(BigInt.asIntN(32, root(BigInt(p) << (32n * k), k))));
const primes: readonly number[] = /*#__PURE__*/ Array.from({ length: 310 }, (_, i) => i + 2).filter((n) => {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
});
const K: Int32Array = /*#__PURE__*/ fractions(64, 3n);
const H: Int32Array = /*#__PURE__*/ fractions(8, 2n);

/** In hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  const n = bytes.length,
    padded = new Uint8Array((n + 72) & ~63),
    h = Int32Array.from(H),
    w = new Int32Array(64);
  padded.set(bytes);
  padded[n] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(n / 2 ** 29));
  view.setUint32(padded.length - 4, (n << 3) >>> 0);
  for (let p = 0; p < padded.length; p += 64) {
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(p + 4 * t);
    for (let t = 16; t < 64; t++) {
      const x = w[t - 15],
        y = w[t - 2];
      w[t] =
        (w[t - 16] +
          (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
          w[t - 7] +
          (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10))) |
        0;
    }
    let [a, b, c, d, e, f, g, i] = h;
    for (let t = 0; t < 64; t++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7)),
        one = (i + s1 + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0,
        s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10)),
        two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      i = g;
      g = f;
      f = e;
      e = (d + one) | 0;
      d = c;
      c = b;
      b = a;
      a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, i].forEach((v, j) => (h[j] = (h[j] + v) | 0));
  }
  return Array.from(h, (v) => (v >>> 0).toString(16).padStart(8, "0")).join("");
}
