// Linear algebra: residuals at several sizes, PyTorch's values and Jacobians, the identities that derivatives keep, and the
// lines of the conventions on singular and indefinite matrices.

import * as mathjs from "mathjs";
import {
  add,
  cholesky,
  choleskyInverse,
  choleskySolve,
  cross,
  det,
  diag,
  einsum,
  eye,
  finiteDifference,
  grad,
  hessian,
  inner,
  inv,
  jacobian,
  kron,
  logdet,
  matmul,
  matrixPower,
  mul,
  neg,
  ones,
  outer,
  qr,
  slogdet,
  solve,
  square,
  stack,
  sum,
  tensor,
  tensordot,
  trace,
  tril,
  triu,
  vmap,
  zeros,
  type Tensor,
} from "dualtensor";
import * as linalg from "dualtensor/linalg";
import { triangularSolve } from "../library.js";
import {
  expectClose,
  expectError,
  jacobianInAllModes,
  largest,
  oracle,
  ROUNDING,
  sample,
  SIZES,
  stored,
} from "./laws";

/** Regular and well conditioned: random entries, and a diagonal that outweighs them. */
const regular = (n: number, seed = 1): Tensor => sample([n, n], seed).add(mul(eye(n), 2 * Math.sqrt(n) + 2));
/** Symmetric and positive-definite. */
const definite = (n: number, seed = 1): Tensor => {
  const X = sample([n, n], seed);
  return matmul(X, X.T).add(mul(eye(n), n));
};
/** |A X - B| in units of roundings of what was added up: |A| |X| n. */
const residual = (A: Tensor, X: Tensor, B: Tensor): number =>
  largest(matmul(A, X).sub(B)) / (largest(A) * largest(X) * A.shape[1] * 2 ** -52);
/** Backward stability: a small multiple of one rounding per entry, whatever the size. */
const STABLE = 4;

describe.each(SIZES)("residuals at size %i", (n) => {
  const A = regular(n, n);
  const S = definite(n, n);
  const B = sample([n, 3], n + 1);
  test("solve, from both sides and for vectors", () => {
    expect(residual(A, solve(A, B), B)).toBeLessThan(STABLE);
    expect(residual(A.T, solve(A, B.T, { left: false }).T, B)).toBeLessThan(STABLE);
    const b = B.at(":", 0);
    expect(solve(A, b).shape).toEqual([n]);
    expectClose(solve(A, b), solve(A, B).at(":", 0), ROUNDING);
  });
  test("inverse", () => {
    expect(residual(A, inv(A), eye(n))).toBeLessThan(STABLE);
    expect(residual(inv(A), A, eye(n))).toBeLessThan(STABLE * 10);
  });
  test("determinant: of a product the product, of the inverse the inverse", () => {
    const [a, b, ab] = [A, S, matmul(A, S)].map((M) => slogdet(M));
    expect(ab.sign.item()).toBe(a.sign.item() * b.sign.item());
    expectClose(ab.logabsdet, add(a.logabsdet, b.logabsdet), n * ROUNDING);
    expectClose(slogdet(inv(A)).logabsdet, neg(a.logabsdet), n * ROUNDING);
    if (n <= 33) expectClose(det(A), tensor(mathjs.det(A.toArray<number[][]>())), n * ROUNDING);
  });
  test("Cholesky: the factor is lower triangular, its product is the matrix", () => {
    const L = cholesky(S);
    expect(tril(L).toArray()).toEqual(L.toArray());
    expect(residual(L, L.T, S)).toBeLessThan(STABLE);
    expect(cholesky(S, { upper: true }).toArray()).toEqual(L.T.toArray());
    expect(residual(S, choleskySolve(B, L), B)).toBeLessThan(STABLE * 10);
    expect(residual(S, choleskySolve(B, L.T, true), B)).toBeLessThan(STABLE * 10);
    expectClose(choleskyInverse(L), inv(S), n * ROUNDING);
  });
  test("triangular systems read one triangle alone", () => {
    for (const upper of [false, true])
      for (const unitriangular of [false, true]) {
        const shift = unitriangular ? 1 : 0;
        const part = (X: Tensor): Tensor => (upper ? triu(X, shift) : tril(X, -shift));
        // A diagonal of ones wants the rest small, so that the solution stays so.
        const T = unitriangular ? part(mul(A, 1 / n)) : part(A);
        const M = unitriangular ? T.add(eye(n)) : T;
        const whole = T.add(mul(7, ones([n, n]).sub(part(ones([n, n])))));
        const X = linalg.solveTriangular(whole, B, { upper, unitriangular });
        expect(residual(M, X, B)).toBeLessThan(STABLE);
        const Y = linalg.solveTriangular(whole, B.T, { upper, left: false, unitriangular });
        expect(residual(M.T, Y.T, B)).toBeLessThan(STABLE);
      }
  });
  test("QR: orthonormal columns, an upper triangle, and their product", () => {
    for (const M of [A, sample([n + 3, n], 5), sample([n, n + 2], 6)]) {
      const { Q, R } = qr(M);
      const k = Math.min(...M.shape);
      expect([Q.shape, R.shape]).toEqual([
        [M.shape[0], k],
        [k, M.shape[1]],
      ]);
      expect(residual(Q, R, M)).toBeLessThan(STABLE * 10);
      expectClose(matmul(Q.T, Q), eye(k), n * ROUNDING);
      expect(triu(R).toArray()).toEqual(R.toArray());
    }
  });
  test("least squares: the rest is orthogonal to all columns", () => {
    const M = sample([n + 3, n], 7);
    const b = sample([n + 3, 2], 8);
    const { solution, residuals } = linalg.lstsq(M, b);
    const rest = matmul(M, solution).sub(b);
    expect(largest(matmul(M.T, rest)) / (largest(M) * largest(b) * n)).toBeLessThan(1e-12);
    expectClose(residuals, sum(square(rest), 0), ROUNDING);
    // Wide: a solution, and in the span of the rows (of least norm).
    const wide = linalg.lstsq(M.T, b.at(`:${n}`)).solution;
    expect(residual(M.T, wide, b.at(`:${n}`))).toBeLessThan(STABLE * 100);
    const again = matmul(M, linalg.lstsq(M, wide).solution);
    expectClose(again, wide, n * ROUNDING * 100);
  });
});

