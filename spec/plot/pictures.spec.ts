// Every picture of everything: XML, finite places, words that say what the numbers are. The numbers come from elsewhere: closed
// forms, jvp, predict.
import {
  add,
  exp,
  jacobian,
  jvp,
  linspace,
  log,
  matmul,
  mul,
  neg,
  roll,
  sin,
  tan,
  tanh,
  tensor,
  type Tensor,
} from "dualtensor";
import { leastSquares } from "../../lib/optimize.js";
import { convergencePlot, curvePlot, fitPlot, graphPlot, heatMap, spyPlot } from "../../lib/plot.js";
import { jacobianPattern, spy, SparseMatrix } from "../../lib/sparse.js";
import { all, checked, read, type Node } from "./xml.js";

const junk = [
  0,
  -0,
  1,
  -1,
  NaN,
  Infinity,
  -Infinity,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  5e-324,
  -5e-324,
  1e-200,
  1e200,
  1 / 3,
];
const hostile = `</title><script>"&amp;\u0000\uD800]]>' onload=x`;
/** Numbers of no pattern, the same in every run. */
function drawn(n: number, seed: number): number[] {
  let state = seed;
  return Array.from(
    { length: n },
    () => junk[(state = (state * 1103515245 + 12345) % 2147483648) % junk.length],
  );
}
const titles = (picture: Node): string[] =>
  all(picture)
    .filter(({ name }) => name === "title")
    .map(({ text }) => text);
const words = (picture: Node): string[] =>
  all(picture)
    .filter(({ name }) => name === "text")
    .map(({ text }) => text);

const four = (t: Tensor): string => String(Number(t.data[0].toPrecision(4)));

test("the reader of XML refuses what is none", () => {
  for (const text of [
    "<a>",
    "<a></b>",
    "<a b=c/>",
    "<a>&</a>",
    "<a/><b/>",
    '<a b="1" b="2"/>',
    "<a>\u0001</a>",
    "a<b/>",
  ])
    expect(() => read(text)).toThrow();
});

describe("heatMap", () => {
  test("a cell for each entry says its names and its number; what is no number is hatched", () => {
    const picture = checked(
      heatMap(
        [
          [1, NaN],
          [-0.5, 0],
        ],
        { rows: ["p", "q"], columns: ["a", "b"] },
      ),
    );
    expect(titles(picture).slice(1)).toEqual(["p a 1", "p b NaN", "q a -0.5", "q b 0"]);
    expect(all(picture).filter(({ attributes }) => attributes.fill?.startsWith("url(#"))).toHaveLength(1);
    expect(picture.children[1].text).toBe(
      "Heat map of a matrix of 2 rows and 2 columns: 2 of 4 entries are finite and not zero, the largest in size is 1. 1 are not finite and hatched.",
    );
  });

  test("rank: a number, a vector, outputAxes; names are indices", () => {
    checked(heatMap(3));
    expect(checked(heatMap([1, 2, 3])).children[1].text).toContain("1 rows and 3 columns");
    const J = jacobian(
      (x) => matmul(x, x),
      [
        [1, 2],
        [3, 4],
      ],
    );
    const picture = checked(heatMap(J, { outputAxes: 2 }));
    expect(picture.children[1].text).toContain("4 rows and 4 columns");
    expect(titles(picture)).toContain("[1, 0] [0, 1] 0");
    expect(() => heatMap(J)).toThrow(/outputAxes/);
  });

  test.each([
    [1, 1],
    [2, 7],
    [30, 3],
    [40, 40],
    [97, 5],
    [500, 200],
    [0, 3],
    [3, 0],
  ])("%d x %d junk numbers", (m, n) => {
    for (const theme of ["auto", "light", "dark"] as const) {
      const J = m * n === 0 ? { data: [], shape: [m, n] } : { data: drawn(m * n, m + n), shape: [m, n] };
      const svg = heatMap(J, { theme, title: hostile, description: `${hostile}.`, numbers: n < 10 });
      checked(svg);
      expect(svg.length).toBeLessThan(1_000_000);
    }
  });

  test("a large matrix is drawn in blocks, of which each shows its largest entry", () => {
    const data = new Float64Array(400 * 400);
    data[159_999] = -7;
    const picture = checked(heatMap({ data, shape: [400, 400] }));
    expect(
      all(picture).filter(({ attributes }) => attributes.class === "a0" && attributes.d !== undefined),
    ).toHaveLength(1);
  });

  test("options that cannot be", () => {
    expect(() => heatMap([[1, 2]], { rows: ["a", "b"] })).toThrow(
      "heatMap: expected the option rows to be 1 names",
    );
    expect(() => heatMap([[1, 2]], { width: 5 })).toThrow("pixels from 120 to 4000");
    expect(() => heatMap([[1, 2]], { theme: "blue" as never })).toThrow('"auto", "light" or "dark"');
    expect(() => heatMap([[1, 2]], { colour: 1 } as never)).toThrow("colour");
    expect(() =>
      heatMap(
        Array.from({ length: 90 }, () => [1]),
        { height: 120 },
      ),
    ).toThrow("room for the cells");
  });
});

