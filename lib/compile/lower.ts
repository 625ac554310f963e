// Rows as nodes. Named are the ring (sums, differences, products), `where`, sums over axes, products of matrices and what
// places parts; a row that moves elements or joins runs its own value on arrays of node numbers; a row of numbers is a call
// of its function for each element; every other row is a call of its own value on tensors. A row unknown here compiles.
// Long because the named ones stand together.
import { matmulRow } from "../core/matmul.js";
import { selectRow } from "../core/picks.js";
import { sumRow, withOnes } from "../core/sums.js";
import {
  add,
  combineRow,
  mulRow,
  neg,
  placeRow,
  reshapeTail,
  sub,
  sumTo,
  type Places,
} from "../core/ring.js";
import type { Rule } from "../core/rule.js";
import { where } from "../core/choose.js";
import { Plain } from "../core/tensor.js";
import { CHAIN } from "../kernels/arithmetic.js";
import { walk } from "../kernels/loops.js";
import type { DType } from "../door/parse.js";
import { broadcastShape, sameShape, size, stridesFor, type Shape } from "../array/shape.js";
import { ZERO, type Graph } from "./graph.js";
import { keyOf } from "./key.js";
import { inLines } from "./lines.js";

/** A tensor whose elements are nodes. */
export interface Nodes {
  readonly shape: Shape;
  readonly ids: readonly number[];
  readonly dtype: DType;
}
type Lowering = (g: Graph, args: readonly Nodes[], params: unknown) => Nodes;

/** For each place of `out` the place of a tensor of this shape that is read there. */
export function reading(shape: Shape, out: Shape): Int32Array {
  const n = size(out),
    at = new Int32Array(n);
  walk(out, stridesFor(shape, out), (p, q, w, s) => {
    for (let i = 0; i < w; i++) at[p + i] = q + i * s;
  });
  return at;
}
const spreadTo = ({ shape, ids }: Nodes, out: Shape): readonly number[] =>
  sameShape(shape, out) ? ids : Array.from(reading(shape, out), (i) => ids[i]);
const outShape = (fn: string, args: readonly Nodes[]): Shape =>
  args.reduce<Shape>((s, x) => broadcastShape(fn, s, x.shape), []);

/** f for each element, operands broadcast. */
function each(
  name: string,
  args: readonly Nodes[],
  dtype: DType,
  f: (x: number, y: number, i: number) => number,
): Nodes {
  const x = args[0],
    y = args[1];
  if (args.length === 2 && x.ids.length === 1 && y.ids.length === 1)
    return {
      shape: x.shape.length >= y.shape.length ? x.shape : y.shape,
      ids: [f(x.ids[0], y.ids[0], 0)],
      dtype,
    };
  if (args.length === 1) {
    const n = x.ids.length,
      ids = new Array<number>(n);
    for (let i = 0; i < n; i++) ids[i] = f(x.ids[i], -1, i);
    return { shape: x.shape, ids, dtype };
  }
  const shape = x.shape === y.shape ? x.shape : broadcastShape(name, x.shape, y.shape),
    n = size(shape);
  const a = spreadTo(x, shape),
    b = spreadTo(y, shape),
    ids = new Array<number>(n);
  for (let i = 0; i < n; i++) ids[i] = f(a[i], b[i], i);
  return { shape, ids, dtype };
}

/** Sums of the elements of x that meet in one element of `ones` (x's rank, each length kept or 1), in the library's order. */
function sums(g: Graph, { shape, ids }: Nodes, ones: Shape): number[] {
  const n = size(ones),
    groups: number[][] = Array.from({ length: n }, () => []);
  const at = reading(ones, shape);
  for (let i = 0; i < ids.length; i++) groups[at[i]].push(ids[i]);
  return groups.map((terms) => settled(g, terms));
}
/** A sum of values begins at +0, so that what is structurally zero adds nothing. */
function settled(g: Graph, terms: readonly number[]): number {
  const kept: number[] = [],
    places: number[] = [];
  terms.forEach((x, i) => {
    if (x === ZERO) return;
    kept.push(x);
    places.push(i);
  });
  return g.add(g.total(terms.length, false, kept, places), ZERO);
}

/** Multiplications of a product, without those in which a side is structurally zero. */
function multiplications([x, y]: readonly Nodes[], kind: unknown, dense: number): number {
  if (kind !== CHAIN) return dense;
  const [m, n] = x.shape.slice(-2),
    p = y.shape[y.shape.length - 1],
    a = new Float64Array(n),
    b = new Float64Array(n);
  x.ids.forEach((id, i) => {
    if (id !== ZERO) a[i % n]++;
  });
  y.ids.forEach((id, i) => {
    if (id !== ZERO) b[Math.floor(i / p) % n]++;
  });
  // On the average over the leading axes.
  const rows = Math.max(1, dense / (m * n * p)),
    norm = rows / (Math.max(1, x.ids.length / (m * n)) * Math.max(1, y.ids.length / (n * p)));
  return a.reduce((sum, c, k) => sum + c * b[k] * norm, 0);
}
/** Is it a call, on whole matrices? Not where it is small, or sparse. */
function isCall(g: Graph, args: readonly Nodes[], kind: unknown): boolean {
  const [{ shape: sx }, { shape: sy }] = args,
    lead = broadcastShape("matmul", sx.slice(0, -2), sy.slice(0, -2)),
    dense = size(lead) * size(sx.slice(-2)) * sy[sy.length - 1];
  return dense >= g.matrix && multiplications(args, kind, dense) >= Math.max(g.matrix, dense / 16);
}

