// The order in which numbers are added. Every sum of the library has it, whatever the axes, the layout, the seeds, the chunk or
// the tier that computes it: a sum depends on the sequence of its numbers alone, and to the bit.
//
//   up to 8 numbers  from left to right
//   more             in blocks of 32, the last one filled up with zeros: the i-th number of a block goes to lane i mod 8, each lane
//                    is added from left to right, the lanes in halves, ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7))
//   blocks           from left to right, what an addition rounds off (D. E. Knuth, TAOCP 2, 4.2.2, theorem B) in a sum of its
//                    own, which joins at the end
//   products         (matmul, dot) the same with one lane: up to 32 from left to right, more in blocks of 32 terms
//
// This is the scheme of P. Blanchard, N. J. Higham and T. Mary (SIAM J. Sci. Comput. 42 (2020), A1541-A1557): with u = 2^-53 the
// error is at most u |Σ x| + 6 u Σ |x| + O(n u²) (32 u for products), where pairwise summation has (log2 n + 12) u at best. Running
// sums and what is added to places given by indices go from left to right.

/** Up to so many numbers are added from left to right. */
export const FEW = 8;
/** The length of a block. */
export const BLOCK = 32;

/** What a + b = s was rounded by. */
export const lost = (a: number, b: number, s: number): number => {
  const c = s - a;
  return a - (s - c) + (b - c);
};
/** A sum and what was rounded off, which is NaN where the sum is infinite. */
export const closed = (sum: number, rest: number): number => {
  const s = sum + rest;
  return s === s ? s : sum;
};
/** The lanes in halves. */
export const lanes = (x: Float64Array, p: number): number =>
  x[p] + x[p + 4] + (x[p + 2] + x[p + 6]) + (x[p + 1] + x[p + 5] + (x[p + 3] + x[p + 7]));

/** The sum of a block of m <= 32 numbers of a from p on. */
export function block(a: Float64Array, p: number, m: number): number {
  let l0 = 0,
    l1 = 0,
    l2 = 0,
    l3 = 0,
    l4 = 0,
    l5 = 0,
    l6 = 0,
    l7 = 0;
  for (; m >= 8; m -= 8, p += 8) {
    l0 += a[p];
    l1 += a[p + 1];
    l2 += a[p + 2];
    l3 += a[p + 3];
    l4 += a[p + 4];
    l5 += a[p + 5];
    l6 += a[p + 6];
    l7 += a[p + 7];
  }
  if (m > 0) l0 += a[p];
  if (m > 1) l1 += a[p + 1];
  if (m > 2) l2 += a[p + 2];
  if (m > 3) l3 += a[p + 3];
  if (m > 4) l4 += a[p + 4];
  if (m > 5) l5 += a[p + 5];
  if (m > 6) l6 += a[p + 6];
  return l0 + l4 + (l2 + l6) + (l1 + l5 + (l3 + l7));
}

/** o[i] = the sum of the i-th of m rows of n numbers. */
export function sumRows(a: Float64Array, n: number, o: Float64Array, m: number): void {
  if (n > BLOCK) for (let i = 0, p = 0; i < m; i++, p += n) o[i] = many(a, p, n);
  else if (n > FEW) for (let i = 0, p = 0; i < m; i++, p += n) o[i] = block(a, p, n);
  else
    for (let i = 0, p = 0; i < m; i++) {
      let s = 0;
      for (const end = p + n; p < end; p++) s += a[p];
      o[i] = s;
    }
}
/** More than one block. The whole ones stand here once more: a call for each would cost as much as its additions. */
function many(a: Float64Array, p: number, n: number): number {
  let sum = 0,
    rest = 0;
  for (const end = p + n - (n % BLOCK); p < end;) {
    const stop = p + BLOCK;
    let l0 = a[p],
      l1 = a[p + 1],
      l2 = a[p + 2],
      l3 = a[p + 3],
      l4 = a[p + 4],
      l5 = a[p + 5],
      l6 = a[p + 6],
      l7 = a[p + 7];
    for (p += 8; p < stop; p += 8) {
      l0 += a[p];
      l1 += a[p + 1];
      l2 += a[p + 2];
      l3 += a[p + 3];
      l4 += a[p + 4];
      l5 += a[p + 5];
      l6 += a[p + 6];
      l7 += a[p + 7];
    }
    const b = l0 + l4 + (l2 + l6) + (l1 + l5 + (l3 + l7)),
      t = sum + b;
    rest += lost(sum, b, t);
    sum = t;
  }
  const b = block(a, p, n % BLOCK),
    t = sum + b;
  return closed(t, rest + lost(sum, b, t));
}
