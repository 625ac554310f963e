// Taylor series against what is independent of them: nested jvp for every row of the library, closed series, and laws.
import {
  exp,
  grad,
  jacobian,
  jvp,
  log,
  log1p,
  mul,
  sin,
  stack,
  sum,
  tan,
  tanh,
  taylor,
  tensor,
  type Tensor,
} from "dualtensor";
import * as linalg from "../../lib/linalg.js";
import { near, pushed, seed, subjectsOf, unseed, type Many, type Subject } from "../contract/subject.js";
import { rows } from "../rows.js";

type F = (...x: Many) => Tensor;
/** d/dt f(x + t v), nested. */
const along =
  (f: F, v: Many): F =>
  (...x) => {
    const { value, block } = pushed(f, x, v.map(seed));
    return block === null ? mul(value, 0) : unseed(block, value.shape);
  };
const ORDER = 3;
/** Some thousand ulp of the largest derivative below: both ways sum the same terms in other orders. */
const ROUNDING = 2 ** -40;

function agreesWithNestedJvp(s: Subject): void {
  if (s.rule.flat === true || s.movable.length === 0) return;
  const f = s.of(s.movable),
    x = s.movable.map((i) => s.x[i]),
    v = s.directions(s.movable),
    series = taylor(
      (...z: Tensor[]) => f(...z),
      x as unknown as [Tensor, Tensor],
      v as unknown as [Tensor, Tensor],
      ORDER,
    );
  let g: F = f,
    most = 1,
    factorial = 1;
  for (let k = 0; k <= ORDER; k++) {
    const want = g(...x).data;
    most = want.reduce((m, e) => (Number.isFinite(e) ? Math.max(m, Math.abs(e)) : m), most);
    near(
      `coefficient ${k}`,
      series[k].data.map((c) => c * factorial),
      want,
      () => ROUNDING * most,
    );
    factorial *= k + 1;
    g = along(g, v);
  }
}

describe.each(rows.map((row) => [row.place, row] as const))("%s", (_, row) => {
  test("its series are what nested jvp gives", () => {
    for (const subject of subjectsOf(row)) agreesWithNestedJvp(subject);
  });
});

describe("closed series", () => {
  const coefficients = (f: (x: Tensor) => Tensor, x: number, order: number): number[] =>
    taylor(f, x, 1, order).map((c) => c.item());
  test.each<[string, (x: Tensor) => Tensor, number, (k: number) => number]>([
    [
      "exp at 0: 1 / k!",
      exp,
      0,
      (k) => 1 / Array.from({ length: k }, (_, i) => i + 1).reduce((p, i) => p * i, 1),
    ],
    ["log(1 + x) at 0: (-1)^(k+1) / k", log1p, 0, (k) => (k === 0 ? 0 : (-1) ** (k + 1) / k)],
    ["1 / (1 - x) at 0: 1", (x) => x.neg().add(1).pow(-1), 0, () => 1],
    [
      "(1 + x)^(1/2) at 0: binomial(1/2, k)",
      (x) => x.add(1).pow(0.5),
      0,
      (k) => Array.from({ length: k }, (_, i) => (0.5 - i) / (i + 1)).reduce((p, i) => p * i, 1),
    ],
    [
      "log at 2: (-1)^(k+1) / (k 2^k)",
      log,
      2,
      (k) => (k === 0 ? Math.log(2) : (-1) ** (k + 1) / (k * 2 ** k)),
    ],
    // Bernoulli's numbers (DLMF 4.19.3 and 4.33.3).
    [
      "tan at 0",
      tan,
      0,
      (k) => [0, 1, 0, 1 / 3, 0, 2 / 15, 0, 17 / 315, 0, 62 / 2835, 0, 1382 / 155925, 0][k],
    ],
    [
      "tanh at 0",
      tanh,
      0,
      (k) => [0, 1, 0, -1 / 3, 0, 2 / 15, 0, -17 / 315, 0, 62 / 2835, 0, -1382 / 155925, 0][k],
    ],
  ])("%s", (_, f, x, closed) => {
    // Each coefficient is a sum of up to k products of the ones before: k rounding errors of terms of its size.
    coefficients(f, x, 12).forEach((c, k) =>
      expect(Math.abs(c - closed(k))).toBeLessThanOrEqual(
        2 ** -50 * (k + 1) * Math.max(1, Math.abs(closed(k))),
      ),
    );
  });
  test("inv(I - t A) is the sum of t^k A^k", () => {
    const A = tensor([[0.5, 0.25], [-0.125, 0.75]]), // prettier-ignore
      series = taylor((X) => linalg.inv(X), tensor([[1, 0], [0, 1]]), A.neg(), 5); // prettier-ignore
    let power = tensor([[1, 0], [0, 1]]); // prettier-ignore
    for (const c of series) {
      near("coefficient", c.data, power.data, () => 2 ** -50);
      power = power.matmul(A);
    }
  });
});

