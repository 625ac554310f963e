// f as finite differences see it: numbers in, numbers out, one element of one input moved at a time.
import { Plain, type Tensor } from "../core/tensor.js";
import { structureMismatch, watchedInput } from "../errors.js";
import { sameShape, shapeText, size, type Shape } from "../array/shape.js";
import { arityOf, listed, type Listed } from "../transform/listed.js";
import { inputs, places, type Inputs, indexOf } from "../transform/structure.js";
import { ladder, slopes, type Slope } from "./slope.js";

/** A point at which an entry of the derivative has a name: see {@link Kink.kind}. */
export interface Kink {
  /**
   * "corner": left slope and right slope differ; "jump": f jumps; "vertical": the slope is infinite; "edge": f is defined
   * on one side only; "steps": f moves in steps at small scales (a cancellation, a rounding).
   */
  readonly kind: "corner" | "jump" | "vertical" | "edge" | "steps";
  /** The entry: "f[1]/x[0]" for the slope of f(x)[1] along x[0]. */
  readonly entry: string;
  readonly left: number;
  readonly right: number;
}
/** One input element's slopes, of all entries of all outputs. */
export interface Column {
  readonly input: number;
  readonly element: number;
  readonly slopes: readonly Slope[];
}
/** f on plain tensors: its value at x, and what its entries are elsewhere. */
export interface Run {
  readonly list: Listed;
  readonly inside: Inputs;
  /** f(x), all tensors that f returned. */
  readonly value: readonly Tensor[];
  /** The entries of the outputs, one after the other. */
  readonly numbers: Float64Array;
  /** The entries at another x; null where f throws (a point outside of its domain). */
  at(x: readonly Tensor[]): Float64Array | null;
}

/** Run f at x. */
export function start(fn: string, f: unknown, x: unknown, hasAux: boolean | undefined): Run {
  const inside = inputs(fn, x, arityOf(fn, f)),
    list = listed(fn, f, inside.structure, hasAux);
  for (const t of inside.tensors) if (t.level !== 0) throw watchedInput(fn);
  const value = list(inside.tensors),
    shapes = value.slice(0, list.outputs).map((y) => y.shape);
  const flat = (ys: readonly Tensor[]): Float64Array => {
    const all = new Float64Array(shapes.reduce((n, s) => n + size(s), 0));
    let at = 0;
    shapes.forEach((s, o) => {
      if (list.outputs !== shapes.length)
        throw structureMismatch(fn, "f(x)", `${shapes.length} outputs at every x`, String(list.outputs));
      if (!sameShape(s, ys[o].shape))
        throw structureMismatch(
          fn,
          "f(x)",
          `of the same shape ${shapeText(s)} at every x`,
          shapeText(ys[o].shape),
        );
      all.set(ys[o].data, at);
      at += size(s);
    });
    return all;
  };
  const at = (v: readonly Tensor[]): Float64Array | null => {
    let ys: readonly Tensor[];
    try {
      ys = list(v);
    } catch {
      return null;
    }
    return flat(ys);
  };
  return { list, inside, value, numbers: flat(value), at };
}

/** The slopes of f along each element of each input. */
export function* columns(run: Run): Generator<Column> {
  const { tensors } = run.inside;
  for (let input = 0; input < tensors.length; input++) {
    const { data, shape } = tensors[input];
    for (let element = 0; element < data.length; element++) {
      const x = data[element],
        reach = Math.abs(x);
      const sample = (t: number): Float64Array | null => {
        const moved = data.slice();
        moved[element] = x + t;
        return run.at(tensors.map((v, i) => (i === input ? new Plain(shape, moved) : v)));
      };
      yield {
        input,
        element,
        slopes: slopes(
          run.numbers,
          sample,
          ladder(reach > 0 && reach < 1 ? [1, reach] : [reach || 1], reach * 2 ** -51),
          reach,
        ),
      };
    }
  }
}

/** "f[1]/x.w[0]": which entry of which output by which element of which input. */
export function entryName(run: Run, entry: number, input: number, element: number): string {
  let o = 0;
  const { list, inside, value } = run;
  for (; entry >= size(value[o].shape); o++) entry -= size(value[o].shape);
  return `${entryAt("f", list, o, entry, value[o].shape)}/${entryAt("x", inside, input, element, inside.tensors[input].shape)}`;
}
function entryAt(
  name: string,
  { structure }: Pick<Inputs, "structure">,
  i: number,
  flat: number,
  shape: Shape,
): string {
  const part = places(structure, name)[i];
  return shape.length === 0 ? part : `${part}[${indexOf(shape, flat).join(", ")}]`;
}
/** The name of a slope that is not smooth. */
export const kinkOf = ({ kind, left, right }: Slope, entry: () => string): Kink | null =>
  kind === "smooth" || kind === "none" ? null : { kind, entry: entry(), left, right };
