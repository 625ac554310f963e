// A search for compositions in which a way to the derivative parts from the law: f(g(x)) of rows of one operand, at points where
// g or its slope is 0, infinite or NaN. In a product of the chain rule an exact zero wins, so the derivative of the composition
// follows from those of f and g alone, whatever the order of multiplication.
import { bind } from "../../lib/core/bind.js";
import { literal, Plain, type Tensor } from "../../lib/core/tensor.js";
import { jvp } from "../../lib/transform/directional.js";
import { jacobian } from "../../lib/transform/jacobian.js";
import { vjp } from "../../lib/transform/linearize.js";
import { vmap } from "../../lib/transform/vmap.js";
import { source } from "../contract/draw.js";
import { rows } from "../rows.js";
import { close, type F } from "./ways.js";

/** Where values and slopes of elementary functions are 0 or infinite, overflow, underflow, or do not exist. */
const POINTS = [0, 1, -1, 0.5, 2, -3, 6, 40, -40, 800, -800, 1e200, -1e200, 1e-200, Infinity, -Infinity, NaN];
const x = new Plain([POINTS.length], Float64Array.from(POINTS)),
  ones = new Plain(x.shape, x.data.slice().fill(1));

/** Every row of one operand, of those with params the first member; but functions of Bessel's, whose series take milliseconds. */
const functions = rows.flatMap(({ rule, trials, place }) =>
  rule.kind !== "elementwise" ||
  rule.flat === true ||
  trials[0]?.shapes.length !== 1 ||
  /bessel|second|orthogonal/.test(place)
    ? []
    : [{ name: place, f: (v: Tensor) => bind(rule, [v], trials[0].params) }],
);

const push = (f: F, v: Tensor): Tensor => jvp(f, v, ones).tangent;
const pull = (f: F, v: Tensor): Tensor => vjp(f, v).pull(ones);
const diagonal = (f: F, chunk?: number): Tensor => {
  const n = POINTS.length;
  return jacobian(f, x, chunk === undefined ? {} : { chunk })
    .reshape([-1])
    .at(`::${n + 1}`);
};
type Way = (f: F, v: Tensor) => Tensor;
// prettier-ignore
const first: Readonly<Record<string, Way>> = {
  forward: push,
  reverse: pull,
  layered: (f) => diagonal(f),
  dense:   (f) => diagonal(f, 3),
  vmap:    (f, v) => vmap((u: Tensor) => jvp(f, u, 1).tangent)(v),
};
// prettier-ignore
const second: Readonly<Record<string, Way>> = {
  "forward of forward": (f, v) => push((u) => push(f, u), v),
  "forward of reverse": (f, v) => push((u) => pull(f, u), v),
  "reverse of forward": (f, v) => pull((u) => push(f, u), v),
  "reverse of reverse": (f, v) => pull((u) => pull(f, u), v),
};
const slope = (f: F, v: Tensor): Float64Array => push(f, v).data;
const bend = (f: F, v: Tensor): Float64Array => second["forward of forward"](f, v).data;
/** The product of the chain rule, as the law says it. */
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : a * b);
/** Of what is finite and not 0: neither overflowed nor underflowed. */
const exact = (v: number, ...factors: readonly number[]): boolean =>
  factors.some((c) => c === 0 || !Number.isFinite(c)) || (Number.isFinite(v) && Math.abs(v) > 1e-290);

/**
 * Where a way gives another number than the law, which has the first derivative from f and g alone; and of second order, whose
 * factors are products themselves, where it gives another than the other ways.
 */
function partings(f: F, g: F): string[] {
  const composed: F = (v) => f(g(v)),
    y = g(x),
    [f1, f2, g1, g2] = [slope(f, y), bend(f, y), slope(g, x), bend(g, x)];
  const numbers = (ways: Readonly<Record<string, Way>>): [string, Float64Array][] =>
    Object.entries(ways).map(([way, derivative]) => [way, derivative(composed, x).data]);
  const ofFirst = numbers(first).flatMap(([way, got]) =>
    POINTS.flatMap((p, i) => {
      const want = times(f1[i], g1[i]);
      return close(got[i], want) ? [] : [`at ${p} ${got[i]} ${way}, not ${want}`];
    }),
  );
  const [[name, own], ...others] = numbers(second);
  const ofSecond = others.flatMap(([way, got]) =>
    POINTS.flatMap((p, i) => {
      const [a, b] = [times(times(f2[i], g1[i]), g1[i]), times(f1[i], g2[i])];
      // The order of three factors matters where two of them overflow or underflow, and infinities that are added may cancel.
      const known =
        exact(a, f2[i], g1[i]) &&
        exact(b, f1[i], g2[i]) &&
        exact(times(g1[i], g1[i]), g1[i]) &&
        exact(f2[i] * g1[i], f2[i], g1[i]) &&
        (Number.isFinite(a) || Number.isFinite(b));
      const same = close(got[i], own[i]) || Math.abs(got[i] - own[i]) <= 1e-9 * (Math.abs(a) + Math.abs(b));
      return same || !known ? [] : [`at ${p} ${got[i]} ${way}, ${own[i]} ${name}`];
    }),
  );
  return [...ofFirst, ...ofSecond];
}

/** Pairs that are tried: each function is the outer one of so many. */
const EACH = 4;
test("f(g(x)) of rows of one operand", () => {
  const next = source("chains");
  expect(functions.length).toBeGreaterThan(60);
  const wrong = functions.flatMap((outer) =>
    Array.from({ length: EACH }, () => functions[Math.floor(next() * functions.length)]).flatMap((inner) =>
      partings(outer.f, inner.f).map((what) => `${outer.name} of ${inner.name}: ${what}`),
    ),
  );
  expect(wrong).toEqual([]);
});

/**
 * Limits of 0 at a true Infinity that stay, of an argument along which the value grows without bound: no logarithm, root or
 * power, so that what overflowed before them is seldom a formula of theirs.
 */
const KEPT = [
  "xlogy 1",
  "xlog1py 1",
  "ln",
  "ln1p",
  "polygammaRow",
  "polygammaGap 1",
  "lbeta 0",
  "lbeta 1",
  "lambertw",
];
test("a slope that vanishes where its value has overflowed is NaN", () => {
  const found = rows.flatMap(({ rule, trials, place }) => {
    const n = trials[0]?.shapes.length;
    if (rule.kind !== "elementwise" || rule.flat === true || n > 2) return [];
    return [Infinity, -Infinity].flatMap((far) =>
      Array.from({ length: n }, (_, i) => i).flatMap((i) => {
        const f: F = (v) =>
          bind(rule, n === 1 ? [v] : i === 0 ? [v, literal(0.5)] : [literal(0.5), v], trials[0].params);
        const value = f(literal(far)).item(),
          slope = jvp(f, literal(far), literal(1)).tangent.item();
        return Math.abs(value) === Infinity && slope === 0
          ? [`${place.split(" ").at(-1)}${n === 2 ? ` ${i}` : ""}`]
          : [];
      }),
    );
  });
  expect([...new Set(found)].sort()).toEqual([...KEPT].sort());
});
