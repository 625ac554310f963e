// Colours that people who see fewer of them can tell apart, on light and on dark paper: for kinds of things M. Okabe's and K. Ito's
// (Color Universal Design, 2008), for amounts a scale from blue over the paper to orange, so that zero looks like nothing.

export type Ground = "light" | "dark";

// prettier-ignore
export const PAPER = {
  light: { paper: "#ffffff", ink: "#1f2328", muted: "#59636e", grid: "#dde2e8", line: "#6e7781" },
  dark:  { paper: "#1b1b1f", ink: "#e6e8eb", muted: "#a2a9b2", grid: "#37393f", line: "#8b929b" },
} as const;

// prettier-ignore
const KINDS = {
  light: ["#0072B2", "#D55E00", "#009E73", "#AA4499", "#B87A00", "#56B4E9", "#4d4d4d"],
  dark:  ["#56B4E9", "#E69F00", "#2BC49A", "#E39AC4", "#F0E442", "#F2774A", "#c0c0c0"],
} as const;

/** Least, ..., zero, ..., most. */
const AMOUNTS = {
  light: ["#053061", "#2166ac", "#67a9cf", "#d1e5f0", "#f6f7f8", "#fde3cf", "#f4a259", "#c2570c", "#6b2c02"],
  dark: ["#b5d8ff", "#5aa5f0", "#2f6cab", "#233c58", "#26282e", "#4d3524", "#a35a21", "#f0913a", "#ffd4a8"],
} as const;
/** One of many, in an order (viridis: S. van der Walt and N. Smith, 2015), without the end that the paper would swallow. */
const ORDER = {
  light: ["#440154", "#472d7b", "#3b528b", "#2c728e", "#21918c", "#28ae80", "#4fb84a"],
  dark: ["#6f6fb5", "#4d84b8", "#2fa39c", "#28ae80", "#5ec962", "#addc30", "#fde725"],
} as const;

const channels = (hex: string): number[] => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
/** Between the colours of a list, t from 0 to 1. */
function between(list: readonly string[], t: number): string {
  const place = t * (list.length - 1),
    i = Math.min(Math.floor(place), list.length - 2),
    [a, b] = [channels(list[i]), channels(list[i + 1])];
  return `#${a
    .map((v, k) =>
      Math.round(v + (b[k] - v) * (place - i))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

/** Steps of the scale of amounts to either side of zero. */
export const STEPS = 16;
/** The colour of step -STEPS ... STEPS. */
export const amount = (ground: Ground, step: number): string =>
  between(AMOUNTS[ground], (step + STEPS) / (2 * STEPS));

/** The colour of the i-th of n things. */
export const kind = (ground: Ground, i: number, n: number): string =>
  n <= KINDS[ground].length ? KINDS[ground][i] : between(ORDER[ground], i / (n - 1));

/** Relative luminance (WCAG 2.2): 0 black to 1 white. */
export function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((v) => {
    const c = v / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
/** Black or white, whichever is read better on a colour: contrast is equal at luminance 0.179. */
export const inkOn = (hex: string): string => (luminance(hex) > 0.179 ? "#000000" : "#ffffff");
