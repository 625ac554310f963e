// Recipes (compile/math/machine.ts) as WebAssembly: every value is the code that leaves it on the stack, what is kept is a local. One
// number at a time or two lanes; both do the same operations, so both have the bits of the JavaScript.
import { magic, type Machine, type Recipe } from "../math/machine.js";
import { far, sincosOf } from "../math/trig.js";
import { Bytes, F64, V128, s64 } from "./encode.js";

type Code = readonly number[];
const bytesOf = (c: number): number[] => [...new Uint8Array(Float64Array.of(c).buffer)];
const leb = (n: number): number[] => [...new Bytes(8).u32(n).bytes];
const simd = (code: number, ...more: number[]): number[] => [0xfd, ...leb(code), ...more];

/** Codes of what both machines have, by name; a lane's with its prefix. */
// prettier-ignore
export const scalarCode = {
  add: [0xa0], sub: [0xa1], mul: [0xa2], div: [0xa3], neg: [0x9a], abs: [0x99], sqrt: [0x9f],
  floor: [0x9c], ceil: [0x9b], trunc: [0x9d], eq: [0x61], ne: [0x62], lt: [0x63], gt: [0x64], le: [0x65], ge: [0x66],
} as const;
// prettier-ignore
export const laneCode = {
  add: simd(0xf0), sub: simd(0xf1), mul: simd(0xf2), div: simd(0xf3), neg: simd(0xed), abs: simd(0xec), sqrt: simd(0xef),
  floor: simd(0x75), ceil: simd(0x74), trunc: simd(0x7a), eq: simd(0x47), ne: simd(0x48), lt: simd(0x49), gt: simd(0x4a), le: simd(0x4b), ge: simd(0x4c),
} as const;

/** A number of `type` for each value; locals begin at `first`, code that keeps them goes to `body`. */
abstract class Coder implements Machine<Code, Code> {
  readonly body: number[] = [];
  locals = 0;
  constructor(
    readonly codes: typeof scalarCode | typeof laneCode,
    readonly first: number,
  ) {}
  local(a: Code): Code {
    const l = leb(this.first + this.locals++);
    this.body.push(...a, 0x21, ...l);
    return [0x20, ...l];
  }
  add = (a: Code, b: Code): Code => [...a, ...b, ...this.codes.add];
  sub = (a: Code, b: Code): Code => [...a, ...b, ...this.codes.sub];
  mul = (a: Code, b: Code): Code => [...a, ...b, ...this.codes.mul];
  div = (a: Code, b: Code): Code => [...a, ...b, ...this.codes.div];
  lt = (a: Code, b: Code): Code => [...a, ...b, ...this.codes.lt];
  eq = (a: Code, b: Code): Code => [...a, ...b, ...this.codes.eq];
  neg = (a: Code): Code => [...a, ...this.codes.neg];
  abs = (a: Code): Code => [...a, ...this.codes.abs];
  abstract constant(c: number): Code;
  abstract single(a: Code): Code;
  abstract both(p: Code, q: Code): Code;
  abstract not(p: Code): Code;
  abstract select(p: Code, a: Code, b: Code): Code;
  abstract copysign(a: Code, b: Code): Code;
  abstract clamp(a: Code, lo: number, hi: number): Code;
  abstract pow2(k: Code): Code;
  abstract bit(n: Code, place: number): Code;
  abstract parts(x: Code, from: number): { k: Code; m: Code };
}

const upperWord = (from: number): bigint => BigInt(from) << 32n;
const fractionBits = 0xfffffffffffffn;

export class ScalarCoder extends Coder {
  constructor(first: number) {
    super(scalarCode, first);
  }
  constant = (c: number): Code => [0x44, ...bytesOf(c)];
  private readonly integer = (c: bigint): Code => [0x42, ...s64(c)];
  single = (a: Code): Code => [...a, 0xb6, 0xbb];
  both = (p: Code, q: Code): Code => [...p, ...q, 0x71];
  not = (p: Code): Code => [...p, 0x45];
  select = (p: Code, a: Code, b: Code): Code => [...a, ...b, ...p, 0x1b];
  copysign = (a: Code, b: Code): Code => [...a, ...b, 0xa6];
  // min and max hand NaN on.
  clamp = (a: Code, lo: number, hi: number): Code => [
    ...[...a, ...this.constant(lo), 0xa5],
    ...[...this.constant(hi), 0xa4],
  ];
  // The lower bits of magic + 1023 + k are the exponent, moved to its place.
  pow2 = (k: Code): Code => [
    ...this.add(k, this.constant(magic + 1023)),
    ...[0xbd, ...this.integer(52n), 0x86, 0xbf],
  ];
  bit = (n: Code, place: number): Code => [
    ...[...this.add(n, this.constant(magic)), 0xbd, 0xa7],
    ...[0x41, 1 << place, 0x71],
  ];
  parts(x: Code, from: number): { k: Code; m: Code } {
    const l = this.first + this.locals++;
    // The difference of bits, as a double: its exponent field is k, what is left belongs to m.
    this.body.push(...x, 0xbd, ...this.integer(upperWord(from)), 0x7d, 0xbf, 0x21, ...leb(l));
    const bits = [0x20, ...leb(l), 0xbd];
    const k = [...bits, ...this.integer(52n), 0x87, 0xb9];
    const m = [...bits, ...this.integer(fractionBits), 0x83, ...this.integer(upperWord(from)), 0x7c, 0xbf];
    return { k, m };
  }
}

