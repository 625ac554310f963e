/** Numbers between -1/2 and 1/2 that look random, and are the same in each run (Park and Miller 1988). */
export const random = (n: number, seed: number): Float64Array =>
  Float64Array.from({ length: n }, () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5);
