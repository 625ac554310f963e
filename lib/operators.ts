// The operators of tensors, for those who compile with `tsover`: a method for each under the symbol that the protocol names, and
// the functions that compiled operators call. Types and methods are this entry's alone; importing it is what switches them on.
import { div } from "./core/quotients.js";
import { pow } from "./core/power.js";
import { add, neg, sub } from "./core/ring.js";
import { Tensor } from "./core/tensor.js";
import { mul } from "./ops/elementwise/elementary.js";
import { fmod } from "./ops/elementwise/rounding.js";

declare global {
  interface SymbolConstructor {
    readonly operatorPlus: unique symbol;
    readonly operatorMinus: unique symbol;
    readonly operatorStar: unique symbol;
    readonly operatorSlash: unique symbol;
    readonly operatorPercent: unique symbol;
    readonly operatorStarStar: unique symbol;
    readonly operatorPreMinus: unique symbol;
  }
}
declare module "./core/tensor.js" {
  // What an operator gets: both operands in their order, one of which is the tensor.
  interface Tensor {
    [Symbol.operatorPlus](x: TensorLike, y: TensorLike): Tensor;
    [Symbol.operatorMinus](x: TensorLike, y: TensorLike): Tensor;
    [Symbol.operatorStar](x: TensorLike, y: TensorLike): Tensor;
    [Symbol.operatorSlash](x: TensorLike, y: TensorLike): Tensor;
    [Symbol.operatorPercent](x: TensorLike, y: TensorLike): Tensor;
    [Symbol.operatorStarStar](x: TensorLike, y: TensorLike): Tensor;
    [Symbol.operatorPreMinus](x: TensorLike): Tensor;
  }
}

/** The functions behind the operators; % is the remainder of JavaScript, with the sign of the dividend. */
export const operators = {
  operatorPlus: add,
  operatorMinus: sub,
  operatorStar: mul,
  operatorSlash: div,
  operatorPercent: fmod,
  operatorStarStar: pow,
  operatorPreMinus: neg,
} as const;

const keyOf = (name: string): symbol =>
  (Reflect.get(Symbol, name) as symbol | undefined) ?? Symbol.for(`Symbol.${name}`);
for (const [name, operation] of Object.entries(operators))
  Object.defineProperty(Tensor.prototype, keyOf(name), { value: operation });

// What the compiler writes for an operator is a call of a global function that the package `tsover-runtime` defines, where somebody
// uses it. Nobody has to: these do the same, and give way to it.
type Both = (a: never, b: never) => unknown;
const written: Record<string, readonly [name: keyof typeof operators, otherwise: Both]> = {
  add: ["operatorPlus", (a: number, b: number) => a + b],
  sub: ["operatorMinus", (a, b) => a - b],
  mul: ["operatorStar", (a, b) => a * b],
  div: ["operatorSlash", (a, b) => a / b],
  mod: ["operatorPercent", (a, b) => a % b],
  pow: ["operatorStarStar", (a, b) => a ** b],
};
for (const [name, [operator, otherwise]] of Object.entries(written)) {
  const call: Both = (a, b) => {
    for (const side of [a, b] as (Record<symbol, unknown> | null | undefined)[]) {
      const method = side?.[keyOf(operator)],
        result = typeof method === "function" ? (method as Both).call(side, a, b) : keyOf("deferOperation");
      // The one operand may leave it to the other.
      if (result !== keyOf("deferOperation")) return result;
    }
    return otherwise(a, b);
  };
  if (!Reflect.has(globalThis, `__tsover_${name}`)) Reflect.set(globalThis, `__tsover_${name}`, call);
}
