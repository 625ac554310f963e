// No buffer that the library keeps leaves it: whatever a call hands to the user, overwritten, changes nothing that is
// computed afterwards; no two results of a call share a buffer, and none is a part of a larger one. Results may be, or
// share the numbers of, what the user passed in (docs/limits.md).
import * as dt from "dualtensor";
import * as linalg from "dualtensor/linalg";
import { expression } from "dualtensor/mathjs";
import { levenbergMarquardt } from "dualtensor/optimize";
import { jacobianPattern, prepareJacobian, sparseJacobian, SparseMatrix } from "dualtensor/sparse";
import { torch } from "dualtensor/torch";
import { isComplex, isTensor, tensor, type Tensor } from "dualtensor";
import { entryOf, publicFunctions, type Entry } from "../errors/entries.js";

type F = (x: Tensor) => Tensor;

/** The tensors in a result, in order; functions are called by `ways` and not here. */
function tensorsIn(v: unknown, found: Tensor[] = [], seen = new Set<unknown>()): Tensor[] {
  if (isTensor(v)) found.push(...(isComplex(v) ? [dt.viewAsReal(v)] : [v]));
  else if (typeof v === "object" && v !== null && !ArrayBuffer.isView(v) && !seen.has(v)) {
    seen.add(v);
    for (const e of Object.values(v)) tensorsIn(e, found, seen);
  }
  return found;
}
const arraysIn = (v: unknown): Float64Array[] =>
  tensorsIn(v).flatMap((t) => {
    try {
      return [t.data];
    } catch {
      return []; // Watched by a call that has ended: there are no numbers to be had.
    }
  });
/** All the memory behind a result becomes garbage, by way of `data` and by way of the buffer, and its shape, but for that of `theirs`. */
function spoil(v: unknown, theirs?: Tensor): void {
  for (const d of arraysIn(v)) new Uint8Array(d.buffer).fill(0x7b);
  for (const { shape } of tensorsIn(v)) if (shape !== theirs?.shape) write(shape);
}
/** A shape that the library keeps is frozen. */
function write(shape: readonly number[]): void {
  if (!Object.isFrozen(shape)) (shape as number[]).push(7);
}
const bitsOf = (v: unknown): string =>
  tensorsIn(v)
    .map((t) => `${String(t.shape)}:${Array.from(new BigUint64Array(t.data.slice().buffer)).join()}`)
    .join(";");

const A = [
    [4, 1],
    [2, 3],
  ],
  constants = Array.from({ length: 35 }, (_, i) => i / 2 - 8.5),
  vector = Array.from({ length: 20 }, (_, i) => 0.3 + i / 10);
const program = expression("[1, 2, 0.5] * x + sum([3, 4]) + 2");
const list = expression("[1, 2, 0.5]");
/** What must not change: constants of every kind, remembered factorisations, plans, programs, all engines. */
const probes = (): unknown => [
  constants.map((c) => dt.add(tensor(1), c)),
  constants.map((c) => dt.mul(tensor([1, 2]), c)),
  constants.map((c) => dt.reshape(c, [1, 1])),
  constants.map((c) => dt.sum(c)),
  dt.inv(A),
  dt.solve(A, [1, 2]),
  dt.det(A),
  linalg.pinv(A),
  linalg.matrixExp(A),
  dt.jacobian((x) => dt.mul(dt.sin(x), dt.exp(x)), vector),
  dt.grad((x) => dt.sum(dt.pow(x, 3)), vector),
  dt.hessian((x) => dt.sum(dt.pow(dt.div(x, 2), 3)), vector),
  dt.jvp((x) => dt.div(1, dt.add(x, 1)), vector, vector),
  dt.vmap((x: Tensor) => dt.mul(x, 2))(vector),
  dt.grad((x) => dt.logdet(x), A),
  program(3),
  list(),
  torch.tensor([1, 2], { dtype: "float64" }).add(1).numbers(),
];
const before = bitsOf(probes());

