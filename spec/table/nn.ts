// Functions of networks: by the textbook's loops.
import type { Table } from "./entry.js";

export const nn: Table = {};
