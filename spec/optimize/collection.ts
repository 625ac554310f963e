// The 35 problems of J. J. More, B. S. Garbow, K. E. Hillstrom, "Testing unconstrained optimization software", ACM TOMS 7 (1981):
// residuals in tensors, the standard start, and the least sums of squares that the paper lists. Problem 11 is the one that the
// authors' code has (the paper's formula is misprinted).
import {
  abs,
  arange,
  atan,
  cat,
  cos,
  cumsum,
  exp,
  flip,
  hypot,
  matmul,
  mul,
  prod,
  sin,
  stack,
  stopGradient,
  sub,
  sum,
  tensor,
  type Tensor,
} from "dualtensor";

export interface Problem {
  readonly number: number;
  readonly name: string;
  readonly residuals: (x: Tensor) => Tensor;
  readonly start: readonly number[];
  /** The sums at the minima that the paper lists, to the digits it gives; the first is the least. */
  readonly minima: readonly number[];
  /** As many equations as unknowns, with a root. */
  readonly square: boolean;
}
const list = (n: number, f: (i: number) => number): number[] => Array.from({ length: n }, (_, i) => f(i + 1));
const at = (x: Tensor, n: number): Tensor[] => Array.from({ length: n }, (_, i) => x.at(i));
const sq = (x: Tensor): Tensor => x.mul(x);
const times = (n: number, f: (i: number) => number): Tensor => tensor(list(n, f));