describe("PyTorch's values and Jacobians", () => {
  type Several = (...x: Tensor[]) => Tensor | readonly Tensor[];
  const written: Record<string, Several> = {
    "torch.matmul(x0, x1)": matmul,
    "x0 @ x0.t()": (x) => matmul(x, x.T),
    "x0.t() @ x1": (x, y) => x.T.matmul(y),
    "torch.outer(x0, x1)": outer,
    "torch.inner(x0, x1)": inner,
    "torch.tensordot(x0, x1, dims=1)": (x, y) => tensordot(x, y, 1),
    "torch.tensordot(x0, x1, dims=2)": (x, y) => tensordot(x, y),
    "torch.tensordot(x0, x1, dims=([0, 1], [1, 0]))": (x, y) =>
      tensordot(x, y, [
        [0, 1],
        [1, 0],
      ]),
    "torch.tensordot(x0, x1, dims=0)": (x, y) => tensordot(x, y, { dims: 0 }),
    "torch.kron(x0, x1)": kron,
    "torch.cross(x0, x1, dim=-1)": (x, y) => cross(x, y, -1),
    "torch.linalg.cross(x0, x1)": (x, y) => linalg.cross(x, y),
    "torch.trace(x0)": trace,
    "torch.linalg.det(x0)": linalg.det,
    "torch.det(x0)": det,
    "torch.linalg.slogdet(x0)": (x) => {
      const { sign, logabsdet } = slogdet(x);
      return [sign, logabsdet];
    },
    "torch.logdet(x0)": logdet,
    "torch.linalg.inv(x0)": linalg.inv,
    "torch.inverse(x0)": inv,
    "torch.linalg.inv_ex(x0)[0]": (x) => linalg.invEx(x).inverse,
    "torch.linalg.solve(x0, x1)": (A, B) => linalg.solve(A, B),
    "torch.linalg.solve(x0, x1, left=False)": (A, B) => solve(A, B, { left: false }),
    "torch.linalg.solve_triangular(x0, x1, upper=True, unitriangular=False)": (A, B) =>
      linalg.solveTriangular(A, B, { upper: true }),
    "torch.linalg.solve_triangular(x0, x1, upper=True, unitriangular=True)": (A, B) =>
      linalg.solveTriangular(A, B, { upper: true, unitriangular: true }),
    "torch.linalg.solve_triangular(x0, x1, upper=False, unitriangular=False)": (A, B) =>
      linalg.solveTriangular(A, B, { upper: false, unitriangular: false }),
    "torch.linalg.solve_triangular(x0, x1, upper=False, unitriangular=True)": (A, B) =>
      linalg.solveTriangular(A, B, { upper: false, unitriangular: true }),
    "torch.linalg.cholesky(x0 @ x0.mT + torch.eye(3), upper=True)": (x) =>
      cholesky(matmul(x, x.T).add(eye(3)), { upper: true }),
    "torch.linalg.cholesky(0.5 * (x0 + x0.mT))": (x) => linalg.cholesky(x.add(x.T).mul(0.5)),
    "torch.cholesky_solve(x0, torch.tril(x1))": (B, L) => choleskySolve(B, tril(L)),
    "torch.cholesky_inverse(torch.tril(x0))": (L) => choleskyInverse(tril(L)),
    "torch.linalg.qr(x0)": (A) => {
      const { Q, R } = linalg.qr(A);
      return [Q, R];
    },
    "torch.linalg.matrix_power(x0, -2)": (A) => matrixPower(A, -2),
    "torch.linalg.matrix_power(x0, -1)": (A) => matrixPower(A, -1),
    "torch.linalg.matrix_power(x0, 1)": (A) => matrixPower(A, 1),
    "torch.linalg.matrix_power(x0, 2)": (A) => matrixPower(A, 2),
    "torch.linalg.matrix_power(x0, 3)": (A) => matrixPower(A, 3),
    "torch.linalg.lstsq(x0, x1)[0]": (A, B) => linalg.lstsq(A, B).solution,
    "torch.linalg.multi_dot([x0, x1, x2])": (x, y, z) => linalg.multiDot([x, y, z]),
    "torch.linalg.vander(x0, N=3)": (x) => linalg.vander(x, { N: 3 }),
    "torch.linalg.vecdot(x0, x1)": (x, y) => linalg.vecdot(x, y),
    "torch.linalg.tensorinv(x0.reshape(2, 2, 4), ind=2)": (x) =>
      linalg.tensorinv(x.reshape(2, 2, 4), { ind: 2 }),
    "torch.linalg.tensorsolve(x0.reshape(2, 2, 4), x1)": (x, b) => linalg.tensorsolve(x.reshape(2, 2, 4), b),
  };
  const functionOf = (expr: string): Several => {
    const equation = /^torch\.einsum\('([^']*)', /.exec(expr);
    return equation ? (...x) => einsum(equation[1], ...x) : written[expr];
  };
  test.each(
    oracle("linalg").map((c) => [c.expr, c.inputs.map((i) => `(${i.shape.join()})`).join(" "), c] as const),
  )("%s of %s", (expr, _shapes, c) => {
    const inputs = c.inputs.map(stored);
    const f = (...x: Tensor[]): readonly Tensor[] => [functionOf(expr)(...x)].flat();
    // Well conditioned 2 x 2 to 4 x 4 matrices, by another algorithm: a few hundred roundings.
    f(...inputs).forEach((y, o) => expectClose(y, stored(c.outputs[o]), ROUNDING * 100));
    c.jacobians?.forEach((row, o) =>
      row?.forEach((J, k) => {
        const g = (x: Tensor): Tensor => f(...inputs.map((v, j) => (j === k ? x : v)))[o];
        expectClose(jacobianInAllModes(g, inputs[k]), stored(J), ROUNDING * 100);
      }),
    );
  });
});

