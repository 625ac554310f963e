// Boxes in rows, so that every arrow points down (K. Sugiyama, S. Tagawa and M. Toda, 1981): the row of a box lies below those of all that
// it is made from, an arrow over several rows passes each between the boxes, and boxes stand near what they are joined to.

export interface Placed {
  /** The middle of each box, and its row. */
  readonly x: readonly number[];
  readonly row: readonly number[];
  /** For each arrow its middles in the rows between. */
  readonly ways: readonly (readonly number[])[];
  readonly width: number;
  readonly rows: number;
}
interface Node {
  readonly width: number;
  readonly row: number;
  x: number;
  readonly above: Node[];
  readonly below: Node[];
}

const GAP = 26;
const mean = (list: readonly Node[]): number => list.reduce((s, n) => s + n.x, 0) / list.length;

/** As near to their wishes as their widths allow, in this order: the mean of packing from the left and from the right. */
function settle(list: readonly Node[], wish: readonly number[]): void {
  const apart = (a: Node, b: Node): number => (a.width + b.width) / 2 + GAP,
    left = [...wish],
    right = [...wish];
  for (let i = 1; i < list.length; i++)
    left[i] = Math.max(left[i], left[i - 1] + apart(list[i - 1], list[i]));
  for (let i = list.length - 2; i >= 0; i--)
    right[i] = Math.min(right[i], right[i + 1] - apart(list[i], list[i + 1]));
  list.forEach((n, i) => (n.x = (left[i] + right[i]) / 2));
}

/** Arrows go from boxes to later ones. */
export function layered(
  widths: readonly number[],
  arrows: readonly (readonly [from: number, to: number])[],
): Placed {
  const row = widths.map(() => 0);
  // Boxes are numbered in the order of the computation; what nothing is made from stands just above where it is used.
  for (const [from, to] of [...arrows].sort((a, b) => a[1] - b[1]))
    row[to] = Math.max(row[to], row[from] + 1);
  const entered = new Set(arrows.map(([, to]) => to));
  widths.forEach((_, i) => {
    const uses = arrows.filter(([from]) => from === i).map(([, to]) => row[to]);
    if (!entered.has(i) && uses.length > 0) row[i] = Math.min(...uses) - 1;
  });
  const made = widths.map((width, i): Node => ({ width, row: row[i], x: 0, above: [], below: [] })),
    rows: Node[][] = Array.from({ length: Math.max(0, ...row) + 1 }, () => []);
  for (const n of made) rows[n.row].push(n);
  const passes = arrows.map(([from, to]) => {
    let last = made[from];
    const way: Node[] = [];
    for (let r = row[from] + 1; r < row[to]; r++) {
      const n: Node = { width: 10, row: r, x: 0, above: [last], below: [] };
      last.below.push(n);
      rows[r].push(n);
      way.push((last = n));
    }
    last.below.push(made[to]);
    made[to].above.push(last);
    return way;
  });
  rows.forEach((list) => {
    settle(
      list,
      list.map((_, i) => i),
    );
  });
  for (let pass = 0; pass < 12; pass++) {
    const down = pass % 2 === 0;
    for (const list of down ? rows : [...rows].reverse()) {
      const wish = new Map(
        list.map((n) => {
          const near = down ? n.above : n.below;
          return [n, near.length === 0 ? n.x : mean(near)] as const;
        }),
      );
      list.sort((a, b) => wish.get(a)! - wish.get(b)! || a.x - b.x);
      settle(
        list,
        list.map((n) => wish.get(n)!),
      );
    }
  }
  const all = rows.flat(),
    least = all.reduce((m, n) => Math.min(m, n.x - n.width / 2), Infinity),
    most = all.reduce((m, n) => Math.max(m, n.x + n.width / 2), -Infinity);
  return {
    x: made.map((n) => n.x - least),
    row,
    ways: passes.map((way) => way.map((n) => n.x - least)),
    width: all.length === 0 ? 0 : most - least,
    rows: rows.length,
  };
}
