// A program as bytes: a head (name, version, hash) and one text of plain data. What does not have the head, the version, the
// hash, or the shape of a program is refused before anything of it is looked at further, and never run.
import type { Rule } from "../core/rule.js";
import { size } from "../array/shape.js";
import { badProgram, DualTensorError, unsavable } from "../errors.js";
import { careful } from "./finish.js";
import { ADD, CALL, CALLN, CHAIN, CONST, Graph, INPUT, LEAF, MUL, PART, SELECT, SUB, SUM, TENSOR, TOTAL } from "./graph.js"; // prettier-ignore
import type { Body } from "./kernel.js";
import type { Program } from "./program.js";

const HEAD = "dualtensor program";
/** Of the format and of what nodes mean. */
export const VERSION = 3;

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
export function hashOf(text: string): string {
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
  readonly lanesAt: number;
}
const columns = ["op", "a", "b", "c"] as const;

/** `more` is kept beside it: what the caller knows of the structure of inputs and outputs. */
export function bytesOf(program: Program, more: unknown): Uint8Array {
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
    lanesAt: body.lanesAt ?? -1,
  }));
  const text = JSON.stringify(plain({ ...program, bodies, more }, "the structure")).replace(
    /[\u0080-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return Uint8Array.from(`${HEAD} ${VERSION} ${hashOf(text)}\n${text}`, (c) => c.charCodeAt(0));
}

type Rows = (name: string) => Rule<unknown> | undefined;
/** The program, and what was kept beside it. `row` finds rows by name. */
export function programFrom(bytes: Uint8Array, row: Rows): { program: Program; more: unknown } {
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
  try {
    return restored(revived(JSON.parse(text) as Json) as Saved, row);
  } catch (e) {
    // Bytes with a hash of their own that are no program.
    if (e instanceof DualTensorError) throw e;
    throw wrong();
  }
}
type Saved = Omit<Program, "bodies"> & { readonly bodies: SavedBody[]; readonly more: unknown };
function restored(saved: Saved, row: Rows): { program: Program; more: unknown } {
  const { more, ...program } = saved;
  checkProgram(saved);
  return { program: { ...program, bodies: saved.bodies.map((b) => bodyFrom(b, saved.length, row)) }, more };
}
function bodyFrom(b: SavedBody, length: number, row: Rows): Body {
  const g = new Graph();
  for (const f of b.functions) {
    const rule = row(f.name);
    if (rule === undefined)
      throw badProgram(
        "rows that are known here",
        `the operation ${f.name}`,
        "Pass it: loadProgram(bytes, { rows: [op] })",
      );
    // JSON has no undefined, which rows without params have.
    g.fn(rule, f.params ?? undefined, f.arity, f.shapes, f.shape);
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
    lanesAt: b.lanesAt,
  };
}
const wrong = (): Error => badProgram("the nodes of a program", "others");
function within(v: unknown, from: number, to: number): void {
  if (!(Number.isInteger(v) && (v as number) >= from && (v as number) < to)) throw wrong();
}
/** More numbers than a program has: what is larger is no place. */
const HUGE = 2 ** 32;
function checkProgram({
  length,
  inputSize,
  outputSize,
  inputs,
  outputs,
  fills,
  guards,
  bodies,
}: Saved): void {
  within(length, 0, HUGE);
  within(inputSize, 0, length + 1);
  within(outputSize, 0, HUGE);
  for (const [places, total] of [
    [inputs, inputSize],
    [outputs, outputSize],
  ] as const) {
    let start = 0;
    for (const p of places) {
      for (const d of Object.freeze(p.shape)) within(d, 0, HUGE);
      if (p.start !== start || !["float64", "int32", "bool"].includes(p.dtype)) throw wrong();
      start += size(p.shape);
      within(p.at, 0, length + 1);
      within(p.at + size(p.shape), 0, length + 1);
    }
    if (start !== total) throw wrong();
  }
  for (const p of inputs) if (p.at !== p.start) throw wrong();
  for (const { at, stride, count, value } of fills) {
    within(at, 0, length);
    within(stride, 0, length + 1);
    within(count, 1, length + 1);
    within(at + stride * (count - 1), 0, length);
    if (typeof value !== "number") throw wrong();
  }
  for (const { at, holds } of guards) {
    within(at, 0, length);
    if (typeof holds !== "boolean") throw wrong();
  }
  if (!Array.isArray(bodies)) throw wrong();
}
/** Operands are nodes before; lists, functions and inputs exist, and functions have as many operands as they take. */
function checkNodes({ op, a, b, c, list, functions, inputs, outputs }: SavedBody): void {
  const n = op.length;
  for (const column of [a, b, c]) if (!Array.isArray(column) || column.length !== n) throw wrong();
  within(inputs, 0, HUGE);
  for (let id = 0; id < n; id++) {
    const kind = op[id],
      operand = (x: number): void => {
        within(x, 0, id);
        // The values of calls on tensors are read in parts.
        if ((op[x] === TENSOR) !== (kind === PART)) throw wrong();
      };
    within(kind, 0, TOTAL);
    if (kind === CONST) {
      for (const word of [a[id], b[id]]) within(word, -(2 ** 31), 2 ** 31);
      continue;
    }
    if (kind === CALL || kind === CALLN || kind === TENSOR) within(c[id], 0, functions.length);
    if (kind === INPUT) within(a[id], 0, inputs);
    else if (kind === LEAF) throw wrong();
    else if (kind === SUM || kind === TENSOR || kind === CALLN) {
      within(a[id], 0, list.length + 1);
      within(b[id], kind === TENSOR ? 0 : 1, HUGE);
      within(a[id] + b[id], a[id], list.length + 1);
      for (let k = a[id]; k < a[id] + b[id]; k++) operand(list[k]);
    } else {
      operand(a[id]);
      if (kind === ADD || kind === SUB || kind === MUL || kind === CHAIN || kind === SELECT) operand(b[id]);
      if (kind === SELECT) operand(c[id]);
    }
    if (kind === PART) within(b[id], 0, size(functions[c[a[id]]].shape));
    if (kind === CALL) {
      within(functions[c[id]].arity, 1, 3);
      if (functions[c[id]].arity === 2) operand(b[id]);
      else if (b[id] !== -1) throw wrong();
    }
    const shapes = kind === TENSOR ? functions[c[id]].shapes : null;
    if (kind === TENSOR && (shapes === null || shapes.reduce((k, s) => k + size(s), 0) !== b[id]))
      throw wrong();
    if (
      kind !== TENSOR &&
      kind !== PART &&
      (kind === CALL || kind === CALLN) &&
      functions[c[id]].shapes !== null
    )
      throw wrong();
  }
  for (const o of outputs) {
    within(o, 0, n);
    if (op[o] === TENSOR) throw wrong();
  }
}
function checkPlaces(b: SavedBody, length: number): void {
  // A loop writes somewhere else in each step, unless its outputs are sums.
  within(b.lanesAt, -1, length);
  if (b.lanesAt >= 0) within(b.lanesAt + 2 * b.outputs.length, 0, length + 1);
  within(b.count, 1, length + 1);
  const fits = (at: readonly number[], strides: readonly number[], n: number): void => {
    if (at.length !== n || strides.length !== n) throw wrong();
    at.forEach((p, i) => {
      within(p, 0, length);
      within(strides[i], 0, length + 1);
      within(p + strides[i] * (b.count - 1), 0, length);
    });
  };
  fits(b.inputAt, b.inputStride, b.inputs);
  fits(b.outputAt, b.outputStride, b.outputs.length);
}
