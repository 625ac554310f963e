// The C++ references of bench/native, built once with g++ where there is one, so that JavaScript and C++ take turns in one process.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { execPath } from "node:process";
import { fileURLToPath } from "node:url";

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const source = here("native/native.cc");
const made = here("native/build/native.node");

/** Where Node's headers may lie. */
const headers = [join(dirname(execPath), "../include/node"), "/usr/include/node", "/usr/local/include/node"];

const build = () => {
  const include = headers.find((folder) => existsSync(join(folder, "node_api.h")));
  if (!include) throw new Error("no node_api.h");
  mkdirSync(dirname(made), { recursive: true });
  const flags = "-O3 -march=native -std=c++17 -fPIC -shared -fno-math-errno -w".split(" ");
  execFileSync("g++", [...flags, `-I${include}`, source, "-o", made], { stdio: "pipe" });
};

/** @type {{ names: string[], call: (id: number, x: Float64Array, out: Float64Array, n: number, reps: number) => number } | null} */
let addon = null;
/** Why there is none. */
export let missing = "";
try {
  if (!existsSync(made) || statSync(made).mtimeMs < statSync(source).mtimeMs) build();
  addon = createRequire(import.meta.url)(made);
} catch (error) {
  missing = `C++: ${String(error instanceof Error ? error.message : error).split("\n")[0]}`;
}

/**
 * A batch of a C++ function: reads x, writes out.
 * @param {string} name
 * @param {Float64Array} x
 * @param {Float64Array} out
 * @param {number} n
 * @returns {import("./measure.mjs").Batch | null}
 */
export const native = (name, x, out, n) => {
  const id = addon ? addon.names.indexOf(name) : -1;
  return id < 0 ? null : (reps) => /** @type {any} */ (addon).call(id, x, out, n, reps);
};
