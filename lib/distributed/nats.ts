// Machines, over NATS: a shard goes to one of the workers that compute alike and is sent again when nobody gives a sign of life,
// until it is answered or there is no hope. Long because sending, waiting and giving up look at one another.
import { aborted, noConnection, noWorker, shardFailed, wrongOption } from "../errors.js";
import { optionsOf } from "../door/parse.js";
import { later, pause, unless, type Signal } from "./clock.js";
import { opened, sealed } from "./envelope.js";
import { fingerprint, LIBRARY } from "./fingerprint.js";
import { takingApart, type Executor } from "./job.js";
import { Assembly, pieceOf } from "./pieces.js";
import { sha256 } from "./sha256.js";
import { answerFrom, lightened, passing, type Answer, type Common, type Light } from "./shard.js";
import {
  checkConnection,
  mostOf,
  nameOf,
  prefixOf,
  shardSubject,
  type NatsConnection,
  type NatsMessage,
} from "./subjects.js";

/** Prefix of the subjects, deadlines and retries of {@link nats}. */
export interface NatsOptions {
  /** Of all subjects. Default "dualtensor". */
  readonly prefix?: string;
  /** Milliseconds without a sign of life from whoever has a shard, after which it is sent again. Default 5000. */
  readonly deadline?: number;
  /** How often a shard is sent again. Default 8. */
  readonly retries?: number;
  /** Shards on their way or computed at a time. Default 16. */
  readonly inFlight?: number;
  /** Milliseconds that the first worker is waited for. Default 2000. */
  readonly patience?: number;
}
/** The {@link Executor} that {@link nats} makes. */
export interface NatsExecutor extends Executor {
  readonly inFlight: number;
  /** Shards that were sent, and how often one was sent again. */
  readonly sent: number;
  readonly again: number;
  /** Ends its subscriptions. The connection stays: who made it closes it. */
  close(): void;
}
type Ended =
  | { readonly kind: "answer"; readonly bytes: Uint8Array; readonly answer: Answer }
  | { readonly kind: "nobody" }
  | { readonly kind: "silent" }
  | { readonly kind: "damaged"; readonly why: string };
interface Waiting {
  end(outcome: Ended): void;
  sign(): void;
  readonly pieces: Assembly;
}

const FN = "distributed.nats";
/** Sections that are larger are sent once to each worker that asks, not with each shard. */
const LIGHT = 4096;
/** Once a worker was there: how long none may be, as after a restart of the server. */
const AWAY = 10_000;
const LARGEST = 2 ** 31;
const COMMAND = "npx dualtensor worker --nats nats://127.0.0.1:4222";

/**
 * An executor over a connection to NATS: workers are started on any machine with `dualtensor worker --nats url`. They take shards
 * of this version and with this process's Math alone, so that results have the bits of one process.
 */
