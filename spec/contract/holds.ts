// One test for each row and law of a group, over all trials of the row.
import { rows } from "../rows.js";
import { ask, laws, subjectsOf } from "./laws.js";

/** "pushesSlopes" as words. */
const words = (name: string): string => name.replace(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);

export function holds(group: keyof typeof laws): void {
  describe.each(rows.map((row) => [row.place, row] as const))("%s", (_, row) => {
    for (const [name, law] of Object.entries(laws[group]))
      test(words(name), () => {
        for (const subject of subjectsOf(row)) ask(law, subject);
      });
  });
}
