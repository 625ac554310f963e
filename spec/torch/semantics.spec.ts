// Every script of PyTorch 1.13.1 in TypeScript, compared with what PyTorch printed, observation by observation. What
// differs is listed with its reason, and the list is exactly what differs: it can only shrink.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { differences, run, type Case, type Script } from "./script.js";

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, "../fixtures/torch", name), "utf8"));
const { cases } = fixture("semantics.json") as { cases: Case[] };
const parted = fixture("parted.json") as Record<string, Record<string, string>>;
const folder = join(__dirname, "scripts");
const scripts: Record<string, Script> = Object.assign(
  {},
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  ...readdirSync(folder).map((f) => (require(join(folder, f)) as { scripts: object }).scripts),
);

test("there is a script for each case", () => {
  expect(Object.keys(scripts).sort()).toEqual(cases.map((c) => c.id).sort());
});

describe.each(cases.map((c) => [c.id, c] as const))("%s", (id, c) => {
  test(c.rule, () => {
    expect(differences(c, run(scripts[id]))).toEqual(Object.keys(parted[id] ?? {}));
  });
});
