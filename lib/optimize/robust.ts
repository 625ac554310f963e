// Robust losses. With s = (r / scale)² a loss is Σ scale² ρ(s); a step sees residuals and rows of the Jacobian that are scaled
// so that gradient and Gauss and Newton's matrix are those of the loss (B. Triggs and others, Bundle adjustment: a modern
// synthesis, 2000, section 4.3; negative curvature is cut off, as their section has it).
import { wrongOption } from "../errors.js";

/** ρ(s) with its first and second derivative, for s = (r / scale)² >= 0; ρ(s) is about s for small s. */
export type Loss = (s: number) => readonly [rho: number, first: number, second: number];

/** Losses that have a name; a function is the user's own. */
export type NamedLoss = "linear" | "huber" | "softL1" | "cauchy";
const named: Readonly<Record<NamedLoss, Loss>> = {
  linear: (s: number) => [s, 1, 0],
  /** |r| beyond 1 (P. J. Huber 1964). */
  huber: (s: number) => (s <= 1 ? [s, 1, 0] : [2 * Math.sqrt(s) - 1, s ** -0.5, -0.5 * s ** -1.5]),
  /** A smooth Huber. */
  softL1: (s: number) => {
    const t = Math.sqrt(1 + s);
    return [(2 * s) / (1 + t), 1 / t, -0.5 / (t * t * t)];
  },
  cauchy: (s: number) => [Math.log1p(s), 1 / (1 + s), -1 / (1 + s) ** 2],
};

export function lossOf(fn: string, loss: unknown): Loss | null {
  if (loss === undefined || loss === "linear") return null;
  if (typeof loss === "function") {
    const v: unknown = (loss as Loss)(0.25);
    if (!Array.isArray(v) || v.length !== 3 || !v.every((e) => typeof e === "number"))
      throw wrongOption(fn, "loss", "a function of s = (r / scale)² that gives [rho, rho', rho'']", v);
    return loss as Loss;
  }
  if (typeof loss !== "string" || !Object.hasOwn(named, loss))
    throw wrongOption(
      fn,
      "loss",
      `${Object.keys(named).join(", ")}, or a function of s that gives [rho, rho', rho'']`,
      loss,
    );
  return named[loss as NamedLoss];
}

/** Residuals as a step sees them, in place, and the factors of the rows of their Jacobian; Σ scale² ρ(s). */
export function robust(loss: Loss, scale: number, r: Float64Array, rows: Float64Array | null): number {
  let cost = 0;
  for (let i = 0; i < r.length; i++) {
    const s = (r[i] / scale) ** 2,
      [rho, first, second] = loss(s);
    cost += scale * scale * rho;
    if (rows === null) continue;
    rows[i] = Math.sqrt(Math.max(first + 2 * s * second, 2 ** -52));
    r[i] *= first / rows[i];
  }
  return cost;
}
