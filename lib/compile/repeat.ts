// A loop inside of a derivative: one step is recorded as a graph of its own, and all steps are one call of a row that is made
// for it, whose derivative is the derivative of the step in a loop again. What is the same for all steps collects its
// cotangents over them: a sum over the steps ends the loop.
import { bind } from "../core/bind.js";
import { withAmbient } from "../core/deriver.js";
import type { Rule } from "../core/rule.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { tooManyOperations, tracedStranger } from "../errors.js";
import { size, type Shape } from "../array/shape.js";
import { careful, finish } from "./finish.js";
import { type Graph, ZERO } from "./graph.js";
import { interpreter } from "./interpret.js";
import { mostOperations, type Body } from "./kernel.js";
import { whole, type Nodes } from "./lower.js";
import { type Recording, Symbolic } from "./record.js";
import { reverse } from "./reverse.js";
import type { Tangents } from "./tangents.js";

/** Where an input of the step's graph is read: element `at` of an argument at step 0, and how far the next step's is. */
interface Read {
  readonly arg: number;
  readonly at: number;
  readonly stride: number;
}
interface Loop {
  readonly graph: Graph;
  readonly count: number;
  /** By index of INPUT nodes. */
  readonly reads: readonly Read[];
  /** The INPUT nodes of each argument, element by element. */
  readonly args: readonly (readonly number[])[];
  readonly mapped: readonly boolean[];
  readonly outputs: readonly number[];
  /** Outputs are added up over all steps, instead of standing step after step. */
  readonly sums: boolean;
}
const loops = new WeakMap<Rule<unknown>, Loop>();
export const isLoop = (rule: Rule<unknown>): boolean => loops.has(rule);

/** What runs all steps on arguments that stand at these places; `spare`: two numbers for each sum. */
export function loopBody(
  rule: Rule<unknown>,
  argsAt: readonly number[],
  resultAt: number,
  spare: number,
): { body: Body; fills: readonly { readonly at: number; readonly value: number }[] } {
  const { graph, count, reads, outputs, sums } = loops.get(rule)!,
    done = finish(graph, outputs),
    places: number[] = [],
    nodes: number[] = [],
    fills: { at: number; value: number }[] = [];
  done.outputs.forEach((id, o) => {
    if (!done.graph.isConstant(id) || (sums && id !== ZERO)) {
      nodes.push(id);
      places.push(resultAt + o);
    } else if (id !== ZERO)
      for (let s = 0; s < count; s++)
        fills.push({ at: resultAt + o + s * outputs.length, value: done.graph.at[id] });
  });
  return {
    body: {
      graph: done.graph,
      inputAt: Int32Array.from(done.reads, (i) => argsAt[reads[i].arg] + reads[i].at),
      inputStride: Int32Array.from(done.reads, (i) => reads[i].stride),
      outputs: Int32Array.from(nodes),
      outputAt: Int32Array.from(places),
      outputStride: new Int32Array(nodes.length).fill(sums ? 0 : outputs.length),
      count,
      careful: careful(done.graph, nodes),
      lanesAt: sums ? spare : -1,
    },
    fills,
  };
}
/** Numbers that the sums of a loop need beside their result. */
export const spareOf = (rule: Rule<unknown>): number => {
  const loop = loops.get(rule);
  return loop?.sums === true ? 2 * loop.outputs.length : 0;
};

function ruleOf(loop: Loop): Rule<unknown> {
  const { graph, count, reads, args, mapped, outputs, sums } = loop,
    shape: Shape = sums ? [outputs.length] : [count, outputs.length];
  const adjoints: (Rule<unknown> | undefined)[] = [],
    adjoint = (i: number): Rule<unknown> => {
      const more = reads.slice(),
        ybar = outputs.map((_, o) => {
          const node = graph.input(1);
          more[graph.a[node]] = { arg: args.length, at: o, stride: sums ? 0 : outputs.length };
          return node;
        });
      return ruleOf({
        ...{ graph, count, reads: more, args: [...args, ybar], mapped: [...mapped, !sums] },
        outputs: reverse(graph, outputs, ybar, args[i]),
        sums: !mapped[i],
      });
    };
  const rule: Rule<unknown> = {
    name: "loop",
    kind: "general",
    value(given) {
      const argsAt: number[] = [];
      let length = 0;
      for (const x of given) {
        argsAt.push(length);
        length += x.size;
      }
      const n = size(shape),
        { body, fills } = loopBody(rule, argsAt, length, length + n),
        numbers = new Float64Array(length + n + spareOf(rule));
      given.forEach((x, i) => {
        numbers.set(x.data, argsAt[i]);
      });
      for (const { at, value } of fills) numbers[at] = value;
      if (body.outputs.length > 0) interpreter.kernel(body, { numbers })!.run();
      return new Plain(shape, numbers.slice(length, length + n));
    },
    push() {
      throw tracedStranger("vmap", "vmap");
    },
    pull: (i, ybar, x) => bind((adjoints[i] ??= adjoint(i)), [...x, ybar], undefined),
  };
  loops.set(rule, loop);
  return rule;
}

type Forward = (
  g: Graph,
  outputs: readonly number[],
  seeded: ReadonlyMap<number, Tangents>,
) => readonly Tangents[];
/**
 * The tangents of each element of a loop's result, in forward mode. Only what is the same for all steps moves (see `loop`), so
 * every step has the same seeds: the step is differentiated once, and its tangents are the outputs of another loop.
 */
