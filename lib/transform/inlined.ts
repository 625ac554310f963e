// A program within another recording: its nodes are written again on the values it is given, so that a program that was loaded
// can be differentiated, batched and compiled like the function that it was made of.
import { INPUT, type Graph } from "../compile/graph.js";
import type { Program } from "../compile/program.js";
import { copied, rewritten } from "../compile/recipe.js";
import { type Frame, type Recording, Symbolic } from "../compile/record.js";
import { mostOperations } from "../compile/kernel.js";
import type { Tensor } from "../core/tensor.js";
import { sameShape, size } from "../array/shape.js";
import { loopSums, otherBranch, tooManyOperations, wrongArgument } from "../errors.js";
import { pack, type Structure, structureKey, taken } from "./nested.js";
import { insideOf, type CompiledProgram } from "./saved.js";

/** The function that was compiled, for values of a recording; called with plain tensors it runs. */
export function inlined(p: CompiledProgram): (...args: unknown[]) => unknown {
  const { program, around } = insideOf(p);
  return (...args) => {
    const tensors: Tensor[] = [],
      input: Structure = {
        kind: "tuple",
        parts: args.map((a, i) => taken("program", `argument ${i}`, a, tensors)),
      },
      { inputs } = program,
      watching = tensors.filter((t): t is Symbolic => t instanceof Symbolic);
    if (watching.length === 0) return p.call(...args);
    if (
      structureKey(input) !== structureKey(around.input) ||
      !tensors.every((t, i) => sameShape(t.shape, inputs[i].shape))
    )
      throw wrongArgument("program", "the arguments", "of the structure and shapes that were recorded", args);
    const inner = watching.reduce((a, b) => (b.level > a.level ? b : a)),
      { recording, frame } = inner;
    for (const t of watching)
      if (t.level < inner.level && t.recording === recording) frame.captured.add(t.level);
    return pack(around.output, written(program, recording, frame, tensors));
  };
}

function written(program: Program, r: Recording, frame: Frame, tensors: readonly Tensor[]): Symbolic[] {
  const g = r.graph,
    memory = new Map<number, number>(),
    read = (at: number): number => memory.get(at) ?? g.constant(0);
  tensors.forEach((t, i) => {
    r.nodes(t, "program").ids.forEach((id, e) => memory.set(program.inputs[i].at + e, id));
  });
  for (const { at, stride, count, value } of program.fills)
    for (let s = 0; s < count; s++) memory.set(at + s * stride, g.constant(value));
  for (const body of program.bodies) {
    // Those are added in an order of their own, as the loop runs.
    if ((body.lanesAt ?? -1) >= 0) throw loopSums();
    const { graph, outputs } = body,
      live = graph.live(Array.from(outputs)),
      functions: number[] = [],
      functionAt = (fn: number): number => (functions[fn] ??= copied(g, graph.functions[fn]));
    for (let s = 0; s < body.count; s++) {
      const place = step(g, graph, live, functionAt, (j) => read(body.inputAt[j] + s * body.inputStride[j]));
      outputs.forEach((id, o) => memory.set(body.outputAt[o] + s * body.outputStride[o], place[id]));
      if (g.length > mostOperations()) throw tooManyOperations(mostOperations());
    }
  }
  for (const { at, holds } of program.guards) if (r.guard(read(at)) !== holds) throw otherBranch();
  return program.outputs.map(
    ({ shape, dtype, at }) =>
      new Symbolic(
        r,
        frame,
        shape,
        Array.from({ length: size(shape) }, (_, e) => read(at + e)),
        dtype,
      ),
  );
}
/** The live nodes of a graph as nodes of g; where each stands. */
function step(
  g: Graph,
  graph: Graph,
  live: Uint8Array,
  functionAt: (fn: number) => number,
  input: (j: number) => number,
): Int32Array {
  const place = new Int32Array(graph.length);
  for (let id = 0; id < live.length; id++) {
    if (live[id] === 0) continue;
    const op = graph.op[id];
    place[id] = op === INPUT ? input(graph.a[id]) : rewritten(g, graph, id, op, place, functionAt);
  }
  return place;
}
