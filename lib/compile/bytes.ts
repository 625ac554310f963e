// A program as bytes: a head (name, version, hash) and one text of plain data. What does not have the head, the version, the
// hash, or the shape of a program is refused before anything of it is looked at further, and never run.
import type { Rule } from "../core/rule.js";
import { badProgram, unsavable } from "../errors.js";
import { careful } from "./finish.js";
import { CALL, CALLN, CONST, Graph, INPUT, LEAF, PART, SUM, TENSOR, TOTAL } from "./graph.js";
import type { Body } from "./kernel.js";
import type { Program } from "./program.js";
import { isLoop } from "./repeat.js";

const HEAD = "dualtensor program";
/** Of the format and of what nodes mean. */
export const VERSION = 1;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Plain data with numbers that JSON does not know. */
function plain(v: unknown, what: string): Json {
  if (v === undefined || v === null || typeof v === "boolean" || typeof v === "string") return v ?? null;
  if (typeof v === "number")
    return Number.isFinite(v) && !Object.is(v, -0) ? v : { $: String(Object.is(v, -0) ? "-0" : v) };
  if (Array.isArray(v) || ArrayBuffer.isView(v))
    return Array.from(v as ArrayLike<unknown>, (e) => plain(e, what));
  if (typeof v === "object" && Object.getPrototypeOf(v) === Object.prototype)
    return Object.fromEntries(Object.entries(v).map(([k, e]) => [k, plain(e, what)]));
  throw unsavable(what);
}
function revived(v: Json): unknown {
  if (typeof v !== "object" || v === null) return v;
  if (Array.isArray(v)) return (v as readonly Json[]).map(revived);
  const r = v as { readonly [key: string]: Json };
  if (typeof r.$ === "string") return Number(r.$);
  return Object.fromEntries(Object.entries(r).map(([k, e]) => [k, revived(e)]));
}

/** 53 bits of a text (cyrb53, public domain). */
function hashOf(text: string): string {
  let a = 0xdeadbeef,
    b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 2654435761);
    b = Math.imul(b ^ c, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16);
}

interface SavedBody {
  readonly op: number[];
  readonly a: number[];
  readonly b: number[];
  readonly c: number[];
  readonly list: number[];
  readonly functions: {
    name: string;
    params: Json;
    arity: number;
    shapes: number[][] | null;
    shape: number[];
  }[];
  readonly inputs: number;
  readonly inputAt: number[];
  readonly inputStride: number[];
  readonly outputs: number[];
  readonly outputAt: number[];
  readonly outputStride: number[];
  readonly count: number;
}
const columns = ["op", "a", "b", "c"] as const;

