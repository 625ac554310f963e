// Every row, compiled: values, Jacobians, gradients and Hessians of programs are those of the engines. A row unknown to the
// compiler is a call, so nothing here names one. Where exp, log, ... are inlined the engines' own differ by up to 2 ulp, and what
// follows from that; both tiers agree to the bit everywhere.
import { bind } from "../../lib/core/bind.js";
import { sumRow } from "../../lib/core/algebra.js";
import type { Tensor } from "../../lib/core/tensor.js";
import { allAxes } from "../../lib/tensor/shape.js";
import { grad, hessian, jacobian, jit } from "../../lib/index.js";
import { elementary } from "../../lib/compile/math/index.js";
import { setCodegen } from "../../lib/compile/tiers.js";
import { stateOf } from "../../lib/transform/jit.js";
import { equal, near, subjectsOf, type Subject } from "../contract/subject.js";
import { rows } from "../rows.js";

const cases = rows.flatMap(subjectsOf).map((s): [string, Subject] => [s.name, s]);
/** What is compiled: f of the operands that numbers move, in one record, so that the structure is fixed. */
type Args = Tensor[];
const moved = (s: Subject): [(...z: Args) => Tensor, Args, Args] => [
  s.of(s.movable),
  s.movable.map((i) => s.x[i]),
  s.movable.map((i) => s.draw(1)[i]),
];
const compiled = (f: (...z: Args) => unknown): ((...z: Args) => unknown) =>
  jit(f as (...z: never[]) => unknown) as unknown as (...z: Args) => unknown;

/** To the bit, unless a function in the program is not the engines' own. */
const agree = (s: Subject, what: string, c: object, got: Tensor, want: Tensor): void => {
  const own = stateOf(c)!.traces.some((t) => t.program.graph.functions.some((f) => elementary(f.scalar)));
  if (!own) return equal(s, what, got, want);
  const finite = (t: Tensor): number[] => Array.from(t.data, (v) => (Number.isFinite(v) ? v : 0));
  const [a, b] = [finite(got), finite(want)];
  const most = b.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  near(what, a, b, () => 2 ** -48 * most);
};

describe("rows, compiled", () => {
  test.each(cases)("%s: the value, to the bit", (_, s) => {
    const [f, here, there] = moved(s);
    if (here.length === 0) return;
    const c = compiled((...z) => bindAll(f, z));
    for (const z of [here, there, here]) agree(s, s.name, c, c(...z) as Tensor, f(...z));
  });

  test.each(cases.filter(([, s]) => s.rule.flat !== true))("%s: the Jacobian, to the bit", (_, s) => {
    const [f, here, there] = moved(s);
    if (here.length === 0) return;
    const g = (...z: Args): Tensor[] => jacobian(f, z) as unknown as Tensor[];
    const c = compiled(g);
    for (const z of [here, there, here]) {
      const want = g(...z);
      (c(...z) as Tensor[]).forEach((J, i) => agree(s, `${s.name}, operand ${s.movable[i]}`, c, J, want[i]));
    }
  });
});

describe("tiers", () => {
  afterEach(() => {
    setCodegen(true);
  });
  test.each(cases.filter(([, s]) => s.rule.flat !== true))("%s: both, to the bit", (_, s) => {
    const [f, here, there] = moved(s);
    if (here.length === 0) return;
    const g = (...z: Args): unknown => [
      f(...z),
      ...(jacobian(f, z) as unknown as Tensor[]),
    ];
    const both = [false, true].map((codegen) => {
      const c = compiled(g);
      setCodegen(codegen);
      return [here, there, here].flatMap((z) => c(...z) as Tensor[]);
    });
    both[0].forEach((t, i) => {
      equal(s, `${s.name}, result ${i}`, both[1][i], t);
    });
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
      (...z: Args) => grad(scalar(f), z) as unknown as Tensor[],
      (...z: Args) => (hessian(scalar(f), z) as unknown as Tensor[][]).flat(),
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
