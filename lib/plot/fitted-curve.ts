// A fit as people judge it: data, the curve, where the curve itself may lie (narrow band) and where a further observation may (wide
// band), and below it the residuals, whose pattern says what the model misses.
import { lift, Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { checkCount } from "../door/arguments.js";
import { wrongArgument, wrongOption, wrongShape } from "../errors.js";
import type { Band } from "../optimize/covariance.js";
import { areaOf, axes, key, labelRoom, pathOf, placeX, placeY, said, type Frame } from "./axes.js";
import { LOOKS } from "./curve.js";
import { extentOf, linear, roomy } from "./ticks.js";
import { CLIP, element, escaped, picture, plotOptions, px, type AxisOptions } from "./svg.js";

/** What {@link fitPlot} shows beside the fit. */
export interface FitPlotOptions extends AxisOptions {
  /** Of the bands. Default 0.95. */
  readonly level?: number;
}
/** What `leastSquares` gives, as far as it is drawn. */
export interface Fitted {
  predict(g: (...x: never[]) => Tensor, options?: { readonly level?: number }): Band;
}

/** Points of the curve. */
const POINTS = 121;

/** A column of numbers. */
function column(fn: string, name: string, v: TensorLike): Float64Array {
  const { shape, data } = lift(v, fn, name);
  if (shape.length !== 1) throw wrongShape(fn, name, "to be a list of numbers", shape);
  return data;
}

/**
 * A fit as SVG: data, curve, the bands of `level`, and the residuals below. `model` is a function of x that gives the function of
 * the parameters which was fitted: it is asked again between the data.
 *
 * @example
 * import { leastSquares } from "dualtensor/optimize";
 * import { fitPlot } from "dualtensor/plot";
 * const x = tensor([0, 1, 2, 3]), y = tensor([0.1, 0.9, 2.1, 2.9]);
 * const line = (x: Tensor) => (b: Tensor) => add(b.at(0), mul(b.at(1), x));
 * const fit = leastSquares(line(x), [0, 1], { observed: y });
 * fitPlot(fit, line, x, y).includes("4 observations") // => true
 */
export function fitPlot<G extends (...x: never[]) => Tensor>(
  fit: Fitted,
  model: (x: Tensor) => G,
  x: TensorLike,
  y: TensorLike,
  options?: FitPlotOptions,
): string {
  if (arguments.length < 4 || arguments.length > 5)
    checkCount("fitPlot", arguments, "fit, model, x, y, options?");
  const fn = "fitPlot";
  if (typeof (fit as Fitted | null)?.predict !== "function")
    throw wrongArgument(fn, "fit", "what leastSquares gives", fit);
  if (typeof model !== "function")
    throw wrongArgument(fn, "model", "a function of x that gives a function of the parameters", model);
  const o = plotOptions<FitPlotOptions>(fn, options, ["level", "xLabel", "yLabel"], {
      title: "Fit",
      width: 600,
      height: 460,
    }),
    { level = 0.95 } = o,
    [xs, ys] = [column(fn, "x", x), column(fn, "y", y)];
  if (!(typeof level === "number" && level > 0 && level < 1))
    throw wrongOption(fn, "level", "a number between 0 and 1", level);
  if (xs.length !== ys.length || xs.length === 0)
    throw wrongShape(fn, "y", `to have a number for each of the ${xs.length} of x, at least one`, [
      ys.length,
    ]);

  const predicted = (at: Float64Array): Band => {
    const g = model(new Plain([at.length], at)) as unknown;
    if (typeof g !== "function")
      throw wrongArgument(
        fn,
        "model",
        "a function of x that gives a function of the parameters",
        model,
        "Write (x) => (b) => ...",
      );
    const band = fit.predict(g as (...p: never[]) => Tensor, { level });
    if (band.value.size !== at.length)
      throw wrongShape(fn, "model", `to give a number for each of the ${at.length} of x`, band.value.shape);
    return band;
  };
  const span = extentOf([xs]),
    grid = Float64Array.from(
      { length: POINTS },
      (_, i) => span[0] * (1 - i / (POINTS - 1)) + span[1] * (i / (POINTS - 1)),
    ),
    { value, confidence, prediction } = predicted(grid),
    at = predicted(xs).value.data,
    residuals = Array.from(ys, (v, i) => v - at[i]),
    horizontal = linear(roomy(span)),
    upright = linear(roomy(extentOf([ys, value.data, prediction.lower.data, prediction.upper.data]))),
    [, off] = extentOf([residuals.map(Math.abs), [0]]),
    sideways = linear(roomy([-off, off]), 3),
    left = 24 + Math.max(labelRoom(upright), labelRoom(sideways)) + (o.yLabel === undefined ? 0 : 18),
    width = o.width - left - 20,
    below = o.xLabel === undefined ? 30 : 46,
    high = o.height - 56 - below - 26,
    upper: Frame = { left, top: 56, width, height: 0.72 * high, x: horizontal, y: upright },
    lower: Frame = {
      left,
      top: 56 + 0.72 * high + 26,
      width,
      height: 0.28 * high,
      x: horizontal,
      y: sideways,
    };
  const dots = (f: Frame, v: ArrayLike<number>): string[] =>
    Array.from(xs, (a, i) => {
      const [cx, cy] = [placeX(f, a), placeY(f, v[i])];
      return Number.isFinite(v[i]) && Number.isFinite(cx) && Number.isFinite(cy)
        ? element(
            "circle",
            { cx, cy, r: 3, class: "point" },
            element("title", {}, escaped(`${said(a)}: ${said(v[i])}`)),
          )
        : "";
    });
  const left0 = Array.from(xs).filter((a, i) => !Number.isFinite(a) || !Number.isFinite(ys[i])).length,
    largest = residuals.reduce((m, v) => (Math.abs(v) > m ? Math.abs(v) : m), 0),
    percent = `${said(100 * level)} %`;
  return picture(
    o,
    `${xs.length} observations from ${said(span[0])} to ${said(span[1])}, the fitted curve, its bands of ${percent}, and the residuals, the largest of size ${said(largest)}.${left0 > 0 ? ` ${left0} without a finite number are not drawn.` : ""}`,
    [
      ...axes(upper, "", o.yLabel ?? "", false),
      ...axes(lower, o.xLabel ?? "", ""),
      ...(
        [
          ["wide", prediction],
          ["band", confidence],
        ] as const
      ).map(([look, { lower: a, upper: b }]) => {
        const d = areaOf(upper, grid, a.data, b.data);
        return d === "" ? "" : element("path", { class: look, d, "clip-path": CLIP });
      }),
      element("path", { class: "curve", d: pathOf(upper, grid, value.data) || "M0 0", "clip-path": CLIP }),
      ...dots(upper, ys),
      element("path", { class: "line", d: `M${px(left)} ${px(placeY(lower, 0))}h${px(width)}` }),
      ...dots(lower, residuals),
      ...key(left, 44, [
        ["data, residuals", "second"],
        ["fit", "curve"],
        [`${percent} bands of curve and data`, "edge"],
      ]),
    ],
    [...LOOKS, ["edge", (g) => `${LOOKS[0][1](g)};opacity:.4;stroke-width:9`]],
    { x: upper.left, y: upper.top, width: upper.width, height: upper.height },
  );
}
