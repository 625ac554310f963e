// Which functions of numbers have a recipe: by the function that a row computes with, Math.exp for instance, and by what both
// tiers compute with instead.
import { sech as sechOfRows, sigmoid as sigmoidOfRows, power } from "../../kernels/elementary.js";
import { exp, expRecipe } from "./exp.js";
import { sech, sechRecipe, sigmoid, sigmoidRecipe, tanh, tanhRecipe } from "./hyperbolic.js";
import { log, logRecipe } from "./log.js";
import { type Recipe } from "./machine.js";
import { pow, powRecipe } from "./pow.js";
import { tan, tanRecipe } from "./tan.js";
import { cos, cosRecipe, sin, sinRecipe } from "./trig.js";

export interface Elementary {
  readonly name: string;
  /** What it is to the bit, for any argument. */
  readonly scalar: (x: number, y: number) => number;
  readonly recipe: Recipe;
}

// prettier-ignore
const rows: readonly (readonly [of: unknown, name: string, scalar: (x: number, y: number) => number, recipe: Recipe])[] = [
  [Math.exp,      "exp",     exp,     expRecipe],
  [Math.log,      "log",     log,     logRecipe],
  [Math.sin,      "sin",     sin,     sinRecipe],
  [Math.cos,      "cos",     cos,     cosRecipe],
  [Math.tan,      "tan",     tan,     tanRecipe],
  [Math.tanh,     "tanh",    tanh,    tanhRecipe],
  [sechOfRows,    "sech",    sech,    sechRecipe],
  [sigmoidOfRows, "sigmoid", sigmoid, sigmoidRecipe],
  [power,         "pow",     pow,     powRecipe],
];

const byFunction = new Map<unknown, Elementary>();
for (const [of, name, scalar, recipe] of rows) {
  const entry = { name, scalar, recipe };
  byFunction.set(of, entry).set(scalar, entry);
}

/** The entry of a row's function, or of what stands for it. */
export const elementary = (scalar: unknown): Elementary | undefined => byFunction.get(scalar);
export const sine: Elementary = /*#__PURE__*/ elementary(sin)!;
export const cosine: Elementary = /*#__PURE__*/ elementary(cos)!;
export const elementaries: readonly Elementary[] = /*#__PURE__*/ rows.map(([of]) => byFunction.get(of)!);
