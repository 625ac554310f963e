// Bundle adjustment: several cameras see the same points, and both are found from the images alone. The camera model is that of
// "Bundle Adjustment in the Large" (Agarwal, Snavely, Seitz and Szeliski 2010): an angle-axis rotation, a translation, a focal
// length and two coefficients of distortion. Levenberg and Marquardt's steps, on sparse normal equations.

import { cos, div, sin, sqrt, stack, sub, tensor, type Tensor } from "dualtensor";
import { prepareJacobian, SparseMatrix } from "dualtensor/sparse";
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

/** Half the sum of squares after each step that was taken, and the scene that was found. */
export function adjust(seen: Tensor, start: Scene): { costs: number[]; found: Scene } {
  const f = (x: { cameras: Tensor; points: Tensor }): Tensor => sub(images(x), seen),
    J = prepareJacobian(f, { ...start }),
    n = start.cameras.size,
    cost = (r: Float64Array): number => r.reduce((s, v) => s + (v * v) / 2, 0),
    { indices, indptr, shape } = J.pattern;
  let x = Float64Array.of(...start.cameras.data, ...start.points.data),
    damping = 1e-3;
  const unpacked = (d: Float64Array): Scene => ({
    cameras: tensor(d.slice(0, n)).reshape(start.cameras.shape),
    points: tensor(d.slice(n)).reshape(start.points.shape),
  });
  const residual = new Float64Array(J.valueSize),
    tried = new Float64Array(J.valueSize),
    costs: number[] = [];
  for (let step = 0; step < 60; step++) {
    const A = new SparseMatrix(J.numbers(x, undefined, residual), indices, indptr, shape),
      now = cost(residual);
    costs.push(now);
    if (now < 1e-18 || damping > 1e12) break;
    const slopes = A.T.matvec(residual),
      // Marquardt's damping: a part of each column's own square.
      lengths = A.gram().toTriplets(),
      own = new Float64Array(shape[1]);
    lengths.rows.forEach((i, k) => {
      if (i === lengths.columns[k]) own[i] = lengths.values[k];
    });
    for (; damping <= 1e12; damping *= 10) {
      const d = A.gram(own.map((v) => damping * v)).solve(slopes).data,
        next = x.map((v, i) => v - d[i]);
      tried.set(f(unpacked(next)).data);
      if (cost(tried) < now) {
        x = next;
        damping = Math.max(1e-12, damping / 10);
        break;
      }
    }
  }
  return { costs, found: unpacked(x) };
}

export function report(): string {
  const truth = scene(5, 40),
    { costs } = adjust(images(truth), guess(truth, 0.02));
  return [
    `Bundle adjustment: 5 cameras, 40 points, ${images(truth).size} residuals`,
    indent(table([["step", "cost"], ...costs.map((c, k) => [String(k), scientific(c, 1)])])),
  ].join("\n");
}