describe("spyPlot", () => {
  const A = jacobianPattern((x) => mul(x, add(roll(x, 1), roll(x, -1))), linspace(0, 1, 12));
  test("draws each entry once, by a matrix or by spy's points", () => {
    const squares = (svg: string) =>
      all(checked(svg))
        .filter(({ attributes }) => /^k\d/.test(attributes.class ?? ""))
        .map(({ attributes }) => attributes.d.match(/M/g)!.length)
        .reduce((a, b) => a + b, 0);
    // Three diagonals of a ring of twelve.
    expect(squares(spyPlot(A))).toBe(36);
    expect(spyPlot(spy(A))).toBe(spyPlot(A));
    expect(checked(spyPlot(A)).children[1].text).toBe(
      "Pattern of a matrix of 12 rows and 12 columns: 36 entries in 3 colours, 25 % of all.",
    );
  });
  test("empty, wide, wrong", () => {
    checked(spyPlot([]));
    checked(spyPlot([], { shape: [0, 0] }));
    checked(spyPlot(jacobianPattern((x) => x.mul(x), linspace(0, 1, 3000))));
    checked(spyPlot(SparseMatrix.from({ shape: [2, 100_000], rows: [0], columns: [99_999], values: [1] })));
    expect(() => spyPlot(A, { shape: [2, 2] })).toThrow("rows from 12 and columns from 12");
    expect(() => spyPlot([[1]] as never)).toThrow("spyPlot: expected matrix to be a SparseMatrix");
  });
});

