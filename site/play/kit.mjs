// What a program of the visitor's own imports: all operations by name, its operators written as operations, and the answer to a
// question about its function.
import { isTensor, stack, tensor } from "dualtensor";

export * from "dualtensor";
export * as operators from "dualtensor/dual";
export { answer } from "./answer.mjs";

/** What f returned: a tensor, a number, or an array of them, which is stacked. */
export function tensorOf(y) {
  if (isTensor(y)) return y;
  if (Array.isArray(y) && y.length > 0) return stack(y.map(tensorOf));
  return tensor(y);
}
