// What gradcheck found, as data and as text. Nothing here prints.
import type { Kink } from "./column.js";

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

export interface GradcheckReport {
  /** No comparison failed, and there was one to make (unless there is nothing to compare: x or f(x) is empty). */
  readonly ok: boolean;
  /** Comparisons made, over all modes. */
  readonly compared: number;
  readonly failed: number;
  /** The failures, worst first: no more than twenty. */
  readonly failures: readonly Comparison[];
  /** The comparison with the largest difference for its bound. */
  readonly worst: Comparison | null;
  readonly kinks: readonly Kink[];
  /** Comparisons that say little, because their bound is larger than a thousandth of the derivative: f is too noisy. */
  readonly weak: number;
  /** Entries of which nothing can be said: f(x) is not finite there. */
  readonly unchecked: number;
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
  weak = 0;
  unchecked = 0;
  /** f(x) or x has no elements. */
  empty = false;

  get ok(): boolean {
    return this.failed === 0 && (this.compared > 0 || this.kinks.length > 0 || this.empty);
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
  toString(): string {
    const { compared, failed, failures, worst, kinks, weak, unchecked } = this,
      lines: string[] = [];
    if (failed > 0)
      lines.push(
        `gradcheck: ${failed} of ${plural(compared, "comparison")} with finite differences failed`,
        ...table(failures),
      );
    else if (!this.ok) lines.push("gradcheck: nothing could be compared: f(x) is not finite");
    else
      lines.push(
        `gradcheck: ok, ${plural(compared, "comparison")} with finite differences`,
        ...(worst === null ? [] : table([worst])),
      );
    if (failed > failures.length) lines.push(`  ... and ${failed - failures.length} more`);
    for (const { kind, entry, left, right } of kinks.slice(0, MOST))
      lines.push(`  ${kind} at ${entry}: left slope ${left}, right slope ${right}`);
    if (kinks.length > MOST) lines.push(`  ... and ${plural(kinks.length - MOST, "kink")} more`);
    if (weak > 0)
      lines.push(`  ${plural(weak, "comparison")} weak: f is too noisy there to say more than three digits`);
    if (unchecked > 0) lines.push(`  ${plural(unchecked, "entry")} not compared: f(x) is not finite there`);
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
