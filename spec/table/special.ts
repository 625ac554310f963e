// Special functions: by series, recurrences and integrals written out, or published values.
import type { Table } from "./entry.js";

export const special: Table = {};
