// A lowered formula: straight steps from slots to a slot, in the order in which mathjs would compute them. A condition
// holds two blocks of its own; functions that the formula defines are written out where they are called.
import { inFormula } from "../errors.js";
import { gt, where } from "../core/choose.js";
import { abs } from "../ops/elementwise/elementary.js";
import type { Tensor } from "../core/tensor.js";
import { Meter, type Limits } from "./meter.js";

/** What a step computes: tensors in, a tensor out, its cost taken from the meter first. */
export type Operation = (args: readonly Tensor[], meter: Meter) => Tensor;

export interface Block {
  readonly steps: Step[];
  result: number;
}
export type Step =
  | {
      readonly call: Operation;
      /** mathjs's name of the operation. */
      readonly name: string;
      readonly args: readonly number[];
      readonly out: number;
      readonly at: number;
    }
  | {
      readonly condition: number;
      readonly yes: Block;
      readonly no: Block;
      readonly out: number;
      readonly at: number;
    };

export interface Program {
  readonly fn: string;
  readonly text: string;
  /** The slots of the inputs, in the order of the names. */
  readonly inputs: readonly number[];
  /** Constants in their slots; the others are free. */
  readonly slots: readonly (Tensor | undefined)[];
  readonly body: Block;
  readonly limits: Limits;
}

/** The value of a program. An error of one of its operations shows the formula with a caret under the operation. */
export function run(program: Program, inputs: readonly Tensor[]): Tensor {
  const slots = program.slots.slice() as Tensor[],
    meter = new Meter(program.fn, program.limits, inputs);
  for (let i = 0; i < inputs.length; i++) slots[program.inputs[i]] = inputs[i];
  block(program, program.body, slots, meter);
  return slots[program.body.result];
}

function block(program: Program, { steps }: Block, slots: Tensor[], meter: Meter): void {
  let i = 0;
  try {
    for (; i < steps.length; i++) {
      const step = steps[i];
      if ("condition" in step) {
        slots[step.out] = choose(program, step, slots, meter);
        continue;
      }
      const from = step.args,
        n = from.length,
        args = new Array<Tensor>(n);
      for (let j = 0; j < n; j++) args[j] = slots[from[j]];
      slots[step.out] = step.call(args, meter);
    }
  } catch (error) {
    throw inFormula(error, program.text, steps[i].at);
  }
}

/** Neither 0 nor NaN. */
export const truth = (t: Tensor): Tensor => (t.dtype === "bool" ? t : gt(abs(t), 0));

/** One number decides which part is computed; a tensor (or a number that is watched) decides element by element. */
function choose(
  program: Program,
  step: Extract<Step, { condition: number }>,
  slots: Tensor[],
  meter: Meter,
): Tensor {
  const c = slots[step.condition];
  if (c.level === 0 && c.data.length === 1 && c.shape.length === 0) {
    const taken = c.data[0] ? step.yes : step.no;
    block(program, taken, slots, meter);
    return slots[taken.result];
  }
  block(program, step.yes, slots, meter);
  block(program, step.no, slots, meter);
  const x = slots[step.yes.result],
    y = slots[step.no.result];
  meter.pair(c.shape, x.shape);
  meter.pair(c.shape, y.shape);
  return where(truth(c), x, y);
}