describe("derivatives are those of the identities", () => {
  const A = regular(3, 4);
  const E = sample([3, 3], 5);
  /** The derivative of f at A in the direction E. */
  const along = (f: (X: Tensor) => Tensor, at = A): Tensor => tensordot(jacobianInAllModes(f, at), E, 2);
  test("of the inverse: -A⁻¹ E A⁻¹", () => {
    const Y = inv(A);
    expectClose(along(inv), neg(matmul(matmul(Y, E), Y)), ROUNDING);
  });
  test("of a system: A⁻¹ (dB - E X)", () => {
    const B = sample([3, 2]);
    const X = solve(A, B);
    expectClose(
      along((M) => solve(M, B)),
      neg(solve(A, matmul(E, X))),
      ROUNDING,
    );
    expectClose(
      jacobianInAllModes((b) => solve(A, b), sample([3])),
      inv(A),
      ROUNDING,
    );
  });
  test("of the determinant and its logarithm: det(A) tr(A⁻¹ E) and tr(A⁻¹ E)", () => {
    const t = trace(matmul(inv(A), E));
    expectClose(along(det), mul(det(A), t), ROUNDING);
    expectClose(
      along((M) => slogdet(M).logabsdet),
      t,
      ROUNDING,
    );
    expectClose(along(logdet), t, ROUNDING);
  });
  test("of powers: the product rule", () => {
    const A2 = matmul(A, A);
    const byRule = matmul(E, A2)
      .add(matmul(matmul(A, E), A))
      .add(matmul(A2, E));
    expectClose(
      along((M) => matrixPower(M, 3)),
      byRule,
      ROUNDING * 100,
    );
    expectClose(
      along((M) => matmul(matrixPower(M, -2), matrixPower(M, 2))),
      zeros([3, 3]),
      ROUNDING * 10,
    );
    expect(jacobian((M) => matrixPower(M, 0), A).toArray()).toEqual(zeros([3, 3, 3, 3]).toArray());
  });
  test("of Cholesky's factor: dL Lᵀ + L dLᵀ is the symmetric part of E, and dL is lower triangular", () => {
    const S = definite(3);
    const L = cholesky(S);
    const dL = along(cholesky, S);
    expectClose(matmul(dL, L.T).add(matmul(L, dL.T)), E.add(E.T).mul(0.5), ROUNDING);
    expectClose(tril(dL), dL, 0);
  });
  test("of both factors of QR: dQ R + Q dR = E, Qᵀ dQ is antisymmetric", () => {
    for (const M of [sample([3, 3], 2), sample([4, 3], 2), sample([2, 4], 2)]) {
      const D = sample(M.shape, 9);
      const { Q, R } = qr(M);
      const [dQ, dR] = [(X: Tensor) => qr(X).Q, (X: Tensor) => qr(X).R].map((f) =>
        tensordot(jacobianInAllModes(f, M), D, 2),
      );
      expectClose(matmul(dQ, R).add(matmul(Q, dR)), D, ROUNDING * 10);
      expectClose(matmul(Q.T, dQ).add(matmul(dQ.T, Q)), zeros([R.shape[0], R.shape[0]]), ROUNDING * 10);
    }
  });
  test("of least squares: the normal equations, differentiated", () => {
    const M = sample([5, 3], 3);
    const b = sample([5, 2], 4);
    const normal = (X: Tensor): Tensor => solve(matmul(X.T, X), matmul(X.T, b));
    // The normal equations lose the square of the condition number, here some hundred.
    expectClose(
      jacobianInAllModes((X) => linalg.lstsq(X, b).solution, M),
      jacobian(normal, M),
      ROUNDING * 1000,
    );
  });
  test.each<[string, (X: Tensor) => Tensor, Tensor]>([
    ["solve", (X) => solve(X, sample([3])), A],
    ["inv", inv, A],
    ["det", det, A],
    ["slogdet", (X) => slogdet(X).logabsdet, A],
    ["cholesky", cholesky, definite(3)],
    ["solveTriangular", (X) => linalg.solveTriangular(X, sample([3, 2]), { upper: true }), A],
    ["qr", (X) => qr(X).R, sample([4, 3])],
    ["choleskySolve", (X) => choleskySolve(sample([3]), cholesky(X)), definite(3)],
  ])("%s: first and second derivative against finite differences", (_name, f, at) => {
    // Extrapolated differences of these functions reach some 1e-9 of their size.
    expectClose(jacobian(f, at), finiteDifference.jacobian(f, at).jacobian, 1e-7);
    const g = (X: Tensor): Tensor => grad((Y) => square(f(Y)).sum(), X);
    const H = finiteDifference.jacobian(g, at).jacobian;
    const size = 1e-7 * Math.max(1, largest(H));
    expectClose(jacobian(g, at), H, size);
    expectClose(jacobian(g, at, { mode: "reverse" }), H, size);
  });
  test("a batch is its matrices one by one, also under vmap", () => {
    const batch = stack([regular(3, 1), regular(3, 2)]);
    const B = sample([2, 3, 2]);
    const b = sample([2, 3]);
    const one = (f: (X: Tensor, i: number) => Tensor): Tensor =>
      stack([f(batch.at(0), 0), f(batch.at(1), 1)]);
    expectClose(
      inv(batch),
      one((X) => inv(X)),
      0,
    );
    expectClose(
      det(batch),
      one((X) => det(X)),
      0,
    );
    expectClose(
      solve(batch, B),
      one((X, i) => solve(X, B.at(i))),
      0,
    );
    // A right-hand side of one axis less is a vector for each matrix, as in torch.
    expectClose(
      solve(batch, b),
      one((X, i) => solve(X, b.at(i))),
      0,
    );
    expectClose(vmap(inv)(batch), inv(batch), 0);
    expectClose(
      vmap((X: Tensor) => jacobian(det, X))(batch),
      one((X) => jacobian(det, X)),
      0,
    );
    expectClose(
      vmap((v: Tensor) => solve(batch.at(0), v))(b),
      stack([...b].map((v) => solve(batch.at(0), v))),
      ROUNDING,
    );
    expectClose(
      vmap((X: Tensor) => qr(X).Q)(batch),
      one((X) => qr(X).Q),
      0,
    );
  });
  test("multiDot multiplies in any order, vectors at the ends", () => {
    const [x, y, z, w] = [sample([7]), sample([7, 2], 2), sample([2, 9], 3), sample([9], 4)];
    expectClose(linalg.multiDot([x, y, z, w]), matmul(matmul(matmul(x, y), z), w), ROUNDING * 10);
    expectClose(linalg.multiDot([y, z]), matmul(y, z), 0);
  });
});

