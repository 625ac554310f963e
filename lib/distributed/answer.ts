// The other side of a shard: its program, run for each item. Whatever arrives is answered, with a result or with what is wrong;
// nothing of it is evaluated but programs, which are checked as they are loaded and bounded before they run.
import { programFrom } from "../compile/bytes.js";
import { TENSOR } from "../compile/graph.js";
import { Running, type Program } from "../compile/program.js";
import { tiers } from "../compile/tiers.js";
import { size } from "../array/shape.js";
import { badShard, DualTensorError } from "../errors.js";
import { rowNamed } from "../transform/rows.js";
import { numbersOfBytes } from "./envelope.js";
import { fingerprint, LIBRARY } from "./fingerprint.js";
import { SEARCHED, searched } from "./search.js";
import { sha256 } from "./sha256.js";
import { answerBytes, shardFrom, type Arrived, type Common, type Trouble } from "./shard.js";

/** What a worker does not go beyond. */
export interface Limits {
  /** Bytes of a message, of a program's memory, of a result: each. */
  readonly bytes: number;
  /** Scalar operations of one shard. */
  readonly operations: number;
  /** Milliseconds of one shard, looked at between its items. */
  readonly time: number;
}
export const UNLIMITED: Limits = { bytes: Infinity, operations: Infinity, time: Infinity };

/** Scalar operations of one run; a call on tensors counts as a product of matrices would. */
export const operationsOf = ({ bodies }: Program): number =>
  bodies.reduce((n, { graph, count }) => {
    let own = graph.length;
    for (let id = 0; id < graph.length; id++)
      if (graph.op[id] === TENSOR) {
        const { shapes, shape } = graph.functions[graph.c[id]],
          sizes = [shape, ...(shapes ?? [])];
        own += Math.max(...sizes.map(size)) * Math.max(1, ...sizes.flat());
      }
    return n + own * count;
  }, 0);

/** Programs and shared numbers that came once, the latest last. */
export class Shelf<T> {
  private readonly held = new Map<string, { value: T; bytes: number }>();
  private bytes = 0;
  constructor(private readonly most: number) {}
  get(key: string): T | undefined {
    const found = this.held.get(key);
    if (found === undefined) return undefined;
    this.held.delete(key);
    this.held.set(key, found);
    return found.value;
  }
  put(key: string, value: T, bytes: number): void {
    if (this.held.has(key)) return;
    this.held.set(key, { value, bytes });
    this.bytes += bytes;
    for (const [old, { bytes: n }] of this.held) {
      if (this.bytes <= this.most || old === key) break;
      this.held.delete(old);
      this.bytes -= n;
    }
  }
}
interface Loaded {
  readonly running: Running;
  readonly operations: number;
}

/** How long items run before others get their turn, in ms. */
const SLICE = 20;
const SHELF = 2 ** 28;

export class Answering {
  private readonly programs = new Shelf<Loaded>(SHELF);
  private readonly shared = new Shelf<Float64Array>(SHELF);
  constructor(readonly limits: Limits) {}

  /** The digests that are not held here. */
  missing(shard: Arrived): string[] {
    const out: string[] = [];
    if (shard.program.bytes === null && this.programs.get(shard.program.digest) === undefined)
      out.push(shard.program.digest);
    if (shard.shared.bytes === null && this.shared.get(shard.shared.digest) === undefined)
      out.push(shard.shared.digest);
    return out;
  }

