// An elimination order of few fill-ins: the variable of least degree next, on the quotient graph of the pattern of A + Aᵀ
// (Amestoy, Davis and Duff 1996): what was eliminated is an element, a list of the variables that it ties together; degrees
// are their upper bounds; variables that only one element ties are eliminated with it.
import type { Columns } from "./factors.js";

export function minimumDegree({ indices, indptr, shape: [n] }: Omit<Columns, "data">): Int32Array {
  const variables: number[][] = neighbours(indices, indptr, n),
    elements: number[][] = Array.from({ length: n }, () => []),
    /** Of an element its variables, some of them eliminated since. */
    ties: number[][] = new Array<number[]>(n),
    alive = new Uint8Array(n).fill(1),
    absorbed = new Uint8Array(n),
    order = new Int32Array(n),
    mark = new Int32Array(n).fill(-1),
    // |Le \ Lp| for the elements that touch the current one.
    outside = new Int32Array(n),
    seen = new Int32Array(n).fill(-1),
    buckets = new Buckets(n);
  for (let i = 0; i < n; i++) buckets.put(i, variables[i].length);
  let done = 0;
  const eliminate = (i: number): void => {
    alive[i] = 0;
    buckets.drop(i);
    order[done++] = i;
  };
  while (done < n) {
    const p = buckets.least();
    eliminate(p);
    mark[p] = p;
    const tied: number[] = [],
      tie = (i: number): void => {
        if (alive[i] === 0 || mark[i] === p) return;
        mark[i] = p;
        tied.push(i);
      };
    variables[p].forEach(tie);
    for (const e of elements[p]) {
      if (absorbed[e] === 0) ties[e].forEach(tie);
      absorbed[e] = 1;
      ties[e] = [];
    }
    for (const i of tied)
      for (const e of elements[i]) {
        if (absorbed[e] === 1) continue;
        if (seen[e] !== p) {
          seen[e] = p;
          ties[e] = ties[e].filter((v) => alive[v] === 1);
          outside[e] = ties[e].length;
        }
        outside[e]--;
      }
    const left: number[] = [];
    for (const i of tied) {
      const own: number[] = [];
      let degree = 0;
      for (const e of elements[i]) {
        if (absorbed[e] === 1) continue;
        if (outside[e] === 0) {
          // All that it ties the new element ties, too.
          absorbed[e] = 1;
          ties[e] = [];
          continue;
        }
        own.push(e);
        degree += outside[e];
      }
      variables[i] = variables[i].filter((v) => alive[v] === 1 && mark[v] !== p);
      degree += variables[i].length;
      if (degree === 0) {
        eliminate(i);
        continue;
      }
      own.push(p);
      elements[i] = own;
      left.push(i);
      outside[i] = degree;
    }
    ties[p] = left;
    for (const i of left) buckets.put(i, Math.min(n - done, outside[i] + left.length - 1));
    variables[p] = elements[p] = [];
  }
  return order;
}

/** Whoever shares an entry with i, on either side of the diagonal. */
function neighbours(indices: Int32Array, indptr: Int32Array, n: number): number[][] {
  const lists: number[][] = Array.from({ length: n }, () => []);
  for (let j = 0; j < n; j++)
    for (let p = indptr[j]; p < indptr[j + 1]; p++)
      if (indices[p] !== j) {
        lists[j].push(indices[p]);
        lists[indices[p]].push(j);
      }
  const mark = new Int32Array(n).fill(-1);
  return lists.map((list, i) =>
    list.filter((v) => {
      const fresh = mark[v] !== i;
      mark[v] = i;
      return fresh;
    }),
  );
}

/** Variables by degree, in linked lists. */
class Buckets {
  private readonly head: Int32Array;
  private readonly next: Int32Array;
  private readonly before: Int32Array;
  private readonly degree: Int32Array;
  private lowest = 0;
  constructor(n: number) {
    this.head = new Int32Array(n + 1).fill(-1);
    this.next = new Int32Array(n).fill(-1);
    this.before = new Int32Array(n).fill(-1);
    this.degree = new Int32Array(n).fill(-1);
  }
  put(i: number, degree: number): void {
    if (this.degree[i] >= 0) this.drop(i);
    const h = this.head[degree];
    this.degree[i] = degree;
    this.next[i] = h;
    this.before[i] = -1;
    if (h >= 0) this.before[h] = i;
    this.head[degree] = i;
    if (degree < this.lowest) this.lowest = degree;
  }
  drop(i: number): void {
    const b = this.before[i],
      a = this.next[i];
    if (b >= 0) this.next[b] = a;
    else this.head[this.degree[i]] = a;
    if (a >= 0) this.before[a] = b;
    this.degree[i] = -1;
  }
  least(): number {
    while (this.head[this.lowest] < 0) this.lowest++;
    return this.head[this.lowest];
  }
}

interface Met {
  readonly indices: Int32Array;
  readonly indptr: Int32Array;
  readonly order: Int32Array;
}
/**
 * The patterns met last, the latest first, in copies: Newton's steps meet one again and again, each in arrays of its own, which
 * whoever has them may write into.
 */
let met: readonly Met[] = [];
const MOST = 4;
const same = (a: Int32Array, b: Int32Array): boolean =>
  a.length === b.length && a.every((v, i) => v === b[i]);
/** The order of a matrix whose pattern may have been met before. */
export function orderOf(A: Parameters<typeof minimumDegree>[0]): Int32Array {
  const known = met.find(({ indptr, indices }) => same(indptr, A.indptr) && same(indices, A.indices)),
    order = known?.order ?? minimumDegree(A);
  if (known === undefined || known !== met[0]) {
    const latest = known ?? { indices: A.indices.slice(), indptr: A.indptr.slice(), order };
    met = [latest, ...met.filter((m) => m !== known)].slice(0, MOST);
  }
  return order;
}
