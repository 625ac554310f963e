// A picture as text: elements, the colours of its parts by class, and a frame that says in words what is seen. Nothing of it
// needs a browser, a font of its own or a script; one picture's style reaches no other.
import { optionsOf } from "../door/parse.js";
import { wrongOption } from "../errors.js";
import { PAPER, type Ground } from "./colours.js";

/** Size, title and colours, of every picture. */
export interface PlotOptions {
  /** Above the picture; what a screen reader says first. */
  readonly title?: string;
  /** What is seen, in a sentence, for who does not see it. Each picture makes one. */
  readonly description?: string;
  /** In pixels, from 120 to 4000. */
  readonly width?: number;
  readonly height?: number;
  /** "auto" follows the reader's system. Default "auto". */
  readonly theme?: "auto" | Ground;
}
/** Names of the axes, beside {@link PlotOptions}. */
export interface AxisOptions extends PlotOptions {
  readonly xLabel?: string;
  readonly yLabel?: string;
}
export const COMMON = ["title", "description", "width", "height", "theme"] as const;

export interface Settings {
  readonly title: string;
  readonly description?: string;
  readonly width: number;
  readonly height: number;
  readonly theme: "auto" | Ground;
  readonly xLabel?: string;
  readonly yLabel?: string;
}

/** The options that all pictures have, checked, beside those of its own. */
export function plotOptions<O extends PlotOptions>(
  fn: string,
  given: O | undefined,
  more: readonly string[],
  defaults: { readonly title: string; readonly width: number; readonly height: number },
): Partial<O> & Settings {
  const o = optionsOf<O>(fn, given, [...COMMON, ...more]) as Partial<O> & Partial<Settings>,
    { theme = "auto", title = defaults.title, width = defaults.width, height = defaults.height } = o;
  for (const name of ["title", "description", "xLabel", "yLabel"] as const)
    if (o[name] !== undefined && typeof o[name] !== "string")
      throw wrongOption(fn, name, "a string", o[name]);
  for (const [name, v] of Object.entries({ width, height }))
    if (!(typeof v === "number" && v >= 120 && v <= 4000))
      throw wrongOption(fn, name, "pixels from 120 to 4000", v);
  if (!["auto", "light", "dark"].includes(theme))
    throw wrongOption(fn, "theme", '"auto", "light" or "dark"', theme);
  return { ...o, theme, title, width, height };
}

/** A length or a place: two digits behind the point are a hundredth of a pixel. */
export const px = (v: number): string => String(Math.round(v * 100) / 100 || 0);

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
/** Text as XML holds it: what no XML document may contain, lone halves of characters included, is shown as a box. */
export const escaped = (text: string): string =>
  text.replace(/(?![\t\n\r])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu, "\uFFFD").replace(/[&<>"]/g, (c) => ENTITIES[c]);

type Attributes = Readonly<Record<string, string | number | undefined>>;
/** An element; numbers among its attributes are places. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, v]) => v !== undefined)
    .map(([key, v]) => ` ${key}="${typeof v === "number" ? px(v) : escaped(v!)}"`)
    .join("");
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join("")}</${name}>`;
}
export const text = (x: number, y: number, content: string, more: Attributes = {}): string =>
  element("text", { x, y, ...more }, escaped(content));

/** How wide a text is at most, roughly: fonts differ. */
export const textWidth = (content: string, size = 12): number => 0.6 * size * content.length;
/** A text of at most n signs. */
export const shortened = (content: string, n: number): string =>
  content.length <= n ? content : `${content.slice(0, n - 1)}…`;

/** Rules of a class, by ground. */
export type Look = readonly [name: string, rule: (ground: Ground) => string];

const BASE: readonly Look[] = [
  ["paper", (g) => `fill:${PAPER[g].paper}`],
  ["ink", (g) => `fill:${PAPER[g].ink}`],
  ["muted", (g) => `fill:${PAPER[g].muted}`],
  ["grid", (g) => `stroke:${PAPER[g].grid};fill:none`],
  ["line", (g) => `stroke:${PAPER[g].line};fill:none`],
  ["box", (g) => `stroke:${PAPER[g].line};fill:${PAPER[g].paper}`],
  ["hatch", (g) => `stroke:${PAPER[g].muted};stroke-width:1.2;fill:none`],
];

/** FNV-1a (G. Fowler, L. Noll and K.-P. Vo, 1991): a name for the picture's own rules. */
function nameOf(content: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < content.length; i++) hash = Math.imul(hash ^ content.charCodeAt(i), 0x01000193);
  return `dt${(hash >>> 0).toString(36)}`;
}

/** What the hatching of a picture is called inside of it. */
export const HATCH = "url(#HATCH)";
/** Where its parts are cut off. */
export const CLIP = "url(#CLIP)";

/** The picture: a title, what it shows in words, and the parts, `looks` with them. */
export function picture(
  { title, description, width, height, theme }: Settings,
  seen: string,
  parts: readonly string[],
  looks: readonly Look[],
  clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): string {
  const body = parts.join("\n"),
    own = nameOf(`${title}${theme}${width}x${height}${body}`),
    all = [...BASE, ...looks],
    rules = (ground: Ground): string => all.map(([c, rule]) => `.${own} .${c}{${rule(ground)}}`).join(""),
    style =
      theme === "auto"
        ? `${rules("light")}@media(prefers-color-scheme:dark){${rules("dark")}}`
        : rules(theme),
    definitions = [
      body.includes(HATCH)
        ? element(
            "pattern",
            { id: `${own}h`, width: 6, height: 6, patternUnits: "userSpaceOnUse" },
            element("path", { class: "hatch", d: "M-1 1l2-2M0 6l6-6M5 7l2-2" }),
          )
        : "",
      clip === undefined ? "" : element("clipPath", { id: `${own}c` }, element("rect", clip)),
    ].join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" class="${own}" role="img" aria-label="${escaped(title)}" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="12">
<title>${escaped(title)}</title>
<desc>${escaped(description ?? seen)}</desc>
<style>${style}</style>${definitions === "" ? "" : `\n<defs>${definitions}</defs>`}
<rect class="paper" width="100%" height="100%"/>
${text(12, 22, shortened(title, Math.max(8, Math.floor((width - 24) / 8))), { class: "ink", "font-size": 14, "font-weight": "600" })}
${body.replaceAll(HATCH, `url(#${own}h)`).replaceAll(CLIP, `url(#${own}c)`)}
</svg>
`;
}
