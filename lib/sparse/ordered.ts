// Entries sorted into compressed columns or rows by counting (Gustavson 1978), in each of them ascending.

export interface Ordered {
  readonly indices: Int32Array;
  readonly indptr: Int32Array;
  /** Per place the entry that stands there. */
  readonly order: Int32Array;
}
/** Entries sorted by `major` (of n), in each by `minor`, where those that are given ascend already or are sorted first. */
export function compressed(minor: Int32Array, major: Int32Array, n: number): Ordered {
  const count = minor.length,
    indptr = new Int32Array(n + 1),
    indices = new Int32Array(count),
    order = new Int32Array(count);
  for (let k = 0; k < count; k++) indptr[major[k] + 1]++;
  for (let j = 0; j < n; j++) indptr[j + 1] += indptr[j];
  const next = indptr.slice(0, n);
  let ascending = true;
  for (let k = 0; k < count; k++) {
    const j = major[k],
      p = next[j]++;
    indices[p] = minor[k];
    order[p] = k;
    if (p > indptr[j] && indices[p - 1] > indices[p]) ascending = false;
  }
  if (ascending) return { indices, indptr, order };
  for (let j = 0; j < n; j++) {
    const own = order.slice(indptr[j], indptr[j + 1]).sort((a, b) => minor[a] - minor[b] || a - b);
    order.set(own, indptr[j]);
    for (let p = indptr[j]; p < indptr[j + 1]; p++) indices[p] = minor[order[p]];
  }
  return { indices, indptr, order };
}
