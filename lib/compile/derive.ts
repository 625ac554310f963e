// The derivatives that a recording takes of what it wrote: f runs once in a frame of its own, then forward or reverse mode
// goes over its nodes, and the result is nodes of the frame outside. Nothing here knows of duals or tapes.
// Long because all derivatives share that run.
import { withAmbient, type Derived, type Deriver } from "../core/deriver.js";
import type { Tangent } from "../core/rule.js";
import type { Tensor } from "../core/tensor.js";
import type { DType } from "../door/parse.js";
import { DualTensorError, tracedStranger } from "../errors.js";
import { size, type Shape } from "../array/shape.js";
import { INPUT, LEAF, ONE, ZERO } from "./graph.js";
import { forward } from "./forward.js";
import { loop } from "./loop.js";
import { type Frame, type Recording, Symbolic } from "./record.js";
import { reverse } from "./reverse.js";
import { substitution } from "./substitute.js";
import { Building, type Tangents } from "./tangents.js";
import { choose, countOf } from "./modes.js";

/** Another way is recorded only where that is not much: unknowns times operations. */
const LOOK = 20_000;
/** And it is taken where it is so many times shorter. */
const GAIN = 1.2;
type Many = (x: readonly Tensor[]) => readonly Tensor[];

/** One run of f in a frame of its own. */
interface Ran {
  readonly outputs: readonly {
    readonly shape: Shape;
    readonly ids: readonly number[];
    readonly tensor: Tensor;
  }[];
  /** The unknowns of each input. */
  readonly leaves: readonly (readonly number[])[];
  /** Nodes as values of the frame outside. */
  out(ids: readonly number[], shape: Shape, also?: readonly Tangent[], dtype?: DType): Symbolic;
  /** An output as a value of the frame outside. */
  value(o: number): Tensor;
}