describe("the determinant at singular matrices", () => {
  const rank = (...rows: number[][]): Tensor => tensor(rows);
  const full2 = rank([1, 2], [2, 4]);
  const two3 = rank([1, 2, 0], [2, 1, 3], [3, 3, 3]);
  const one3 = rank([1, 2, 3], [2, 4, 6], [-1, -2, -3]);
  /** Cofactors by their definition: determinants of minors, 2 x 2 at most. */
  const cofactors = (M: Tensor): number[][] => {
    const n = M.shape[0];
    const minor = (i: number, j: number): number => {
      const keep = (k: number): number[] => Array.from({ length: n }, (_, m) => m).filter((m) => m !== k);
      const m = keep(i).map((r) => keep(j).map((c) => M.at(r, c).item()));
      return m.length === 1 ? m[0][0] : m[0][0] * m[1][1] - m[0][1] * m[1][0];
    };
    return Array.from({ length: n }, (_, i) =>
      Array.from({ length: n }, (__, j) => (-1) ** (i + j) * minor(i, j)),
    );
  };
  test.each([
    ["rank 1 of 2", full2],
    ["rank 2 of 3", two3],
    ["rank 1 of 3", one3],
    ["rank 0", zeros([3, 3])],
    ["regular", rank([2, 1, 0], [0, 3, 1], [1, 0, 1])],
  ])("the derivative is the cofactor matrix: %s", (_name, M) => {
    expectClose(jacobianInAllModes(det, M), tensor(cofactors(M)), ROUNDING);
    expectClose(grad(det, M), tensor(cofactors(M)), ROUNDING);
  });
  /** ε[i, j, k]: the sign of a permutation of 0, 1, 2. */
  const sign = (i: number, j: number, k: number): number => ((j - i) * (k - i) * (k - j)) / 2;
  const levi = (f: (at: number[]) => number, order: number): Tensor => {
    const shape = new Array<number>(2 * order).fill(3);
    const data = Array.from({ length: 9 ** order }, (_, p) => {
      const at = shape.map((__, d) => Math.floor(p / 3 ** (2 * order - 1 - d)) % 3);
      return f(at);
    });
    return tensor(data, { shape });
  };
  test.each([
    ["rank 2", two3],
    ["rank 1", one3],
    ["rank 0", zeros([3, 3])],
    ["rank 3", rank([2, 1, 0], [0, 3, 1], [1, 0, 1])],
  ])("the second and third derivatives of 3 x 3: %s", (_name, M) => {
    // det = sum of ε[i,j,k] ε[p,q,r] a[i,p] a[j,q] a[k,r] / 6.
    const second = levi(([i, p, j, q]) => {
      const [k, r] = [3 - i - j, 3 - p - q];
      return i === j || p === q ? 0 : sign(i, j, k) * sign(p, q, r) * M.at(k, r).item();
    }, 2);
    const third = levi(([i, p, j, q, k, r]) => sign(i, j, k) * sign(p, q, r), 3);
    expectClose(hessian(det, M), second, ROUNDING);
    expectClose(hessian(det, M, { mode: "forward" }), second, ROUNDING);
    expectClose(
      jacobian((X) => jacobian((Y) => grad(det, Y), X), M),
      third,
      ROUNDING,
    );
    expectClose(
      jacobian((X) => hessian(det, X), M, { mode: "reverse" }),
      third,
      ROUNDING,
    );
    expectClose(vmap((X: Tensor) => hessian(det, X))(stack([M, eye(3)])).at(0), second, ROUNDING);
  });
  test("the fourth derivative of 3 x 3 is 0, that of 4 x 4 is not", () => {
    const along = (M: Tensor, D: Tensor, order: number): Tensor =>
      Array.from({ length: order }).reduce<(t: Tensor) => Tensor>(
        (f) => (t) => jacobian(f, t),
        (t) => det(M.add(mul(t, D))),
      )(tensor(0));
    // det(M + t D) is a polynomial: for D = eye its coefficient of t^n is 1.
    expect(along(two3, eye(3), 4).item()).toBeCloseTo(0, 10);
    const M = matmul(sample([4, 1]), sample([1, 4], 2));
    expect(along(M, eye(4), 4).item()).toBeCloseTo(24, 10);
    // det(u vᵀ + t I) = t^4 + t^3 (uᵀ v): third derivative at 0.
    expect(along(M, eye(4), 3).item()).toBeCloseTo(6 * trace(M).item(), 10);
    expect(along(M, eye(4), 2).item()).toBeCloseTo(0, 10);
  });
  test("nearly singular ones keep their digits", () => {
    // A pivot of 1e-17 beside 1: the inverse would lose all of them.
    const M = rank([1, 1, 1], [1, 2, 3], [2, 3, 4 + 2 ** -50]);
    expectClose(grad(det, M), tensor(cofactors(M)), ROUNDING);
  });
  test("the empty determinant is 1, and large ones do not overflow in their logarithm", () => {
    expect(det(zeros([0, 0])).item()).toBe(1);
    expect(grad(det, zeros([0, 0])).shape).toEqual([0, 0]);
    expect(det([[5]]).item()).toBe(5);
    expect(hessian(det, [[5]]).toArray()).toEqual([[[[0]]]]);
    const M = mul(eye(4), 1e200);
    expect(det(M).item()).toBe(Infinity);
    expectClose(slogdet(M).logabsdet, tensor(4 * Math.log(1e200)), ROUNDING);
    expectClose(
      grad((X) => slogdet(X).logabsdet, M),
      mul(eye(4), 1e-200),
      0,
    );
  });
  test("nothing depends on the units of rows and columns: det(D A E) = prod(D) det(A) prod(E), to the bit or nearly", () => {
    expect(det(diag([1e-200, 1e-200, 1e200, 1e200])).item()).toBeCloseTo(1, 14);
    expect(
      det([
        [1e200, 2e200],
        [3e-200, 4e-200],
      ]).item(),
    ).toBeCloseTo(-2, 14);
    for (let seed = 1; seed <= 12; seed++) {
      const n = 1 + (seed % 5);
      const A = regular(n, seed);
      const powers = (k: number): Float64Array => sample([n], seed + k).data.map((v) => Math.round(v * 200));
      const [p, q] = [powers(50), powers(90)];
      const rows = mul(A, tensor(p.map((e) => 2 ** e)).reshape(n, 1));
      const both = mul(rows, tensor(q.map((e) => 2 ** e)));
      const total = (e: Float64Array): number => e.reduce((sum, v) => sum + v, 0);
      // Rows are levelled first, by the same numbers; columns may leave another order of pivots.
      const of = (M: Tensor, e: number): number => slogdet(M).logabsdet.item() - e * Math.LN2;
      const exact = of(A, 0);
      expect(of(rows, total(p))).toBeCloseTo(exact, 11);
      expect(of(both, total(p) + total(q))).toBeCloseTo(exact, 11);
      if (Math.abs(total(p)) < 1000)
        expect(det(rows).item() / 2 ** total(p) / det(A).item()).toBeCloseTo(1, 15);
    }
  });
  test("cofactors and their derivatives overflow only where they do", () => {
    const d = [1e-200, 1e-200, 1e-200, 1e200];
    const M = diag(d);
    expectClose(grad(det, M).mul(1e200), diag([1, 1, 1, 0]), ROUNDING);
    const H = hessian(det, M);
    // ∂² det / ∂a[i, i] ∂a[j, j] is the product of the other two.
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) {
        const others =
          i === j ? 0 : d.reduce((product, v, k) => (k === i || k === j ? product : product * v), 1);
        expect(H.at(i, i, j, j).item()).toBeCloseTo(others, 14);
      }
  });
  test("slogdet there: ±Infinity by the sign of the cofactor, NaN where it is 0", () => {
    const slope = (M: Tensor): Tensor => jacobianInAllModes((X) => slogdet(X).logabsdet, M);
    expect(slogdet(full2).sign.item()).toBe(0);
    expect(slogdet(full2).logabsdet.item()).toBe(-Infinity);
    expect(slope(full2).toArray()).toEqual([
      [Infinity, -Infinity],
      [-Infinity, Infinity],
    ]);
    expect(slope(rank([1, 0], [0, 0])).toArray()).toEqual([
      [NaN, NaN],
      [NaN, Infinity],
    ]);
  });
  test("logdet of a negative determinant is NaN, its derivative too, of 0 it is -Infinity", () => {
    expect(
      logdet([
        [0, 1],
        [1, 0],
      ]).item(),
    ).toBe(NaN);
    expect(
      grad(logdet, [
        [0, 1],
        [1, 0],
      ]).toArray(),
    ).toEqual([
      [NaN, NaN],
      [NaN, NaN],
    ]);
    expect(logdet(full2).item()).toBe(-Infinity);
  });
});

