// Inverse kinematics: the position of the hand of an arm of seven joints, which turn by turns about z and y, less its target.

import { againstDifferences, dualtensor } from "./index.mjs";

const lengths = [0.3, 0.2, 0.3, 0.2, 0.25, 0.15, 0.1];
const target = [0.4, 0.3, 0.6];

/** The point from the hand back to the shoulder: p <- R_j (p + l_j e_x). */
const plain = (/** @type {Float64Array} */ x, /** @type {Float64Array} */ r) => {
  let [a, b, c] = [0, 0, 0];
  for (let j = 6; j >= 0; j--) {
    const [s, k] = [Math.sin(x[j]), Math.cos(x[j])];
    const p = a + lengths[j];
    if (j % 2 === 0) {
      a = k * p - s * b;
      b = s * p + k * b;
    } else {
      a = k * p + s * c;
      c = k * c - s * p;
    }
  }
  r[0] = a - target[0];
  r[1] = b - target[1];
  r[2] = c - target[2];
};
const sines = new Float64Array(7);
const cosines = new Float64Array(7);
const points = new Float64Array(21);
/** Forward for the points, then the axes' turns carried along: column j is R_0 .. R_{j-1} of the turn of p_j. */
const hand = (/** @type {Float64Array} */ x, /** @type {Float64Array} */ out) => {
  let [a, b, c] = [0, 0, 0];
  for (let j = 6; j >= 0; j--) {
    const s = (sines[j] = Math.sin(x[j]));
    const k = (cosines[j] = Math.cos(x[j]));
    const p = a + lengths[j];
    if (j % 2 === 0) {
      a = k * p - s * b;
      b = s * p + k * b;
      // What the turn moves by: d/dx_j of the rotated point.
      points[3 * j] = -b;
      points[3 * j + 1] = a;
      points[3 * j + 2] = 0;
    } else {
      a = k * p + s * c;
      c = k * c - s * p;
      points[3 * j] = c;
      points[3 * j + 1] = 0;
      points[3 * j + 2] = -a;
    }
  }
  out[0] = a - target[0];
  out[1] = b - target[1];
  out[2] = c - target[2];
  for (let j = 0; j < 7; j++) {
    let [u, v, w] = [points[3 * j], points[3 * j + 1], points[3 * j + 2]];
    for (let i = j - 1; i >= 0; i--) {
      const [s, k] = [sines[i], cosines[i]];
      if (i % 2 === 0) [u, v] = [k * u - s * v, s * u + k * v];
      else [u, w] = [k * u + s * w, k * w - s * u];
    }
    out[3 + j] = u;
    out[10 + j] = v;
    out[17 + j] = w;
  }
};
const arm = (/** @type {any} */ d) => (/** @type {any} */ x) => {
  /** @type {any[]} */
  let [a, b, c] = [d.tensor(0), d.tensor(0), d.tensor(0)];
  for (let j = 6; j >= 0; j--) {
    const [s, k] = [d.sin(x.at(j)), d.cos(x.at(j))];
    const p = a.add(lengths[j]);
    if (j % 2 === 0) [a, b] = [k.mul(p).sub(s.mul(b)), s.mul(p).add(k.mul(b))];
    else [a, c] = [k.mul(p).add(s.mul(c)), k.mul(c).sub(s.mul(p))];
  }
  return d.stack([a.sub(target[0]), b.sub(target[1]), c.sub(target[2])]);
};

export const gates = async () => {
  const d = await dualtensor();
  return againstDifferences(d, "inverse kinematics, 7 joints", arm(d), {
    ...{ plain, hand, m: 3, must: 1, aim: 0.2, byHand: true },
    x: Float64Array.from([0.3, -0.7, 1.1, 0.4, -0.2, 0.9, 0.5]),
  });
};
