// What a recipe may ask of the machine that runs it: the operations of float64 that round the same everywhere, and three
// readings of its bits. Recipes fuse nothing and reorder nothing, so whoever does these in this order has the same bits.
// Every function of this folder stands twice, side by side: as JavaScript, which is its definition, and as a recipe of the
// same steps for WebAssembly, one number or two lanes at a time; spec/compile/math.spec.ts holds them against each other.

/** V: a number, or two lanes of them. M: a condition on them. */
export interface Machine<V, M> {
  constant(c: number): V;
  add(a: V, b: V): V;
  sub(a: V, b: V): V;
  mul(a: V, b: V): V;
  div(a: V, b: V): V;
  neg(a: V): V;
  abs(a: V): V;
  /** The nearest single: the upper 24 bits of a. */
  single(a: V): V;
  lt(a: V, b: V): M;
  eq(a: V, b: V): M;
  both(p: M, q: M): M;
  not(p: M): M;
  /** p ? a : b; both are computed. */
  select(p: M, a: V, b: V): V;
  /** |a| with the sign of b. */
  copysign(a: V, b: V): V;
  /** a where it lies between lo and hi, else the nearer of them; NaN stays. */
  clamp(a: V, lo: number, hi: number): V;
  /** 2^k for an integer k from -1022 to 1023. */
  pow2(k: V): V;
  /** Is bit `place` of the integer n, |n| < 2^51, set? In two's complement. */
  bit(n: V, place: number): M;
  /** a normal x > 0 is 2^k m with m from the least number whose upper word is `from`, to twice that. */
  parts(x: V, from: number): { k: V; m: V };
  /** Computed here, once, whoever reads it. */
  local(a: V): V;
}

/** One function for the machines: `exotic` says where the JavaScript is called instead. */
export interface Recipe {
  readonly arity: 1 | 2;
  readonly exotic?: <V, M>(o: Machine<V, M>, x: V, y: V) => M;
  readonly body: <V, M>(o: Machine<V, M>, x: V, y: V) => V;
}

/** x + magic - magic is the integer nearest to x, ties to even, for |x| < 2^51. */
export const magic = 6755399441055744;
export const nearest = <V, M>(o: Machine<V, M>, x: V): V => {
  const m = o.constant(magic);
  return o.local(o.sub(o.add(x, m), m));
};

/** c[0] + t (c[1] + t (c[2] + ...)), the order of Horner. */
export const horner = <V, M>(o: Machine<V, M>, t: V, c: readonly number[]): V =>
  c
    .slice(0, -1)
    .reduceRight((sum, each) => o.add(o.constant(each), o.mul(t, sum)), o.constant(c[c.length - 1]));

/** 2^k at place k + 1100, from k = -1100 to 1100, for JavaScript, where bits cost more than a look. */
export const powersOf2: Float64Array = /*#__PURE__*/ Float64Array.from(
  { length: 2201 },
  (_, i) => 2 ** (i - 1100),
);
