// The words that clients and workers of NATS share, and what of a connection they use. The connection is given: server, TLS,
// password and keys are its own.
//
//   <prefix>.shard.<version>.<math>.<program>   shards, to one of the workers of that version and that Math
//   <prefix>.to.<client>.<number>               answers to one sending of a shard, and signs that somebody works on it
//   <prefix>.from.<client>.<digest>             pieces of what does not fit into a message, or many shards share
//   <prefix>.stop                               a job that nobody waits for any more
//   <prefix>.hello                              who is there
import { wrongArgument, wrongOption } from "../errors.js";
import { fingerprint, LIBRARY } from "./fingerprint.js";

/** What is used of a message of NATS. */
export interface NatsMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly reply?: string;
  /** 503: nobody listens there. */
  readonly headers?: { readonly code: number };
}
/** What is used of a subscription of NATS. */
export interface NatsSubscription {
  unsubscribe(): void;
  /** Takes what is on its way, and no more. */
  drain?(): Promise<void>;
}
/** What is used of a NatsConnection (packages @nats-io/transport-node, @nats-io/nats-core). */
export interface NatsConnection {
  readonly info?: { readonly max_payload: number };
  publish(subject: string, payload?: Uint8Array, options?: { readonly reply?: string }): void;
  subscribe(
    subject: string,
    options: {
      readonly queue?: string;
      readonly callback: (error: Error | null, message: NatsMessage) => void;
    },
  ): NatsSubscription;
  request(subject: string, payload: Uint8Array, options: { readonly timeout: number }): Promise<NatsMessage>;
  flush(): Promise<void>;
  isClosed(): boolean;
  closed(): Promise<unknown>;
}
export function checkConnection(fn: string, connection: unknown): void {
  const { publish, subscribe, request } = (connection ?? {}) as Record<string, unknown>;
  if (typeof publish !== "function" || typeof subscribe !== "function" || typeof request !== "function")
    throw wrongArgument(fn, "connection", "what connect() of @nats-io/transport-node gives", connection);
}
export function prefixOf(fn: string, prefix: unknown = "dualtensor"): string {
  if (typeof prefix !== "string" || !/^[\w-]+(\.[\w-]+)*$/.test(prefix))
    throw wrongOption(fn, "prefix", "words of letters and digits with dots between", prefix);
  return prefix;
}

const word = (text: string): string => text.replace(/[^\w-]/g, "_");
/** Who computes alike. */
export const alike = (): string => `${word(LIBRARY)}.${fingerprint()}`;
export const shardSubject = (prefix: string, program: string): string =>
  `${prefix}.shard.${alike()}.${program.slice(0, 16)}`;

/** Bytes of a message, with room for heads. The server's default is 1 MiB. */
export const mostOf = ({ info }: NatsConnection): number =>
  Math.max(1024, (info?.max_payload ?? 2 ** 20) - 1024);
export const nameOf = (): string => Math.random().toString(36).slice(2, 14);
