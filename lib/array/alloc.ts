// Where results live. `new Float64Array(n)` costs 34-75 ns up to 8 elements (V8's own heap) and .5-.8 us above; a view on
// a slab 45 ns. So results of 9 to 1024 elements that forward mode computes for itself are slices of one 64 KB slab, which
// nobody reuses: it lives as long as its longest-lived slice. No slice leaves for the user, who might keep it, or transfer
// its buffer: what his own code computes is not on a slab, and what an engine gives him is copied off it (`handOut`).

const SLAB = 8192;
let slab: Float64Array | null = null,
  top = 0,
  inside = false;

/**
 * Whether results that come now are an engine's own, which may share slabs. Returns what held before, for when they end. The
 * user's functions run with false, even inside an operation.
 */
export function sharing(on: boolean): boolean {
  const before = inside;
  inside = on;
  return before;
}

/** f, which is the user's, run from inside an operation. */
export function outside<T>(f: () => T): T {
  const before = sharing(false);
  try {
    return f();
  } finally {
    sharing(before);
  }
}

/** n zeros. Not n <= 8 || n > 1024: a size that is NaN would move the top of the slab to nowhere, for good. */
export const alloc = (n: number): Float64Array => (inside ? slabbed(n) : new Float64Array(n));
/** n zeros that do not leave the library: a solver's own. */
export const scratch = (n: number): Float64Array => slabbed(n);
const slabbed = (n: number): Float64Array => (n > 8 && n <= 1024 ? slice(n) : new Float64Array(n));
function slice(n: number): Float64Array {
  if (slab === null || top + n > SLAB) {
    slab = new Float64Array(SLAB);
    top = 0;
  }
  const start = top;
  top += n;
  return new Float64Array(slab.buffer, start * 8, n);
}

/** Is it a slice of a slab? Up to 8 numbers are none: asking for their buffer would make V8 allocate one (.5 us). */
export const isSlice = (d: Float64Array): boolean => d.length > 8 && d.byteLength < d.buffer.byteLength;

/** A block of this many elements (512 KB) stays in cache. */
const BLOCK = 65536;
/** How many seeds or cotangents go at once where the widest value has so many elements: by block size at least 8. */
export const chunkFor = (widest: number, maxBytes: number | undefined): number =>
  maxBytes === undefined
    ? Math.max(8, Math.floor(BLOCK / widest))
    : Math.max(1, Math.floor(maxBytes / (8 * widest)));
/** Rows start .. start + k of the identity of n, an engine's own. */
export function unitRows(start: number, k: number, n: number): Float64Array {
  const d = slabbed(k * n);
  for (let r = 0; r < k; r++) d[r * n + start + r] = 1;
  return d;
}