/** `more` is kept beside it: what the caller knows of the structure of inputs and outputs. */
export function bytesOf(program: Program, more: unknown): Uint8Array {
  for (const { graph } of program.bodies)
    if (graph.functions.some(({ rule }) => isLoop(rule))) throw unsavable("a loop inside of a gradient");
  const bodies = program.bodies.map(({ graph: g, ...body }) => ({
    ...Object.fromEntries(columns.map((k) => [k, Array.from(g[k].subarray(0, g.length))])),
    list: Array.from(g.list.subarray(0, g.listed)),
    functions: g.functions.map(({ name, params, arity, shapes, shape }) => ({
      name,
      params: plain(params, name),
      arity,
      shapes,
      shape,
    })),
    inputs: g.inputs,
    inputAt: Array.from(body.inputAt),
    inputStride: Array.from(body.inputStride),
    outputs: Array.from(body.outputs),
    outputAt: Array.from(body.outputAt),
    outputStride: Array.from(body.outputStride),
    count: body.count,
  }));
  const text = JSON.stringify(plain({ ...program, bodies, more }, "the structure")).replace(
    /[\u0080-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return Uint8Array.from(`${HEAD} ${VERSION} ${hashOf(text)}\n${text}`, (c) => c.charCodeAt(0));
}

/** The program, and what was kept beside it. `row` finds rows by name. */
export function programFrom(
  bytes: Uint8Array,
  row: (name: string) => Rule<unknown> | undefined,
): { program: Program; more: unknown } {
  let head = "",
    i = 0;
  while (i < bytes.length && i < 80 && bytes[i] !== 10) head += String.fromCharCode(bytes[i++]);
  if (!head.startsWith(`${HEAD} `)) throw badProgram("bytes of a program", "other bytes");
  const [version, hash] = head.slice(HEAD.length + 1).split(" ");
  if (version !== String(VERSION)) throw badProgram(`version ${VERSION}`, `version ${version}`);
  const parts: string[] = [];
  for (let p = i + 1; p < bytes.length; p += 8192)
    parts.push(String.fromCharCode(...bytes.subarray(p, p + 8192)));
  const text = parts.join("");
  if (hashOf(text) !== hash) throw badProgram("the bytes that were saved", "others: their hash differs");
  const saved = revived(JSON.parse(text) as Json) as Omit<Program, "bodies"> & {
    bodies: SavedBody[];
    more: unknown;
  };
  const { more, ...program } = saved;
  return { program: { ...program, bodies: saved.bodies.map((b) => bodyFrom(b, saved.length, row)) }, more };
}
function bodyFrom(b: SavedBody, length: number, row: (name: string) => Rule<unknown> | undefined): Body {
  const g = new Graph();
  for (const f of b.functions) {
    const rule = row(f.name);
    if (rule === undefined)
      throw badProgram(
        "rows that are known here",
        `the operation ${f.name}`,
        "Pass it: loadProgram(bytes, { rows: [op] })",
      );
    g.fn(rule, f.params, f.arity, f.shapes, f.shape);
  }
  if (g.functions.length !== b.functions.length) throw wrong();
  checkNodes(b);
  checkPlaces(b, length);
  g.restore(b, b.inputs);
  return {
    graph: g,
    inputAt: Int32Array.from(b.inputAt),
    inputStride: Int32Array.from(b.inputStride),
    outputs: Int32Array.from(b.outputs),
    outputAt: Int32Array.from(b.outputAt),
    outputStride: Int32Array.from(b.outputStride),
    count: b.count,
    careful: careful(g, b.outputs),
  };
}
const wrong = (): Error => badProgram("the nodes of a program", "others");
/** Operands are nodes before; lists, functions and inputs exist. */
function checkNodes({ op, a, b, c, list, functions, inputs, outputs }: SavedBody): void {
  const n = op.length,
    within = (v: number, from: number, to: number): void => {
      if (!(Number.isInteger(v) && v >= from && v < to)) throw wrong();
    };
  for (let id = 0; id < n; id++) {
    within(op[id], 0, TOTAL);
    if (op[id] === LEAF) throw wrong();
    if (op[id] === CONST) continue;
    if (op[id] === INPUT) within(a[id], 0, inputs);
    else if (op[id] === SUM || op[id] === TENSOR || op[id] === CALLN) {
      within(a[id], 0, list.length + 1);
      within(a[id] + b[id], a[id], list.length + 1);
      for (let k = a[id]; k < a[id] + b[id]; k++) within(list[k], 0, id);
    } else {
      within(a[id], 0, id);
      if (op[id] !== PART && b[id] !== -1) within(b[id], 0, id);
      if (op[id] !== CALL && c[id] !== -1) within(c[id], 0, id);
    }
    if (op[id] === CALL || op[id] === CALLN || op[id] === TENSOR) within(c[id], 0, functions.length);
  }
  for (const o of outputs) within(o, 0, n);
}
function checkPlaces(b: SavedBody, length: number): void {
  const fits = (at: readonly number[], strides: readonly number[], n: number): boolean =>
    at.length === n &&
    strides.length === n &&
    at.every((p, i) => p >= 0 && strides[i] >= 0 && p + strides[i] * (b.count - 1) < length);
  if (
    !(b.count >= 1) ||
    !fits(b.inputAt, b.inputStride, b.inputs) ||
    !fits(b.outputAt, b.outputStride, b.outputs.length)
  )
    throw wrong();
}
