// A batch as a loop: the function of vmap is recorded for one step, whose inputs stand a stride apart in memory, and runs over
// all steps there. Rows count axes from the end, so the step is the program of the rest of the axes.
import { type Plain, type Tensor } from "../core/tensor.js";
import { size } from "../array/shape.js";
import { interpreter } from "./interpret.js";
import { bodyOf, type Fill } from "./program.js";
import { Recording, Symbolic, type Frame } from "./record.js";
import { repeated } from "./repeat.js";
import type { Deriver } from "../core/deriver.js";

/** Fewer steps than this are written out. */
const FROM = 16;

/** The outputs [length, ...] of a loop over values that stand in memory; null where it is to be written out. */
export function loop(
  r: Recording,
  deriver: (r: Recording) => Deriver,
  f: (x: readonly Tensor[]) => readonly Tensor[],
  x: readonly Tensor[],
  mapped: readonly boolean[],
  length: number,
): Tensor[] | null {
  if (length < FROM || r.frames.length > 2 || r.parent !== null) return null;
  // Inside of a derivative the steps belong to its unknowns. In forward mode each step would have seeds of its own where what
  // it goes over depends on them.
  const inside = r.frames.length === 2,
    { backward, run } = r.frames[r.frames.length - 1];
  if (inside && !backward && x.some((v, i) => mapped[i] && v.level === run.level)) return null;
  if (x.some((v) => v.level !== 0 && !(v instanceof Symbolic && v.recording === r))) return null;
  const inner = new Recording(r);
  inner.deriver = deriver(inner);
  if (inside) return repeated(r, inner, f, x, mapped, length);
  const frame = inner.enter("vmap"),
    outer: Frame = r.frames[0];
  let ys: readonly Tensor[];
  try {
    ys = f(
      x.map((v, i) => {
        if (!mapped[i]) return v;
        const shape = v.shape.slice(1),
          n = size(shape),
          start = v instanceof Symbolic ? r.spilled(v) : constantInMemory(r, v as Plain),
          ids = Array.from({ length: n }, (_, e) => inner.loopInput(r, start + e, n));
        return new Symbolic(inner, frame, shape, ids, v.dtype);
      }),
    );
  } finally {
    inner.leave(frame);
  }
  const outputs: number[] = [],
    outputAt: number[] = [],
    outputStride: number[] = [];
  const results = ys.map((y): Symbolic => {
    const { ids, shape, dtype } = inner.nodes(y, "vmap"),
      start = r.reserve(length * ids.length);
    ids.forEach((id, e) => {
      outputs.push(id);
      outputAt.push(start + e);
      outputStride.push(ids.length);
    });
    return new Symbolic(r, outer, [length, ...shape], null, dtype, start);
  });
  const stage = {
    graph: inner.graph,
    outputs,
    outputAt,
    outputStride,
    inputAt: inner.loopAt,
    inputStride: inner.loopStride,
    count: length,
  };
  r.stages.push(stage);
  // It runs at once, because what follows may ask for its numbers.
  const fills: Fill[] = [],
    body = bodyOf(stage, fills);
  if (body !== null) interpreter.kernel(body, { numbers: r.memory })!.run();
  for (const { at, stride, count, value } of fills)
    for (let i = 0; i < count; i++) r.memory[at + i * stride] = value;
  return results;
}
/** Constants that a loop steps over stand in memory, too: written by a stage of their own. */
function constantInMemory(r: Recording, t: Plain): number {
  const { ids } = r.constant(t);
  return r.spilled(new Symbolic(r, r.frames[0], t.shape, ids, t.dtype));
}
