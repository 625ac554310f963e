// Which tiers there are, fastest first, and whether code may be generated.
import { interpreter } from "./interpret.js";
import type { Tier } from "./kernel.js";
import { sharedMemoryAvailable, simdAvailable, wasm, wasmAvailable } from "./wasm/index.js";

let codegen = true;
export const tiers = (): readonly Tier[] =>
  codegen && wasmAvailable() ? [wasm, interpreter] : [interpreter];
export const setCodegen = (on: boolean): void => {
  codegen = on;
};
/** What this engine offers, and whether it is used. */
export interface Capabilities {
  readonly codegen: boolean;
  readonly wasm: boolean;
  readonly simd: boolean;
  readonly sharedMemory: boolean;
}
export const available = (): Capabilities => ({
  codegen,
  wasm: wasmAvailable(),
  simd: simdAvailable(),
  sharedMemory: sharedMemoryAvailable(),
});
