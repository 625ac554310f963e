// What is kept of an operation for the backward pass: its node, the tape of its one run, and the pullback on it.
import * as LEVEL from "../../core/level.js";
import { zeros, type Tensor } from "../../core/tensor.js";
import { bind, fitPull } from "../../core/bind.js";
import { plus, sumTo } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { Tape, type Node as Written } from "../../reverse/tape.js";
import { endsWith, sameShape } from "../../array/shape.js";
import { isFloat } from "../dtype.js";
import { runtime } from "../words/classes.js";
import { dependent } from "./dependent.js";
import { modes, Node, under, type Cotangent, type Edge, type Result } from "./node.js";
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
/** How a cotangent gets to the inputs that vary: these values, in order. */
interface Kept {
  readonly op: Operation;
  /** Their places among the node's inputs. */
  readonly places: readonly number[];
  readonly values: readonly Tensor[];
  /** The call, for an operation that asks for its arguments. */
  readonly done: Done | null;
  pull(bars: readonly Cotangent[]): readonly Cotangent[];
  /** The results once more. */
  list(xs: readonly Tensor[]): Tensor[];
}
const asks = (op: Operation): boolean =>
  op.fails !== undefined || op.departs !== undefined || op.flat !== undefined || op.name === "square";
/** One entry of a tape, which holds no tensor of the user's; `to`: which of the inputs each operand is, -1 for a constant. */
class Single implements Kept {
  readonly done = null;
  constructor(
    readonly op: Operation,
    private readonly rule: Rule<unknown>,
    private readonly primals: readonly Tensor[],
    private readonly y: Tensor,
    private readonly params: unknown,
    private readonly to: readonly number[],
    readonly places: readonly number[],
  ) {}
  get values(): Tensor[] {
    return this.places.map((_, j) => this.primals[this.to.indexOf(j)]);
  }
  pull([b]: readonly Cotangent[]): Cotangent[] {
    const { rule, primals, y, params, to, places } = this,
      out = new Array<Cotangent>(places.length).fill(null);
    if (b !== null)
      for (let i = 0; i < to.length; i++) {
        if (to[i] < 0) continue;
        const g = fitPull(rule.pull(i, b, primals, y, params), primals[i].shape);
        out[to[i]] = plus(out[to[i]], g);
      }
    return out;
  }
  list(xs: readonly Tensor[]): Tensor[] {
    const given = this.primals.map((p, i) => (this.to[i] < 0 ? p : xs[this.to[i]]));
    return [bind(this.rule, given, this.params)];
  }
}
class Whole implements Kept {
  readonly values: readonly Tensor[];
  constructor(
    readonly op: Operation,
    readonly done: Done,
    private readonly tape: Tape,
    readonly places: readonly number[],
  ) {
    this.values = done.varying.map((i) => done.values[i]);
  }
  get y(): Tensor {
    return this.tape.value[0];
  }
  pull(bars: readonly Cotangent[]): Cotangent[] {
    return this.tape.pull(bars);
  }
  list(xs: readonly Tensor[]): Tensor[] {
    return this.done.list(xs);
  }
}
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
    node = new Node(title, next, resultsOf(results, next), pullback, saves !== "none");
  node.kept = kept(done, tape, places);
  if (/^(Pow|Clamp)/.test(title)) node.numbers = args.filter((a) => typeof a === "number");
  if (saves !== "none") node.saved = savedBy(saves, found, edges, results, self).slice();
  for (let k = 0; k < results.length; k++) if (isFloat(results[k].dtype)) results[k].placed(node, k);
}
/** As they are now: a tensor may become a view of itself in place. A chain of like tensors has one description. */
function resultsOf(results: readonly TorchTensor[], next: readonly (Edge | null)[]): readonly Result[] {
  const before = next[0]?.node.results ?? [];
  return results.length === 1 &&
    before.length === 1 &&
    !(before[0] instanceof TorchTensor) &&
    before[0].dtype === results[0].dtype &&
    sameShape(before[0].shape, results[0].shape)
    ? before
    : results.map(({ shape, dtype }) => ({ shape, dtype }));
}
function kept(done: Done, tape: Tape, places: readonly number[]): Kept {
  const { op } = done,
    { inputs, nodes, outputs } = tape;
  if (
    asks(op) ||
    tape.derived !== null ||
    nodes.length !== inputs + 1 ||
    outputs.length !== 1 ||
    outputs[0] !== inputs
  )
    return new Whole(op, done, tape, places);
  const { rule, primals, primal, params, args } = nodes[inputs],
    to = args.map((a) => (a.level === tape.run.level ? (a as Written).place : -1));
  return places.every((_, j) => to.includes(j))
    ? new Single(op, rule!, primals, primal, params, to, places)
    : new Whole(op, done, tape, places);
}
const pullback: NonNullable<Node["pull"]> = ({ kept, next, title }, given, graph) => {
  const { op, done, places, values } = kept as Kept,
    torch = modes.compat === "torch",
    fails = torch && done !== null ? (op.fails?.(done.args) ?? null) : null;
  if (fails !== null) throw runtime(fails);
  const bars =
    torch && done !== null && op.departs !== undefined
      ? given.map((b) => b && op.departs!(b, done.values, (kept as Whole).y))
      : given;
  let pulled: readonly Cotangent[];
  if (done !== null && op.flat?.(done.values, done.params, done.args, modes.compat) === true) pulled = [];
  else if (graph) pulled = again(kept as Kept, next, bars, title);
  else if (torch && !op.exact)
    pulled = (kept as Kept)
      .pull(bars.map((b) => b && new Ieee(b)))
      .map((b) => (b instanceof Ieee ? b.primal : b));
  else pulled = (kept as Kept).pull(bars);
  const out = new Array<Cotangent>(next.length).fill(null);
  for (let j = 0; j < places.length; j++) {
    const { shape } = values[j],
      b = pulled[j] ?? zeros(shape);
    out[places[j]] = endsWith(b.shape, shape) ? b : sumTo(b, shape);
  }
  return out;
};
/** The pullback once more on tensors of the graph, so that it is written down itself. */
function again(
  kept: Kept,
  next: readonly (Edge | null)[],
  bars: readonly Cotangent[],
  title: string,
): readonly Cotangent[] {
  const { op, values, places } = kept,
    xs = values.map((v, j) => standIn(v, next[places[j]]!)),
    second = new Tape(op.name, (v) => kept.list(v), op.second === null ? values : xs),
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
const standIn = (v: Tensor, { node, nr }: Edge): TorchTensor =>
  TorchTensor.around(v, node.results[nr].dtype).placed(node, nr);
