// One f for many items: the rows of a batch, the starts of a search. An item that takes a branch that the program does not hold
// for is traced here, and its like go out again with that program. Long because batches and lists share all but their ends.
import { checkCount } from "../door/arguments.js";
import { isTensor, lift, type Tensor } from "../core/tensor.js";
import { shardFailed, wrongArgument, wrongShape } from "../errors.js";
import { sameShape, size } from "../array/shape.js";
import { pack, returned, type Structure, structureKey, taken } from "../transform/nested.js";
import { jit } from "../transform/jit.js";
import { CompiledProgram } from "../transform/saved.js";
import { arityOf } from "../transform/listed.js";
import {
  belongs,
  blocksOf,
  checked,
  checkFunction,
  Job,
  jobName,
  type Checked,
  type JobOptions,
  type Task,
} from "./job.js";
import { blockOf, commonNumbers, flatNumbers, plainOf, travelling, type Travelling } from "./travelling.js";
import type { Args, Input, Out } from "../transform/structure.js";

/** Items start .. stop, and what f gives for them. */
export interface ItemBlock<R> {
  readonly start: number;
  readonly stop: number;
  readonly values: R;
}
type F = ((...x: never[]) => unknown) | CompiledProgram;
/** All items: their numbers, and one as f takes it. */
interface Items {
  readonly count: number;
  /** Numbers of an item. */
  readonly width: number;
  numbers(start: number, stop: number): Float64Array;
  argument(i: number): readonly unknown[];
}
/** The numbers of the results of a block, and how f's result is made of them. */
interface Found {
  readonly start: number;
  readonly stop: number;
  readonly numbers: Float64Array;
  readonly plan: Travelling;
}
/** As many ways through branches as `jit` keeps. */
const WAYS = 8;

function* tasksOf(
  fn: string,
  f: F,
  items: Items,
  { block }: Checked,
  instead: string,
): Generator<Task<Found>> {
  if (items.count === 0) return;
  const first = travelling(fn, f, items.argument(0), instead),
    ways = [first],
    numbers = first.program.outputSize,
    many = blockOf(first.operations, Math.max(numbers, items.width), block),
    shared = commonNumbers(new Float64Array(0)),
    job = jobName();
  let ids = 0;
  function task(found: Found, which: readonly number[], way: number, left: { count: number }): Task<Found> {
    const id = ids++,
      { start } = found,
      name = `${which.length === 1 ? "item" : "items"} ${start + which[0]}${which.length === 1 ? "" : ` to ${start + which[which.length - 1]}`}`;
    return {
      name,
      items: which.length,
      shard: () => {
        const all = items.numbers(start, found.stop),
          own = which.length === found.stop - start ? all : new Float64Array(which.length * items.width);
        if (own !== all)
          which.forEach((i, k) =>
            own.set(all.subarray(i * items.width, (i + 1) * items.width), k * items.width),
          );
        return { id, job, count: which.length, program: ways[way].common, shared, own };
      },
      take(a) {
        belongs(a, id, job, which.length * numbers);
        const missed = new Set(a.missed);
        which.forEach((i, k) => {
          if (!missed.has(k))
            found.numbers.set(a.numbers.subarray(k * numbers, (k + 1) * numbers), i * numbers);
        });
        left.count -= which.length - missed.size;
        if (missed.size === 0) return { blocks: left.count === 0 ? [found] : [], more: [] };
        const rest = which.filter((_, k) => missed.has(k));
        if (way + 1 === ways.length && !another(start + rest[0], name)) {
          for (const i of rest) found.numbers.set(alone(start + i), i * numbers);
          left.count -= rest.length;
          return { blocks: left.count === 0 ? [found] : [], more: [] };
        }
        return { blocks: [], more: [task(found, rest, way + 1, left)] };
      },
    };
  }
  /** The way that this item takes, unless there are too many. */
  function another(i: number, name: string): boolean {
    if (f instanceof CompiledProgram)
      throw shardFailed(fn, name, 1, "it takes a branch that the program does not hold for", { part: name });
    if (ways.length === WAYS) return false;
    const more = travelling(fn, f, items.argument(i), instead),
      of = (t: Travelling): string =>
        `${structureKey(t.around.output)} ${t.program.outputs.map((o) => o.shape.join()).join(" ")}`;
    if (of(more) !== of(first))
      throw shardFailed(
        fn,
        name,
        1,
        "f gives results of another structure or shape than for the first item",
        {
          part: name,
        },
      );
    ways.push(more);
    return true;
  }
  /** Here, by a program of its own, with the same bits. */
  function alone(i: number): Float64Array {
    const list: Tensor[] = [];
    returned(fn, jit(f as (...x: unknown[]) => unknown)(...(items.argument(i) as never[])), list);
    return flatNumbers(list);
  }
  for (let start = 0; start < items.count; start += many) {
    const stop = Math.min(items.count, start + many),
      found = { start, stop, numbers: new Float64Array((stop - start) * numbers), plan: first };
    yield task(
      found,
      Array.from({ length: stop - start }, (_, i) => i),
      0,
      { count: stop - start },
    );
  }
}
async function* mapped<A, B>(blocks: AsyncGenerator<A, void>, to: (a: A) => B): AsyncGenerator<B, void> {
  for await (const b of blocks) yield to(b);
}

