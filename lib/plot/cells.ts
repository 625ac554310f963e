// The parts of a heat map: cells one by one or in paths, names along two sides, the scale beside it.
import { amount, inkOn, PAPER, STEPS } from "./colours.js";
import { numberText } from "./ticks.js";
import { element, escaped, HATCH, px, text, textWidth, type Look } from "./svg.js";

export interface Cells {
  readonly left: number;
  readonly top: number;
  readonly wide: number;
  readonly high: number;
  readonly rows: number;
  readonly columns: number;
}
/** Every how many-th label has room. */
const stride = (room: number, cell: number): number => Math.max(1, Math.ceil(room / cell));

export function rowLabels(
  { left, top, high, rows }: Cells,
  labels: readonly string[],
  block: number,
): string[] {
  const every = stride(14, high);
  return Array.from({ length: Math.ceil(rows / every) }, (_, k) => {
    const i = k * every,
      label = labels[i * block];
    return text(left - 6, top + (i + 0.5) * high + 4, label, { class: "muted", "text-anchor": "end" });
  });
}
export function columnLabels(
  { left, top, wide, columns }: Cells,
  labels: readonly string[],
  block: number,
  slanted: boolean,
): string[] {
  const widest = Math.max(0, ...labels.map((l) => textWidth(l))),
    every = stride(slanted ? 16 : widest + 6, wide);
  return Array.from({ length: Math.ceil(columns / every) }, (_, k) => {
    const j = k * every,
      label = labels[j * block],
      x = left + (j + 0.5) * wide,
      y = top - 7;
    return slanted
      ? text(x, y, label, { class: "muted", transform: `rotate(-40 ${px(x)} ${px(y)})` })
      : text(x, y, label, { class: "muted", "text-anchor": "middle" });
  });
}

/** The scale beside the picture: its two ends and zero. */
export function legend(x: number, top: number, height: number, most: number): string[] {
  const n = 2 * STEPS + 1,
    each = height / n;
  return [
    ...Array.from({ length: n }, (_, k) =>
      element("rect", {
        x,
        y: top + k * each,
        width: 12,
        height: each + 0.3,
        class: `a${2 * STEPS - k}`,
      }),
    ),
    element("rect", { x, y: top, width: 12, height, class: "line" }),
    ...(
      [
        [most, 4],
        [0, height / 2 + 4],
        [-most, height + 4],
      ] as const
    ).map(([v, y]) => text(x + 18, top + y, numberText(v), { class: "muted", "font-size": 11 })),
  ];
}

/** In how many digits, of 3, the numbers find room in their cells; 0: in none. */
export function digitsFor(data: ArrayLike<number>, wide: number, high: number): number {
  if (high < 15) return 0;
  return (
    [3, 2].find((digits) =>
      Array.prototype.every.call(data, (v: number) => textWidth(numberText(v, digits), 11) <= wide - 4),
    ) ?? 0
  );
}
/** Every cell, one by one, with what it is in words; `digits`: of the number in it. */
export function single(
  c: Cells,
  data: ArrayLike<number>,
  step: (v: number) => number,
  label: (i: number, j: number) => string,
  digits: number,
): string[] {
  const out: string[] = [];
  for (let i = 0; i < c.rows; i++)
    for (let j = 0; j < c.columns; j++) {
      const v = data[i * c.columns + j],
        x = c.left + j * c.wide,
        y = c.top + i * c.high,
        place = { x, y, width: c.wide, height: c.high },
        said = element("title", {}, escaped(`${label(i, j)} ${String(v)}`));
      out.push(
        Number.isFinite(v)
          ? element("rect", { ...place, class: `a${step(v)}` }, said)
          : element("rect", { ...place, fill: HATCH }, said),
      );
      if (digits > 0)
        out.push(
          text(x + c.wide / 2, y + c.high / 2 + 4, numberText(v, digits), {
            class: Number.isFinite(v) ? `t${step(v)}` : "ink halo",
            "font-size": 11,
            "text-anchor": "middle",
            "pointer-events": "none",
          }),
        );
    }
  return out;
}
/** Many cells: one path for all of a colour, runs of equal ones in one piece. */
export function joined(c: Cells, data: ArrayLike<number>, step: (v: number) => number): string[] {
  const paths = new Map<number, string[]>(),
    of = (v: number): number => (Number.isFinite(v) ? step(v) : -1);
  for (let i = 0; i < c.rows; i++)
    for (let j = 0; j < c.columns;) {
      const s = of(data[i * c.columns + j]);
      let end = j + 1;
      while (end < c.columns && of(data[i * c.columns + end]) === s) end++;
      const path = paths.get(s) ?? [];
      if (path.length === 0) paths.set(s, path);
      const x = c.left + j * c.wide;
      path.push(
        `M${px(x)} ${px(c.top + i * c.high)}h${px((end - j) * c.wide)}v${px(c.high)}h${px((j - end) * c.wide)}z`,
      );
      j = end;
    }
  return [...paths].map(([s, path]) =>
    element("path", { ...(s < 0 ? { fill: HATCH } : { class: `a${s}` }), d: path.join("") }),
  );
}

/** The look of each step of the scale: the cell, and a number on it. */
export const LOOKS: readonly Look[] = Array.from({ length: 2 * STEPS + 1 }, (_, k): Look[] => [
  [`a${k}`, (g) => `fill:${amount(g, k - STEPS)}`],
  [`t${k}`, (g) => `fill:${inkOn(amount(g, k - STEPS))}`],
])
  .flat()
  .concat([["halo", (g) => `paint-order:stroke;stroke:${PAPER[g].paper};stroke-width:4`]]);
