// Every type of node that the parser knows has a row, and what the rows say is what docs/operators.md shows.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { rows } from "../../lib/source/nodes.js";

const root = resolve(__dirname, "../..");

test("a row for each type of node of ES2022 and later, as the parser's own types list them", () => {
  const declared = readFileSync(join(root, "node_modules/acorn/dist/acorn.d.ts"), "utf8");
  const types = [...declared.matchAll(/^ {2}type: "(\w+)"$/gm)].map(([, type]) => type);
  expect(types.length).toBeGreaterThan(70);
  expect(Object.keys(rows).sort()).toEqual([...new Set(types)].sort());
});

test("the page shows the table as it is", () => {
  const page = readFileSync(join(root, "docs/operators.md"), "utf8");
  const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
  const shown = [...page.matchAll(/^\| `(\w+)` +\| (.*?) +\|$/gm)].map(([, type, says]) => [type, says]);
  expect(shown).toEqual(Object.entries(rows).map(([type, { says }]) => [type, cell(says)]));
});
