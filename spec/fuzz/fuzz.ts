// Random programs judged by every way to their derivatives. A contradiction where every partial on the path is finite is an
// error; where one is not (the law of zero and infinity ends there) it is counted by class.
import type { Row } from "../contract/subject.js";
import type { Table } from "../table/entry.js";
import { source } from "../contract/draw.js";
import { operations } from "./operations.js";
import { code, draw, type Mood, type Program } from "./program.js";
import { shrink } from "./shrink.js";
import { Judge, type Contradiction } from "./ways.js";

export interface Finding extends Contradiction {
  readonly mood: Mood;
  readonly number: number;
  readonly program: Program;
}
export interface Tally {
  programs: number;
  /** Contradictions with finite partials, minimised. */
  readonly errors: Finding[];
  /** The others: how many of each class, and the first one. */
  readonly classes: Map<string, { count: number; first: Finding }>;
}
const kindOf = (v: number): string =>
  Number.isNaN(v) ? "NaN" : v === 0 ? "0" : Number.isFinite(v) ? "finite" : "Infinity";
/** What kind of contradiction it is. */
const kindOfContradiction = (c: Contradiction): string =>
  c.error === undefined
    ? `${c.way} ${kindOf(c.got)}, ${c.against} ${kindOf(c.want)}`
    : `${c.way} throws ${c.error.replace(/:.*/s, "")}`;

/** Programs number `from` to `to` of a seed; stops when `until` says so. */
export class Fuzz {
  readonly tallies: Readonly<Record<Mood, Tally>> = {
    smooth: { programs: 0, errors: [], classes: new Map() },
    ties: { programs: 0, errors: [], classes: new Map() },
    overflow: { programs: 0, errors: [], classes: new Map() },
  };
  private readonly all: ReturnType<typeof operations>;
  constructor(rows: readonly Row[], functions?: Table) {
    this.all = operations(rows, functions);
  }
  /** Program number n of a seed and a mood, judged. */
  one(seed: number, mood: Mood, n: number): void {
    const program = draw(source(`${seed} ${mood} ${n}`), mood, this.all);
    if (program === null) return;
    const tally = this.tallies[mood];
    tally.programs++;
    const found = new Judge(program).judge();
    if (found === null) return;
    if (found.broken !== null) {
      const name = `${found.broken}: ${kindOfContradiction(found)}`;
      const known = tally.classes.get(name);
      if (known) known.count++;
      else tally.classes.set(name, { count: 1, first: { ...found, mood, number: n, program } });
      return;
    }
    const again = (p: Program): Contradiction | null => {
      try {
        return new Judge(p).judge();
      } catch {
        return null;
      }
    };
    const kind = kindOfContradiction(found);
    const least = shrink(program, (p) => {
      const c = again(p);
      return c?.broken === null && kindOfContradiction(c) === kind;
    });
    tally.errors.push({ ...(again(least) ?? found), mood, number: n, program: least });
  }
}

/** A finding as a program that can be pasted. */
export function report(f: Finding): string {
  const call: Readonly<Record<string, string>> = {
    "jacobian, forward": 'jacobian(f, x0, { mode: "forward", chunk: x0.size })',
    "jacobian, reverse": 'jacobian(f, x0, { mode: "reverse" })',
    "jacobian, layered": 'jacobian(f, x0, { mode: "forward" })',
    "vmap of jacobian, forward": 'vmap((t) => jacobian(f, t, { mode: "forward" }))(stack([x0, x0])).at(1)',
    "vmap of jacobian, reverse": 'vmap((t) => jacobian(f, t, { mode: "reverse" }))(stack([x0, x0])).at(1)',
  };
  const line = (way: string, value: number): string =>
    `${call[way] ?? `// ${way}`}; // entry ${f.entry} is ${Object.is(value, -0) ? "-0" : value}`;
  const text = [`// ${f.mood} program ${f.number}${f.broken === null ? "" : `, the partial of ${f.broken} is not finite`}`, code(f.program)]; // prettier-ignore
  if (f.error !== undefined) text.push(`// ${f.way}: ${f.error}`);
  else text.push(line(f.way, f.got), line(f.against, f.want));
  return text.join("\n");
}
