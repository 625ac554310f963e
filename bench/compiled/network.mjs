// Jacobian of a network of four layers, 64 wide, tanh after each, by its input, beside C++ duals with 64 tangents.

import { native } from "../native.mjs";
import { dualtensor, errorOf } from "./index.mjs";

const n = 64;

export const gates = async () => {
  const d = await dualtensor();
  let seed = 11;
  const random = () => ((seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5) * 0.4;
  const all = Float64Array.from({ length: n + 4 * n * n + 4 * n }, random);
  const x = all.slice(0, n);
  const weights = [0, 1, 2, 3].map((l) =>
    d.tensor(all.slice(n + l * n * n, n + (l + 1) * n * n), { shape: [n, n] }),
  );
  const biases = [0, 1, 2, 3].map((l) =>
    d.tensor(all.slice(n + 4 * n * n + l * n, n + 4 * n * n + (l + 1) * n)),
  );
  const f = (/** @type {any} */ v) =>
    weights.reduce((h, w, l) => d.tanh(d.add(d.matmul(w, h), biases[l])), v);
  const compiled = d.jit((/** @type {any} */ v) => d.jacobian(f, v));
  const [out, other] = [new Float64Array(n * n), new Float64Array(n + n * n)];
  return [
    {
      ...{ gate: "Jacobian of an MLP, 4 x 64, against C++ duals with 64 tangents", must: 2.5, aim: 1.5 },
      warmMs: 3000,
      ours: () => compiled.numbers(x, out),
      native: native("mlp_D64", all, other, n),
      error: () => errorOf(out, other.subarray(n)),
    },
  ];
};