describe("matrices without an inverse, or not positive-definite", () => {
  const bad = tensor([
    [1, 2],
    [2, 4],
  ]);
  const good = tensor([
    [2, 0],
    [0, 4],
  ]);
  test("throw DT_SINGULAR with batch index, pivot and condition number", () => {
    const batch = stack([good, bad]);
    for (const [name, call] of [
      ["inv", () => inv(batch)],
      ["solve", () => solve(batch, [1, 1])],
      ["matrixPower", () => matrixPower(batch, -1)],
      ["linalg.invEx", () => linalg.invEx(batch, { checkErrors: true })],
      ["linalg.solveEx", () => linalg.solveEx(batch, [1, 1], { checkErrors: true })],
    ] as const) {
      const e = expectError(call, "DT_SINGULAR", "batch index 1", "pivot 1", "condition number Infinity");
      expect(e.details).toEqual({ batch: 1, pivot: 1, condition: Infinity });
      expect(e.message.startsWith(`${name}: `)).toBe(true);
    }
  });
  test("indefinite: the order of the minor, its pivot, and the condition of the matrix", () => {
    const e = expectError(
      () =>
        cholesky(
          stack([
            good,
            tensor([
              [1, 2],
              [2, 1],
            ]),
          ]),
        ),
      "DT_SINGULAR",
      "order 2",
      "choleskyEx",
    );
    // |A| |A⁻¹| in the 1-norm: 3 times 1, by A⁻¹ = [[-1, 2], [2, -1]] / 3.
    expect(e.details).toMatchObject({ batch: 1, pivot: 1, value: -3 });
    expect(e.details["condition"]).toBeCloseTo(3, 12);
    expectError(() => cholesky(zeros([2, 2])), "DT_SINGULAR", "order 1", "condition number Infinity");
  });
  test("the Ex forms give NaN and info instead, for the matrix that has none alone", () => {
    const batch = stack([good, bad]);
    const { inverse, info } = linalg.invEx(batch);
    expect(inverse.at(0).toArray()).toEqual([
      [0.5, 0],
      [0, 0.25],
    ]);
    expect(inverse.at(1).toArray()).toEqual([
      [NaN, NaN],
      [NaN, NaN],
    ]);
    expect([info.dtype, info.toArray()]).toEqual(["int32", [0, 2]]);
    const solved = linalg.solveEx(batch, [
      [2, 4],
      [1, 1],
    ]);
    expect(solved.result.toArray()).toEqual([
      [1, 1],
      [NaN, NaN],
    ]);
    expect(solved.info.toArray()).toEqual([0, 2]);
    const factored = linalg.choleskyEx(
      stack([
        good,
        tensor([
          [1, 2],
          [2, 1],
        ]),
      ]),
    );
    expect(factored.L.at(1).toArray()).toEqual([
      [NaN, NaN],
      [NaN, NaN],
    ]);
    expect(factored.info.toArray()).toEqual([0, 2]);
    expect(vmap((X: Tensor) => linalg.solveEx(X, [2, 4]).result)(batch).toArray()).toEqual([
      [1, 1],
      [NaN, NaN],
    ]);
    expect(
      jacobian((X) => linalg.solveEx(X, [2, 4]).result, good)
        .at(0, 0, 0)
        .item(),
    ).toBe(-0.5);
  });
  test("NaN flows, it does not throw", () => {
    expect(
      inv([
        [NaN, 1],
        [1, 1],
      ])
        .at(0, 0)
        .item(),
    ).toBe(NaN);
    expect(
      inv([
        [0, 1],
        [NaN, 1],
      ])
        .at(0, 0)
        .item(),
    ).toBe(NaN);
    expect(cholesky([[NaN]]).item()).toBe(NaN);
    expect(
      det([
        [NaN, 1],
        [1, 1],
      ]).item(),
    ).toBe(NaN);
  });
  test("a zero on a triangle's diagonal divides, and what it gives has no derivative in what is read", () => {
    const T = tensor([
      [1, 2],
      [0, 0],
    ]);
    const f = (X: Tensor): Tensor => linalg.solveTriangular(X, [1, 1], { upper: true });
    expect(f(T).toArray()).toEqual([-Infinity, Infinity]);
    const none = [[NaN, NaN], [0, NaN]]; // prettier-ignore
    const g = (X: Tensor, B: Tensor): Tensor => linalg.solveTriangular(X, B, { upper: true });
    const B = tensor([[1, 2], [1, 3]]); // prettier-ignore
    for (const mode of ["forward", "reverse"] as const) {
      expectClose(jacobian(f, T, { mode }), tensor([none, none]), 0);
      // Each column of B is a system of its own.
      const own = jacobian((X: Tensor) => g(T, X), B, { mode });
      expectClose(own.at(0, 0), tensor([[NaN, 0], [NaN, 0]]), 0); // prettier-ignore
      // Each matrix of a batch stands for itself.
      const both = jacobian((X: Tensor) => linalg.solveTriangular(X, stack([B, B]), { upper: true }), stack([T, eye(2)]), { mode }); // prettier-ignore
      expectClose(both.at(0, 0, 0), tensor([none, [[0, 0], [0, 0]]]), 0); // prettier-ignore
      expectClose(both.at(1, 0, 0), tensor([[[0, 0], [0, 0]], [[-1, -1], [0, 0]]]), 0); // prettier-ignore
      const others: Record<string, (X: Tensor) => Tensor> = {
        choleskySolve: (X) => choleskySolve(B, X),
        choleskyInverse: (X) => choleskyInverse(X),
        luSolve: (X) => linalg.luSolve(X, [1, 2], B),
        triangularSolve: (X) => triangularSolve(B, X).solution,
        "from the right": (X) => linalg.solveTriangular(X, B, { upper: true, left: false }),
      };
      for (const [name, h] of Object.entries(others)) {
        const J = jacobian(h, T, { mode });
        expect([name, J.at("...", 1, 1).data.some(Number.isNaN)]).toEqual([name, true]);
        expectClose(J, jacobian(h, T, { mode: "forward" }), 0);
      }
    }
  });
  test("least squares by plain QR name the column that depends on others", () => {
    const M = outer([1, 2, 0], [1, 2]);
    const call = (): unknown => linalg.lstsq(M, [1, 1, 1], { driver: "gels" });
    expectError(call, "DT_SINGULAR", "pivot 1", "linalg.lstsq", "gelsd");
  });
  test("Cholesky symmetrises its argument, and the tangent with it", () => {
    const S = definite(3, 2);
    const skew = triu(sample([3, 3]), 1);
    const bent = S.add(skew).sub(skew.T);
    expectClose(cholesky(bent), cholesky(S), ROUNDING);
    expectClose(
      grad((X) => cholesky(X).sum(), bent),
      grad((X) => cholesky(X).sum(), S),
      ROUNDING,
    );
    const G = grad((X) => cholesky(X).sum(), S);
    expectClose(G, G.T, 0);
  });
});

