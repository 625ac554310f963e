// Tables of numbers as people have them: cells apart by commas, semicolons, tabs or blanks, decimal points or commas, a head
// of names or none, quotes, comments behind #. Only columns that are asked for are read; an error says file, line and column.
import { badData, didYouMean } from "../errors.js";

/** "," ";" tab, or " " for any number of blanks. */
type Separator = "," | ";" | "\t" | " ";

/** Cells of columns that were asked for. */
export interface Columns {
  readonly columns: readonly Float64Array[];
  /** Lines left out because a cell had no number. */
  readonly dropped: number;
}

// Linear in the length of a cell: no two parts of it can match the same digits.
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
/** What may be thousands as well. */
const GROUPED = /^[+-]?[1-9]\d{0,2},\d{3}$/;
const DECIMAL_COMMA = /^[+-]?(?:\d+(?:,\d*)?|,\d+)(?:e[+-]?\d+)?$/i;
const spelled = new Map([
  ["inf", Infinity],
  ["+inf", Infinity],
  ["infinity", Infinity],
  ["-inf", -Infinity],
  ["-infinity", -Infinity],
  ["nan", NaN],
]);
/** What stands for a number that is not there. */
const missing = new Set(["", "na", "n/a", "nan", "null", "none", "-", "?", "--"]);

function number(cell: string, comma: boolean): number | undefined {
  if (NUMBER.test(cell)) return Number(cell);
  if (comma && DECIMAL_COMMA.test(cell)) return Number(cell.replace(",", "."));
  return spelled.get(cell.toLowerCase());
}

/** The same where commas part the cells: one within quotes is a decimal comma, unless it may part thousands. */
const quoted = (cell: string): number | undefined => number(cell, !GROUPED.test(cell));

/** The cells of a line, each with the column at which it starts (from 1). */
function cells(line: string, separator: Separator, place: string): { text: string; column: number }[] {
  const found: { text: string; column: number }[] = [];
  if (separator === " ") {
    for (const match of line.matchAll(/"((?:[^"]|"")*)"|[^\s"]+/g))
      found.push({
        text: match[1] === undefined ? match[0] : match[1].replaceAll('""', '"'),
        column: match.index + 1,
      });
    return found;
  }
  for (let i = 0; i <= line.length; i++) {
    const start = i;
    while (line[i] === " ") i++;
    if (line[i] === '"') {
      let end = i + 1;
      while (end < line.length && (line[end] !== '"' || line[end + 1] === '"'))
        end += line[end] === '"' ? 2 : 1;
      const rest = line.slice(end + 1).search(/\S/),
        next = rest < 0 ? line.length : end + 1 + rest;
      if (end >= line.length || (next < line.length && line[next] !== separator && separator !== "\t"))
        throw badData(`${place}:${start + 1}`, "a quote that is closed", line.slice(start, start + 40));
      found.push({ text: line.slice(i + 1, end).replaceAll('""', '"'), column: start + 1 });
      i = line.indexOf(separator, end);
      if (i < 0) return found;
      continue;
    }
    const end = line.indexOf(separator, i);
    i = end < 0 ? line.length : end;
    const text = line.slice(start, i).trim();
    if (text.includes('"')) throw badData(`${place}:${start + 1}`, "a quote that is closed", text);
    found.push({ text, column: start + 1 });
  }
  return found;
}

/** Which separator makes the most of the first lines: equal widths first, then the most cells that are numbers. */
function separatorOf(lines: readonly string[]): Separator {
  let best: Separator = ",",
    most = -1;
  for (const separator of ["\t", ";", ",", " "] as const) {
    const rows = lines.map((line) => {
      try {
        return cells(line, separator, "");
      } catch {
        return line.split(separator).map((text) => ({ text, column: 0 }));
      }
    });
    const widths = rows.map((row) => row.length),
      width = widths[widths.length - 1];
    const all = rows.flat(),
      numbers = all.filter(
        ({ text }) =>
          (separator === "," ? quoted(text) : number(text, true)) !== undefined ||
          missing.has(text.toLowerCase()),
      ).length;
    // Where it separates nothing it is none; a comma then, of which a column alone has no need.
    const score = widths.every((w) => w < 2)
      ? 0
      : (4 * widths.filter((w) => w === width).length) / widths.length +
        (2 * numbers) / Math.max(1, all.length) +
        Math.min(width, 50) / 1000;
    if (score > most + 1e-12) [best, most] = [separator, score];
  }
  return best;
}

/** Cells up to the last one that holds something. */
function filledOf(row: readonly { text: string }[]): number {
  let n = row.length;
  while (n > 0 && row[n - 1].text === "") n--;
  return n;
}

export class Table {
  /** The head, or the names that were given; null where there are none. */
  readonly names: readonly string[] | null;
  readonly width: number;
  private readonly separator: Separator;
  private readonly value: (cell: string) => number | undefined;
  private readonly from: number;

