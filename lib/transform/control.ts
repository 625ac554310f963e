// Branches and loops as functions: where a program is recorded they stay in it, instead of becoming a guard.
import { where } from "../core/choose.js";
import { joined } from "../core/join.js";
import { reshapeTail } from "../core/ring.js";
import { checkCount } from "../door/arguments.js";
import { isTensor, lift, Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { structureMismatch, wrongArgument, wrongShape } from "../errors.js";
import { at } from "../core/at.js";
import { arityOf } from "./listed.js";
import { pack, returned, structureKey, taken } from "./nested.js";

type Nest = Tensor | readonly Nest[] | { readonly [key: string]: Nest };

/**
 * ifTrue(...x) where the condition (one bool) holds, else ifFalse(...x). Of plain values one branch runs. Where the condition
 * is watched (in `vmap`, in a compiled function) both run and the result is chosen, so that the program holds for either; the
 * branch not taken contributes nothing to a derivative, not even NaN.
 *
 * @example
 * const f = (x: Tensor) => cond(gt(x, 0), (v) => v.mul(v), (v) => v.neg(), x);
 * derivative(f, 3) // => 6
 * derivative(f, -3) // => -1
 */
export function cond<A extends readonly Tensor[], R extends Nest>(
  condition: TensorLike,
  ifTrue: (...x: A) => R,
  ifFalse: (...x: A) => R,
  ...x: A
): R {
  if (arguments.length < 3) checkCount("cond", arguments, "condition, ifTrue, ifFalse, ...x");
  arityOf("cond", ifTrue);
  arityOf("cond", ifFalse);
  x.forEach((v, i) => {
    if (!isTensor(v)) throw wrongArgument("cond", `argument ${i + 3}`, "a tensor", v);
  });
  const c = isTensor(condition) ? condition : lift(condition, "cond", "condition");
  if (c.size !== 1) throw wrongShape("cond", "the condition", "of one element", c.shape);
  if (c instanceof Plain) return c.data[0] !== 0 ? ifTrue(...x) : ifFalse(...x);
  const yes: Tensor[] = [],
    no: Tensor[] = [],
    template = returned("cond", ifTrue(...x), yes),
    other = returned("cond", ifFalse(...x), no);
  if (structureKey(template) !== structureKey(other))
    throw structureMismatch("cond", "both branches", "of the same structure", "different ones");
  return pack(
    template,
    yes.map((y, i) => where(c, y, no[i])),
  ) as R;
}

/**
 * A loop with a state: f(state, x[i]) gives the next state and an output for each entry of x along its first axis. The result
 * is the last state, and the outputs stacked.
 *
 * @example
 * const { state, outputs } = scan((s: Tensor, x: Tensor) => [s.add(x), s.mul(x)], tensor(1), [1, 2, 3]);
 * state // => tensor(7)
 * outputs // => tensor([1, 4, 12])
 */
export function scan<S extends Nest>(
  f: (state: S, x: Tensor) => readonly [S, Tensor],
  init: S,
  x: TensorLike,
): { state: S; outputs: Tensor } {
  if (arguments.length !== 3) checkCount("scan", arguments, "f, init, x");
  arityOf("scan", f);
  const xs = isTensor(x) ? x : lift(x, "scan", "x");
  if (xs.shape.length === 0 || xs.shape[0] === 0)
    throw wrongShape("scan", "x", "of at least one entry along its first axis", xs.shape);
  let state = stateOf<S>("scan", "init", init);
  const outputs: Tensor[] = [];
  for (let i = 0; i < xs.shape[0]; i++) {
    const next = f(state, at(xs, [i]));
    if (!Array.isArray(next) || next.length !== 2 || !isTensor(next[1]))
      throw wrongArgument("scan", "what f returns", "a pair [state, output]", next);
    const y = next[1];
    state = stateOf<S>("scan", "the state that f returns", next[0]);
    outputs.push(reshapeTail(y, { from: y.shape.length, shape: [1, ...y.shape] }));
  }
  return { state, outputs: joined(outputs, -outputs[0].shape.length) };
}

/** Tensors, nested; numbers are taken for them. */
function stateOf<S>(fn: string, name: string, state: unknown): S {
  const list: Tensor[] = [],
    template = taken(fn, name, state, list);
  if (list.length === 0) throw wrongArgument(fn, name, "at least one tensor", state);
  return pack(template, list) as S;
}

/** More rounds than this are taken for a loop that does not end. */
const MOST = 1_000_000;
/**
 * body applied to the state while the condition holds (one bool). For forward mode; in a compiled function the number of rounds
 * is a guard: another number is recorded anew.
 *
 * @example
 * whileLoop((x: Tensor) => lt(x, 100), (x) => x.mul(3), tensor(1)) // => tensor(243)
 */
export function whileLoop<S extends Nest>(
  condition: (state: S) => Tensor,
  body: (state: S) => S,
  init: S,
): S {
  if (arguments.length !== 3) checkCount("whileLoop", arguments, "condition, body, init");
  arityOf("whileLoop", condition);
  arityOf("whileLoop", body);
  let state = stateOf<S>("whileLoop", "init", init);
  for (let i = 0; i <= MOST; i++) {
    const c = condition(state) as unknown;
    if (!isTensor(c) || c.size !== 1)
      throw wrongArgument("whileLoop", "what the condition returns", "one bool", c, "Compare: lt(x, 3)");
    if (!c.item()) return state;
    state = stateOf<S>("whileLoop", "what body returns", body(state));
  }
  throw wrongArgument("whileLoop", "the condition", `to fail within ${MOST} rounds`, true);
}
