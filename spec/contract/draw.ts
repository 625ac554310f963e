// Numbers from a seed: the same in every run, so that a failure repeats.
import type { Domain } from "../../lib/core/rule.js";
import { Plain } from "../../lib/core/tensor.js";
import { size, type Shape } from "../../lib/array/shape.js";

/** Uniform numbers in [0, 1) (Mulberry32, T. Ettinger 2017), from the text of what they are for. */
export function source(text: string): () => number {
  let a = 2166136261;
  for (let i = 0; i < text.length; i++) a = Math.imul(a ^ text.charCodeAt(i), 16777619);
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Directions, cotangents: no entry near 0, so that none goes unnoticed. */
export function direction(next: () => number, shape: Shape): Plain {
  return new Plain(
    shape,
    Float64Array.from({ length: size(shape) }, () => (next() < 0.5 ? -1 : 1) * (0.25 + next())),
  );
}

/** Apart: the least distance that the domain promises, and the width of the cells that numbers are drawn from. */
const GAP = 0.1;
const CELL = 0.14;
/** Hands out numbers of which no two are within GAP, and none within GAP of 0, whatever the domain. */
export class Apart {
  private readonly taken = new Set<number>();
  constructor(private readonly next: () => number) {}
  draw({ lo, hi }: Domain): number {
    const first = Math.ceil(lo / CELL),
      count = Math.floor(hi / CELL) - first;
    const free = Array.from({ length: count }, (_, i) => first + i).filter(
      (c) => !this.taken.has(c) && (c + 0.5) * CELL > lo && Math.abs((c + 0.5) * CELL) > GAP + CELL / 2,
    );
    if (free.length === 0) throw new Error(`no numbers ${GAP} apart are left in [${lo}, ${hi}]`);
    const cell = free[Math.floor(this.next() * free.length)];
    this.taken.add(cell);
    return (cell + 0.5 + (this.next() - 0.5) * (1 - GAP / CELL)) * CELL;
  }
}

/** An operand from its domain. `apart` is shared by all operands of one case. */
export function operand(next: () => number, apart: Apart, shape: Shape, domain: Domain): Plain {
  const { lo, hi, fixed } = domain;
  if (fixed !== undefined && fixed.length !== size(shape))
    throw new Error(`${fixed.length} fixed numbers for shape (${shape.join(", ")})`);
  return new Plain(
    shape,
    Float64Array.from({ length: size(shape) }, (_, i) =>
      fixed !== undefined ? fixed[i] : domain.apart === true ? apart.draw(domain) : lo + (hi - lo) * next(),
    ),
  );
}
