// A program that is one loop over many steps runs a window of them at a time: what it reads and writes of a window stays in
// the cache, and its memory does not grow with the number of steps. The last window ends with the last step, so that some
// steps may be computed twice, with the same bits.
import { size } from "../array/shape.js";
import type { Fill, Place, Program } from "./program.js";

/** Numbers of a window, so that they lie in the second cache of most machines; and how many windows are worth it. */
const NUMBERS = 8192,
  LEAST = 8;

export interface Window {
  /** The program of one window. */
  readonly program: Program;
  readonly steps: number;
  /** Of all windows. */
  readonly count: number;
  /** Numbers of a step, by input and by output; 0 for an input that is the same for all steps. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** null where the program is no such loop, or a short one. */
export function windowOf(program: Program): Window | null {
  const { bodies, guards, inputs, outputs, fills } = program;
  if (bodies.length !== 1 || guards.length > 0 || bodies[0].count < 16 * LEAST) return null;
  if ((bodies[0].lanesAt ?? -1) >= 0) return null;
  const [body] = bodies,
    { count } = body,
    all = [...inputs, ...outputs];
  const strides = all.map(({ shape }) => size(shape) / count),
    perStep = strides.reduce((a, s) => a + s, 0),
    steps = 2 * Math.floor(NUMBERS / Math.max(1, perStep) / 2);
  if (steps < 16 || count < LEAST * steps) return null;
  const ends = all.map(({ at, shape }) => at + size(shape)),
    which = (at: number): number => all.findIndex((p, i) => at >= p.at && at < ends[i]);

  // Each tensor is read and written step by step, or read as a whole.
  const shared = new Set<number>(),
    stepped = new Set<number>();
  const fits = (at: number, stride: number, from: number): boolean => {
    const i = which(at);
    if (i < from) return false;
    if (stride === 0 && from === 0) shared.add(i);
    else if (stride === strides[i] && at - all[i].at < stride) stepped.add(i);
    else return false;
    return i < inputs.length || from > 0;
  };
  for (let i = 0; i < body.inputAt.length; i++)
    if (!fits(body.inputAt[i], body.inputStride[i], 0)) return null;
  for (let i = 0; i < body.outputs.length; i++)
    if (!fits(body.outputAt[i], body.outputStride[i], inputs.length)) return null;
  for (const f of fills) if (f.count !== count || !fits(f.at, f.stride, inputs.length)) return null;
  if ([...shared].some((i) => stepped.has(i))) return null;
  if (!outputs.every((_, o) => Number.isInteger(strides[inputs.length + o]))) return null;

  const whole = (i: number): boolean => i < inputs.length && !stepped.has(i);
  let length = 0;
  const moved = all.map(({ at, shape }, i) => {
      const own = length;
      length += whole(i) ? size(shape) : steps * strides[i];
      return own - at;
    }),
    place = (at: number): number => at + moved[which(at)],
    placed = (p: Place): Place => ({ ...p, at: place(p.at) });
  return {
    program: {
      ...program,
      bodies: [
        {
          ...body,
          count: steps,
          inputAt: body.inputAt.map(place),
          outputAt: body.outputAt.map(place),
        },
      ],
      fills: fills.map((f): Fill => ({ ...f, at: place(f.at), count: steps })),
      inputs: inputs.map(placed),
      outputs: outputs.map(placed),
      length,
    },
    steps,
    count,
    inputs: inputs.map((_, i) => (whole(i) ? 0 : strides[i])),
    outputs: outputs.map((_, o) => strides[inputs.length + o]),
  };
}

/** Numbers of inputs, by input, all windows of them one after the other. */
export function throughWindows(
  { program, steps, count, inputs, outputs }: Window,
  given: readonly Float64Array[],
  memory: Float64Array,
  run: () => void,
  out: readonly Float64Array[],
): void {
  const written = outputs.map((s, o) => {
    const { at } = program.outputs[o];
    return memory.subarray(at, at + steps * s);
  });
  inputs.forEach((s, i) => {
    if (s === 0) memory.set(given[i], program.inputs[i].at);
  });
  for (let from = 0; from < count; from += steps) {
    const f = Math.min(from, count - steps);
    for (let i = 0; i < inputs.length; i++) {
      const s = inputs[i];
      if (s > 0) memory.set(given[i].subarray(f * s, (f + steps) * s), program.inputs[i].at);
    }
    run();
    for (let o = 0; o < out.length; o++) out[o].set(written[o], f * outputs[o]);
  }
}
