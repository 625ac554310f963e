// A compiled function in words: what a person asks who wonders why it is slow, large, or recorded again.
import { CALL, CALLN, CONST, INPUT, NAMES, TENSOR } from "../compile/graph.js";
import type { Choice } from "../compile/modes.js";
import type { Place, Program } from "../compile/program.js";
import { checkCount } from "../door/arguments.js";
import { wrongArgument } from "../errors.js";
import { shapeText, size, type Shape } from "../array/shape.js";
import { layoutOf, stateOf, type State } from "./jit.js";

type Trace = State["traces"][number];

/** How often each operation stands in a program, most frequent first. */
function operations(program: Program): string {
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
  const sorted = [...counts].sort((a, b) => b[1] - a[1]),
    loops = program.bodies.filter((b) => b.count > 1).map((b) => `${b.count} steps`),
    steps = loops.length > 0 ? ` (in loops of ${loops.join(", ")})` : "",
    list = sorted.map(([name, n]) => `${n} ${name}`).join(", ");
  return `operations: ${count}${steps}${list === "" ? "" : `: ${list}`}`;
}

/** What a result's entries are: computed ("x"), constant ("c") or structurally zero ("."). */
function entries(program: Program, { at, shape }: Place): string[] {
  const n = size(shape),
    marks = new Array<string>(n).fill("."),
    put = (first: number, stride: number, count: number, mark: string): void => {
      for (let s = 0; s < (stride === 0 ? 1 : count); s++) {
        const p = first + s * stride - at;
        if (p >= 0 && p < n) marks[p] = mark;
      }
    };
  for (const { at: first, stride, count } of program.fills) put(first, stride, count, "c");
  for (const { inputs } of [program]) for (const i of inputs) put(i.at, 1, size(i.shape), "x");
  for (const { outputAt, outputStride, count } of program.bodies)
    outputAt.forEach((first, o) => {
      put(first, outputStride[o], count, "x");
    });
  return marks;
}
/** Larger ones are not drawn. */
const ROWS = 24,
  COLUMNS = 72;
function structure(program: Program, place: Place, name: string): string[] {
  const { shape } = place,
    marks = entries(program, place),
    count = (mark: string): number => marks.filter((m) => m === mark).length,
    parts = [
      `${count("x")} of ${marks.length} entries computed`,
      ...(count("c") > 0 ? [`${count("c")} constant`] : []),
      ...(count(".") > 0 ? [`${count(".")} structurally zero`] : []),
    ],
    lines = [`result ${name}${name === "" ? "" : " "}of shape ${shapeText(shape)}: ${parts.join(", ")}`],
    width = shape[shape.length - 1];
  if (shape.length >= 2 && count("x") < marks.length && width <= COLUMNS && marks.length <= ROWS * width)
    for (let i = 0; i < marks.length; i += width) lines.push(`  ${marks.slice(i, i + width).join("")}`);
  return lines;
}

function derivatives(modes: readonly ({ readonly call: string } & Choice)[]): string[] {
  return modes.map(({ call, mode, counts, reverse }) => {
    const rows = mode === "mixed" ? ` (${reverse.filter(Boolean).length} rows in reverse)` : "";
    if (counts === null) return `${call}: ${mode}`;
    const ways = (["forward", "reverse", "mixed"] as const).flatMap((way) =>
      counts[way] === null ? [] : [`${way} ${counts[way]}`],
    );
    return `${call}: ${mode}${rows}; operations counted: ${ways.join(", ")}`;
  });
}

/** Which branches a program holds for. */
function guards({ guards: list, bodies }: Program): string {
  if (list.length === 0) return "guards: 0";
  const names = list.map(({ at, holds }) => {
    for (const { graph: g, outputs, outputAt } of bodies) {
      const o = outputAt.indexOf(at),
        id = o < 0 ? -1 : outputs[o];
      if (id >= 0) return `${g.op[id] === CALL ? g.functions[g.c[id]].name : NAMES[g.op[id]]} is ${holds}`;
    }
    return `a bool is ${holds}`;
  });
  return `guards: ${list.length}: ${names.join(", ")}`;
}

const constant = ({ shape, data }: { readonly shape: Shape; readonly data: Float64Array }): string =>
  `${shapeText(shape)} ${data.length > 4 ? `${Array.from(data.subarray(0, 4), String).join(", ")}, ...` : Array.from(data, String).join(", ")}`;

function described(t: Trace): string[] {
  const { program } = t,
    { inputs, outputs } = layoutOf(program, t.input, t.output),
    shapes = inputs.map(({ path, shape }) => `${path} ${shapeText(shape)}`).join(", ");
  return [
    `trace of ${t.inputSize} numbers: ${shapes}`,
    ...[
      `runs: ${t.runs}, tier: ${t.tier}`,
      ...derivatives(t.modes),
      operations(program),
      ...program.outputs.flatMap((place, i) => structure(program, place, outputs[i].path)),
      `constants: ${t.constants.length === 0 ? "none" : `tensors of shape ${t.constants.map(constant).join("; ")}`}`,
      `memory: ${8 * program.length} bytes`,
      guards(program),
    ].map((line) => `  ${line}`),
  ];
}

/**
 * A compiled function as text: its traces with their operations, how Jacobians are computed and what is structurally zero in them,
 * the tensors that it closes over, memory, tier and guards.
 *
 * @example
 * const J = jit((x: Tensor) => jacobian((v) => v.mul(v), x));
 * J([1, 2]);
 * inspect(J).includes("2 of 4 entries computed") // => true
 */
export function inspect(f: unknown): string {
  if (arguments.length !== 1) checkCount("inspect", arguments, "f");
  const state = typeof f === "function" ? stateOf(f) : undefined;
  if (state === undefined) throw wrongArgument("inspect", "f", "a function that jit made", f);
  const { name, calls, recorded, traces, eager } = state,
    head = `jit(${name || "function"}): ${calls} calls, ${recorded} recorded, ${traces.length} traces kept`,
    lines = [
      ...(eager === null ? [] : [`runs as it is: ${eager}`]),
      ...(recorded > traces.length
        ? [`${recorded - traces.length} calls took a way of their own: they are recorded anew each time`]
        : []),
      ...traces.flatMap(described),
    ];
  return [head, ...lines.map((line) => `  ${line}`)].join("\n");
}
