// Every rule of the library: rows register themselves as they are made, so that a new one is under the contract whether its
// module exports it or not.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { kinds, registry, rowsOf, type Row } from "./contract/laws.js";

const lib = join(__dirname, "../lib");
const filesOf = (folder: string): string[] =>
  readdirSync(join(lib, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/").slice(0, -3)}`)
    .sort();
/** "core/ring", "ops/linalg/solve", ...: the modules that may hold rows, core's first and the ring before those that pass its rows on. */
export const modules: readonly string[] = [...new Set(["core/ring", ...filesOf("core"), ...filesOf("ops")])];

/** A module's exports by name. */
export const exportsOf = (file: string): Record<string, unknown> =>
  jest.requireActual<Record<string, unknown>>(join(lib, file));

const loaded = Object.fromEntries(modules.map((file) => [file, exportsOf(file)]));
/** Those of the library, and those that spec/contract/kinds.ts makes. */
export const rows: readonly Row[] = rowsOf({ ...loaded, "core/kinds": kinds }, registry());
