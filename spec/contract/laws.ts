// The laws that every row keeps (docs/add-an-op.md). Each is a function that throws where a rule breaks it at one of its
// trials; free of the test runner, so that scripts/mutate.mjs asks the same laws.
import { batches, batchesDerivatives, batchesInside, batchesNest } from "./batch.js";
import { chunksAlike, pushesBlocks, pushesLayers, pushesSlopes } from "./forward.js";
import { nests, nestsAcross } from "./nesting.js";
import { combinesAsRow, productsAnnihilate, recurrencesRest } from "./products.js";
import { replays, replaysDerivatives } from "./replay.js";
import { jacobiansAgree, pullsAdjoint, pullsBlocks, tapePushes } from "./reverse.js";
import { Broken, type Subject } from "./subject.js";
import { branchesRest, restsAlone, restsAtSpecialPoints, restsEverywhere, zerosAreNull } from "./zero.js";

export { kinds } from "./kinds.js";
export { Broken, registry, rowsOf, Subject, subjectsOf, type Row } from "./subject.js";

export type Law = (s: Subject) => void;
/** The cheap ones that see most stand first. */
export const laws: Readonly<Record<string, Readonly<Record<string, Law>>>> = {
  push: { pushesSlopes, pushesBlocks, pushesLayers, chunksAlike },
  pull: { pullsAdjoint, pullsBlocks, tapePushes, jacobiansAgree },
  zero: {
    zerosAreNull,
    combinesAsRow,
    recurrencesRest,
    productsAnnihilate,
    branchesRest,
    restsAlone,
    restsEverywhere,
    restsAtSpecialPoints,
  },
  nesting: { nests, nestsAcross },
  replay: { replays, replaysDerivatives },
  vmap: { batches, batchesNest, batchesDerivatives, batchesInside },
};

/** Ask one law of one subject; what is thrown names the row and its trial. */
export function ask(law: Law, s: Subject): void {
  try {
    law(s);
  } catch (e) {
    throw new Broken(`${s.name}: ${e instanceof Error ? e.message : String(e)}`, { cause: e });
  }
}
