// The ways to a derivative of a function of one number: each gives the same number, where partials are 0 or infinite too.
import { literal, type Tensor } from "../../lib/core/tensor.js";
import { tensor } from "../../lib/ops/tensors/create.js";
import { derivative } from "../../lib/transform/directional.js";
import { grad } from "../../lib/transform/gradient.js";
import { jacobian } from "../../lib/transform/jacobian.js";
import { linearize, vjp } from "../../lib/transform/linearize.js";
import { hessian } from "../../lib/transform/hessian.js";
import { vmap } from "../../lib/transform/vmap.js";

export type F = (x: Tensor) => Tensor;
type Way = (f: F, x: number) => number;
const number = (v: unknown): number => (typeof v === "number" ? v : (v as Tensor).item());
const several = (x: number): Tensor => tensor([x, x, x]);
const first = (t: unknown): number => (t as Tensor).data[0];

// prettier-ignore
export const firstOrder: Readonly<Record<string, Way>> = {
  forward:            (f, x) => number(derivative(f, literal(x))),
  "forward, dense":   (f, x) => first(jacobian(f, several(x), { chunk: 1 })),
  "forward, layered": (f, x) => first(jacobian(f, several(x))),
  reverse:            (f, x) => number(grad(f, literal(x))),
  "forward in vmap":  (f, x) => first(vmap((v: Tensor) => derivative(f, v))(several(x))),
  "reverse in vmap":  (f, x) => first(vmap((v: Tensor) => grad(f, v))(several(x))),
  "linearize, push":  (f, x) => number(linearize(f, literal(x)).push(literal(1))),
  "vjp":              (f, x) => number(vjp(f, literal(x)).pull(literal(1))),
};
// prettier-ignore
export const secondOrder: Readonly<Record<string, Way>> = {
  "forward of forward": (f, x) => number(derivative((v: Tensor) => derivative(f, v), literal(x))),
  "forward of reverse": (f, x) => number(derivative((v: Tensor) => grad(f, v), literal(x))),
  "reverse of forward": (f, x) => number(grad((v: Tensor) => derivative(f, v), literal(x))),
  "reverse of reverse": (f, x) => number(grad((v: Tensor) => grad(f, v), literal(x))),
  hessian:              (f, x) => number(hessian(f, literal(x))),
};

/** But for rounding. */
export const close = (a: number, b: number): boolean =>
  Object.is(a + 0, b + 0) ||
  (Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)));
