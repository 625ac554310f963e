// Tier 1: bodies as WebAssembly over one memory, that of the program. The careful form of a body is compiled when a plain run
// first leaves Infinity or NaN in an output.
import { callTensor, type Graph } from "../graph.js";
import type { Body, Kernel, Memory, Tier } from "../kernel.js";
import { emit } from "./emit.js";
import { instantiate, memoryOf, mostPages, simdAvailable, wasmAvailable } from "./host.js";

/** Steps between two looks at the outputs. */
export const block = 256;
const page = 8192;

class Arena implements Memory {
  readonly numbers: Float64Array;
  constructor(
    readonly memory: { readonly buffer: ArrayBuffer },
    length: number,
  ) {
    this.numbers = new Float64Array(memory.buffer, 0, length);
  }
}
type Run = (from: number, to: number) => number;

function compile(body: Body, arena: Arena, careful: boolean): { run: Run; checks: boolean } | null {
  const emitted = emit(body, careful, simdAvailable());
  const imports = emitted && { m: arena.memory, ...tensorsOf(body.graph), ...emitted.imports };
  const made = imports && instantiate(emitted.bytes, imports);
  return made && { run: made.run, checks: emitted.checks };
}

/** What TENSOR nodes call: elements of arguments come one by one, results wait for their parts. */
function tensorsOf(g: Graph): Record<string, (x: number, y: number) => number | void> {
  const results = new Map<number, Float64Array>(),
    elements: number[] = [];
  return {
    push: (v) => void elements.push(v),
    call(id) {
      // Empty again whatever the row does: it may throw.
      const args = elements.splice(0);
      results.set(
        id,
        callTensor(g.functions[g.c[id]], (k) => args[k]),
      );
    },
    part: (id, place) => results.get(id)![place],
  };
}

export const wasm: Tier = {
  memory(length) {
    const pages = Math.max(1, Math.ceil(length / page)),
      memory = pages <= mostPages ? memoryOf(pages) : null;
    return memory && new Arena(memory, length);
  },
  kernel(body, memory): Kernel | null {
    if (!(memory instanceof Arena) || !wasmAvailable()) return null;
    const plain = compile(body, memory, false);
    if (plain === null) return null;
    const { run, checks } = plain,
      { count } = body;
    if (!checks) return { tier: "wasm", run: () => void run(0, count) };
    let careful: Run | undefined;
    const again = (from: number, to: number): void => {
      careful ??= compile(body, memory, true)!.run;
      careful(from, to);
    };
    return {
      tier: "wasm",
      run() {
        for (let from = 0; from < count; from += block) {
          const to = Math.min(count, from + block);
          if (run(from, to) === 0) again(from, to);
        }
      },
    };
  },
};
export { sharedMemoryAvailable, simdAvailable, wasmAvailable } from "./host.js";
