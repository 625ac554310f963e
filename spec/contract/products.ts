// Products of the chain rule, written once more as sums over entries: a bilinear map is the sum of products of entries that
// its values on unit vectors show, and in a product of the chain rule an exact zero of either entry wins.
import { Plain, zeros, type Tensor } from "../../lib/core/tensor.js";
import { combine } from "../../lib/core/ring.js";
import { CHAIN, type Product } from "../../lib/kernels/arithmetic.js";
import { size, type Shape } from "../../lib/array/shape.js";
import { pushAlong } from "./forward.js";
import { pushed, replaced, same, seed, subsets, taped, type Subject } from "./subject.js";

const product = (a: number, b: number, kind: Product): number =>
  kind === CHAIN && (a === 0 || b === 0) ? 0 : a * b;

/** Operands a and b of one product; its derivatives are products of the chain rule. */
interface Pair {
  readonly a: number;
  readonly b: number;
}
/** A bilinear rule is one product, of either kind; combine is p x + q y, two of the chain rule. */
function pairsOf({ rule }: Subject): Pair[] {
  if (rule.kind === "bilinear") return [{ a: 0, b: 1 }];
  if (rule.name !== "combine") return [];
  return [
    { a: 0, b: 1 },
    { a: 2, b: 3 },
  ];
}
/** result[o] += a[e] b[m]. */
interface Term {
  readonly o: number;
  readonly e: number;
  readonly m: number;
}
function terms(s: Subject, { a, b }: Pair): Term[] {
  const found: Term[] = [];
  for (let e = 0; e < size(s.shapes[a]); e++)
    for (let m = 0; m < size(s.shapes[b]); m++) {
      const units = s.shapes.map((shape, p) =>
        replaced(zeros(shape), (q) => (p === a && q === e) || (p === b && q === m), 1),
      );
      s.value(units).data.forEach((v, o) => {
        if (v !== 0) found.push({ o, e, m });
      });
    }
  return found;
}
/** Entries from a few that matter: zeros, infinities, NaN among whole numbers. */
const wild = (s: Subject, shape: Shape): Plain =>
  new Plain(
    shape,
    Float64Array.from({ length: size(shape) }, () => {
      const t = s.next();
      return t < 0.35 ? 0 : t < 0.45 ? Infinity : t < 0.5 ? NaN : Math.round(8 * (s.next() - 0.5)) || 1;
    }),
  );
const TRIES = 24;

export function productsAnnihilate(s: Subject): void {
  const pairs = pairsOf(s).map((pair) => ({ ...pair, terms: terms(s, pair) }));
  if (pairs.length === 0) return;
  const own = s.rule.kind === "bilinear" ? (s.params as Product) : CHAIN;
  const sum = (list: readonly Term[], a: Plain, b: Plain, kind: Product): Float64Array => {
    const d = new Float64Array(size(s.y.shape));
    for (const { o, e, m } of list) d[o] += product(a.data[e], b.data[m], kind);
    return d;
  };
  for (let n = 0; n < TRIES; n++) {
    const x = s.shapes.map((shape) => wild(s, shape)),
      dx = s.shapes.map((shape) => wild(s, shape)),
      zbar = wild(s, s.y.shape);
    alike(
      "value",
      s.value(x),
      added(
        s,
        pairs.map((p) => sum(p.terms, x[p.a], x[p.b], own)),
      ),
    );
    const parts: Float64Array[] = [],
      bars = s.shapes.map((shape) => new Float64Array(size(shape)));
    for (const { a, b, terms: list } of pairs) {
      parts[a] = sum(list, dx[a], x[b], CHAIN);
      parts[b] = sum(list, x[a], dx[b], CHAIN);
      for (const { o, e, m } of list) {
        bars[a][e] += product(zbar.data[o], x[b].data[m], CHAIN);
        bars[b][m] += product(zbar.data[o], x[a].data[e], CHAIN);
      }
    }
    alike("push", pushAlong(s.f, x, dx), added(s, parts));
    const pulled = taped(s.f, x).pull([zbar]);
    s.all.forEach((i) => {
      const alone = pushAlong(s.of([i], x), [x[i]], [dx[i]]);
      alike(`push of operand ${i}`, alone, new Plain(s.y.shape, parts[i]));
      alike(`pull for operand ${i}`, pulled[i]!, new Plain(s.shapes[i], bars[i]));
    });
  }
}
const added = (s: Subject, parts: readonly Float64Array[]): Plain =>
  new Plain(
    s.y.shape,
    parts.reduce((a, b) => a.map((v, i) => v + b[i])),
  );
/** Whole numbers add up exactly: equal, and NaN where NaN is due. */
const alike = (what: string, got: Tensor, want: Tensor): void =>
  same(`${what}, among zeros and infinities`, got, want);

/** combine, as rules call it, is its row: on plain numbers in one pass, and whichever operands are watched. */
export function combinesAsRow(s: Subject): void {
  if (s.rule.name !== "combine") return;
  same("combine of numbers", combine(s.x[0], s.x[1], s.x[2], s.x[3]), s.y);
  for (const watched of subsets(s.all)) {
    if (watched.length === 0) continue;
    const x = watched.map((i) => s.x[i]),
      dx = s.directions(watched).map(seed),
      f = s.of(watched),
      own = (...z: Tensor[]): Tensor => {
        const [p, u, q, v] = s.x.map((e, i) => (watched.includes(i) ? z[watched.indexOf(i)] : e));
        return combine(p, u, q, v);
      };
    same(`combine, operands ${watched.join()} watched`, pushed(own, x, dx).block, pushed(f, x, dx).block);
  }
  const { unfused } = s.rule;
  same("combine in smaller operations", unfused!(s.x, s.params), s.y);
}

/** A running product of tangents is one: where they are 0, no direction of the factors brings anything in, not even an infinite one. */
export function recurrencesRest(s: Subject): void {
  if (s.rule.name !== "recurrence") return;
  const [a, b] = s.x;
  for (const special of [Infinity, NaN]) {
    const still = zeros(b.shape),
      wild = replaced(a, () => true, special);
    same(`push along ${special}`, pushAlong(s.of([0], [a, still]), [a], [wild]), zeros(s.y.shape));
    const ybar = replaced(s.y, () => true, special);
    same(`pull of ${special}`, taped(s.of([0], [a, still]), [a]).pull([ybar])[0], zeros(a.shape));
  }
}
