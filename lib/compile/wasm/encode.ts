// The bytes of WebAssembly modules (core specification 2.0, chapter 5): a buffer that grows, numbers in LEB128, and a module of
// one imported memory, imported functions, functions of its own and exports. Nothing here knows what a program is.

/** Types of values, as bytes. */
export const I32 = 0x7f,
  I64 = 0x7e,
  F64 = 0x7c,
  V128 = 0x7b;

const double = new Float64Array(1),
  eight = new Uint8Array(double.buffer);

/** Bytes to be written one after the other. */
export class Bytes {
  data: Uint8Array;
  length = 0;
  constructor(capacity = 256) {
    this.data = new Uint8Array(capacity);
  }
  private room(n: number): void {
    if (this.length + n <= this.data.length) return;
    const next = new Uint8Array(Math.max(2 * this.data.length, this.length + n));
    next.set(this.data.subarray(0, this.length));
    this.data = next;
  }
  byte(b: number): this {
    if (this.length === this.data.length) this.room(1);
    this.data[this.length++] = b;
    return this;
  }
  two(a: number, b: number): this {
    this.room(2);
    this.data[this.length++] = a;
    this.data[this.length++] = b;
    return this;
  }
  append(bytes: ArrayLike<number>, n = bytes.length): this {
    this.room(n);
    const { data, length } = this;
    for (let i = 0; i < n; i++) data[length + i] = bytes[i];
    this.length += n;
    return this;
  }
  take(other: Bytes): this {
    this.room(other.length);
    this.data.set(other.data.subarray(0, other.length), this.length);
    this.length += other.length;
    return this;
  }
  /** An unsigned number below 2^32. */
  u32(v: number): this {
    this.room(5);
    let n = v >>> 0;
    while (n > 127) {
      this.data[this.length++] = (n & 127) | 128;
      n >>>= 7;
    }
    this.data[this.length++] = n;
    return this;
  }
  /** A signed number of 32 bits. */
  s32(v: number): this {
    this.room(5);
    let n = v | 0;
    for (;;) {
      const b = n & 127;
      n >>= 7;
      if ((n === 0 && (b & 64) === 0) || (n === -1 && (b & 64) !== 0)) {
        this.data[this.length++] = b;
        return this;
      }
      this.data[this.length++] = b | 128;
    }
  }
  f64(v: number): this {
    double[0] = v;
    return this.append(eight);
  }
  name(text: string): this {
    this.u32(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
    return this;
  }
  get bytes(): Uint8Array {
    return this.data.subarray(0, this.length);
  }
}

/** A signed number of 64 bits, as bytes. */
export function s64(v: bigint): number[] {
  const out: number[] = [];
  let n = BigInt.asIntN(64, v);
  for (;;) {
    const b = Number(n & 127n);
    n >>= 7n;
    if ((n === 0n && (b & 64) === 0) || (n === -1n && (b & 64) !== 0)) return [...out, b];
    out.push(b | 128);
  }
}

/** A function: locals in runs of one type, and its code without the end. */
export interface Func {
  readonly type: number;
  readonly locals: readonly (readonly [count: number, type: number])[];
  readonly code: Bytes;
}

/** A module whose functions are numbered as they come: imports first. Memory 0 is imported as e.m. */
export class Module {
  private readonly types: string[] = [];
  private readonly signatures: (readonly [readonly number[], readonly number[]])[] = [];
  private readonly imports: (readonly [string, number])[] = [];
  private readonly functions: Func[] = [];
  private readonly exported: (readonly [string, number])[] = [];
  private readonly globals: number[] = [];

  type(params: readonly number[], results: readonly number[]): number {
    const key = `${params.join()}>${results.join()}`;
    const known = this.types.indexOf(key);
    if (known >= 0) return known;
    this.signatures.push([params, results]);
    return this.types.push(key) - 1;
  }
  /** The number of a function to be imported as e.<name>; before any function of the module's own. */
  import(name: string, type: number): number {
    return this.imports.push([name, type]) - 1;
  }
  add(f: Func): number {
    return this.imports.length + this.functions.push(f) - 1;
  }
  /** How the next function will be numbered. */
  get next(): number {
    return this.imports.length + this.functions.length;
  }
  export(name: string, index: number): void {
    this.exported.push([name, index]);
  }
  /** A variable that starts at 0 and outlives calls. */
  global(type: number): number {
    return this.globals.push(type) - 1;
  }

  bytes(): Uint8Array {
    const size = this.functions.reduce((n, f) => n + f.code.length + 32, 1024);
    const out = new Bytes(size).append([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    const section = (id: number, write: (b: Bytes) => void): void => {
      const body = new Bytes(1024);
      write(body);
      out.byte(id).u32(body.length).take(body);
    };
    section(1, (b) => {
      b.u32(this.signatures.length);
      for (const [params, results] of this.signatures)
        b.byte(0x60).u32(params.length).append(params).u32(results.length).append(results);
    });
    section(2, (b) => {
      b.u32(1 + this.imports.length)
        .name("e")
        .name("m")
        .append([2, 0, 1]);
      for (const [name, type] of this.imports) b.name("e").name(name).byte(0).u32(type);
    });
    section(3, (b) => {
      b.u32(this.functions.length);
      for (const { type } of this.functions) b.u32(type);
    });
    if (this.globals.length > 0)
      section(6, (b) => {
        b.u32(this.globals.length);
        for (const type of this.globals) {
          b.two(type, 1);
          if (type === F64) b.byte(0x44).f64(0);
          else b.two(0xfd, 0x0c).f64(0).f64(0);
          b.byte(0x0b);
        }
      });
    section(7, (b) => {
      b.u32(this.exported.length);
      for (const [name, index] of this.exported) b.name(name).byte(0).u32(index);
    });
    section(10, (b) => {
      b.u32(this.functions.length);
      const locals = new Bytes(64);
      for (const f of this.functions) {
        locals.length = 0;
        locals.u32(f.locals.length);
        for (const [count, type] of f.locals) locals.u32(count).byte(type);
        b.u32(locals.length + f.code.length + 1)
          .take(locals)
          .take(f.code)
          .byte(0x0b);
      }
    });
    return out.bytes;
  }
}
