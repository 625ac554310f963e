// NIST's certified values, 11 digits each, reached from both starts. Those of a sum of squares and of the parameters of
// hard problems agree as far as float64 tells: 9 digits are asked of all.
import { problems } from "../examples/nist/data.js";
import { digits, fit } from "../examples/nist/fit.js";

test.each(
  Object.entries(problems).flatMap(([name, { starts }]) =>
    starts.map((start, i) => [name, i + 1, start] as const),
  ),
)("%s from start %d", (name, _i, start) => {
  const found = fit(problems[name], start);
  expect(found.converged).toBe(true);
  expect(digits(found, problems[name])).toBeGreaterThan(9);
});
