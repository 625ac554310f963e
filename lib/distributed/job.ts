// A job: shards handed to an executor, so many at a time, and their answers placed once each. What arrives, arrives in any
// order; what is made of it does not depend on the order, the number of workers or what was computed twice.
import { aborted, badShard, DualTensorError, shardFailed, wrongArgument, wrongOption } from "../errors.js";
import { optionsOf } from "../door/parse.js";
import {
  answerFrom,
  lightShard,
  shardBytes,
  type Answer,
  type Common,
  type Light,
  type Shard,
} from "./shard.js";
import { controller, turn, unless, type Signal } from "./clock.js";
import { Answering, UNLIMITED } from "./answer.js";

/** What runs shards: bytes in, the bytes of an answer out. `answer(shard)` is one that computes it here. */
export interface Executor {
  run(shard: Uint8Array, signal?: Signal): Promise<Uint8Array>;
  /** Shards that it is given at a time. Default 4. */
  readonly inFlight?: number;
}
/** How far a job has come. */
export interface Progress {
  /** Items: columns, rows, starts. */
  readonly done: number;
  readonly total: number;
}
/** Who computes, who is told, and how large a shard is. */
export interface JobOptions {
  /** Default: in process. */
  readonly executor?: Executor;
  readonly onProgress?: (progress: Progress) => void;
  /** Of an AbortController. */
  readonly signal?: Signal;
  /** Items of a shard. Default: some milliseconds of work, and a result below the size of a message. Changes cost, never bits. */
  readonly block?: number;
}
const KNOWN = ["executor", "onProgress", "signal", "block"];
export interface Checked {
  readonly executor: Executor;
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly signal: Signal | undefined;
  readonly block: number | undefined;
}
export function checked<T extends JobOptions>(
  fn: string,
  options: T | undefined,
  more: readonly string[] = [],
): Checked & Partial<T> {
  const given = optionsOf<T>(fn, options, [...KNOWN, ...more]),
    { executor = inProcess(), onProgress, signal, block } = given as JobOptions;
  if (typeof (executor as Partial<Executor> | null)?.run !== "function")
    throw wrongOption(fn, "executor", "an object with run(shard, signal)", executor);
  if (onProgress !== undefined && typeof onProgress !== "function")
    throw wrongOption(fn, "onProgress", "a function", onProgress);
  if (signal !== undefined && typeof (signal as Partial<Signal> | null)?.addEventListener !== "function")
    throw wrongOption(fn, "signal", "the signal of an AbortController", signal);
  if (block !== undefined && !(Number.isInteger(block) && block > 0 && block <= 2 ** 30))
    throw wrongOption(fn, "block", "a whole number from 1", block);
  return { ...given, executor, onProgress, signal, block };
}

/** How executors of this library take what many shards share: beside them, if it has more bytes than `most`. */
interface Apart {
  readonly most: number;
  run(light: Light, signal: Signal | undefined): Promise<Uint8Array>;
}
/** By the object, so that what somebody made of an executor gets whole shards, as its `run` says. */
const apart = new WeakMap<Executor, Apart>();
export function takingApart<E extends Executor>(executor: E, most: number, run: Apart["run"]): E {
  apart.set(executor, { most, run });
  return executor;
}

