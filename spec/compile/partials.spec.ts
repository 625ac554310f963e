// Derivatives stand in the rows alone: with the functions of numbers that rows call, every partial of a program is eager
// forward mode's, to the bit.
import { cases, differences } from "./partials.js";

jest.mock("../../lib/compile/math/index.js", () => ({
  ...jest.requireActual<object>("../../lib/compile/math/index.js"),
  elementary: () => undefined,
}));

test.each(cases)("%s", (_, s) => {
  expect(differences(s, Object.is)).toEqual([]);
});
