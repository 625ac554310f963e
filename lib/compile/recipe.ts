// The derivative of a call as nodes, from the row's own push and pull: each is run once on symbols for its row, params, shapes
// and live operands, which leaves a small graph. Its nodes that do not depend on the tangent (the partials) are written once
// for a node, the others once for a tangent. No second table of derivatives.
import type { Rule, Tangent } from "../core/rule.js";
import { fitPull, fitPush } from "../core/bind.js";
import { expand } from "../core/ring.js";
import type { Tensor } from "../core/tensor.js";
import { size, type Shape } from "../array/shape.js";
import {
  CALL,
  CALLN,
  CONST,
  DOT,
  type Graph,
  INPUT,
  PART,
  SUM,
  TENSOR,
  TOTAL,
  ZERO,
  type Fn,
} from "./graph.js";
import { keyOf } from "./key.js";
import type { Nodes } from "./lower.js";
import { Recording, Symbolic } from "./record.js";

/**
 * Inputs of the graph: the elements of the arguments, of the value, then of the tangents (or of the cotangent). `first` and
 * `then` are its live nodes without and with the tangent, in order; `outputs` are the elements of the result.
 */
export interface Recipe {
  readonly graph: Graph;
  readonly first: readonly number[];
  readonly then: readonly number[];
  /** Elements of the result; null where it is structurally zero. */
  readonly outputs: readonly number[] | null;
  /** How many inputs do not belong to the tangent. */
  readonly fixed: number;
  /** The numbers of its functions in the graph it was last written to. */
  known: { graph: Graph | null; functions: number[] };
}

const recipes = new WeakMap<Rule<unknown>, Map<string, Recipe>>();
const scalars = (n: number): Shape[] => new Array<Shape>(n).fill([]);

/** J dx for the operands that `mask` has a bit of. */
export const pushRecipe = (f: Fn, mask: number, number: (k: number) => number): Recipe =>
  recipe(
    f,
    `+${mask}`,
    number,
    (rule, x, y, t) =>
      fitPush(
        rule.push(
          x.map((_, i) => ((mask >> i) & 1 ? t.shift()! : null)),
          x,
          y,
          f.params,
        ),
        y.shape,
      ),
    (shapes) => shapes.filter((_, i) => (mask >> i) & 1),
  );
/** Jᵀ ybar for operand i. */
export const pullRecipe = (f: Fn, i: number, number: (k: number) => number): Recipe =>
  recipe(
    f,
    `-${i}`,
    number,
    (rule, x, y, [ybar]) => fitPull(rule.pull(i, ybar, x, y, f.params), x[i].shape),
    (_, y) => [y],
  );

function recipe(
  f: Fn,
  which: string,
  number: (k: number) => number,
  run: (rule: Rule<unknown>, x: Tensor[], y: Tensor, t: Tensor[]) => Tangent,
  tangents: (shapes: readonly Shape[], y: Shape) => readonly Shape[],
): Recipe {
  let known = recipes.get(f.rule);
  if (known === undefined) recipes.set(f.rule, (known = new Map<string, Recipe>()));
  const shapes = f.shapes ?? scalars(f.arity),
    key = `${which}|${keyOf(f.params)}|${f.shapes === null ? f.arity : f.shapes.map((s) => s.join()).join(";")}`,
    old = known.get(key);
  if (old !== undefined) return old;
  const made = record(f, shapes, number, run, tangents(shapes, f.shape));
  known.set(key, made);
  return made;
}
function record(
  f: Fn,
  shapes: readonly Shape[],
  number: (k: number) => number,
  run: (rule: Rule<unknown>, x: Tensor[], y: Tensor, t: Tensor[]) => Tangent,
  tangents: readonly Shape[],
): Recipe {
  const r = new Recording(),
    g = r.graph,
    frame = r.enter(f.name);
  let k = 0;
  const fresh = (shape: Shape, v: () => number): Symbolic =>
    new Symbolic(
      r,
      frame,
      shape,
      Array.from({ length: size(shape) }, () => g.input(v())),
    );
  const x = shapes.map((s) => fresh(s, () => number(k++))),
    y = fresh(f.shape, () => number(k++)),
    fixed = g.inputs,
    t = tangents.map((s) => fresh(s, () => 1));
  let result: Tangent;
  try {
    result = run(f.rule, [...x], y, [...t]);
  } finally {
    r.leave(frame);
  }
  const outputs = result === null ? null : r.nodes(result, f.name).ids;
  if (outputs === null || outputs.every((i) => i === ZERO))
    return { graph: g, first: [], then: [], outputs: null, fixed, known: { graph: null, functions: [] } };
  const live = g.live(outputs),
    moves = new Uint8Array(g.length),
    first: number[] = [],
    then: number[] = [];
  for (let id = 0; id < live.length; id++) {
    if (live[id] === 0) continue;
    if (g.op[id] === INPUT) {
      if (g.a[id] >= fixed) moves[id] = 1;
      continue;
    }
    g.operands(id, (o) => {
      if (moves[o] === 1) moves[id] = 1;
    });
    (moves[id] === 1 ? then : first).push(id);
  }
  return { graph: g, first, then, outputs, fixed, known: { graph: null, functions: [] } };
}

