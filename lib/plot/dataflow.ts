// The computation as it ran: operations are boxes with their values, arrows carry tangents. An engine of its own stands between f and
// its dual numbers, writes down who was made from whom, and reads value and tangent off the duals: it names no operation.
import { bind, checkAlive } from "../core/bind.js";
import { begin, type Run } from "../core/level.js";
import type { Rule } from "../core/rule.js";
import { reshapeTail } from "../core/ring.js";
import { Watched, type Tensor } from "../core/tensor.js";
import type { DType } from "../door/parse.js";
import { checkCount } from "../door/arguments.js";
import { tooManyBoxes, wrongArgument } from "../errors.js";
import { shapeText, type Shape } from "../array/shape.js";
import { Dual, sweep } from "../forward/dual.js";
import { arityOf, listed } from "../transform/listed.js";
import {
  inputs,
  places,
  unpack,
  type Args,
  type Given,
  type Input,
  type Out,
} from "../transform/structure.js";
import { layered } from "./layers.js";
import { kind, PAPER } from "./colours.js";
import { numberText } from "./ticks.js";
import {
  element,
  escaped,
  picture,
  plotOptions,
  px,
  shortened,
  text,
  textWidth,
  type Look,
  type PlotOptions,
} from "./svg.js";

/** More boxes are not read by anybody. */
const MOST = 150;

export interface Box {
  readonly name: string;
  readonly sort: "input" | "operation" | "constant";
  readonly from: readonly number[];
  readonly value: Tensor;
}

class Recorder {
  readonly boxes: Box[] = [];
  readonly outputs = new Set<number>();
  constructor(readonly run: Run) {}
  add(box: Box): number {
    if (this.boxes.length >= MOST) throw tooManyBoxes("graphPlot", MOST);
    return this.boxes.push(box) - 1;
  }
}
class Seen extends Watched {
  declare readonly shape: Shape;
  declare readonly level: number;
  declare readonly dtype: DType;
  constructor(
    private readonly recorder: Recorder,
    readonly id: number,
    readonly inner: Tensor,
  ) {
    super();
    this.shape = inner.shape;
    this.level = recorder.run.level;
    this.dtype = inner.dtype;
  }
  get run(): Run {
    return this.recorder.run;
  }
  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    const r = this.recorder,
      mine = (a: Tensor): a is Seen => a.level === this.level;
    checkAlive(r.run, rule.name);
    const value = bind(
        rule,
        args.map((a) => (mine(a) ? a.inner : a)),
        params,
      ),
      from = args.map((a) => (mine(a) ? a.id : r.add({ name: "", sort: "constant", from: [], value: a })));
    return new Seen(r, r.add({ name: rule.name, sort: "operation", from, value }), value);
  }
}

/** A tensor in a few signs. */
function brief(t: Tensor): string {
  if (t.size === 1) return numberText(t.data[0], 4);
  const all = t.ndim === 1 && t.size <= 4 ? Array.from(t.data, (v) => numberText(v, 3)).join(", ") : "";
  return all === "" ? shapeText(t.shape) : `[${all}]`;
}
/** Value and tangent of a box; null where no seed reaches it. */
function parts({ value }: Box): { readonly value: string; readonly tangent: string | null } {
  if (!(value instanceof Dual)) return { value: value.level === 0 ? brief(value) : "", tangent: null };
  const { primal, block } = value;
  return {
    value: primal.level === 0 ? brief(primal) : "",
    tangent:
      block === null || block.level !== 0
        ? null
        : brief(block.size === 1 || block.ndim < 2 ? block : block.reshape(primal.shape)),
  };
}

const LOOKS: readonly Look[] = [
  ["edge", (g) => `stroke:${kind(g, 1, 7)};fill:none;stroke-width:1.6`],
  ["still", (g) => `stroke:${PAPER[g].line};fill:none;stroke-dasharray:3 3`],
  ["tip", (g) => `fill:${kind(g, 1, 7)}`],
  ["stilltip", (g) => `fill:${PAPER[g].line}`],
  ["back", (g) => `fill:${PAPER[g].paper};opacity:.85`],
  ["input", (g) => `stroke:${kind(g, 0, 7)};fill:${PAPER[g].paper};stroke-width:2`],
  ["output", (g) => `stroke:${kind(g, 2, 7)};fill:${PAPER[g].paper};stroke-width:2.4`],
];
/** Of a box, and from one row to the next. */
const HIGH = 40,
  ROW = 92,
  TOP = 44;

/** Run f at x along v, written down. */
function recorded(fn: string, f: unknown, x: unknown, v: unknown): Recorder {
  const { structure, tensors } = inputs(fn, x, arityOf(fn, f)),
    directions = unpack(fn, "v", v, structure, tensors, 0),
    // Under names the record itself needs none.
    names = places(structure, "x").map((name) => name.replace(/^x\./, "")),
    list = listed(fn, f, structure);
  let r: Recorder | undefined;
  sweep(
    fn,
    (xs) => {
      const own = (r = new Recorder(begin(fn)));
      try {
        return list(
          xs.map((t, i) => new Seen(own, own.add({ name: names[i], sort: "input", from: [], value: t }), t)),
        ).map((y) => {
          if (y.level !== own.run.level) return y;
          own.outputs.add((y as Seen).id);
          return (y as Seen).inner;
        });
      } finally {
        own.run.alive = false;
      }
    },
    tensors,
    directions.map((t) => reshapeTail(t, { from: t.shape.length, shape: [1, ...t.shape] })),
  );
  return r!;
}