export function loopTangents(
  g: Graph,
  id: number,
  moving: readonly (Tangents | undefined)[],
  forward: Forward,
): Tangents[] {
  const loop = loops.get(g.functions[g.c[id]].rule)!,
    { graph, count, reads, args, outputs } = loop,
    shapes = g.functions[g.c[id]].shapes!,
    seeded = new Map<number, Tangents>(),
    more = reads.slice(),
    own: number[] = [],
    given: number[] = [],
    elements: number[][] = [];
  let at = g.a[id];
  args.forEach((inputs, a) => {
    const ids = Array.from(g.list.subarray(at, (at += size(shapes[a]))));
    elements.push(ids);
    if (!loop.mapped[a])
      inputs.forEach((input, e) => {
        const t = moving[ids[e]];
        if (t === undefined) return;
        const nodes = t.nodes.map((v) => {
          if (g.isConstant(v)) return graph.constant(g.at[v]);
          const node = graph.input(g.at[v]);
          more[graph.a[node]] = { arg: args.length, at: given.length, stride: 0 };
          own.push(node);
          given.push(v);
          return node;
        });
        seeded.set(input, { seeds: t.seeds, nodes });
      });
  });
  const tangents = forward(graph, outputs, seeded),
    width = tangents.reduce((n, t) => n + t.nodes.length, 0),
    most = mostOperations();
  if (width * count + g.length > most) throw tooManyOperations(most);
  const rule = ruleOf({
      ...{ graph, count, reads: more, args: [...args, own], mapped: [...loop.mapped, false] },
      ...{ outputs: tangents.flatMap((t) => t.nodes), sums: false },
    }),
    all: Nodes[] = elements.map((ids, a) => ({ shape: shapes[a], ids, dtype: "float64" }));
  const { ids } = whole(
    g,
    rule,
    [...all, { shape: [given.length], ids: given, dtype: "float64" }],
    undefined,
  );
  const out: Tangents[] = [];
  for (let s = 0, from = 0; s < count; s++)
    for (const { seeds } of tangents) out.push({ seeds, nodes: ids.slice(from, (from += seeds.length)) });
  return out;
}

/** The outputs [length, ...] of f over the first axes of the mapped x. */
export function repeated(
  r: Recording,
  inner: Recording,
  f: (x: readonly Tensor[]) => readonly Tensor[],
  x: readonly Tensor[],
  mapped: readonly boolean[],
  length: number,
): Tensor[] {
  const outer = r.frames[r.frames.length - 1],
    frame = inner.enter("vmap"),
    reads: Read[] = [],
    args: number[][] = [],
    given: { shape: Shape; ids: readonly number[]; dtype: "float64" }[] = [],
    shared: number[] = [],
    common: number[] = [],
    known = new Map<number, number>();
  const used = (t: Tensor): void => {
    if (t.level > 0 && t.level < outer.run.level) outer.captured.add(t.level);
  };
  const input = (arg: number, at: number, stride: number, v: number): number => {
    const node = inner.graph.input(v);
    reads[inner.graph.a[node]] = { arg, at, stride };
    return node;
  };
  // Everything that is the same for all steps is the last argument.
  const last = mapped.filter((m) => m).length;
  inner.sharing = (t: Symbolic): number[] => {
    used(t);
    return t.ids.map((id) => {
      if (r.graph.isConstant(id)) return inner.graph.constant(r.graph.at[id]);
      let node = known.get(id);
      if (node === undefined) {
        known.set(id, (node = input(last, common.length, 0, r.graph.at[id])));
        common.push(id);
        shared.push(node);
      }
      return node;
    });
  };
  let ys: readonly Tensor[];
  try {
    ys = withAmbient(undefined, () =>
      f(
        x.map((v, i) => {
          if (!mapped[i]) return v;
          used(v);
          const { ids, dtype } = r.nodes(v, "vmap"),
            shape = v.shape.slice(1),
            n = size(shape),
            arg = args.length,
            own = Array.from({ length: n }, (_, e) => input(arg, e, n, r.graph.at[ids[e]]));
          args.push(own);
          given.push({ shape: [length, n], ids, dtype: "float64" });
          return new Symbolic(inner, frame, shape, own, dtype);
        }),
      ),
    );
  } finally {
    inner.leave(frame);
  }
  const results = ys.map((y) => inner.nodes(y, "vmap")),
    outputs = results.flatMap(({ ids }) => ids);
  args.push(shared);
  given.push({ shape: [common.length], ids: common, dtype: "float64" });
  const rule = ruleOf({
      ...{ graph: inner.graph, count: length, reads, args, outputs, sums: false },
      mapped: args.map((_, i) => i < last),
    }),
    y = whole(r.graph, rule, given, undefined);
  let from = 0;
  return results.map(({ shape, ids, dtype }) => {
    const start = from,
      n = ids.length,
      own = new Array<number>(length * n);
    for (let s = 0; s < length; s++)
      for (let e = 0; e < n; e++) own[s * n + e] = y.ids[s * outputs.length + start + e];
    from += n;
    return new Symbolic(r, outer, [length, ...shape], own, dtype);
  });
}
