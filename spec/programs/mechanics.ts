// Motion in the plane and in space: rotations, a camera, an arm, a chaotic flow.
import { acos, add, atan2, cos, cumsum, dot, neg, norm, sin, sqrt, square, stack, sub, sum, unbind, zeros, type Tensor } from "dualtensor"; // prettier-ignore
import { cross, matrixExp } from "dualtensor/linalg";

/** Explicit Euler steps of the Lorenz system; parameters are changes of (10, 28, 8/3). */
export function lorenzEuler(state: Tensor, parameters: Tensor, { steps = 8, h = 0.01 } = {}): Tensor {
  const [sigma, rho, beta] = parameters.add([10, 28, 8 / 3]);
  let u = state;
  for (let i = 0; i < steps; i++) {
    const [x, y, z] = u;
    const du = stack([sigma.mul(y.sub(x)), x.mul(rho.sub(z)).sub(y), x.mul(y).sub(beta.mul(z))]);
    u = u.add(du.mul(h));
  }
  return u;
}

/** Where a planar arm ends: angles between its links, and their lengths. */
export function robotArm(angles: Tensor, lengths: Tensor): Tensor {
  const direction = cumsum(angles, 0);
  return stack([dot(lengths, cos(direction)), dot(lengths, sin(direction))]);
}

/** Rodrigues' formula: v turned about the axis r by |r|. */
function rotate(r: Tensor, v: Tensor): Tensor {
  const angle = norm(r);
  const axis = r.div(angle);
  const along = axis.mul(dot(axis, v)).mul(sub(1, cos(angle)));
  const across = cross(axis, v).mul(sin(angle));
  return v.mul(cos(angle)).add(across).add(along);
}

/** The rotation matrix about r by |r|: the exponential of v ↦ r × v. */
export function rodriguesMatrixExp(r: Tensor): Tensor {
  const [x, y, z] = r;
  const o = zeros([]);
  const rows = [[o, z.neg(), y], [z, o, x.neg()], [y.neg(), x, o]]; // prettier-ignore
  return matrixExp(stack(rows.map((row) => stack(row))));
}

/** A point as a camera [rotation, translation, focal length, two distortions] sees it, less where it was observed. */
export function bundleAdjust(camera: Tensor, point: Tensor, observed: Tensor): Tensor {
  const [focal, k1, k2] = camera.at("6:");
  const P = rotate(camera.at("0:3"), point).add(camera.at("3:6")).add([0, 0, 6]);
  const p = neg(P.at(":2")).div(P.at(2));
  const r2 = sum(square(p));
  const distortion = add(1, k1.mul(r2)).add(k2.mul(square(r2)));
  return focal.mul(distortion).mul(p).sub(observed);
}

/** v turned by the unit quaternion along q = [w, u]: v + 2 u × (u × v + w v). */
export function quaternionRotate(q: Tensor, v: Tensor): Tensor {
  const unit = q.div(norm(q));
  const [w, u] = [unit.at(0), unit.at("1:")];
  return v.add(cross(u, cross(u, v).add(w.mul(v))).mul(2));
}

/** Rows (x, y, z) as radius, polar angle and azimuth. */
export function cartesianToSpherical(points: Tensor): Tensor {
  const [x, y, z] = unbind(points, 1);
  const r = sqrt(sum(square(points), 1));
  return stack([r, acos(z.div(r)), atan2(y, x)], 1);
}
