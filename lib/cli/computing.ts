// The thread of a worker that computes, so that the worker goes on listening: a single item may take as long as it likes with signs
// of life, and is ended in the middle when its time is over or nobody waits for it.
import { parentPort, Worker, workerData } from "node:worker_threads";
import { Answering, Shelf, type Limits } from "../distributed/answer.js";
import { later } from "../distributed/clock.js";
import type { Computing } from "../distributed/serve.js";
import { shardFrom, type Common } from "../distributed/shard.js";
import { badShard } from "../errors.js";

interface Asked {
  readonly bytes: Uint8Array;
  readonly common: readonly Common[];
}
const SHELF = 2 ** 28;
/** How often it is asked whether somebody waits, in ms. */
const LOOK = 50;

/** In memory that both threads see. */
function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** A thread that is started anew when it was ended. */
export function thread(limits: Limits): Computing {
  const shelf = new Shelf<Common>(SHELF);
  let worker: Worker | null = null;
  const started = (): Worker =>
    (worker ??= new Worker(new URL("thread.js", import.meta.url), { workerData: limits }));
  async function end(): Promise<void> {
    const own = worker;
    worker = null;
    await own?.terminate();
  }
  started();
  return {
    missing({ program, shared: numbers }) {
      return [program, numbers]
        .filter(({ digest, bytes }) => bytes === null && shelf.get(digest) === undefined)
        .map(({ digest }) => digest);
    },
    async run(given, common, stopped) {
      for (const { digest, bytes } of common)
        shelf.put(digest, { digest, bytes: shared(bytes) }, bytes.length);
      const shard = shardFrom(given),
        needs = [shard.program, shard.shared].flatMap(({ digest }) => shelf.get(digest) ?? []),
        // A message of NATS is a view into a larger buffer.
        bytes = new Uint8Array(given),
        own = started(),
        begun = Date.now();
      return new Promise((resolve, reject) => {
        let cancel = later(LOOK, look);
        function look(): void {
          const late = Date.now() - begun > limits.time + LOOK;
          if (!late && !stopped()) {
            cancel = later(LOOK, look);
            return;
          }
          done();
          void end();
          if (late) reject(badShard(`an end within ${limits.time} ms`, "none", "limit"));
          else resolve(null);
        }
        function done(): void {
          cancel();
          own.off("message", answered).off("error", failed).off("exit", failed);
        }
        function answered(value: Uint8Array): void {
          done();
          resolve(value);
        }
        /** Out of memory, as a rule: another worker would end as this one did. */
        function failed(why: unknown): void {
          done();
          void end();
          reject(badShard("an answer of the thread that computes", String(why), "failed"));
        }
        own.on("message", answered).on("error", failed).on("exit", failed);
        own.postMessage({ bytes, common: needs } satisfies Asked, [bytes.buffer]);
      });
    },
    end,
  };
}

/** What the thread does. */
export function compute(): void {
  const answering = new Answering(workerData as Limits);
  parentPort!.on("message", ({ bytes, common }: Asked) => {
    const steps = answering.steps(bytes, common);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return parentPort!.postMessage(value, [value.buffer as ArrayBuffer]);
    }
  });
}
