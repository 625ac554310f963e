// The operators of tensors, for those who compile with the `tsover` protocol: a method for each under the symbol that the
// protocol names. Types and methods are this entry's alone; importing it is what switches them on.
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

for (const [name, operation] of Object.entries(operators)) {
  const key: unknown = Reflect.get(Symbol, name) ?? Symbol.for(`Symbol.${name}`);
  Object.defineProperty(Tensor.prototype, key as symbol, { value: operation });
}
