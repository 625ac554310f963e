// The program of a compiled function as an object of its own: shown, saved as bytes and loaded again, written out as a module.
import { bytesOf, programFrom } from "../compile/bytes.js";
import { CALL, CALLN, CONST, INPUT, NAMES, PART, SELECT, SUM, TENSOR, type Graph } from "../compile/graph.js";
import { moduleOf, type Module } from "../compile/module.js";
import { Running, type Program } from "../compile/program.js";
import { tiers } from "../compile/tiers.js";
import { checkCount } from "../door/arguments.js";
import type { Rule } from "../core/rule.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { badProgram, needsShapes, otherBranch, wrongArgument } from "../errors.js";
import { optionsOf } from "../door/parse.js";
import { sameShape, size } from "../array/shape.js";
import { layoutOf, stateOf, type Layout } from "./jit.js";
import { pack, type Structure, structureKey, taken } from "./nested.js";
import { rowNamed } from "./rows.js";

export interface Around {
  readonly input: Structure;
  readonly output: Structure;
}

/** What a program is made of, for what stands beside it in the library. */
export interface Inside {
  readonly program: Program;
  readonly around: Around;
}
const insides = new WeakMap<CompiledProgram, Inside>();
export const insideOf = (p: CompiledProgram): Inside => insides.get(p)!;

/** One recorded run as a program: for arguments of its structure and shapes, and for its branches. */
export class CompiledProgram {
  private started: Running | null = null;
  constructor(
    private readonly program: Program,
    private readonly around: Around,
  ) {
    insides.set(this, { program, around });
  }
  private get running(): Running {
    return (this.started ??= new Running(this.program, tiers()));
  }
  /** Where each tensor stands among the numbers. */
  get layout(): Layout {
    return layoutOf(this.program, this.around.input, this.around.output);
  }
  /** All inputs one after the other in, all outputs one after the other out. */
  numbers(x: Float64Array, out = new Float64Array(this.program.outputSize)): Float64Array {
    if (!(x instanceof Float64Array) || x.length !== this.program.inputSize)
      throw wrongArgument("program.numbers", "x", `a Float64Array of ${this.program.inputSize} numbers`, x);
    if (!(out instanceof Float64Array) || out.length !== this.program.outputSize)
      throw wrongArgument(
        "program.numbers",
        "out",
        `a Float64Array of ${this.program.outputSize} numbers`,
        out,
      );
    this.running.giveAll(x);
    if (!this.running.run()) throw otherBranch();
    this.running.results(out);
    return out;
  }
  /** The function that was compiled. */
  call(...args: unknown[]): unknown {
    const tensors: Tensor[] = [],
      input: Structure = {
        kind: "tuple",
        parts: args.map((a, i) => taken("program", `argument ${i}`, a, tensors)),
      },
      { inputs, outputs } = this.program;
    if (
      structureKey(input) !== structureKey(this.around.input) ||
      !tensors.every((t, i) => sameShape(t.shape, inputs[i].shape))
    )
      throw wrongArgument("program", "the arguments", "of the structure and shapes that were recorded", args);
    const x = new Float64Array(this.program.inputSize);
    tensors.forEach((t, i) => x.set(t.data, inputs[i].start));
    const d = this.numbers(x);
    return pack(
      this.around.output,
      outputs.map(({ shape, start, dtype }) => new Plain(shape, d.slice(start, start + size(shape)), dtype)),
    );
  }
  /** Plain data with its version and hash, for {@link loadProgram}. */
  toBytes(): Uint8Array {
    return bytesOf(this.program, this.around);
  }
  /** A module in plain JavaScript that needs nothing of this library, and its types. */
  toModule(): Module {
    return moduleOf(this.program, this.layout, (f) => rowNamed(f.name) === f.rule);
  }
  /** The nodes, one a line. */
  toString(): string {
    return this.program.bodies
      .map(({ graph, outputs, outputAt, count }) => {
        const live = graph.live(outputs),
          lines: string[] = [];
        live.forEach((l, id) => {
          if (l === 1) lines.push(`%${id} = ${nodeText(graph, id)}`);
        });
        outputs.forEach((id, o) => lines.push(`memory[${outputAt[o]}] = %${id}`));
        return `${count === 1 ? "once" : `${count} times`}:\n${lines.map((line) => `  ${line}`).join("\n")}`;
      })
      .join("\n");
  }
}
function nodeText(g: Graph, id: number): string {
  const op = g.op[id],
    a = g.a[id],
    b = g.b[id],
    c = g.c[id],
    list = (): string => Array.from(g.list.subarray(a, a + b), (x) => `%${x}`).join(", ");
  if (op === CONST) return String(g.at[id]);
  if (op === INPUT) return `input ${a}`;
  if (op === SUM) return `sum(${list()})`;
  if (op === TENSOR || op === CALLN) return `${g.functions[c].name}(${list()})`;
  if (op === PART) return `%${a}[${b}]`;
  if (op === SELECT) return `%${a} ? %${b} : %${c}`;
  const name = op === CALL ? g.functions[c].name : NAMES[op];
  return `${name}(%${a}${b < 0 ? "" : `, %${b}`})`;
}