describe("errors", () => {
  const wide = zeros([2, 3]);
  test.each<[string, () => unknown, Parameters<typeof expectError>[1], string]>([
    [
      "solve",
      () => solve(wide, [1, 2]),
      "DT_SHAPE_MISMATCH",
      "solve: expected A (..., n, n), a square matrix or a batch of them, got (2, 3)",
    ],
    [
      "solve, B",
      () => solve(eye(2), [1, 2, 3]),
      "DT_SHAPE_MISMATCH",
      "expected B (2,) or (..., 2, p), got (3,)",
    ],
    [
      "solve, B from the right",
      () => solve(eye(2), wide.T, { left: false }).at(0, 5),
      "DT_INDEX",
      "from -2 to 1",
    ],
    [
      "solve, B from the right",
      () => solve(eye(2), wide, { left: false }),
      "DT_SHAPE_MISMATCH",
      "(..., p, 2)",
    ],
    ["solve, a number", () => solve(eye(2), 3), "DT_SHAPE_MISMATCH", "got ()"],
    ["inv", () => inv([1, 2]), "DT_SHAPE_MISMATCH", "inv: expected A (..., n, n)"],
    ["det", () => det(wide), "DT_SHAPE_MISMATCH", "det: expected A"],
    ["slogdet", () => slogdet(wide), "DT_SHAPE_MISMATCH", "slogdet: expected A"],
    ["logdet", () => logdet(wide), "DT_SHAPE_MISMATCH", "logdet: expected input"],
    ["cholesky", () => cholesky(wide), "DT_SHAPE_MISMATCH", "cholesky: expected A"],
    ["choleskySolve", () => choleskySolve([1, 2], wide), "DT_SHAPE_MISMATCH", "choleskySolve: expected L"],
    ["choleskyInverse", () => choleskyInverse(wide), "DT_SHAPE_MISMATCH", "choleskyInverse: expected L"],
    [
      "solveTriangular",
      () => linalg.solveTriangular(wide, [1], { upper: true }),
      "DT_SHAPE_MISMATCH",
      "expected A",
    ],
    [
      "solveTriangular without its triangle",
      () => linalg.solveTriangular(eye(2), [1, 2], {} as never),
      "DT_ARGUMENT",
      "upper",
    ],
    ["matrixPower", () => matrixPower(wide, 2), "DT_SHAPE_MISMATCH", "matrixPower: expected A"],
    ["matrixPower of half", () => matrixPower(eye(2), 0.5), "DT_ARGUMENT", "n to be a whole number"],
    ["qr", () => qr([1, 2]), "DT_SHAPE_MISMATCH", "(..., m, n)"],
    ["qr in another mode", () => qr(eye(2), "complete"), "DT_OPTION", '"reduced" or "r"'],
    ["lstsq", () => linalg.lstsq(eye(2), [1, 2, 3]), "DT_SHAPE_MISMATCH", "expected B (2,)"],
    ["multiDot of one", () => linalg.multiDot([eye(2)]), "DT_SHAPE_MISMATCH", "multiDot"],
    [
      "multiDot of what does not fit",
      () => linalg.multiDot([wide, wide]),
      "DT_SHAPE_MISMATCH",
      "(2, 3) and (2, 3)",
    ],
    ["tensorinv", () => linalg.tensorinv(zeros([2, 3, 5])), "DT_SHAPE_MISMATCH", "before axis 2 (6)"],
    ["tensorsolve", () => linalg.tensorsolve(eye(4), [1, 2]), "DT_SHAPE_MISMATCH", "as many elements behind"],
  ])("%s", (_name, call, code, word) => {
    expectError(call, code, word);
  });
  test("the inverse of a diagonal matrix has the inverses on its diagonal", () => {
    expect(diag(inv(diag([2, 4]))).toArray()).toEqual([0.5, 0.25]);
  });
});

