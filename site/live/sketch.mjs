// A sketch with constraints: four bars on two pins and a triangle on top. Points go where the hand pulls as far as the constraints let them:
// Newton's step onto the constraints, and along what stays free towards the hand. What stays free is the null space of the Jacobian, which
// is exact wherever the origin lies; differences are not.
import { cat, jacobian, jit, sqrt, square, sub, sum, take, tensor } from "dualtensor";
import { svd } from "dualtensor/linalg";

export const start = [60, 220, 260, 220, 80, 110, 240, 90, 160, 30];
/** Pairs of points that keep their distance; points that stay. */
export const bars = [
  [0, 2],
  [2, 3],
  [3, 1],
  [2, 4],
  [3, 4],
];
export const pins = [0, 1];

const places = (k) => tensor(bars.flatMap((bar) => [2 * bar[k], 2 * bar[k] + 1])).reshape(bars.length, 2);
const [FROM, TO] = [places(0), places(1)];
const lengths = (p) => sqrt(sum(square(sub(take(p, FROM), take(p, TO))), 1));
const PINS = tensor(pins.flatMap((p) => [2 * p, 2 * p + 1]));
const WANTED = lengths(tensor(start));

/** What must be 0, of points about an origin: bars' lengths less what they are, pins less where they are. */
const constraintsAbout = (origin) => {
  const fixed = tensor(pins.flatMap((p) => [start[2 * p] + origin, start[2 * p + 1] + origin]));
  return (p) => cat([sub(lengths(p), WANTED), sub(take(p, PINS), fixed)], 0);
};
const made = new Map();
function systemAbout(origin) {
  if (!made.has(origin)) {
    const c = constraintsAbout(origin);
    made.set(origin, { c, both: jit((p) => ({ value: c(p), J: jacobian(c, p) })) });
  }
  return made.get(origin);
}
const parts = ({ U, S, Vh }) => ({ U: U.toArray(), S: S.toArray(), Vh: Vh.toArray() });

/** Points p (about the origin), one of them pulled to a place; other points stay where they can. */
export function pull(p, which, to, origin = 0) {
  const { both } = systemAbout(origin);
  let x = p.map((v) => v + origin);
  const goal = x.slice();
  if (which !== null) {
    goal[2 * which] = to[0] + origin;
    goal[2 * which + 1] = to[1] + origin;
  }
  let left = Infinity,
    iterations = 0,
    rank = 0,
    free = [];
  for (; iterations < 25; iterations++) {
    const { value, J } = both(tensor(x));
    const c = value.toArray();
    left = Math.max(...c.map(Math.abs));
    const { U, S, Vh } = parts(svd(J, { fullMatrices: true }));
    rank = S.filter((s) => s > 1e-9 * S[0]).length;
    free = Vh.slice(rank);
    const step = x.map(() => 0);
    for (let k = 0; k < rank; k++) {
      const along = U.reduce((s, row, i) => s + row[k] * c[i], 0) / S[k];
      Vh[k].forEach((v, j) => (step[j] -= v * along));
    }
    // Towards the hand, by as much as the constraints leave free, in steps that they can follow.
    for (const direction of free) {
      const pulled = direction.reduce(
        (s, v, j) => s + (which !== null && j >> 1 === which ? v * (goal[j] - x[j]) : 0),
        0,
      );
      const weight = direction.reduce((s, v, j) => s + (j >> 1 === which ? v * v : 0), 0);
      const length = Math.max(-20, Math.min(20, weight > 1e-6 ? pulled / weight : 0));
      direction.forEach((v, j) => (step[j] += v * length));
    }
    const most = Math.max(...step.map(Math.abs));
    x = x.map((v, j) => v + step[j]);
    if (most < 1e-6 * (1 + Math.abs(origin) * 1e-7)) break;
  }
  return { points: x.map((v) => v - origin), left, iterations, rank, free };
}

/** How far the entries that forward differences measure are off, at most, where the origin is that far away. */
export function differencesOff(p, origin, h = 1e-7) {
  const { c, both } = systemAbout(origin);
  const x = p.map((v) => v + origin);
  const J = both(tensor(x)).J.toArray();
  const at = c(tensor(x)).toArray();
  let off = 0;
  x.forEach((v, j) => {
    const moved = c(tensor(x.map((u, k) => (k === j ? u + h : u)))).toArray();
    moved.forEach((u, i) => (off = Math.max(off, Math.abs((u - at[i]) / h - J[i][j]))));
  });
  return off;
}
