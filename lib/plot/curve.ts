// A function of one number and its tangents: the derivative draws both, the lines and where the curve may not be joined (beside a
// pole the slopes at both ends and the way between them have opposite signs).
import { checkCount } from "../door/arguments.js";
import { notTensorOutput, wrongArgument, wrongOption, wrongShape } from "../errors.js";
import { isTensor, type Tensor } from "../core/tensor.js";
import { jvp } from "../transform/directional.js";
import { axes, gaps, key, labelRoom, pathOf, placeX, placeY, said, type Frame } from "./axes.js";
import { kind, type Ground } from "./colours.js";
import { extentOf, linear, roomy } from "./ticks.js";
import {
  CLIP,
  element,
  escaped,
  HATCH,
  picture,
  plotOptions,
  px,
  type AxisOptions,
  type Look,
} from "./svg.js";

/** What {@link curvePlot} shows beside the curve. */
export interface CurveOptions extends AxisOptions {
  readonly from?: number;
  readonly to?: number;
  /** Where tangents touch. */
  readonly tangents?: readonly number[];
  /** How many points, 2 to 10000. Default 240. */
  readonly samples?: number;
}
type Point = readonly [value: number, slope: number];

/** The value and the slope at a number. */
function pointOf(fn: string, f: (x: Tensor) => Tensor, x: number): Point {
  const hint = "Draw one entry: (x) => f(x).at(0)",
    one = (v: Tensor): Tensor => {
      const y: unknown = f(v);
      if (!isTensor(y)) throw notTensorOutput(fn, y);
      if (y.size !== 1) throw wrongShape(fn, "f(x)", "to be one number", y.shape, hint);
      return y;
    };
  const { value, tangent } = jvp(one, x, 1);
  return [value.data[0], tangent.data[0]];
}

const isList = (v: unknown): v is readonly unknown[] => Array.isArray(v);
/** The extent of the values, without what shoots away beside a pole. */
function tamed(y: readonly number[]): [number, number] {
  const sorted = y.filter(Number.isFinite).sort((a, b) => a - b),
    [lo, hi] = extentOf([sorted]),
    at = (part: number): number => sorted[Math.round(part * (sorted.length - 1))] ?? 0,
    [low, high] = [at(0.1), at(0.9)],
    core = high / 2 - low / 2,
    far = 8 * core;
  if (!(core > 0) || hi / 2 - lo / 2 <= far) return [lo, hi];
  return [Math.max(lo, low - 2 * core), Math.min(hi, high + 2 * core)];
}

export const LOOKS: readonly Look[] = [
  ["curve", (g: Ground): string => `stroke:${kind(g, 0, 7)};fill:none;stroke-width:2`],
  ["second", (g: Ground): string => `stroke:${kind(g, 1, 7)};fill:none;stroke-width:1.6`],
  ["dot", (g: Ground): string => `fill:${kind(g, 1, 7)}`],
  ["point", (g: Ground): string => `fill:none;stroke:${kind(g, 1, 7)};stroke-width:1.4`],
  ["band", (g: Ground): string => `fill:${kind(g, 0, 7)};opacity:.28`],
  ["wide", (g: Ground): string => `fill:${kind(g, 0, 7)};opacity:.12`],
];
/**
 * A function of one number as SVG, with the tangents at the points that `tangents` names. Where it has no value there are stripes;
 * what shoots away beside a pole is cut off.
 *
 * @example
 * import { curvePlot } from "dualtensor/plot";
 * curvePlot((x) => sin(x), { from: 0, to: 6, tangents: [1] }).includes("slope 0.5403 at 1") // => true
 */
