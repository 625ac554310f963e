// Rows of numbers at random points and corners: what the program of a row gives, value and partials, beside eager forward mode.
import { bind } from "../../lib/core/bind.js";
import type { Numbers } from "../../lib/compile/carried.js";
import { promoteAll } from "../../lib/core/kinds.js";
import { Plain, type Tensor } from "../../lib/core/tensor.js";
import { jacobian } from "../../lib/index.js";
import { Numeric } from "../../lib/compile/numeric.js";
import { subjectsOf, type Subject } from "../contract/subject.js";
import { rows } from "../rows.js";

// prettier-ignore
const corners = [0, -0, 1, -2, 0.5, 1e200, Infinity, -Infinity, NaN];
/** Calls after which a program runs as generated code. */
const OFTEN = 2001;

/** Every elementwise row with a derivative, once for each of its params: its trials differ in shapes, of which numbers have none. */
export const cases: readonly [string, Subject][] = [
  ...new Map(
    rows
      .flatMap(subjectsOf)
      .filter(({ rule, movable }) => rule.kind === "elementwise" && rule.flat !== true && movable.length > 0)
      .map((s): [string, [string, Subject]] => [`${s.row.place} ${JSON.stringify(s.params)}`, [s.name, s]]),
  ).values(),
];

/** The row of its movable operands, which are numbers; the others keep the first number drawn for them. */
function functionOf({ rule, params, x, movable }: Subject): (z: readonly Tensor[]) => Tensor {
  const held = x.map(({ data, dtype }) => new Plain([], data[0], dtype));
  return (z) =>
    bind(rule, promoteAll(held.map((h, i) => (movable.includes(i) ? z[movable.indexOf(i)] : h))), params);
}
function pointsOf(s: Subject): number[][] {
  const n = s.movable.length,
    all =
      n === 1 ? corners.map((v) => [v]) : corners.flatMap((v) => corners.map((w) => [v, w, v].slice(0, n)));
  for (let k = 1; k <= 5; k++) {
    const z = s.draw(k);
    all.push(s.movable.map((i) => z[i].data[0]));
  }
  return all;
}

/** Where the program differs (place 0 is the value, the others are partials): the point, what it gave, what eager forward mode gives. Interpreted, then compiled. */
export function differences(
  s: Subject,
  same: (got: number, want: number, place: number) => boolean,
): unknown[] {
  const f = functionOf(s),
    n = s.movable.length,
    program: Numbers = new Numeric(s.name, f, n),
    points = pointsOf(s),
    found: unknown[] = [];
  if (program.jacobian(Float64Array.from(points[0])) === null) return ["no program"];
  const wanted = points.map((p) => {
    const z = p.map((v) => new Plain([], v));
    return [
      f(z).data[0],
      ...jacobian((...t: Tensor[]) => f(t), z as unknown as [Tensor, Tensor]).map((t: Tensor) => t.data[0]),
    ];
  });
  for (const tier of ["interpreted", "compiled"]) {
    points.forEach((p, i) => {
      const got = [...program.jacobian(Float64Array.from(p))!];
      if (!got.every((v, k) => same(v, wanted[i][k], k))) found.push({ tier, p, got, wanted: wanted[i] });
    });
    if (tier === "compiled") break;
    const one = Float64Array.from(points[points.length - 1]);
    for (let i = 0; i < OFTEN; i++) program.jacobian(one);
  }
  return found;
}
