// What is kept of an operation for the backward pass: its node, the tape of its one run, and the pullback on it.
import * as LEVEL from "../../core/level.js";
import { zeros, type Tensor } from "../../core/tensor.js";
import { fitPull } from "../../core/bind.js";
import { plus, sumTo } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { Tape, type Node as Written } from "../../reverse/tape.js";
import { endsWith } from "../../array/shape.js";
import { isFloat, type TorchDType } from "../dtype.js";
import { runtime } from "../words/classes.js";
import { dependent } from "./dependent.js";
import { modes, Node, under, type Cotangent, type Edge } from "./node.js";
import { counted, least, pieces, wrapping, type Operation } from "../operations.js";
import { Ieee } from "./ieee.js";
import { savedBy } from "./saves.js";
import { flatten } from "./nests.js";
import { TorchTensor } from "./torchtensor.js";

/** One call of an operation. */
export interface Done {
  readonly op: Operation;
  readonly args: readonly unknown[];
  /** Of a rule that was called as one. */
  readonly params: unknown;
  /** The tensors among the arguments, and their numbers. */
  readonly found: readonly Tensor[];
  readonly values: readonly Tensor[];
  /** Which of them have a gradient. */
  readonly varying: readonly number[];
  /** The results once more, from those. */
  list(xs: readonly Tensor[]): Tensor[];
}
/** What pulls a cotangent back: a tape, or where it has one entry that entry alone, which is a tenth of it. */
type Pulls = (bars: readonly Cotangent[]) => Cotangent[];
function pullsOf(tape: Tape): Pulls {
  const { inputs, nodes, outputs } = tape;
  if (tape.derived !== null || nodes.length !== inputs + 1 || outputs.length !== 1 || outputs[0] !== inputs)
    return (bars) => tape.pull(bars);
  const { rule, primals, primal, params, args } = nodes[inputs],
    from = args.map((a) => (a.level === tape.run.level ? (a as Written).place : -1));
  return single(rule!, primals, primal, params, from, inputs);
}
/** Apart, so that nothing else of the tape is kept. */
const single =
  (
    rule: Rule<unknown>,
    primals: readonly Tensor[],
    y: Tensor,
    params: unknown,
    from: readonly number[],
    inputs: number,
  ): Pulls =>
  ([b]) => {
    const out = new Array<Cotangent>(inputs).fill(null);
    if (b !== null)
      from.forEach((p, i) => {
        if (p >= 0) out[p] = plus(out[p], fitPull(rule.pull(i, b, primals, y, params), primals[i].shape));
      });
    return out;
  };

/** The inputs of the node, and the place of each operand that varies among them. */
function inputsOf(
  { op, args, found, varying }: Done,
  edges: readonly (Edge | null)[],
  title: string,
): [(Edge | null)[], number[]] {
  const next: (Edge | null)[] = [],
    place = new Array<number>(found.length).fill(-1);
  let count = 0;
  const groups = args.map((a) => {
    if (!(typeof a === "object" && a !== null)) return [];
    const tensors: Tensor[] = [];
    flatten(a, tensors);
    return tensors.map(() => count++);
  });
  // A number is a tensor too where PyTorch makes one of it; sums and products turn round for it.
  const wraps = wrapping[title] !== undefined,
    turned = wrapping[title] === "last" && typeof args[0] === "number";
  for (const k of title === "AddmmBackward0" && op.name === "linear"
    ? [2, 0, 1]
    : turned
      ? [1, 0]
      : groups.keys()) {
    if (typeof args[k] === "number" && wraps) next.push(null);
    // Masks and indices are no inputs of the graph.
    for (const i of groups[k])
      if (edges[i] !== null || operand(op, found[i])) place[i] = next.push(edges[i]) - 1;
  }
  while (next.length < (least[title] ?? 0)) next.push(null);
  return [next.slice(), varying.map((i) => place[i])];
}
const operand = (op: Operation, t: Tensor): boolean =>
  !(t instanceof TorchTensor) || isFloat(t.dtype) || (counted.has(op.name) && op.name !== "where");

