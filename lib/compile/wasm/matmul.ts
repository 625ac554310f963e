// c = a b in tiles of 4 x 4 sums, two columns to a lane pair, in the order of all products (kernels/sum.ts): terms from left to
// right in blocks of 32, blocks with what their addition rounds off. So its bits are those of the loops in JavaScript.
//
//   memory   a, b and c as they are, rows one after the other (those of c filled up to a multiple of 4), then all panels of 4
//            rows of a (k, row), a panel of 4 columns of b (k, column) and of one tile its sums and what is rounded off
import { Bytes, I32, Module, V128 } from "./encode.js";
import { standing } from "./host.js";
import { laneCode } from "./machine.js";

type A = Float64Array;
const BLOCK = 32;
const { add, sub, mul, eq } = laneCode;

// Parameters, then i32 and v128 locals of the function.
const [ROWS, COLUMNS, N, PA, PB, PC, PACKED, PANEL, WIDTH, TURNED] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const [I, BT, LEFT, STEPS, FIRST, TILE, CT, ROW, AT, ACROSS, J] = [
  10, 11, 12, 13, 14, 15, 16, 17, 18, 22, 23,
];
const [SUMS, B0, B1, T, C, H] = [24, 32, 33, 34, 35, 36];

/** gemm(row panels, column panels, n, a, b, c, panels, panel, columns of b, whether b is turned): places in bytes. */
function gemm(): Uint8Array {
  const m = new Module(),
    o = new Bytes(4096);
  const get = (l: number): Bytes => o.two(0x20, l),
    set = (l: number): Bytes => o.two(0x21, l),
    number = (v: number): Bytes => o.byte(0x41).s32(v),
    plus = (l: number, v: number): void => {
      number(v);
      get(l).byte(0x6a);
      set(l);
    },
    load = (l: number, at: number): Bytes => get(l).append([0xfd, 0, 3]).u32(at),
    loop = (inner: () => void): void => {
      o.two(0x03, 0x40);
      inner();
      o.two(0x0d, 0).byte(0x0b);
    };
  const zeros = (): Bytes => o.two(0xfd, 0x0c).f64(0).f64(0);
  /** A term of all 16 sums. One, since V8 reads all that a stretch of straight code reads at its beginning. */
  const term = (): void => {
    load(BT, 0);
    set(B0);
    load(BT, 16);
    set(B1);
    for (let row = 0; row < 4; row++) {
      get(ROW)
        .append([0xfd, 0x0a, 3])
        .u32(8 * row);
      set(T);
      for (const half of [0, 1]) {
        get(SUMS + 2 * row + half);
        get(T);
        get(B0 + half)
          .append(mul)
          .append(add);
        set(SUMS + 2 * row + half);
      }
    }
    plus(ROW, 32);
    plus(BT, 32);
  };
  const tile = (): void => {
    get(N);
    set(LEFT);
    number(1);
    set(FIRST);
    get(PANEL);
    set(BT);
    loop(() => {
      for (let s = 0; s < 8; s++) {
        zeros();
        set(SUMS + s);
      }
      // min(32, left) terms.
      get(LEFT);
      number(BLOCK);
      get(LEFT);
      number(BLOCK).byte(0x48).byte(0x1b);
      set(STEPS);
      get(LEFT);
      get(STEPS).byte(0x6b);
      set(LEFT);
      loop(() => {
        term();
        plus(STEPS, -1);
        get(STEPS);
      });
      get(FIRST).two(0x04, 0x40);
      for (let s = 0; s < 8; s++) {
        get(TILE);
        get(SUMS + s)
          .append([0xfd, 0x0b, 3])
          .u32(16 * s);
        get(TILE);
        zeros()
          .append([0xfd, 0x0b, 3])
          .u32(128 + 16 * s);
      }
      o.byte(0x05);
      for (let s = 0; s < 8; s++) {
        // t = h + s, and what that lost: (h - (t - c)) + (s - c) with c = t - h.
        load(TILE, 16 * s);
        set(H);
        get(H);
        get(SUMS + s).append(add);
        set(T);
        get(T);
        get(H).append(sub);
        set(C);
        get(TILE);
        load(TILE, 128 + 16 * s);
        get(H);
        get(T);
        get(C).append(sub).append(sub);
        get(SUMS + s);
        get(C)
          .append(sub)
          .append(add)
          .append(add)
          .append([0xfd, 0x0b, 3])
          .u32(128 + 16 * s);
        get(TILE);
        get(T)
          .append([0xfd, 0x0b, 3])
          .u32(16 * s);
      }
      o.byte(0x0b);
      number(0);
      set(FIRST);
      get(LEFT);
    });
    // Closed: the sum and what was lost, unless that is NaN because the sum is infinite.
    get(CT);
    set(BT);
    for (let s = 0; s < 8; s++) {
      load(TILE, 16 * s);
      set(H);
      get(H);
      load(TILE, 128 + 16 * s).append(add);
      set(T);
      get(BT);
      get(T);
      get(H);
      get(T);
      get(T)
        .append(eq)
        .append([0xfd, 0x52, 0xfd, 0x0b, 3])
        .u32(16 * (s & 1));
      if (s % 2 === 0) continue;
      get(BT);
      get(COLUMNS).append([0x41, 5, 0x74, 0x6a]);
      set(BT);
    }
    get(BT);
    set(CT);
  };
  /** 4 rows from `from` on as columns, from BT on; `from` goes behind them. */
  const turn = (from: number): void => {
    get(N);
    set(LEFT);
    for (let row = 0; row < 4; row++) {
      get(row === 0 ? from : AT + row - 1);
      if (row > 0) get(N).append([0x41, 3, 0x74, 0x6a]);
      set(AT + row);
    }
    loop(() => {
      for (let row = 0; row < 4; row++) {
        get(BT);
        get(AT + row)
          .append([0x2b, 3, 0, 0x39, 3])
          .u32(8 * row);
        plus(AT + row, 8);
      }
      plus(BT, 32);
      plus(LEFT, -1);
      get(LEFT);
    });
    get(AT + 3);
    set(from);
  };
  /** 4 columns of b in a row. */
  const pack = (): void => {
    get(PANEL);
    set(BT);
    get(TURNED).two(0x04, 0x40);
    turn(PB);
    o.byte(0x05);
    get(N);
    set(LEFT);
    get(PB);
    set(ACROSS);
    loop(() => {
      for (const at of [0, 16]) {
        get(BT);
        load(ACROSS, at).append([0xfd, 0x0b, 3]).u32(at);
      }
      get(ACROSS);
      get(WIDTH).append([0x41, 3, 0x74, 0x6a]);
      set(ACROSS);
      plus(BT, 32);
      plus(LEFT, -1);
      get(LEFT);
    });
    plus(PB, 32);
    o.byte(0x0b);
  };
  get(PANEL);
  get(N).append([0x41, 5, 0x74, 0x6a]);
  set(TILE);
  get(PACKED);
  set(BT);
  get(ROWS);
  set(I);
  loop(() => {
    turn(PA);
    plus(I, -1);
    get(I);
  });
  get(COLUMNS);
  set(J);
  loop(() => {
    pack();
    get(ROWS);
    set(I);
    get(PACKED);
    set(ROW);
    get(PC);
    set(CT);
    loop(() => {
      tile();
      plus(I, -1);
      get(I);
    });
    plus(PC, 32);
    plus(J, -1);
    get(J);
  });
  const type = m.type(new Array<number>(10).fill(I32), []);
  m.export("gemm", m.add({ type, locals: [[14, I32], [13, V128]], code: o })); // prettier-ignore
  return m.bytes();
}