export function curvePlot(f: (x: Tensor) => Tensor, options?: CurveOptions): string {
  if (arguments.length < 1 || arguments.length > 2) checkCount("curvePlot", arguments, "f, options?");
  const fn = "curvePlot";
  if (typeof f !== "function") throw wrongArgument(fn, "f", "a function of one number", f);
  const o = plotOptions<CurveOptions>(
      fn,
      options,
      ["from", "to", "tangents", "samples", "xLabel", "yLabel"],
      {
        title: "f(x) and its tangents",
        width: 560,
        height: 360,
      },
    ),
    { from = -5, to = 5, tangents = [], samples = 240 } = o;
  for (const [name, v] of Object.entries({ from, to }))
    if (typeof v !== "number" || !Number.isFinite(v)) throw wrongOption(fn, name, "a finite number", v);
  if (!(from < to)) throw wrongOption(fn, "to", `a number above from (${from})`, to);
  if (!isList(tangents) || tangents.length > 100 || !tangents.every(Number.isFinite))
    throw wrongOption(fn, "tangents", "at most 100 finite numbers", tangents);
  if (!Number.isInteger(samples) || samples < 2 || samples > 10_000)
    throw wrongOption(fn, "samples", "a whole number from 2 to 10000", samples);

  const xs = Array.from({ length: samples }, (_, i) => {
      const t = i / (samples - 1);
      return from * (1 - t) + to * t;
    }),
    points = xs.map((x) => pointOf(fn, f, x)),
    touching = tangents.map((x) => [x, ...pointOf(fn, f, x)] as const),
    ys = points.map(([y]) => y),
    x = linear([from, to]),
    y = linear(roomy(tamed([...ys, ...touching.map(([, v]) => v)]))),
    left = 24 + labelRoom(y) + (o.yLabel === undefined ? 0 : 18),
    top = tangents.length > 0 ? 56 : 40,
    frame: Frame = {
      left,
      top,
      width: o.width - left - 20,
      height: o.height - top - (o.xLabel === undefined ? 30 : 46),
      x,
      y,
    };
  const pole = (i: number): boolean => {
    const way = Math.sign(ys[i] - ys[i - 1]),
      far = Math.abs(ys[i] / 2 - ys[i - 1] / 2) > (y.hi / 2 - y.lo / 2) / 2;
    return far && way * Math.sign(points[i][1]) < 0 && way * Math.sign(points[i - 1][1]) < 0;
  };
  const lines = touching.flatMap(([at, value, slope]) => {
    const said0 = `slope ${said(slope)} at ${said(at)}`,
      dot = Number.isFinite(value) ? [placeX(frame, at), placeY(frame, value)] : [NaN, NaN];
    if (!dot.every(Number.isFinite)) return [];
    // Along the tangent in pixels, a third of the picture to either side.
    const dx = (x.hi - x.lo) / 3,
      [ax, bx] = [at - dx, at + dx],
      [ay, by] = [value - slope * dx, value + slope * dx],
      drawn = Number.isFinite(slope) && Number.isFinite(ay) && Number.isFinite(by);
    const line = drawn
      ? pathOf(frame, [ax, bx], [ay, by])
      : `M${px(dot[0])} ${px(frame.top)}v${px(frame.height)}`;
    return [
      ...(Number.isNaN(slope) ? [] : [element("path", { class: "second", "clip-path": CLIP, d: line })]),
      element(
        "circle",
        { cx: dot[0], cy: dot[1], r: 4, class: "dot", "clip-path": CLIP },
        element("title", {}, escaped(said0)),
      ),
    ];
  });
  const without = ys.filter((v) => !Number.isFinite(v)).length,
    slopes = touching.map(([at, , slope]) => `slope ${said(slope)} at ${said(at)}`).join(", ");
  return picture(
    o,
    `The function from ${said(from)} to ${said(to)}${slopes === "" ? "" : `; ${slopes}`}.${without > 0 ? ` It has no finite value at ${without} of ${samples} points.` : ""}`,
    [
      ...axes(frame, o.xLabel ?? "", o.yLabel ?? ""),
      ...gaps(frame, xs, (i) => !Number.isFinite(ys[i]), HATCH),
      element("path", { class: "curve", "clip-path": CLIP, d: pathOf(frame, xs, ys, pole) || "M0 0" }),
      ...lines,
      ...(tangents.length > 0
        ? key(left, 44, [
            ["f(x)", "curve"],
            [tangents.length === 1 ? "tangent" : "tangents", "second"],
          ])
        : []),
    ],
    LOOKS,
    { x: frame.left, y: frame.top, width: frame.width, height: frame.height },
  );
}
