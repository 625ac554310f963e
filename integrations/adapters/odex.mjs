// odex solves y' = f(x, y) with error control; beside it run the equations of the solution's derivatives, S' = (∂f/∂y) S + ∂f/∂p,
// so that both are held to the tolerance (E. Hairer, S. P. Norsett, G. Wanner, Solving Ordinary Differential Equations I, I.14).
import { residuals } from "dualtensor/optimize";

/** The system of y and S for odex, `size` numbers; f(row) gives y' for one row of x, y and the parameters p, a tensor. */
export function sensitive(f, y0, p) {
  const n = y0.length,
    m = n + p.length,
    { pair } = residuals(f);
  return {
    size: n + n * m,
    /** S holds the derivatives with respect to y0 and then p: at the start those of y0 are the identity. */
    start: [...y0, ...y0.flatMap((_, i) => Array.from({ length: m }, (_, j) => (i === j ? 1 : 0)))],
    derivative(x, row) {
      const [values, J] = pair([x, ...row.slice(0, n), ...p]);
      const slopes = J.flatMap((partials) =>
        Array.from({ length: m }, (_, j) => {
          let s = j < n ? 0 : partials[1 + j];
          for (let k = 0; k < n; k++) s += partials[1 + k] * row[n + k * m + j];
          return s;
        }),
      );
      return [...values, ...slopes];
    },
    /** The numbers that odex returns as y and the rows of S. */
    parts: (row) => ({ y: row.slice(0, n), S: y0.map((_, i) => row.slice(n + i * m, n + (i + 1) * m)) }),
  };
}
