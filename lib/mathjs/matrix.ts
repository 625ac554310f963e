// Values back to mathjs. The way in needs nothing: whatever takes a tensor takes a matrix of mathjs, dense or sparse.
import { wrongArgument } from "../errors.js";
import { lift, type NestedNumbers, type TensorLike } from "../core/tensor.js";

/** What is used of an instance of mathjs: `create(all)`, or the package itself. */
export interface MakesMatrices<M> {
  matrix(data: never[]): M;
}

/**
 * A value as mathjs has it: a number (or a boolean) for a tensor without axes, else a matrix of the instance `math`.
 * Errors: DT_WATCHED for a value that a transformation is watching.
 *
 * @example
 * import { create, all } from "mathjs";
 * import { toMathjs } from "dualtensor/mathjs";
 * const math = create(all!);
 * math.format(toMathjs(mul([1, 2], 3), math)) // => "[3, 6]"
 */
export function toMathjs<M>(x: TensorLike, math: MakesMatrices<M>): number | boolean | M {
  if ((typeof math !== "object" && typeof math !== "function") || typeof math?.matrix !== "function")
    throw wrongArgument("toMathjs", "math", "an instance of mathjs", math, "Write toMathjs(x, create(all))");
  const data: NestedNumbers = lift(x, "toMathjs", "x").toArray();
  return typeof data === "object" ? math.matrix(data as never[]) : data;
}
