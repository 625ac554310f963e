// Random programs: the same bits on numbers before and after, forward as reverse, and both as differences of what was written.
// `PROGRAMS=10000 npx jest spec/source/random` runs so many.

import { along, difference, evaluated, transformed, ways, type Numbers } from "./run.js";
import { program, random } from "./programs.js";

const many = Number(process.env.PROGRAMS ?? 300),
  first = Number(process.env.SEED ?? 1);

/** A branch on a watched value that is exactly 0 is refused. */
function loudly(f: () => number): number | "loud" {
  try {
    return f();
  } catch (error) {
    if ((error as Error).message.startsWith("===: expected values that differ")) return "loud";
    throw error;
  }
}

test(`${many} random programs from seed ${first}`, () => {
  let judged = 0,
    asked = 0,
    loud = 0,
    tied = 0;
  for (let seed = first; seed < first + many; seed++) {
    const source = program(seed),
      code = transformed(source),
      before = evaluated(source).f as Numbers,
      after = evaluated(code).f as Numbers,
      dual = evaluated(
        code.replaceAll(/typeof \w+ === "number" /g, "false ").replaceAll("$.plain(", "(() => false)("),
      ).f as Numbers;
    const next = random(seed),
      p = [next() * 3 + 0.1, next() * 3 - 3.1];
    const about = (what: string): string => `seed ${seed}, ${what} at ${p.join(", ")}\n${source}\n${code}`;
    const value = before(...p);
    if (!Object.is(after(...p), value) || !Object.is(dual(...p), value)) throw new Error(about("other bits"));
    for (const i of [0, 1]) {
      const found = Object.values(ways).map((way) => loudly(() => way(along(after, p, i), p[i])));
      if (found[0] === "loud" && found[1] === "loud") {
        loud++;
        continue;
      }
      const [forward, reverse] = found as number[];
      const scale = Math.max(1, Math.abs(forward));
      // Sums in another order.
      if (!(Math.abs(forward - reverse) <= 1e-10 * scale))
        throw new Error(about(`${forward} and ${reverse} in x${i}`));
      const { slope, error } = difference((v) => before(...p.map((w, k) => (k === i ? v : w))), p[i]);
      asked++;
      // A kink or a step next to the point: differences do not settle.
      if (!(error <= 1e-7 * scale)) continue;
      judged++;
      if (Math.abs(forward - slope) <= 1e-6 * scale + 10 * error) continue;
      // x - (x - y) < y: a branch between values that are equal but for rounding goes its own way at each point.
      const beside = [-1e-6, 1e-6].map((d) => ways.forward(along(after, p, i), p[i] + d));
      if (beside.every((v) => Math.abs(v - forward) > 1e-4 * scale)) tied++;
      else throw new Error(about(`${forward}, not ${slope}, in x${i}`));
    }
  }
  expect(tied).toBeLessThan(0.01 * asked);
  expect(loud).toBeLessThan(0.1 * asked);
  expect(judged).toBeGreaterThan(0.8 * asked);
});
