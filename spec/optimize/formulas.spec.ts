// Formulas go to root, fixedPoint and minimize as they are: a vector of their inputs is a start, and their numbers are those of the
// program that they carry.
import { grad, tensor } from "dualtensor";
import { expression } from "dualtensor/mathjs";
import { fixedPoint, minimize, root } from "dualtensor/optimize";

describe("formulas", () => {
  const valley = expression("(1 - x)^2 + 100 (y - x^2)^2", ["x", "y"]);
  test.each(["newton", "bfgs", "lbfgs"] as const)(
    "minimize, %s, from a vector and from a tuple",
    (method) => {
      for (const start of [
        [-1.2, 1],
        [tensor(-1.2), tensor(1)],
      ]) {
        // prettier-ignore
        const { converged, value } = minimize(valley, start, { method });
        expect(converged).toBe(true);
        expect(value).toBeLessThan(1e-16);
      }
    },
  );
  test("root and fixedPoint", () => {
    const circle = root(expression("[x^2 + y^2 - 4, x y - 1]", ["x", "y"]), [2, 0]);
    expect(circle.converged).toBe(true);
    // x² is a root of u² - 4 u + 1.
    expect(circle.x.data[0]).toBeCloseTo(Math.sqrt(2 + Math.sqrt(3)), 14);
    expect(fixedPoint(expression("cos(x)"), 1).x.item()).toBeCloseTo(0.7390851332151607, 15);
    const pair = fixedPoint(expression("[cos(y), sin(x) / 2]", ["x", "y"]), [1, 1]).x.data;
    expect(pair[0]).toBeCloseTo(Math.cos(pair[1]), 14);
  });
  test("inside a differentiated function they are tensor code", () => {
    const f = expression("x^2 - a", ["x", "a"]);
    expect(grad((a) => root((x) => f(x, a), 1).x, 4).item()).toBeCloseTo(1 / 4, 14);
  });
  test("a start of another size is said", () => {
    expect(() => minimize(valley, [1, 2, 3])).toThrow(/minimize: expected/);
  });
});