export function nats(connection: NatsConnection, options?: NatsOptions): NatsExecutor {
  checkConnection(FN, connection);
  const given = optionsOf<NatsOptions>(FN, options, [
      "prefix",
      "deadline",
      "retries",
      "inFlight",
      "patience",
    ]),
    { deadline = 5000, retries = 8, inFlight = 16, patience = 2000 } = given,
    prefix = prefixOf(FN, given.prefix);
  for (const [name, v, least] of [
    ["deadline", deadline, 1],
    ["retries", retries, 0],
    ["inFlight", inFlight, 1],
    ["patience", patience, 0],
  ] as const)
    if (!(Number.isInteger(v) && v >= least && v < LARGEST))
      throw wrongOption(FN, name, `a whole number from ${least}`, v);

  const client = nameOf(),
    waiting = new Map<string, Waiting>(),
    /** What workers may ask for, and how many shards need it. */
    offered = new Map<string, { readonly bytes: Uint8Array; users: number }>();
  let numbers = 0,
    sent = 0,
    again = 0,
    met = false,
    lost: unknown;
  void connection.closed().then((error) => {
    lost = error;
    for (const w of [...waiting.values()]) w.end({ kind: "silent" });
  });

  function onReply(_error: Error | null, { subject, data, headers }: NatsMessage): void {
    const w = waiting.get(subject.slice(subject.lastIndexOf(".") + 1));
    // Of a sending that was given up: its shard was computed elsewhere.
    if (w === undefined) return;
    if (headers?.code === 503) return w.end({ kind: "nobody" });
    met = true;
    try {
      const { kind } = opened(data).head;
      if (kind === "alive") return w.sign();
      if (kind !== "piece") return answered(w, data);
      w.sign();
      const bytes = w.pieces.put(data);
      if (bytes !== null) answered(w, bytes);
    } catch (e) {
      w.end({ kind: "damaged", why: (e as Error).message });
    }
  }
  function answered(w: Waiting, bytes: Uint8Array): void {
    w.end({ kind: "answer", bytes, answer: answerFrom(bytes) });
  }
  function onAsked(_error: Error | null, { subject, data, reply }: NatsMessage): void {
    const held = offered.get(subject.slice(subject.lastIndexOf(".") + 1)),
      offset = Number(String.fromCharCode(...data.subarray(0, 16)));
    if (reply === undefined) return;
    if (held === undefined || !(Number.isInteger(offset) && offset >= 0 && offset < held.bytes.length))
      connection.publish(reply, sealed({ kind: "none" }, []));
    else connection.publish(reply, pieceOf(held.bytes, offset, mostOf(connection) - 256));
  }
  const subscriptions = [
    connection.subscribe(`${prefix}.to.${client}.*`, { callback: onReply }),
    connection.subscribe(`${prefix}.from.${client}.*`, { callback: onAsked }),
  ];

  /** One sending: what came of it. */
  function send(subject: string, message: Uint8Array): Promise<Ended> {
    return new Promise((resolve) => {
      const number = (++numbers).toString(36);
      let stop = later(deadline, silent);
      function end(outcome: Ended): void {
        stop();
        waiting.delete(number);
        resolve(outcome);
      }
      function silent(): void {
        end({ kind: "silent" });
      }
      waiting.set(number, {
        end,
        sign() {
          stop();
          stop = later(deadline, silent);
        },
        pieces: new Assembly(LARGEST),
      });
      sent++;
      connection.publish(subject, message, { reply: `${prefix}.to.${client}.${number}` });
    });
  }
  /** Who is there at all. */
  async function others(): Promise<string> {
    const found = new Map<string, number>(),
      inbox = `${prefix}.to.${client}.hello`,
      subscription = connection.subscribe(inbox, {
        callback(_error, { data, headers }) {
          if (headers?.code === 503) return;
          try {
            const { library, math } = opened(data).head as { library: string; math: string },
              is = `version ${library}${library === LIBRARY ? `, other Math (${math})` : ""}`;
            found.set(is, (found.get(is) ?? 0) + 1);
          } catch {
            // Not a worker's word.
          }
        },
      });
    connection.publish(`${prefix}.hello`, new Uint8Array(0), { reply: inbox });
    await pause(200);
    subscription.unsubscribe();
    return [...found].map(([is, n]) => `${n} of ${is}`).join(", ");
  }
  async function tried({ bytes, common, head }: Light, signal: Signal | undefined): Promise<Uint8Array> {
    const subject = shardSubject(prefix, String(head.program)),
      needs: Common[] = [...common];
    let message = bytes;
    if (bytes.length > mostOf(connection)) {
      const digest = sha256(bytes);
      needs.push({ digest, bytes });
      message = sealed({ kind: "large", digest, job: head.job, id: head.id, program: head.program }, []);
    }
    for (const { digest, bytes: own } of needs) {
      const held = offered.get(digest);
      if (held === undefined) offered.set(digest, { bytes: own, users: 1 });
      else held.users++;
    }
    let reason: string,
      attempts = 0,
      nobodySince: number | null = null,
      pauses = 0;
    try {
      for (;;) {
        if (connection.isClosed()) throw closed();
        if (signal?.aborted === true) throw aborted(FN, signal.reason);
        const outcome = await send(subject, message);
        if (outcome.kind === "answer") {
          const a = outcome.answer,
            own = a.id === head.id && a.job === head.job;
          if (a.kind === "result" ? own : !passing.includes(a.why)) return outcome.bytes;
          reason = a.kind === "result" ? `an answer to shard ${a.id} came` : a.message;
          nobodySince = null;
          // Whoever is busy is there: it takes shards again.
          if (a.kind === "result" || a.why !== "busy") attempts++;
        } else if (outcome.kind === "nobody") {
          nobodySince ??= Date.now();
          const away = Date.now() - nobodySince,
            most = met ? Math.max(patience, AWAY) : patience;
          if (away >= most) {
            const there = await others(),
              what = `of version ${LIBRARY} with the Math of this process (${fingerprint()})`;
            throw noWorker(FN, what, Math.round(away / 1000), COMMAND, there);
          }
          await pause(100, signal);
          continue;
        } else {
          attempts++;
          reason =
            outcome.kind === "silent" ? `no sign of life from a worker in ${deadline / 1000} s` : outcome.why;
        }
        if (attempts > retries)
          throw shardFailed(FN, `shard ${String(head.id)}`, attempts, reason, { shard: head.id });
        again++;
        await pause(Math.min(2000, 25 * 2 ** Math.min(pauses++, 8)) * (0.5 + Math.random() / 2), signal);
      }
    } finally {
      for (const { digest } of needs) {
        const held = offered.get(digest)!;
        if (--held.users === 0) offered.delete(digest);
      }
    }
  }
  const closed = (): Error =>
    noConnection(
      FN,
      `one that is closed${lost instanceof Error ? ` (${lost.message})` : ""}`,
      "Connect again, with { maxReconnectAttempts: -1 } to outlive long restarts of the server",
      lost,
    );

  function run(light: Light, signal: Signal | undefined): Promise<Uint8Array> {
    const job = String(light.head.job);
    return unless(tried(light, signal), signal, () => {
      if (!connection.isClosed()) connection.publish(`${prefix}.stop`, sealed({ kind: "stop", job }, []));
      return aborted(FN, signal?.reason);
    });
  }
  const executor: NatsExecutor = {
    inFlight,
    get sent() {
      return sent;
    },
    get again() {
      return again;
    },
    run: async (shard, signal) => run(lightened(shard, LIGHT), signal),
    close() {
      for (const s of subscriptions) s.unsubscribe();
    },
  };
  return takingApart(executor, LIGHT, run);
}
