// Inverse kinematics of an arm of six joints: which angles bring its hand to a point? leastSquares with the exact Jacobian of the hand, from
// the last pose, so that it moves the least; the rest of the freedom stays near where it was.
import { cat, cos, cumsum, jacobian, jit, mul, sin, stack, sub, sum, tensor } from "dualtensor";
import { leastSquares } from "dualtensor/optimize";

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
const slopes = jit((angles) => jacobian(hand, angles));
/** What a turn of one radian is worth in the length of the arm: enough to choose among the poses that reach a point, not to be seen. */
const STIFF = 1e-4;

/** The pose that reaches the target, or comes as near as the arm is long, and turns the least on its way; the Jacobian there. */
export function reach(start, target) {
  const from = tensor(start);
  const { x, evaluations } = leastSquares(
    (angles) => cat([sub(hand(angles), target), mul(STIFF, sub(angles, from))], 0),
    from,
  );
  const off = sub(hand(x), target);
  return {
    angles: x.toArray(),
    off: Math.hypot(...off.toArray()),
    iterations: evaluations.jacobians,
    jacobian: slopes(x).toArray(),
  };
}
