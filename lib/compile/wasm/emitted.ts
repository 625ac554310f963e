// What a body calls, numbered: JavaScript comes in as imports, recipes become functions of the module and fall back on the
// JavaScript that is their definition.
import type { Fn } from "../graph.js";
import { elementary, sine, cosine, type Elementary } from "../math/index.js";
import { Bytes, F64, I32, type Module } from "./encode.js";
import { compileRecipe, compileSincos, typeOf, type Compiled } from "./machine.js";

type Scalar = (...x: number[]) => number;
export type Made = Elementary | "sincos";
const compiled = new Map<string, Compiled>();
const nameOf = (e: Made, lanes: 1 | 2): string => `${e === "sincos" ? e : e.name}${lanes}`;
function codeOf(e: Made, lanes: 1 | 2): Compiled {
  const key = nameOf(e, lanes);
  let c = compiled.get(key);
  if (c === undefined)
    compiled.set(key, (c = e === "sincos" ? compileSincos() : compileRecipe(e.recipe, lanes)));
  return c;
}

export class Functions {
  private readonly imports_ = new Map<Scalar, number>();
  private readonly arities: number[] = [];
  private readonly made = new Map<string, { e: Made; lanes: 1 | 2; number: number }>();
  private withTensors = false;
  /** The next element of an argument, the call of a TENSOR node by its number, and an element of its result. */
  tensors = { push: -1, call: -1, part: -1 };
  constructor(private readonly module: Module) {}

  /** Before numbers are asked for. */
  call({ native, scalar }: Fn, arity: number, lanes: 1 | 2): void {
    if (native !== null) return;
    const e = elementary(scalar);
    if (e) this.enlist(e, lanes);
    else this.import(scalar, arity);
  }
  enlist(e: Made, lanes: 1 | 2): void {
    const key = nameOf(e, lanes);
    if (this.made.has(key)) return;
    this.made.set(key, { e, lanes, number: -1 });
    if (e === "sincos") {
      this.import(sine.scalar, 1);
      this.import(cosine.scalar, 1);
    } else if (e.recipe.exotic) this.import(e.scalar, e.recipe.arity);
  }
  private import(scalar: Scalar, arity: number): void {
    if (!this.imports_.has(scalar)) this.imports_.set(scalar, this.arities.push(arity) - 1);
  }
  /** Those of two lanes. */
  lanes(): Made[] {
    return [...this.made.values()].filter((f) => f.lanes === 2).map((f) => f.e);
  }
  enlistTensors(): void {
    this.withTensors = true;
  }
  /** Numbers for all of them: imports come first. */
  number(): void {
    const { module } = this;
    this.arities.forEach((n, i) =>
      module.import(String(i), module.type(new Array<number>(n).fill(F64), [F64])),
    );
    if (this.withTensors)
      this.tensors = {
        push: module.import("push", module.type([F64], [])),
        call: module.import("call", module.type([I32], [])),
        part: module.import("part", module.type([I32, I32], [F64])),
      };
    for (const f of this.made.values()) {
      const { locals, code, calls } = codeOf(f.e, f.lanes),
        own = new Bytes(code.length).append(code),
        t = typeOf(f.lanes),
        scalars = f.e === "sincos" ? [sine.scalar, cosine.scalar] : [f.e.scalar];
      calls.forEach(({ at, which }) => {
        for (let i = 0, n = this.imports_.get(scalars[which])!; i < 5; i++, n >>>= 7)
          own.data[at + i] = (n & 127) | (i < 4 ? 128 : 0);
      });
      const params = f.e === "sincos" ? 1 : f.e.recipe.arity;
      const type = module.type(new Array<number>(params).fill(t), f.e === "sincos" ? [t, t] : [t]);
      f.number = module.add({ type, locals: [[locals, t]], code: own });
    }
  }
  numberOf(e: Made, lanes: 1 | 2): number {
    return this.made.get(nameOf(e, lanes))!.number;
  }
  imported({ scalar }: Fn): number {
    return this.imports_.get(scalar)!;
  }
  imports(): Record<string, Scalar> {
    return Object.fromEntries([...this.imports_].map(([f, i]) => [String(i), f]));
  }
}
