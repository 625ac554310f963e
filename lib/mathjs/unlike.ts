// Where formulas part from mathjs, and where mathjs's names part from torch's, as data. docs/mathjs.md shows these lists;
// spec/mathjs/differences.spec.ts runs each text here, in mathjs and in torch's terms.

/** The same text, two values. */
export interface Difference {
  readonly text: string;
  readonly mathjs: string;
  readonly here: string;
  readonly why: string;
}
const real = "Numbers are real: where mathjs turns complex, the value is NaN.";
const exact = "Comparisons are exact; mathjs takes numbers as equal within 1e-12 of each other.";
const elementwise = "Functions go element by element; mathjs asks for map.";
const branch = "A vector chooses element by element, with `where`.";
const last =
  "The value is that of the last statement; mathjs gives a set of all that end without a semicolon.";
const points = "Distances are between two points; write out those from a line.";
/** Formulas whose value differs from mathjs's. `error` stands for one that is thrown. */
export const unlikeMathjs: readonly Difference[] = [
  { text: "sqrt(-1)", mathjs: "i", here: "NaN", why: real },
  { text: "(-8)^(1/3)", mathjs: "1 + 1.7320508i", here: "NaN", why: real },
  { text: "log(-1)", mathjs: "3.1415927i", here: "NaN", why: real },
  { text: "asin(2)", mathjs: "1.5707963 - 1.3169579i", here: "NaN", why: real },
  { text: "acosh(0.5)", mathjs: "1.0471976i", here: "NaN", why: real },
  { text: "1 == 1 + 1e-13", mathjs: "true", here: "false", why: exact },
  { text: "1 < 1 + 1e-13", mathjs: "false", here: "true", why: exact },
  {
    text: "1 % 0.1",
    mathjs: "0",
    here: "0.1",
    why: "Remainders are exact (0.1 is a little more than a tenth); mathjs rounds the quotient first.",
  },
  { text: "exp([0, 1])", mathjs: "error", here: "[1, 2.7182818]", why: elementwise },
  { text: "[1, 0] ? 1 : 2", mathjs: "error", here: "[1, 2]", why: branch },
  { text: "1; 2\n3", mathjs: "[2, 3]", here: "3", why: last },
  { text: "zeta(1)", mathjs: "NaN", here: "Infinity", why: "The pole is Infinity, as torch has it." },
  { text: "distance([0, 0], [1, 1, -2])", mathjs: "1.4142136", here: "error", why: points },
  {
    text: "prod([1, 2; 3, 4], 1)",
    mathjs: "error",
    here: "[3, 8]",
    why: "Products along an axis are there.",
  },
  {
    text: "a = [1, 2]; a[3] = 5; sum(a)",
    mathjs: "[8]",
    here: "error",
    why: "Writing beyond the end is an error; mathjs makes the vector longer.",
  },
  {
    text: "u = [1, 2]; v = u; u[1] = 0; v[1]",
    mathjs: "[0]",
    here: "1",
    why: "Assigning to an entry changes that name alone; in mathjs v is u.",
  },
  {
    text: "floor(3 - 1e-14)",
    mathjs: "3",
    here: "2",
    why: "Rounding is exact; mathjs takes a number next to a whole one for that one.",
  },
];

/** A name that means in mathjs, and so in a formula, something else than in torch. */
export interface Name {
  readonly name: string;
  readonly formula: string;
  readonly torch: string;
  /** A formula that shows it, and its value here and in mathjs. */
  readonly text: string;
  readonly value: string;
}
// prettier-ignore
/** Names that mean one thing in mathjs and another here. */
export const unlikeTorch: readonly Name[] = [
  { name: "*", formula: "product of matrices, dot product of vectors", torch: "element by element", text: "[1, 2] * [3, 4]", value: "11" },
  { name: "/", formula: "by a matrix: times its inverse", torch: "element by element", text: "[2, 4] / [2, 0; 0, 4]", value: "[1, 1]" },
  { name: "^", formula: "power of a matrix", torch: "element by element", text: "[1, 1; 0, 1] ^ 3", value: "[[1, 3], [0, 1]]" },
  { name: "[i]", formula: "indices from 1, ranges with both ends", torch: "from 0, without the end", text: "a = [5, 6, 7]; b = a[1:2]; sum(b)", value: "[11]" },
  { name: "dim", formula: "axes from 1", torch: "from 0", text: "sum([1, 2; 3, 4], 1)", value: "[4, 6]" },
  { name: "median", formula: "the mean of the two middle elements", torch: "the lower of the two", text: "median([1, 2, 3, 4])", value: "2.5" },
  { name: "std", formula: "divides by n - 1, of numbers too: std(a, b, c)", torch: "one tensor", text: "std(1, 2, 3)", value: "1" },
  { name: "variance", formula: "divides by n - 1; of one number 0", torch: "var; NaN", text: "variance(7)", value: "0" },
  { name: "max", formula: "of numbers, of a tensor, along an axis: values only", torch: "values and indices", text: "max([1, 5; 7, 2], 2)", value: "[5, 7]" },
  { name: "mod", formula: "the sign of the divisor; mod(x, 0) is x", torch: "remainder; NaN", text: "mod(7, 0)", value: "7" },
  { name: "round", formula: "halves away from 0", torch: "halves to even", text: "round(2.5)", value: "3" },
  { name: "norm", formula: "of a matrix with 1: the largest sum of a column", torch: "the sum of all", text: "norm([1, 2; 3, 4], 1)", value: "6" },
  { name: "range", formula: "a:b and range(a, b) end in b", torch: "arange ends before it", text: "1:3", value: "[1, 2, 3]" },
  { name: "concat", formula: "along the last axis", torch: "cat: along the first", text: "concat([1, 2; 3, 4], [5; 6])", value: "[[1, 2, 5], [3, 4, 6]]" },
  { name: "diag", formula: "as short as the diagonal allows", torch: "square", text: "diag([1, 2], 1)", value: "[[0, 1, 0], [0, 0, 2]]" },
  { name: "lusolve", formula: "gives a column", torch: "solve: a vector for a vector", text: "lusolve([2, 0; 0, 4], [2, 4])", value: "[[1], [1]]" },
  { name: "'", formula: "transpose; a vector stays as it is", torch: "T", text: "[1, 2]'", value: "[1, 2]" },
  { name: "%", formula: "hundredths after a number, remainder between two", torch: "remainder", text: "100 + 5%", value: "105" },
  { name: "partitionSelect", formula: "places from 0", torch: "kthvalue: from 1", text: "partitionSelect([5, 1, 3], 1)", value: "3" },
  { name: "quantileSeq", formula: "a count n asks for those between n + 1 equal parts", torch: "quantile: from 0 to 1", text: "quantileSeq([1, 2, 3, 4, 5], 3)", value: "[2, 3, 4]" },
  { name: "pinv", formula: "of a vector: the vector over its square", torch: "of matrices", text: "pinv([3, 4])", value: "[0.12, 0.16]" },
  { name: "mad", formula: "the median deviation from the median", torch: "(none)", text: "mad([1, 2, 4])", value: "1" },
];
