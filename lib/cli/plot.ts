// plot: a formula as a picture, of the kind that --kind names; a range draws the function with its tangents, else it is the Jacobian.
import { badUsage, didYouMean } from "../errors.js";
import type { Tensor } from "../core/tensor.js";
import type { Expression } from "../mathjs/expression.js";
import { jacobian } from "../mathjs/transform.js";
import { cat } from "../ops/move/concatenate.js";
import { ones } from "../ops/tensors/create.js";
import { curvePlot } from "../plot/curve.js";
import { graphPlot } from "../plot/dataflow.js";
import { heatMap } from "../plot/heat.js";
import { spyPlot } from "../plot/pattern.js";
import type { PlotOptions } from "../plot/svg.js";
import { sparseJacobian } from "../sparse/sparse-jacobian.js";

export interface Asked {
  readonly kind?: string;
  readonly from?: string;
  readonly to?: string;
  readonly tangents?: string;
  readonly theme?: string;
  readonly title?: string;
  readonly out?: string;
}
const KINDS = ["heatmap", "curve", "graph", "spy"];

function numbers(command: string, option: string, text: string): number[] {
  const list = text.split(",").map((s) => (s.trim() === "" ? NaN : Number(s)));
  if (!list.every(Number.isFinite))
    throw badUsage(command, `--${option} in finite numbers`, JSON.stringify(text));
  return list;
}

/** Names of the numbers of an input: x, or x[0], x[1], ... */
const entries = (name: string, t: Tensor): string[] =>
  t.size === 1 ? [name] : Array.from({ length: t.size }, (_, i) => `${name}[${i}]`);

export function plot(
  command: string,
  f: Expression,
  at: Record<string, Tensor>,
  names: readonly string[],
  asked: Asked,
): string {
  const kind = asked.kind ?? (asked.from !== undefined || asked.to !== undefined ? "curve" : "heatmap"),
    look: PlotOptions = {
      ...(asked.theme === undefined ? {} : { theme: asked.theme as "auto" }),
      ...(asked.title === undefined ? {} : { title: asked.title }),
    },
    vary = Object.fromEntries(names.map((n) => [n, at[n]])),
    g = (x: Record<string, Tensor>): Tensor => f.of({ ...at, ...x });
  if (kind !== "curve" && KINDS.includes(kind)) {
    if (names.length === 0)
      throw badUsage(command, "an input to differentiate with respect to", "none", "Write --at x=2");
    const unknown = names.find((n) => !Object.hasOwn(at, n));
    if (unknown !== undefined)
      throw badUsage(command, `--wrt among ${Object.keys(at).join(", ")}`, JSON.stringify(unknown));
  }
  switch (kind) {
    case "heatmap": {
      const J = jacobian<string>(f, at, { wrt: names }),
        rows = f.of(at).size;
      return heatMap(
        cat(
          names.map((n) => J[n].reshape([rows, -1])),
          1,
        ),
        { columns: names.flatMap((n) => entries(n, at[n])), ...look },
      );
    }
    case "spy":
      return spyPlot(sparseJacobian(g, vary), look);
    case "graph":
      return graphPlot(g, vary, Object.fromEntries(names.map((n) => [n, ones(at[n].shape)])), look);
    case "curve": {
      const free = f.names.filter((n) => !Object.hasOwn(at, n));
      if (free.length !== 1)
        throw badUsage(
          command,
          "one input without a value, along which the curve runs",
          free.length === 0 ? "none" : free.join(", "),
          free.length === 0 ? "Leave its --at out" : `Fix the others: --at ${free[1]}=1`,
        );
      const [from, to] = [asked.from ?? "-5", asked.to ?? "5"].map(
        (v, i) => numbers(command, i === 0 ? "from" : "to", v)[0],
      );
      return curvePlot((x) => f.of({ ...at, [free[0]]: x }), {
        from,
        to,
        tangents: asked.tangents === undefined ? [] : numbers(command, "tangents", asked.tangents),
        xLabel: free[0],
        ...look,
      });
    }
    default:
      throw badUsage(command, `--kind ${KINDS.join(", ")}`, JSON.stringify(kind), didYouMean(kind, KINDS));
  }
}
