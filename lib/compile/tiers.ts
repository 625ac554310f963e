// Which tiers there are, fastest first, and whether code may be generated.
import { interpreter } from "./interpret.js";
import type { Tier } from "./kernel.js";
import { wasm } from "./wasm/index.js";

const settings = { codegen: true };
const all: readonly Tier[] = [wasm, interpreter];

export const tiers = (): readonly Tier[] => (settings.codegen ? all : [interpreter]);
export const setCodegen = (on: boolean): void => {
  settings.codegen = on;
};
