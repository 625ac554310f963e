// The derivative of an elementwise function, and whether f is one: exact zeros decide. A seed that an element does not have
// leaves an exact 0 in the element's tangent (a zero annihilates), whatever rounds, cancels, underflows or is NaN beside it;
// so f is elementwise at x where no element has a tangent from another one's seed.
//
//   own seeds   every element has its own, and a layered block knows where its entries come from: n numbers for all that
//               goes element by element
//   coded       where such a block would become n x n, or n is small: element i has the i-th set of half of k seeds. No such
//               set contains another (E. Sperner 1928): of any two elements each has a seed that the other has not
import { selectRow } from "../core/picks.js";
import { sumRow } from "../core/sums.js";
import { add, mulRow } from "../core/ring.js";
import { Plain, Watched, zeros, type Tensor } from "../core/tensor.js";
import { notElementwise } from "../errors.js";
import { attempt, type Many } from "../forward/columns.js";
import { sweep } from "../forward/dual.js";
import { Layered } from "../forward/layered.js";
import { LAYERED_FROM } from "../forward/seeds.js";
import { CHAIN } from "../kernels/arithmetic.js";
import { sameShape, shapeText, size } from "../array/shape.js";

/** f'(x) for each element of x, of x's shape. `fn` fails where f mixes elements or changes the shape. */
export function elementwiseDerivative(fn: string, f: Many, x: Tensor): Tensor {
  const s = x.shape,
    n = size(s),
    own = n >= LAYERED_FROM ? attempt(fn, f, [x], 0, true) : null,
    seeds = own === null ? coded(n) : null,
    { value, block } = own ?? sweep(fn, f, [x], [new Plain([n === 0 ? 1 : seeds!.length / n, ...s], seeds!)]),
    [y] = value,
    [b] = block;
  if (!sameShape(y.shape, s))
    throw notElementwise(
      fn,
      `an input of shape ${shapeText(s)} and an output of shape ${shapeText(y.shape)}`,
    );
  if (b === null) return zeros(s);
  if (b instanceof Layered) {
    for (const { col, val } of b.layers) alone(fn, val, n, (i) => col.data[i] === i);
    const layers = b.layers.map(({ col, val }) =>
      col.data.every((c, i) => c === i)
        ? val
        : mulRow(
            val,
            where(s, n, (i) => col.data[i] === i),
            CHAIN,
          ),
    );
    return layers.reduce((a, v) => add(a, v));
  }
  const axis = -1 - s.length;
  if (seeds === null) {
    const mine = (e: number): boolean => Math.floor(e / n) === e % n;
    alone(fn, b, n, mine);
    return sumRow(mulRow(b, where([n, ...s], n * n, mine), CHAIN), [axis]);
  }
  alone(fn, b, n, (e) => seeds[e] !== 0);
  return selectRow(b, { axis, index: 0 });
}

/** Fails where a tangent that is not `mine` is not exactly 0: it comes from another element. */
function alone(fn: string, t: Tensor, n: number, mine: (e: number) => boolean): void {
  const d = numbers(t);
  if (d === null) return;
  // A batch's axis stands in front.
  const whole = size(t.shape);
  for (let e = 0; e < d.length; e++)
    if (d[e] !== 0 && !mine(e % whole))
      throw notElementwise(fn, `an output whose element ${e % n} depends on other elements of x`);
}
/** The numbers under a value, whoever watches; null where there are none to be had. */
function numbers(t: Tensor): Float64Array | null {
  let v = t;
  while (v instanceof Watched) {
    const { primal, whole } = v as { primal?: Tensor; whole?: Tensor };
    const under = primal ?? whole;
    if (under === undefined) return null;
    v = under;
  }
  return v.data;
}
const where = (shape: readonly number[], n: number, is: (i: number) => boolean): Plain =>
  new Plain(
    shape,
    Float64Array.from({ length: n }, (_, i) => (is(i) ? 1 : 0)),
  );

/** Ones, the derivative's own seed, then a row for each seed of the code: irregular numbers, so that no sum of them is 0. */
function coded(n: number): Float64Array {
  let k = 0,
    sets = 1;
  while (sets < n) {
    k++;
    sets = 1;
    for (let j = 1; j <= k >> 1; j++) sets = (sets * (k - j + 1)) / j;
  }
  const seeds = new Float64Array((k + 1) * n).fill(1, 0, n);
  let set = (1 << (k >> 1)) - 1;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++)
      if ((set >> j) & 1) seeds[(j + 1) * n + i] = 1 + ((i * 0.6180339887498949) % 1);
    // The next set of as many (R. Gosper, HAKMEM 175, 1972).
    const low = set & -set,
      up = set + low;
    set = up | (((set ^ up) / low) >> 2);
  }
  return seeds;
}
