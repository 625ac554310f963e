// What travels between processes: a head of plain data and sections of bytes, under one checksum. Bytes that were damaged,
// cut short or made by another format are refused before anything of them is read. Nothing in an envelope is code.
//
//   byte   0  "DTENV001"
//          8  checksum of the words from 16 on, as many as byte 20 says, in two words
//         16  length of the head in bytes, as 32 bits; words under the checksum, as 32 bits
//         24  the head: JSON in ASCII, blanks up to a multiple of 8; `sections` are the lengths
//             the sections, one after the other, each with zeros up to a multiple of 8; the last ones may be known by their
//             SHA-256 and not be under the checksum, because they are large, the same in many shards, and read once
import { badShard } from "../errors.js";

const MAGIC = "DTENV001",
  BEFORE = 24;
const whole = (n: number): number => (n + 7) & ~7;

export interface Envelope {
  readonly head: Readonly<Record<string, unknown>>;
  readonly sections: readonly Uint8Array[];
}

/** 64 bits of some words: cyrb53's two lanes (public domain), over words and not characters. */
export function checksum(words: Int32Array): [number, number] {
  let a = 0xdeadbeef ^ words.length,
    b = 0x41c6ce57 ^ words.length;
  for (let i = 0; i < words.length; i++) {
    const c = words[i];
    a = Math.imul(a ^ c, 2654435761);
    a ^= a >>> 15;
    b = Math.imul(b ^ c, 1597334677);
    b ^= b >>> 13;
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return [a | 0, b | 0];
}
const ascii = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** `loose`: so many of the last sections are not under the checksum. */
export function sealed(
  head: Readonly<Record<string, unknown>>,
  sections: readonly Uint8Array[],
  loose = 0,
): Uint8Array {
  const text = ascii(JSON.stringify({ ...head, sections: sections.map((s) => s.length) })),
    start = BEFORE + whole(text.length),
    bytes = new Uint8Array(sections.reduce((n, s) => n + whole(s.length), start)),
    words = new Int32Array(bytes.buffer);
  for (let i = 0; i < 8; i++) bytes[i] = MAGIC.charCodeAt(i);
  words[4] = text.length;
  bytes.fill(32, BEFORE, start);
  for (let i = 0; i < text.length; i++) bytes[BEFORE + i] = text.charCodeAt(i);
  let at = start,
    covered = start;
  sections.forEach((s, i) => {
    bytes.set(s, at);
    at += whole(s.length);
    if (i < sections.length - loose) covered = at;
  });
  words[5] = covered / 4 - 4;
  [words[2], words[3]] = checksum(words.subarray(4, covered / 4));
  return bytes;
}

/** The envelope; its sections are views, which begin at multiples of 8 bytes. */
export function opened(given: Uint8Array): Envelope {
  if (!(given instanceof Uint8Array)) throw badShard("a Uint8Array", typeof given);
  if (given.length < BEFORE || given.length % 8 !== 0)
    throw badShard("the bytes that were sent", `${given.length} bytes, which end too early`);
  // Buffers of Node are views where typed arrays are copies: slice() of one would not move it.
  const bytes = given.byteOffset % 8 === 0 ? given : new Uint8Array(given),
    words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  for (let i = 0; i < 8; i++)
    if (bytes[i] !== MAGIC.charCodeAt(i)) throw badShard("bytes of a shard", "other bytes");
  if (!(words[5] >= 2 && words[5] <= words.length - 4)) throw badShard("the bytes that were sent", "others");
  const [a, b] = checksum(words.subarray(4, 4 + words[5]));
  if (words[2] !== a || words[3] !== b)
    throw badShard("the bytes that were sent", "others: their checksum differs");
  const length = words[4];
  if (!(length >= 0 && length <= bytes.length - BEFORE)) throw badShard("a head", "none");
  let text = "";
  for (let i = 0; i < length; i++) text += String.fromCharCode(bytes[BEFORE + i]);
  let head: Record<string, unknown>;
  try {
    head = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw badShard("a head of plain data", "other text");
  }
  const lengths: unknown = (head as { sections?: unknown } | null)?.sections;
  if (!Array.isArray(lengths)) throw badShard("the lengths of sections", "none");
  let at = BEFORE + whole(length);
  const sections = lengths.map((n: unknown) => {
    if (!(Number.isInteger(n) && (n as number) >= 0 && (n as number) <= bytes.length - at))
      throw badShard("sections within the bytes", "one that ends behind them");
    const section = bytes.subarray(at, at + (n as number));
    for (let i = at + (n as number); i < at + whole(n as number); i++)
      if (bytes[i] !== 0) throw badShard("zeros between sections", "others");
    at += whole(n as number);
    return section;
  });
  if (at !== bytes.length) throw badShard("nothing behind the sections", `${bytes.length - at} bytes`);
  return { head, sections };
}

export const bytesOfNumbers = (x: Float64Array): Uint8Array =>
  new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
/** A section as numbers, without a copy. */
export function numbersOfBytes(section: Uint8Array): Float64Array {
  if (section.length % 8 !== 0) throw badShard("numbers of 8 bytes", `${section.length} bytes`);
  return new Float64Array(section.buffer, section.byteOffset, section.length / 8);
}
