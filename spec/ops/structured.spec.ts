// Linear algebra at matrices with structure (structured.ts), and at small random ones of few values: every way gives the same first
// and second derivatives, they are those of differences where the function has them, and NaN where it has not.

import {
  add,
  cat,
  cholesky,
  choleskyInverse,
  choleskySolve,
  det,
  diagonal,
  DualTensorError,
  exp,
  eye,
  ge,
  grad,
  hessian,
  inv,
  jacobian,
  logdet,
  matmul,
  matrixExp,
  matrixPower,
  mul,
  qr,
  slogdet,
  solve,
  stopGradient,
  sum,
  tensor,
  vmap,
  where,
  type Tensor,
} from "dualtensor";
import * as linalg from "dualtensor/linalg";
import { numbers, sample } from "./laws";
import { matrices, type Structured, type Trait } from "./structured";

type F = (A: Tensor) => Tensor;
type Complex = ReturnType<typeof linalg.eigvals>;
const flat = (...parts: readonly Tensor[]): Tensor => cat(parts.map((x) => x.reshape(-1)));
const right = (A: Tensor): Tensor => sample([A.shape[A.ndim - 2], 2], 5);
/** Of vectors with a sign or phase of their own what has none: u vᵀ for each pair of columns. */
const products = (U: Tensor, V: Tensor): Tensor =>
  mul(U.reshape(U.shape[0], 1, -1), V.reshape(1, V.shape[0], -1));
/** Eigenvalues come in any order: by their places in the plane. */
function order(A: Tensor): number[] {
  const w: Complex = linalg.eigvals(A);
  const [re, im] = [w.real.data, w.imag.data];
  return Array.from(re, (_, i) => i).sort((i, j) =>
    Math.abs(im[i] - im[j]) > 0.1 ? im[i] - im[j] : re[i] - re[j],
  );
}
const inOrder = (x: Tensor, order: readonly number[]): Tensor[] => order.map((j) => x.at("...", j));