export function deriverOf(r: Recording): Deriver {
  const g = r.graph;

  /** The frame of the innermost of these levels, where results belong: it has used what is below it. */
  function outside(levels: ReadonlySet<number>): Frame {
    const top = Math.max(...levels),
      frame = r.frames.find((f) => f.run.level === top)!;
    for (const level of levels) if (level > 0 && level < top) frame.captured.add(level);
    return frame;
  }

  /** null where f uses values of engines that this recording does not know. */
  function run(call: string, f: Many, x: readonly Tensor[], backward = false): Ran | null {
    const guards = r.guards.length;
    try {
      return ran(call, f, x, backward);
    } catch (e) {
      if (!(e instanceof DualTensorError && e.details.fallback === "once")) throw e;
      r.guards.length = guards;
      return null;
    }
  }
  function ran(call: string, f: Many, x: readonly Tensor[], backward: boolean): Ran {
    const inside = x.map((v) => r.nodes(v, call));
    // Unknowns of the program, each once, are the unknowns of the derivative, too, unless f closes over them as well.
    const seen = new Set<number>();
    let direct = true;
    for (const { ids } of inside)
      for (const i of ids) {
        if ((g.op[i] !== INPUT && g.op[i] !== LEAF) || seen.has(i)) direct = false;
        seen.add(i);
      }
    for (const own of direct ? [true, false] : [false]) {
      const frame = r.enter(call),
        leaves = own ? inside.map((v) => v.ids) : inside.map((v) => v.ids.map((i) => g.leaf(g.at[i]))),
        before = r.guards.length;
      frame.backward = backward;
      try {
        const ys = withAmbient(r.deriver, () =>
          f(inside.map((v, i) => new Symbolic(r, frame, v.shape, leaves[i]))),
        );
        if (own && (frame.captured.size > 0 || ys.some((y) => y.level > 0 && y.level !== frame.run.level))) {
          r.guards.length = before;
          continue;
        }
        const levels = new Set([...frame.captured, ...x.map((v) => v.level)]),
          back = own
            ? null
            : substitution(
                leaves.flat(),
                inside.flatMap((v) => v.ids),
              );
        for (let i = before; back !== null && i < r.guards.length; i++)
          r.guards[i] = { node: back(g, [r.guards[i].node])[0], holds: r.guards[i].holds };
        const out: Ran["out"] = (ids, shape, also = [], dtype = "float64") => {
          const all = new Set(levels);
          for (const t of also) if (t !== null) all.add(t.level);
          return new Symbolic(r, outside(all), shape, back === null ? ids : back(g, ids), dtype);
        };
        const outputs = ys.map((tensor) => {
          const { shape, ids } = r.nodes(tensor, call);
          return { shape, ids, tensor };
        });
        return {
          outputs,
          leaves,
          out,
          value: (o) => {
            const { tensor, ids, shape } = outputs[o];
            return tensor.level !== frame.run.level ? tensor : out(ids, shape, [], tensor.dtype);
          },
        };
      } finally {
        r.leave(frame);
      }
    }
    throw tracedStranger(call, call);
  }

  /** J times seeds, element by element of the outputs. */
  const along = (ran: Ran, seeds: ReadonlyMap<number, Tangents>, outputs: number): Tangents[][] => {
    const some = ran.outputs.slice(0, outputs),
      all = forward(
        g,
        some.flatMap(({ ids }) => ids),
        seeds,
      );
    let k = 0;
    return some.map(({ ids }) => all.slice(k, (k += ids.length)));
  };

  /** f, or what computes the same by other operations, if its Jacobian is shorter. */
  function shorter(
    call: string,
    ran: Ran,
    x: readonly Tensor[],
    count: number,
    other: () => Many | null,
  ): Ran {
    const leaves = (of: Ran): number[] => of.leaves.flat(),
      results = (of: Ran): number[] => of.outputs.slice(0, count).flatMap(({ ids }) => ids),
      live = (of: Ran): number => countOf(g.live(results(of)));
    if (leaves(ran).length * live(ran) > LOOK) return ran;
    const f = other(),
      modes = r.modes.length,
      second = f && run(call, f, x);
    if (second === null || second.outputs.length !== ran.outputs.length) return ran;
    const length = (of: Ran): number => {
      const { mode, counts } = choose(g, results(of), leaves(of));
      return counts === null ? Infinity : live(of) + counts[mode]!;
    };
    if (GAIN * length(second) < length(ran)) return second;
    r.modes.length = modes;
    return ran;
  }

  /** Each row of a Jacobian the way that is counted to be shorter. */
  function both(
    call: string,
    outputs: readonly (readonly number[])[],
    leaves: readonly number[],
    seeded: ReadonlyMap<number, Tangents>,
    mode: "forward" | undefined,
  ): Tangents[][] {
    const all = outputs.flat(),
      choice = mode === "forward" ? null : choose(g, all, leaves),
      inReverse = (i: number): boolean => choice?.reverse[i] === true,
      ahead = forward(
        g,
        all.filter((_, i) => !inReverse(i)),
        seeded,
      ).values();
    if (choice !== null) r.modes.push({ call, ...choice });
    const list = all.map((o, i): Tangents => {
      if (!inReverse(i)) return ahead.next().value!;
      const row = new Building();
      reverse(g, [o], [ONE], leaves).forEach((node, seed) => {
        row.push(seed, node);
      });
      return row;
    });
    let k = 0;
    return outputs.map((ids) => list.slice(k, (k += ids.length)));
  }

  return {
    batch: (f, x, mapped, length) => loop(r, deriverOf, f, x, mapped, length),

    sweep(call, f, x, seeds) {
      const ran = run(call, f, x);
      if (ran === null) return null;
      const blocks = seeds.map((s) => (s === null ? null : r.nodes(s, call))),
        k = blocks.find((b) => b !== null)?.shape[0] ?? 0,
        seeded = new Map<number, Tangents>();
      blocks.forEach((b, i) => {
        const n = ran.leaves[i].length;
        ran.leaves[i].forEach((leaf, e) => {
          const t = { seeds: [] as number[], nodes: [] as number[] };
          for (let s = 0; b !== null && s < k; s++) {
            const node = b.ids[s * n + e];
            if (g.isZero(node)) continue;
            t.seeds.push(s);
            t.nodes.push(node);
          }
          seeded.set(leaf, t);
        });
      });
      const tangents = along(ran, seeded, ran.outputs.length);
      return {
        value: ran.outputs.map((_, o) => ran.value(o)),
        block: ran.outputs.map(({ shape }, o) => {
          const own = tangents[o];
          if (own.every((t) => t.seeds.length === 0)) return null;
          const ids = new Array<number>(k * own.length).fill(ZERO);
          own.forEach((t, e) => {
            t.seeds.forEach((s, i) => (ids[s * own.length + e] = t.nodes[i]));
          });
          return ran.out(ids, [k, ...shape], seeds);
        }),
      };
    },

    entries(call, f, x, count) {
      const ran = run(call, f, x);
      if (ran === null) return null;
      const seeded = new Map<number, Tangents>();
      let n = 0;
      for (const leaf of ran.leaves.flat()) seeded.set(leaf, { seeds: [n++], nodes: [ONE] });
      const lists = along(ran, seeded, Math.min(count(), ran.outputs.length)).flat(),
        ids: number[] = [],
        seeds: number[] = [],
        ptr = new Int32Array(lists.length + 1);
      lists.forEach((t, i) => {
        for (let e = 0; e < t.seeds.length; e++) {
          seeds.push(t.seeds[e]);
          ids.push(t.nodes[e]);
        }
        ptr[i + 1] = ids.length;
      });
      return {
        value: ran.outputs.map((_, o) => ran.value(o)),
        ptr,
        seed: Int32Array.from(seeds),
        values: ran.out(ids, [ids.length]),
      };
    },

    jacobians(call, f, x, count, mode, other) {
      const first = run(call, f, x);
      if (first === null) return null;
      const ran = mode === undefined ? shorter(call, first, x, count(), other) : first;
      const outputs = Math.min(count(), ran.outputs.length),
        seeded = new Map<number, Tangents>();
      let n = 0;
      const starts = ran.leaves.map((ids) => {
        const start = n;
        for (const leaf of ids) seeded.set(leaf, { seeds: [n++], nodes: [ONE] });
        return start;
      });
      const ids = ran.outputs.slice(0, outputs).map((o) => o.ids),
        tangents = both(call, ids, ran.leaves.flat(), seeded, mode);
      return {
        value: ran.outputs.map((_, o) => ran.value(o)),
        J: tangents.map((own, o) =>
          x.map((v, i) => {
            const width = ran.leaves[i].length,
              ids = new Array<number>(own.length * width).fill(ZERO);
            own.forEach((t, e) => {
              t.seeds.forEach((s, j) => {
                if (s >= starts[i] && s < starts[i] + width) ids[e * width + s - starts[i]] = t.nodes[j];
              });
            });
            return ran.out(ids, [...ran.outputs[o].shape, ...v.shape]);
          }),
        ),
      };
    },

    tape(call, f, x): Derived | null {
      const ran = run(call, f, x, true);
      if (ran === null) return null;
      const all = ran.leaves.flat();
      return {
        value: ran.outputs.map((_, o) => ran.value(o)),
        pull(ybar) {
          const bars = ybar.map((b) => (b === null ? null : r.nodes(b, call))),
            lead = bars.flatMap((b, o) =>
              b === null ? [] : [b.shape.slice(0, b.shape.length - ran.outputs[o].shape.length)],
            )[0],
            k = lead === undefined ? 0 : size(lead),
            rows: number[][] = [];
          for (let s = 0; s < k; s++) {
            const outs: number[] = [],
              cots: number[] = [];
            bars.forEach((b, o) => {
              const { ids } = ran.outputs[o];
              ids.forEach((id, e) => {
                const bar = b === null ? ZERO : b.ids[s * ids.length + e];
                if (g.isZero(bar)) return;
                outs.push(id);
                cots.push(bar);
              });
            });
            rows.push(reverse(g, outs, cots, all));
          }
          let at = 0;
          return ran.leaves.map((ids, i): Tangent => {
            const from = at;
            at += ids.length;
            const own = rows.flatMap((row) => row.slice(from, from + ids.length));
            return own.every((v) => v === ZERO) ? null : ran.out(own, [...lead, ...x[i].shape], ybar);
          });
        },
        push(dx) {
          const tangents = dx.map((t) => (t === null ? null : r.nodes(t, call))),
            k = tangents.find((t) => t !== null)?.shape[0] ?? 0,
            seeded = new Map<number, Tangents>();
          tangents.forEach((t, i) => {
            const n = ran.leaves[i].length;
            ran.leaves[i].forEach((leaf, e) => {
              const s = Array.from({ length: t === null ? 0 : k }, (_, j) => j);
              seeded.set(leaf, { seeds: s, nodes: s.map((j) => t!.ids[j * n + e]) });
            });
          });
          return along(ran, seeded, ran.outputs.length).map((own, o) => {
            const ids = new Array<number>(k * own.length).fill(ZERO);
            own.forEach((t, e) => {
              t.seeds.forEach((s, i) => (ids[s * own.length + e] = t.nodes[i]));
            });
            return ids.every((v) => v === ZERO) ? null : ran.out(ids, [k, ...ran.outputs[o].shape], dx);
          });
        },
      };
    },
  };
}
