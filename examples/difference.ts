// Derivatives measured from values alone, to hold beside those that were computed: central differences with the step
// halved once, so that the error of order h² cancels (Richardson 1911). About 10 digits.

import { tensor, type Tensor } from "dualtensor";

/** The Jacobian of f at a vector x, of shape (size of f(x), size of x); h is `step` times each entry. */
export function differences(f: (x: Tensor) => Tensor, x: Tensor, step = 1e-3): Tensor {
  const columns = Array.from(x.data, (v, j) => {
    const at = (h: number): Float64Array => {
      const moved = x.data.slice();
      moved[j] = v + h;
      return f(tensor(moved)).data;
    };
    const slopes = (h: number): number[] => {
      const left = at(-h);
      return Array.from(at(h), (right, i) => (right - left[i]) / (2 * h));
    };
    const h = step * (v === 0 ? 1 : Math.abs(v));
    const coarse = slopes(h);
    return slopes(h / 2).map((fine, i) => (4 * fine - coarse[i]) / 3);
  });
  return tensor(columns).T;
}
