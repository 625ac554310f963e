// --per-row: the formula is that of one row; inputs that are lists are columns, the others one number for all rows. By the formula's
// program, or where it has none (branches, vectors within) as a batch.
import { carriedBy } from "../compile/carried.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { badUsage } from "../errors.js";
import type { Expression } from "../mathjs/expression.js";
import { ones } from "../ops/tensors/create.js";
import { vjp } from "../transform/linearize.js";
import { vmap } from "../transform/vmap.js";

/** For each of the names the derivative of each row's value. */
export function perRow(
  command: string,
  f: Expression,
  at: Readonly<Record<string, Tensor>>,
  names: readonly string[],
): Record<string, Tensor> {
  const all = f.names.map((name) => at[name]),
    columns = all.filter((t) => t.ndim === 1),
    count = columns[0]?.size ?? 0;
  const odd = f.names.find((name) => at[name].ndim > 1 || (at[name].ndim === 1 && at[name].size !== count));
  if (columns.length === 0 || odd !== undefined)
    throw badUsage(
      command,
      "--per-row with lists of one length and numbers for inputs",
      odd === undefined ? "numbers alone" : `${odd} of shape (${at[odd].shape.join(", ")})`,
      "Columns come from a table: --at @FILE.csv",
    );
  const wrt = names.map((name) => f.names.indexOf(name)),
    program = carriedBy(f)?.rows({
      columns: all.map((t) => (t.ndim === 1 ? t.data : null)),
      count,
      wrt,
    });
  if (program) {
    program.run(Float64Array.from(all.filter((t) => t.ndim === 0).map((t) => t.item())));
    const { jacobian: J } = program,
      k = wrt.length;
    return Object.fromEntries(
      names.map((name, j) => [
        name,
        new Plain(
          [count],
          Float64Array.from({ length: count }, (_, i) => J[i * k + j]),
        ),
      ]),
    );
  }
  const batch = vmap((...v: Tensor[]) => f(...v), { inDims: all.map((t) => (t.ndim === 1 ? 0 : null)) });
  // Each row has numbers of its own: one pull of ones gives every row's derivative.
  const own = wrt.map((i) => (all[i].ndim === 1 ? all[i] : all[i].mul(ones([count])))),
    rows = (...x: Tensor[]): Tensor => {
      const full = all.map((t, i) => (wrt.includes(i) ? x[wrt.indexOf(i)] : t));
      return vmap((...v: Tensor[]) => f(...v), {
        inDims: full.map((t) => (t.ndim === 1 ? 0 : null)),
      })(...full);
    };
  if (batch(...all).ndim !== 1)
    throw badUsage(command, "--per-row with a formula whose value is one number", "several for a row");
  const { pull } = vjp(rows as never, own as never) as { pull: (y: Tensor) => Tensor[] };
  return Object.fromEntries(pull(ones([count])).map((t, j) => [names[j], t]));
}
