// From a recording to a program: only what the outputs need, sums written out in their order, no unknowns of inner
// derivatives; and which products of the chain rule have to annihilate at once.
import { ADD, CALL, CHAIN, DOT, Graph, INPUT, MUL, NEG, SELECT, SUB, SUM, TOTAL, ZERO } from "./graph.js";
import { elementary } from "./math/index.js";
import { expanded } from "./summation.js";
import { rewritten } from "./recipe.js";

export interface Finished {
  readonly graph: Graph;
  readonly outputs: number[];
  /** Per input of the new graph the index that it had. */
  readonly reads: number[];
}
/** A graph of its own for these outputs. */
export function finish(g: Graph, outputs: readonly number[]): Finished {
  const live = g.live(outputs),
    out = new Graph(),
    place = new Int32Array(live.length),
    reads: number[] = [],
    functions: number[] = [],
    functionAt = (fn: number): number => {
      const { rule, params, arity, shapes, shape } = g.functions[fn];
      return (functions[fn] ??= out.fn(rule, params, arity, shapes, shape));
    };
  for (let id = 0; id < live.length; id++) {
    const op = g.op[id];
    if (live[id] === 0) continue;
    if (op === INPUT) {
      place[id] = out.input(g.at[id]);
      reads.push(g.a[id]);
    } else if (op === CALL && g.functions[g.c[id]].same) place[id] = place[g.a[id]];
    else if (op === DOT) place[id] = products(g, id, out, place);
    else if (op !== TOTAL) place[id] = rewritten(out, g, id, op, place, functionAt);
    else {
      const start = g.a[id],
        n = g.b[id],
        terms = Array.from(g.list.subarray(start, start + n), (x) => place[x]);
      place[id] = expanded(
        out,
        Math.abs(g.c[id]),
        g.c[id] < 0,
        terms,
        Array.from(g.list.subarray(start + n, start + 2 * n)),
      );
    }
  }
  const at = new Array<number>(outputs.length);
  for (let i = 0; i < at.length; i++) at[i] = place[outputs[i]];
  return { graph: out, outputs: at, reads };
}

/** A DOT node written out. */
function products(g: Graph, id: number, out: Graph, place: Int32Array): number {
  const { list } = g,
    start = g.a[id],
    n = g.b[id],
    chained = g.c[id] < 0,
    terms = Array.from({ length: n }, (_, k) => {
      const x = place[list[start + k]],
        y = place[list[start + n + k]];
      return chained ? out.chain(x, y) : out.mul(x, y);
    }),
    places = Array.from(list.subarray(start + 2 * n, start + 3 * n)),
    sum = expanded(out, Math.abs(g.c[id]), true, terms, places);
  return chained ? sum : out.add(sum, ZERO);
}

/** Functions of one number that are NaN where it is. */
const strict = new Set<unknown>([
  ...["exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "asin", "acos", "atan", "asinh", "acosh", "atanh"],
  ...["expm1", "log1p", "log2", "log10", "cbrt", "sqrt", "abs", "floor", "ceil", "trunc", "sign"],
].map((name) => (Math as unknown as Record<string, unknown>)[name])); // prettier-ignore
const strictNative = new Set<unknown>([
  "div",
  "square",
  "reciprocal",
  "sqrt",
  "abs",
  "floor",
  "ceil",
  "trunc",
]);

const isStrict = (scalar: unknown): boolean => {
  const e = elementary(scalar);
  return e === undefined ? strict.has(scalar) : e.recipe.arity === 1;
};

/**
 * The CHAIN nodes whose NaN might not arrive at an output (it meets a comparison, or a function that may drop it): they
 * annihilate in the plain program, too. null where there is no CHAIN node.
 */
export function careful(g: Graph, outputs: readonly number[]): Uint8Array | null {
  const live = g.live(outputs),
    swallowed = new Uint8Array(live.length),
    swallow = (x: number): void => {
      swallowed[x] = 1;
    };
  let any = false;
  for (let id = live.length - 1; id >= 0; id--) {
    if (live[id] === 0) continue;
    const op = g.op[id];
    if (op === CHAIN) any = true;
    if (swallowed[id] === 1) g.operands(id, swallow);
    else if (op === SELECT) swallow(g.a[id]);
    else if (op === CALL) {
      const { scalar, native } = g.functions[g.c[id]];
      if (!strictNative.has(native) && !isStrict(scalar)) g.operands(id, swallow);
    } else if (op !== NEG && op !== ADD && op !== SUB && op !== MUL && op !== CHAIN && op !== SUM)
      g.operands(id, swallow);
  }
  if (!any) return null;
  for (let id = 0; id < live.length; id++) if (g.op[id] !== CHAIN) swallowed[id] = 0;
  return swallowed;
}
