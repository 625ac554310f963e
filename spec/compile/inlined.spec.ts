// The program's own exp, log, sin ...: values within 2 ulp of those that rows call, and partials within what follows.
import { cases, differences } from "./partials.js";

/** 1 ulp of a. */
const ulp = (a: number): number => Math.max(2 ** -1074, 2 ** (Math.floor(Math.log2(Math.abs(a))) - 52));
/** A partial is made of at most three such functions, of which one may be squared: 2 (2 + 2 + 2) ulp, and some roundings. */
const near = (got: number, want: number, place: number): boolean =>
  Object.is(got, want) || got === want || Math.abs(got - want) <= (place === 0 ? 2 : 16) * ulp(want);

test.each(cases)("%s", (_, s) => {
  expect(differences(s, near)).toEqual([]);
});
