// Tier 1: bodies as WebAssembly over one memory, that of the program. The careful form of a body is compiled when a plain run
// first leaves Infinity or NaN in an output.
import { callTensor, type Graph } from "../graph.js";
import type { Body, Kernel, Memory, Tier } from "../kernel.js";
import { allFinite } from "../../kernels/arithmetic.js";
import { SUMMED, Sums } from "../step-sums.js";
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

function compile(
  body: Body,
  arena: Arena,
  careful: boolean,
): { run: Run; checks: boolean; lanes: 1 | 2 } | null {
  const emitted = emit(body, careful, simdAvailable());
  const imports = emitted && { m: arena.memory, ...tensorsOf(body.graph), ...emitted.imports };
  const made = imports && instantiate(emitted.bytes, imports);
  return made && { run: made.run, checks: emitted.checks, lanes: emitted.lanes };
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

/** Sums over all steps; a block of which one is not finite runs carefully. */
function summing(body: Body, memory: Arena, lanes: 1 | 2, plain: Run, more: () => Run): Kernel {
  const { numbers } = memory,
    { count, lanesAt, outputs, outputAt } = body,
    sums = numbers.subarray(lanesAt, lanesAt! + 2 * outputs.length),
    saved = new Float64Array(sums.length),
    total = new Sums(sums);
  let careful: Run | undefined;
  const through = (run: Run, from: number, to: number): void => {
    const even = lanes === 1 ? to : to - ((to - from) & 1);
    if (even > from) run(from, even);
    if (even === to) return;
    // The last step is the second lane of the two that run, and belongs to the first.
    saved.set(sums);
    sums.fill(0);
    run(to - 2, to);
    for (let i = 0; i < sums.length; i += 2) {
      sums[i] = saved[i] + sums[i + 1];
      sums[i + 1] = saved[i + 1];
    }
  };
  return {
    tier: "wasm",
    run() {
      total.begin();
      for (let from = 0; from < count; from += SUMMED) {
        const to = Math.min(count, from + SUMMED);
        through(plain, from, to);
        if (body.careful !== null && !allFinite(sums)) {
          sums.fill(0);
          through((careful ??= more()), from, to);
        }
        total.take();
      }
      total.end(numbers, outputAt);
    },
  };
}

export const wasm: Tier = {
  tier: "wasm",
  memory(length) {
    const pages = Math.max(1, Math.ceil(length / page)),
      memory = pages <= mostPages ? memoryOf(pages) : null;
    return memory && new Arena(memory, length);
  },
  kernel(body, memory): Kernel | null {
    if (!(memory instanceof Arena) || !wasmAvailable()) return null;
    const plain = compile(body, memory, false);
    if (plain === null) return null;
    const { run, checks, lanes } = plain,
      { count } = body;
    if ((body.lanesAt ?? -1) >= 0)
      return summing(body, memory, lanes, run, () => compile(body, memory, true)!.run);
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
