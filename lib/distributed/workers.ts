// Web workers: whoever bundles the page makes them, because bundlers know their file by `new Worker(new URL(...))`; here shards
// are handed to those that have nothing to do. The file of a worker calls `listen(self)` and nothing else.
import { aborted, wrongArgument } from "../errors.js";
import type { Signal } from "./clock.js";
import { takingApart, type Executor } from "./job.js";
import { answerFrom, lightened, type Light } from "./shard.js";
import { badShard, shardFailed } from "../errors.js";
import { threadAnswer, type ThreadTask } from "./threads.js";

/** A worker, or a port to one. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  addEventListener(type: "message" | "error", listener: (event: { readonly data?: unknown }) => void): void;
  start?(): void;
}
interface Busy {
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}
/** With the digests that it was sent already. */
interface Held {
  readonly worker: WorkerLike;
  readonly sent: Set<string>;
  busy: Busy | null;
  lost: boolean;
}

/**
 * An executor of web workers (or ports to some), each of which called `listen(self)`. A program goes once to each of them.
 */
export function workers(list: readonly WorkerLike[]): Executor {
  const fn = "distributed.workers";
  if (
    !Array.isArray(list) ||
    list.length === 0 ||
    !list.every((w) => typeof (w as Partial<WorkerLike> | null)?.postMessage === "function")
  )
    // prettier-ignore
    throw wrongArgument(fn, "workers", "an array of workers, at least one", list);
  const waiting: ((held: Held | null) => void)[] = [],
    all = list.map((worker: WorkerLike): Held => {
      const held: Held = { worker, sent: new Set(), busy: null, lost: false };
      worker.addEventListener("message", ({ data }) => {
        const { busy } = held;
        held.busy = null;
        if (data instanceof Uint8Array) busy?.resolve(data);
        else busy?.reject(badShard("the bytes of an answer", typeof data));
        waiting.shift()?.(held);
      });
      worker.addEventListener("error", () => {
        held.lost = true;
        held.busy?.reject(shardFailed(fn, "a shard", 1, "its worker ended with an error", {}));
        held.busy = null;
        if (all.every((h) => h.lost)) for (const next of waiting.splice(0)) next(null);
      });
      worker.start?.();
      return held;
    });
  const free = (): Promise<Held | null> => {
    const idle = all.find((h) => h.busy === null && !h.lost);
    if (idle !== undefined || all.every((h) => h.lost)) return Promise.resolve(idle ?? null);
    return new Promise((resolve) => waiting.push(resolve));
  };
  async function run({ bytes, common }: Light, signal: Signal | undefined): Promise<Uint8Array> {
    for (;;) {
      const held = await free();
      if (held === null) throw shardFailed(fn, "a shard", 1, "all workers ended with errors", {});
      // Somebody else was told of it, too.
      if (held.busy !== null) continue;
      if (signal?.aborted === true) {
        waiting.shift()?.(held);
        throw aborted(fn, signal.reason);
      }
      const task: ThreadTask = {
        shard: bytes,
        common: common.filter(({ digest }) => !held.sent.has(digest)),
      };
      for (const { digest } of common) held.sent.add(digest);
      const answered = await new Promise<Uint8Array>((resolve, reject) => {
        held.busy = { resolve, reject };
        held.worker.postMessage(task);
      });
      const a = answerFrom(answered);
      if (a.kind !== "trouble" || a.why !== "damaged" || task.common.length === common.length)
        return answered;
      // It has put away what it was sent: once more, with all of it.
      held.sent.clear();
    }
  }
  return takingApart<Executor>(
    { inFlight: 2 * list.length, run: (shard, signal) => run(lightened(shard), signal) },
    0,
    run,
  );
}
/** In a worker's file: answers what `workers` sends. `scope` is `self`, or a port. */
export function listen(scope: WorkerLike): void {
  if (typeof (scope as Partial<WorkerLike> | null)?.addEventListener !== "function")
    throw wrongArgument("distributed.listen", "scope", "the scope of a worker: self", scope);
  scope.addEventListener("message", ({ data }) => {
    const { shard, common } = (data ?? {}) as Partial<ThreadTask>;
    scope.postMessage(threadAnswer({ shard: shard as Uint8Array, common: common ?? [] }));
  });
  scope.start?.();
}
