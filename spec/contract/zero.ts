// Laws of zero: a tangent or cotangent of exactly 0 contributes 0, even against Infinity and NaN, and is like one that is
// not there (docs/conventions.md).
import { Plain, zeros, type Tensor } from "../../lib/core/tensor.js";
import type { Tangent } from "../../lib/core/rule.js";
import { spread } from "../../lib/kernels/loops.js";
import { size } from "../../lib/array/shape.js";
import { pushAlong } from "./forward.js";
import { pushed, replaced, same, seed, subsets, taped, type Many, type Subject } from "./subject.js";

/** Where values and partials of elementary functions stop being finite. */
const SPECIAL = [NaN, Infinity, -Infinity, 0, 1, -1];

/** A block of zeros is null, for every operand, at ordinary points. */
export function zerosAreNull(s: Subject): void {
  if (s.rule.flat === true) return;
  for (const watched of subsets(s.movable)) {
    if (watched.length === 0) continue;
    const x = watched.map((i) => s.x[i]),
      f = s.of(watched),
      dx = x.map((v) => s.direction([2, ...v.shape]));
    for (const still of subsets(watched)) {
      const without = (zero: (t: Plain) => Tangent): Tangent[] =>
        dx.map((t, i) => (still.includes(watched[i]) ? zero(t) : t));
      const got = pushed(
          f,
          x,
          without((t) => zeros(t.shape)),
        ).block,
        want = pushed(
          f,
          x,
          without(() => null),
        ).block;
      const what = `operands ${watched.join()} watched, ${still.join()} at rest`;
      same(what, got, want ?? (got && zeros([2, ...s.y.shape])));
    }
    const bars = taped(f, x).pull([zeros(s.y.shape)]);
    bars.forEach((b, i) => {
      if (b !== null) same(`a cotangent of zeros, operand ${watched[i]}`, b, zeros(x[i].shape));
    });
  }
}

/** For elementwise rules: which elements of the result each element of an operand reaches. */
function reach(s: Subject, i: number): number[][] {
  const shape = s.shapes[i],
    n = size(shape),
    index = new Plain(
      shape,
      Float64Array.from({ length: n }, (_, e) => e),
    ),
    of = spread(index, s.y.shape);
  return Array.from({ length: n }, (_, e) => Array.from(of.keys()).filter((o) => of[o] === e));
}

/**
 * Where an operand is NaN, infinite or at the edge of its domain, and nothing moves there, first and second derivatives are
 * exactly 0 there and elsewhere what they were.
 */
export function restsAtSpecialPoints(s: Subject): void {
  if (s.rule.kind !== "elementwise" || s.rule.flat === true) return;
  const reached = s.all.map((i) => reach(s, i)),
    dx = s.directions(),
    [vx, ybar, still] = [s.directions(), s.direction(s.y.shape), zeros(s.y.shape)];
  for (const i of s.all)
    for (let e = 0; e < size(s.shapes[i]); e++)
      for (const special of SPECIAL) {
        const out = new Set(reached[i][e]),
          touches = (p: number) => (q: number) => reached[p][q].some((o) => out.has(o)),
          x = s.x.map((v, p) => (p === i ? replaced(v, (q) => q === e, special) : v)),
          rest = dx.map((v, p) => replaced(v, touches(p), 0)),
          bar = replaced(ybar, (o) => out.has(o), 0),
          what = `operand ${i} is ${special} at element ${e}`;
        const atRest = (t: Tensor): Plain => replaced(t, (o) => out.has(o), 0);
        const push = (z: Many, u: Many): Tensor => pushAlong(s.f, z, u);
        const tangent = push(x, rest);
        same(`push, ${what}`, tangent, atRest(push(s.x, rest)));
        same(
          `push, ${what}, zeros there`,
          replaced(tangent, (o) => !out.has(o), 0),
          still,
        );
        const second = (z: Many, u: Many, v: Many): Tensor => pushAlong((...t) => pushAlong(s.f, t, u), z, v);
        for (const [u, v] of [
          [rest, vx],
          [vx, rest],
        ] as const)
          same(`second derivative, ${what}`, second(x, u, v), atRest(second(s.x, u, v)));
        const pull = (z: Many): Tangent[] => taped(s.f, z).pull([bar]),
          want = pull(s.x);
        pull(x).forEach((b, p) => {
          same(`pull for operand ${p}, ${what}`, b, want[p]);
          const along = (z: Many): Tensor =>
            pushAlong((...t) => taped(s.f, t).pull([bar])[p] ?? zeros(s.shapes[p]), z, vx);
          same(`derivative of pull for operand ${p}, ${what}`, along(x), along(s.x));
        });
      }
}

