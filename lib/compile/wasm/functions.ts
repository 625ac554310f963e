// What a body calls, numbered: JavaScript comes in as imports, recipes become functions of the module and fall back on the
// JavaScript that is their definition.
import type { Fn } from "../graph.js";
import { elementary, type Elementary } from "../math/index.js";
import { Bytes, F64, type Module } from "./encode.js";
import { compileRecipe, typeOf, type Compiled } from "./machine.js";

type Scalar = (x: number, y: number) => number;
const compiled = new Map<string, Compiled>();
function recipeOf({ name, recipe }: Elementary, lanes: 1 | 2): Compiled {
  const key = `${name}${lanes}`;
  let c = compiled.get(key);
  if (c === undefined) compiled.set(key, (c = compileRecipe(recipe, lanes)));
  return c;
}

export class Functions {
  private readonly numbers = new Map<Scalar, number>();
  private readonly arities: number[] = [];
  private readonly recipes = new Map<Elementary, number>();
  constructor(
    private readonly module: Module,
    private readonly lanes: 1 | 2,
  ) {}

  /** Before numbers are asked for. */
  enlist({ native, scalar }: Fn, arity: 1 | 2): void {
    if (native !== null) return;
    const e = elementary(scalar);
    if (e !== undefined) {
      this.recipes.set(e, -1);
      if (!e.recipe.exotic) return;
    }
    if (this.numbers.has(scalar)) return;
    this.numbers.set(scalar, this.arities.push(arity) - 1);
  }
  number(): void {
    const { module, lanes } = this;
    this.arities.forEach((n, i) =>
      module.import(String(i), module.type(new Array<number>(n).fill(F64), [F64])),
    );
    const t = typeOf(lanes);
    for (const e of this.recipes.keys()) {
      const { locals, code, calls } = recipeOf(e, lanes),
        own = new Bytes(code.length).append(code),
        import_ = this.numbers.get(e.scalar) ?? 0;
      for (const place of calls)
        for (let i = 0, n = import_; i < 5; i++, n >>>= 7)
          own.data[place + i] = (n & 127) | (i < 4 ? 128 : 0);
      const type = module.type(new Array<number>(e.recipe.arity).fill(t), [t]);
      this.recipes.set(e, module.add({ type, locals: [[locals, t]], code: own }));
    }
  }
  numberOf({ scalar }: Fn): number {
    const e = elementary(scalar);
    return e === undefined ? this.numbers.get(scalar)! : this.recipes.get(e)!;
  }
  imports(): Record<string, Scalar> {
    return Object.fromEntries([...this.numbers].map(([f, i]) => [String(i), f]));
  }
}
