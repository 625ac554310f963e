// The tests of the built site, where there is a Chromium ($CHROMIUM, or Debian's): without one they say so and are not run.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../test/", import.meta.url));
if (!existsSync(process.env.CHROMIUM ?? "/usr/bin/chromium")) {
  console.log(
    "No Chromium here: the pages are built, not looked at (apt-get install chromium, or set CHROMIUM).",
  );
  // Where everything has to hold, that is a failure.
  process.exit(process.env.CI ? 1 : 0);
}
const tests = readdirSync(folder).filter((name) => name.endsWith(".test.mjs"));
const { status } = spawnSync(
  process.execPath,
  ["--test", "--test-concurrency=1", "--test-reporter=spec", ...tests.map((name) => folder + name)],
  { stdio: "inherit" },
);
process.exit(status ?? 1);