  /** A step for each slice of time; the answer at the end, always one. */
  *steps(bytes: Uint8Array, common: readonly Common[] = []): Generator<void, Uint8Array> {
    let id = 0,
      job = "unknown";
    try {
      if (bytes.length > this.limits.bytes)
        throw badShard(`at most ${this.limits.bytes} bytes`, String(bytes.length), "limit");
      const shard = shardFrom(bytes);
      ({ id, job } = shard);
      return yield* this.run(shard, common);
    } catch (e) {
      const known = e instanceof DualTensorError,
        why = known && e.code === "DT_SHARD" ? (e.details.why as Trouble) : "failed";
      return answerBytes({ kind: "trouble", id, job, why, message: (e as Error).message });
    }
  }
  private *run(shard: Arrived, common: readonly Common[]): Generator<void, Uint8Array> {
    const { id, job, count, seeds, own, search } = shard,
      { limits } = this;
    if (shard.library !== LIBRARY)
      throw badShard(`a shard of version ${LIBRARY}`, `one of version ${shard.library}`, "version");
    if (shard.math !== fingerprint())
      throw badShard(
        `a shard made with the Math of this process (${fingerprint()})`,
        `one made with another (${shard.math}), whose last bits may differ`,
        "version",
      );
    const { running, operations } = this.loaded(shard, common),
      shared = this.numbers(shard, common),
      { inputSize } = running.program,
      outputSize = search === null ? running.program.outputSize : SEARCHED,
      // The response, and perhaps weights, are no inputs of the program.
      beside = search === null ? 0 : search.rows * (search.weighted === null ? 1 : 2),
      width = inputSize - shared.length + beside;
    if (
      search !== null &&
      (width !== search.parameters || running.program.outputSize !== search.rows * (1 + search.parameters))
    )
      throw badShard("a program of residuals and their Jacobian", "another", "program");
    if (width < 0 || (seeds === null ? own.length !== count * width : width !== seeds.width * seeds.lanes))
      throw badShard(`${inputSize} numbers for each item`, "others", "program");
    // Each step of a search evaluates twice at most.
    const asked = operations * count * (search === null ? 1 : 2 * Math.max(1, search.maxIterations));
    if (asked > limits.operations)
      throw badShard(`at most ${limits.operations} operations`, String(asked), "limit");
    if (count * outputSize * 8 > limits.bytes)
      throw badShard(`a result of at most ${limits.bytes} bytes`, String(count * outputSize * 8), "limit");
    const begun = Date.now(),
      x = new Float64Array(inputSize),
      numbers = new Float64Array(count * outputSize),
      missed: number[] = [];
    if (search === null) x.set(shared);
    let slice = begun;
    for (let i = 0; i < count; i++) {
      const result = numbers.subarray(i * outputSize, (i + 1) * outputSize);
      if (search !== null) {
        const late = (): boolean => Date.now() - begun > limits.time;
        searched(running, search, shared, own.subarray(i * width, (i + 1) * width), result, late);
      } else if (seeds === null) x.set(own.subarray(i * width, (i + 1) * width), shared.length);
      else {
        x.fill(0, shared.length);
        for (let l = 0; l < seeds.lanes; l++) {
          const at = seeds.start + i * seeds.lanes + l;
          if (at < seeds.width) x[shared.length + l * seeds.width + at] = 1;
        }
      }
      if (search === null) {
        running.giveAll(x);
        if (running.run()) running.results(result);
        else missed.push(i);
      }
      const now = Date.now();
      if (now - begun > limits.time && (i + 1 < count || search !== null))
        throw badShard(`an end within ${limits.time} ms`, `${i + 1} of ${count} items`, "limit");
      if (now - slice >= SLICE) {
        yield;
        slice = Date.now();
      }
    }
    return answerBytes({ kind: "result", id, job, numbers, missed });
  }
  private loaded({ program: { digest, bytes } }: Arrived, common: readonly Common[]): Loaded {
    const old = this.programs.get(digest);
    if (old !== undefined) return old;
    const own = this.verified(digest, bytes, common);
    let program: Program;
    try {
      ({ program } = programFrom(own, rowNamed));
    } catch (e) {
      throw badShard("a program", (e as Error).message.replace(/\.$/, ""), "program");
    }
    if (program.length * 8 > this.limits.bytes)
      throw badShard(`a program of at most ${this.limits.bytes} bytes`, String(program.length * 8), "limit");
    const made = { running: new Running(program, tiers()), operations: operationsOf(program) };
    this.programs.put(digest, made, own.length + 8 * program.length);
    return made;
  }
  private numbers({ shared: { digest, bytes } }: Arrived, common: readonly Common[]): Float64Array {
    const old = this.shared.get(digest);
    if (old !== undefined) return old;
    const numbers = numbersOfBytes(this.verified(digest, bytes, common)).slice();
    this.shared.put(digest, numbers, 8 * numbers.length);
    return numbers;
  }
  private verified(digest: string, bytes: Uint8Array | null, common: readonly Common[]): Uint8Array {
    const own = bytes ?? common.find((c) => c.digest === digest)?.bytes;
    if (own === undefined) throw badShard("the bytes of a digest", "none", "damaged");
    if (own.length > this.limits.bytes)
      throw badShard(`at most ${this.limits.bytes} bytes`, String(own.length), "limit");
    if (sha256(own) !== digest) throw badShard("the bytes that were sent", "others: their SHA-256 differs");
    return own.byteOffset % 8 === 0 ? own : new Uint8Array(own);
  }
}

let here: Answering | undefined;
/** In process, and for engines of one's own: the answer to a shard. It never throws. */
export function answer(shard: Uint8Array): Uint8Array {
  const steps = (here ??= new Answering(UNLIMITED)).steps(shard);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
