// Bundle adjustment: several cameras see the same points, and both are found from the images alone. The camera model is that of
// "Bundle Adjustment in the Large" (Agarwal, Snavely, Seitz and Szeliski 2010): an angle-axis rotation, a translation, a focal
// length and two coefficients of distortion. Each image tells of one camera and one point, so the Jacobian is sparse, and so are
// steps in which the points are eliminated first (Schur's complement, which the order of minimum degree finds).

import { cos, div, sin, sqrt, stack, sub, tensor, type Tensor } from "dualtensor";
import { leastSquares } from "dualtensor/optimize";
import { indent, scientific, table } from "./report.js";

export interface Scene {
  /** (cameras, 9): rotation, translation, focal length, k1, k2. */
  readonly cameras: Tensor;
  /** (points, 3) */
  readonly points: Tensor;
}

/** Where each camera sees each point: (cameras, points, 2). */
export function images({ cameras, points }: Scene): Tensor {
  const c = (k: number): Tensor => cameras.at(":", k).reshape(-1, 1),
    [x, y, z] = [0, 1, 2].map((k) => points.at(":", k).reshape(1, -1)),
    [a, b, d, tx, ty, tz, focal, k1, k2] = Array.from({ length: 9 }, (_, k) => c(k));
  // Rodrigues' formula.
  const square = a.mul(a).add(b.mul(b)).add(d.mul(d)),
    angle = sqrt(square),
    s = div(sin(angle), angle),
    t = div(sub(1, cos(angle)), square).mul(a.mul(x).add(b.mul(y)).add(d.mul(z))),
    turned = (p: Tensor, cross: Tensor, axis: Tensor, shift: Tensor): Tensor =>
      p.mul(cos(angle)).add(cross.mul(s)).add(axis.mul(t)).add(shift);
  const X = turned(x, b.mul(z).sub(d.mul(y)), a, tx),
    Y = turned(y, d.mul(x).sub(a.mul(z)), b, ty),
    Z = turned(z, a.mul(y).sub(b.mul(x)), d, tz).neg();
  const u = X.div(Z),
    v = Y.div(Z),
    r = u.mul(u).add(v.mul(v)),
    scale = r.mul(k1).add(r.mul(r).mul(k2)).add(1).mul(focal);
  return stack([u.mul(scale), v.mul(scale)], -1);
}

/** A scene of so many cameras on an arc around so many points. */
export function scene(cameras: number, points: number): Scene {
  return {
    cameras: tensor(
      Array.from({ length: cameras }, (_, k) => {
        const turn = 0.8 * (k / cameras - 0.45);
        return [
          0.02 * k - 0.03,
          turn,
          0.01,
          0.3 * Math.sin(3 * k),
          0.2 * Math.cos(2 * k),
          -5 - 0.1 * k,
          500,
          -0.05,
          0.01,
        ];
      }),
    ),
    points: tensor(
      Array.from({ length: points }, (_, i) => [Math.sin(7 * i), Math.cos(5 * i), Math.sin(3 * i + 1)]),
    ),
  };
}
/** The scene as somebody might guess it. */
export const guess = ({ cameras, points }: Scene, off: number): Scene => {
  const shaken = (t: Tensor): Tensor =>
    tensor(
      Float64Array.from(t.data, (v, i) => v + off * Math.sin(11 * i + 2) * Math.max(0.1, Math.abs(v))),
    ).reshape(t.shape);
  return { cameras: shaken(cameras), points: shaken(points) };
};

/** Half the sum of squares after each step that was tried, and the scene that was found. */
export function adjust(seen: Tensor, start: Scene): { costs: number[]; found: Scene } {
  const costs: number[] = [],
    { cameras, points } = start;
  const { x } = leastSquares(
    (guessed: Scene) => sub(images(guessed), seen),
    { cameras, points },
    {
      sparse: true,
      onStep: ({ sumOfSquares }) => costs.push(sumOfSquares / 2),
    },
  );
  return { costs, found: x };
}

export function report(): string {
  const truth = scene(5, 40),
    { costs } = adjust(images(truth), guess(truth, 0.02));
  return [
    `Bundle adjustment: 5 cameras, 40 points, ${images(truth).size} residuals`,
    indent(table([["step", "cost"], ...costs.map((c, k) => [String(k), scientific(c, 1)])])),
  ].join("\n");
}