const bard = [0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39]; // prettier-ignore
const gaussian = [0.0009, 0.0044, 0.0175, 0.054, 0.1295, 0.242, 0.3521, 0.3989, 0.3521, 0.242, 0.1295, 0.054, 0.0175, 0.0044, 0.0009]; // prettier-ignore
const meyer = [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872]; // prettier-ignore
const kowalik = {
  y: [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
  u: [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625],
};
// prettier-ignore
const osborne1 = [
  0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.85, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.58,
  0.558, 0.538, 0.522, 0.506, 0.49, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.42, 0.414, 0.411, 0.406,
];
// prettier-ignore
const osborne2 = [
  1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602,
  0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.5, 0.423, 0.395, 0.375,
  0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591,
  0.559, 0.597, 0.625, 0.739, 0.71, 0.729, 0.72, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054,
];
const decay = (t: Tensor, rate: Tensor): Tensor => exp(t.mul(rate).neg());
/** x_i+1 with a 0 behind, x_i-1 with a 0 in front. */
const after = (x: Tensor): Tensor => cat([x.at("1:"), tensor([0])], 0);
const before = (x: Tensor): Tensor => cat([tensor([0]), x.at(":-1")], 0);

function rosenbrock(x: Tensor): Tensor {
  const a = x.at("0::2"), b = x.at("1::2"); // prettier-ignore
  return cat([b.sub(sq(a)).mul(10), sub(1, a)], 0);
}
function powell(x: Tensor): Tensor {
  const [a, b, c, d] = [0, 1, 2, 3].map((k) => x.at(`${k}::4`));
  return cat(
    [a.add(b.mul(10)), c.sub(d).mul(Math.sqrt(5)), sq(b.sub(c.mul(2))), sq(a.sub(d)).mul(Math.sqrt(10))],
    0,
  );
}
function helical(x: Tensor): Tensor {
  const [a, b, c] = at(x, 3),
    turn = atan(b.div(a)).div(2 * Math.PI),
    theta = stopGradient(a).item() > 0 ? turn : turn.add(0.5);
  return stack([c.sub(theta.mul(10)).mul(10), hypot(a, b).sub(1).mul(10), c]);
}
function watson(x: Tensor): Tensor {
  const n = x.size,
    t = list(29, (i) => i / 29),
    powers = tensor(t.map((v) => list(n, (j) => v ** (j - 1)))),
    slopes = tensor(t.map((v) => list(n, (j) => (j === 1 ? 0 : (j - 1) * v ** (j - 2)))));
  const inner = matmul(slopes, x).sub(sq(matmul(powers, x))).sub(1); // prettier-ignore
  return cat(
    [
      inner,
      stack([
        x.at(0),
        x
          .at(1)
          .sub(sq(x.at(0)))
          .sub(1),
      ]),
    ],
    0,
  );
}
function penalty2(x: Tensor): Tensor {
  const n = x.size,
    a = Math.sqrt(1e-5),
    e = exp(x.div(10)),
    y = list(n - 1, (i) => Math.exp((i + 1) / 10) + Math.exp(i / 10));
  return cat(
    [
      x.at("0:1").sub(0.2),
      e.at("1:").add(e.at(":-1")).sub(y).mul(a),
      e.at("1:").sub(Math.exp(-0.1)).mul(a),
      sum(sq(x).mul(list(n, (j) => n - j + 1)), [0], true).sub(1),
    ],
    0,
  );
}
function integral(x: Tensor): Tensor {
  const n = x.size,
    h = 1 / (n + 1),
    t = times(n, (i) => i * h),
    u = sub(1, t),
    c = x.add(t).add(1).pow(3),
    left = cumsum(t.mul(c), 0),
    right = flip(cumsum(flip(u.mul(c), [0]), 0), [0]).sub(u.mul(c));
  return x.add(
    u
      .mul(left)
      .add(t.mul(right))
      .mul(h / 2),
  );
}
function banded(x: Tensor): Tensor {
  const n = x.size,
    near = tensor(
      list(n, (i) => i).map((i) => list(n, (j) => (j !== i && j >= i - 5 && j <= i + 1 ? 1 : 0))),
    );
  return x
    .mul(sq(x).mul(5).add(2))
    .add(1)
    .sub(matmul(near, x.mul(x.add(1))));
}
function chebyquad(x: Tensor): Tensor {
  const n = x.size,
    z = x.mul(2).sub(1),
    rows: Tensor[] = [];
  let [low, high] = [tensor(list(n, () => 1)), z];
  for (let i = 1; i <= n; i++) {
    rows.push(
      sum(high)
        .div(n)
        .add(i % 2 === 0 ? 1 / (i * i - 1) : 0),
    );
    [low, high] = [high, z.mul(2).mul(high).sub(low)];
  }
  return stack(rows);
}
const weighted = (x: Tensor, w: readonly number[]): Tensor => sum(x.mul(w));
const repeated = (n: number, ...v: number[]): number[] => list(n, (i) => v[(i - 1) % v.length]);

// prettier-ignore
const rows: readonly [number, string, (x: Tensor) => Tensor, readonly number[], readonly number[], boolean][] = [
  [1, "Rosenbrock", rosenbrock, [-1.2, 1], [0], true],
  [2, "Freudenstein and Roth", (x) => {
    const [a, b] = at(x, 2);
    return stack([a.sub(13).add(sub(5, b).mul(b).sub(2).mul(b)), a.sub(29).add(b.add(1).mul(b).sub(14).mul(b))]);
  }, [0.5, -2], [0, 48.9842], true],
  [3, "Powell badly scaled", (x) => {
    const [a, b] = at(x, 2);
    return stack([a.mul(b).mul(1e4).sub(1), exp(a.neg()).add(exp(b.neg())).sub(1.0001)]);
  }, [0, 1], [0], true],
  [4, "Brown badly scaled", (x) => {
    const [a, b] = at(x, 2);
    return stack([a.sub(1e6), b.sub(2e-6), a.mul(b).sub(2)]);
  }, [1, 1], [0], false],
  [5, "Beale", (x) => {
    const [a, b] = at(x, 2);
    return stack([1.5, 2.25, 2.625].map((y, i) => sub(y, a.mul(sub(1, b.pow(i + 1))))));
  }, [1, 1], [0], false],
  [6, "Jennrich and Sampson", (x) => {
    const i = arange(1, 11), [a, b] = at(x, 2);
    return i.mul(2).add(2).sub(exp(i.mul(a)).add(exp(i.mul(b))));
  }, [0.3, 0.4], [124.362], false],
  [7, "Helical valley", helical, [-1, 0, 0], [0], true],
  [8, "Bard", (x) => {
    const u = list(15, (i) => i), v = tensor(u.map((i) => 16 - i)), w = tensor(u.map((i) => Math.min(i, 16 - i))), [a, b, c] = at(x, 3);
    return sub(bard, a.add(tensor(u).div(v.mul(b).add(w.mul(c)))));
  }, [1, 1, 1], [8.21487e-3, 17.4286], false],
  [9, "Gaussian", (x) => {
    const [a, b, c] = at(x, 3), t = times(15, (i) => (8 - i) / 2);
    return a.mul(exp(sq(t.sub(c)).mul(b).div(-2))).sub(gaussian);
  }, [0.4, 1, 0], [1.12793e-8], false],
  [10, "Meyer", (x) => {
    const [a, b, c] = at(x, 3), t = times(16, (i) => 45 + 5 * i);
    return a.mul(exp(b.div(t.add(c)))).sub(meyer);
  }, [0.02, 4000, 250], [87.9458], false],
  [11, "Gulf research and development", (x) => {
    const [a, b, c] = at(x, 3), t = list(99, (i) => i / 100), y = tensor(t.map((v) => 25 + (-50 * Math.log(v)) ** (2 / 3)));
    return exp(abs(y.sub(b)).pow(c).div(a).neg()).sub(t);
  }, [5, 2.5, 0.15], [0], false],
  [12, "Box three-dimensional", (x) => {
    const [a, b, c] = at(x, 3), t = times(10, (i) => 0.1 * i);
    return decay(t, a).sub(decay(t, b)).sub(c.mul(exp(t.neg()).sub(exp(t.mul(-10)))));
  }, [0, 10, 20], [0], false],
  [13, "Powell singular", powell, [3, -1, 0, 1], [0], true],
  [14, "Wood", (x) => {
    const [a, b, c, d] = at(x, 4);
    return stack([
      b.sub(sq(a)).mul(10), sub(1, a), d.sub(sq(c)).mul(Math.sqrt(90)), sub(1, c),
      b.add(d).sub(2).mul(Math.sqrt(10)), b.sub(d).div(Math.sqrt(10)),
    ]);
  }, [-3, -1, -3, -1], [0], false],
  [15, "Kowalik and Osborne", (x) => {
    const [a, b, c, d] = at(x, 4), u = tensor(kowalik.u);
    return sub(kowalik.y, a.mul(sq(u).add(u.mul(b))).div(sq(u).add(u.mul(c)).add(d)));
  }, [0.25, 0.39, 0.415, 0.39], [3.07505e-4, 1.02734e-3], false],
  [16, "Brown and Dennis", (x) => {
    const [a, b, c, d] = at(x, 4), t = times(20, (i) => i / 5);
    return sq(a.add(t.mul(b)).sub(exp(t))).add(sq(c.add(sin(t).mul(d)).sub(cos(t))));
  }, [25, 5, -5, -1], [85822.2], false],
  [17, "Osborne 1", (x) => {
    const [a, b, c, d, e] = at(x, 5), t = times(33, (i) => 10 * (i - 1));
    return sub(osborne1, a.add(b.mul(decay(t, d))).add(c.mul(decay(t, e))));
  }, [0.5, 1.5, -1, 0.01, 0.02], [5.46489e-5], false],
  [18, "Biggs EXP6", (x) => {
    const [a, b, c, d, e, f] = at(x, 6), t = times(13, (i) => 0.1 * i),
      y = list(13, (i) => Math.exp(-0.1 * i) - 5 * Math.exp(-i) + 3 * Math.exp(-0.4 * i));
    return c.mul(decay(t, a)).sub(d.mul(decay(t, b))).add(f.mul(decay(t, e))).sub(y);
  }, [1, 2, 1, 1, 1, 1], [0, 5.65565e-3], false],
  [19, "Osborne 2", (x) => {
    const v = at(x, 11), t = times(65, (i) => (i - 1) / 10),
      peak = (k: number): Tensor => v[k].mul(exp(sq(t.sub(v[k + 7])).mul(v[k + 4]).neg()));
    return sub(osborne2, v[0].mul(decay(t, v[4])).add(peak(1)).add(peak(2)).add(peak(3)));
  }, [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5], [4.01377e-2], false],
  [20, "Watson, n = 6", watson, repeated(6, 0), [2.28767e-3], false],
  [20, "Watson, n = 9", watson, repeated(9, 0), [1.39976e-6], false],
  [20, "Watson, n = 12", watson, repeated(12, 0), [4.72238e-10], false],
  [21, "Extended Rosenbrock", rosenbrock, repeated(10, -1.2, 1), [0], true],
  [22, "Extended Powell singular", powell, repeated(12, 3, -1, 0, 1), [0], true],
  ...([[4, 2.24997e-5], [10, 7.08765e-5]] as const).map(([n, least]) => [23, `Penalty I, n = ${n}`, (x: Tensor) =>
    cat([x.sub(1).mul(Math.sqrt(1e-5)), sum(sq(x), [0], true).sub(0.25)], 0),
  list(n, (i) => i), [least], false] as [number, string, (x: Tensor) => Tensor, number[], number[], boolean]),
  [24, "Penalty II, n = 4", penalty2, repeated(4, 0.5), [9.37629e-6], false],
  [24, "Penalty II, n = 10", penalty2, repeated(10, 0.5), [2.9366e-4], false],
  [25, "Variably dimensioned", (x) => {
    const s = weighted(x.sub(1), list(10, (j) => j));
    return cat([x.sub(1), stack([s, sq(s)])], 0);
  }, list(10, (i) => 1 - i / 10), [0], false],
  [26, "Trigonometric", (x) => {
    const c = cos(x), i = times(10, (k) => k);
    return i.mul(sub(1, c)).sub(sin(x)).add(sub(10, sum(c)));
  }, repeated(10, 0.1), [0, 2.79506e-5], true],
  [27, "Brown almost-linear", (x) =>
    cat([x.at(":-1").add(sum(x)).sub(11), stack([prod(x).sub(1)])], 0),
  repeated(10, 0.5), [0, 1], true],
  [28, "Discrete boundary value", (x) => {
    const h = 1 / 11, t = times(10, (i) => i * h);
    return x.mul(2).sub(before(x)).sub(after(x)).add(x.add(t).add(1).pow(3).mul((h * h) / 2));
  }, list(10, (i) => (i / 11) * (i / 11 - 1)), [0], true],
  [29, "Discrete integral equation", integral, list(10, (i) => (i / 11) * (i / 11 - 1)), [0], true],
  [30, "Broyden tridiagonal", (x) => sub(3, x.mul(2)).mul(x).sub(before(x)).sub(after(x).mul(2)).add(1), repeated(10, -1), [0], true],
  [31, "Broyden banded", banded, repeated(10, -1), [0], true],
  [32, "Linear, full rank", (x) =>
    cat([x, tensor(repeated(10, 0))], 0).sub(sum(x).mul(2 / 20)).sub(1),
  repeated(10, 1), [10], false],
  [33, "Linear, rank 1", (x) => mul(times(20, (i) => i), weighted(x, list(10, (j) => j))).sub(1),
  repeated(10, 1), [(20 * 19) / (2 * 41)], false],
  [34, "Linear, rank 1 with zeros", (x) =>
    mul(times(20, (i) => (i === 20 ? 0 : i - 1)), weighted(x, list(10, (j) => (j === 1 || j === 10 ? 0 : j)))).sub(1),
  repeated(10, 1), [(400 + 60 - 6) / (2 * 37)], false],
  [35, "Chebyquad, n = 7", chebyquad, list(7, (j) => j / 8), [0], true],
  [35, "Chebyquad, n = 8", chebyquad, list(8, (j) => j / 9), [3.51687e-3], false],
  [35, "Chebyquad, n = 9", chebyquad, list(9, (j) => j / 10), [0], true],
  [35, "Chebyquad, n = 10", chebyquad, list(10, (j) => j / 11), [6.50395e-3], false],
];
export const problems: readonly Problem[] = rows.map(([number, name, residuals, start, minima, square]) => ({
  number,
  name,
  residuals,
  start,
  minima,
  square,
}));
