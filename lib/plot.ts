// dualtensor/plot: pictures as SVG text, the same in Node and in browsers. No dependency, no script, no font of its own.
export { convergencePlot } from "./plot/convergence.js";
export { curvePlot, type CurveOptions } from "./plot/curve.js";
export { fitPlot, type FitPlotOptions, type Fitted } from "./plot/fitted-curve.js";
export { graphPlot } from "./plot/dataflow.js";
export { heatMap, type HeatMapOptions } from "./plot/heat.js";
export { spyPlot, type SpyPlotOptions } from "./plot/pattern.js";
export type { AxisOptions, PlotOptions } from "./plot/svg.js";
