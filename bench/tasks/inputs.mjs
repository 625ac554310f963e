// Inputs are plain arrays of numbers, the same in every process and for every library.

/**
 * n numbers in (-1, 1) from a fixed seed (mulberry32, T. Ettinger, public domain).
 * @param {number} n
 * @param {number} [seed]
 */
export const uniform = (n, seed = 1) => {
  let state = seed;
  return Array.from({ length: n }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 31 - 1;
  });
};

/**
 * An (m, n) matrix, row-major, from its entries.
 * @param {number} m
 * @param {number} n
 * @param {(i: number, j: number) => number} entry
 */
export const matrix = (m, n, entry) => {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[i * n + j] = entry(i, j);
  return out;
};
