// Laws of push: blocks of seeds, dense and layered, against one seed at a time and against differences of the value.
import { sliceRow } from "../../lib/core/picks.js";
import { reshapeTail } from "../../lib/core/ring.js";
import type { Tangent } from "../../lib/core/rule.js";
import { Plain, zeros, type Tensor } from "../../lib/core/tensor.js";
import { denseSeeds, layeredSeeds } from "../../lib/forward/seeds.js";
import { size } from "../../lib/array/shape.js";
import { jacobian } from "../../lib/transform/jacobian.js";
import { slopes } from "./slope.js";
import {
  Broken,
  lengths,
  near,
  pushed,
  rowOf,
  same,
  seed,
  subsets,
  unseed,
  type Many,
  type Subject,
} from "./subject.js";

/** A block of k seeds is k single seeds, to the bit, whichever operands are watched; null is null for all. */
export function pushesBlocks(s: Subject): void {
  for (const watched of subsets(s.all)) {
    if (watched.length === 0) continue;
    const f = s.of(watched),
      x = watched.map((i) => s.x[i]);
    for (const k of lengths(...s.shapes, s.y.shape)) {
      const seeds = x.map((v) => s.direction([k, ...v.shape])),
        what = `push of ${k} seeds, operands ${watched.join()} watched`,
        { value, block } = pushed(f, x, seeds);
      same(`${what}: value`, value, s.y);
      if (block !== null && (s.rule.flat === true || !watched.some((i) => s.movable.includes(i))))
        throw new Broken(`${what}: a tangent of a value that does not move`);
      if (block !== null && block.shape.join() !== [k, ...s.y.shape].join())
        throw new Broken(`${what}: a block of shape (${block.shape.join(", ")})`);
      for (let r = 0; r < k; r++) {
        const single = seeds.map((t) => seed(rowOf(t, r)));
        same(`${what}: row ${r}`, rowOf(block, r), rowOf(pushed(f, x, single).block, 0));
      }
    }
  }
}

/** J dx is the slope of the value along dx. */
export function pushesSlopes(s: Subject): void {
  if (s.rule.flat === true) return;
  for (const watched of subsets(s.movable)) {
    if (watched.length === 0) continue;
    const f = s.of(watched),
      x = watched.map((i) => s.x[i]),
      dx = s.directions(watched),
      { block } = pushed(f, x, dx.map(seed));
    const { value, error } = slopes((t) => f(...moved(x, dx, t)).data);
    const got = block ?? zeros([1, ...s.y.shape]);
    near(`push, operands ${watched.join()} watched`, got.data, value, (i) => 8 * error[i]);
  }
}
/** x + t dx. */
export const moved = (x: readonly Plain[], dx: readonly Plain[], t: number): Plain[] =>
  x.map(
    (v, i) =>
      new Plain(
        v.shape,
        v.data.map((e, j) => e + t * dx[i].data[j]),
      ),
  );

/** Layered seeds are dense ones, to the bit: of one operand, of all operands in one vector, and inside another derivative. */
export function pushesLayers(s: Subject): void {
  const compare = (what: string, f: (z: Tensor) => Tensor, x: Plain): void => {
    const n = size(x.shape),
      inner = (seeds: Tensor) => (z: Tensor) => pushed(f, [z], [seeds]).block,
      one = inner(layeredSeeds(x.shape)),
      all = inner(denseSeeds(0, n, x.shape));
    same(what, one(x), all(x));
    const outer = (g: (z: Tensor) => Tangent): Tangent =>
      pushed((z) => g(z) ?? zeros(x.shape), [x], [seed(direction)]).block;
    const direction = s.direction(x.shape);
    same(`${what}, inside a derivative`, outer(one), outer(all));
  };
  for (const i of s.movable) compare(`layered seeds of operand ${i}`, s.of([i]), s.x[i]);
  if (s.movable.length > 1) compare("layered seeds of all operands", joined(s), vector(s));
}
/** The movable operands one after the other in one vector, and f of that vector: more than one operand carries its seeds. */
const vector = (s: Subject): Plain => {
  const d = s.movable.flatMap((i) => Array.from(s.x[i].data));
  return new Plain([d.length], Float64Array.from(d));
};
function joined(s: Subject): (z: Tensor) => Tensor {
  const f = s.of(s.movable);
  return (z) => {
    let start = 0;
    const parts = s.movable.map((i) => {
      const shape = s.shapes[i],
        length = size(shape),
        part = sliceRow(z, { axis: -1, start, length, step: 1 });
      start += length;
      return reshapeTail(part, { from: 1, shape });
    });
    return f(...parts);
  };
}

/** The Jacobian does not depend on the chunk, to the bit, nor on the direction but for rounding. */
export function chunksAlike(s: Subject): void {
  if (s.movable.length === 0) return;
  const f = s.of(s.movable),
    x = s.movable.map((i) => s.x[i]);
  const whole = (options: object): Tensor[] => jacobian(f, x as never, options);
  for (const mode of ["forward", "reverse"]) {
    const want = whole({ mode });
    x.forEach((v, i) => {
      for (const chunk of [1, 2, 3, Math.max(1, size(mode === "forward" ? v.shape : s.y.shape))])
        same(
          `${mode} Jacobian of operand ${s.movable[i]}, chunk ${chunk}`,
          whole({ mode, chunk })[i],
          want[i],
        );
    });
  }
  if (s.movable.length > 1) {
    // One vector of all operands: more inputs than the default starts to layer at are rare in trials.
    const g = joined(s),
      z = vector(s),
      want = jacobian(g, z);
    for (const chunk of [1, 2, 3, z.size])
      same(`Jacobian of all operands, chunk ${chunk}`, jacobian(g, z, { chunk }), want);
  }
}

/** J of some operands in the direction dx, as an operation. */
export const pushAlong = (f: (...x: Many) => Tensor, x: Many, dx: Many): Tensor => {
  const { value, block } = pushed(f, x, dx.map(seed));
  return block === null ? zeros(value.shape) : unseed(block, value.shape);
};