interface Subject {
  readonly name: string;
  /** `plain`: the point, which nobody watches. */
  readonly f: (A: Tensor, plain: Tensor) => Tensor;
  readonly square: boolean;
  /** Where it has no derivative, and where it has one but no second. */
  readonly rough?: readonly Trait[];
  readonly second?: readonly Trait[];
  /** Where it has none, all of it is NaN. */
  readonly nan?: boolean;
  /** It chooses, and the choice changes at ties. */
  readonly jumps?: boolean;
}
const any = (name: string, f: Subject["f"], more: Partial<Subject> = {}): Subject => ({
  name,
  f,
  square: false,
  ...more,
});
const square = (name: string, f: Subject["f"], more: Partial<Subject> = {}): Subject => ({
  name,
  f,
  square: true,
  ...more,
});
// prettier-ignore
const subjects: readonly Subject[] = [
  any("qr", (A) => {
    const { Q, R } = qr(A);
    const s = where(ge(stopGradient(diagonal(R)), 0), 1, -1);
    return flat(mul(Q, s), mul(s.reshape(-1, 1), R));
  }, { rough: ["columns"], nan: true }),
  any("svd", (A) => {
    const { U, Vh } = linalg.svd(A, false);
    return flat(products(U, U), products(U, Vh.T), products(Vh.T, Vh.T));
  }, { rough: ["singular", "deficient"] }),
  any("svdvals", (A) => linalg.svdvals(A), { rough: ["singular", "deficient"] }),
  any("pinv", (A) => linalg.pinv(A), { rough: ["deficient"] }),
  any("lstsq", (A) => linalg.lstsq(A, right(A)).solution, { rough: ["deficient"] }),
  any("lstsq, gelsd", (A) => linalg.lstsq(A, right(A), { driver: "gelsd" }).solution, { rough: ["deficient"] }),
  any("lstsq, gels", (A) => linalg.lstsq(A, right(A), { driver: "gels" }).solution, { rough: ["columns", "deficient"] }),
  any("nuclear norm", (A) => linalg.matrixNorm(A, "nuc"), { rough: ["deficient"], second: ["singular"] }),
  any("lu", (A) => { const { L, U } = linalg.lu(A); return flat(L, U); }, { jumps: true }),
  square("lu without pivots", (A) => { const { L, U } = linalg.lu(A, { pivot: false }); return flat(L, U); }, { rough: ["deficient"] }),
  square("det", (A) => det(A)),
  square("slogdet", (A) => slogdet(A).logabsdet, { rough: ["deficient"] }),
  square("logdet", (A) => logdet(A), { rough: ["deficient"] }),
  square("inv", (A) => inv(A), { rough: ["deficient"] }),
  square("invEx", (A) => linalg.invEx(A).inverse, { rough: ["deficient"] }),
  square("solve", (A) => solve(A, right(A)), { rough: ["deficient"] }),
  square("solve from the right", (A) => solve(A, right(A).T, { left: false }), { rough: ["deficient"] }),
  square("solveEx", (A) => linalg.solveEx(A, right(A)).result, { rough: ["deficient"] }),
  square("luSolve", (A) => { const { LU, pivots } = linalg.luFactor(A); return linalg.luSolve(LU, pivots, right(A)); }, { rough: ["deficient"] }),
  square("tensorinv", (A) => linalg.tensorinv(A.reshape(-1, 1, A.shape[0]), { ind: 2 }), { rough: ["deficient"] }),
  square("cholesky", (A) => cholesky(A)),
  square("choleskyEx", (A) => linalg.choleskyEx(A).L),
  square("choleskySolve", (A) => choleskySolve(right(A), cholesky(A))),
  square("choleskyInverse", (A) => choleskyInverse(cholesky(A))),
  square("solveTriangular", (A) => linalg.solveTriangular(add(A, mul(eye(A.shape[0]), 10)), right(A), { upper: true })),
  square("eigvalsh", (A) => linalg.eigvalsh(A), { rough: ["symmetric"] }),
  square("eigh", (A) => { const { eigenvectors: V } = linalg.eigh(A); return products(V, V); }, { rough: ["symmetric"] }),
  square("eigvals", (A, plain) => {
    const w = linalg.eigvals(A);
    return flat(...inOrder(w.real, order(plain)), ...inOrder(w.imag, order(plain)));
  }, { rough: ["eigen"] }),
  square("eig", (A, plain) => {
    const { eigenvectors: V } = linalg.eig(A);
    // The real part of v vᴴ: of the imaginary one the diagonal is a difference of equal terms.
    return flat(...inOrder(add(products(V.real, V.real), products(V.imag, V.imag)), order(plain)));
  }, { rough: ["eigen"] }),
  square("matrixExp", (A) => matrixExp(A)),
  square("matrixPower", (A) => matrixPower(A, 3)),
  square("matrixPower, negative", (A) => matrixPower(A, -2), { rough: ["deficient"] }),
  square("matrixFunction", (A) => linalg.matrixFunction(A, (x) => exp(x))),
  square("multiDot", (A) => linalg.multiDot([A, A, A])),
  square("cond", (A) => linalg.cond(A, "fro"), { rough: ["deficient"] }),
  any("cond, 2", (A) => linalg.cond(A), { rough: ["deficient", "singular"] }),
  any("cond, -2", (A) => linalg.cond(A, -2), { rough: ["deficient", "singular"] }),
];

/** NaN to NaN, and else equal up to rounding magnified by what is inverted here. */
function differ(a: Tensor, b: Tensor): boolean {
  const size = a.data.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 1);
  return a.data.some((v, i) => !Object.is(v + 0, b.data[i] + 0) && !(Math.abs(v - b.data[i]) <= 1e-9 * size));
}
/** A number of f that moves with all of them. */
const weighed =
  (f: F): F =>
  (A) => {
    const y = f(A).reshape(-1);
    return sum(mul(y, tensor(numbers(y.shape[0], 9))));
  };
