// The modules of lib that may hold rows, core's first: scripts that load them all find every row that registered itself.
import { readdirSync } from "node:fs";

const filesOf = (folder) =>
  readdirSync(new URL(`../lib/${folder}`, import.meta.url), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .sort();
export const files = [...new Set(["core/ring.ts", ...filesOf("core"), ...filesOf("ops")])];