// ── functions: what can leave f, and how ──
const kept: Tensor[] = [];
const keep = <T extends Tensor>(t: T): T => (kept.push(t), t);
const functions: Readonly<Record<string, F>> = {
  identity: (x) => x,
  "a constant": (x) => dt.add(dt.mul(dt.stopGradient(x), 0), 2),
  "a number": () => dt.sum(2),
  "the numbers of x": (x) => keep(dt.stopGradient(x)),
  "the numbers of an intermediate": (x) => dt.mul(x, keep(dt.stopGradient(dt.exp(x)))),
  "a comparison": (x) => dt.where(keep(dt.gt(dt.mul(x, x), 0.5)), x, keep(tensor(1))),
  "rounded numbers": (x) => dt.mul(x, keep(dt.floor(dt.add(x, 0.5)))),
  "a plain intermediate": (x) => dt.mul(x, keep(dt.exp(dt.mul(dt.ones(x.shape), 2)))),
  "a derivative of 0": (x) => dt.add(x, keep(dt.mul(dt.sign(x), 3))),
  "another shape": (x) => dt.reshape(dt.reshape(x, [-1]), [...x.shape]),
  "a sum over nothing": (x) => dt.sum(dt.unsqueeze(x, 0), 0),
  scaled: (x) => dt.mul(x, 2),
  "a remembered value": (x) => dt.exp(x),
  "an inner derivative": (x) => dt.add(x, keep(dt.stopGradient(dt.grad((y) => dt.sum(dt.exp(y)), x)))),
  "an operation of one's own": (x) => own(x),
  "a pair of one's own": (x) => other(x, 2),
};
const own = dt.defineOp({
  name: "own",
  value: (x: Tensor) => dt.exp(keep(x)),
  pull: (ybar, [x], y) => dt.mul(keep(ybar), dt.add(keep(y), dt.mul(keep(x), 0))),
  check: false,
});
const other = dt.defineOp({
  name: "other",
  value: (x: number, y: number) => x * y,
  derivative: [(_x, y) => keep(y), (x, _y, z) => dt.add(keep(x), dt.mul(keep(z), 0))],
  check: false,
});

// ── ways through which results leave ──
type Way = (f: F, x: Tensor) => unknown;
const total =
  (f: F): F =>
  (x) =>
    dt.sum(f(x));
// prettier-ignore
const ways: Readonly<Record<string, Way>> = {
  "the call itself":   (f, x) => f(dt.mul(x, 1)),
  jvp:                 (f, x) => dt.jvp(f, x, dt.mul(x, 2)),
  "jvp of a pair":     (f, x) => dt.jvp((y: Tensor) => [f(y), f(y), y, y] as const, x, dt.mul(x, 2)),
  "jvp with aux":      (f, x) => { const { tangent, aux } = dt.jvp((y: Tensor) => { const z = f(y); return [z, { z, list: [z, keep(tensor(3))] }] as const; }, x, x, { hasAux: true }); return [tangent, aux]; },
  jvps:                (f, x) => dt.jvps(f, x, dt.stack([x, x])),
  vjp:                 (f, x) => { const { value, pull } = dt.vjp(f, x); return [value, pull(value.mul(1)), pull(value.mul(1))]; },
  linearize:           (f, x) => { const { value, push, pull } = dt.linearize(f, x); return [value, push(x.mul(1)), pull(value.mul(1))]; },
  jacobian:            (f, x) => dt.jacobian(f, x),
  "jacobian, chunks":  (f, x) => dt.jacobian(f, x, { chunk: 3 }),
  "jacobian, reverse": (f, x) => dt.jacobian(f, x, { mode: "reverse" }),
  "of two inputs":     (f, x) => dt.jacobian((a: Tensor, b: Tensor) => [dt.add(f(a), b), f(b)] as const, [x, x.mul(2)], { mode: "reverse" }),
  valueAndJacobian:    (f, x) => dt.valueAndJacobian(f, x),
  jacobianColumns:     (f, x) => [...dt.jacobianColumns(f, x, { chunk: 7 })].map((b) => b.columns),
  grad:                (f, x) => dt.grad(total(f), x),
  "grad, forward":     (f, x) => dt.grad(total(f), x, { mode: "forward" }),
  "grad of a sum":     (f, x) => dt.grad((a: Tensor, b: Tensor) => dt.sum(dt.add(f(a), b)), [x, x.mul(2)]),
  valueAndGrad:        (f, x) => dt.valueAndGrad(total(f), x),
  hessian:             (f, x) => dt.hessian(total(f), x),
  hvp:                 (f, x) => dt.hvp(total(f), x, x.mul(3)),
  laplacian:           (f, x) => dt.laplacian(total(f), x),
  divergence:          (f, x) => dt.divergence((y) => dt.mul(y, f(y)), x),
  jacobianDiagonal:    (f, x) => dt.jacobianDiagonal(f, x),
  vmap:                (f, x) => dt.vmap((y: Tensor) => [f(y), y, y] as const)(dt.stack([x, x.mul(2)])),
  "jacobian of jvp":   (f, x) => dt.jacobian((y) => dt.jvp(f, y, dt.ones(y.shape)).tangent, x),
  "grad of vmap":      (f, x) => dt.grad((y) => dt.sum(dt.vmap((z: Tensor) => dt.add(z, 1))(dt.stack([f(y), y]))), x),
  levenbergMarquardt:  (f, x) => levenbergMarquardt((y) => dt.sub(y, dt.stopGradient(f(x))), x.mul(0.5), { maxIterations: 3 }),
};

