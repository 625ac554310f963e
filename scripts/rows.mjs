// The modules of lib that hold rows, core's first: scripts that load them all find every row that registered itself.
import { readdirSync } from "node:fs";

const core = [
  "kinds",
  "ring",
  "quotients",
  "sums",
  "views",
  "picks",
  "matmul",
  "power",
  "choose",
  "join",
].map((name) => `core/${name}.ts`);
const ops = readdirSync(new URL("../lib/ops", import.meta.url), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => `ops/${name.replaceAll("\\", "/")}`)
  .sort();
export const files = [...core, ...ops];
