// Every row, compiled: values, Jacobians, gradients and Hessians of programs are those of the engines. A row unknown to the
// compiler is a call, so nothing here names one.
import { bind } from "../../lib/core/bind.js";
import { sumRow } from "../../lib/core/algebra.js";
import type { Tensor } from "../../lib/core/tensor.js";
import { allAxes } from "../../lib/tensor/shape.js";
import { grad, hessian, jacobian, jit } from "../../lib/index.js";
import { equal, near, subjectsOf, type Subject } from "../contract/subject.js";
import { rows } from "../rows.js";

const cases = rows.flatMap(subjectsOf).map((s): [string, Subject] => [s.name, s]);
/** What is compiled: f of the operands that numbers move, in one record, so that the structure is fixed. */
type Args = Tensor[];
const moved = (s: Subject): [(...z: Args) => Tensor, Args, Args] => [
  s.of(s.movable) as (...z: Args) => Tensor,
  s.movable.map((i) => s.x[i]),
  s.movable.map((i) => s.draw(1)[i]),
];
const compiled = (f: (...z: Args) => unknown): ((...z: Args) => unknown) =>
  jit(f as (...z: never[]) => unknown) as unknown as (...z: Args) => unknown;

describe("rows, compiled", () => {
  test.each(cases)("%s: the value, to the bit", (_, s) => {
    const [f, here, there] = moved(s);
    if (here.length === 0) return;
    const c = compiled((...z) => bindAll(f, z));
    for (const z of [here, there, here]) equal(s, s.name, c(...z) as Tensor, f(...z));
  });

  test.each(cases.filter(([, s]) => s.rule.flat !== true))("%s: the Jacobian, to the bit", (_, s) => {
    const [f, here, there] = moved(s);
    if (here.length === 0) return;
    const g = (...z: Args): Tensor[] => jacobian(f as (...z: Tensor[]) => Tensor, z) as unknown as Tensor[];
    const c = compiled(g);
    for (const z of [here, there, here]) {
      const want = g(...z);
      (c(...z) as Tensor[]).forEach((J, i) => equal(s, `${s.name}, operand ${s.movable[i]}`, J, want[i]));
    }
  });
});

/** The function as it is. */
const bindAll = (f: (...z: Args) => Tensor, z: Args): Tensor => f(...z);

describe("rows, compiled to second order", () => {
  const scalar =
    (f: (...z: Args) => Tensor) =>
    (...z: Args): Tensor => {
      const y = f(...z);
      return bind(sumRow.rule, [y], allAxes(y.shape.length));
    };
  const smooth = cases.filter(([, s]) => s.rule.flat !== true);
  /** Sums of cotangents are added in another order than on the tape. */
  const close = (what: string, got: Tensor, want: Tensor): void => {
    const most = want.data.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0);
    near(
      what,
      got.data.map((v) => (Number.isFinite(v) ? v : 0)),
      want.data.map((v) => (Number.isFinite(v) ? v : 0)),
      () => 2 ** -44 * most,
    );
  };
  test.each(smooth)("%s: gradient and Hessian", (_, s) => {
    const [f, here, there] = moved(s);
    if (here.length === 0) return;
    for (const g of [
      (...z: Args) => grad(scalar(f) as (...z: Tensor[]) => Tensor, z) as unknown as Tensor[],
      (...z: Args) => (hessian(scalar(f) as (...z: Tensor[]) => Tensor, z) as unknown as Tensor[][]).flat(),
    ]) {
      const c = compiled(g);
      for (const z of [here, there]) {
        const want = g(...z);
        (c(...z) as Tensor[]).forEach((t, i) => {
          close(`${s.name}, operand ${i}`, t, want[i]);
        });
      }
    }
  });
});