describe("a right-hand side that could be vectors or a matrix", () => {
  const B = tensor([[1, 2], [3, 4]]); // prettier-ignore
  const stacked = stack([eye(2), mul(eye(2), 2)]);
  // What PyTorch 1.13 gives.
  test("is a matrix, for each of the batch, to all but solve, solveEx and lstsq", () => {
    expect(choleskySolve(B, stacked).toArray()).toEqual([[[1, 2], [3, 4]], [[0.25, 0.5], [0.75, 1]]]); // prettier-ignore
    const each = [[[1, 2], [3, 4]], [[0.5, 1], [1.5, 2]]]; // prettier-ignore
    expect(linalg.solveTriangular(stacked, B, { upper: false }).toArray()).toEqual(each);
    const { LU, pivots } = linalg.luFactor(stacked);
    expect(linalg.luSolve(LU, pivots, B).toArray()).toEqual(each);
  });
  test("is one vector per matrix to those", () => {
    const vectors = [[1, 2], [1.5, 2]]; // prettier-ignore
    expect(solve(stacked, B).toArray()).toEqual(vectors);
    expect(linalg.solveEx(stacked, B).result.toArray()).toEqual(vectors);
    expectClose(linalg.lstsq(stacked, B).solution, tensor(vectors), ROUNDING);
  });
});