/** One operand at rest leaves the derivative in the other alone, whatever is wrong with its own. */
export function restsAlone(s: Subject): void {
  if (s.rule.kind !== "elementwise" || s.rule.flat === true || s.all.length < 2) return;
  for (const special of SPECIAL)
    for (const other of SPECIAL) {
      const x = s.x.map((v, i) => replaced(v, () => true, i === 0 ? special : other)),
        dx = s.directions();
      for (const i of s.all) {
        const want = pushed(s.of([i], x), [x[i]], [seed(dx[i])]).block,
          got = pushed(
            s.f,
            x,
            dx.map((t, p) => seed(p === i ? t : zeros(t.shape))),
          ).block;
        same(`operand ${i} moves alone at (${special}, ${other})`, got, want ?? (got && zeros(got.shape)));
      }
    }
}

/** The branch that a condition does not take contributes nothing: not its value, its tangent, nor its cotangent. */
export function branchesRest(s: Subject): void {
  if (s.rule.name !== "where") return;
  const [c] = s.x,
    taken = spread(c, s.y.shape);
  for (const special of [NaN, Infinity]) {
    const dx = s.directions([1, 2]),
      ybar = s.direction(s.y.shape);
    for (const branch of [1, 2]) {
      // Elements that no output takes, each spoiled in value and tangent.
      const reached = reach(s, branch),
        idle = (e: number): boolean => reached[e].every((o) => (taken[o] !== 0) !== (branch === 1)),
        spoil = (t: Plain): Plain => replaced(t, idle, special),
        x = s.x.map((v, p) => (p === branch ? spoil(v) : v)),
        what = `idle elements of operand ${branch} are ${special}`;
      const bad = dx.map((t, p) => (p + 1 === branch ? spoil(t) : t)),
        f = s.of([1, 2], x);
      same(`value, ${what}`, s.value(x), s.y);
      same(`push, ${what}`, pushAlong(f, x.slice(1), bad), pushAlong(s.of([1, 2]), s.x.slice(1), dx));
      const alone = (v: Many, u: Many): Tangent => pushed(s.of([branch]), v, u).block;
      same(
        `push of operand ${branch} alone, ${what}`,
        alone([x[branch]], [seed(bad[branch - 1])]),
        alone([s.x[branch]], [seed(dx[branch - 1])]),
      );
      // Cotangents spoiled where the other branch was taken do not reach this one.
      const spoiled = replaced(ybar, (o) => (taken[o] !== 0) !== (branch === 1), special),
        bars = (bar: Plain): Tangent[] => taped(s.of([1, 2]), s.x.slice(1)).pull([bar]);
      same(
        `pull for operand ${branch}, the other's cotangents ${special}`,
        bars(spoiled)[branch - 1],
        bars(ybar)[branch - 1],
      );
    }
  }
}

/**
 * Operands that a rule divides by in a way that no zero passes: a matrix that is not finite has no inverse to multiply
 * zeros with, and substitution gives NaN.
 */
const divisors: Readonly<Record<string, readonly number[]>> = {
  solve: [0],
  solveTriangular: [0],
  cholesky: [0],
  qr: [0],
  complement: [0],
  elimination: [0],
  lstsq: [0],
};
/** What zeros do pass: diagonal matrices with an entry of Infinity; but an infinite column has no direction. */
const infinite = (x: Plain, e: number): Plain => {
  const n = x.shape[x.shape.length - 1];
  return new Plain(
    x.shape,
    x.data.map((_, i) => ((i % (n * n)) % (n + 1) !== 0 ? 0 : i === e ? Infinity : 1)),
  );
};
/** Wherever one number of an operand is, at rest nothing moves: zeros in, zeros out, to second order. */
export function restsEverywhere(s: Subject): void {
  if (s.rule.kind === "elementwise" || s.rule.flat === true) return;
  const vx = s.directions(),
    zero = s.shapes.map((shape) => zeros(shape));
  for (const i of s.movable) {
    const divides = divisors[s.rule.name]?.includes(i) === true;
    if (divides && ["qr", "complement", "lstsq"].includes(s.rule.name)) continue;
    for (let e = 0; e < size(s.shapes[i]); e++)
      for (const special of divides ? [Infinity] : [NaN, Infinity, 0]) {
        const spoiled = divides ? infinite(s.x[i], e) : replaced(s.x[i], (q) => q === e, special),
          x = s.x.map((v, p) => (p === i ? spoiled : v)),
          what = `operand ${i} is ${special} at element ${e}`;
        same(`push of zeros, ${what}`, pushAlong(s.f, x, zero), zeros(s.y.shape));
        const pull = (...t: Many): Tangent[] => taped(s.f, t).pull([zeros(s.y.shape)]);
        pull(...x).forEach((b, p) => {
          if (b !== null) same(`pull of zeros for operand ${p}, ${what}`, b, zero[p]);
          const along = pushAlong((...t) => pull(...t)[p] ?? zeros(s.shapes[p]), x, vx);
          same(`derivative of a pull of zeros for operand ${p}, ${what}`, along, zero[p]);
        });
        const along = pushAlong((...t) => pushAlong(s.f, t, zero), x, vx);
        same(`derivative of a push of zeros, ${what}`, along, zeros(s.y.shape));
      }
  }
}
