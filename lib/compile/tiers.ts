// Which tiers there are, fastest first, and whether code may be generated.
import { interpreter } from "./interpret.js";
import type { Tier } from "./kernel.js";
import { useProduct } from "../kernels/matmul.js";
import { useTriangle } from "../kernels/triangular.js";
import { fastProduct } from "./wasm/matmul.js";
import { fastTriangle } from "./wasm/substitution.js";
import { sharedMemoryAvailable, simdAvailable, wasm, wasmAvailable } from "./wasm/index.js";

let codegen = true;
/** Products and triangular systems outside of programs have the same bits either way. */
export const tiers = (): readonly Tier[] => {
  const compiling = codegen && wasmAvailable();
  useProduct(compiling ? fastProduct : null);
  useTriangle(compiling ? fastTriangle : null);
  return compiling ? [wasm, interpreter] : [interpreter];
};
export const setCodegen = (on: boolean): void => {
  codegen = on;
  if (on) return;
  useProduct(null);
  useTriangle(null);
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
