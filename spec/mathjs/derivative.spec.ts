// mathjs's symbolic derivative is an independent oracle: it differentiates the text, we the operations. 500 random
// formulas in x and y agree in all first and second derivatives.
import { all, create } from "mathjs";
import { expression, gradient, hessian } from "../../lib/mathjs.js";

// Predictable: NaN instead of complex numbers.
const math = create(all, { predictable: true });

/** Uniform numbers from a seed (Mulberry32, T. Ettinger 2017), so that the formulas are the same every time. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const draw = random(5);
const pick = <T>(of: readonly T[]): T => of[Math.floor(draw() * of.length)];

// All that mathjs differentiates but acoth, whose derivative has the wrong sign in mathjs 15: it says -1 / (1 - x^2).
const functions =
  "sin cos tan sec csc cot asin acos atan asec acsc acot sinh cosh tanh sech csch coth asinh acosh atanh asech acsch " +
  "exp log log10 sqrt cbrt abs";
const names = functions.split(" ");
function formula(depth: number): string {
  if (depth === 0 || draw() < 0.1) return draw() < 0.75 ? pick(["x", "y"]) : (0.1 + 2 * draw()).toFixed(2);
  const part = (): string => formula(depth - 1);
  const kind = draw();
  if (kind < 0.4) return `${pick(names)}(${part()})`;
  if (kind < 0.9) return `(${part()} ${pick(["+", "-", "*", "/"])} ${part()})`;
  if (kind < 0.95) return `(${part()})^${pick(["2", "3", "-1", "1.5"])}`;
  return pick([
    () => `-${part()}`,
    () => `2(${part()}) ${pick(["x", "y"])} / 3`,
    () => `log(${part()}, 3)`,
  ])();
}

/** How far two values may be apart: both are computed with some 100 roundings, of terms up to 1e3 times the result. */
const close = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

test("500 random formulas agree with mathjs in value, gradient and Hessian", () => {
  const options = { simplify: false };
  const wrong: string[] = [];
  let agreed = 0;
  for (let tries = 0; agreed < 500 && tries < 20_000; tries++) {
    const text = formula(3);
    const at = { x: 0.2 + 1.6 * draw(), y: 0.2 + 1.6 * draw() };
    const value: unknown = math.evaluate(text, { ...at });
    // NaN, or a number that overflows, tells nothing.
    if (typeof value !== "number" || !(Math.abs(value) < 1e3) || !/[xy]/.test(text)) continue;
    const of = (tree: math.MathNode): number => tree.evaluate({ ...at }) as number;
    const tree = math.parse(text);
    const d = { x: math.derivative(tree, "x", options), y: math.derivative(tree, "y", options) };
    const second = [
      math.derivative(d.x, "x", options),
      math.derivative(d.x, "y", options),
      math.derivative(d.y, "y", options),
    ].map(of);
    const first = [of(d.x), of(d.y)];
    const theirs = [value, ...first, ...second];
    if (!theirs.every((v) => typeof v === "number" && Math.abs(v) < 1e3)) continue;
    const f = expression(text, ["x", "y"]);
    const g = gradient(f, at);
    const h = hessian(f, at);
    const ours = [f.of(at), g.x, g.y, h.x.x, h.x.y, h.y.y].map((t) => t.item());
    if (!ours.every((v, i) => close(v, theirs[i])))
      wrong.push(`${text} at ${at.x}, ${at.y}: ${ours.join(" ")} and ${theirs.join(" ")}`);
    agreed++;
  }
  expect(wrong).toEqual([]);
  expect(agreed).toBe(500);
});
