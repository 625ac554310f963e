// Derivatives from values alone: central differences, extrapolated (Richardson 1911; errors as in Ridders 1982). Small and
// apart from lib/check, whose finite differences are under test themselves.

/** Steps from 2^-5 on, so that operands .1 apart that move against each other do not meet. */
const STEPS = 8;
const FIRST = 2 ** -5;
/** Roundings that one value is charged with, in units of 2^-52 of itself or of 1: what it is a sum of may cancel. */
const ROUNDINGS = 8;

export interface Slopes {
  readonly value: Float64Array;
  /** As far as the table shows: charge it a few times over. */
  readonly error: Float64Array;
}
/** dg/dt at 0 for each element of g. */
export function slopes(g: (t: number) => Float64Array): Slopes {
  const samples = Array.from({ length: STEPS }, (_, j) => ({
    h: FIRST * 2 ** -j,
    up: g(FIRST * 2 ** -j),
    down: g(-FIRST * 2 ** -j),
  }));
  const n = samples[0].up.length,
    value = new Float64Array(n),
    error = new Float64Array(n).fill(Infinity);
  for (let e = 0; e < n; e++) {
    let above: number[] = [];
    for (const { h, up, down } of samples) {
      const row = [(up[e] - down[e]) / (2 * h)],
        rounding = (ROUNDINGS * 2 ** -52 * Math.max(1, Math.abs(up[e]), Math.abs(down[e]))) / h;
      for (let k = 1; k <= above.length; k++) {
        row.push(row[k - 1] + (row[k - 1] - above[k - 1]) / (4 ** k - 1));
        const spread =
          Math.max(Math.abs(row[k] - row[k - 1]), Math.abs(row[k] - above[k - 1])) + rounding + 2 ** -1000;
        if (spread < error[e]) {
          error[e] = spread;
          value[e] = row[k];
        }
      }
      above = row;
    }
  }
  return { value, error };
}
