// Inverse kinematics of an arm of six joints: which angles bring its hand to a point? Least squares with the exact Jacobian of the hand, from
// the last pose, so that it moves the least; the rest of the freedom stays near where it was.
import { cat, cos, cumsum, jacobian, jit, mul, sin, stack, sum, tensor } from "dualtensor";

export const LENGTHS = [90, 80, 65, 50, 35, 20];
const lengths = tensor(LENGTHS);

/** The hand, from angles each relative to the link before. */
export function hand(angles) {
  const along = cumsum(angles, 0);
  return stack([sum(mul(lengths, cos(along))), sum(mul(lengths, sin(along)))]);
}
/** All joints, for drawing. */
export function joints(angles) {
  const points = [[0, 0]];
  let [x, y, turn] = [0, 0, 0];
  LENGTHS.forEach((l, i) => {
    turn += angles[i];
    x += l * Math.cos(turn);
    y += l * Math.sin(turn);
    points.push([x, y]);
  });
  return points;
}
const seen = jit((angles) => cat([hand(angles).reshape(1, 2), jacobian(hand, angles).transpose(0, 1)], 0));

/** J Jᵀ of two rows is two by two: its inverse in closed form gives the damped step Jᵀ (J Jᵀ + d I)⁻¹ e (Levenberg 1944). */
function step(J, e, damping) {
  let [a, b, c] = [damping, 0, damping];
  for (const [u, v] of J) {
    a += u * u;
    b += u * v;
    c += v * v;
  }
  const det = a * c - b * b;
  const [p, q] = [(c * e[0] - b * e[1]) / det, (a * e[1] - b * e[0]) / det];
  return J.map(([u, v]) => u * p + v * q);
}

/** The pose that reaches the target, or comes as near as the arm is long; the Jacobian there. */
export function reach(start, target) {
  let angles = [...start];
  const far = Math.hypot(...target),
    most = LENGTHS.reduce((s, l) => s + l, 0) - 1e-6,
    goal = far > most ? target.map((v) => (v * most) / far) : target;
  let iterations = 0,
    damping = 1;
  let [at, ...J] = seen(tensor(angles)).toArray();
  let off = Math.hypot(goal[0] - at[0], goal[1] - at[1]);
  for (; iterations < 60 && off > 1e-9; iterations++) {
    const move = step(J, [goal[0] - at[0], goal[1] - at[1]], damping);
    const tried = angles.map((v, i) => v + Math.max(-0.5, Math.min(0.5, move[i])));
    const [there, ...K] = seen(tensor(tried)).toArray();
    const left = Math.hypot(goal[0] - there[0], goal[1] - there[1]);
    if (left < off) {
      [angles, at, J, off] = [tried, there, K, left];
      damping = Math.max(damping / 10, 1e-9);
    } else damping *= 10;
  }
  return {
    angles,
    off: Math.hypot(target[0] - at[0], target[1] - at[1]),
    iterations,
    jacobian: [0, 1].map((k) => J.map((row) => row[k])),
  };
}
