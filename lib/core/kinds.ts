// The four kinds of rule. Between a third and a half of all rules only say "I am linear" or "I am bilinear", so the kind
// writes push and pull, and most rows are one line. Products of a partial and a tangent go through `scale`, where a
// tangent of exactly zero gives zero even against Infinity (docs/conventions.md).
// First: ring makes rows while this module is still being read.
import { registered } from "./registry.js";
import { broadcastShape, type Dense } from "../array/shape.js";
import { CHAIN, type Product } from "../kernels/arithmetic.js";
import { broadcast, loopsOf, map, type Loops } from "../kernels/loops.js";
import { bind, promote } from "./bind.js";
import { combine, mulRow, neg, plus, sub } from "./ring.js";
import { checkCount } from "../door/arguments.js";
import { resolve } from "./signature.js";
import type { Domain, Factor, Role, Rule, Tangent, Trial } from "./rule.js";
import { isTensor, lift, Plain, type Tensor, type TensorLike, type Watched } from "./tensor.js";

/** A public function that carries its signature as data: what checks, messages and docs read. */
export interface Described {
  readonly signature: string;
}
export interface Unary extends Described {
  (input: TensorLike): Tensor;
  readonly rule: Rule;
}
export interface Binary extends Described {
  (input: TensorLike, other: TensorLike): Tensor;
  readonly rule: Rule;
}

/** A pair with an option, which is given by its name. */
export interface Optional<O> extends Described {
  (input: TensorLike, other: TensorLike, options?: Partial<O>): Tensor;
  readonly rule: Rule;
}

/** partial x tangent: 1, -1 and structural zero cost nothing. */
export const scale = (p: Factor, t: Tensor): Tangent =>
  p === 1 ? t : p === null ? null : p === -1 ? neg(t) : mulRow(p, t, CHAIN);

interface ElementwiseOptions {
  /** A literal loop, where the arithmetic is cheaper than a call. */
  readonly loop?: (x: Dense) => Float64Array;
  readonly role?: Role;
  readonly flat?: boolean;
  readonly corner?: boolean;
  /** The result is of dtype bool. */
  readonly bool?: boolean;
}

/** y = f(x) for each element; `partial` is dy/dx from (x, y), in operations. */
export function unary(
  name: string,
  f: (v: number) => number,
  partial: (x: Tensor, y: Tensor) => Factor,
  domain?: Domain,
  options: ElementwiseOptions = {},
): Unary {
  const { loop = (x: Dense) => map(f, x), bool, ...flags } = options,
    result = bool === true ? "bool" : "float64";
  const value = (x: Plain): Plain => {
    const v = x.elements;
    return new Plain(x.shape, typeof v === "number" ? f(v) : loop(x), result);
  };
  const rule: Rule = registered({
    name,
    kind: "elementwise",
    ...flags,
    operands: 1,
    domain,
    scalar: () => f,
    value: (a) => value(a[0]),
    push: (dx, a, y) => scale(partial(a[0], y), dx[0]!),
    pull: (_, ybar, a, y) => scale(partial(a[0], y), ybar),
  });
  const call = function (input: TensorLike): Tensor {
    if (arguments.length !== 1) checkCount(name, arguments, "input");
    const x = isTensor(input) ? input : lift(input, name, "input");
    return x.level === 0 ? value(x as Plain) : (x as Watched).apply(rule, [x], undefined);
  };
  return Object.assign(call, { rule, signature: "input" });
}

/** A rule of two operands, one of which is watched: their ranks made equal first. */
function applied<P>(rule: Rule<P>, x: Tensor, y: Tensor, params: P): Tensor {
  if (x.shape.length !== y.shape.length) {
    x = promote(x, y.shape.length);
    y = promote(y, x.shape.length);
  }
  return ((x.level >= y.level ? x : y) as Watched).apply(rule, [x, y], params);
}

