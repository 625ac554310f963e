// Laws of pull: adjoint to push, blocks of cotangents like single ones, the tape's pushforward like the dual's.
import { fitPull } from "../../lib/core/bind.js";
import type { Tangent } from "../../lib/core/rule.js";
import { Plain, zeros, type Tensor } from "../../lib/core/tensor.js";
import { pushTape } from "../../lib/reverse/tape.js";
import { size } from "../../lib/array/shape.js";
import { jacobian } from "../../lib/transform/jacobian.js";
import { Broken, lengths, near, pushed, rowOf, same, seed, subsets, taped, type Subject } from "./subject.js";

const ULP = 2 ** -52;
const pair = (a: Tensor, b: Tensor): number => a.data.reduce((t, v, i) => t + v * b.data[i], 0);

/** <ybar, J dx> = <Jᵀ ybar, dx> within 64 ulp of the sum of the absolute values of all their terms. */
export function pullsAdjoint(s: Subject): void {
  for (const watched of subsets(s.all)) {
    if (watched.length === 0) continue;
    const f = s.of(watched),
      x = watched.map((i) => s.x[i]),
      tape = taped(f, x),
      ybar = s.direction(s.y.shape),
      dx = s.directions(watched),
      what = `pull, operands ${watched.join()} watched`;
    same(`${what}: value`, tape.value[0], s.y);
    const bars = tape.pull([ybar]),
      { block } = pushed(f, x, dx.map(seed));
    if ((block === null) !== bars.every((b) => b === null))
      throw new Broken(`${what}: null in one direction, numbers in the other`);
    if (block === null) continue;
    bars.forEach((b, i) => {
      if (b !== null && b.shape.join() !== x[i].shape.join())
        throw new Broken(`${what}: a cotangent of shape (${b.shape.join(", ")}) for operand ${watched[i]}`);
    });
    // Discrete operands have no Jacobian; where they are watched beside others, null is all they may get.
    const left = pair(ybar, rowOf(block, 0)),
      right = bars.reduce((t, b, i) => t + (b === null ? 0 : pair(b, dx[i])), 0);
    near(what, [left], [right], () => 64 * ULP * terms(s, watched, ybar, dx));
  }
}
/** Sum of |ybar[i] J[i, j] dx[j]|. */
function terms(s: Subject, watched: readonly number[], ybar: Plain, dx: readonly Plain[]): number {
  let total = 0;
  watched.forEach((i, w) => {
    if (!s.movable.includes(i)) return;
    const J = jacobian(s.of([i]), s.x[i]).data,
      n = size(s.shapes[i]);
    J.forEach((v, e) => {
      total += Math.abs(ybar.data[Math.floor(e / n)] * v * dx[w].data[e % n]);
    });
  });
  return total;
}

/** A block of k cotangents is k single ones, to the bit; so is what the rule itself returns, fitted to the operand. */
export function pullsBlocks(s: Subject): void {
  for (const watched of subsets(s.all)) {
    if (watched.length === 0) continue;
    const x = watched.map((i) => s.x[i]),
      tape = taped(s.of(watched), x);
    for (const k of lengths(...s.shapes, s.y.shape)) {
      const block = s.direction([k, ...s.y.shape]),
        bars = tape.pull([block]);
      for (let r = 0; r < k; r++) {
        const single = tape.pull([rowOf(block, r)]);
        bars.forEach((b, i) => {
          const what = `pull of ${k} cotangents, operands ${watched.join()} watched: row ${r} for operand ${watched[i]}`;
          same(what, widened(b, k, r, s.x[watched[i]]), single[i]);
        });
      }
    }
  }
  if (s.rule.flat === true) return;
  // Ranks made equal, as they are where operands are watched.
  const rank = s.rule.kind === "linear" ? 0 : Math.max(...s.shapes.map((shape) => shape.length)),
    x = s.x.map(
      (v) => new Plain([...new Array<number>(Math.max(0, rank - v.ndim)).fill(1), ...v.shape], v.data),
    ),
    ybar = s.direction(s.y.shape),
    own = taped(s.f, x).pull([ybar]);
  // What the tape collects by windows (slice, select) the rule itself says too.
  s.all.forEach((i) => {
    const ask = (bar: Plain): Tangent => fitPull(s.rule.pull(i, bar, x, s.y, s.params), x[i].shape);
    same(`pull of the rule for operand ${i}`, ask(ybar), own[i]);
    for (const k of lengths(...s.shapes, s.y.shape)) {
      const block = s.direction([k, ...s.y.shape]),
        given = ask(block);
      for (let r = 0; r < k; r++)
        same(
          `pull of the rule for operand ${i}, row ${r} of ${k}`,
          widened(given, k, r, x[i]),
          ask(rowOf(block, r)),
        );
    }
  });
}
/** Row r of a block; one that is the same for all rows may lack the axis, or have it once. */
const widened = (b: Tangent, k: number, r: number, x: Plain): Tangent =>
  b === null || b.shape.length === x.shape.length ? b : rowOf(b, b.shape[0] === k ? r : 0);

/** The pushforward of the tape is that of duals, to the bit. */
export function tapePushes(s: Subject): void {
  for (const watched of subsets(s.all)) {
    if (watched.length === 0) continue;
    const x = watched.map((i) => s.x[i]),
      f = s.of(watched),
      tape = taped(f, x);
    for (const k of [1, 2]) {
      const dx = x.map((v) => s.direction([k, ...v.shape]));
      same(`tape's push, operands ${watched.join()} watched`, pushTape(tape, dx)[0], pushed(f, x, dx).block);
      // One operand stands still.
      const some = dx.map((t, i) => (i === 0 ? null : t));
      if (some.every((t) => t === null)) continue;
      const got = pushTape(tape, some)[0],
        want = pushed(f, x, some).block;
      same(`tape's push, operand ${watched[0]} at rest`, got, want);
    }
  }
}

/** Forward and reverse give one Jacobian, within 64 ulp of its largest entries. */
export function jacobiansAgree(s: Subject): void {
  for (const i of s.movable) {
    const forward = jacobian(s.of([i]), s.x[i]),
      reverse = jacobian(s.of([i]), s.x[i], { mode: "reverse" }),
      most = forward.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    same(`Jacobian's shape, operand ${i}`, zeros(forward.shape), zeros([...s.y.shape, ...s.shapes[i]]));
    same(`Jacobian's shape in reverse, operand ${i}`, zeros(reverse.shape), zeros(forward.shape));
    near(`Jacobian in both directions, operand ${i}`, reverse.data, forward.data, () => 64 * ULP * most);
  }
}
