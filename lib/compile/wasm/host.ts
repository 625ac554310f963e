// The WebAssembly that an engine has, as far as it is used here; lib knows neither DOM nor Node. A page whose policy forbids
// compiling has none, and neither has an engine without it.

/** What a module of ours exports. */
export type Exports = Readonly<Record<string, (...args: number[]) => number>>;

interface Engine {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Exports };
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
}
declare const WebAssembly: Engine | undefined;

const engine = (): Engine | null => (typeof WebAssembly === "undefined" ? null : WebAssembly);
const valid = (bytes: number[]): boolean => {
  try {
    return engine()?.validate(new Uint8Array(bytes)) ?? false;
  } catch {
    return false;
  }
};
const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** A module of one function without arguments, of this type and with this code. */
const one = (type: number, code: number[]): number[] => [
  ...[...head, 1, 5, 1, 0x60, 0, 1, type, 3, 2, 1, 0, 10, code.length + 4, 1, code.length + 2, 0],
  ...[...code, 0x0b],
];

let wasm: boolean | undefined, simd: boolean | undefined, shared: boolean | undefined;
/** Can modules be compiled, and at once? A policy that forbids it is found by trying. */
export function wasmAvailable(): boolean {
  if (wasm === undefined) {
    wasm = false;
    try {
      const w = engine();
      if (w !== null) {
        const made = new w.Instance(new w.Module(new Uint8Array(head)), {});
        wasm = typeof made.exports === "object";
      }
    } catch {
      // Forbidden, or there is none: the interpreter runs instead.
    }
  }
  return wasm;
}
/** Two lanes of float64 at a time? */
export const simdAvailable = (): boolean =>
  (simd ??=
    wasmAvailable() && valid(one(0x7b, [0xfd, 0x0c, ...new Array<number>(16).fill(0), 0xfd, 0xec, 1])));
/** Memories that threads share? */
export const sharedMemoryAvailable = (): boolean =>
  (shared ??= wasmAvailable() && valid([...head, 5, 4, 1, 3, 1, 1]));

/** The most pages of 64 KiB that a memory has. */
export const mostPages = 65536;

/** null where the engine has none left. */
export function memoryOf(pages: number): { readonly buffer: ArrayBuffer } | null {
  try {
    return new (engine()!.Memory)({ initial: pages });
  } catch {
    return null;
  }
}

/**
 * Compiled at once. Where that is allowed for small modules only (the main thread of some browsers, beyond 4 KB) it is
 * refused, and null says so.
 */
export function instantiate(bytes: Uint8Array, imports: object): Exports | null {
  const w = engine();
  if (w === null) return null;
  try {
    return new w.Instance(new w.Module(bytes), { e: imports }).exports;
  } catch {
    return null;
  }
}

/** A module that stands outside of programs, with a memory of its own that grows: kept from call to call. */
export function standing(
  bytes: () => Uint8Array,
): (length: number) => { readonly run: Exports; readonly numbers: Float64Array } | null {
  let code: Exports | null | undefined,
    numbers = new Float64Array(0);
  return (length) => {
    if (code === null || !simdAvailable()) return null;
    if (code === undefined || numbers.length < length) {
      const memory = memoryOf(Math.ceil(Math.max(length, 2 * numbers.length) / 8192));
      if (memory === null) return null;
      numbers = new Float64Array(memory.buffer);
      code = instantiate(bytes(), { m: memory });
    }
    return code && numbers.length >= length ? { run: code, numbers } : null;
  };
}