/** The results of a block with the items along a first axis. */
function stacked({ numbers, plan, start, stop }: Found): unknown {
  const { outputs, outputSize } = plan.program,
    count = stop - start;
  return pack(
    plan.around.output,
    outputs.map(({ shape, start: at }) => {
      const n = size(shape),
        d = new Float64Array(count * n);
      for (let i = 0; i < count; i++)
        d.set(numbers.subarray(i * outputSize + at, i * outputSize + at + n), i * n);
      return plainOf([count, ...shape], d);
    }),
  );
}
/** The result of each item. */
function separate({ numbers, plan, start, stop }: Found): unknown[] {
  const { outputs, outputSize } = plan.program;
  return Array.from({ length: stop - start }, (_, i) =>
    pack(
      plan.around.output,
      outputs.map(({ shape, start: at }) =>
        plainOf(shape, numbers.slice(i * outputSize + at, i * outputSize + at + size(shape))),
      ),
    ),
  );
}

const VMAP = "distributed.vmap";
/**
 * f for each entry of x along its first axis, by whoever runs the executor's shards, with the results along a first axis: bit
 * for bit what one process gives. x is a tensor, or a tuple or record of them, as f takes it; f may hold derivatives. `for await`
 * gives blocks of entries as they arrive.
 *
 * @example
 * import * as distributed from "dualtensor/distributed";
 * const dots = await distributed.vmap((x: Tensor) => x.mul(x).sum(), [[1, 2], [3, 4], [5, 6]]);
 * dots // => tensor([5, 25, 61])
 */
export function vmap<const X extends Input, O extends Out>(
  f: ((...x: Args<X>) => O) | CompiledProgram,
  x: X,
  options?: JobOptions,
): Job<O, ItemBlock<O>> {
  if (arguments.length > 3) checkCount(VMAP, arguments, "f, x, options?");
  const given = checked(VMAP, options);
  if (!(f instanceof CompiledProgram)) {
    checkFunction(VMAP, f);
    arityOf(VMAP, f);
  }
  const tensors: Tensor[] = [],
    template = taken(VMAP, "x", x, tensors),
    count = tensors[0]?.shape[0];
  for (const t of tensors) {
    if (t.shape.length === 0) throw wrongShape(VMAP, "x", "with an axis of entries in front", t.shape);
    if (t.shape[0] !== count)
      throw wrongShape(VMAP, "x", `with ${count} entries like its first part`, t.shape);
  }
  if (count === undefined) throw wrongArgument(VMAP, "x", "a tensor, or a tuple or record of them", x);
  if (count === 0) throw wrongShape(VMAP, "x", "with at least one entry", tensors[0].shape);
  const widths = tensors.map((t) => t.size / count),
    width = widths.reduce((a, b) => a + b, 0),
    items: Items = {
      count,
      width,
      numbers(start, stop) {
        const d = new Float64Array((stop - start) * width);
        let at = 0;
        tensors.forEach(({ data }, k) => {
          const w = widths[k];
          for (let i = start; i < stop; i++)
            d.set(data.subarray(i * w, (i + 1) * w), (i - start) * width + at);
          at += w;
        });
        return d;
      },
      argument(i) {
        const own = tensors.map((t, k) =>
          plainOf(t.shape.slice(1), t.data.slice(i * widths[k], (i + 1) * widths[k])),
        );
        return argumentsOf(template, own);
      },
    };
  const begin = (): AsyncGenerator<Found, void> =>
    blocksOf(VMAP, tasksOf(VMAP, f, items, given, "vmap(f)(x)"), count, given);
  return new Job<O, ItemBlock<O>>(
    () => mapped(begin(), (b) => ({ start: b.start, stop: b.stop, values: stacked(b) as O })),
    async () => {
      let all: Found | null = null;
      for await (const b of begin()) {
        const n = b.plan.program.outputSize;
        all ??= { start: 0, stop: count, numbers: new Float64Array(count * n), plan: b.plan };
        all.numbers.set(b.numbers, b.start * n);
      }
      return stacked(all!) as O;
    },
  );
}
/** A tuple is spread over f's parameters. */
const argumentsOf = (template: Structure, own: readonly unknown[]): readonly unknown[] =>
  template.kind === "tuple" ? (pack(template, own) as unknown[]) : [pack(template, own)];