describe("curvePlot", () => {
  test("the slopes are the derivative: sin at 1 has cos 1", () => {
    expect(checked(curvePlot((x) => sin(x), { from: 0, to: 3, tangents: [0, 1] })).children[1].text).toBe(
      `The function from 0 to 3; slope 1 at 0, slope ${Math.cos(1).toPrecision(4)} at 1.`,
    );
  });
  test("a pole is not joined: each branch of tan is a piece", () => {
    const [curve] = all(checked(curvePlot((x) => tan(x), { from: -4, to: 4 }))).filter(
      ({ attributes }) => attributes.class === "curve",
    );
    // Poles at -π/2 and π/2 (±3π/2 lies outside).
    expect(curve.attributes.d.match(/M/g)).toHaveLength(3);
  });
  test("a step is drawn as it is, what has no value is hatched", () => {
    const picture = checked(curvePlot((x) => log(x), { from: -1, to: 1, tangents: [-0.5, 0, 0.5] }));
    expect(all(picture).some(({ attributes }) => attributes.fill?.startsWith("url(#"))).toBe(true);
    expect(picture.children[1].text).toMatch(/no finite value at \d+ of 240 points/);
  });
  test.each([
    ["nothing", () => tensor(NaN)],
    ["constant", () => tensor(3)],
    ["overflow", (x: Tensor) => exp(exp(x))],
    ["huge", (x: Tensor) => mul(x, 1e308)],
    ["tiny", (x: Tensor) => mul(x, 1e-320)],
    ["steep", (x: Tensor) => tanh(mul(x, 1e200))],
  ] as const)("%s", (_name, f) => {
    for (const [from, to] of [
      [-5, 5],
      [0, Number.MAX_VALUE],
      [-Number.MAX_VALUE, Number.MAX_VALUE],
      [0, 5e-324],
      [1, 1 + 2 ** -52],
    ])
      checked(
        curvePlot(f, {
          from,
          to,
          samples: 50,
          tangents: [from, to],
          xLabel: "x",
          yLabel: hostile,
        }),
      );
  });
  test("wrong input", () => {
    expect(() => curvePlot((x) => x, { from: 1, to: 1 })).toThrow("a number above from (1)");
    expect(() => curvePlot((x) => x, { tangents: [NaN] })).toThrow("at most 100 finite numbers");
    expect(() => curvePlot(() => tensor([1, 2]))).toThrow("curvePlot");
    expect(() => curvePlot(3 as never)).toThrow("curvePlot: expected f to be a function of one number");
  });
});

describe("graphPlot", () => {
  test("values and tangents are those of jvp, for tuples and records", () => {
    const f = (a: Tensor, b: Tensor): Tensor => add(mul(sin(a), b), exp(a));
    const { value, tangent } = jvp(f, [tensor(1), tensor(2)], [1, 0.5]);
    const text = checked(graphPlot(f, [tensor(1), tensor(2)], [1, 0.5])).children[1].text;
    expect(text).toBe(
      `A computation of 4 operations; it gives ${four(value)} with tangent ${four(tangent)}.`,
    );
    const g = ({ a, b }: { a: Tensor; b: Tensor }): Tensor => f(a, b);
    const picture = checked(graphPlot(g, { a: 1, b: 2 }, { a: 1, b: 0.5 }));
    expect(words(picture)).toEqual(expect.arrayContaining(["a", "b", "sin", "exp", "mul", "add"]));
    // d(a b) = b da + a db at a = 3, b = 2 along (1, 0).
    expect(titles(checked(graphPlot((a, b) => mul(a, b), [tensor(3), tensor(2)], [1, 0])))).toContain(
      "mul: 6, tangent 2",
    );
  });
  test("where nothing moves an arrow is dashed", () => {
    const picture = checked(graphPlot((x: Tensor) => mul(x, 2), 3, 1));
    expect(all(picture).filter(({ attributes }) => attributes.class === "still")).toHaveLength(1);
    checked(graphPlot(() => tensor(1), 3, 1));
    checked(graphPlot((x: Tensor) => log(neg(x)), 3, 1));
  });
  test("derivatives inside are drawn as what they do", () => {
    const picture = checked(graphPlot((x: Tensor) => jacobian((v) => sin(v), x), 1, 1));
    expect(picture.children[1].text).toContain(
      `${Math.cos(1).toPrecision(4)} with tangent −${Math.sin(1).toPrecision(4)}`,
    );
  });
  test("too large, wrong", () => {
    const long = (x: Tensor): Tensor => Array.from({ length: 200 }).reduce<Tensor>((s) => sin(s), x);
    expect(() => graphPlot(long as never, 1, 1)).toThrow("at most 150 boxes");
    expect(() => graphPlot((x: Tensor) => x, 1, [1, 2])).toThrow("graphPlot: expected v to be of shape ()");
    expect(() => graphPlot((x: Tensor) => x, 1, 1, { width: 1 })).toThrow("graphPlot");
  });
});

