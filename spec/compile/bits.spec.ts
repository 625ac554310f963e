// With the functions of numbers that rows call, tiers and eager agree to the bit on every row: values and Jacobians. (With
// those of the program, exp, log, sin ..., they agree within 2 ulp and what follows from that: rows.spec.ts.)
import type { Tensor } from "../../lib/core/tensor.js";
import { configure, jacobian, jit } from "../../lib/index.js";
import { equal, subjectsOf, type Subject } from "../contract/subject.js";
import { rows } from "../rows.js";

jest.mock("../../lib/compile/math/index.js", () => ({
  ...jest.requireActual<object>("../../lib/compile/math/index.js"),
  elementary: () => undefined,
}));

const cases = rows.flatMap(subjectsOf).map((s): [string, Subject] => [s.name, s]);
type Args = Tensor[];
type Many<R> = (...z: Args) => R;
/** f of the operands that numbers move, and two places to try it. */
const moved = (s: Subject): [Many<Tensor>, Args[]] => [
  s.of(s.movable),
  [s.x, s.draw(1), s.x].map((x) => s.movable.map((i) => x[i])),
];

describe.each([
  ["in plain JavaScript", false],
  ["as WebAssembly", true],
])("rows, %s", (_, codegen) => {
  beforeAll(() => configure({ codegen }));
  afterAll(() => configure({ codegen: true }));

  test.each(cases)("%s", (_name, s) => {
    const [f, places] = moved(s);
    if (s.movable.length === 0) return;
    const value = jit((...z: Args) => f(...z));
    for (const z of places) equal(s, s.name, value(...z), f(...z));
    if (s.rule.flat === true) return;
    const J = (...z: Args): Tensor[] =>
        jacobian(f as (...x: [Tensor, Tensor]) => Tensor, z as [Tensor, Tensor]),
      compiled = jit(J);
    for (const z of places) {
      const want = J(...z);
      compiled(...z).forEach((t, i) => {
        equal(s, `${s.name}, operand ${s.movable[i]}`, t, want[i]);
      });
    }
  });
});
