// The adapters with the real packages: what each finds, and what it gains over the package's own differences.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { exp, sub, tensor } from "dualtensor";
import { odeint } from "dualtensor/optimize";
import { curve } from "../adapters/levenberg-marquardt.mjs";
import {
  binding,
  fitted,
  kepler,
  least,
  problem,
  rooted,
  sensitivity,
  slopes,
  y0,
  growth,
  time,
} from "../adapters/measure.mjs";
import { withSlope } from "../adapters/newton-raphson.mjs";

test("ml-levenberg-marquardt: NIST's certified parameters, which its own step does not reach", () => {
  // The certified values have 11 digits, so 8 is no accident; a step of .1 is longer than some of the parameters.
  for (const name of ["Misra1a", "DanWood", "Rat42", "MGH10"]) {
    const p = problem(name),
      plain = fitted(p, 1, false),
      central = fitted(p, 1, false, { centralDifference: true, gradientDifference: 1e-6 }),
      exact = fitted(p, 1, true);
    assert.ok(exact.digits >= 8, `${name}: ${exact.digits} digits`);
    assert.ok(plain.digits < 6, `${name}: ${plain.digits} digits by default`);
    // Two values more for each parameter, at each point.
    assert.ok(2 * exact.values < central.values);
  }
});
test("ml-levenberg-marquardt: the partial derivatives are those of the model in closed form", () => {
  // b0 (1 - exp(-b1 x)), of tensors.
  const { f, jacobianFunction } = curve((v) => v.at(0).mul(sub(1, exp(v.at(1).mul(v.at(2)).neg())))),
    [b, x] = [[3, 0.5], 2];
  assert.equal(f(b)(x), 3 * (1 - Math.exp(-1)));
  const [first, second] = jacobianFunction(b)(x);
  assert.ok(Math.abs(first - (1 - Math.exp(-1))) < 1e-15 && Math.abs(second - 6 * Math.exp(-1)) < 1e-15);
});
test("newton-raphson-method: fewer values, and a root that a fixed step jumps over", () => {
  const [plain, exact] = [false, true].map((how) => rooted(kepler(1), 2, how));
  assert.ok(Math.abs(exact.x - 0.8 * Math.sin(exact.x) - 1) < 1e-15);
  assert.ok(exact.values < plain.values / 2);
  assert.equal(rooted(binding, 0, false).x, false);
  assert.ok(Math.abs(rooted(binding, 0, true).x - 1e-9) < 1e-22);
  const [f, slope] = withSlope((x) => x.mul(x).mul(x));
  assert.deepEqual([f(2), slope(2)], [8, 12]);
});
test("fmin: a fifth of the values for 2 unknowns, a fifteenth for 10", () => {
  for (const [n, part] of [
    [2, 4],
    [10, 10],
  ]) {
    const [plain, exact] = [false, true].map((how) => least(n, how));
    // conjugateGradient ends at a gradient of 1e-5.
    assert.ok(exact.digits > 5, `${exact.digits} digits`);
    assert.ok(exact.values * part < plain.values, `${exact.values} of ${plain.values} values`);
  }
});
test("odex: derivatives of a solution to its own tolerance", () => {
  for (const [tolerance, digits] of [
    [1e-6, 5],
    [1e-10, 9],
  ]) {
    const exact = sensitivity(tolerance),
      plain = sensitivity(tolerance, 1e-4);
    assert.ok(exact.digits > digits && exact.digits > plain.digits + 1, `${exact.digits}, ${plain.digits}`);
    assert.ok(exact.values < plain.values / 4);
  }
});
test("odex: the closed form of its derivatives is that of odeint's solution", () => {
  const end = ([y, r, K]) =>
    odeint((_, v) => v.mul(r).mul(sub(1, v.div(K))), y, [0, time], { rtol: 1e-12, atol: 1e-14 })
      .y.at(-1)
      .item();
  const point = [y0, ...growth];
  slopes().forEach((right, i) => {
    const h = 1e-4 * point[i],
      [a, b] = [h, -h].map((d) => end(point.map((v, k) => tensor(k === i ? v + d : v))));
    // Central differences of step h: h² of the third derivative.
    assert.ok(Math.abs((a - b) / (2 * h) - right) < 1e-6 * Math.abs(right));
  });
});
test("no adapter is longer than 30 lines, and the page shows each as it is", () => {
  const folder = new URL("../adapters/", import.meta.url),
    page = readFileSync(new URL("../../docs/adapters.md", import.meta.url), "utf8");
  for (const name of readdirSync(folder).filter((file) => file !== "measure.mjs")) {
    const text = readFileSync(new URL(name, folder), "utf8"),
      code = text.slice(text.indexOf("import ")).trim();
    assert.ok(code.split("\n").length <= 30, name);
    assert.ok(page.includes(code), `docs/adapters.md shows another ${name}`);
  }
});