/** From a box to another, by way of the rows between. */
function arrow(
  from: readonly [number, number],
  way: readonly number[],
  to: readonly [number, number],
  moves: boolean,
): string[] {
  const stops = [from, ...way.map((x, k) => [x, from[1] + (k + 1) * ROW - HIGH / 2] as const), to],
    bend = stops.slice(1).map(([x, y], k) => {
      const [a, b] = stops[k],
        half = (y - b) / 2;
      return `C${px(a)} ${px(b + half)} ${px(x)} ${px(y - half)} ${px(x)} ${px(y)}`;
    });
  const [x, y] = to;
  return [
    element("path", { class: moves ? "edge" : "still", d: `M${px(from[0])} ${px(from[1])}${bend.join("")}` }),
    element("path", { class: moves ? "tip" : "stilltip", d: `M${px(x)} ${px(y + 5)}l-4 -8h8z` }),
  ];
}

/**
 * The computation of f at x as SVG: boxes are inputs, operations and constants with their values, arrows carry the tangents that the
 * direction v causes; along dashed ones nothing moves. x and v as in {@link jvp}; at most 150 boxes.
 *
 * @example
 * import { graphPlot } from "dualtensor/plot";
 * graphPlot((x) => x.mul(x), 3, 1).includes("tangent 6") // => true
 */
export function graphPlot<const X extends Input>(
  f: (...x: Args<X>) => Out,
  x: X,
  v: Given<X>,
  options?: PlotOptions,
): string {
  if (arguments.length < 3 || arguments.length > 4) checkCount("graphPlot", arguments, "f, x, v, options?");
  const fn = "graphPlot";
  if (typeof f !== "function") throw wrongArgument(fn, "f", "a function", f);
  // Options are looked at before f runs; how large the picture becomes is known afterwards.
  const title = "Values, and tangents along the arrows";
  plotOptions<PlotOptions>(fn, options, [], { title, width: 300, height: 300 });
  const { boxes, outputs } = recorded(fn, f, x, v),
    said = boxes.map(parts),
    names = boxes.map(({ name }, i) => [shortened(name, 24), shortened(said[i].value, 28)] as const),
    widths = names.map(([a, b]) => Math.max(46, textWidth(a, 12) + 18, textWidth(b, 11) + 14)),
    arrows = boxes.flatMap(({ from }, to) => from.map((i) => [i, to] as const)),
    placed = layered(widths, arrows),
    ends = [...outputs],
    o = plotOptions<PlotOptions>(fn, options, [], {
      title,
      width: Math.min(4000, Math.max(320, placed.width + 90)),
      height: Math.min(4000, Math.max(160, TOP + placed.rows * ROW - (ROW - HIGH) + 34)),
    }),
    // A size that is asked for shrinks or stretches the whole.
    share = Math.min(
      (o.width - 20) / Math.max(placed.width + 70, 1),
      (o.height - TOP - 10) / Math.max(placed.rows * ROW - (ROW - HIGH) + 24, 1),
      1,
    ),
    left = (o.width / share - placed.width) / 2,
    top = TOP / share,
    middle = (i: number): number => left + placed.x[i],
    above = (i: number): number => top + placed.row[i] * ROW;
  const lines = arrows.flatMap(([from, to], k) =>
      arrow(
        [middle(from), above(from) + HIGH],
        placed.ways[k].map((w) => left + w),
        [middle(to), above(to) - 6],
        said[from].tangent !== null,
      ),
    ),
    // A tangent stands once, below the box that has it.
    tangents = boxes.flatMap((_, i) => {
      const { tangent } = said[i];
      if (tangent === null) return [];
      const wide = textWidth(tangent, 11) + 8,
        [cx, y] = [middle(i), above(i) + HIGH + 6];
      return [
        element("rect", { x: cx - wide / 2, y, width: wide, height: 16, rx: 3, class: "back" }),
        text(cx, y + 12, tangent, {
          class: "ink",
          "text-anchor": "middle",
          "font-size": 11,
          "font-style": "italic",
        }),
      ];
    });
  const drawn = boxes.flatMap(({ sort }, i) => {
    const [name, value] = names[i],
      end = outputs.has(i),
      [cx, y] = [middle(i), above(i)],
      words = `${name || "constant"}: ${said[i].value}${said[i].tangent === null ? "" : `, tangent ${said[i].tangent}`}`;
    return [
      element(
        "rect",
        {
          x: cx - widths[i] / 2,
          y,
          width: widths[i],
          height: HIGH,
          rx: sort === "operation" ? 4 : 18,
          class: end ? "output" : sort === "input" ? "input" : "box",
        },
        element("title", {}, escaped(words)),
      ),
      ...(name === ""
        ? [text(cx, y + 25, value, { class: "muted", "text-anchor": "middle", "font-size": 11 })]
        : [
            text(cx, y + 17, name, { class: "ink", "text-anchor": "middle", "font-weight": "600" }),
            text(cx, y + 32, value, { class: "muted", "text-anchor": "middle", "font-size": 11 }),
          ]),
    ];
  });
  const operations = boxes.filter(({ sort }) => sort === "operation").length,
    results = ends.map((i) => `${said[i].value} with tangent ${said[i].tangent ?? "0"}`).join("; ");
  return picture(
    o,
    `A computation of ${operations} operations${results === "" ? ", whose result does not depend on its inputs" : `; it gives ${results}`}.`,
    [element("g", { transform: `scale(${px(share)})` }, ...lines, ...drawn, ...tangents)],
    LOOKS,
  );
}
