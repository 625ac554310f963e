// What torch takes by keyword alone stands behind a * in the signatures, and is given by its name alone.
import * as d from "dualtensor";
import { parameters } from "../../lib/door/arguments.js";
import { entryOf, publicFunctions } from "./entries.js";

type Call = (...args: unknown[]) => unknown;
/**
 * After the * in the signatures of PyTorch 2 (its documentation, and native_functions.yaml), without out, dtype and the like;
 * `seed` is ours.
 */
const torch: Readonly<Record<string, readonly string[]>> = {
  add: ["alpha"],
  sub: ["alpha"],
  rsub: ["alpha"],
  div: ["roundingMode"],
  addbmm: ["beta", "alpha"],
  addcdiv: ["value"],
  addcmul: ["value"],
  addmm: ["beta", "alpha"],
  addmv: ["beta", "alpha"],
  addr: ["beta", "alpha"],
  baddbmm: ["beta", "alpha"],
  aminmax: ["dim", "keepdim"],
  argsort: ["stable"],
  sort: ["stable"],
  cov: ["correction", "fweights", "aweights"],
  cumulativeTrapezoid: ["dx", "dim"],
  trapezoid: ["dx", "dim"],
  gradient: ["spacing", "dim", "edgeOrder"],
  indexAdd: ["alpha"],
  meshgrid: ["indexing"],
  quantile: ["interpolation"],
  nanquantile: ["interpolation"],
  round: ["decimals"],
  scatter: ["reduce"],
  scatterReduce: ["includeSelf"],
  std: ["correction", "keepdim", "unbiased"],
  stdMean: ["correction", "keepdim", "unbiased"],
  var: ["correction", "keepdim", "unbiased"],
  varMean: ["correction", "keepdim", "unbiased"],
  cholesky: ["upper"],
  solve: ["left"],
  "linalg.choleskyEx": ["upper", "checkErrors"],
  "linalg.cross": ["dim"],
  "linalg.diagonal": ["offset", "dim1", "dim2"],
  "linalg.invEx": ["checkErrors"],
  "linalg.lstsq": ["driver"],
  "linalg.lu": ["pivot"],
  "linalg.luFactor": ["pivot"],
  "linalg.luFactorEx": ["pivot", "checkErrors"],
  "linalg.luSolve": ["left", "adjoint"],
  "linalg.matrixRank": ["atol", "rtol", "hermitian"],
  "linalg.pinv": ["atol", "rtol", "hermitian"],
  "linalg.solveEx": ["left", "checkErrors"],
  "linalg.solveTriangular": ["upper", "left", "unitriangular"],
  "linalg.vander": ["N"],
  "linalg.vecdot": ["dim"],
  gelu: ["approximate"],
  scaledDotProductAttention: ["scale", "seed"],
};
const functions = publicFunctions(),
  signed = functions.filter(([, f]) => f.signature?.includes("*"));

test("the signatures say so of these, and of no others", () => {
  const found = signed.map(([name, f]) => [
    name,
    parameters(f.signature!)
      .filter((p) => p.keyword)
      .map((p) => p.name),
  ]);
  expect(Object.fromEntries(found.filter(([name]) => name !== "variance"))).toEqual(torch);
});

test.each(signed)("%s refuses them in their place, and says how they are written", (name, f) => {
  const params = parameters(f.signature!),
    entry = entryOf(name, f);
  if (typeof entry === "string") throw new Error(entry);
  const places = params.filter((p) => !p.keyword).length,
    { [places]: first } = params;
  // Tensors may follow each other there; std and the like take torch's older true or false.
  const value =
    first.kind === "number" ? 3 : first.kind === "bool" ? true : first.kind === "tensor" ? [1] : "x";
  if (params[0].kind === "tensors") return;
  const args = [...entry.args.slice(0, places), value];
  expect(() => (f as Call)(...args)).toThrow(
    new RegExp(`expected ${first.name} by its name.*\\{ ${first.name}: `),
  );
});

test("the cases of the report", () => {
  const call = (f: unknown, ...args: unknown[]) => (f as Call)(...args);
  expect(() => call(d.add, 1, 2, 3)).toThrow("{ alpha: 3 }");
  expect(() => call(d.sub, 1, 2, 3)).toThrow("{ alpha: 3 }");
  expect(() => call(d.addcmul, 1, 2, 3, 4)).toThrow("{ value: 4 }");
  expect(d.add(1, 2, { alpha: 3 }).item()).toBe(7);
  expect(() => call(d.add, 1, 2, { alpha: 3 }, 4)).toThrow(/add: expected (at most|alpha by its name)/);
  expect(() => call(d.add, 1, 2, { alpa: 3 })).toThrow("options among alpha");
});

test("no shortcut for a number takes what it does not know", () => {
  const pairs = functions.filter(([, f]) => f.signature === "input, other");
  expect(pairs.length).toBeGreaterThan(25);
  const deaf = pairs.flatMap(([name, f]) =>
    [-1, 0, 0.5, 1, 2, 3]
      .filter((other) => {
        try {
          (f as Call)(0.5, other, { alpha: 2 });
          return true;
        } catch (error) {
          return !(error instanceof d.DualTensorError) || error.code !== "DT_ARGUMENT";
        }
      })
      .map((other) => `${name}(0.5, ${other}, { alpha: 2 })`),
  );
  expect(deaf).toEqual([]);
});
