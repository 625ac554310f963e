// Tables of numbers as text: commas, a head of names where the first line has one, quotes around names. An error says
// file, line and column.
import { badData } from "../errors.js";

export interface Table {
  /** The head; null where the first line holds numbers. */
  readonly names: readonly string[] | null;
  readonly rows: readonly (readonly number[])[];
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const spelled = new Map([
  ["nan", NaN],
  ["inf", Infinity],
  ["infinity", Infinity],
  ["-inf", -Infinity],
  ["-infinity", -Infinity],
]);
const number = (cell: string): number | undefined =>
  NUMBER.test(cell) ? Number(cell) : spelled.get(cell.toLowerCase());

/** The cells of a line, each with the column at which it starts (from 1). */
function cells(line: string, place: string): { text: string; column: number }[] {
  const found = [];
  for (let i = 0; i <= line.length; i++) {
    const start = i,
      quoted = /^\s*"((?:[^"]|"")*)"\s*(?=,|$)/.exec(line.slice(i));
    const end = quoted ? i + quoted[0].length : line.indexOf(",", i);
    i = end < 0 ? line.length : end;
    const text = quoted ? quoted[1].replaceAll('""', '"') : line.slice(start, i).trim();
    if (!quoted && text.includes('"')) throw badData(`${place}:${start + 1}`, "a quote that is closed", text);
    found.push({ text, column: start + 1 });
  }
  return found;
}

export function readTable(text: string, file: string): Table {
  const rows: number[][] = [];
  let names: string[] | null = null,
    width = -1;
  text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .forEach((line, i) => {
      if (line.trim() === "") return;
      const place = `${file}:${i + 1}`,
        found = cells(line, place);
      if (width < 0) {
        width = found.length;
        if (found.some(({ text }) => number(text) === undefined)) {
          names = found.map(({ text }) => text);
          const twice = found.find(({ text }, j) => names!.indexOf(text) < j);
          if (twice) throw badData(`${place}:${twice.column}`, "each name once", `${twice.text} twice`);
          return;
        }
      }
      if (found.length !== width)
        throw badData(
          `${place}:${(found[width] ?? found[found.length - 1]).column}`,
          `${width} cells, as in the first line`,
          `${found.length}`,
        );
      rows.push(
        found.map(({ text, column }) => {
          const v = number(text);
          if (v === undefined)
            throw badData(
              `${place}:${column}`,
              "a number",
              text === "" ? "an empty cell" : JSON.stringify(text),
            );
          return v;
        }),
      );
    });
  if (rows.length === 0) throw badData(file, "lines of numbers", "none");
  return { names, rows };
}
