// Linear algebra at matrices with structure (structured.ts), and at small random ones of few values: every way gives the same first
// and second derivatives, they are those of differences where the function has them, and NaN where it has not.

import {
  add,
  cat,
  cholesky,
  choleskyInverse,
  choleskySolve,
  det,
  DualTensorError,
  exp,
  eye,
  grad,
  hessian,
  inv,
  jacobian,
  logdet,
  matmul,
  matrixExp,
  matrixPower,
  mul,
  neg,
  pinverse,
  qr,
  sign,
  slogdet,
  solve,
  stopGradient,
  sum,
  tensor,
  vmap,
  type Tensor,
} from "dualtensor";
import * as linalg from "dualtensor/linalg";
import { numbers, sample } from "./laws";
import { matrices, type Structured, type Trait } from "./structured";

type F = (A: Tensor) => Tensor;
const flat = (...parts: readonly Tensor[]): Tensor => cat(parts.map((x) => x.reshape(-1)));
const right = (A: Tensor): Tensor => sample([A.shape[A.ndim - 2], 2], 5);
/** Of vectors with a sign or phase of their own what has none: u vᵀ for each pair of columns. */
const products = (U: Tensor, V: Tensor): Tensor =>
  mul(U.reshape(U.shape[0], 1, -1), V.reshape(1, V.shape[0], -1));
/** Eigenvalues come in any order: by their places in the plane. */
function ordered(w: linalg.Complex): number[] {
  const [re, im] = [w.real, w.imag].map((x) => stopGradient(x).data);
  return Array.from(re, (_, i) => i).sort((i, j) =>
    Math.abs(re[i] - re[j]) > 1e-3 ? re[i] - re[j] : im[i] - im[j],
  );
}
const inOrder = (x: Tensor, order: readonly number[]): Tensor[] => order.map((j) => x.at("...", j));

