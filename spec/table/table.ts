// All lines: the functions of the package's root, and those of dualtensor/linalg under "linalg.".
import { elementwise } from "./elementwise.js";
import type { Table } from "./entry.js";
import { linalg, linear, products } from "./linalg.js";
import { reduce } from "./reduce.js";
import { joins, picks, views } from "./shape.js";

export const table: Table = {
  ...elementwise,
  ...reduce,
  ...views,
  ...joins,
  ...picks,
  ...products,
  ...linear,
  ...Object.fromEntries(Object.entries(linalg).map(([name, lines]) => [`linalg.${name}`, lines])),
};
