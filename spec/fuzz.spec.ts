// A few seconds of the fuzz (npm run fuzz): programs of fixed seeds, so that a failure repeats; and what it would notice.
import { sum } from "dualtensor";
import { unary } from "../lib/core/kinds.js";
import type { Tensor } from "../lib/core/tensor.js";
import { tensor } from "../lib/ops/tensors/create.js";
import { rowsOf, type Row } from "./contract/laws.js";
import { bounds } from "./fuzz/bound.js";
import { Fuzz, report } from "./fuzz/fuzz.js";
import { rows } from "./rows.js";

/** Counted, not timed. */
const PROGRAMS = 60;

test.each(["smooth", "ties", "overflow"] as const)(
  "%s programs: all ways to a derivative agree where all partials are finite",
  (mood) => {
    const fuzz = new Fuzz(rows);
    for (let n = 0; n < PROGRAMS; n++) fuzz.one(11, mood, n);
    const { programs, errors } = fuzz.tallies[mood];
    expect(programs).toBeGreaterThan(PROGRAMS / 2);
    expect(errors.map(report)).toEqual([]);
  },
);

/** A row whose pull is not the transpose of its push. */
function contradictory(): Row {
  const { rule } = unary("contradictory", Math.sin, (x) => x.mul(0.5));
  const wrong = { ...rule, pull: (_: number, ybar: Tensor) => ybar };
  return rowsOf({}, [wrong])[0];
}
test("a pull that is not the transpose of the push is found, in a program of one step that can be pasted", () => {
  const fuzz = new Fuzz([contradictory()], {});
  for (let n = 0; n < 20; n++) fuzz.one(1, "smooth", n);
  const [first] = fuzz.tallies.smooth.errors;
  expect(fuzz.tallies.smooth.errors.length).toBeGreaterThan(10);
  expect(first.program.steps).toHaveLength(1);
  expect(report(first)).toMatch('const a = row("unexported contradictory")([x], undefined);');
});

test("a bound allows what rounding does to a sum that cancels, and no more", () => {
  const f = (x: Tensor): Tensor => sum(x.mul(tensor([1e8, 1, -1e8]))).sub(x.at(1));
  const { value, error, broken } = bounds(f, tensor([1 / 3, 1, 1 / 3]) as never);
  expect(broken).toBe(null);
  expect(Math.abs(value[0])).toBeLessThanOrEqual(error[0]);
  expect(error[0]).toBeLessThan(1e-6);
});
