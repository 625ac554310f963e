// Derivatives for a solver of the user's own: what it solves is said as a condition, and the condition is differentiated.
import { checkCount } from "../door/arguments.js";
import type { Tensor } from "../core/tensor.js";
import { notSolved, wrongArgument, wrongOption, wrongShape } from "../errors.js";
import { optionsOf } from "../door/parse.js";
import { valueAndJacobian } from "../transform/jacobian.js";
import { arityOf } from "../transform/listed.js";
import { opened, pack } from "../transform/nested.js";
import type { Input, Inside, Out } from "../transform/structure.js";
import { newtonStep } from "./dense.js";
import { leaves } from "./flat.js";
import { denseInverse, withDerivatives } from "./implicit.js";
import { allFinite, joined, largest, plainOf, Reader, structured, unknownsOf, vector } from "./unknowns.js";

/** How near a solution of {@link implicit} has to be. */
export interface ImplicitOptions {
  /** How far Newton's method may still want to move a solution, in parts of the largest of 1 and its numbers. Default 1e-6. */
  readonly tolerance?: number;
}
/** The same data without derivatives. */
function plain(fn: string, v: unknown): unknown {
  const list: Tensor[] = [],
    structure = opened(fn, v, list);
  return pack(
    structure,
    list.map((t) => (t.level === 0 ? t : plainOf(fn, "an argument", t))),
  );
}

/**
 * `solver` as a function that can be differentiated: x = solver(...args) is whatever solves `condition(x, ...args)` = 0, as many
 * equations as x has numbers. The solver sees plain tensors and may be anything; forward, reverse and higher derivatives with
 * respect to the arguments, and to all that the condition closes over, are those of the implicit function. Errors where the
 * solution, once a derivative of it is asked for, does not meet its condition. Cost: one Jacobian of the condition, one solve.
 *
 * @example
 * import { implicit } from "dualtensor/optimize";
 * const cubeRoot = implicit((a: Tensor) => Math.cbrt(a.item()), (x, a) => x.pow(3).sub(a));
 * cubeRoot(tensor(8)) // => tensor(2)
 * derivative(cubeRoot, 8) // => 0.08333333333333333
 */
export function implicit<A extends readonly unknown[], const X extends Input>(
  solver: (...args: A) => X,
  condition: (x: Inside<X>, ...args: A) => Out,
  options?: ImplicitOptions,
): (...args: A) => Inside<X> {
  const fn = "implicit";
  if (arguments.length < 2 || arguments.length > 3) checkCount(fn, arguments, "solver, condition, options?");
  arityOf(fn, solver);
  if (typeof condition !== "function")
    throw wrongArgument(fn, "condition", "a function of the solution and the solver's arguments", condition);
  const { tolerance = 1e-6 } = optionsOf<ImplicitOptions>(fn, options, ["tolerance"]);
  if (!(typeof tolerance === "number" && tolerance > 0 && tolerance < 1))
    throw wrongOption(fn, "tolerance", "a number between 0 and 1", tolerance);
  return (...args) => {
    const found = solver(...(args.map((v) => plain(fn, v)) as unknown as A)),
      unknowns = unknownsOf(fn, "solver(...)", found, 0),
      { x } = unknowns,
      n = x.length,
      reader = new Reader(fn);
    const F = (row: Tensor): Tensor =>
      joined(leaves(fn, condition(structured(unknowns, row) as Inside<X>, ...args)));
    const r = reader.numbers(F(vector(x.slice())), "condition(x)");
    if (r.length !== n)
      throw wrongShape(fn, "condition(x)", `to have ${n} numbers, one for each of the solution`, [r.length]);
    if (reader.watched === 0) return pack(unknowns.structure, unknowns.tensors) as Inside<X>;
    const J = reader.numbers(valueAndJacobian(F, vector(x.slice())).jacobian),
      step = allFinite(r) && allFinite(J) ? newtonStep(J, r) : Float64Array.of(NaN);
    if (!(largest(step) <= tolerance * Math.max(1, largest(x))))
      throw notSolved(
        fn,
        `the condition is ${largest(r)}, and Newton's method would move by ${largest(step)}`,
        "Solve more exactly, look whether condition is what the solver solves, or allow it with tolerance",
      );
    return structured(unknowns, withDerivatives(x, F, denseInverse(J, n), reader.watched)) as Inside<X>;
  };
}
