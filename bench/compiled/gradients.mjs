// Gradients of scalar code beside C++ dual numbers with eight tangents a sweep, compiled and interpreted.

import { native } from "../native.mjs";
import { ackley, rosenbrock, start } from "./functions.mjs";
import { dualtensor, errorOf } from "./index.mjs";

const sizes = [10, 100, 1000];
const tasks = [
  { name: "Rosenbrock", make: rosenbrock, call: "rosen", must: [1.2, 0.2, 0.03], aim: [0.7, 0.16, 0.018] },
  { name: "Ackley", make: ackley, call: "ackley", must: [0.8, 0.15, 0.03], aim: [0.5, 0.1, 0.02] },
];

export const gates = async () => {
  const d = await dualtensor();
  return [true, false].flatMap((codegen) =>
    tasks.flatMap(({ name, make, call, must, aim }) =>
      sizes.map((n, i) => {
        const x = start(n);
        const [out, other] = [new Float64Array(n), new Float64Array(n)];
        const f = make(d);
        const compiled = d.jit((/** @type {any} */ v) => d.grad(f, v));
        d.configure({ codegen });
        compiled(d.tensor(x));
        compiled.numbers(x, out);
        d.configure({ codegen: true });
        return {
          gate: `${name}'s gradient, n = ${n}${codegen ? "" : ", interpreted"}, against C++ duals`,
          must: codegen ? must[i] : [3, 0.8, 0.1][i],
          aim: codegen ? aim[i] : [2, 0.5, 0.06][i],
          ours: () => compiled.numbers(x, out),
          native: native(`${call}_D8`, x, other, n),
          error: () => errorOf(out, other),
        };
      }),
    ),
  );
};
