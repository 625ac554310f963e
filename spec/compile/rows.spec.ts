// Every row, compiled with the program's own functions: values, Jacobians, gradients and Hessians are those of the engines but
// for rounding. A row unknown to the compiler is a call, so nothing here names one.
import { sum } from "../../lib/core/sums.js";
import type { Tensor } from "../../lib/core/tensor.js";
import { grad, hessian, jit } from "../../lib/index.js";
import { near, subjectsOf, type Subject } from "../contract/subject.js";
import { rows } from "../rows.js";

const cases = rows
  .flatMap(subjectsOf)
  .filter((s) => s.rule.flat !== true && s.movable.length > 0)
  .map((s): [string, Subject] => [s.name, s]);
type Args = Tensor[];

/** Infinities and NaN in the same places; numbers within some hundred roundings of the largest. */
function close(what: string, got: Tensor, want: Tensor): void {
  const most = want.data.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0),
    finite = (d: Float64Array): Float64Array => d.map((v) => (Number.isFinite(v) ? v : 0));
  expect([...got.data].map(Number.isFinite)).toEqual([...want.data].map(Number.isFinite));
  near(what, finite(got.data), finite(want.data), () => 2 ** -43 * most);
}

test.each(cases)("%s: gradient and Hessian of the sum", (_, s) => {
  const f = s.of(s.movable),
    total = (...z: Args) => sum(f(...z)),
    places = [s.x, s.draw(1)].map((x) => s.movable.map((i) => x[i]));
  for (const g of [
    (...z: Args): Tensor[] => grad(total, z as [Tensor, Tensor]),
    (...z: Args): Tensor[] => hessian(total, z as [Tensor, Tensor]).flat(),
  ]) {
    const compiled = jit(g);
    for (const z of places) {
      const want = g(...z);
      for (const again of [compiled(...z), compiled(...z)])
        again.forEach((t, i) => {
          close(`${s.name}, operand ${i}`, t, want[i]);
        });
    }
  }
});