describe.each(Object.entries(ways))("%s", (_, way) => {
  test.each(Object.entries(functions))("of %s", (_name, f) => {
    for (const at of [tensor(2), tensor([1.5]), tensor(vector), tensor(A)]) {
      kept.length = 0;
      const x = dt.mul(at, 1),
        inputs = new Set<unknown>([x.data.buffer]);
      let results: unknown;
      try {
        results = way(f, x);
      } catch (e) {
        // Some functions have no such derivative there: comparisons of (2, 2) are no numbers to fit.
        if (!(e instanceof dt.DualTensorError)) throw e;
        continue;
      }
      const given = arraysIn(results),
        left = [...given, ...arraysIn(kept)];
      // No slice of a slab, which would keep all of it, and whose transfer would take it from the next sweep.
      for (const d of left) expect(d.byteLength).toBe(d.buffer.byteLength);
      const foreign = given.map((d) => d.buffer).filter((b) => !inputs.has(b));
      expect(new Set(foreign).size).toBe(foreign.length);
      spoil([results, kept]);
      expect(bitsOf(probes()) === before).toBe(true);
    }
  });
});

/** What f keeps of these is an operand of its own, as if it had come from outside: vjp holds it as it holds x. */
const operands = new Set(
  ["a comparison", "rounded numbers", "the numbers of an intermediate", "a plain intermediate"].map(
    (name) => functions[name],
  ),
);
describe("what vjp and linearize hold is theirs", () => {
  test.each(Object.entries(functions))("%s", (_, f) => {
    for (const at of [tensor(2), tensor(vector)]) {
      for (const maps of [dt.vjp, dt.linearize]) {
        kept.length = 0;
        const { value, pull, aux } = maps(
            (y: Tensor) => {
              const z = f(y);
              return [z, [z, y, dt.stopGradient(z)]] as const;
            },
            at,
            { hasAux: true },
          ) as unknown as { value: Tensor; pull: (ybar: Tensor) => Tensor; aux: unknown },
          shape = [...value.shape],
          ybar = dt.ones(shape),
          first = pull(ybar),
          bits = bitsOf(first);
        if (first.data.buffer !== ybar.data.buffer) spoil(first, at);
        spoil([value, aux], at);
        // Shapes apart: what f returned is what it kept.
        if (!operands.has(f)) for (const d of arraysIn(kept)) new Uint8Array(d.buffer).fill(0x7b);
        expect(bitsOf(pull(dt.ones(shape)))).toBe(bits);
      }
    }
  });
});

describe("a compiled function keeps its constants and its memory to itself", () => {
  const same: Readonly<Record<string, F>> = {
    identity: (x) => x,
    "a constant": () => tensor([1, 2, 0.5]),
    "a number": () => dt.sum(2),
    scaled: (x) => dt.mul(x, 2),
    "a list": (x) => dt.mul(dt.exp(x), dt.sum(tensor([1, 2]))),
    "its gradient": (x) => dt.grad((y) => dt.sum(dt.mul(y, dt.exp(y))), x),
    "its Hessian": (x) => dt.hessian((y) => dt.sum(dt.mul(y, dt.exp(y))), x),
  };
  test.each(Object.entries(same))("%s", (_, f) => {
    for (const at of [tensor(2), tensor(vector)]) {
      const compiled = dt.jit(f),
        run = (): unknown => [
          compiled(at),
          dt.jacobian((x: Tensor) => compiled(x), at),
          dt.vjp((x: Tensor) => compiled(x), at).value,
        ],
        first = run(),
        bits = bitsOf(first),
        own = arraysIn(first).filter((d) => d.buffer !== at.data.buffer);
      for (const d of own) expect(d.byteLength).toBe(d.buffer.byteLength);
      expect(new Set(own.map((d) => d.buffer)).size).toBe(own.length);
      for (const d of own) new Uint8Array(d.buffer).fill(0x7b);
      for (const { shape } of tensorsIn(first)) if (shape !== at.shape) write(shape);
      expect(bitsOf(run())).toBe(bits);
      expect(bitsOf(probes()) === before).toBe(true);
    }
  });
});

