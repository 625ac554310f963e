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

export class Written {
  private readonly parts: string[] = [];
  /** Of each part where in the source it stands; -1 of text that follows its neighbours. */
  private readonly origins: number[] = [];
  private readonly copied: boolean[] = [];
  /** How many parts are not of the source. */
  added = 0;
  constructor(readonly source: string) {}
  copy(from: number, to: number): void {
    if (to <= from) return;
    this.parts.push(this.source.slice(from, to));
    this.origins.push(from);
    this.copied.push(true);
  }
  write(text: string, origin = -1): void {
    // `return-x` becomes `return $.neg(x)`.
    const before = this.parts.at(-1)?.at(-1) ?? "";
    this.parts.push(/[\w$]/.test(before) && /^[\w$]/.test(text) ? ` ${text}` : text);
    this.origins.push(origin);
    this.copied.push(false);
    this.added++;
  }
  /** All of another. */
  append(other: Written): void {
    for (const part of other.parts) this.parts.push(part);
    for (const origin of other.origins) this.origins.push(origin);
    for (const copy of other.copied) this.copied.push(copy);
    this.added += other.added;
  }
  toString(): string {
    return this.parts.join("");
  }
  map(file: string, before: SourceMap | null): SourceMap {
    const from = new Lines(this.source),
      lines: Segment[][] = [[]];
    let column = 0;
    const mark = (offset: number): void => {
      const { line, column: at } = from.place(offset);
      lines[lines.length - 1].push([column, 0, line, at]);
    };
    this.parts.forEach((part, k) => {
      const start = this.origins[k];
      if (start >= 0) mark(start);
      let at = 0;
      for (let next = part.indexOf("\n"); next >= 0; next = part.indexOf("\n", at)) {
        at = next + 1;
        lines.push([]);
        column = 0;
        if (this.copied[k] && at < part.length) mark(start + at);
      }
      column += part.length - at;
    });
    if (before !== null) return through(lines, before);
    return { version: 3, sources: [file], sourcesContent: [this.source], names: [], mappings: encode(lines) };
  }
}
