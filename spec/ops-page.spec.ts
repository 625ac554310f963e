// docs/ops.md says what the rows say.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { buildIfStale } from "./docs/build.js";

test("docs/ops.md is what `npm run ops` writes", () => {
  buildIfStale();
  const { stderr, status } = spawnSync(process.execPath, [join(__dirname, "../scripts/ops.mjs"), "--check"], {
    encoding: "utf8",
  });
  expect([stderr, status]).toEqual(["", 0]);
}, 120_000);
