// How the examples print: columns of text, aligned, and blocks that stand side by side.

const widest = (lines: readonly string[]): number => Math.max(0, ...lines.map((line) => line.length));

/** Rows of cells, aligned in columns: the first column to the left, the others to the right. A line under the first row. */
export function table(rows: readonly (readonly string[])[]): string {
  const width = rows[0].map((_, c) => widest(rows.map((row) => row[c])));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(width[c]) : cell.padStart(width[c])))
      .join("   ")
      .trimEnd();
  const [head, ...body] = rows.map(line);
  return [head, "─".repeat(head.length), ...body].join("\n");
}

/** Blocks of lines side by side, each under its title. */
export function beside(...blocks: readonly (readonly [title: string, text: string])[]): string {
  const columns = blocks.map(([title, text]) => [title, ...text.split("\n")]);
  const height = Math.max(...columns.map((lines) => lines.length));
  const width = columns.map(widest);
  return Array.from({ length: height }, (_, i) =>
    columns
      .map((lines, c) => (lines[i] ?? "").padEnd(width[c]))
      .join("     ")
      .trimEnd(),
  ).join("\n");
}

/** A block of lines, each moved to the right. */
export const indent = (text: string): string => text.replace(/^(?=.)/gm, "  ");

/** The rows of a matrix in columns, each number written by `format`. */
export function rows(matrix: readonly (readonly number[])[], format: (v: number) => string = String): string {
  const cells = matrix.map((row) => row.map(format));
  const width = widest(cells.flat());
  return cells.map((row) => row.map((cell) => cell.padStart(width)).join("  ")).join("\n");
}

/** v with so many digits after the first, as NIST writes its numbers. */
export const scientific = (v: number, digits: number): string =>
  v
    .toExponential(digits)
    .replace(/e([+-])(\d)$/, "E$10$2")
    .replace("e", "E");

/** How many leading decimal digits two numbers share: -log10 of the relative error, as NIST counts them. */
export const agreement = (v: number, certified: number): number =>
  v === certified ? 16 : -Math.log10(Math.abs(v - certified) / Math.abs(certified));