describe("fitPlot", () => {
  const x = linspace(0, 4, 9),
    line = (x: Tensor) => (b: Tensor) => add(b.at(0), mul(b.at(1), x)),
    y = tensor([0.1, 0.4, 1.1, 1.4, 2.1, 2.4, 3.1, 3.4, 4.1]),
    fit = leastSquares(line(x), [0, 1], { observed: y });
  test("residuals are data less the line of the normal equations", () => {
    // Of 9 points half apart: b1 = Σ(x - 2)(y - ȳ) / 15, b0 = ȳ - 2 b1.
    const [xs, ys] = [[...x.data], [...y.data]],
      mean = ys.reduce((s, v) => s + v, 0) / 9,
      b1 = xs.reduce((s, v, i) => s + (v - 2) * (ys[i] - mean), 0) / 15,
      largest = Math.max(...xs.map((v, i) => Math.abs(ys[i] - mean - b1 * (v - 2))));
    const picture = checked(fitPlot(fit, line, x, y, { xLabel: "x", yLabel: "y" }));
    expect(picture.children[1].text).toContain(`the largest of size ${largest.toPrecision(4)}`);
    expect(all(picture).filter(({ name }) => name === "circle")).toHaveLength(18);
    expect(
      all(picture).filter(({ attributes }) => /^(wide|band)$/.test(attributes.class ?? "")),
    ).toHaveLength(2);
  });
  test("junk data, one point, no bands", () => {
    checked(fitPlot(fit, line, drawn(20, 3), drawn(20, 4), { level: 0.5 }));
    checked(fitPlot(fit, line, [2], [2]));
    const unknown = (g: (b: Tensor) => Tensor): Tensor => mul(g(tensor([0, 1])), NaN);
    const nothing = {
      predict: (g: (b: Tensor) => Tensor) => {
        const [value, band] = [unknown(g), { lower: unknown(g), upper: unknown(g) }];
        return { value, confidence: band, prediction: band };
      },
    };
    checked(fitPlot(nothing as never, line, [2], [NaN]));
  });
  test("wrong input", () => {
    expect(() => fitPlot(fit, line, x, [1])).toThrow("fitPlot");
    expect(() => fitPlot({} as never, line, x, y)).toThrow("what leastSquares gives");
    expect(() => fitPlot(fit, (() => 3) as never, x, y)).toThrow("(x) => (b) => ...");
    expect(() => fitPlot(fit, line, x, y, { level: 2 })).toThrow("between 0 and 1");
  });
});

describe("convergencePlot", () => {
  test("says where each search began and ended", () => {
    const picture = checked(convergencePlot({ Newton: [1, 0.01, 1e-4, 0], slow: [1, 0.5] }));
    expect(picture.children[1].text).toBe("Newton from 1 to 0 in 3 steps; slow from 1 to 0.5 in 1 steps.");
    // Zero has no logarithm: a cross on the edge, three dots above it.
    expect(all(picture).filter(({ name }) => name === "circle")).toHaveLength(5);
  });
  test.each([[[]], [[1]], [[0, 0]], [drawn(50, 1)], [drawn(5000, 2)], [new Float64Array(3)]])(
    "%#",
    (steps) => {
      checked(convergencePlot(steps));
      checked(convergencePlot({ [hostile]: steps, "": [] }, { yLabel: "|f|" }));
    },
  );
  test("wrong input", () => {
    expect(() => convergencePlot("abc" as never)).toThrow("convergencePlot");
    expect(() => convergencePlot({ a: ["x"] } as never)).toThrow("a record of up to 20");
    expect(() => convergencePlot({})).toThrow("a record of up to 20");
  });
});

test("a picture's rules are its own: two on one page keep apart", () => {
  const [a, b] = [heatMap([[1]], { theme: "light" }), heatMap([[2]], { theme: "dark" })].map(
    (svg) => read(svg).attributes.class,
  );
  expect(a).not.toBe(b);
});
