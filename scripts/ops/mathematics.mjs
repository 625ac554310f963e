// A derivative as the row writes it, in operations of the library, said in mathematics: `neg(div(q, y))` is -(q / y). What a
// helper means stands in its entry below; spec/ops-page.spec.ts evaluates what comes out and compares it with the library.
import ts from "typescript";

// How tightly a text binds: a sum, a product, a power, and what needs no parentheses.
const [SUM, PRODUCT, POWER, ATOM] = [1, 2, 3, 4];
const said = (text, binds) => ({ text, binds });
const within = ({ text, binds }, least) => (binds >= least ? text : `(${text})`);

const sum = (sign) => (a, b) =>
  said(`${within(a, SUM)} ${sign} ${within(b, sign === "-" ? PRODUCT : SUM)}`, SUM);
const ONE = said("1", ATOM);
/** What stands under "1 / ", if that is all there is. */
const under = ({ text, binds }) =>
  binds === PRODUCT && /^1 \/ (\w+(\(.*\))?|\([^()]*\))(\^\d)?$/.test(text) ? text.slice(4) : undefined;
const product = (a, b) =>
  a.text === "1"
    ? b
    : b.text === "1"
      ? a
      : under(b) !== undefined
        ? said(`${within(a, PRODUCT)} / ${under(b)}`, PRODUCT)
        : said(`${within(a, PRODUCT)} * ${within(b, POWER)}`, PRODUCT);
const quotient = (a, b) => said(`${within(a, PRODUCT)} / ${within(b, POWER)}`, PRODUCT);
const power = (n) => (a) => {
  const root = /^sqrt\(([^()]*)\)$/.exec(under(a) ?? "")?.[1];
  if (root !== undefined && n === 2) return quotient(ONE, said(root, SUM));
  return under(a) !== undefined && /^\w+(\([^()]*\))?$/.test(under(a))
    ? said(`1 / ${under(a)}^${n}`, PRODUCT)
    : said(`${within(a, ATOM)}^${n}`, POWER);
};
const negative = (a) =>
  /^-\w+$/.test(a.text) ? said(a.text.slice(1), ATOM) : said(`-${within(a, PRODUCT)}`, PRODUCT);
/** A helper by its formula in x and y, which are put in as a whole. */
const formula =
  (text, binds = ATOM) =>
  (...args) =>
    said(
      text
        .replace(/\b[xy]\b/g, (name) => {
          const arg = args[name === "x" ? 0 : 1];
          return arg === undefined ? name : within(arg, ATOM);
        })
        .replaceAll("-(-x)", "x"),
      binds,
    );

