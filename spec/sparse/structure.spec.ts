// Structure through rows that are opaque: what a row reads along lines is read along lines, and items of a batch stay apart.
import { vmap, type Tensor } from "../../lib/index.js";
import { jacobianPattern } from "../../lib/sparse.js";
import { Plain } from "../../lib/core/tensor.js";
import { subjectsOf, type Subject } from "../contract/subject.js";
import { rows } from "../rows.js";

const cases = rows
  .flatMap(subjectsOf)
  .filter((s) => s.rule.flat !== true && s.movable.length > 0 && s.x.every((x) => x.size > 0))
  .map((s): [string, Subject] => [s.name, s]);
type Args = [Tensor, Tensor];

/** Two items of numbers, one behind the other. */
const both = (x: Plain, y: Plain): Plain =>
  new Plain([2, ...x.shape], Float64Array.of(...x.data, ...y.data), x.dtype);

describe("a batch of two: two blocks, each the item's own", () => {
  test.each(cases)("%s", (_, s) => {
    const f = s.of(s.movable),
      g = (...z: Tensor[]): Tensor => f(...z),
      [first, second] = [s.x, s.draw(1)].map((x) => s.movable.map((i) => x[i])),
      one = jacobianPattern(g, first as unknown as Args),
      two = jacobianPattern(vmap(g), first.map((x, i) => both(x, second[i])) as unknown as Args),
      [m, n] = one.shape;
    expect([...two.shape]).toEqual([2 * m, 2 * n]);
    // Columns run over one argument after the other, each of two items.
    const item: number[] = [],
      own: number[] = [];
    let at = 0;
    for (const x of first) {
      for (let b = 0; b < 2; b++)
        for (let e = 0; e < x.size; e++) {
          item.push(b);
          own.push(at + e);
        }
      at += x.size;
    }
    const key = (i: number, j: number): string => `${i},${j}`,
      single = one.toTriplets(),
      wanted = new Set(Array.from(single.rows, (i, k) => key(i, single.columns[k]))),
      all = two.toTriplets(),
      found = [new Set<string>(), new Set<string>()];
    all.rows.forEach((i, k) => {
      const b = item[all.columns[k]];
      expect(Math.floor(i / m)).toBe(b);
      found[b].add(key(i % m, own[all.columns[k]]));
    });
    for (const block of found) expect([...block].sort()).toEqual([...wanted].sort());
  });
});
