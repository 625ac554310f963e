// Residuals of a spectrum of 2000 points with twelve peaks of four parameters, each a mixture of a Lorentzian and a Gaussian of one
// width (pseudo-Voigt): height, place, width, share.

import { againstDifferences, dualtensor } from "./index.mjs";

const [peaks, points] = [12, 2000];
export const at = Float64Array.from({ length: points }, (_, i) => i / 20);
const ln2 = Math.LN2;
/** Height, place, width and share of each peak. */
export const truth = Float64Array.from(
  { length: 4 * peaks },
  (_, i) => [1 + (i % 5) / 3, 5 + 8 * Math.floor(i / 4), 1.5 + (i % 3), 0.4][i % 4],
);

export const plain = (/** @type {Float64Array} */ x, /** @type {Float64Array} */ r) => {
  for (let i = 0; i < points; i++) {
    let y = 0;
    for (let k = 0; k < peaks; k++) {
      const u = (at[i] - x[4 * k + 1]) / x[4 * k + 2];
      const q = u * u;
      const share = x[4 * k + 3];
      y += x[4 * k] * (share / (1 + q) + (1 - share) * Math.exp(-ln2 * q));
    }
    r[i] = y;
  }
};
const hand = (/** @type {Float64Array} */ x, /** @type {Float64Array} */ out) => {
  for (let i = 0, p = points; i < points; i++) {
    let y = 0;
    for (let k = 0; k < peaks; k++, p += 4) {
      const [height, width, share] = [x[4 * k], x[4 * k + 2], x[4 * k + 3]];
      const u = (at[i] - x[4 * k + 1]) / width;
      const q = u * u;
      const l = 1 / (1 + q);
      const g = Math.exp(-ln2 * q);
      const f = share * l + (1 - share) * g;
      const slope = (-2 * height * u * (share * l * l + (1 - share) * ln2 * g)) / width;
      y += height * f;
      out[p] = f;
      out[p + 1] = -slope;
      out[p + 2] = -slope * u;
      out[p + 3] = height * (l - g);
    }
    out[i] = y;
  }
};
export const model = (/** @type {any} */ d, /** @type {any} */ where) => (/** @type {any} */ x) =>
  d.vmap((/** @type {any} */ t) => {
    let y = d.tensor(0);
    for (let k = 0; k < peaks; k++) {
      const [height, place, width, share] = [0, 1, 2, 3].map((j) => x.at(4 * k + j));
      const u = d.div(d.sub(t, place), width);
      const q = d.mul(u, u);
      const gauss = d.mul(d.sub(1, share), d.exp(d.mul(-ln2, q)));
      y = d.add(y, d.mul(height, d.add(d.div(share, d.add(1, q)), gauss)));
    }
    return y;
  })(where);

export const gates = async () => {
  const d = await dualtensor();
  return againstDifferences(d, "pseudo-Voigt, 48 parameters, 2000 points", model(d, d.tensor(at)), {
    ...{ plain, hand, m: points, must: 1, aim: 0.04, byHand: true },
    x: truth,
  });
};
