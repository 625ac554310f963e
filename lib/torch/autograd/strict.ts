// The strict mode of autograd.functional: what it says of gradients that nothing reaches, and of those that do not depend on
// the inputs.
import { zerosLike } from "../faces/creation.js";
import { runtime, texts } from "../words/classes.js";
import type { TorchTensor } from "../graph/torchtensor.js";

export type Grads = (TorchTensor | null)[];
/** What a Hessian says of a Jacobian that is constant. */
export const linear = (i: number): string =>
  `While computing the hessian, found that the jacobian of the user-provided function with respect to input ${i} ${texts.linear}`;
/** What the strict mode says of a gradient that nothing reaches, and of one that does not depend on the inputs. */
export interface Stage {
  readonly none: (i: number) => string;
  readonly still: (i: number) => string;
}
export const STRICT = "This is not allowed in strict mode";
const still = (what: string) => (i: number) =>
  `The ${what} of the user-provided function is independent of input ${i}. ${STRICT} when create_graph=True.`;
export const stages = {
  back: {
    none: (i) => `The output of the user-provided function is independent of input ${i}. ${STRICT}.`,
    still: still("jacobian"),
  },
  backTrick: {
    none: (i) =>
      `The gradient with respect to the input is independent of entry ${i} in the grad_outputs when using the double backward trick to compute forward mode gradients. ${STRICT}.`,
    still: still("jacobian"),
  },
  doubleBack: {
    none: (i) => `The jacobian of the user-provided function is independent of input ${i}. ${STRICT}.`,
    still: still("hessian"),
  },
  doubleBackTrick: {
    none: (i) =>
      `The hessian of the user-provided function is independent of entry ${i} in the grad_jacobian. ${STRICT} as it prevents from using the double backward trick to replace forward mode AD.`,
    still: still("hessian"),
  },
} satisfies Record<string, Stage>;
/** Gradients that the strict mode wants to depend on the inputs. */
export function required(gs: Grads, strict: boolean, text: (i: number) => string): Grads {
  if (strict)
    gs.forEach((g, i) => {
      if (g === null) throw runtime(stages.back.none(i));
      if (!g.requiresGrad) throw runtime(text(i));
    });
  return gs;
}
/** Zeros for what nothing reaches; an error in strict mode. */
export function filled(
  gs: Grads,
  like: readonly TorchTensor[],
  strict: boolean,
  graph: boolean,
  stage: Stage,
): TorchTensor[] {
  return gs.map((g, i) => {
    if (g === null && strict) throw runtime(stage.none(i));
    if (g !== null && strict && graph && !g.requiresGrad) throw runtime(stage.still(i));
    return g ?? zerosLike(like[i]);
  });
}
