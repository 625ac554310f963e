// Functions of the library in formulas: values and derivatives are those of the functions themselves, names are no others'.
import { all, create } from "mathjs";
import * as dualtensor from "dualtensor";
import { derivative, expression, gradient } from "dualtensor/mathjs";
import * as special from "dualtensor/special";
import { functions } from "../../lib/mathjs/functions.js";
import { missing, refused } from "../../lib/mathjs/missing.js";
import { elsewhere, own } from "../../lib/mathjs/own.js";

type Callable = (...x: unknown[]) => dualtensor.Tensor;
const library = { ...special, ...dualtensor } as unknown as Record<string, Callable>;

test("no name is one of mathjs's or of another list", () => {
  const math = create(all) as unknown as Record<string, unknown>;
  for (const name of [...own.keys(), ...elsewhere.keys()])
    expect([name, typeof math[name], functions.has(name), missing.has(name), refused.has(name)]).toEqual([
      name,
      "undefined",
      false,
      false,
      false,
    ]);
});
test.each([...own.keys()].filter((name) => own.get(name)!.most === 1))("%s", (name) => {
  const x = 0.375;
  expect(expression(`${name}(x)`)(x).item()).toBe(library[name](x).item());
  expect(derivative(`${name}(x)`, { x })).toBe(dualtensor.derivative((v) => library[name](v), x));
});
test.each([...own.keys()].filter((name) => own.get(name)!.most === 2))("%s", (name) => {
  const [x, y] = [1.375, 2.25];
  expect(expression(`${name}(x, y)`)(x, y).item()).toBe(library[name](x, y).item());
  const g = gradient(`${name}(x, y)`, { x, y }, { wrt: "x" });
  // The formula's program computes exp and log itself: 2 ulp each.
  expect(g.item()).toBeCloseTo(
    dualtensor.derivative((v) => library[name](v, y), x),
    13,
  );
});
test("clamp, in vectors too", () => {
  expect(expression("clamp(x, 0, 1)")([-1, 0.5, 2]).toArray()).toEqual([0, 0.5, 1]);
});
test("names from elsewhere are told", () => {
  expect(() => expression("ln(x)")).toThrow("Here it is log");
  expect(() => expression("sigmoidd(x)")).toThrow("sigmoid");
});
