// The frame of pictures with an x and a y: ticks, names, a grid, and lines that break where there is no number.
import { numberText, type Scale } from "./ticks.js";
import { element, px, text, textWidth } from "./svg.js";

export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly x: Scale;
  readonly y: Scale;
}

/** How wide the numbers of an axis are. */
export const labelRoom = (s: Scale): number => Math.max(...s.ticks.map((v) => textWidth(s.label(v), 11)), 12);

/** Where a point stands; NaN where it has no place. What is far outside stays near enough to be cut off. */
export const placeX = (f: Frame, v: number): number => f.left + f.width * f.x.at(v);
export const placeY = (f: Frame, v: number): number => f.top + f.height * (1 - f.y.at(v));

/** Grid, ticks, numbers and names. */
export function axes(f: Frame, xLabel: string, yLabel: string, numbersBelow = true): string[] {
  const bottom = f.top + f.height,
    // Numbers that would run into each other are left out.
    room = Math.max(...f.x.ticks.map((v) => textWidth(f.x.label(v), 11))) + 8,
    each = f.width / Math.max(f.x.ticks.length - 1, 1),
    every = Math.max(1, Math.ceil(room / each));
  return [
    ...f.x.ticks.map((v) => {
      const x = placeX(f, v);
      return element("path", { class: "grid", d: `M${px(x)} ${px(f.top)}V${px(bottom)}` });
    }),
    ...f.y.ticks.map((v) => {
      const y = placeY(f, v);
      return element("path", { class: "grid", d: `M${px(f.left)} ${px(y)}H${px(f.left + f.width)}` });
    }),
    ...(numbersBelow
      ? f.x.ticks
          .filter((_, i) => i % every === 0)
          .map((v) =>
            text(placeX(f, v), bottom + 16, f.x.label(v), {
              class: "muted",
              "text-anchor": "middle",
              "font-size": 11,
            }),
          )
      : []),
    ...f.y.ticks.map((v) =>
      text(f.left - 6, placeY(f, v) + 4, f.y.label(v), {
        class: "muted",
        "text-anchor": "end",
        "font-size": 11,
      }),
    ),
    element("rect", { x: f.left, y: f.top, width: f.width, height: f.height, class: "line" }),
    ...(xLabel === "" || !numbersBelow
      ? []
      : [text(f.left + f.width / 2, bottom + 34, xLabel, { class: "ink", "text-anchor": "middle" })]),
    ...(yLabel === ""
      ? []
      : [
          text(16, f.top + f.height / 2, yLabel, {
            class: "ink",
            "text-anchor": "middle",
            transform: `rotate(-90 16 ${px(f.top + f.height / 2)})`,
          }),
        ]),
  ];
}

/** The path through points, lifted where one has no place or `breaks` says so. */
export function pathOf(
  f: Frame,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  breaks: (i: number) => boolean = () => false,
): string {
  let d = "",
    down = false;
  for (let i = 0; i < x.length; i++) {
    const [a, b] = [placeX(f, x[i]), placeY(f, y[i])];
    if (!Number.isFinite(a) || !Number.isFinite(b) || !Number.isFinite(y[i])) {
      down = false;
      continue;
    }
    d += `${down && !breaks(i) ? "L" : "M"}${px(a)} ${px(b)}`;
    down = true;
  }
  return d;
}

/** The area between two lines over the same x, in pieces where one of them has no place. */
export function areaOf(
  f: Frame,
  x: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): string {
  let d = "",
    run: number[] = [];
  const close = (): void => {
    if (run.length > 1) {
      const up = run.map((i) => `${px(placeX(f, x[i]))} ${px(placeY(f, high[i]))}`),
        back = [...run].reverse().map((i) => `${px(placeX(f, x[i]))} ${px(placeY(f, low[i]))}`);
      d += `M${[...up, ...back].join("L")}Z`;
    }
    run = [];
  };
  for (let i = 0; i < x.length; i++)
    if ([x[i], low[i], high[i]].every(Number.isFinite)) run.push(i);
    else close();
  close();
  return d;
}

/** Stripes where there is no number: over these x, as wide as what lies between them. */
export function gaps(
  f: Frame,
  x: ArrayLike<number>,
  lacking: (i: number) => boolean,
  fill: string,
): string[] {
  const out: string[] = [];
  for (let i = 0; i < x.length; i++) {
    if (!lacking(i)) continue;
    const first = i;
    while (i + 1 < x.length && lacking(i + 1)) i++;
    const from = placeX(f, x[Math.max(first - 1, 0)]),
      to = placeX(f, x[Math.min(i + 1, x.length - 1)]);
    if (Number.isFinite(from) && Number.isFinite(to))
      out.push(
        element("rect", {
          x: Math.min(from, to),
          y: f.top,
          width: Math.max(Math.abs(to - from), 3),
          height: f.height,
          fill,
        }),
      );
  }
  return out;
}

/** The names of what is drawn, in a row below the title. */
export function key(
  left: number,
  y: number,
  items: readonly (readonly [name: string, mark: string])[],
): string[] {
  let x = left;
  return items.flatMap(([name, look]) => {
    const at = x;
    x += 26 + textWidth(name) + 12;
    return [
      element("path", { class: look, d: `M${px(at)} ${px(y - 4)}h18`, "stroke-width": 3 }),
      text(at + 24, y, name, { class: "muted" }),
    ];
  });
}

/** A number in a sentence. */
export const said = (v: number): string => numberText(v, 4);
