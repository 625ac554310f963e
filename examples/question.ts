// A tensor's derivative with respect to a tensor. c = a * b is three numbers, so it has no gradient, and asking for one
// is answered with "grad can be implicitly created only for scalar outputs". It has a Jacobian: here diag(1, 2, 3).

import { eye, finiteDifference, grad, jacobian, jvp, mul, tensor, vjp, type Tensor } from "dualtensor";
import { beside, indent, rows } from "./report.js";

export const a = tensor([1, 2, 3]);
export const b = tensor([4, 5, 6]);
export const c = (b: Tensor): Tensor => mul(a, b);

/** The whole matrix in one call: forward mode, one sweep that carries three seeds. */
export const forward = (): Tensor => jacobian(c, b);

/** Column j is what changes when b[j] does: J times the j-th unit vector. */
export const columns = (): Tensor[] => [...eye(3)].map((unit) => jvp(c, b, unit).tangent);

/** Row i is the gradient of c[i]: the i-th unit vector times J, pulled back over one tape. */
export const pulled = (): Tensor[] => {
  const { pull } = vjp(c, b);
  return [...eye(3)].map((unit) => pull(unit));
};

/** What `.grad` holds after a backward pass with ones: the sum of all rows, in which the matrix is lost. */
export const summed = (): Tensor => vjp(c, b).pull([1, 1, 1]);

/** The matrix from values of c alone, with an error for each entry. */
export const measured = (): { jacobian: Tensor; error: Tensor } => finiteDifference.jacobian(c, b);

/** What asking for a gradient says. */
export const refusal = (): string => {
  try {
    return grad(c, b).toString();
  } catch (error) {
    return (error as Error).message;
  }
};

const list = (tensors: readonly Tensor[]): number[][] => tensors.map((t) => t.toArray<number[]>());
const transposed = (m: number[][]): number[][] => m.map((_, i) => m.map((column) => column[i]));

export function report(): string {
  const differences = measured();
  return [
    "c = a * b for a = [1, 2, 3], b = [4, 5, 6]: what is dc/db?",
    "",
    indent(
      beside(
        ["jacobian(c, b)", rows(forward().toArray<number[][]>())],
        ["forward, by columns", rows(transposed(list(columns())))],
        ["reverse, by rows", rows(list(pulled()))],
        ["finite differences", rows(differences.jacobian.toArray<number[][]>(), (v) => v.toFixed(9))],
      ),
    ),
    "",
    `The differences are right to ${Math.max(...differences.error.data).toExponential(0)}, by their own estimate.`,
    `pull([1, 1, 1]) = ${summed().toString()} is the sum of the rows: what a backward pass leaves in .grad.`,
    "",
    "grad(c, b) says:",
    indent(refusal().replace(/\. /g, ".\n")),
  ].join("\n");
}
