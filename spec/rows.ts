// Every rule of the library: found by `.rule` on what the modules of rows export, so that a new row is under the contract
// the moment it is exported.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { rowsOf, type Row } from "./contract/laws.js";

const lib = join(__dirname, "../lib");
/** "core/ring", "ops/linalg/solve", ...: the modules that hold rows, core's first. */
export const modules: readonly string[] = [
  ...["ring", "algebra", "quotient", "power", "select", "join"].map((name) => `core/${name}`),
  ...readdirSync(join(lib, "ops"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `ops/${name.replaceAll("\\", "/").slice(0, -3)}`)
    .sort(),
];

/** A module's exports by name. */
export const exportsOf = (file: string): Record<string, unknown> =>
  jest.requireActual<Record<string, unknown>>(join(lib, file));

export const rows: readonly Row[] = rowsOf(
  Object.fromEntries(modules.map((file) => [file, exportsOf(file)])),
);
