// The result as it is written: stretches of the source, copied as often as they are needed, and text between them. Each knows
// where it came from, which is what the source map says.
import { encode, through, type Segment, type SourceMap } from "./mappings.js";

/** Offsets of a text as lines and columns, from 0. */
export class Lines {
  private readonly starts: number[] = [0];
  constructor(readonly text: string) {
    for (let i = text.indexOf("\n"); i >= 0; i = text.indexOf("\n", i + 1)) this.starts.push(i + 1);
  }
  place(offset: number): { line: number; column: number } {
    let low = 0,
      high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle;
    }
    return { line: low, column: offset - this.starts[low] };
  }
}

/** A stretch of the source from one offset to another, text that stands for what is at `from`, or all of another. */
interface Part {
  readonly from: number;
  to: number;
  readonly text: string | Written | null;
}

export class Written {
  private readonly parts: Part[] = [];
  /** How many parts are not of the source. */
  added = 0;
  /** What was written last, as far as the next text has to know. */
  private last = "";
  constructor(readonly source: string) {}
  copy(from: number, to: number): void {
    if (to <= from) return;
    const before = this.parts.at(-1);
    // What follows itself in the source is one stretch.
    if (before?.text === null && before.to === from) before.to = to;
    else this.parts.push({ from, to, text: null });
    this.last = this.source[to - 1];
  }
  /** Text of its own, for what stands at an offset of the source. */
  write(text: string, origin = -1): void {
    // `return-x` becomes `return $.neg(x)`.
    const apart = /[\w$]/.test(this.last) && /^[\w$]/.test(text);
    this.parts.push({ from: origin, to: -1, text: apart ? ` ${text}` : text });
    this.last = text.at(-1) ?? this.last;
    this.added++;
  }
  append(other: Written): void {
    this.parts.push({ from: -1, to: -1, text: other });
    this.last = other.last || this.last;
    this.added += other.added;
  }
  toString(): string {
    let all = "";
    this.each((text) => (all += text));
    return all;
  }
  private each(run: (text: string, from: number, isCopy: boolean) => void): void {
    for (const { from, to, text } of this.parts)
      if (text === null) run(this.source.slice(from, to), from, true);
      else if (typeof text === "string") run(text, from, false);
      else text.each(run);
  }
  map(file: string, before: SourceMap | null): SourceMap {
    const from = new Lines(this.source),
      lines: Segment[][] = [[]];
    let column = 0;
    const mark = (offset: number): void => {
      const { line, column: at } = from.place(offset);
      lines[lines.length - 1].push([column, 0, line, at]);
    };
    this.each((part, start, isCopy) => {
      if (start >= 0) mark(start);
      let at = 0;
      for (let next = part.indexOf("\n"); next >= 0; next = part.indexOf("\n", at)) {
        at = next + 1;
        lines.push([]);
        column = 0;
        if (isCopy && at < part.length) mark(start + at);
      }
      column += part.length - at;
    });
    if (before !== null) return through(lines, before);
    return { version: 3, sources: [file], sourcesContent: [this.source], names: [], mappings: encode(lines) };
  }
}
