// Substitution with a triangular matrix, two right-hand sides to a lane pair. A row of them takes the rows before it in the
// order of the kernel (kernels/triangular.ts), four at a time on its way through memory: its bits are those of the loops there.
import { Bytes, I32, Module, V128 } from "./encode.js";
import { standing } from "./host.js";
import { laneCode } from "./machine.js";

const { sub, mul, div } = laneCode;

// Parameters: the order, bytes of a row of right-hand sides; where the triangle's row, its first entry in it, the right-hand
// sides and the diagonal begin, each with the step to the next one; whether the diagonal is ones. Then locals.
const [N, WIDTH, ROW, ROW_STEP, FIRST, ENTRY_STEP, B, B_STEP, DIAGONAL, DIAGONAL_STEP, UNIT] = Array.from({ length: 11 }, (_, i) => i); // prettier-ignore
const [S, LEFT, ENTRY, OWN, J, OTHER] = [11, 12, 13, 14, 15, 16],
  [F, X] = [20, 24];

function substitution(): Uint8Array {
  const m = new Module(),
    o = new Bytes(1024);
  const get = (l: number): Bytes => o.two(0x20, l),
    set = (l: number): Bytes => o.two(0x21, l),
    number = (v: number): Bytes => o.byte(0x41).s32(v),
    /** local += a local */
    move = (l: number, by: number): void => {
      get(l);
      get(by).byte(0x6a);
      set(l);
    },
    add = (l: number, v: number): void => {
      get(l);
      number(v).byte(0x6a);
      set(l);
    },
    load = (l: number): Bytes => {
      get(l);
      get(J).byte(0x6a);
      return o.append([0xfd, 0x00, 3, 0]);
    },
    /** While the condition on the stack holds. */
    loopWhile = (condition: () => void, inner: () => void): void => {
      o.two(0x02, 0x40).two(0x03, 0x40);
      condition();
      o.byte(0x45).two(0x0d, 1);
      inner();
      o.two(0x0c, 0).byte(0x0b).byte(0x0b);
    },
    along = (inner: () => void): void => {
      number(0);
      set(J);
      loopWhile(
        () => {
          get(J);
          get(WIDTH).byte(0x48);
        },
        () => {
          get(OWN);
          get(J).byte(0x6a);
          load(OWN);
          inner();
          o.append([0xfd, 0x0b, 3, 0]);
          add(J, 16);
        },
      );
    };
  /** So many of the rows before. */
  const take = (count: number): void =>
    loopWhile(
      () => {
        get(LEFT);
        number(count).byte(0x4e);
      },
      () => {
        for (let k = 0; k < count; k++) {
          get(ENTRY).append([0xfd, 0x0a, 3, 0]);
          set(F + k);
          move(ENTRY, ENTRY_STEP);
          if (k > 0) {
            get(OTHER + k - 1);
            get(B_STEP).byte(0x6a);
            set(OTHER + k);
          }
        }
        along(() => {
          for (let k = 0; k < count; k++) {
            get(F + k);
            load(OTHER + k)
              .append(mul)
              .append(sub);
          }
        });
        get(OTHER + count - 1);
        get(B_STEP).byte(0x6a);
        set(OTHER);
        add(LEFT, -count);
      },
    );
  get(B);
  set(OWN);
  loopWhile(
    () => {
      get(S);
      get(N).byte(0x48);
    },
    () => {
      get(S);
      set(LEFT);
      get(B);
      set(OTHER);
      get(ROW);
      get(FIRST).byte(0x6a);
      set(ENTRY);
      take(4);
      take(1);
      get(UNIT).byte(0x45).two(0x04, 0x40);
      get(DIAGONAL).append([0xfd, 0x0a, 3, 0]);
      set(X);
      along(() => get(X).append(div));
      o.byte(0x0b);
      move(DIAGONAL, DIAGONAL_STEP);
      move(ROW, ROW_STEP);
      move(OWN, B_STEP);
      add(S, 1);
    },
  );
  const type = m.type(new Array<number>(11).fill(I32), []);
  m.export("solve", m.add({ type, locals: [[9, I32], [5, V128]], code: o })); // prettier-ignore
  return m.bytes();
}

const ready = /*#__PURE__*/ standing(substitution);

/**
 * Solves T X = B in place as `solveTriangle` does, for finite triangles without a 0 on the diagonal; `down`: from the first row
 * on. False where it was not done.
 */
export function fastTriangle(
  t: Float64Array,
  a: number,
  n: number,
  b: Float64Array,
  o: number,
  p: number,
  transposed: boolean,
  down: boolean,
  unit: boolean,
): boolean {
  const width = p + (p & 1),
    at = n * n + (n & 1),
    own = ready(at + n * width);
  if (own === null) return false;
  const { run, numbers } = own;
  numbers.set(t.subarray(a, a + n * n));
  if (width === p) numbers.set(b.subarray(o, o + n * p), at);
  else for (let i = 0; i < n; i++) numbers.set(b.subarray(o + i * p, o + (i + 1) * p), at + i * width);
  const [row, entry] = transposed ? [8, 8 * n] : [8 * n, 8],
    [start, step] = down ? [0, 1] : [n - 1, -1];
  run.solve(
    ...[n, 8 * width, start * row, step * row, start * entry, step * entry],
    ...[8 * (at + start * width), 8 * step * width, start * (8 * n + 8), step * (8 * n + 8), unit ? 1 : 0],
  );
  if (width === p) b.set(numbers.subarray(at, at + n * p), o);
  else for (let i = 0; i < n; i++) b.set(numbers.subarray(at + i * width, at + i * width + p), o + i * p);
  return true;
}
