// Sums in the library's one order: on numbers as they are recorded, and on nodes, where a structural zero costs nothing and
// changes no bit of the others.
import { BLOCK, FEW } from "../kernels/sum.js";
import type { Graph } from "./graph.js";
import { eq } from "../core/choose.js";

export { BLOCK, FEW };

const row = new Float64Array(BLOCK);
/** The sum of n numbers, zero but for those at `places` (ascending); -0 adds nothing to any number, so it stands for nothing. */
export function ordered(
  n: number,
  oneLane: boolean,
  places: ArrayLike<number>,
  term: (k: number) => number,
): number {
  let sum = -0,
    rest = 0,
    k = 0,
    blocks = 0;
  for (let start = 0; start < n && k < places.length; start += BLOCK) {
    if (places[k] >= start + BLOCK) continue;
    row.fill(-0);
    for (; k < places.length && places[k] < start + BLOCK; k++) row[places[k] - start] = term(k);
    const b = oneLane || n <= FEW ? inOrder() : lanes();
    if (blocks++ === 0) {
      sum = b;
      continue;
    }
    const t = sum + b,
      c = t - sum;
    rest += sum - (t - c) + (b - c);
    sum = t;
  }
  if (blocks <= 1) return blocks === 0 ? 0 : sum;
  const s = sum + rest;
  return s === s ? s : sum;
}
function inOrder(): number {
  let s = -0;
  for (let i = 0; i < BLOCK; i++) s += row[i];
  return s;
}
const lane = (i: number): number => row[i] + row[i + 8] + row[i + 16] + row[i + 24];
const lanes = (): number =>
  lane(0) + lane(4) + (lane(2) + lane(6)) + (lane(1) + lane(5) + (lane(3) + lane(7)));

/** The same as nodes of a graph. */
export function expanded(
  g: Graph,
  n: number,
  oneLane: boolean,
  terms: readonly number[],
  places: readonly number[],
): number {
  const blocks: number[] = [];
  for (let k = 0; k < terms.length;) {
    const start = places[k] - (places[k] % BLOCK),
      first = k;
    while (k < terms.length && places[k] < start + BLOCK) k++;
    blocks.push(
      oneLane || n <= FEW
        ? g.sum(terms, first, k)
        : halves(
            g,
            Array.from({ length: 8 }, (_, l) =>
              g.sum(terms.slice(first, k).filter((_t, i) => (places[first + i] & 7) === l)),
            ),
          ),
    );
  }
  if (blocks.length <= 1) return blocks[0] ?? 0;
  let sum = blocks[0],
    rest = 0;
  for (const b of blocks.slice(1)) {
    const t = g.add(sum, b),
      c = g.sub(t, sum),
      off = g.add(g.sub(sum, g.sub(t, c)), g.sub(b, c));
    rest = rest === 0 ? off : g.add(rest, off);
    sum = t;
  }
  const s = g.add(sum, rest);
  return g.select(g.call(g.fn(eq.rule, undefined, 2), s, s), s, sum);
}
/** ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)), without the lanes that are structurally zero. */
function halves(g: Graph, l: readonly number[]): number {
  const plus = (x: number, y: number): number => (x === 0 ? y : y === 0 ? x : g.add(x, y));
  return plus(plus(plus(l[0], l[4]), plus(l[2], l[6])), plus(plus(l[1], l[5]), plus(l[3], l[7])));
}
