// A compiled function in words: what a person asks who wonders why it is slow, large, or recorded again.
import { NAMES, CALL, CALLN, CONST, INPUT, TENSOR } from "../compile/graph.js";
import type { Program } from "../compile/program.js";
import type { Tensor } from "../core/tensor.js";
import { wrongArgument } from "../errors.js";
import { shapeText } from "../array/shape.js";
import { stateOf } from "./jit.js";
import { paths } from "./nested.js";

/** How often each operation stands in a program, most frequent first. */
function operations(program: Program): { text: string; count: number } {
  const counts = new Map<string, number>();
  let count = 0;
  for (const { graph: g, outputs } of program.bodies) {
    const live = g.live(outputs);
    live.forEach((l, id) => {
      const op = g.op[id];
      if (l === 0 || op === INPUT || op === CONST) return;
      const name = op === CALL || op === CALLN || op === TENSOR ? g.functions[g.c[id]].name : NAMES[op];
      counts.set(name, (counts.get(name) ?? 0) + 1);
      count++;
    });
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  return { text: sorted.map(([name, n]) => `${n} ${name}`).join(", "), count };
}

/** Entries that the program computes, of all entries of an output. */
function structure(program: Program, at: number, n: number): number {
  let moving = 0;
  for (const { outputAt, outputStride, count } of program.bodies)
    outputAt.forEach((p, o) => {
      const steps = outputStride[o] === 0 ? 1 : count;
      if (p >= at && p < at + n) moving += steps;
    });
  return moving;
}

/**
 * A compiled function as text: its traces with their operations, what is structurally zero or constant in their results, the
 * tensors that it closes over, memory, tier and guards.
 *
 * @example
 * const J = jit((x: Tensor) => jacobian((v) => v.mul(v), x));
 * J([1, 2]);
 * inspect(J).includes("2 of 4 entries computed") // => true
 */
export function inspect(f: unknown): string {
  const state = typeof f === "function" ? stateOf(f) : undefined;
  if (state === undefined) throw wrongArgument("inspect", "f", "a function that jit made", f);
  const lines = [
    `jit(${state.name || "function"}): ${state.calls} calls, ${state.recorded} recorded, ${state.traces.length} traces kept`,
  ];
  if (state.eager !== null) lines.push(`  runs as it is: ${state.eager}`);
  for (const t of state.traces) {
    const { program } = t,
      { text, count } = operations(program),
      steps = program.bodies.filter((b) => b.count > 1).map((b) => `${b.count} steps`);
    lines.push(
      `  trace of ${t.inputSize} numbers, ${t.tier}, ${t.runs} runs`,
      `    operations: ${count}${steps.length > 0 ? ` (in loops of ${steps.join(", ")})` : ""}${text === "" ? "" : `: ${text}`}`,
    );
    const names = paths(t.output);
    program.outputs.forEach(({ shape, at }, i) => {
      const n = shape.reduce((a, b) => a * b, 1);
      lines.push(
        `    result ${names[i]}${names[i] === "" ? "" : " "}of shape ${shapeText(shape)}: ${structure(program, at, n)} of ${n} entries computed`,
      );
    });
    const held = t.constants.map((c: Tensor) => shapeText(c.shape));
    lines.push(
      `    constants: ${held.length === 0 ? "none" : `tensors of shape ${held.join(", ")}`}`,
      `    memory: ${8 * program.length} bytes`,
      `    guards: ${program.guards.length}`,
    );
  }
  return lines.join("\n");
}
