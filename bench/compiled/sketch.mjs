// A chain of points in the plane: unit segments, right angles between them, the first point fixed. The Jacobian by hand writes
// the entries that are not zero.

import { againstDifferences, dualtensor } from "./index.mjs";

const plain = (/** @type {Float64Array} */ x, /** @type {Float64Array} */ r) => {
  const n = x.length;
  let k = 0;
  for (let i = 0; i + 2 < n; i += 2) {
    const dx = x[i + 2] - x[i];
    const dy = x[i + 3] - x[i + 1];
    r[k++] = dx * dx + dy * dy - 1;
  }
  for (let i = 0; i + 4 < n; i += 2) {
    const ax = x[i + 2] - x[i];
    const ay = x[i + 3] - x[i + 1];
    const bx = x[i + 4] - x[i + 2];
    const by = x[i + 5] - x[i + 3];
    r[k++] = ax * bx + ay * by;
  }
  r[k] = x[0];
  r[k + 1] = x[1];
};
const hand = (/** @type {Float64Array} */ x, /** @type {Float64Array} */ out) => {
  const n = x.length;
  const m = n - 1;
  plain(x, out);
  let at = m;
  for (let i = 0; i + 2 < n; i += 2, at += n) {
    const dx = 2 * (x[i + 2] - x[i]);
    const dy = 2 * (x[i + 3] - x[i + 1]);
    out[at + i] = -dx;
    out[at + i + 1] = -dy;
    out[at + i + 2] = dx;
    out[at + i + 3] = dy;
  }
  for (let i = 0; i + 4 < n; i += 2, at += n) {
    const ax = x[i + 2] - x[i];
    const ay = x[i + 3] - x[i + 1];
    const bx = x[i + 4] - x[i + 2];
    const by = x[i + 5] - x[i + 3];
    out[at + i] = -bx;
    out[at + i + 1] = -by;
    out[at + i + 2] = bx - ax;
    out[at + i + 3] = by - ay;
    out[at + i + 4] = ax;
    out[at + i + 5] = ay;
  }
  out[at] = 1;
  out[at + n + 1] = 1;
};
const sketch = (/** @type {any} */ d) => (/** @type {any} */ x) => {
  const n = x.shape[0];
  const v = Array.from({ length: n }, (_, i) => x.at(i));
  const out = [];
  for (let i = 0; i + 2 < n; i += 2) {
    const dx = v[i + 2].sub(v[i]);
    const dy = v[i + 3].sub(v[i + 1]);
    out.push(dx.mul(dx).add(dy.mul(dy)).sub(1));
  }
  for (let i = 0; i + 4 < n; i += 2) {
    const ax = v[i + 2].sub(v[i]);
    const ay = v[i + 3].sub(v[i + 1]);
    const bx = v[i + 4].sub(v[i + 2]);
    const by = v[i + 5].sub(v[i + 3]);
    out.push(ax.mul(bx).add(ay.mul(by)));
  }
  out.push(v[0], v[1]);
  return d.stack(out);
};

export const gates = async () => {
  const d = await dualtensor();
  return [
    { n: 4, must: 2.5, aim: 1 },
    { n: 8, must: 1, aim: 0.2 },
    { n: 22, must: 1, aim: 0.04 },
    { n: 100, must: 1, aim: 0.02 },
  ].flatMap(({ n, must, aim }) =>
    againstDifferences(d, `sketch, ${n} unknowns`, sketch(d), {
      ...{ plain, hand, m: n - 1, must, aim, byHand: n >= 8 },
      x: Float64Array.from({ length: n }, (_, i) => Math.sin(i * 1.3) * 2),
    }),
  );
};
