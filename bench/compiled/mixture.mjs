// Gradient of the log likelihood of a Gaussian mixture in 10 dimensions with 25 components and 1000 points, by its 1650 parameters
// (ADBench's gmm without its prior), beside the gradient by hand in C++.

import { native } from "../native.mjs";
import { dualtensor, errorOf } from "./index.mjs";

const [dimensions, components, points] = [10, 25, 1000];
const lower = (dimensions * (dimensions - 1)) / 2;

const likelihood = (/** @type {any} */ d, /** @type {any} */ x) => (/** @type {any} */ p) => {
  const one = (/** @type {any} */ v) => {
    const terms = [];
    for (let k = 0; k < components; k++) {
      const at = 275 + k * (dimensions + lower);
      const centred = Array.from({ length: dimensions }, (_, i) =>
        v.at(i).sub(p.at(25 + k * dimensions + i)),
      );
      let [square, logs, o] = [d.tensor(0), d.tensor(0), at + dimensions];
      for (let i = 0; i < dimensions; i++) {
        logs = logs.add(p.at(at + i));
        let z = d.exp(p.at(at + i)).mul(centred[i]);
        for (let j = 0; j < i; j++) z = z.add(p.at(o++).mul(centred[j]));
        square = square.add(z.mul(z));
      }
      terms.push(p.at(k).add(logs).sub(square.mul(0.5)));
    }
    return d.logsumexp(d.stack(terms), 0);
  };
  return d.sum(d.vmap(one)(x));
};

export const gates = async () => {
  const d = await dualtensor();
  let seed = 5;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5;
  const all = Float64Array.from({ length: 1650 + points * dimensions }, random);
  const p = all.slice(0, 1650);
  const x = d.tensor(all.slice(1650), { shape: [points, dimensions] });
  const f = likelihood(d, x);
  const compiled = d.jit((/** @type {any} */ v) => d.grad(f, v));
  const [out, other] = [new Float64Array(1650), new Float64Array(1650)];
  return [
    {
      ...{ gate: "Gaussian mixture, d = 10, K = 25, N = 1000, against C++ by hand", must: 3, aim: 1.5 },
      warmMs: 3000,
      ours: () => compiled.numbers(p, out),
      native: native("gmm_local", all, other, points),
      error: () => errorOf(out, other),
    },
  ];
};
