// How a search went: what should become small, step by step, on a scale of powers of ten. Zero and what is no number have no place there
// and stand as crosses on the lower edge: arriving at exactly 0 is the best end, not a gap.
import { checkCount } from "../door/arguments.js";
import { wrongArgument } from "../errors.js";
import { axes, key, labelRoom, pathOf, placeX, placeY, said, type Frame } from "./axes.js";
import { kind } from "./colours.js";
import { extentOf, linear, logarithmic } from "./ticks.js";
import { element, escaped, picture, plotOptions, px, shortened, type AxisOptions, type Look } from "./svg.js";

const isNumbers = (v: unknown): v is ArrayLike<number> =>
  (Array.isArray(v) || (ArrayBuffer.isView(v) && "length" in v)) &&
  Array.prototype.every.call(v, (e) => typeof e === "number");
const placed = (v: number): boolean => v > 0 && v < Infinity;

/** At most 1000 points of a long run, first and last among them. */
const thinned = (v: ArrayLike<number>): number[] => {
  const every = Math.max(1, Math.ceil(v.length / 1000));
  return Array.from(v, (_, i) => i).filter((i) => i % every === 0 || i === v.length - 1);
};

/**
 * Numbers that should become small, one for each step, as SVG on a scale of powers of ten: one list, or several by their names.
 *
 * @example
 * import { convergencePlot } from "dualtensor/plot";
 * convergencePlot({ Newton: [1, 0.1, 1e-3, 1e-7, 0] }).includes("Newton from 1 to 0 in 4 steps") // => true
 */
export function convergencePlot(
  steps: ArrayLike<number> | { readonly [name: string]: ArrayLike<number> },
  options?: AxisOptions,
): string {
  if (arguments.length < 1 || arguments.length > 2)
    checkCount("convergencePlot", arguments, "steps, options?");
  const fn = "convergencePlot",
    wanted = "an array of numbers, or a record of up to 20",
    named: [string, ArrayLike<number>][] = isNumbers(steps)
      ? [["", steps]]
      : typeof steps === "object" && (steps as object | null) !== null && !Array.isArray(steps)
        ? Object.entries(steps)
        : [];
  if (named.length === 0 || named.length > 20 || !named.every(([, v]) => isNumbers(v)))
    throw wrongArgument(fn, "steps", wanted, steps);
  const o = plotOptions<AxisOptions>(fn, options, ["xLabel", "yLabel"], {
      title: "Convergence",
      width: 560,
      height: 340,
    }),
    longest = Math.max(...named.map(([, v]) => v.length)),
    x = linear([0, Math.max(longest - 1, 1)], Math.min(Math.max(longest - 1, 1), 8)),
    whole = { ...x, ticks: x.ticks.filter(Number.isInteger) },
    y = logarithmic(
      extentOf(
        named.map(([, v]) => v),
        placed,
      ),
    ),
    left = 24 + labelRoom(y) + (o.yLabel === undefined ? 0 : 18),
    several = named.some(([name]) => name !== ""),
    top = several ? 56 : 40,
    frame: Frame = { left, top, width: o.width - left - 20, height: o.height - top - 46, x: whole, y },
    bottom = top + frame.height;
  const lines = named.flatMap(([name, v], k) => {
    const steps = thinned(v),
      values = steps.map((i) => v[i]),
      d = pathOf(
        frame,
        steps,
        values.map((e) => (placed(e) ? e : NaN)),
      );
    return [
      d === "" ? "" : element("path", { class: `c${k}`, d }),
      ...(steps.length > 200 ? [] : steps).map((i) => {
        const at = placeX(frame, i),
          words = element("title", {}, escaped(`${name} ${i}: ${said(v[i])}`.trim()));
        return placed(v[i])
          ? element("circle", { cx: at, cy: placeY(frame, v[i]), r: 3, class: `f${k}` }, words)
          : element("path", { class: `c${k}`, d: `M${px(at - 4)} ${px(bottom - 4)}l8 8m0-8l-8 8` }, words);
      }),
    ];
  });
  const looks: Look[] = named.flatMap((_, k): Look[] => [
    [`c${k}`, (g) => `stroke:${kind(g, k, named.length)};fill:none;stroke-width:2`],
    [`f${k}`, (g) => `fill:${kind(g, k, named.length)}`],
  ]);
  const words = named.map(([name, v]) =>
    v.length === 0
      ? `${name} has no step`
      : `${name} from ${said(v[0])} to ${said(v[v.length - 1])} in ${v.length - 1} steps`.trim(),
  );
  return picture(
    o,
    `${words.join("; ")}.`,
    [
      ...axes(frame, o.xLabel ?? "step", o.yLabel ?? ""),
      ...lines,
      ...(several
        ? key(
            left,
            44,
            named.map(([name], k) => [shortened(name, 24), `c${k}`] as const),
          )
        : []),
    ],
    looks,
  );
}