/**
 * The program of a compiled function, for the arguments that it ran on last: to be shown, saved, or written out as a module.
 *
 * @example
 * const f = jit((x: Tensor) => x.mul(x).sum());
 * f([1, 2]);
 * program(f).numbers(Float64Array.of(3, 4)) // => Float64Array(1) [ 25 ]
 */
export function program(f: unknown): CompiledProgram {
  if (arguments.length !== 1) checkCount("program", arguments, "f");
  const state = typeof f === "function" ? stateOf(f) : undefined;
  if (state === undefined) throw wrongArgument("program", "f", "a function that jit made", f);
  const t = state.last;
  if (t === null) throw needsShapes();
  return new CompiledProgram(t.program, { input: t.input, output: t.output });
}

/**
 * A program that was saved with `program(f).toBytes()`, in another process or on another machine. Operations of the user's own
 * that it calls are passed in `rows`. Bytes of another version, or not those that were saved, are an error and never run.
 *
 * @example
 * const f = jit((x: Tensor) => x.mul(x).sum());
 * f([1, 2]);
 * const g = loadProgram(program(f).toBytes());
 * g.call([3, 4]) // => tensor(25)
 */
export function loadProgram(
  bytes: Uint8Array,
  options?: { readonly rows?: readonly { readonly rule: Rule }[] },
): CompiledProgram {
  if (arguments.length > 2) checkCount("loadProgram", arguments, "bytes, options?");
  const { rows = [] } = optionsOf<{ rows?: readonly { readonly rule: Rule }[] }>("loadProgram", options, [
    "rows",
  ]);
  if (!(bytes instanceof Uint8Array)) throw wrongArgument("loadProgram", "bytes", "a Uint8Array", bytes);
  const own = new Map(rows.map(({ rule }) => [rule.name, rule as Rule<unknown>])),
    { program: p, more } = programFrom(bytes, (name) => own.get(name) ?? rowNamed(name)),
    around = more as Around;
  checkAround(around, p);
  return new CompiledProgram(p, around);
}
/** Every input and output has one place in the structure around it. */
function checkAround(around: Around, { inputs, outputs }: Program): void {
  if (placesOf(around?.input) !== inputs.length || placesOf(around?.output) !== outputs.length)
    throw badProgram("a structure of inputs and outputs", "another");
}
/** How many places a structure has that came from outside; NaN of what is none. */
function placesOf(s: unknown): number {
  if (typeof s !== "object" || s === null) return NaN;
  const { kind, parts, keys } = s as Record<string, unknown>;
  if (kind === "one") return 1;
  if (kind === "value") return 0;
  const named =
    kind === "record" && Array.isArray(keys) && keys.every((k) => typeof k === "string") && keys.length;
  return Array.isArray(parts) && (kind === "tuple" || named === parts.length)
    ? parts.reduce<number>((n, p) => n + placesOf(p), 0)
    : NaN;
}