/** This thread. Others get their turn between slices of some milliseconds. */
export function inProcess(): Executor {
  const answering = new Answering(UNLIMITED);
  let last = Date.now();
  async function run(
    shard: Uint8Array,
    common: readonly Common[],
    signal: Signal | undefined,
  ): Promise<Uint8Array> {
    const steps = answering.steps(shard, common);
    for (;;) {
      if (Date.now() - last > 20) {
        await turn();
        last = Date.now();
      }
      if (signal?.aborted === true) throw aborted("distributed", signal.reason);
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }
  return takingApart<Executor>(
    { inFlight: 1, run: (shard, signal) => run(shard, [], signal) },
    0,
    ({ bytes, common }, signal) => run(bytes, common, signal),
  );
}

/** A shard to be sent, and what to do with its result: what is left to do, as further shards. */
export interface Task<B> {
  /** "columns 10 to 19". */
  readonly name: string;
  readonly items: number;
  shard(): Shard;
  take(result: Answer & { kind: "result" }): {
    readonly blocks: readonly B[];
    readonly more: readonly Task<B>[];
  };
}

let jobs = 0;
/** No other job has it: of this process by a number, of others by chance. */
export const jobName = (): string => `${(++jobs).toString(36)}-${Math.random().toString(36).slice(2, 12)}`;

type Outcome<B> =
  | { readonly task: Task<B>; readonly blocks: readonly B[]; readonly more: readonly Task<B>[] }
  | { readonly task: Task<B>; readonly error: unknown };

/** Blocks as they arrive. Those that arrive before or beside a failure come before its error. */
export async function* blocksOf<B>(
  fn: string,
  tasks: Iterable<Task<B>>,
  total: number,
  { executor, onProgress, signal }: Checked,
): AsyncGenerator<B, void> {
  const coming = tasks[Symbol.iterator](),
    extra: Task<B>[] = [],
    running = new Map<Task<B>, Promise<Outcome<B>>>(),
    /** One for each that runs: engines add listeners to them. */
    stops = new Map<Task<B>, ReturnType<typeof controller>>(),
    most = Math.max(1, executor.inFlight ?? 4),
    beside = apart.get(executor);
  const stop = (): void => {
    for (const own of stops.values()) own.abort(signal?.reason);
  };
  signal?.addEventListener("abort", stop);
  function following(): Task<B> | undefined {
    const next = coming.next();
    return next.done === true ? undefined : next.value;
  }
  async function one(task: Task<B>): Promise<Outcome<B>> {
    const own = controller();
    stops.set(task, own);
    try {
      const shard = task.shard(),
        answered = await (beside === undefined
          ? executor.run(shardBytes(shard), own.signal)
          : beside.run(lightShard(shard, beside.most), own.signal));
      return { task, ...task.take(result(answered, task)) };
    } catch (error) {
      return { task, error };
    } finally {
      stops.delete(task);
    }
  }
  function result(bytes: Uint8Array, task: Task<B>): Answer & { kind: "result" } {
    const a = answerFrom(bytes);
    if (a.kind === "result") return a;
    throw shardFailed(fn, task.name, 1, a.message, { part: task.name, why: a.why });
  }
  let done = 0,
    failed: { task: Task<B>; error: unknown } | null = null;
  try {
    if (signal?.aborted === true) throw aborted(fn, signal.reason);
    for (;;) {
      while (failed === null && running.size < most) {
        const next = extra.shift() ?? following();
        if (next === undefined) break;
        running.set(next, one(next));
      }
      if (running.size === 0) break;
      const outcome = await unless(Promise.race(running.values()), signal, () => aborted(fn, signal?.reason));
      running.delete(outcome.task);
      if ("error" in outcome) {
        failed ??= outcome;
        continue;
      }
      extra.push(...outcome.more);
      done += outcome.task.items - outcome.more.reduce((n, t) => n + t.items, 0);
      onProgress?.({ done, total });
      yield* outcome.blocks;
    }
    if (failed !== null) throw explained(fn, failed.task, failed.error);
  } finally {
    signal?.removeEventListener("abort", stop);
    // Nobody waits for the others any more.
    stop();
  }
}
/** An executor's error, with the part that it is of. */
function explained(fn: string, task: { readonly name: string }, error: unknown): unknown {
  if (error instanceof DualTensorError && (error.code !== "DT_SHARD" || "part" in error.details))
    return error;
  const { message, details } = error as { message?: string; details?: Record<string, unknown> };
  return shardFailed(
    fn,
    task.name,
    typeof details?.attempts === "number" ? details.attempts : 1,
    message ?? String(error),
    { ...details, part: task.name },
    error,
  );
}

/** All of it: `await job`. Part by part, as they arrive: `for await (const block of job)`. It begins when it is asked. */
export class Job<R, B> implements PromiseLike<R>, AsyncIterable<B> {
  private whole: Promise<R> | null = null;
  constructor(
    private readonly begin: () => AsyncGenerator<B, void>,
    private readonly collect: (blocks: AsyncGenerator<B, void>) => Promise<R>,
  ) {}
  then<S = R, T = never>(
    done?: ((value: R) => S | PromiseLike<S>) | null,
    failed?: ((reason: unknown) => T | PromiseLike<T>) | null,
  ): Promise<S | T> {
    this.whole ??= Promise.resolve().then(() => this.collect(this.begin()));
    return this.whole.then(done, failed);
  }
  catch<T = never>(failed: (reason: unknown) => T | PromiseLike<T>): Promise<R | T> {
    return this.then(null, failed);
  }
  [Symbol.asyncIterator](): AsyncIterator<B> {
    return this.begin();
  }
}
/** Results belong to the shard that was sent. */
export function belongs(a: Answer, id: number, job: string, numbers: number): void {
  if (a.id !== id || a.job !== job) throw badShard(`the answer to shard ${id}`, `that to shard ${a.id}`);
  if (a.kind === "result" && a.numbers.length !== numbers)
    throw badShard(`a result of ${numbers} numbers`, String(a.numbers.length));
}
export const checkFunction = (fn: string, f: unknown): void => {
  if (typeof f !== "function") throw wrongArgument(fn, "f", "a function or a program", f);
};
