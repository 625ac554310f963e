// c = a b in tiles of 4 x 4 sums, two columns to a lane pair, in the order of all products (kernels/sum.ts): terms from left to
// right in blocks of 32, blocks with what their addition rounds off. So its bits are those of the loops in JavaScript.
//
//   memory   a in panels of 4 rows: (row panel, k, row), b in panels of 4 columns: (column panel, k, column), both filled up
//            with zeros; c in tiles (column panel, row panel, row, column), and 16 numbers for what is rounded off
import { Bytes, I32, Module, V128 } from "./encode.js";
import { instantiate, memoryOf, simdAvailable, type Exports } from "./host.js";
import { laneCode } from "./machine.js";

type A = Float64Array;
const BLOCK = 32;
const { add, sub, mul, eq } = laneCode;

// Parameters, then i32 and v128 locals of the function.
const [ROWS, COLUMNS, N, PA, PB, PC, LOST] = [0, 1, 2, 3, 4, 5, 6];
const [I, J, AT, BT, LEFT, STEPS, FIRST] = [7, 8, 9, 10, 11, 12, 13];
const [SUMS, B0, B1, T, C, H] = [14, 22, 23, 24, 25, 26];

/** gemm(row panels, column panels, n, a, b, c, lost): places in bytes. */
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
  /** So many terms of all 16 sums. */
  const terms = (count: number): void => {
    for (let k = 0; k < count; k++) {
      load(BT, 32 * k);
      set(B0);
      load(BT, 32 * k + 16);
      set(B1);
      for (let row = 0; row < 4; row++) {
        get(AT)
          .append([0xfd, 0x0a, 3])
          .u32(32 * k + 8 * row);
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
    }
    plus(AT, 32 * count);
    plus(BT, 32 * count);
  };
  /** Counts a local down to 0 in steps: whether there is more. */
  const countDown = (l: number, by: number): void => {
    plus(l, -by);
    get(l);
    number(by - 1).byte(0x4a);
  };
  const tile = (): void => {
    get(N);
    set(LEFT);
    number(1);
    set(FIRST);
    get(J);
    set(BT);
    loop(() => {
      for (let s = 0; s < 8; s++) {
        zeros();
        set(SUMS + s);
      }
      // min(32, left) terms, four at a time and then one.
      get(LEFT);
      number(BLOCK);
      get(LEFT);
      number(BLOCK).byte(0x48).byte(0x1b);
      set(STEPS);
      get(LEFT);
      get(STEPS).byte(0x6b);
      set(LEFT);
      get(STEPS);
      number(3).byte(0x4a).two(0x04, 0x40);
      loop(() => {
        terms(4);
        countDown(STEPS, 4);
      });
      o.byte(0x0b);
      get(STEPS).two(0x04, 0x40);
      loop(() => {
        terms(1);
        countDown(STEPS, 1);
      });
      o.byte(0x0b);
      get(FIRST).two(0x04, 0x40);
      for (let s = 0; s < 8; s++) {
        get(PC);
        get(SUMS + s)
          .append([0xfd, 0x0b, 3])
          .u32(16 * s);
        get(LOST);
        zeros()
          .append([0xfd, 0x0b, 3])
          .u32(16 * s);
      }
      o.byte(0x05);
      for (let s = 0; s < 8; s++) {
        // t = h + s, and what that lost: (h - (t - c)) + (s - c) with c = t - h.
        load(PC, 16 * s);
        set(H);
        get(H);
        get(SUMS + s).append(add);
        set(T);
        get(T);
        get(H).append(sub);
        set(C);
        get(LOST);
        load(LOST, 16 * s);
        get(H);
        get(T);
        get(C).append(sub).append(sub);
        get(SUMS + s);
        get(C)
          .append(sub)
          .append(add)
          .append(add)
          .append([0xfd, 0x0b, 3])
          .u32(16 * s);
        get(PC);
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
    for (let s = 0; s < 8; s++) {
      load(PC, 16 * s);
      set(H);
      get(H);
      load(LOST, 16 * s).append(add);
      set(T);
      get(PC);
      get(T);
      get(H);
      get(T);
      get(T)
        .append(eq)
        .append([0xfd, 0x52, 0xfd, 0x0b, 3])
        .u32(16 * s);
    }
    plus(PC, 128);
  };
  get(PB);
  set(J);
  loop(() => {
    get(ROWS);
    set(I);
    get(PA);
    set(AT);
    loop(() => {
      tile();
      plus(I, -1);
      get(I);
    });
    get(BT);
    set(J);
    plus(COLUMNS, -1);
    get(COLUMNS);
  });
  const type = m.type(new Array<number>(7).fill(I32), []);
  m.export("gemm", m.add({ type, locals: [[7, I32], [13, V128]], code: o })); // prettier-ignore
  return m.bytes();
}

let code: Exports | null | undefined;
let numbers = new Float64Array(0);

/** The module over a memory of so many numbers, or null where there is none. */
function ready(length: number): Exports | null {
  if (code === null || !simdAvailable()) return null;
  if (code === undefined || numbers.length < length) {
    const memory = memoryOf(Math.ceil(Math.max(length, 2 * numbers.length) / 8192));
    if (memory === null) return null;
    numbers = new Float64Array(memory.buffer);
    code = instantiate(gemm(), { m: memory });
  }
  return code;
}

/** c[m, p] = a[m, n] b[n, p] from these places on; false where it was not done. */
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
): boolean {
  const rows = Math.ceil(m / 4),
    columns = Math.ceil(p / 4),
    atB = 4 * rows * n,
    atC = atB + 4 * columns * n,
    lost = atC + 16 * rows * columns,
    run = ready(lost + 16);
  if (run === null) return false;
  const { length } = numbers;
  if (length < lost + 16) return false;
  for (let i = 0; i < 4 * rows; i++) {
    let q = (i >> 2) * 4 * n + (i & 3);
    const from = oa + i * n;
    if (i < m) for (let k = 0; k < n; k++, q += 4) numbers[q] = a[from + k];
    else for (let k = 0; k < n; k++, q += 4) numbers[q] = 0;
  }
  for (let k = 0; k < n; k++) {
    const from = ob + k * p;
    let q = atB + 4 * k,
      j = 0;
    for (; j + 4 <= p; j += 4, q += 4 * n) {
      numbers[q] = b[from + j];
      numbers[q + 1] = b[from + j + 1];
      numbers[q + 2] = b[from + j + 2];
      numbers[q + 3] = b[from + j + 3];
    }
    if (j < p) for (let e = 0; e < 4; e++) numbers[q + e] = j + e < p ? b[from + j + e] : 0;
  }
  run.gemm(rows, columns, n, 0, 8 * atB, 8 * atC, 8 * lost);
  for (let i = 0; i < m; i++) {
    let q = atC + (i >> 2) * 16 + (i & 3) * 4,
      j = 0;
    const to = oc + i * p;
    for (; j + 4 <= p; j += 4, q += 16 * rows) {
      c[to + j] = numbers[q];
      c[to + j + 1] = numbers[q + 1];
      c[to + j + 2] = numbers[q + 2];
      c[to + j + 3] = numbers[q + 3];
    }
    for (let e = 0; j < p; e++, j++) c[to + j] = numbers[q + e];
  }
  return true;
}