/** Give the results of an operation their node. */
export function record(
  done: Done,
  edges: readonly (Edge | null)[],
  tape: Tape,
  results: readonly TorchTensor[],
  self: TorchTensor | undefined,
): void {
  const { op, args, found } = done,
    title = typeof op.node === "string" ? op.node : op.node(args),
    [next, places] = inputsOf(done, edges, title),
    saves = typeof op.saves === "function" ? op.saves(args) : op.saves,
    node = new Node(
      title,
      next,
      // As they are now: a tensor may become a view of itself in place.
      results.map(({ shape, dtype }) => ({ shape, dtype })),
      pullback(done, pullsOf(tape), op.departs === undefined ? null : tape.value[0], title, next, places),
      saves !== "none",
    );
  node.args = args;
  if (saves !== "none") node.saved = savedBy(saves, found, edges, results, self).slice();
  results.forEach((r, k) => {
    if (isFloat(r.dtype)) r.placed(node, k);
  });
}
const pullback =
  (
    done: Done,
    pulls: Pulls,
    value: Tensor | null,
    title: string,
    next: readonly (Edge | null)[],
    places: readonly number[],
  ): NonNullable<Node["pull"]> =>
  (given, graph) => {
    const { op, args, params, values, varying } = done,
      fails = modes.compat === "torch" ? (op.fails?.(args) ?? null) : null;
    if (fails !== null) throw runtime(fails);
    const departs = modes.compat === "torch" ? op.departs : undefined,
      bars = departs === undefined ? given : given.map((b) => b && departs(b, values, value!));
    let pulled: readonly Cotangent[] = [];
    if (op.flat?.(values, params, args, modes.compat) === true) pulled = [];
    else if (graph) pulled = again(done, next, places, bars, title);
    else if (modes.compat === "torch" && !op.exact)
      pulled = pulls(bars.map((b) => b && new Ieee(b))).map((b) => (b instanceof Ieee ? b.primal : b));
    else pulled = pulls(bars);
    const out = new Array<Cotangent>(next.length).fill(null);
    varying.forEach((i, j) => {
      const { shape } = values[i],
        b = pulled[j] ?? zeros(shape);
      out[places[j]] = endsWith(b.shape, shape) ? b : sumTo(b, shape);
    });
    return out;
  };
/** The pullback once more on tensors of the graph, so that it is written down itself. */
function again(
  done: Done,
  next: readonly (Edge | null)[],
  places: readonly number[],
  bars: readonly Cotangent[],
  title: string,
): readonly Cotangent[] {
  const { op, found, values, varying } = done,
    xs = varying.map((i, j) => standIn(values[i], next[places[j]]!, (found[i] as TorchTensor).dtype)),
    second = new Tape(op.name, (v) => done.list(v), op.second === null ? varying.map((i) => values[i]) : xs),
    now = Node.made;
  let pulled: readonly Cotangent[] = under({ pulling: true }, () => second.pull(bars));
  if (typeof op.second === "string") pulled = pulled.map((b, j) => entitled(b, xs[j], op, now));
  if (op.first === "kept")
    pulled = pulled.map((b, j) => b && dependent(b, xs[j], title.replace(/0$/, "Backward0")));
  return pulled;
}
/** A gradient under the name that PyTorch's node has, if the pullback made its node; of pieces it made none. */
function entitled(b: Cotangent, x: TorchTensor, { name, second }: Operation, since: number): Cotangent {
  const node = b instanceof TorchTensor ? b.node : null,
    title = second as string;
  if (node !== null && node.sequence > since) Object.assign(node, { title });
  else if (node === null && b !== null && b.level <= LEVEL.torch && pieces.has(name))
    return dependent(b, x, title);
  return b;
}

/** The value that an input had, in its place in the graph. */
function standIn(v: Tensor, edge: Edge, dtype: TorchDType): TorchTensor {
  const x = TorchTensor.around(v, dtype);
  return x.placed(edge.node, edge.nr);
}
