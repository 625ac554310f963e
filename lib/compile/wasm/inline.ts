// Elementary functions of two lanes, written where they are called: then what is constant in them is read once, before the loop,
// and their steps overlap with those of others. All of them use the same locals.
import type { Bytes } from "./encode.js";
import type { Made } from "./emitted.js";
import { inlineRecipe, type Inlined } from "./machine.js";

export class Inlining {
  private readonly made = new Map<Made, Inlined>();
  /** Locals that are needed from `first` on. */
  readonly room: number;
  constructor(
    functions: readonly Made[],
    private readonly first: number,
  ) {
    let room = 0;
    for (const of of functions) {
      const own = inlineRecipe(of === "sincos" ? of : of.recipe, first);
      this.made.set(of, own);
      room = Math.max(room, own.locals);
    }
    this.room = room;
  }
  /** Of what lies on the stack. `call`: the function, for where the recipe does not hold; `type` that of its results. */
  write(code: Bytes, of: Made, call: number, type: number): void {
    const { arity, exotic, code: own } = this.made.get(of)!;
    for (let i = arity - 1; i >= 0; i--) code.byte(0x21).u32(this.first + i);
    if (exotic.length === 0) {
      code.append(own);
      return;
    }
    code.byte(0x02).s32(type).append(exotic).append([0xfd, 0x53, 0x04, 0x40]);
    for (let i = 0; i < arity; i++) code.byte(0x20).u32(this.first + i);
    code.byte(0x10).u32(call).append([0x0c, 1, 0x0b]).append(own).byte(0x0b);
  }
}