  constructor(
    private readonly text: string,
    readonly file: string,
    given?: readonly string[],
  ) {
    const sample: { line: string; place: string; end: number }[] = [];
    this.lines(
      text.startsWith("\uFEFF") ? 1 : 0,
      (line, place, end) => sample.push({ line, place, end }) < 20,
    );
    if (sample.length === 0) throw badData(file, "lines of numbers", "none");
    // Excel's own word for the separator, before the head.
    const said = /^sep=([,;\t])\s*$/i.exec(sample[0].line)?.[1] as Separator | undefined,
      begins = said === undefined ? (text.startsWith("\uFEFF") ? 1 : 0) : sample[0].end;
    if (said !== undefined) sample.shift();
    if (sample.length === 0) throw badData(file, "lines of numbers", "none");
    this.separator = said ?? separatorOf(sample.map(({ line }) => line));
    this.value = this.separator === "," ? quoted : (cell) => number(cell, true);
    const all = sample.map(({ line, place }) => cells(line, this.separator, place)),
      filled = Math.max(...all.map(filledOf)),
      // Separators behind the last column, in every line, part nothing.
      first = all[0].slice(0, Math.max(1, filled)),
      second = all.length > 1 ? all[1] : undefined,
      is = (cell: { text: string } | undefined): boolean =>
        cell !== undefined && this.value(cell.text) !== undefined;
    const words = first.filter((cell) => !is(cell) && !missing.has(cell.text.toLowerCase()));
    // A word above a number, or words alone, are a head.
    const head =
      words.length > 0 &&
      (words.length === first.length ||
        second === undefined ||
        first.some((cell, j) => words.includes(cell) && is(second[j])));
    this.width = first.length;
    this.from = head ? sample[0].end : begins;
    if (given !== undefined && given.length !== this.width)
      throw badData(
        sample[0].place,
        `${this.width} names in --names, one for each column`,
        `${given.length}`,
      );
    this.names = given ?? (head ? first.map((cell) => cell.text) : null);
    const names = this.names ?? [],
      twice = names.findIndex((name, j) => name !== "" && names.indexOf(name) < j);
    if (twice >= 0)
      throw badData(`${sample[0].place}:${first[twice].column}`, "each name once", `${names[twice]} twice`);
  }

  /** Lines that hold something, until `each` says no. */
  private lines(from: number, each: (line: string, place: string, end: number) => boolean | void): void {
    const { text } = this;
    let row = from <= 1 ? 1 : text.slice(0, from).split(/\r\n|\n|\r/).length;
    for (let at = from; at < text.length; row++) {
      let end = text.indexOf("\n", at);
      if (end < 0) end = text.length;
      let line = text.slice(at, end);
      at = end + 1;
      // A \r ends a line of its own only where no \n follows.
      const old = line.indexOf("\r");
      if (old >= 0 && old < line.length - 1) {
        at -= line.length - old;
        line = line.slice(0, old);
      } else if (old >= 0) line = line.slice(0, -1);
      const comment = line.includes("#") ? line.search(/(?:^|\s)#/) : -1;
      if (comment >= 0 && !line.slice(0, comment).includes('"')) line = line.slice(0, comment);
      if (line.trim() !== "" && each(line, `${this.file}:${row}`, at) === false) return;
    }
  }

  /** The numbers of some columns. Where a cell is missing its line is left out, or an error. */
  numbers(indexes: readonly number[], drop: boolean): Columns {
    const { separator, width, value } = this,
      out: number[][] = indexes.map(() => []),
      row = new Array<number>(indexes.length);
    let dropped = 0;
    this.lines(this.from, (line, place) => {
      const found =
        line.includes('"') || separator === " " ? cells(line, separator, place) : split(line, separator);
      if (found.length !== width) {
        if (drop && found.length < width && indexes.some((j) => j >= found.length)) {
          dropped++;
          return;
        }
        if (
          !(found.length > width && found.slice(width).every(({ text }) => text === "")) &&
          !(drop && found.length < width)
        )
          throw badData(
            `${place}:${(found[width] ?? found[found.length - 1]).column}`,
            `${width} cells, as in the first line`,
            `${found.length}`,
          );
      }
      let whole = true;
      indexes.forEach((j, k) => {
        const { text, column } = found[j],
          v = value(text);
        if (drop && (missing.has(text.toLowerCase()) || (v !== undefined && !Number.isFinite(v))))
          whole = false;
        else if (v === undefined)
          throw badData(
            `${place}:${column}${this.names === null ? "" : ` (${this.names[j]})`}`,
            "a number",
            text === "" ? "an empty cell" : JSON.stringify(text),
          );
        else row[k] = v;
      });
      if (!whole) dropped++;
      else for (let k = 0; k < row.length; k++) out[k].push(row[k]);
    });
    if (out.length > 0 && out[0].length === 0) throw badData(this.file, "lines of numbers", "none");
    return { columns: out.map((v) => Float64Array.from(v)), dropped };
  }
}
/** The cells of a line without quotes. */
function split(line: string, separator: Separator): { text: string; column: number }[] {
  const found: { text: string; column: number }[] = [];
  for (let at = 0; ;) {
    const end = line.indexOf(separator, at);
    found.push({ text: (end < 0 ? line.slice(at) : line.slice(at, end)).trim(), column: at + 1 });
    if (end < 0) return found;
    at = end + 1;
  }
}
/** Columns by name. */
export function indexesOf(table: Table, names: readonly string[], hint = ""): number[] {
  if (table.names === null)
    throw badData(
      `${table.file}:1`,
      "a head with the names of the columns",
      "numbers",
      "Write --names a,b,y",
    );
  return names.map((name) => {
    const j = table.names!.indexOf(name);
    if (j < 0)
      throw badData(
        `${table.file}:1`,
        `the column ${name}${hint}`,
        table.names!.join(", "),
        didYouMean(name, table.names!),
      );
    return j;
  });
}
