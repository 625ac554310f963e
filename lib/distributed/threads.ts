// Threads of Node, in a pool that others keep: piscina, or tinypool, which is called the same way. Programs and shared numbers
// stand once in memory that all threads see, where there is such memory.
import { aborted, noPackage, wrongArgument, wrongOption } from "../errors.js";
import { optionsOf } from "../door/parse.js";
import { Answering, Shelf, UNLIMITED } from "./answer.js";
import type { Signal } from "./clock.js";
import { takingApart, type Executor } from "./job.js";
import { lightened, type Common, type Light } from "./shard.js";

/** What is used of a pool. */
interface Pool {
  run(task: unknown, options: { readonly signal?: Signal }): Promise<unknown>;
  destroy(): Promise<void>;
}
/** The class of the package, imported by whoever has it. */
export type PoolClass = new (options: never) => { run: unknown; destroy: unknown };
/** How many threads, and in which pool. */
export interface ThreadsOptions {
  /** Threads. Default 2. */
  readonly size?: number;
  /** `Piscina` or `Tinypool`. Default: the package piscina, where it can be imported from here. */
  readonly pool?: PoolClass;
  /** The file of "dualtensor/distributed" as threads load it. Default: this one. */
  readonly filename?: string;
}
/** The {@link Executor} that {@link threads} makes. */
export interface Threads extends Executor {
  /** Ends the threads. A pool that is left alone ends with the process. */
  close(): Promise<void>;
}

/** Of a CommonJS module, as Node loads this library. */
declare const __filename: string | undefined;
const beside = (name: string): string | undefined =>
  typeof __filename === "string" ? __filename.replace(/[^/\\]*$/, name) : undefined;
const sharedBytes = (globalThis as { SharedArrayBuffer?: SharedArrayBufferConstructor }).SharedArrayBuffer;
const SHELF = 2 ** 28;

/** A shard without what it shares with others, and that. */
export interface ThreadTask {
  readonly shard: Uint8Array;
  readonly common: readonly Common[];
}
let here: Answering | undefined;
/** What a thread runs. It never throws. */
export function threadAnswer({ shard, common }: ThreadTask): Uint8Array {
  const steps = (here ??= new Answering(UNLIMITED)).steps(shard, common);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/**
 * An executor of so many threads of this machine, in a pool of piscina or tinypool, which are not installed with this library.
 * Its results have the bits of one process. It pays from about a millisecond a shard on.
 *
 * @example
 * import { threads } from "dualtensor/distributed";
 * threads({ size: 4 }).inFlight // => 8
 */
export function threads(options?: ThreadsOptions): Threads {
  const fn = "distributed.threads",
    given = optionsOf<ThreadsOptions>(fn, options, ["size", "pool", "filename"]),
    { size = 2, pool: Given, filename = beside("distributed.js") } = given;
  if (!(Number.isInteger(size) && size > 0 && size <= 4096))
    throw wrongOption(fn, "size", "a number of threads from 1", size);
  if (Given !== undefined && typeof Given !== "function")
    throw wrongOption(fn, "pool", "the class Piscina or Tinypool", Given);
  if (typeof filename !== "string")
    throw wrongArgument(fn, "filename", "the file of dualtensor/distributed", filename);
  let started: Promise<Pool> | null = null;
  const shelf = new Shelf<Common>(SHELF);
  async function start(): Promise<Pool> {
    const Class = Given ?? (await piscina());
    return new Class({
      filename,
      name: "threadAnswer",
      minThreads: size,
      maxThreads: size,
      concurrentTasksPerWorker: 1,
    } as never) as Pool;
  }
  async function piscina(): Promise<PoolClass> {
    // By a name that bundlers do not follow: it is a peer that need not be there.
    const name = "piscina";
    try {
      const found = (await import(name)) as { Piscina: PoolClass };
      return found.Piscina;
    } catch (e) {
      throw noPackage(fn, name, e);
    }
  }
  /** Once for all threads. */
  function kept(c: Common): Common {
    if (sharedBytes === undefined) return c;
    const old = shelf.get(c.digest);
    if (old !== undefined) return old;
    const bytes = new Uint8Array(new sharedBytes(c.bytes.length));
    bytes.set(c.bytes);
    const made = { digest: c.digest, bytes };
    shelf.put(c.digest, made, bytes.length);
    return made;
  }
  async function run({ bytes, common }: Light, signal: Signal | undefined): Promise<Uint8Array> {
    const pool = await (started ??= start());
    if (signal?.aborted === true) throw aborted(fn, signal.reason);
    const task: ThreadTask = { shard: bytes, common: common.map(kept) };
    // A pool adds a listener that it may leave behind: only what can abort is handed on.
    return (await pool.run(task, signal === undefined ? {} : { signal })) as Uint8Array;
  }
  return takingApart<Threads>(
    {
      inFlight: 2 * size,
      run: (shard, signal) => run(lightened(shard), signal),
      async close() {
        const pool = started;
        started = null;
        if (pool !== null) await (await pool).destroy();
      },
    },
    0,
    run,
  );
}
