// Laws of nesting: derivatives of derivatives to third order, forward over reverse and all other orders, and operands that
// are watched at different levels.
import { sumRow } from "../../lib/core/sums.js";
import { add, mulRow } from "../../lib/core/ring.js";
import { zeros, type Plain, type Tensor } from "../../lib/core/tensor.js";
import { VALUE } from "../../lib/kernels/arithmetic.js";
import { allAxes } from "../../lib/array/shape.js";
import { jacobian } from "../../lib/transform/jacobian.js";
import { moved, pushAlong } from "./forward.js";
import { slopes } from "./slope.js";
import { near, taped, type Many, type Subject } from "./subject.js";

type Scalar = (...x: Many) => Tensor;
const pairing = (a: Tensor, b: Tensor): Tensor => sumRow(mulRow(a, b, VALUE), allAxes(a.shape.length));
/** <ybar, f(x)>: what is left of f when all orders of derivatives shall be numbers. */
const against =
  (f: Scalar, ybar: Plain): Scalar =>
  (...x) =>
    pairing(f(...x), ybar);

/** The derivative of a scalar function along u, forward or in reverse, as a scalar function. */
const along = {
  forward:
    (g: Scalar, u: Many): Scalar =>
    (...x) =>
      pushAlong(g, x, u),
  reverse:
    (g: Scalar, u: Many): Scalar =>
    (...x) => {
      const bars = taped(g, x).pull([one]);
      return bars.reduce<Tensor>((t, b, i) => (b === null ? t : add(t, pairing(b, u[i]))), zeros([]));
    },
};
type Mode = keyof typeof along;
const modes = ["forward", "reverse"] as const;
const one: Plain = zeros([]);
one.data[0] = 1;

const orders = (n: number): Mode[][] =>
  n === 0 ? [[]] : orders(n - 1).flatMap((o) => modes.map((m): Mode[] => [...o, m]));
const nested = (f: Scalar, order: readonly Mode[], directions: readonly Many[]): Scalar =>
  order.reduce<Scalar>((g, mode, i) => along[mode](g, directions[i]), f);
const number = (t: Tensor): number => t.data[0];

/** The orders of the modes differ by rounding: some thousand ulp of the terms, where a lost term is of their size. */
const ROUNDING = 2 ** -40;
/** What the terms of a derivative are measured by: its value and those of the orders below. */
const size = (values: readonly number[]): number => values.reduce((m, v) => m + Math.abs(v), 1);

/** Second and third derivatives along directions: every order of modes gives one number, that of differences. */
export function nests(s: Subject): void {
  if (s.rule.flat === true || s.movable.length === 0) return;
  const f = against(s.of(s.movable), s.direction(s.y.shape)),
    x = s.movable.map((i) => s.x[i]),
    directions = [0, 1, 2].map(() => s.directions(s.movable));
  const lower: number[] = [];
  for (const n of [1, 2, 3]) {
    const at = (order: readonly Mode[]): number => number(nested(f, order, directions)(...x)),
      all = orders(n).map((order) => ({ order, value: at(order) })),
      first = all[0].value;
    for (const { order, value } of all)
      near(`derivative ${order.join(" then ")}`, [value], [first], () => ROUNDING * size([first, ...lower]));
    const below = nested(f, orders(n - 1)[0], directions),
      v = directions[n - 1];
    const { value, error } = slopes((t) => below(...moved(x, v, t)).data);
    near(
      `derivative of order ${n} against differences of order ${n - 1}`,
      [first],
      value,
      () => 8 * error[0],
    );
    lower.push(first);
  }
}

/**
 * Second derivatives in two operands, each watched at a level of its own: by directions in every order of modes, and as
 * whole Jacobians of Jacobians (whose blocks have as many seeds as the operand has elements).
 */
export function nestsAcross(s: Subject): void {
  if (s.rule.flat === true) return;
  const ybar = s.direction(s.y.shape);
  for (const i of s.movable)
    for (const j of s.movable) {
      const [u, v] = [s.direction(s.shapes[i]), s.direction(s.shapes[j])],
        what = `operand ${i} inside, operand ${j} outside`;
      /** f with a in place of operand i and b in place of operand j: where they are one, a. */
      const at = (a: Tensor, b: Tensor): Tensor => s.f(...s.x.map((e, p) => (p === i ? a : p === j ? b : e)));
      const inner =
        (mode: Mode) =>
        (b: Tensor): Tensor =>
          along[mode]((a) => against(at, ybar)(a, b), [u])(i === j ? b : s.x[i]);
      const values = modes.flatMap((m) => modes.map((n) => number(along[n](inner(m), [v])(s.x[j]))));
      const bound = (): number => ROUNDING * size([values[0]]);
      near(
        `second derivative, ${what}`,
        values,
        values.map(() => values[0]),
        bound,
      );
      for (const within of modes)
        for (const outside of modes) {
          const J = jacobian(
            (b) => jacobian((a) => at(a, b), i === j ? b : s.x[i], { mode: within }),
            s.x[j],
            { mode: outside },
          );
          near(
            `Jacobian (${outside}) of Jacobian (${within}), ${what}`,
            [contracted(J.data, [ybar, u, v])],
            [values[0]],
            bound,
          );
        }
    }
}
/** Sum of J[p, q, r] a[p] b[q] c[r]. */
function contracted(J: Float64Array, [a, b, c]: readonly Plain[]): number {
  let total = 0,
    at = 0;
  for (const p of a.data) for (const q of b.data) for (const r of c.data) total += J[at++] * p * q * r;
  return total;
}
