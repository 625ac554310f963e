// The principal real branch of Lambert's W, w e^w = x with w >= -1, and its slope.

// 1/e in two doubles: what x is above -1/e is known to all its digits.
const [E1, E1_REST] = [0.36787944117144233, -1.2428753672788363e-17];
/** W + 1 in p = √(2 (e x + 1)) (R. M. Corless et al., Advances in Computational Mathematics 5, 1996, eq. 4.22). */
const near = (p: number): number =>
  p * (1 - p * (1 / 3 - p * (11 / 72 - p * (43 / 540 - p * (769 / 17280 - p * (221 / 8505 - p * (680863 / 43545600))))))); // prettier-ignore

export function lambertw(x: number): number {
  if (x === 0 || x === Infinity) return x;
  const above = x + E1 + E1_REST;
  if (!(above >= 0)) return NaN;
  const p = Math.sqrt(2 * Math.E * above);
  if (p < 0.01) return near(p) - 1;
  // From 1 % (S. Winitzki, ICCSA 2003), or near -1/e from the series, two steps of fourth order (F. N. Fritsch, R. E. Shafer,
  // W. P. Crowley, Communications of the ACM 16, 1973, algorithm 443).
  const l = Math.log1p(x);
  let w = p < 0.6 ? near(p) - 1 : l * (1 - Math.log1p(l) / (2 + l));
  for (let step = 0; step < 2; step++) {
    const z = Math.log(x / w) - w,
      q = 2 * (1 + w) * (1 + w + (2 / 3) * z);
    w += ((w * z) / (1 + w)) * ((q - z) / (q - 2 * z));
  }
  return w;
}

/** 1 / (e^w (1 + w)); where w is large, e^w is x / w. */
export function lambertwSlope(x: number): number {
  if (x === Infinity) return 0;
  const w = lambertw(x);
  return w > 1 ? w / (1 + w) / x : Math.exp(-w) / (1 + w);
}
