// The smallest program that shows what a larger one showed: steps are left out, the input made shorter and simpler, for as long
// as a contradiction of the same kind is there.
import { Plain } from "../../lib/core/tensor.js";
import type { Program } from "./program.js";

/** The program without step n: whoever took its value takes the first of its operands. */
function without({ x, steps }: Program, n: number): Program {
  const instead = steps[n].operands[0];
  const moved = (at: number): number => (at === n + 1 ? instead : at > n + 1 ? at - 1 : at);
  return {
    x,
    steps: steps.filter((_, i) => i !== n).map((s) => ({ ...s, operands: s.operands.map(moved) })),
  };
}
const SIMPLE = [0, 1, -1, 2, 0.5];
/** The same input with one number simpler. */
function* simpler({ x, steps }: Program): Generator<Program> {
  for (const [i, v] of x.data.entries()) {
    const rounded = Math.round(v * 8) / 8;
    for (const to of [...SIMPLE, rounded]) {
      if (Object.is(to, v) || (SIMPLE.includes(v) && SIMPLE.indexOf(to) >= SIMPLE.indexOf(v))) continue;
      yield {
        x: new Plain(
          x.shape,
          x.data.map((e, j) => (j === i ? to : e)),
        ),
        steps,
      };
    }
  }
}
function* smaller(p: Program): Generator<Program> {
  const { x, steps } = p;
  // What the last steps add may not matter.
  for (let n = steps.length - 1; n > 0; n--) yield { x, steps: steps.slice(0, n) };
  for (let n = 0; steps.length > 1 && n < steps.length; n++) yield without(p, n);
  for (const [n, s] of steps.entries())
    for (const [i, at] of s.operands.entries())
      if (at > 0)
        yield {
          x,
          steps: steps.map((t, m) =>
            m === n ? { ...t, operands: t.operands.map((o, k) => (k === i ? at - 1 : o)) } : t,
          ),
        };
  if (x.ndim > 0 && x.size > 1) {
    for (const v of x.data) yield { x: new Plain([1], Float64Array.of(v)), steps };
    yield { x: new Plain([x.size - 1], x.data.slice(1)), steps };
    yield { x: new Plain([x.size - 1], x.data.slice(0, -1)), steps };
  }
  if (x.ndim > 0 && x.size === 1) yield { x: new Plain([], x.data), steps };
  yield* simpler(p);
}
/** `fails` must hold of the program itself; it is asked at most so often. */
export function shrink(p: Program, fails: (p: Program) => boolean, tries = 300): Program {
  for (;;) {
    let next: Program | undefined;
    for (const q of smaller(p)) {
      if (tries-- === 0) return p;
      if (fails(q)) {
        next = q;
        break;
      }
    }
    if (next === undefined) return p;
    p = next;
  }
}
