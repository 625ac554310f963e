// A worker of NATS: it takes shards one after the other, runs them in slices between which it listens, and answers each, with its
// result or with what is wrong. What arrives is bounded before it is kept, and checked before it runs.
import { badShard, DualTensorError, wrongOption } from "../errors.js";
import { optionsOf } from "../door/parse.js";
import { Answering, type Limits } from "./answer.js";
import { later, turn } from "./clock.js";
import { opened, sealed } from "./envelope.js";
import { fingerprint, LIBRARY } from "./fingerprint.js";
import { Assembly, pieceOf } from "./pieces.js";
import { sha256 } from "./sha256.js";
import { answerBytes, shardFrom, type Common, type Trouble } from "./shard.js";
import {
  alike,
  checkConnection,
  mostOf,
  prefixOf,
  type NatsConnection,
  type NatsMessage,
} from "./subjects.js";

/** Subject and limits of a worker. */
export interface ServeOptions {
  /** Of all subjects. Default "dualtensor". */
  readonly prefix?: string;
  /** Bytes of a message put together, of a program's memory, of a result: each. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Scalar operations of one shard. Default 2e10. */
  readonly maxOperations?: number;
  /** Milliseconds of one shard. Default 60,000. */
  readonly maxTime?: number;
  /** Shards that wait for their turn; further ones are sent on. Default 8. */
  readonly queue?: number;
}
/** A worker at work: what it did, and how it ends. */
export interface Serving {
  readonly answered: number;
  /** Takes no more, sends on what waits, and ends what runs. */
  drain(): Promise<void>;
}
interface Waiting {
  readonly data: Uint8Array;
  readonly reply: string;
}

const FN = "distributed.serve";
/** How often whoever waits is told that somebody works on it, in ms. */
const ALIVE = 1000;
/** For a piece of what a client holds, in ms, and how often it is asked for. */
const PIECE = 3000,
  ASKED = 3;
/** Jobs that were stopped are remembered, so many. */
const STOPPED = 1000;

