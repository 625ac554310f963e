// Every rule of the library: rows register themselves as they are made, so that a new one is under the contract whether its
// module exports it or not.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { kinds, registry, rowsOf, type Row } from "./contract/laws.js";

const lib = join(__dirname, "../lib");
/** "core/ring", "ops/linalg/solve", ...: the modules that hold rows, core's first. */
export const modules: readonly string[] = [
  ...["ring", "quotients", "sums", "views", "picks", "matmul", "power", "choose", "join"].map(
    (name) => `core/${name}`,
  ),
  ...readdirSync(join(lib, "ops"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `ops/${name.replaceAll("\\", "/").slice(0, -3)}`)
    .sort(),
];

/** A module's exports by name. */
export const exportsOf = (file: string): Record<string, unknown> =>
  jest.requireActual<Record<string, unknown>>(join(lib, file));

const loaded = Object.fromEntries(modules.map((file) => [file, exportsOf(file)]));
/** Those of the library, and those that spec/contract/kinds.ts makes. */
export const rows: readonly Row[] = rowsOf({ ...loaded, "core/kinds": kinds }, registry());