/** An option of the public function: its text in the signature, and what a call with it is composed of. */
export interface Option {
  readonly text: string;
  readonly apply: (x: Tensor, y: Tensor, option: unknown) => Tensor;
}
interface PairOptions extends Omit<ElementwiseOptions, "loop"> {
  readonly loops?: Loops;
  readonly option?: Option;
}
/** z = f(x, y) for each pair of elements; one partial per argument from (x, y, z). */
export function binary(
  name: string,
  f: (x: number, y: number) => number,
  px: (x: Tensor, y: Tensor, z: Tensor) => Factor,
  py: (x: Tensor, y: Tensor, z: Tensor) => Factor,
  domain?: Domain | readonly Domain[],
  options: PairOptions = {},
): Binary {
  const { bool, loops = loopsOf(f), option, ...flags } = options,
    signature = option ? `input, other, *, ${option.text}` : "input, other";
  const value = (x: Plain, y: Plain): Plain => {
    const shape = broadcastShape(name, x.shape, y.shape),
      a = x.elements,
      b = y.elements;
    return new Plain(
      shape,
      typeof a === "number" && typeof b === "number" ? f(a, b) : broadcast(loops, x, y, shape),
      bool === true ? "bool" : "float64",
    );
  };
  const rule: Rule = registered({
    name,
    kind: "elementwise",
    ...flags,
    operands: 2,
    domain,
    scalar: () => f,
    value: (a) => value(a[0], a[1]),
    push: (d, a, z) => {
      const dx = d[0],
        dy = d[1],
        x = a[0],
        y = a[1],
        p = dx && px(x, y, z),
        q = dy && py(x, y, z);
      if (p && q && typeof p === "object" && typeof q === "object") return combine(p, dx, q, dy);
      const along = scale(p, dx!);
      return q === -1 && along !== null ? sub(along, dy!) : plus(along, scale(q, dy!));
    },
    pull: (i, ybar, a, z) => scale((i === 0 ? px : py)(a[0], a[1], z), ybar),
  });
  return Object.assign(
    function (input: TensorLike, other: TensorLike): Tensor {
      if (arguments.length !== 2) {
        if (option)
          return option.apply(
            ...(resolve(name, signature, Array.from(arguments)) as [Tensor, Tensor, unknown]),
          );
        checkCount(name, arguments, signature);
      }
      const x = isTensor(input) ? input : lift(input, name, "input"),
        y = isTensor(other) ? other : lift(other, name, "other");
      if (x.level === 0 && y.level === 0) return value(x as Plain, y as Plain);
      return applied(rule, x, y, undefined);
    },
    { rule, signature },
  );
}

/** A row whose public face stands elsewhere (it resolves axes and ranks first). */
export interface Row<P> {
  (x: Tensor, params: P): Tensor;
  readonly rule: Rule<P>;
}
type LinearOptions<P> = Pick<Rule<P>, "role" | "window" | "reach">;

/** y = L x; the transpose is given as an operation. Axes in params count from the end. */
export function linear<P>(
  name: string,
  value: (x: Plain, params: P) => Plain,
  transpose: (ybar: Tensor, params: P, x: Tensor) => Tensor,
  trials: readonly Trial<NoInfer<P>>[] | null,
  options: LinearOptions<NoInfer<P>> = {},
): Row<P> {
  const rule: Rule<P> = registered({
    name,
    kind: "linear",
    ...options,
    trials,
    value: (a, params) => value(a[0], params),
    push: (dx, _a, _y, params) => bind(rule, dx as Tensor[], params),
    pull: (_i, ybar, a, _y, params) => transpose(ybar, params, a[0]),
  });
  const call = (x: Tensor, params: P): Tensor =>
    x.level === 0 ? value(x as Plain, params) : (x as Watched).apply(rule, [x], params);
  return Object.assign(call, { rule });
}

export interface BilinearRow {
  /** A product of the chain rule, in which exact zeros annihilate, or of values. */
  (x: Tensor, y: Tensor, kind: Product): Tensor;
  readonly rule: Rule<Product>;
}

/** z = B(x, y); tx(ybar, y) and ty(ybar, x) are the two transposes; derivatives of a product are products of the chain rule. */
export function bilinear(
  name: string,
  value: (x: Plain, y: Plain, kind: Product) => Plain,
  tx: (zbar: Tensor, y: Tensor) => Tensor,
  ty: (zbar: Tensor, x: Tensor) => Tensor,
  trials: readonly Trial<Product>[] | null,
  options: { readonly role?: Role } = {},
): BilinearRow {
  const rule: Rule<Product> = registered({
    name,
    kind: "bilinear",
    ...options,
    trials,
    value: (a, kind) => value(a[0], a[1], kind),
    push: (d, a) => plus(d[0] && call(d[0], a[1], CHAIN), d[1] && call(a[0], d[1], CHAIN)),
    pull: (i, zbar, a) => (i === 0 ? tx(zbar, a[1]) : ty(zbar, a[0])),
  });
  const call = (x: Tensor, y: Tensor, kind: Product): Tensor => {
    return x.level === 0 && y.level === 0 ? value(x as Plain, y as Plain, kind) : applied(rule, x, y, kind);
  };
  return Object.assign(call, { rule });
}

/** A rule written out in full, with its call. */
export function general<P>(rule: Rule<P>): {
  (args: readonly Tensor[], params: P): Tensor;
  readonly rule: Rule<P>;
} {
  registered(rule);
  return Object.assign((args: readonly Tensor[], params: P): Tensor => bind(rule, args, params), { rule });
}

/** Ranks made equal where they are watched, for rules of several operands. */
export function promoteAll(args: readonly Tensor[]): Tensor[] {
  let r = 0;
  for (const a of args) r = Math.max(r, a.shape.length);
  return args.map((a) => promote(a, r));
}