/** Answers shards of clients that compute alike, from the same connection's server. `dualtensor worker` does the same. */
export function serve(connection: NatsConnection, options?: ServeOptions): Serving {
  checkConnection(FN, connection);
  const known = ["prefix", "maxBytes", "maxOperations", "maxTime", "queue"],
    given = optionsOf<ServeOptions>(FN, options, known),
    { maxBytes = 2 ** 28, maxOperations = 2e10, maxTime = 60_000, queue: room = 8 } = given,
    prefix = prefixOf(FN, given.prefix);
  for (const [name, v] of Object.entries({ maxBytes, maxOperations, maxTime, queue: room }))
    if (!(typeof v === "number" && v > 0)) throw wrongOption(FN, name, "a positive number", v);
  const limits: Limits = { bytes: maxBytes, operations: maxOperations, time: maxTime },
    answering = new Answering(limits),
    queue: Waiting[] = [],
    stopped = new Set<string>();
  let running: Waiting | null = null,
    idle: (() => void) | null = null,
    draining = false,
    answered = 0;

  const say = (reply: string, bytes: Uint8Array): void => {
    if (!connection.isClosed()) connection.publish(reply, bytes);
  };
  function send(reply: string, bytes: Uint8Array): void {
    const most = mostOf(connection);
    answered++;
    if (bytes.length <= most) say(reply, bytes);
    else for (let at = 0; at < bytes.length; at += most - 256) say(reply, pieceOf(bytes, at, most - 256));
  }
  const trouble = (why: Trouble, message: string, id = 0, job = "unknown"): Uint8Array =>
    answerBytes({ kind: "trouble", id, job, why, message });

  function onShard(_error: Error | null, { data, reply }: NatsMessage): void {
    if (reply === undefined) return;
    if (draining || queue.length >= room) return say(reply, trouble("busy", "this worker has enough to do"));
    queue.push({ data, reply });
    if (running === null) void work();
  }
  async function work(): Promise<void> {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      running = next;
      try {
        const bytes = await result(next);
        if (bytes !== null) send(next.reply, bytes);
      } catch (e) {
        const why = (e instanceof DualTensorError && (e.details.why as Trouble | undefined)) || "damaged";
        send(next.reply, trouble(why, (e as Error).message));
      }
      running = null;
    }
    idle?.();
  }
  /** null for a job that nobody waits for. */
  async function result({ data, reply }: Waiting): Promise<Uint8Array | null> {
    const client = reply.split(".").at(-2)!;
    let bytes = data;
    const { head } = opened(bytes);
    if (head.kind === "large") bytes = await fetched(client, String(head.digest));
    const shard = shardFrom(bytes),
      common: Common[] = [];
    if (stopped.has(shard.job)) return null;
    for (const digest of answering.missing(shard))
      common.push({ digest, bytes: await fetched(client, digest) });
    const steps = answering.steps(bytes, common);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      await turn();
      if (stopped.has(shard.job)) return null;
    }
  }
  /** What a client holds, piece by piece. */
  async function fetched(client: string, digest: string): Promise<Uint8Array> {
    if (!/^[0-9a-f]{64}$/.test(digest)) throw badShard("a SHA-256", "other text");
    const all = new Assembly(limits.bytes);
    for (let offset = 0; ;) {
      const piece = await asked(`${prefix}.from.${client}.${digest}`, offset),
        whole = all.put(piece);
      if (whole !== null) {
        if (sha256(whole) !== digest)
          throw badShard("the bytes that were sent", "others: their SHA-256 differs");
        return whole;
      }
      offset += opened(piece).sections[0].length;
    }
  }
  async function asked(subject: string, offset: number): Promise<Uint8Array> {
    const payload = Uint8Array.from(String(offset), (c) => c.charCodeAt(0));
    for (let k = 1; ; k++)
      try {
        const { data } = await connection.request(subject, payload, { timeout: PIECE });
        if (opened(data).head.kind !== "piece")
          throw badShard("a piece", "none: nobody waits for it any more");
        return data;
      } catch (e) {
        if (k >= ASKED || (e instanceof DualTensorError && e.details.why !== "damaged"))
          throw badShard("the inputs of a shard from its client", (e as Error).message.replace(/\.$/, ""));
      }
  }
  let beat = later(ALIVE, alive);
  function alive(): void {
    const sign = sealed({ kind: "alive" }, []);
    for (const { reply } of running === null ? queue : [running, ...queue]) say(reply, sign);
    beat = later(ALIVE, alive);
  }
  const subscriptions = [
    connection.subscribe(`${prefix}.shard.${alike()}.*`, { queue: "workers", callback: onShard }),
    connection.subscribe(`${prefix}.hello`, {
      callback(_error, { reply }) {
        if (reply !== undefined)
          say(reply, sealed({ kind: "hello", library: LIBRARY, math: fingerprint() }, []));
      },
    }),
    connection.subscribe(`${prefix}.stop`, {
      callback(_error, { data }) {
        try {
          stopped.add(String(opened(data).head.job));
          if (stopped.size > STOPPED)
            for (const old of [...stopped].slice(0, STOPPED / 2)) stopped.delete(old);
        } catch {
          // Nothing is stopped by what is damaged.
        }
      },
    }),
  ];
  return {
    get answered() {
      return answered;
    },
    async drain() {
      draining = true;
      // Another worker gets what comes from now on, and what waits here.
      const [shards, ...others] = subscriptions;
      for (const s of others) s.unsubscribe();
      if (shards.drain === undefined) shards.unsubscribe();
      else await shards.drain();
      for (const { reply } of queue.splice(0)) say(reply, trouble("busy", "this worker ends"));
      if (running !== null) await new Promise<void>((resolve) => (idle = resolve));
      beat();
      if (!connection.isClosed()) await connection.flush();
    },
  };
}