const MAP = "distributed.map";
/**
 * f of each item of a list, by whoever runs the executor's shards: the results in the order of the items. All items have the
 * structure and shapes of the first one. `for await` gives parts of the list as they arrive.
 *
 * @example
 * import * as distributed from "dualtensor/distributed";
 * const halves = await distributed.map((x: Tensor) => x.div(2), [1, 2, 3]);
 * halves.map((t) => t.item()) // => [0.5, 1, 1.5]
 */
export function map<const X extends Input, O extends Out>(
  f: ((...x: Args<X>) => O) | CompiledProgram,
  list: readonly X[],
  options?: JobOptions,
): Job<O[], ItemBlock<O[]>> {
  if (arguments.length > 3) checkCount(MAP, arguments, "f, items, options?");
  const given = checked(MAP, options);
  if (!(f instanceof CompiledProgram)) {
    checkFunction(MAP, f);
    arityOf(MAP, f);
  }
  if (!Array.isArray(list) || isTensor(list))
    throw wrongArgument(MAP, "items", "an array of arguments of f", list);
  const all = list.map((item: unknown, i) => {
      const tensors: Tensor[] = [],
        name = `items[${i}]`,
        template =
          typeof item === "number" || isTensor(item)
            ? taken(MAP, name, lift(item, MAP, name), tensors)
            : taken(MAP, name, item, tensors);
      return { template, tensors };
    }),
    key = all.length === 0 ? "" : structureKey(all[0].template);
  all.forEach(({ template, tensors }, i) => {
    const other = tensors.findIndex((t, k) => !sameShape(t.shape, all[0].tensors[k]?.shape ?? [-1]));
    if (structureKey(template) !== key)
      throw wrongArgument(MAP, `items[${i}]`, "of the structure of items[0]", list[i]);
    if (other >= 0)
      throw wrongShape(MAP, `items[${i}]`, `of shape (${all[0].tensors[other].shape.join(", ")})`, tensors[other].shape); // prettier-ignore
  });
  const width = all.length === 0 ? 0 : all[0].tensors.reduce((n, t) => n + t.size, 0),
    items: Items = {
      count: all.length,
      width,
      numbers: (start, stop) => flatNumbers(all.slice(start, stop).flatMap(({ tensors }) => tensors)),
      argument: (i) => argumentsOf(all[i].template, all[i].tensors),
    };
  const begin = (): AsyncGenerator<Found, void> =>
    blocksOf(MAP, tasksOf(MAP, f, items, given, "items.map(f)"), all.length, given);
  return new Job<O[], ItemBlock<O[]>>(
    () => mapped(begin(), (b) => ({ start: b.start, stop: b.stop, values: separate(b) as O[] })),
    async () => {
      const results = new Array<O>(all.length);
      for await (const b of begin()) separate(b).forEach((r, i) => (results[b.start + i] = r as O));
      return results;
    },
  );
}