function matmul(g: Graph, args: readonly Nodes[], kind: unknown): Nodes {
  if (isCall(g, args, kind)) {
    const call = (a: readonly Nodes[]): Nodes => whole(g, matmulRow.rule, a, kind);
    // A product of values has 0 * Infinity.
    if (kind !== CHAIN) return call(args);
    return inLines(g, { argument: 0, axes: [-1] }, args, (a) =>
      inLines(g, { argument: 1, axes: [-2] }, a, call),
    );
  }
  const [x, y] = args,
    sx = x.shape,
    sy = y.shape,
    [m, n] = sx.slice(-2),
    p = sy[sy.length - 1],
    lead = broadcastShape("matmul", sx.slice(0, -2), sy.slice(0, -2)),
    a = spreadTo(x, [...lead, m, n]),
    b = spreadTo(y, [...lead, n, p]),
    places = Array.from({ length: n }, (_, k) => k),
    columns: number[][] = [],
    ids: number[] = [];
  for (let l = 0, rows = size(lead); l < rows; l++) {
    for (let j = 0; j < p; j++) columns[j] = places.map((k) => b[(l * n + k) * p + j]);
    for (let i = 0; i < m; i++) {
      const row = a.slice((l * m + i) * n, (l * m + i + 1) * n);
      for (let j = 0; j < p; j++) ids.push(g.dot(n, kind === CHAIN, row, columns[j], places));
    }
  }
  return { shape: [...lead, m, p], ids, dtype: "float64" };
}

/** The row's own value, which moves elements, on node numbers: what it fills with 0 is the node ZERO. */
function moved(rule: Rule<unknown>, args: readonly Nodes[], params: unknown): Nodes {
  const y = rule.value(
    args.map(({ shape, ids, dtype }) => new Plain(shape, Float64Array.from(ids), dtype)),
    params,
  );
  return { shape: y.shape, ids: Array.from(y.data), dtype: y.dtype };
}

function place(g: Graph, parts: readonly Nodes[], params: unknown): Nodes {
  const { shape, at } = params as Places;
  let whole: Nodes | null = null;
  parts.forEach((part, i) => {
    const one = moved(placeRow.rule, [part], { shape, at: [at[i]] });
    whole = whole === null ? one : each("place", [whole, one], "float64", (x, y) => sumOf(g, x, y));
  });
  return whole ?? { shape, ids: new Array<number>(size(shape)).fill(ZERO), dtype: "float64" };
}
const sumOf = (g: Graph, x: number, y: number): number => (x === ZERO ? y : y === ZERO ? x : g.add(x, y));

/** A call for each element. */
function called(g: Graph, rule: Rule<unknown>, args: readonly Nodes[], params: unknown): Nodes {
  const n = args.length,
    { dtype, same } = resultOf(rule, n, params, args);
  if (same) return args[0];
  const fn = g.fn(rule, params, n);
  if (n <= 2) return each(rule.name, args, dtype, (x, y) => g.call(fn, x, y));
  const shape = outShape(rule.name, args),
    lists = args.map((x) => spreadTo(x, shape));
  return {
    shape,
    ids: Array.from({ length: size(shape) }, (_, i) =>
      g.calln(
        fn,
        lists.map((l) => l[i]),
      ),
    ),
    dtype,
  };
}
interface Result {
  readonly dtype: DType;
  /** The value is the argument itself, and so is the derivative. */
  readonly same: boolean;
}
const results = new Map<Rule<unknown>, Map<string, Result>>();
/** The dtype of an elementwise row's result, by one call. */
function resultOf(rule: Rule<unknown>, n: number, params: unknown, args: readonly Nodes[]): Result {
  const key = `${n}${params === undefined ? "" : keyOf(params)}${args.map((x) => x.dtype[0]).join("")}`;
  let known = results.get(rule);
  if (known === undefined) results.set(rule, (known = new Map<string, Result>()));
  let r = known.get(key);
  if (r === undefined) {
    const x = args.map(({ dtype }) => new Plain([], 0.7, dtype)),
      y = rule.value(x, params);
    const same = rule.flat !== true && n === 1 && (y as unknown) === x[0];
    known.set(key, (r = { dtype: y.dtype, same }));
  }
  return r;
}

