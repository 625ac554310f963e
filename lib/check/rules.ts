// Rules made of a user's functions: params are the ranks of one item, all further axes lead (see leading.ts). A missing
// pushforward or pullback is the transpose of the other one, taken on a tape.
import { bind } from "../core/bind.js";
import { checkCount } from "../door/arguments.js";
import type { Rule, Tangent } from "../core/rule.js";
import { isTensor, lift, zeros, type Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { notPlain, wrongArgument, wrongShape } from "../errors.js";
import { Tape } from "../reverse/tape.js";
import { allAxes, sameShape, shapeText, type Shape } from "../array/shape.js";
import type { GeneralOp, LinearOp, UserOp } from "./define.js";
import { allItems, eachItem } from "./leading.js";

interface Item {
  readonly ranks: readonly number[];
  /** Of a transposed linear map: the shape of its result. */
  readonly shape?: Shape;
}
/** What a user's function on numbers returned, as a plain tensor. */
function plain(name: string, v: TensorLike): Plain {
  const t = lift(v, name, "the value");
  if (t.level !== 0) throw notPlain(name);
  return t as Plain;
}
const trialsOf = (samples: readonly (readonly TensorLike[])[], name: string): Rule<Item>["trials"] =>
  samples.map((sample) => {
    const x = sample.map((v) => lift(v, name, "samples"));
    return {
      shapes: x.map((t) => t.shape),
      params: { ranks: x.map((t) => t.shape.length) },
      domain: x.map((t) => ({ lo: -2, hi: 2, fixed: Array.from(t.data) })),
    };
  });

/** A linear map and its transpose: each the other's derivative. */
export function linearOp(op: LinearOp): UserOp<[TensorLike]> {
  const { name, samples = [] } = op,
    trials = trialsOf(
      samples.map((s) => [s]),
      name,
    );
  const map = (
    own: string,
    apply: (x: Plain, shape?: Shape) => TensorLike,
    other: () => Rule<Item>,
    trials: Rule<Item>["trials"],
  ): Rule<Item> => {
    const rule: Rule<Item> = {
      name: own,
      kind: "linear",
      trials,
      reach: ({ ranks }) => ({ argument: 0, axes: allAxes(ranks[0]) }),
      value: (args, { ranks, shape }) =>
        eachItem(own, args, ranks, ([x]) => {
          const y = plain(own, apply(x, shape));
          if (shape !== undefined && !sameShape(y.shape, shape))
            throw wrongShape(own, "the transpose", `of the shape of x, ${shapeText(shape)}`, y.shape);
          return y;
        }),
      push: (dx, _args, _y, params) => bind(rule, dx as Tensor[], params),
      pull: (_i, ybar, [x], y, { ranks }) =>
        bind(other(), [ybar], {
          ranks: [y.shape.length - x.shape.length + ranks[0]],
          shape: x.shape.slice(x.shape.length - ranks[0]),
        }),
    };
    return rule;
  };
  const forth: Rule<Item> = map(
      name,
      (x) => op.apply(x),
      () => back,
      trials,
    ),
    back: Rule<Item> = map(
      `${name}ᵀ`,
      (y, shape) => op.transpose(y, shape!),
      () => forth,
      [],
    );
  const call = function (input: TensorLike): Tensor {
    if (arguments.length !== 1) checkCount(name, arguments, "input");
    const x = lift(input, name, "input");
    return bind(forth, [x], { ranks: [x.shape.length] });
  };
  return Object.assign(call, { rule: forth, signature: "input" });
}

/** Any operation, by its value and push or pull. */
export function generalOp(op: GeneralOp<readonly Tensor[]>): UserOp<TensorLike[]> {
  const { name, samples = [] } = op,
    count = samples.length > 0 ? samples[0].length : op.value.length,
    signature = Array.from({ length: count }, (_, i) => `x${count === 1 ? "" : i}`).join(", ");
  const fitting = (t: Tangent, shape: Shape, what: string): Tangent => {
    if (t !== null && !isTensor(t)) throw wrongArgument(name, what, "a tensor or null", t);
    if (t !== null && !sameShape(t.shape, shape)) throw wrongShape(name, what, shapeText(shape), t.shape);
    return t;
  };
  const push = (dx: readonly Tangent[], x: readonly Tensor[], y: Tensor): Tangent => {
    if (op.push) return fitting(op.push(dx, x, y), y.shape, "what push returns");
    // J dx is the transpose of the linear map u -> Jᵀ u.
    const moved = dx.flatMap((d, i) => (d === null ? [] : [i]));
    const tape = new Tape(
      name,
      ([u]) => {
        const bars = pull(u, x, y);
        return moved.map((i) => bars[i] ?? zeros(x[i].shape));
      },
      [zeros(y.shape)],
    );
    return tape.pull(moved.map((i) => dx[i]))[0];
  };
  const pull = (ybar: Tensor, x: readonly Tensor[], y: Tensor): readonly Tangent[] => {
    if (op.pull) {
      const given = op.pull(ybar, x, y),
        bars = given === null || isTensor(given) ? [given] : given;
      if (!Array.isArray(bars))
        throw wrongArgument(name, "what pull returns", "an array of tensors, one for each argument", bars);
      return x.map((t, i) =>
        fitting(
          (bars as readonly Tangent[])[i] ?? null,
          t.shape,
          x.length === 1 ? "what pull returns" : `what pull returns for argument ${i}`,
        ),
      );
    }
    return new Tape(
      name,
      (dx) => [push(dx, x, y) ?? zeros(y.shape)],
      x.map((t) => zeros(t.shape)),
    ).pull([ybar]);
  };
  const rankOf = (y: Tensor, x: readonly Tensor[], ranks: readonly number[]): number =>
    y.shape.length - Math.max(0, ...x.map((t, i) => t.shape.length - ranks[i]));
  // Pullbacks are asked for one argument at a time and written for all of them: those of the last ybar are kept with it.
  const kept = new WeakMap<Tensor, { readonly args: readonly Tensor[]; readonly bars: readonly Tangent[] }>();
  const rule: Rule<Item> = {
    name,
    kind: "general",
    trials: trialsOf(samples, name),
    value: (args, { ranks }) => eachItem(name, args, ranks, (x) => plain(name, op.value(...x))),
    push: (dx, args, y, { ranks }) => {
      const moved = dx.flatMap((d, i) => (d === null ? [] : [i])),
        n = args.length,
        all = [...args, y, ...moved.map((i) => dx[i]!)];
      return allItems(name, all, [...ranks, rankOf(y, args, ranks), ...moved.map((i) => ranks[i])], (v) => {
        const d = new Array<Tangent>(n).fill(null);
        moved.forEach((i, k) => {
          d[i] = v[n + 1 + k];
        });
        return [push(d, v.slice(0, n), v[n])];
      })[0];
    },
    pull: (i, ybar, args, y, { ranks }) => {
      let last = kept.get(ybar);
      if (last === undefined || args.some((a, k) => a !== last!.args[k])) {
        const n = args.length,
          r = rankOf(y, args, ranks);
        const bars = allItems(name, [...args, y, ybar], [...ranks, r, r], (v) => {
          return pull(v[n + 1], v.slice(0, n), v[n]);
        });
        kept.set(ybar, (last = { args, bars }));
      }
      return last.bars[i];
    },
  };
  const call = function (...x: TensorLike[]): Tensor {
    if (x.length !== count) checkCount(name, x, signature);
    const args = x.map((v, i) => lift(v, name, count === 1 ? "x" : `x${i}`));
    return bind(rule, args, { ranks: args.map((t) => t.shape.length) });
  };
  return Object.assign(call, { rule, signature });
}