describe("taylor", () => {
  test("nests: the gradient of a coefficient, and series under jacobian", () => {
    // [t^2] sin(x + t) = -sin(x) / 2, whose derivative is -cos(x) / 2.
    const second = (x: Tensor): Tensor => taylor((y) => sin(y), x, 1, 2)[2];
    expect(grad(second, 0.3).item()).toBeCloseTo(-Math.cos(0.3) / 2, 14);
    expect(jacobian(second, 0.3).item()).toBeCloseTo(-Math.cos(0.3) / 2, 14);
    expect(jvp(second, 0.3, 1).tangent.item()).toBeCloseTo(-Math.cos(0.3) / 2, 14);
    // Inside out: the series of a gradient is that of the derivative.
    expect(taylor((x) => grad((y) => sin(y), x), 0.3, 1, 1)[1].item()).toBeCloseTo(-Math.sin(0.3), 14);
  });
  test("takes tuples and records and gives them back", () => {
    const tuple = taylor((a, b) => mul(a, b), [tensor(2), tensor(3)], [1, 1], 2);
    expect(tuple.map((c) => c.item())).toEqual([6, 5, 1]);
    const record = taylor(({ a }) => ({ y: mul(a, a), z: a }), { a: 2 }, { a: 1 }, 2);
    expect(record.map(({ y, z }) => [y.item(), z.item()])).toEqual([[4, 2], [4, 1], [1, 0]]); // prettier-ignore
    const [coefficients, aux] = taylor((x) => [mul(x, x), "seen"] as const, 3, 1, 1, { hasAux: true });
    expect([coefficients.map((c) => c.item()), aux]).toEqual([[9, 6], "seen"]);
  });
  test("what does not depend on x, and operations without a derivative", () => {
    expect(taylor(() => tensor(4), 1, 1, 2).map((c) => c.item())).toEqual([4, 0, 0]);
    expect(taylor((x) => x.sub(x), 1, 1, 2).map((c) => c.item())).toEqual([0, 0, 0]);
  });
  test("a chain of 20,000 operations is no recursion, and a hundred operations share their work", () => {
    const long = (x: Tensor): Tensor => {
      for (let i = 0; i < 20_000; i++) x = x.add(1e-4);
      return x;
    };
    expect(taylor(long, 0, 1, 2)[1].item()).toBe(1);
    let asked = 0;
    const f = (x: Tensor): Tensor => {
      asked++;
      return sum(stack(Array.from({ length: 50 }, (_, i) => sin(x.mul(i / 50)))));
    };
    const c = taylor(f, 0.5, 1, 6);
    expect(asked).toBe(1);
    const want = (k: number): number => {
      let s = 0,
        factorial = 1;
      for (let i = 1; i <= k; i++) factorial *= i;
      for (let i = 0; i < 50; i++)
        s += ((i / 50) ** k * Math.sin((0.5 * i) / 50 + (k * Math.PI) / 2)) / factorial;
      return s;
    };
    c.forEach((v, k) => expect(Math.abs(v.item() - want(k))).toBeLessThan(1e-14 * 50));
  });
  test("refuses what cannot be meant", () => {
    expect(() => taylor((x) => x, 1, 1, -1)).toThrow("expected order to be a whole number from 0");
    expect(() => taylor((x) => x, 1, 1, 1.5)).toThrow("order");
    expect(() => taylor((x) => x, 1, 1, 1e300)).toThrow("from 0 to 1000");
    // @ts-expect-error the order is missing
    expect(() => taylor((x) => x, 1, 1)).toThrow("order");
    expect(() => taylor((x) => x, [1, 2], [1, 2, 3], 1)).toThrow("taylor: expected v to be of shape");
  });
});