/** A call of the row's value on tensors, its elements read off one by one. */
export function whole(g: Graph, rule: Rule<unknown>, args: readonly Nodes[], params: unknown): Nodes {
  const y = rule.value(
    args.map(
      ({ shape, ids, dtype }) =>
        new Plain(
          shape,
          Float64Array.from(ids, (i) => g.at[i]),
          dtype,
        ),
    ),
    params,
  );
  if (args.every(({ ids }) => ids.every((i) => g.isConstant(i))))
    return { shape: y.shape, ids: Array.from(y.data, (v) => g.constant(v)), dtype: y.dtype };
  const fn = g.fn(
      rule,
      params,
      args.length,
      args.map((x) => x.shape),
      y.shape,
    ),
    node = g.tensor(
      fn,
      args.map((x) => x.ids),
      y.data,
    );
  return {
    shape: y.shape,
    ids: Array.from({ length: y.data.length }, (_, i) => g.part(node, i)),
    dtype: y.dtype,
  };
}

/** Of a transpose of moving elements: zero where nothing came that is not. */
function overlapping(
  g: Graph,
  rule: Rule<unknown>,
  args: readonly Nodes[],
  params: unknown,
  call: (args: readonly Nodes[]) => Nodes,
): Nodes {
  const [x] = args,
    y = call(args);
  if (!x.ids.some((id) => g.isZero(id))) return y;
  const places = Float64Array.from(y.ids, (_, i) => i + 1),
    to = rule.pull(0, new Plain(y.shape, places), [new Plain(x.shape, Float64Array.from(x.ids))], new Plain(y.shape, places), params)!.data, // prettier-ignore
    live = new Uint8Array(places.length + 1);
  x.ids.forEach((id, i) => {
    if (!g.isZero(id)) live[to[i]] = 1;
  });
  return { ...y, ids: y.ids.map((id, i) => (live[i + 1] === 1 ? id : ZERO)) };
}

/** The ring and what else is named; made once it is asked for, because bundles load this file without running it. */
let named: Map<unknown, Lowering> | undefined;
const table = (): Map<unknown, Lowering> =>
  new Map<unknown, Lowering>([
    [add.rule, (g, x) => each("add", x, "float64", (a, b) => g.add(a, b))],
    [sub.rule, (g, x) => each("sub", x, "float64", (a, b) => g.sub(a, b))],
    [neg.rule, (g, x) => each("neg", x, "float64", (a) => g.neg(a))],
    [
      mulRow.rule,
      (g, x, kind) =>
        each("mul", x, "float64", kind === CHAIN ? (a, b) => g.chain(a, b) : (a, b) => g.mul(a, b)),
    ],
    [
      combineRow.rule,
      (g, [p, x, q, y]) =>
        each(
          "combine",
          [
            each("combine", [p, x], "float64", (a, b) => g.chain(a, b)),
            each("combine", [q, y], "float64", (a, b) => g.chain(a, b)),
          ],
          "float64",
          (a, b) => sumOf(g, a, b),
        ),
    ],
    [
      where.rule,
      (g, args) => {
        const shape = outShape("where", args),
          [c, x, y] = args.map((a) => spreadTo(a, shape));
        return {
          shape,
          ids: x.map((v, i) => g.select(c[i], v, y[i])),
          dtype: args[1].dtype === args[2].dtype ? args[1].dtype : "float64",
        };
      },
    ],
    [
      selectRow.rule,
      (_g, [x], params) => {
        // What scalar code reads its unknowns with.
        if (x.shape.length !== 1) return moved(selectRow.rule, [x], params);
        return { shape: [], ids: [x.ids[(params as { index: number }).index]], dtype: x.dtype };
      },
    ],
    [reshapeTail.rule, (_g, [x], params) => reshaped(x, params as { from: number; shape: Shape })],
    [
      sumRow.rule,
      (g, [x], params) => {
        const axes = params as readonly number[],
          r = x.shape.length;
        return {
          shape: x.shape.filter((_, d) => !axes.includes(d - r)),
          ids: axes.length === 0 ? x.ids : sums(g, x, withOnes(x.shape, axes)),
          dtype: "float64",
        };
      },
    ],
    [
      sumTo.rule,
      (g, [x], params) => {
        const to = params as Shape,
          out = [...x.shape.slice(0, x.shape.length - to.length), ...to];
        return { shape: out, ids: sameShape(out, x.shape) ? x.ids : sums(g, x, out), dtype: "float64" };
      },
    ],
    [matmulRow.rule, matmul],
    [placeRow.rule, place],
  ]);
function reshaped(x: Nodes, { from, shape }: { from: number; shape: Shape }): Nodes {
  const lead = x.shape.length - from,
    s = lead === 0 ? shape : [...x.shape.slice(0, lead), ...shape];
  return size(s) === x.ids.length
    ? { shape: s, ids: x.ids, dtype: x.dtype }
    : moved(reshapeTail.rule, [x], { from, shape });
}

export function lower(g: Graph, rule: Rule<unknown>, args: readonly Nodes[], params: unknown): Nodes {
  const own = (named ??= table()).get(rule);
  if (own !== undefined) return own(g, args, params);
  if (rule.kind === "elementwise") return called(g, rule, args, params);
  if ((rule.role === "gather" && args.length === 1) || rule.role === "join") return moved(rule, args, params);
  const call = (a: readonly Nodes[]): Nodes => whole(g, rule, a, params),
    reach = rule.reach?.(params);
  if (rule.role === "scatter") return overlapping(g, rule, args, params, call);
  return reach === undefined ? call(args) : inLines(g, reach, args, call);
}