interface Subject {
  readonly name: string;
  readonly f: F;
  readonly square: boolean;
  /** Where it has no derivative, and where it has one but no second. */
  readonly rough?: readonly Trait[];
  readonly second?: readonly Trait[];
  /** Where it has none, all of it is NaN. */
  readonly nan?: boolean;
}
const any = (name: string, f: F, more: Partial<Subject> = {}): Subject => ({
  name,
  f,
  square: false,
  ...more,
});
const square = (name: string, f: F, more: Partial<Subject> = {}): Subject => ({
  name,
  f,
  square: true,
  ...more,
});
// prettier-ignore
const subjects: readonly Subject[] = [
  any("qr", (A) => {
    const { Q, R } = qr(A);
    const s = sign(stopGradient(R).diagonal());
    return flat(mul(Q, s), mul(s.reshape(-1, 1), R));
  }, { rough: ["columns"], nan: true }),
  any("svd", (A) => {
    const { U, Vh } = linalg.svd(A, false);
    return flat(products(U, U), products(U, Vh.T), products(Vh.T, Vh.T));
  }, { rough: ["singular", "deficient"] }),
  any("svdvals", linalg.svdvals, { rough: ["singular", "deficient"] }),
  any("pinv", linalg.pinv, { rough: ["deficient"] }),
  any("pinverse", (A) => pinverse(A), { rough: ["deficient"] }),
  any("lstsq", (A) => linalg.lstsq(A, right(A)).solution, { rough: ["deficient"] }),
  any("lstsq, gelsd", (A) => linalg.lstsq(A, right(A), { driver: "gelsd" }).solution, { rough: ["deficient"] }),
  any("lstsq, gels", (A) => linalg.lstsq(A, right(A), { driver: "gels" }).solution, { rough: ["columns", "deficient"] }),
  any("nuclear norm", (A) => linalg.matrixNorm(A, "nuc"), { rough: ["deficient"], second: ["singular"] }),
  any("lu", (A) => { const { L, U } = linalg.lu(A); return flat(L, U); }, { rough: ["deficient", "columns", "definite", "singular", "eigen", "symmetric"] }),
  square("lu without pivots", (A) => { const { L, U } = linalg.lu(A, false); return flat(L, U); }),
  square("det", det),
  square("slogdet", (A) => slogdet(A).logabsdet, { rough: ["deficient"] }),
  square("logdet", logdet, { rough: ["deficient"] }),
  square("inv", inv),
  square("invEx", (A) => linalg.invEx(A).inverse, { rough: ["deficient"] }),
  square("solve", (A) => solve(A, right(A))),
  square("solve from the right", (A) => solve(A, right(A).T, { left: false })),
  square("solveEx", (A) => linalg.solveEx(A, right(A)).result, { rough: ["deficient"] }),
  square("luSolve", (A) => { const { LU, pivots } = linalg.luFactor(A); return linalg.luSolve(LU, pivots, right(A)); }),
  square("tensorinv", (A) => linalg.tensorinv(A.reshape(-1, 1, A.shape[0]), { ind: 2 })),
  square("cholesky", (A) => cholesky(A)),
  square("choleskyEx", (A) => linalg.choleskyEx(A).L),
  square("choleskySolve", (A) => choleskySolve(right(A), cholesky(A))),
  square("choleskyInverse", (A) => choleskyInverse(cholesky(A))),
  square("solveTriangular", (A) => linalg.solveTriangular(add(A, mul(eye(A.shape[0]), 10)), right(A), { upper: true })),
  square("eigvalsh", (A) => linalg.eigvalsh(A), { rough: ["symmetric"] }),
  square("eigh", (A) => { const { eigenvectors: V } = linalg.eigh(A); return products(V, V); }, { rough: ["symmetric"] }),
  square("eigvals", (A) => {
    const w = linalg.eigvals(A);
    return flat(...inOrder(w.real, ordered(w)), ...inOrder(w.imag, ordered(w)));
  }, { rough: ["eigen"] }),
  square("eig", (A) => {
    const { eigenvalues: w, eigenvectors: V } = linalg.eig(A);
    const [P, Q] = [add(products(V.real, V.real), products(V.imag, V.imag)), add(products(V.imag, V.real), neg(products(V.real, V.imag)))];
    return flat(...inOrder(P, ordered(w)), ...inOrder(Q, ordered(w)));
  }, { rough: ["eigen"] }),
  square("matrixExp", matrixExp),
  square("matrixPower", (A) => matrixPower(A, 3)),
  square("matrixPower, negative", (A) => matrixPower(A, -2)),
  square("matrixFunction", (A) => linalg.matrixFunction(A, (x) => exp(x))),
  square("multiDot", (A) => linalg.multiDot([A, A, A])),
  square("cond", (A) => linalg.cond(A, "fro"), { rough: ["deficient"] }),
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
function disagreements(f: F, A: Tensor): string[] {
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
  const h = 2e-3;
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
        for (const way of disagreements(subject.f, tensor(m.rows))) found.push(`${m.name}: ${way}`);
      });
  expect(found).toEqual([]);
});

test.each(subjects)(
  "$name: where derivatives exist they are those of differences, where not NaN",
  (subject) => {
    const { f, rough = [], second = [], nan } = subject;
    const found: string[] = [];
    for (const m of matrices)
      if (applies(subject, m))
        singular(() => {
          const A = tensor(m.rows);
          if (!f(A).data.every(Number.isFinite)) return;
          const is = (traits: readonly Trait[]): boolean => traits.some((t) => m.traits.includes(t));
          if (is(rough)) {
            if (nan && !jacobian(f, A).data.some(Number.isNaN)) found.push(`${m.name}: a number`);
            return;
          }
          const D = sample(A.shape, 7);
          if (
            far(
              along(jacobian(f, A), D),
              differences((X) => f(X).reshape(-1), A, D),
            )
          )
            found.push(`${m.name}: first`);
          if (is(second)) return;
          const g = weighed(f);
          if (
            far(
              along(hessian(g, A), D),
              differences((X) => grad(g, X).reshape(-1), A, D),
            )
          )
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
      for (const way of disagreements(subject.f, tensor(rows))) found.push(`${JSON.stringify(rows)}: ${way}`);
    });
  }
  expect(found).toEqual([]);
});