const ready = /*#__PURE__*/ standing(gemm);

/** c[m, p] = a[m, n] b[n, p] from these places on, of b[p, n] where `turned`; false where it was not done. */
export function fastProduct(
  a: A,
  oa: number,
  b: A,
  ob: number,
  c: A,
  oc: number,
  m: number,
  n: number,
  p: number,
  turned = false,
): boolean {
  const rows = Math.ceil(m / 4),
    columns = Math.ceil(p / 4),
    atB = 4 * rows * n,
    // Behind the last row of b what fills its last columns up is read.
    atC = atB + 4 * columns * n + 4,
    packed = atC + 16 * rows * columns,
    panel = packed + 4 * rows * n,
    own = ready(panel + 4 * n + 32);
  if (own === null) return false;
  const { run, numbers } = own;
  numbers.set(oa === 0 && a.length === m * n ? a : a.subarray(oa, oa + m * n));
  numbers.set(ob === 0 && b.length === n * p ? b : b.subarray(ob, ob + n * p), atB);
  run.gemm(rows, columns, n, 0, 8 * atB, 8 * atC, 8 * packed, 8 * panel, p, turned ? 1 : 0);
  if (p % 4 === 0) c.set(numbers.subarray(atC, atC + m * p), oc);
  else
    for (let i = 0, q = atC, to = oc; i < m; i++, q += 4 * columns - p)
      for (const stop = to + p; to < stop;) c[to++] = numbers[q++];
  return true;
}
