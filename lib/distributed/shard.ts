// A shard: a program, the numbers that all of its items share, and those of each item or which seeds they are. It is pure and
// can be computed again; its answer says which shard it belongs to, so that results are placed once. No closure travels.
//
//   sections of a shard    numbers of the items, one after the other; shared numbers; the program's bytes
//   sections of a result   the results of the items, one after the other
//
// A program takes the shared numbers first, then those of an item. A program or shared numbers that the other side holds
// already are left out (`held`); both are known by their SHA-256.
import { badShard } from "../errors.js";
import { bytesOfNumbers, numbersOfBytes, opened, sealed, type Envelope } from "./envelope.js";
import { fingerprint, LIBRARY } from "./fingerprint.js";
import { searchFrom, type Search } from "./search.js";

/** Item i is `lanes` unit vectors of `width` numbers, from number start + i * lanes on; zeros behind the last. */
export interface Seeds {
  readonly start: number;
  readonly width: number;
  readonly lanes: number;
}
/** Bytes that many shards share. */
export interface Common {
  readonly digest: string;
  readonly bytes: Uint8Array;
}
export interface Shard {
  readonly id: number;
  /** Of the job: an executor that is told to stop stops all shards of it. */
  readonly job: string;
  readonly count: number;
  readonly program: Common;
  readonly shared: Common;
  readonly own: Float64Array | Seeds;
  /** Items are starts of this search. */
  readonly search?: Search;
}
/** Sections that are known by their SHA-256. */
const LOOSE = 2;
const NONE = new Uint8Array(0);
/** A shard without what the other side gets another way, which stands beside it. */
export interface Light {
  readonly bytes: Uint8Array;
  readonly common: readonly Common[];
  readonly head: Envelope["head"];
}
export const shardBytes = (shard: Shard): Uint8Array => lightShard(shard, Infinity).bytes;
/** Programs and shared numbers of more than `most` bytes stand beside it: they are not copied for each shard. */
export function lightShard({ id, job, count, program, shared, own, search }: Shard, most: number): Light {
  const seeds = own instanceof Float64Array ? null : own,
    both = [shared, program],
    held = both.map(({ bytes }) => bytes.length > most),
    head = {
      kind: "shard",
      library: LIBRARY,
      math: fingerprint(),
      job,
      id,
      count,
      seeds: seeds === null ? null : [seeds.start, seeds.width, seeds.lanes],
      ...(search === undefined ? {} : { search }),
      program: program.digest,
      shared: shared.digest,
      held,
    },
    sections = both.map(({ bytes }, i) => (held[i] ? NONE : bytes));
  return {
    bytes: sealed(head, [own instanceof Float64Array ? bytesOfNumbers(own) : NONE, ...sections], LOOSE),
    common: both.filter((_, i) => held[i]),
    head,
  };
}

/** A shard as it arrived: what was left out of it is null. */
export interface Arrived {
  readonly id: number;
  readonly job: string;
  readonly library: string;
  readonly math: string;
  readonly count: number;
  readonly program: { readonly digest: string; readonly bytes: Uint8Array | null };
  readonly shared: { readonly digest: string; readonly bytes: Uint8Array | null };
  readonly own: Float64Array;
  readonly seeds: Seeds | null;
  readonly search: Search | null;
}
/** As many items as an answer can count. */
const MANY = 2 ** 31;
const isCount = (v: unknown): v is number =>
  Number.isInteger(v) && (v as number) >= 0 && (v as number) < MANY;
const isText = (v: unknown, form: RegExp): v is string => typeof v === "string" && form.test(v);
const DIGEST = /^[0-9a-f]{64}$/,
  WORD = /^[\w.+-]{1,64}$/;

export function shardFrom(bytes: Uint8Array): Arrived {
  const { head, sections } = opened(bytes),
    { kind, library, math, job, id, count, seeds, program, shared, held } = head;
  if (kind !== "shard" || sections.length !== 3)
    throw badShard("a shard", typeof kind === "string" ? `a ${kind}` : "another kind of message");
  if (
    !isText(library, WORD) ||
    !isText(math, WORD) ||
    !isText(job, WORD) ||
    !isCount(id) ||
    !isCount(count) ||
    count === 0 ||
    !isText(program, DIGEST) ||
    !isText(shared, DIGEST) ||
    !Array.isArray(held) ||
    !(seeds === null || (Array.isArray(seeds) && seeds.length === 3 && seeds.every(isCount) && seeds[2] > 0))
  )
    throw badShard("the head of a shard", "another");
  const own = numbersOfBytes(sections[0]),
    [start, width, lanes] = seeds ?? [0, 0, 0];
  return {
    id,
    job,
    library,
    math,
    count,
    program: { digest: program, bytes: held[1] === true ? null : sections[2] },
    shared: { digest: shared, bytes: held[0] === true ? null : sections[1] },
    own,
    seeds: seeds === null ? null : { start, width, lanes },
    search: searchFrom(head.search),
  };
}

/** The same of a shard that came whole. */
export function lightened(bytes: Uint8Array, most = 0): Light {
  const { head, sections } = opened(bytes),
    common: Common[] = [],
    held = ["shared", "program"].map((name, i) => {
      const bytes = sections[i + 1];
      if (bytes.length <= most) return false;
      common.push({ digest: String(head[name]), bytes });
      return true;
    });
  if (common.length === 0) return { bytes, common, head };
  return {
    bytes: sealed(
      { ...head, held },
      sections.map((s, i) => (i > 0 && held[i - 1] ? NONE : s)),
      LOOSE,
    ),
    common,
    head,
  };
}

/** Why there is no result; the first three may go well elsewhere or later. */
export type Trouble = "damaged" | "busy" | "version" | "program" | "limit" | "failed" | "stopped";
export const passing: readonly string[] = ["damaged", "busy", "version"];

export type Answer =
  | {
      readonly kind: "result";
      readonly id: number;
      readonly job: string;
      /** One item after the other. */
      readonly numbers: Float64Array;
      /** Items that took a branch that the program does not hold for. */
      readonly missed: readonly number[];
    }
  | {
      readonly kind: "trouble";
      readonly id: number;
      readonly job: string;
      readonly why: Trouble;
      readonly message: string;
    };
export const answerBytes = (a: Answer): Uint8Array => {
  if (a.kind === "trouble") return sealed({ ...a }, []);
  const { numbers, ...head } = a;
  return sealed(head, [bytesOfNumbers(numbers)]);
};
const TROUBLES: readonly string[] = ["damaged", "busy", "version", "program", "limit", "failed", "stopped"];
export function answerFrom(bytes: Uint8Array): Answer {
  const { head, sections } = opened(bytes),
    { kind, id, job, missed, why, message } = head;
  if (!isCount(id) || typeof job !== "string") throw badShard("an answer", "another kind of message");
  if (kind === "trouble" && TROUBLES.includes(why as string) && typeof message === "string")
    return { kind, id, job, why: why as Trouble, message };
  if (kind !== "result" || sections.length !== 1 || !Array.isArray(missed) || !missed.every(isCount))
    throw badShard("an answer", "another kind of message");
  return { kind, id, job, numbers: numbersOfBytes(sections[0]), missed };
}
