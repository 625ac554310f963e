// Sparse Jacobians: prepared ones against C++ duals in two colours and against our own dense ones, what the structure costs, and
// a million unknowns from a cold start. Structure is that of Julia's Brusselator (SparseDiffTools' and NonlinearSolve's).

import { execFileSync } from "node:child_process";
import { execPath } from "node:process";
import { alternate, batchOf, median } from "../measure.mjs";
import { native } from "../native.mjs";
import { dualtensor } from "./index.mjs";

const sparse = () => import(new URL("../../dist/esm/sparse.js", import.meta.url).href);
const effort = { batchMs: 1.5, warmMs: 150, rounds: 41 };
const ns = async (/** @type {() => unknown} */ call) =>
  median((await alternate({ call: batchOf(call) }, effort)).call);

const brusselator = (/** @type {any} */ d, /** @type {number} */ N) => {
  const [A, B, h] = [3.4, 1, 1 / (N - 1)];
  const { add, roll, stack } = d;
  const spread = (/** @type {any} */ w) =>
    add(add(add(roll(w, 1, 0), roll(w, -1, 0)), roll(w, 1, 1)), roll(w, -1, 1))
      .sub(w.mul(4))
      .mul(10 / (h * h));
  const f = (/** @type {any} */ x) => {
    const [u, v] = [x.at(0), x.at(1)];
    const uuv = u.mul(u).mul(v);
    return stack([
      spread(u)
        .add(B)
        .add(uuv)
        .sub(u.mul(A + 1)),
      spread(v).add(u.mul(A)).sub(uuv),
    ]);
  };
  const x = d.tensor(Float64Array.from({ length: 2 * N * N }, (_, i) => 1 + Math.sin(i) / 2));
  return { f, x: x.reshape([2, N, N]) };
};
const stencil = (/** @type {any} */ d) => (/** @type {any} */ x) =>
  d.add(d.mul(d.sin(x), d.square(d.roll(x, -1))), d.exp(d.neg(x)));

export const gates = async () => {
  const d = await dualtensor();
  const s = await sparse();
  const n = 100_000;
  const x = Float64Array.from({ length: n }, (_, i) => Math.sin(i));
  const prepared = s.prepareJacobian(stencil(d), d.tensor(x));
  const out = new Float64Array(2 * n);
  const other = new Float64Array(2 * n);
  const sizes = [
    { N: 32, must: 145e3, aim: 54e3, structure: 3e6 },
    { N: 100, must: 1.9e6, aim: 1e6, structure: 30e6 },
  ];
  const small = brusselator(d, 32);
  const ready = s.prepareJacobian(small.f, small.x);
  const entries = new Float64Array(ready.pattern.nnz);
  return [
    {
      gate: "stencil of 100,000, prepared, against C++ duals of two colours",
      must: 1.2,
      aim: 0.9,
      ours: () => prepared.numbers(x, out),
      native: native("stencil_D2", x, other, n),
      error: () => {
        // Column j has row j - 1, then row j; column 0 has row 0, then the last.
        let worst = 0;
        for (let j = 1; j < n; j++) {
          worst = Math.max(
            worst,
            Math.abs(out[2 * j] - other[2 * j - 1]),
            Math.abs(out[2 * j + 1] - other[2 * j]),
          );
        }
        return worst;
      },
    },
    {
      gate: "Brusselator, N = 32, prepared, against our own dense Jacobian",
      must: 0.01,
      aim: 0.001,
      ours: () => ready.numbers(small.x.data, entries),
      reference: () => d.jacobian(small.f, small.x),
    },
    ...sizes.flatMap(({ N, must, aim, structure }) => {
      const { f, x } = brusselator(d, N);
      const p = s.prepareJacobian(f, x);
      const own = new Float64Array(p.pattern.nnz);
      const each = { unit: " ns", aim };
      return [
        {
          ...each,
          gate: `Brusselator, N = ${N}, prepared`,
          must,
          measure: () => ns(() => p.numbers(x.data, own)),
        },
        {
          ...{ ...each, aim: structure / 2 },
          gate: `Brusselator, N = ${N}, structure`,
          must: structure,
          measure: () => ns(() => s.jacobianPattern(f, x)),
        },
      ];
    }),
    ...[
      { what: "time", unit: " ms", must: 500, aim: 250 },
      { what: "memory", unit: " MiB", must: 400, aim: 250 },
    ].map(({ what, unit, must, aim }) => ({
      ...{ gate: `stencil of a million, cold, ${what}`, unit, must, aim },
      measure: () => cold()[what === "time" ? 0 : 1],
    })),
  ];
};

/** In a process of its own: milliseconds of the first call, and the most memory it ever held. */
function cold() {
  const code = `
    const d = await import(${JSON.stringify(new URL("../../dist/esm/index.js", import.meta.url).href)});
    const s = await import(${JSON.stringify(new URL("../../dist/esm/sparse.js", import.meta.url).href)});
    const x = d.tensor(Float64Array.from({ length: 1e6 }, (_, i) => Math.sin(i)));
    const f = (x) => d.add(d.mul(d.sin(x), d.square(d.roll(x, -1))), d.exp(d.neg(x)));
    const t = performance.now();
    const J = s.sparseJacobian(f, x);
    const ms = performance.now() - t;
    if (J.nnz !== 2e6) throw new Error("entries");
    console.log(JSON.stringify([ms, process.resourceUsage().maxRSS / 1024]));`;
  return JSON.parse(execFileSync(execPath, ["--input-type=module", "-e", code], { encoding: "utf8" }));
}
