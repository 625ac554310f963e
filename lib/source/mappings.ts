// Source maps, version 3: where each stretch of the result came from, written and read as base 64 numbers of variable length
// (tc39.es/ecma426), and followed through the map of what came before.

/** A source map of version 3. */
export interface SourceMap {
  readonly version: number;
  readonly file?: string;
  readonly sources: (string | null)[];
  readonly sourcesContent?: (string | null)[];
  readonly names: string[];
  readonly mappings: string;
}
/** Column in the result; source, line and column in the original, all from 0. */
export type Segment = [column: number, source: number, line: number, from: number];

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function written(v: number): string {
  let rest = v < 0 ? (-v << 1) | 1 : v << 1,
    text = "";
  do {
    const more = rest > 31;
    text += digits[(rest & 31) | (more ? 32 : 0)];
    rest >>>= 5;
  } while (rest > 0);
  return text;
}
/** Lines of segments as the text of a map. */
export function encode(lines: readonly (readonly Segment[])[]): string {
  let source = 0,
    line = 0,
    from = 0;
  return lines
    .map((segments) => {
      let column = 0;
      return segments
        .map((s) => {
          const text =
            written(s[0] - column) + written(s[1] - source) + written(s[2] - line) + written(s[3] - from);
          [column, source, line, from] = s;
          return text;
        })
        .join(",");
    })
    .join(";");
}
/** And back; segments without a source are left out. */
export function decode(mappings: string): Segment[][] {
  const state = [0, 0, 0, 0];
  return mappings.split(";").map((text) => {
    state[0] = 0;
    const line: Segment[] = [];
    for (const part of text.split(",")) {
      let field = 0,
        shift = 0,
        value = 0;
      for (const character of part) {
        const digit = digits.indexOf(character);
        value |= (digit & 31) << shift;
        shift += 5;
        if (digit & 32) continue;
        if (field < 4) state[field] += value & 1 ? -(value >>> 1) : value >>> 1;
        field++;
        shift = value = 0;
      }
      if (field >= 4) line.push([...state] as Segment);
    }
    return line;
  });
}
/** Where `line` and `column` came from by these lines. */
export function origin(
  lines: readonly (readonly Segment[])[],
  line: number,
  column: number,
): Segment | undefined {
  const segments = lines[line] ?? [];
  let low = 0,
    high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle][0] <= column) low = middle + 1;
    else high = middle;
  }
  return segments[low - 1];
}
/** The map of a result whose source is itself the result that `before` describes. */
export function through(lines: readonly (readonly Segment[])[], before: SourceMap): SourceMap {
  const earlier = decode(before.mappings);
  const followed = lines.map((segments) =>
    segments.flatMap(([column, , line, from]): Segment[] => {
      const found = origin(earlier, line, from);
      return found === undefined ? [] : [[column, found[1], found[2], found[3]]];
    }),
  );
  return { ...before, version: 3, names: [], mappings: encode(followed) };
}
