// Laws of vmap: a batch is the loop over its entries, whichever operands are batched; derivatives inside and outside of it.
import { type Plain, zeros, type Tensor } from "../../lib/core/tensor.js";
import { size } from "../../lib/array/shape.js";
import { jacobian } from "../../lib/transform/jacobian.js";
import { vmap } from "../../lib/transform/vmap.js";
import { pushAlong } from "./forward.js";
import { equal, lengths, stackOf, subsets, taped, type Many, type Subject } from "./subject.js";

type F = (...z: Tensor[]) => Tensor;
const dims = (s: Subject, batched: readonly number[]): (number | null)[] =>
  s.all.map((i) => (batched.includes(i) ? 0 : null));

/** Some operands batched, each entry another draw; the others the same for all entries. */
class Batch {
  readonly inDims: (number | null)[];
  readonly x: readonly Plain[];
  readonly entries: readonly (readonly Plain[])[];
  constructor(
    s: Subject,
    readonly batched: readonly number[],
    length: number,
  ) {
    const drawn = Array.from({ length }, (_, n) => s.draw(n)),
      whole = (i: number): Plain =>
        length === 0 ? zeros([0, ...s.shapes[i]]) : stackOf(drawn.map((d) => d[i]));
    this.inDims = dims(s, batched);
    this.x = s.all.map((i) => (batched.includes(i) ? whole(i) : s.x[i]));
    this.entries = drawn.map((d) => s.all.map((i) => (batched.includes(i) ? d[i] : s.x[i])));
  }
  /** The loop: g of each entry, on top of each other. */
  loop(g: F): Plain {
    return stackOf(this.entries.map((z) => g(...z)));
  }
}
/** Every choice of operands of which at least one is batched. */
const batchesOf = (s: Subject, length: number): Batch[] =>
  subsets(s.all)
    .filter((batched) => batched.length > 0)
    .map((batched) => new Batch(s, batched, length));

/** vmap is the loop for each choice of batched operands and for batch lengths that could be taken for axes. */
export function batches(s: Subject): void {
  const f: F = (...z) => s.f(...z);
  for (const length of [0, ...lengths(...s.shapes, s.y.shape)])
    for (const b of batchesOf(s, length)) {
      const got = vmap(f, { inDims: b.inDims })(...b.x),
        want = length === 0 ? zeros([0, ...s.y.shape]) : b.loop(f);
      equal(s, `vmap over ${length}, operands ${b.batched.join()} batched`, got, want);
    }
}

/** Nested: operands batched by the outer, the inner or both; the levels in either order. */
export function batchesNest(s: Subject): void {
  const [outer, inner] = [2, 3],
    count = Array.from({ length: outer * inner }, (_, n) => n),
    drawn = count.map((n) => s.draw(n));
  for (const byOuter of subsets(s.all))
    for (const byInner of subsets(s.all)) {
      if (byOuter.length === 0 || byInner.length === 0) continue;
      // Which draw of operand i entry (o, n) has: one that differs along the axes that batch it, and along no other.
      const pick = (i: number, o: number, n: number): Plain =>
        drawn[(byOuter.includes(i) ? o * inner : 0) + (byInner.includes(i) ? n : 0)][i];
      const over = (length: number, batched: boolean, part: (n: number) => Plain): Plain =>
        batched ? stackOf(Array.from({ length }, (_, n) => part(n))) : part(0);
      const x = s.all.map((i) =>
        over(outer, byOuter.includes(i), (o) => over(inner, byInner.includes(i), (n) => pick(i, o, n))),
      );
      const within = vmap((...z: Tensor[]) => s.f(...z), { inDims: dims(s, byInner) }),
        got = vmap((...z: Tensor[]) => within(...z), { inDims: dims(s, byOuter) })(...x);
      const want = over(outer, true, (o) =>
        over(inner, true, (n) => s.value(s.all.map((i) => pick(i, o, n)))),
      );
      equal(
        s,
        `vmap of vmap, operands ${byOuter.join()} by the outer, ${byInner.join()} by the inner`,
        got,
        want,
      );
    }
}

/** Derivatives inside of vmap are the loop over derivatives: push, pull and Jacobians. */
export function batchesDerivatives(s: Subject): void {
  for (const b of batchesOf(s, 3))
    for (const i of s.movable) {
      const at =
        (z: Many): F =>
        (v) =>
          s.f(...z.map((e, j) => (j === i ? v : e)));
      const dx = s.direction(s.shapes[i]),
        ybar = s.direction(s.y.shape);
      const compare = (name: string, g: F): void =>
        equal(
          s,
          `vmap of ${name} in operand ${i}, operands ${b.batched.join()} batched`,
          vmap(g, { inDims: b.inDims })(...b.x),
          b.loop(g),
        );
      compare("push", (...z) => pushAlong(at(z), [z[i]], [dx]));
      compare("pull", (...z) => taped(at(z), [z[i]]).pull([ybar])[0] ?? zeros(s.shapes[i]));
      compare("the Jacobian", (...z) => jacobian(at(z), z[i]));
      compare("the Jacobian in reverse", (...z) => jacobian(at(z), z[i], { mode: "reverse" }));
    }
}

/** The Jacobian of vmap has the Jacobians of the entries as its diagonal blocks, and exact zeros elsewhere. */
export function batchesInside(s: Subject): void {
  const length = 2,
    m = size(s.y.shape);
  for (const b of batchesOf(s, length))
    for (const i of s.movable) {
      if (!b.batched.includes(i)) continue;
      const n = size(s.shapes[i]);
      for (const mode of ["forward", "reverse"] as const) {
        const want = zeros([length, ...s.y.shape, length, ...s.shapes[i]]);
        b.entries.forEach((z, at) => {
          const f: F = (v) => s.f(...z.map((e, j) => (j === i ? v : e))),
            J = jacobian(f, z[i], { mode }).data;
          for (let r = 0; r < m; r++)
            want.data.set(J.subarray(r * n, (r + 1) * n), ((at * m + r) * length + at) * n);
        });
        const whole: F = (v) =>
          vmap((...z: Tensor[]) => s.f(...z), { inDims: b.inDims })(...b.x.map((e, j) => (j === i ? v : e)));
        const what = `${mode} Jacobian of vmap in operand ${i}, operands ${b.batched.join()} batched`;
        equal(s, what, jacobian(whole, b.x[i], { mode }), want);
      }
    }
}
