// Where this library means to differ from PyTorch, read from departures.json: an operation, the condition under which
// entries may differ, and the reason. A condition names checks, what an input holds, the two values and how
// near they are; never a case.

import { readFileSync } from "node:fs";
import { number } from "./interpret.mjs";

export const departures = JSON.parse(readFileSync(new URL("departures.json", import.meta.url), "utf8"));

/** The inputs of a case; those of a grid are the points of its axis. */
const data = (c) => c.inputs?.map((t) => t.data) ?? [c.x];
/** Of an operation that goes element by element: an element that the entry is a value or a derivative of. */
const own = (test) => (c, entry) =>
  data(c).some((t) => {
    const at = (i) => test(number(t[i % t.length]));
    // Entry (i, j) of a Jacobian: what it is of, and what it is with respect to.
    return at(entry) || at(Math.floor(entry / t.length));
  });
const some = (test) => (c) => data(c).some((t) => t.some((v) => test(number(v))));
const HOLDS = {
  zero: own((v) => v === 0),
  "a zero somewhere": some((v) => v === 0),
  "nearly zero": own((v) => v !== 0 && Math.abs(v) <= 1e-3),
  "nearly one": own((v) => Math.abs(v) !== 1 && Math.abs(1 - Math.abs(v)) < 1e-6),
  "not finite": own((v) => !Number.isFinite(v)),
  "NaN somewhere": some(Number.isNaN),
  "equal entries": (c) => data(c).some((t) => new Set(t.map(number)).size < t.length),
  "one number": (c) => data(c).some((t) => t.length === 1),
  nothing: (c) => data(c).some((t) => t.length === 0),
};
const VALUES = {
  NaN: Number.isNaN,
  Infinity: (v) => Math.abs(v) === Infinity,
  finite: Number.isFinite,
  "0 or Infinity": (v) => v === 0 || Math.abs(v) === Infinity,
  "not finite": (v) => !Number.isFinite(v),
};
const is = (wanted, v) =>
  wanted === undefined || (wanted in VALUES ? VALUES[wanted](v) : v === wanted || (v === 0 && wanted === 0));

/** The operations that an expression names, without their module. */
export function operations(node, into = new Set()) {
  if (node === null || typeof node !== "object") return into;
  const name = typeof node.call === "string" ? node.call : (node.method ?? node.op);
  if (name !== undefined) into.add(name.split(".").at(-1));
  for (const child of Object.values(node)) operations(child, into);
  return into;
}

/** The operations of a case: of its expression, or of the source of its program. */
const operationsOf = ({ expr, torch_src: source = "" }) =>
  expr === undefined
    ? new Set(Array.from(source.matchAll(/\b(?:torch|F)\.(?:\w+\.)*(\w+)\(/g), ([, name]) => name))
    : operations(expr);

/** The departure that allows a check of a case to find `got` where PyTorch has `want`. */
export const departure = (c, check, got, want, entry = 0) =>
  departures.find(
    ({ operation, condition: { checks, inputs, torch, ours, within } }) =>
      [operation].flat().some((name) => operationsOf(c).has(name)) &&
      (checks === undefined || checks.includes(check)) &&
      (inputs === undefined || HOLDS[inputs](c, entry)) &&
      is(torch, want) &&
      (within === undefined || Math.abs(got - want) <= within * Math.max(1, Math.abs(want))) &&
      is(ours, got),
  );