const operations = {
  add: sum("+"),
  sub: sum("-"),
  mul: product,
  mulRow: product,
  times: product,
  div: quotient,
  neg: negative,
  square: power(2),
  cube: power(3),
  literal: (a) => a,
  scalar: (a) => a,
  reciprocal: (a) => quotient(ONE, a),
  logSlope: (a) => quotient(ONE, a),
  logQuotient: quotient,
  ln: (a) => said(`log(${a.text})`, ATOM),
  ln1p: (a) => said(`log(1 + ${a.text})`, ATOM),
  sigmoid: formula("1 / (1 + exp(-x))", PRODUCT),
  sigmoidSlope: formula("exp(-x) / (1 + exp(-x))^2", PRODUCT),
  reluSlope: formula("x > 0 ? 1 : 0", 0),
  expShare: formula("exp(x) / (exp(x) + exp(y))", PRODUCT),
  exp2Share: formula("2^x / (2^x + 2^y)", PRODUCT),
  takesLarger: formula("x >= y ? 1 : 0", 0),
  takesSmaller: formula("x <= y ? 1 : 0", 0),
  logicalNot: (a) => said(a.text.replace("? 1 : 0", "? 0 : 1"), a.binds),
  largerShare: formula("x > y ? 1 : x == y ? 1 / 2 : 0", 0),
  rcbrt: (a) => quotient(ONE, said(`cbrt(${a.text})`, ATOM)),
  cschAcosh: formula("1 / sqrt(x^2 - 1)", PRODUCT),
  asinhSlope: formula("1 / sqrt(1 + x^2)", PRODUCT),
  secAsin: formula("1 / sqrt(1 - x^2)", PRODUCT),
  cosAtan: formula("1 / sqrt(1 + x^2)", PRODUCT),
  truncQuotient: formula("fix(x / y)"),
  floorQuotient: formula("floor(x / y)"),
  side: (a) => said(`sign(${a.text})`, ATOM),
  polygammaRow: formula("digamma(x)"),
  polygammaGap: formula("digamma(x) - digamma(x + y)", SUM),
  erfinvSlope: formula("sqrt(pi) / 2 * exp(erfinv(x)^2)", PRODUCT),
  ndtriSlope: formula("sqrt(2 * pi) * exp(ndtri(x)^2 / 2)", PRODUCT),
  density: formula("exp(-x^2 / 2) / sqrt(2 * pi)", PRODUCT),
  ndtr: formula("ndtr(x)"),
  logitSlope: formula("1 / (x * (1 - x))", PRODUCT),
  lambertwSlope: formula("1 / (exp(lambertw(x)) * (1 + lambertw(x)))", PRODUCT),
  room: formula("x * (1 - x)", PRODUCT),
  softplusRow: formula("log(1 + exp(x))"),
  tanhSoftplus: formula("tanh(log(1 + exp(x)))"),
  transposeLast: (a) => said(`transpose(${a.text})`, ATOM),
  matmulRow: product,
};
const constants = {
  CHAIN: null,
  VALUE: null,
  THIRD: said("1 / 3", PRODUCT),
  DEGREE: said("pi / 180", PRODUCT),
  RADIAN: said("180 / pi", PRODUCT),
  LN2: said("log(2)", ATOM),
  LN4: said("log(4)", ATOM),
  LOG2E: said("1 / log(2)", PRODUCT),
  LOG10E: said("1 / log(10)", PRODUCT),
  TWO_OVER_ROOT_PI: said("2 / sqrt(pi)", PRODUCT),
  none: said("0", ATOM),
  LEAST: said("-100", ATOM),
  xbar: said("x̄", ATOM),
  ybar: said("ȳ", ATOM),
  zbar: said("z̄", ATOM),
};
/** What is no composition of functions: the row's parameters choose among formulas. */
const whole = {
  "powPart(x, y, powX)": "y * x^(y - 1)",
  "powPart(x, y, powY)": "x^y * log(x)",
  "gaussian(x, { n: 0, c: 1 })": "exp(-x^2)",
  'inversePower(x, y, { n: 1, part: "re" })': "y / (x^2 + y^2)",
  'inversePower(x, y, { n: 1, part: "im" })': "-x / (x^2 + y^2)",
  "polar(x, y, [1, 0, 0])": "x / sqrt(x^2 + y^2)",
  "polar(x, y, [0, 1, 0])": "y / sqrt(x^2 + y^2)",
};

const flat = (text) => text.replace(/\s+/g, " ").trim();
function saidOf(node) {
  const text = flat(node.getText());
  if (text in whole)
    return said(whole[text], /[ /]/.test(whole[text].replace(/\(.*\)/, "")) ? PRODUCT : ATOM);
  if (ts.isIdentifier(node) && node.text in constants) return constants[node.text];
  if (ts.isPrefixUnaryExpression(node)) return said(text, PRODUCT);
  if (node.kind === ts.SyntaxKind.NullKeyword) return said("0", ATOM);
  if (!ts.isCallExpression(node)) return said(text, ATOM);
  const name = node.expression.getText();
  const args = node.arguments.map(saidOf).filter((arg) => arg !== null);
  // The branch not taken is a corner, and stands on the page of conventions.
  if (name === "where") return args[2];
  return operations[name]?.(...args) ?? said(`${name}(${args.map((arg) => arg.text).join(", ")})`, ATOM);
}

/** The partial that an arrow function gives, as mathematics. */
export function mathematics(node) {
  const body = ts.isArrowFunction(node) && !ts.isBlock(node.body) ? node.body : node;
  return saidOf(body).text;
}

/** Linear rows: what their transpose does. */
export const transposes = {
  sum: "ȳ for each entry of its sum",
  permute: "ȳ with its axes in the order of x",
  embed: "the diagonal of ȳ",
  diagonal: "ȳ on the diagonal, else 0",
  triangle: "the same triangle of ȳ",
  flip: "flip(ȳ)",
  roll: "ȳ rolled back",
  cumsum: "the running sums of ȳ from the far end",
};
