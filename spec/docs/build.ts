// The specs that use the built package make sure that it is there and of today.

import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";

export function buildIfStale(): void {
  execFileSync(process.execPath, [join(resolve(__dirname, "../.."), "scripts/build.mjs"), "--if-stale"], {
    stdio: "inherit",
  });
}
