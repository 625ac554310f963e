// A few seconds of the fuzz of compiled programs (npm run fuzz): programs of fixed seeds, so that a failure repeats; at the end all
// that were saved, in another process. random-rows.spec.ts asks the same without functions of the program's own.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CompiledFuzz, report } from "../fuzz/compiled.js";
import { operations } from "../fuzz/operations.js";
import { draw } from "../fuzz/program.js";
import { rows } from "../rows.js";

/** Counted, not timed. */
const PROGRAMS = 20;
const all = operations(rows),
  fuzz = new CompiledFuzz((next, mood) => draw(next, mood, all), false);

test.each(["smooth", "ties", "overflow"] as const)(
  "%s programs: one set of bits on first calls, in the interpreter, as WebAssembly, through numbers and from bytes",
  (mood) => {
    for (let n = 0; n < PROGRAMS; n++) fuzz.one(21, mood, n);
    expect(fuzz.found.map(report)).toEqual([]);
  },
);
test("the same bits in another process", () => {
  expect(fuzz.saved.length).toBeGreaterThan(2 * PROGRAMS);
  const folder = mkdtempSync(join(tmpdir(), "dualtensor-another-")),
    file = join(folder, "saved.json");
  writeFileSync(file, JSON.stringify(fuzz.saved));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(__dirname, "../fuzz/another.mjs"), file],
    { encoding: "utf8" },
  );
  rmSync(folder, { recursive: true, force: true });
  expect([stdout, stderr, status]).toEqual(["", "", 0]);
});
