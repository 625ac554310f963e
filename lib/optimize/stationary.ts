// The condition that a least-squares solution meets, as a function of tensors: the gradient of half the loss with respect to
// what may move is zero. Whatever f, the data and the weights are made of is in it, so the solution's derivatives are
// (implicit.ts); the full second derivative is, so they are right where residuals are not zero.
import { expand, mul, sub } from "../core/ring.js";
import { putRow, takeRow } from "../core/picks.js";
import { lift, Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { wrongOption } from "../errors.js";
import { div } from "../core/quotients.js";
import { gt, le, where } from "../core/choose.js";
import { cat } from "../ops/move/concatenate.js";
import { maximum } from "../ops/elementwise/choice.js";
import { rsqrt, sqrt } from "../ops/elementwise/elementary.js";
import { stopGradient } from "../ops/elementwise/stop.js";
import { size, type Shape } from "../array/shape.js";
import { vjp } from "../transform/linearize.js";
import { pack, type Structure } from "../transform/structure.js";
import { leaves, numbersOf, partsBeside } from "./flat.js";
import type { Inverse, withDerivatives } from "./implicit.js";
import type { Loss, NamedLoss } from "./robust.js";
import type { Parameters } from "./parameters.js";

/** Data or weights beside the outputs, as one tensor, whoever watches it. */
function besideTensor(fn: string, option: string, v: unknown, outputs: readonly Shape[]): Tensor {
  const parts = partsBeside(fn, option, v, outputs).map((part, i) => {
    const t = lift(part as TensorLike, fn, option);
    return t.shape.length === 0 ? expand(t.reshape([1]), [size(outputs[i])]) : t.reshape([-1]);
  });
  return parts.length === 1 ? parts[0] : cat(parts, 0);
}

/** ρ'(s) as an operation. */
function weightOf(
  fn: string,
  name: NamedLoss | undefined,
  loss: Loss | null,
  s: Tensor,
  orders: number,
): Tensor | null {
  if (loss === null) return null;
  const one = new Plain([], 1);
  if (name === "huber") return where(le(s, 1), one, rsqrt(maximum(s, 1)));
  if (name === "softL1") return rsqrt(s.add(1));
  if (name === "cauchy") return div(one, s.add(1));
  if (orders > 1)
    throw wrongOption(fn, "loss", "a named one where second derivatives of the solution are asked for", loss);
  // A loss of the user's says ρ' and ρ'' in numbers: a line through both.
  const at = numbersOf(s)!,
    first = new Plain(
      s.shape,
      at.map((v) => loss(v)[1]),
    ),
    second = new Plain(
      s.shape,
      at.map((v) => loss(v)[2]),
    );
  return first.add(second.mul(sub(s, stopGradient(s))));
}

interface Asked {
  readonly fn: string;
  readonly f: (...x: unknown[]) => unknown;
  readonly structure: Structure;
  readonly shapes: readonly Shape[];
  readonly outputs: readonly Shape[];
  readonly parameters: Parameters;
  readonly x: Float64Array;
  /** Numbers of a step that move. */
  readonly free: readonly number[];
  readonly observed: unknown;
  readonly weights: unknown;
  readonly sigma: unknown;
  readonly loss: Loss | null;
  readonly name: NamedLoss | undefined;
  readonly scale: number;
  readonly orders: number;
  /** That of the Jacobian of a function at a point, dense or by its entries. */
  readonly inverse: (g: (u: Tensor) => Tensor, at: Plain) => Inverse;
}

/** The parameters at the solution, with its derivatives. */
export function differentiated(a: Asked, solve: typeof withDerivatives): Tensor[] {
  const { N, n, spheres } = a.parameters,
    k = a.free.length,
    base = new Plain([N], a.x.slice()),
    // How all numbers move with the free ones: part[e] of number from[e] goes to number to[e].
    column = new Int32Array(n).fill(-1),
    [to, from, parts]: number[][] = [[], [], []];
  a.free.forEach((j, c) => (column[j] = c));
  a.parameters.reach(a.x).forEach((row, i) => {
    for (const [j, t] of row) {
      if (column[j] < 0 || t === 0) continue;
      to.push(i);
      from.push(column[j]);
      parts.push(t);
    }
  });
  const basis = new Plain([parts.length], Float64Array.from(parts));
  const point = (u: Tensor): Tensor[] => {
    let y = base.add(
      putRow(mul(takeRow(u, { axis: -1, index: from }), basis), { axis: -1, index: to, n: N }),
    );
    for (const { from, length } of spheres) {
      const v = y.at(`${from}:${from + length}`),
        unit = div(v, sqrt(v.mul(v).sum()));
      y = cat([y.at(`:${from}`), unit, y.at(`${from + length}:`)], 0);
    }
    let at = 0;
    return a.shapes.map((shape) => {
      const w = size(shape);
      at += w;
      return y.at(`${at - w}:${at}`).reshape(shape);
    });
  };
  const residuals = (u: Tensor): Tensor => {
    const packed = pack(a.structure, point(u)),
      out = leaves(a.fn, a.structure.kind === "tuple" ? a.f(...(packed as unknown[])) : a.f(packed));
    let r =
      out.length === 1
        ? out[0].reshape([-1])
        : cat(
            out.map((t) => t.reshape([-1])),
            0,
          );
    if (a.observed !== undefined) r = sub(r, besideTensor(a.fn, "observed", a.observed, a.outputs));
    if (a.sigma !== undefined) r = div(r, besideTensor(a.fn, "sigma", a.sigma, a.outputs));
    if (a.weights !== undefined) {
      const w = besideTensor(a.fn, "weights", a.weights, a.outputs);
      // Weights of 0 leave their residual out, whatever it is.
      r = where(gt(w, 0), mul(r, sqrt(where(gt(w, 0), w, 1))), 0);
    }
    return r;
  };
  const gradient = (u: Tensor): Tensor => {
    const { value, pull } = vjp(residuals as never, u as never) as {
        value: Tensor;
        pull: (y: Tensor) => Tensor;
      },
      s = div(value, a.scale),
      w = weightOf(a.fn, a.name, a.loss, s.mul(s), a.orders);
    return pull(w === null ? value : mul(w, value));
  };
  return point(
    solve(new Float64Array(k), gradient, a.inverse(gradient, new Plain([k], new Float64Array(k))), a.orders),
  );
}
