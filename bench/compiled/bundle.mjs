// Bundle adjustment: two residuals of each of 100,000 observations and their derivatives by the 15 parameters each depends on
// (rotation, centre, focal length, principal point, two radial terms, point, weight), as scalar code under vmap.

import { native } from "../native.mjs";
import { dualtensor, errorOf } from "./index.mjs";

const observations = 100000;

const residuals = (/** @type {any} */ d) => (/** @type {any} */ p) => {
  const v = (/** @type {number} */ i) => p.at(i);
  const r = [v(0), v(1), v(2)];
  const o = [0, 1, 2].map((i) => v(11 + i).sub(v(3 + i)));
  const square = r[0].mul(r[0]).add(r[1].mul(r[1])).add(r[2].mul(r[2]));
  const angle = d.sqrt(square);
  const [c, s, inverse] = [d.cos(angle), d.sin(angle), d.reciprocal(angle)];
  const a = r.map((x) => x.mul(inverse));
  const cross = [
    a[1].mul(o[2]).sub(a[2].mul(o[1])),
    a[2].mul(o[0]).sub(a[0].mul(o[2])),
    a[0].mul(o[1]).sub(a[1].mul(o[0])),
  ];
  const dot = a[0].mul(o[0]).add(a[1].mul(o[1])).add(a[2].mul(o[2]));
  const along = dot.mul(d.sub(1, c));
  const q = o.map((x, i) => x.mul(c).add(cross[i].mul(s)).add(a[i].mul(along)));
  const [x, y] = [q[0].div(q[2]), q[1].div(q[2])];
  const radius = x.mul(x).add(y.mul(y));
  const lens = d.add(
    1,
    v(9)
      .mul(radius)
      .add(v(10).mul(radius.mul(radius))),
  );
  return d.stack(
    [x, y].map((e, i) =>
      v(14).mul(
        e
          .mul(lens)
          .mul(v(6))
          .add(v(7 + i)),
      ),
    ),
  );
};

/** The same in tensor code: vectors of three and two numbers. */
const inVectors = (/** @type {any} */ d) => (/** @type {any} */ p) => {
  const r = d.narrow(p, 0, 0, 3);
  const o = d.narrow(p, 0, 11, 3).sub(d.narrow(p, 0, 3, 3));
  const angle = d.norm(r);
  const a = r.div(angle);
  const along = a
    .mul(o)
    .sum()
    .mul(d.sub(1, d.cos(angle)));
  const q = o
    .mul(d.cos(angle))
    .add(d.cross(a, o).mul(d.sin(angle)))
    .add(a.mul(along));
  const e = d.narrow(q, 0, 0, 2).div(q.at(2));
  const radius = e.mul(e).sum();
  const lens = d.add(
    1,
    p
      .at(9)
      .mul(radius)
      .add(p.at(10).mul(radius.mul(radius))),
  );
  return p.at(14).mul(
    e
      .mul(lens)
      .mul(p.at(6))
      .add(d.narrow(p, 0, 7, 2)),
  );
};

export const gates = async () => {
  const d = await dualtensor();
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const p = Float64Array.from({ length: observations * 15 }, () => random() * 2 - 1);
  // C++ reads two measured coordinates behind the parameters; they are 0.
  const wide = new Float64Array(observations * 17);
  for (let i = 0; i < observations; i++) {
    p[15 * i + 13] += 5;
    p[15 * i + 6] += 2;
    wide.set(p.subarray(15 * i, 15 * i + 15), 17 * i);
  }
  const program = (/** @type {any} */ f) =>
    d.jit((/** @type {any} */ x) =>
      d.vmap((/** @type {any} */ one) => {
        const { value, jacobian } = d.valueAndJacobian(f, one);
        return [value, jacobian];
      })(x),
    );
  const x = d.tensor(p, { shape: [observations, 15] });
  const out = new Float64Array(observations * 32);
  const other = new Float64Array(observations * 32);
  const duals = native("ba_D15", wide, other, observations);
  // Ours are all residuals, then all Jacobians.
  const error = () => {
    const theirs = new Float64Array(observations * 32);
    for (let i = 0; i < observations; i++) {
      theirs.set(other.subarray(32 * i, 32 * i + 2), 2 * i);
      theirs.set(other.subarray(32 * i + 2, 32 * i + 32), 2 * observations + 30 * i);
    }
    return errorOf(out, theirs);
  };
  return Object.entries({ "scalar code": residuals(d), "tensor code": inVectors(d) }).flatMap(([code, f]) => {
    const compiled = program(f);
    compiled(x);
    const into = compiled.into(out);
    const what = `bundle adjustment, 1e5 observations, ${code}, against C++ duals`;
    return [
      { gate: `${what}, into(out)`, must: 0.25, aim: 0.16, ours: () => into(x), native: duals, error },
      { gate: `${what}, tensors`, must: 0.4, aim: 0.3, ours: () => compiled(x), native: duals },
    ];
  });
};