describe("what has no derivative is NaN, all of it, by every way", () => {
  const nothing = (f: (A: Tensor) => Tensor, A: Tensor): void => {
    for (const mode of ["forward", "reverse"] as const)
      expect(jacobian(f, A, { mode }).data.every(Number.isNaN)).toBe(true);
    const g = (X: Tensor): Tensor => sum(mul(f(X), sample(f(A).shape, 3)));
    for (const H of [
      hessian(g, A),
      jacobian((X: Tensor) => jacobian(g, X), A),
      jacobian((X: Tensor) => grad(g, X), A, { mode: "reverse" }),
      jacobian((X: Tensor) => jacobian(g, X), A, { mode: "reverse" }),
    ])
      expect(H.data.every(Number.isNaN)).toBe(true);
  };
  test("qr of columns that depend on each other", () => {
    nothing((A) => qr(A).Q, tensor([[1, 2], [2, 4]])); // prettier-ignore
    nothing((A) => qr(A).R.at(0), tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]])); // prettier-ignore
  });
  test("eigenvectors of equal eigenvalues, and all of a matrix without n of them", () => {
    nothing((A) => linalg.eigh(A).eigenvectors.at(":", 1), diag([1, 2, 2]));
    nothing((A) => linalg.eig(A).eigenvectors.real.at(":", 1), diag([1, 2, 2]));
    nothing((A) => linalg.eigvals(A).real, tensor([[1, 1], [0, 1]])); // prettier-ignore
  });
  test("singular vectors of equal singular values, and left ones of 0", () => {
    nothing((A) => linalg.svd(A).U.at(":", 1), diag([1, 2, 2]));
    nothing((A) => linalg.svd(A).U.at(":", 1), tensor([[1, 2], [2, 4]])); // prettier-ignore
  });
  test("logdet of a negative determinant", () => {
    nothing((A) => logdet(A).reshape(1), tensor([[0, 1], [1, 0]])); // prettier-ignore
  });
});