describe("a sparse matrix has a structure of its own", () => {
  const f: F = (x) => dt.mul(x, dt.roll(x, 1)),
    x = [1, 2, 3, 4],
    pattern = jacobianPattern(f, x),
    prepared = prepareJacobian(f, x),
    compiled = dt.jit((y: Tensor) => sparseJacobian(f, y)),
    A = sparseJacobian(f, x);
  const matrices: Readonly<Record<string, () => SparseMatrix>> = {
    "the pattern of a prepared one": () => prepared.pattern,
    "a prepared one": () => prepared.at(x),
    "a compiled one": () => compiled(tensor(x)),
    "one with a given pattern": () => sparseJacobian(f, x, { pattern }),
    "a transpose": () => A.T,
    "a transpose's": () => A.T.T,
    "normal equations": () => A.gram(1),
    rows: () => {
      const { data, indices, indptr, shape } = A.toRows();
      return SparseMatrix.of(tensor(data), indices, indptr, shape).T.T;
    },
  };
  const all = (): string =>
    JSON.stringify([pattern, A, ...Object.values(matrices).map((m) => m())].map((m) => m.toArray()));
  test.each(Object.entries(matrices))("%s", (_, matrix) => {
    const was = all(),
      { indices, indptr, shape, data } = matrix();
    for (const d of [indices, indptr, data]) structuredClone(d, { transfer: [d.buffer as ArrayBuffer] });
    write(shape);
    expect(all()).toBe(was);
  });
});

describe("public functions", () => {
  const entries = publicFunctions()
    .map(([name, f]) => entryOf(name, f))
    .filter((e): e is Entry => typeof e !== "string");
  test.each(entries.map((e) => [e.name, e] as const))("%s", (_, { call, args }) => {
    const run = (): unknown => {
      const y = call(...args);
      return typeof y === "function" ? null : y;
    };
    const passed = new Set(arraysIn(args).map((d) => d.buffer)),
      first = run(),
      own = arraysIn(first).filter((d) => !passed.has(d.buffer)),
      random = bitsOf(run()) !== bitsOf(first),
      bits = bitsOf(first);
    for (const d of own) expect(d.byteLength).toBe(d.buffer.byteLength);
    expect(new Set(own.map((d) => d.buffer)).size).toBe(own.length);
    for (const d of own) new Uint8Array(d.buffer).fill(0x7b);
    if (!random) expect(bitsOf(run())).toBe(bits);
    expect(bitsOf(probes()) === before).toBe(true);
  });
});

test("a transferred stash takes nothing from later sweeps", () => {
  const stash: Tensor[] = [];
  const f = (x: Tensor): Tensor => {
    stash.push(dt.stopGradient(dt.exp(x)), dt.gt(x, 1), dt.exp(dt.ones(20)));
    return dt.mul(x, x);
  };
  dt.jacobian(f, vector);
  for (const t of stash) {
    structuredClone(t.data, { transfer: [t.data.buffer as ArrayBuffer] });
    expect(t.data.length).toBe(0);
  }
  expect(bitsOf(probes()) === before).toBe(true);
});

test("a shape that f writes into is an error", () => {
  const write = (x: Tensor): Tensor => {
    (x.shape as number[])[0] = 7;
    return dt.sum(x);
  };
  for (const call of [
    () => dt.grad(write, [1, 2, 3]),
    () => dt.hessian(write, [1, 2, 3]),
    () => dt.jacobian(write, [1, 2, 3]),
    () => dt.vmap(write)([[1, 2, 3]]),
    () => dt.jvp((x) => ((x.shape as number[]).push(1), x), [1, 2, 3], [1, 1, 1]),
  ])
    expect(call).toThrow("shapes that nobody writes into");
});