export class LaneCoder extends Coder {
  constructor(first: number) {
    super(laneCode, first);
  }
  constant = (c: number): Code => [...simd(0x0c), ...bytesOf(c), ...bytesOf(c)];
  private readonly integer = (c: bigint): Code => {
    const b = [...new Uint8Array(BigInt64Array.of(BigInt.asIntN(64, c)).buffer)];
    return [...simd(0x0c), ...b, ...b];
  };
  private readonly shifted = (a: Code, places: number, code: number): Code => [
    ...[...a, 0x41, ...s64(BigInt(places))],
    ...simd(code),
  ];
  private readonly and = (a: Code, b: Code): Code => [...a, ...b, ...simd(0x4e)];
  single = (a: Code): Code => [...a, ...simd(0x5e), ...simd(0x5f)];
  both = this.and;
  not = (p: Code): Code => [...p, ...simd(0x4d)];
  select = (p: Code, a: Code, b: Code): Code => [...a, ...b, ...p, ...simd(0x52)];
  copysign = (a: Code, b: Code): Code => [
    ...a,
    ...b,
    ...this.integer(fractionBits | (0x7ffn << 52n)),
    ...simd(0x52),
  ];
  // pmin(hi, v) is v < hi ? v : hi for machines, and with v first NaN stays: pmin(a, b) = b < a ? b : a.
  clamp = (a: Code, lo: number, hi: number): Code => [
    ...[...a, ...this.constant(lo), ...simd(0xf7)],
    ...[...this.constant(hi), ...simd(0xf6)],
  ];
  pow2 = (k: Code): Code => this.shifted(this.add(k, this.constant(magic + 1023)), 52, 0xcb);
  bit = (n: Code, place: number): Code => {
    const b = this.integer(1n << BigInt(place));
    return [...this.and(this.add(n, this.constant(magic)), b), ...b, ...simd(0xd6)];
  };
  parts(x: Code, from: number): { k: Code; m: Code } {
    const bits = this.local([...x, ...this.integer(upperWord(from)), ...simd(0xd1)]);
    // Without arithmetic shifts of 64 bits: 1024 is added to the exponent, and taken off the double it spells.
    const biased = [...bits, ...this.integer(1024n << 52n), ...simd(0xce)];
    const spelled = [...this.shifted(biased, 52, 0xcd), ...this.constant(2 ** 52), ...simd(0x50)];
    const k = this.sub(spelled, this.constant(2 ** 52 + 1024));
    const m = [
      ...this.and(bits, this.integer(fractionBits)),
      ...this.integer(upperWord(from)),
      ...simd(0xce),
    ];
    return { k, m };
  }
}

/** A recipe as the code of a function: its locals, and where calls of the JavaScript stand in it. */
export interface Compiled {
  readonly locals: number;
  readonly code: Uint8Array;
  /** Places of five bytes each for the number of a function, the first or the second that falls back. */
  readonly calls: readonly { readonly at: number; readonly which: number }[];
}
export const typeOf = (lanes: 1 | 2): number => (lanes === 1 ? F64 : V128);
const [x, y] = [
  [0x20, 0],
  [0x20, 1],
];

/** Where the recipe does not hold, the JavaScript does: of both lanes, if one of them needs it. */
function fallBack(
  o: Coder,
  lanes: 1 | 2,
  condition: Code,
  args: readonly Code[],
  results: number,
): Compiled["calls"] {
  const calls: { at: number; which: number }[] = [],
    { body } = o;
  const call = (which: number, lane: number): void => {
    for (const v of args) body.push(...v, ...(lanes === 1 ? [] : simd(0x21, lane)));
    body.push(0x10, 0x80, 0x80, 0x80, 0x80, 0);
    calls.push({ at: body.length - 5, which });
  };
  body.push(...condition, ...(lanes === 1 ? [] : simd(0x53)), 0x04, 0x40);
  for (let which = 0; which < results; which++) {
    call(which, 0);
    if (lanes === 1) continue;
    body.push(...simd(0x14));
    call(which, 1);
    body.push(...simd(0x22, 1));
  }
  body.push(0x0f, 0x0b);
  return calls;
}

/** A function of one number or two, or of as many pairs of lanes. */
export function compileRecipe({ arity, exotic, body }: Recipe, lanes: 1 | 2): Compiled {
  const o = lanes === 1 ? new ScalarCoder(arity) : new LaneCoder(arity);
  const calls = exotic ? fallBack(o, lanes, exotic(o, x, y), arity === 1 ? [x] : [x, y], 1) : [];
  const result = body(o, x, y);
  o.body.push(...result);
  return { locals: o.locals, code: Uint8Array.from(o.body), calls };
}
/** Two lanes of a recipe as part of other code: arguments, then what is kept, stand in locals from the first on. */
export interface Inlined {
  readonly arity: number;
  readonly locals: number;
  /** Where it does not hold; empty: nowhere. */
  readonly exotic: Code;
  readonly code: Code;
}
export function inlineRecipe(of: Recipe | "sincos", first: number): Inlined {
  const arity = of === "sincos" ? 1 : of.arity,
    o = new LaneCoder(first + arity),
    [u, v] = [0, 1].map((i) => [0x20, ...leb(first + i)]),
    condition = of === "sincos" ? far(o, u) : (of.exotic?.(o, u, v) ?? []),
    exotic = condition.length > 0 ? [...o.body.splice(0), ...condition] : [],
    results = of === "sincos" ? sincosOf(o, u).flat() : of.body(o, u, v);
  return { arity, locals: arity + o.locals, exotic, code: [...o.body, ...results] };
}
/** The sine and the cosine of two lanes. */
export function compileSincos(): Compiled {
  const o = new LaneCoder(1);
  const calls = fallBack(o, 2, far(o, x), [x], 2);
  const [s, c] = sincosOf(o, x);
  o.body.push(...s, ...c);
  return { locals: o.locals, code: Uint8Array.from(o.body), calls };
}
