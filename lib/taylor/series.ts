// The engine of truncated power series. A value is x(t) = c0 + c1 t + ... + cK t^K; of a rule the engine uses value and push
// alone, from y' = J(x) x': the (k-1)-th coefficient of push(x', x, y), divided by k, is y's k-th. Series are lazy: push is
// asked once per operation, with series whose coefficients are computed when they are needed (McIlroy 1999, "Power series,
// power serious"), so that sin and cos, which are each other's derivatives, share their work. It names no operation.
import { div } from "../core/quotients.js";
import { bind, checkAlive, fitPush } from "../core/bind.js";
import { begin, type Run } from "../core/level.js";
import { mulRow, plus } from "../core/ring.js";
import type { Role, Rule, Tangent } from "../core/rule.js";
import { literal, Watched, zeros, type Tensor } from "../core/tensor.js";
import { CHAIN, VALUE } from "../kernels/arithmetic.js";
import type { DType } from "../door/parse.js";
import type { Shape } from "../array/shape.js";

/** What one call knows: how far series go, how deep inside rules it is, and the series that it has made. */
interface Expansion extends Run {
  readonly order: number;
  depth: number;
  readonly made: Map<Rule<unknown>, Map<Tensor, Made[]>>;
}
interface Made {
  readonly args: readonly Tensor[];
  readonly params: unknown;
  readonly y: Series;
}
/** Coefficient k, from the ones before it. */
type Next = (k: number) => Tangent;

class Series extends Watched {
  declare readonly level: number;
  declare readonly shape: Shape;
  declare readonly dtype: DType;
  private readonly known: Tangent[];
  constructor(
    readonly run: Expansion,
    readonly first: Tensor,
    private readonly next: Next,
  ) {
    super();
    this.level = run.level;
    this.shape = first.shape;
    this.dtype = "float64";
    this.known = [first];
  }
  /** c_k; null where it is structurally zero. */
  coefficient(k: number): Tangent {
    for (let i = this.known.length; i <= k; i++) this.known.push(this.next(i));
    return this.known[k];
  }
  /** x'(t), whose coefficients are (k + 1) c_(k+1). */
  slope(): Series {
    const at = (k: number): Tangent => {
      const c = this.coefficient(k + 1);
      return c && (k === 0 ? c : mulRow(literal(k + 1), c, VALUE));
    };
    return new Series(this.run, at(0) ?? zeros(this.shape), at);
  }

  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    checkAlive(this.run, rule.name);
    if (rule.unfused) return rule.unfused(args, params);
    const series = args.map((a) => (a.level === this.level ? (a as Series) : null)),
      y0 = bind(
        rule,
        args.map((a, i) => series[i]?.first ?? a),
        params,
      );
    if (rule.flat === true) return y0;
    const top = series.find((s) => s !== null)!,
      known = this.remembered(rule, top, args, params);
    if (known !== null) return known;
    const { run } = this,
      y: Series = new Series(run, y0, (k) => fitPush(next(k), y0.shape)),
      next: Next = isLinear(rule)
        ? byCoefficient(rule, args, series, y0, params)
        : rule.kind === "bilinear"
          ? byProduct(rule, args, series)
          : byPush(rule, args, series, y, params);
    this.remember(rule, top, { args, params, y });
    // What f computes is expanded at once, in order: a chain of a million operations is no deep recursion. What a rule
    // computes is expanded as far as it is asked.
    if (run.depth === 0) y.coefficient(run.order);
    return y;
  }

  private remembered<P>(rule: Rule<P>, top: Series, args: readonly Tensor[], params: P): Series | null {
    const made = this.run.made.get(rule)?.get(top);
    const same = made?.find(
      (m) =>
        m.args.every((a, i) => a === args[i]) &&
        (m.params === params || JSON.stringify(m.params) === JSON.stringify(params)),
    );
    return same?.y ?? null;
  }
  private remember<P>(rule: Rule<P>, top: Series, made: Made): void {
    const { made: all } = this.run,
      key = rule as Rule<unknown>;
    let of = all.get(key);
    if (of === undefined) all.set(key, (of = new Map<Tensor, Made[]>()));
    const list = of.get(top);
    if (list === undefined) of.set(top, [made]);
    else list.push(made);
  }
}

const LINEAR: readonly (Role | undefined)[] = [
  "gather",
  "sum",
  "difference",
  "negation",
  "reduction",
  "join",
];
const isLinear = <P>(rule: Rule<P>): boolean => rule.kind === "linear" || LINEAR.includes(rule.role);

/** A linear rule maps coefficients one by one. */
function byCoefficient<P>(
  rule: Rule<P>,
  args: readonly Tensor[],
  series: readonly (Series | null)[],
  y0: Tensor,
  params: P,
): Next {
  const firsts = args.map((a, i) => series[i]?.first ?? a);
  return (k) => {
    const c = series.map((s) => s?.coefficient(k) ?? null);
    return c.every((t) => t === null) ? null : rule.push(c, firsts, y0, params);
  };
}

/** A bilinear rule multiplies them: z_k is the sum of B(x_i, y_(k-i)). */
function byProduct<P>(rule: Rule<P>, args: readonly Tensor[], [x, y]: readonly (Series | null)[]): Next {
  const product = (a: Tangent, b: Tangent): Tangent => a && b && bind(rule, [a, b], CHAIN as P);
  if (x === null) return (k) => product(args[0], y!.coefficient(k));
  if (y === null) return (k) => product(x.coefficient(k), args[1]);
  return (k) => {
    let sum: Tangent = null;
    for (let i = 0; i <= k; i++) sum = plus(sum, product(x.coefficient(i), y.coefficient(k - i)));
    return sum;
  };
}

/** Any rule, by the series of its derivative: y_k is the (k-1)-th coefficient of push(x', x, y), divided by k. */
function byPush<P>(
  rule: Rule<P>,
  args: readonly Tensor[],
  series: readonly (Series | null)[],
  y: Series,
  params: P,
): Next {
  const { run } = y;
  let dy: Tangent | undefined;
  return (k) => {
    run.depth++;
    try {
      dy ??= rule.push(
        series.map((s) => s?.slope() ?? null),
        args,
        y,
        params,
      );
      const c =
        dy === null ? null : dy.level === run.level ? (dy as Series).coefficient(k - 1) : k === 1 ? dy : null;
      return c && (k === 1 ? c : div(c, literal(k)));
    } finally {
      run.depth--;
    }
  };
}

/** Run f on x_i + t v_i and read off the coefficients of its results, each an array of order + 1. */
export function expanded(
  f: (x: readonly Tensor[]) => readonly Tensor[],
  x: readonly Tensor[],
  v: readonly Tensor[],
  order: number,
): Tensor[][] {
  const run: Expansion = { ...begin("taylor"), order, depth: 0, made: new Map() };
  try {
    const ys = f(x.map((c, i) => new Series(run, c, (k) => (k === 1 ? v[i] : null))));
    return ys.map((y) =>
      Array.from({ length: order + 1 }, (_, k) => {
        const c = y.level === run.level ? (y as Series).coefficient(k) : k === 0 ? y : null;
        return c ?? zeros(y.shape);
      }),
    );
  } finally {
    run.alive = false;
  }
}