/** Which ways do not give the derivatives that forward mode gives. */
function disagreements(subject: Subject, A: Tensor): string[] {
  const f: F = (X) => subject.f(X, A);
  const g = weighed(f);
  const J = jacobian(f, A);
  const H = hessian(g, A);
  const ways: Record<string, [Tensor, Tensor]> = {
    "one seed at a time": [jacobian(f, A, { chunk: 1 }), J],
    reverse: [jacobian(f, A, { mode: "reverse" }), J],
    vmap: [vmap(f)(A.reshape(1, ...A.shape)).at(0), f(A)],
    "forward over forward": [jacobian((X: Tensor) => jacobian(g, X), A), H],
    "reverse over forward": [jacobian((X: Tensor) => jacobian(g, X), A, { mode: "reverse" }), H],
    "forward over reverse": [jacobian((X: Tensor) => grad(g, X), A), H],
    "reverse over reverse": [jacobian((X: Tensor) => grad(g, X), A, { mode: "reverse" }), H],
  };
  return Object.keys(ways).filter((way) => differ(...ways[way]));
}
/** The derivative of f at A along D by central differences, once extrapolated: off by h⁴, and by rounding over h. */
function differences(f: F, A: Tensor, D: Tensor): Tensor {
  const h = 5e-4;
  const central = (t: number): Tensor =>
    f(add(A, mul(D, t)))
      .sub(f(add(A, mul(D, -t))))
      .div(2 * t);
  return central(h / 2)
    .mul(4 / 3)
    .sub(central(h).div(3));
}
const along = (J: Tensor, D: Tensor): Tensor => matmul(J.reshape(-1, D.data.length), D.reshape(-1));
function far(a: Tensor, b: Tensor): boolean {
  const size = b.data.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
  return a.data.some((v, i) => !(Math.abs(v - b.data[i]) <= 1e-5 * size));
}

const singular = (call: () => void): void => {
  try {
    call();
  } catch (e) {
    if (!(e instanceof DualTensorError && e.code === "DT_SINGULAR")) throw e;
  }
};
const applies = ({ square }: Subject, { rows }: Pick<Structured, "rows">): boolean =>
  !square || rows.length === rows[0].length;

test.each(subjects)("$name at every matrix with structure: all ways agree", (subject) => {
  const found: string[] = [];
  for (const m of matrices)
    if (applies(subject, m))
      singular(() => {
        for (const way of disagreements(subject, tensor(m.rows))) found.push(`${m.name}: ${way}`);
      });
  expect(found).toEqual([]);
});

test.each(subjects)(
  "$name: where derivatives exist they are those of differences, where not NaN",
  (subject) => {
    const { rough = [], second = [], nan = false, jumps = false } = subject;
    const found: string[] = [];
    for (const m of matrices)
      if (applies(subject, m) && !jumps)
        singular(() => {
          const A = tensor(m.rows);
          const f: F = (X) => subject.f(X, A);
          const anew: F = (X) => subject.f(X, X).reshape(-1);
          const slopes: F = (X) =>
            grad(
              weighed((Y) => subject.f(Y, X)),
              X,
            ).reshape(-1);
          if (!f(A).data.every(Number.isFinite)) return;
          const is = (traits: readonly Trait[]): boolean => traits.some((t) => m.traits.includes(t));
          const J = jacobian(f, A);
          if (is(rough)) {
            if (nan && !J.data.some(Number.isNaN)) found.push(`${m.name}: a number`);
            return;
          }
          const D = sample(A.shape, 7);
          if (far(along(J, D), differences(anew, A, D))) found.push(`${m.name}: first`);
          if (is(second)) return;
          if (far(along(hessian(weighed(f), A), D), differences(slopes, A, D)))
            found.push(`${m.name}: second`);
        });
    expect(found).toEqual([]);
  },
);

test.each(subjects)("$name at small matrices of few values: all ways agree", (subject) => {
  const found: string[] = [];
  for (let seed = 1; seed <= 6; seed++) {
    const [a, b, ...draw] = numbers(18, 100 * seed);
    const m = 1 + Math.floor(((a + 2) / 4) * 3);
    const n = subject.square ? m : 1 + Math.floor(((b + 2) / 4) * 3);
    const rows = Array.from({ length: m }, (_, i) =>
      Array.from({ length: n }, (_v, j) => Math.round(draw[i * n + j] * 0.9)),
    );
    singular(() => {
      for (const way of disagreements(subject, tensor(rows))) found.push(`${JSON.stringify(rows)}: ${way}`);
    });
  }
  expect(found).toEqual([]);
});
