// Every row: the sparse Jacobian has the bits of the dense one where entries stand, which is nowhere zero by structure, and the
// same from a program prepared elsewhere, but for rounding. A row without a role is dense in its seeds, so nothing here names one.
import { jacobian, sum, type Tensor } from "../../lib/index.js";
import {
  jacobianPattern,
  prepareHessian,
  prepareJacobian,
  sparseHessian,
  sparseJacobian,
} from "../../lib/sparse.js";
import { hessian } from "../../lib/index.js";
import { near, subjectsOf, type Subject } from "../contract/subject.js";
import { rows } from "../rows.js";

const cases = rows
  .flatMap(subjectsOf)
  .filter((s) => s.rule.flat !== true && s.movable.length > 0)
  .map((s): [string, Subject] => [s.name, s]);
type Args = [Tensor, Tensor];

/** Of a tuple of inputs, side by side. */
function besides(blocks: readonly Tensor[], rows: number): Float64Array {
  const widths = blocks.map((b) => b.size / rows),
    n = widths.reduce((a, b) => a + b, 0),
    out = new Float64Array(rows * n);
  let at = 0;
  blocks.forEach((b, k) => {
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < widths[k]; j++) out[i * n + at + j] = b.data[i * widths[k] + j];
    at += widths[k];
  });
  return out;
}
/** Infinities and NaN in the same places; numbers within some hundred roundings of the largest. */
function close(what: string, got: Float64Array, want: Float64Array): void {
  const most = want.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0),
    finite = (d: Float64Array): Float64Array => d.map((v) => (Number.isFinite(v) ? v : 0));
  expect([...got].map(Number.isFinite)).toEqual([...want].map(Number.isFinite));
  near(what, finite(got), finite(want), () => 2 ** -43 * most);
}

test.each(cases)("%s", (_, s) => {
  const f = s.of(s.movable),
    g = (...z: Tensor[]): Tensor => f(...z),
    total = (...z: Tensor[]): Tensor => sum(f(...z)),
    places = [s.x, s.draw(1)].map((x) => s.movable.map((i) => x[i])) as unknown as Args[],
    J = prepareJacobian(g, places[0]),
    H = prepareHessian(total, places[0]);
  for (const z of places) {
    const size = g(...z).size,
      at = Float64Array.from(z.flatMap((t) => [...t.data])),
      want = size === 0 ? new Float64Array(0) : besides(jacobian(g, z), size);
    close(s.name, sparseJacobian(g, z).toDense().data, want);
    close(`${s.name}, prepared`, J.at(at).toDense().data, want);
    const n = at.length,
      curved = (hessian(total, z) as unknown as Tensor[][]).map((row, i) => besides(row, z[i].size)),
      second = Float64Array.from(curved.flatMap((d) => [...d]));
    expect(second.length).toBe(n * n);
    close(`${s.name}, Hessian`, sparseHessian(total, z).toDense().data, second);
    close(`${s.name}, Hessian prepared`, H.at(at).toDense().data, second);
  }
  // The structure is that of the operations: the same at both points.
  const [p, q] = places.map((z) => jacobianPattern(g, z));
  expect([...p.indices]).toEqual([...q.indices]);
  expect([...p.indptr]).toEqual([...q.indptr]);
});
