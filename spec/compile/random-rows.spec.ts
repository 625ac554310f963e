// A few seconds of the fuzz of compiled programs with the functions of numbers that rows call: forward mode has eager bits.
import { CompiledFuzz, report } from "../fuzz/compiled.js";
import { operations } from "../fuzz/operations.js";
import { draw } from "../fuzz/program.js";
import { rows } from "../rows.js";

jest.mock("../../lib/compile/math/index.js", () => ({
  ...jest.requireActual<object>("../../lib/compile/math/index.js"),
  elementary: () => undefined,
}));

/** Counted, not timed. */
const PROGRAMS = 20;
const all = operations(rows);
test.each(["smooth", "ties", "overflow"] as const)(
  "%s programs: eager bits, but for sums in reverse mode",
  (mood) => {
    const fuzz = new CompiledFuzz((next, m) => draw(next, m, all), true);
    for (let n = 0; n < PROGRAMS; n++) fuzz.one(22, mood, n);
    expect(fuzz.programs).toBeGreaterThan(PROGRAMS / 2);
    expect(fuzz.found.map(report)).toEqual([]);
  },
);
