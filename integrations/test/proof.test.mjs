// Other people's functions at a few points: none is wrong without saying so, and those of at least 20 packages are right.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

test("derivatives of functions of packages as published", async () => {
  const script = join(dirname(fileURLToPath(import.meta.url)), "../proof/run.mjs");
  // Its exit status is 1 where a result is wrong.
  const { stdout } = await promisify(execFile)(process.execPath, [script, "4"]);
  const [, packages] = /in (\d+) packages, are right/.exec(stdout);
  assert.ok(Number(packages) >= 20, `${packages} packages`);
});