/** The derivative of a row on tensors, run once on the nodes themselves: what is structurally zero is seen to be. */
function onNodes(
  g: Graph,
  f: Fn,
  elements: readonly number[],
  value: readonly number[],
  run: (x: readonly Tensor[], y: Tensor, symbol: (v: Nodes) => Tensor) => Tangent,
): readonly number[] | null {
  const r = new Recording(null, g),
    frame = r.enter(f.name),
    symbol = ({ shape, ids, dtype }: Nodes): Tensor => new Symbolic(r, frame, shape, ids, dtype);
  let k = 0;
  try {
    const x = f.shapes!.map((shape) =>
        symbol({ shape, ids: elements.slice(k, (k += size(shape))), dtype: "float64" }),
      ),
      t = run(x, symbol({ shape: f.shape, ids: value, dtype: "float64" }), symbol);
    return t === null ? null : r.nodes(t, f.name).ids;
  } finally {
    r.leave(frame);
  }
}
/** J dx, the seeds of dx in front. */
export const pushed = (
  g: Graph,
  f: Fn,
  elements: readonly number[],
  value: readonly number[],
  dx: readonly (Nodes | null)[],
): readonly number[] | null =>
  onNodes(g, f, elements, value, (x, y, symbol) => {
    const k = dx.find((t) => t !== null)!.shape[0],
      t = fitPush(
        f.rule.push(
          dx.map((d) => d && symbol(d)),
          x,
          y,
          f.params,
        ),
        y.shape,
      );
    return t === null || t.shape.length > y.shape.length ? t : expand(t, [k, ...y.shape]);
  });
/** Jᵀ ybar for argument i. */
export const pulled = (
  g: Graph,
  f: Fn,
  elements: readonly number[],
  value: readonly number[],
  i: number,
  bar: readonly number[],
): readonly number[] | null =>
  onNodes(g, f, elements, value, (x, y, symbol) =>
    fitPull(
      f.rule.pull(i, symbol({ shape: y.shape, ids: bar, dtype: "float64" }), x, y, f.params),
      x[i].shape,
    ),
  );

/** Where the nodes of a recipe stand in the graph it is written to: inputs are filled in by the caller. */
export class Written {
  private readonly place: Int32Array;
  constructor(
    private readonly g: Graph,
    readonly recipe: Recipe,
    /** Nodes of the arguments and the value. */
    fixed: readonly number[],
  ) {
    const { graph } = recipe;
    this.place = new Int32Array(graph.length);
    // Inputs are the first nodes behind the three constants, in order.
    for (let i = 0; i < fixed.length; i++) this.place[FIRST + i] = fixed[i];
    write(g, recipe, recipe.first, this.place);
  }
  /** The result for one tangent. */
  along(t: readonly number[]): number[] {
    const { place, recipe } = this,
      from = FIRST + recipe.fixed;
    for (let i = 0; i < t.length; i++) place[from + i] = t[i];
    write(this.g, recipe, recipe.then, place);
    const out = recipe.outputs!,
      ids = new Array<number>(out.length);
    for (let i = 0; i < out.length; i++) ids[i] = place[out[i]];
    return ids;
  }
}
/** The constants 0, 1 and -1 come first in every graph. */
const FIRST = 3;

function functionOf(g: Graph, recipe: Recipe, fn: number): number {
  const { known } = recipe;
  if (known.graph !== g) {
    known.graph = g;
    known.functions = [];
  }
  return (known.functions[fn] ??= copied(g, recipe.graph.functions[fn]));
}
/** The number of a function of another graph. */
export const copied = (g: Graph, f: Fn): number => g.fn(f.rule, f.params, f.arity, f.shapes, f.shape);

/** Nodes of a recipe, in order, as nodes of g. */
function write(g: Graph, recipe: Recipe, nodes: readonly number[], place: Int32Array): void {
  const { graph: r } = recipe,
    functionAt = (fn: number): number => functionOf(g, recipe, fn);
  for (let n = 0; n < nodes.length; n++) {
    const id = nodes[n];
    place[id] = rewritten(g, r, id, r.op[id], place, functionAt);
  }
}
/** Node `id` of r as a node of g, whose operands stand at `place`. */
export function rewritten(
  g: Graph,
  r: Graph,
  id: number,
  op: number,
  place: Int32Array,
  functionAt: (fn: number) => number,
  /** Of the same numbers: what a call gave then it gives again. */
  same = false,
): number {
  const a = r.a[id],
    b = r.b[id],
    c = r.c[id];
  switch (op) {
    case CONST:
      return g.constant(r.at[id]);
    case SUM:
      return g.sum(listOf(r, a, b, place));
    case TOTAL:
      return g.total(
        Math.abs(c),
        c < 0,
        listOf(r, a, b, place),
        Array.from(r.list.subarray(a + b, a + 2 * b)),
      );
    case DOT:
      return g.dot(
        Math.abs(c),
        c < 0,
        listOf(r, a, b, place),
        listOf(r, a + b, b, place),
        Array.from(r.list.subarray(a + 2 * b, a + 3 * b)),
      );
    case TENSOR:
      return g.tensor(functionAt(c), [listOf(r, a, b, place)], same ? r.results.get(id) : undefined);
    case CALLN:
      return g.calln(functionAt(c), listOf(r, a, b, place));
    default:
      return g.make(
        op,
        place[a],
        op === PART ? b : b < 0 ? -1 : place[b],
        op === CALL ? functionAt(c) : c < 0 ? -1 : place[c],
      );
  }
}
const listOf = (r: Graph, start: number, n: number, place: Int32Array): number[] => {
  const ids = new Array<number>(n);
  for (let i = 0; i < n; i++) ids[i] = place[r.list[start + i]];
  return ids;
};
