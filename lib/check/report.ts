// What gradcheck found, as data and as text: one of three verdicts, of which only "right" is ok. Nothing here prints.
import type { Kink } from "./column.js";

/**
 * "right": every entry of the derivative was compared and agrees, by every mode. "wrong": a comparison failed.
 * "incomparable": none failed, but of some entry (or of f as a whole) differences say nothing.
 */
export type Verdict = "right" | "wrong" | "incomparable";

/** One entry of a derivative by a rule, beside the same by finite differences. */
export interface Comparison {
  /** "forward", "reverse", "forward over reverse", ... */
  readonly mode: string;
  /** "f[1]/x[0]": the slope of f(x)[1] along x[0]; for second derivatives f is the first one. */
  readonly entry: string;
  readonly rule: number;
  readonly reference: number;
  readonly difference: number;
  /** The most that the difference may be: the error of the reference and the rounding of the rule. */
  readonly bound: number;
}
/** An entry that could not be compared, and why. */
export interface Uncompared {
  readonly entry: string;
  readonly reason: string;
}

/** What {@link gradcheck} compared, entry by entry, and its verdict. */
export interface GradcheckReport {
  readonly verdict: Verdict;
  /** The verdict is "right". */
  readonly ok: boolean;
  /** Why the verdict is not "right", in one sentence; empty where it is. */
  readonly reason: string;
  /** Comparisons made, over all modes. */
  readonly compared: number;
  readonly failed: number;
  /** The failures, worst first: no more than twenty. */
  readonly failures: readonly Comparison[];
  /** The comparison with the largest difference for its bound. */
  readonly worst: Comparison | null;
  readonly kinks: readonly Kink[];
  /** Entries that could not be compared. */
  readonly unchecked: number;
  /** The first twenty of them. */
  readonly uncompared: readonly Uncompared[];
  /** Entries among those that agree, within a bound so wide that this says nothing: f is too noisy or too coarse there. */
  readonly weak: number;
  toString(): string;
}

const MOST = 20;
const excess = ({ difference, bound }: Comparison): number => (difference === 0 ? 0 : difference / bound);
const plural = (n: number, word: string): string =>
  `${n} ${n === 1 ? word : word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`}`;

/** Collects comparisons. */
export class Report implements GradcheckReport {
  compared = 0;
  failed = 0;
  failures: Comparison[] = [];
  worst: Comparison | null = null;
  kinks: Kink[] = [];
  unchecked = 0;
  uncompared: Uncompared[] = [];
  weak = 0;
  /** Why f as a whole cannot be compared with anything. */
  refused: string | null = null;
  /** What else is worth knowing, a line each. */
  notes: string[] = [];

  get verdict(): Verdict {
    if (this.failed > 0) return "wrong";
    return this.refused !== null || this.unchecked > 0 || this.compared === 0 ? "incomparable" : "right";
  }
  get ok(): boolean {
    return this.verdict === "right";
  }
  get reason(): string {
    if (this.failed > 0) {
      const { mode, entry, rule, reference } = this.failures[0];
      return `${entry} is ${rule} by the rule (${mode}), ${reference} by ${mode.includes(" against ") ? "the other" : "differences"}`;
    }
    if (this.refused !== null) return this.refused;
    if (this.unchecked > 0) return `${this.uncompared[0].entry}: ${this.uncompared[0].reason}`;
    return this.compared === 0 ? "x or f(x) has no elements" : "";
  }
  add(c: Comparison, failed: boolean): void {
    this.compared++;
    if (this.worst === null || excess(c) > excess(this.worst)) this.worst = c;
    if (!failed) return;
    this.failed++;
    this.failures.push(c);
    this.failures.sort((a, b) => excess(b) - excess(a));
    this.failures.length = Math.min(this.failures.length, MOST);
  }
  leave(entry: string, reason: string): void {
    if (this.unchecked++ < MOST) this.uncompared.push({ entry, reason });
  }
  toString(): string {
    const { compared, failed, failures, worst, kinks, unchecked, verdict } = this,
      lines: string[] = [];
    const more = (n: number, word: string): void => {
      if (n > MOST) lines.push(`  ... and ${word === "" ? n - MOST : plural(n - MOST, word)} more`);
    };
    if (verdict === "wrong")
      lines.push(
        `gradcheck: ${failed} of ${plural(compared, "comparison")} with finite differences failed`,
        ...table(failures),
      );
    else if (verdict === "incomparable") lines.push(`gradcheck: not comparable: ${this.reason}`);
    else
      lines.push(
        `gradcheck: ok, ${plural(compared, "comparison")} with finite differences`,
        ...(worst === null ? [] : table([worst])),
      );
    more(failed, "");
    for (const { kind, entry, left, right } of kinks.slice(0, MOST))
      lines.push(`  ${kind} at ${entry}: left slope ${left}, right slope ${right}`);
    more(kinks.length, "kink");
    // The reason names the first.
    if (unchecked > 1 || verdict === "wrong")
      for (const { entry, reason } of this.uncompared) lines.push(`  ${entry} not compared: ${reason}`);
    more(unchecked, "entry");
    for (const note of this.notes) lines.push(`  ${note}`);
    return lines.join("\n");
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function table(list: readonly Comparison[]): string[] {
  const rows = [
      ["mode", "entry", "rule", "differences", "off by", "bound"],
      ...list.map((c) => [
        c.mode,
        c.entry,
        c.rule.toPrecision(12),
        c.reference.toPrecision(12),
        c.difference.toExponential(1),
        c.bound.toExponential(1),
      ]),
    ],
    width = rows[0].map((_, i) => Math.max(...rows.map((r) => r[i].length)));
  return rows.map((r) => `  ${r.map((cell, i) => cell.padEnd(width[i])).join("  ")}`.trimEnd());
}
