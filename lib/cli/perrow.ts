// --per-row: the formula is that of one row; inputs that are lists are columns, the others one number for all rows. By the formula's
// program, or where it has none (branches, vectors within) as a batch.
import { carriedBy } from "../compile/carried.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { badUsage } from "../errors.js";
import type { Expression } from "../mathjs/expression.js";
import { ones } from "../ops/tensors/create.js";
import type { JobOptions } from "../distributed/job.js";
import { vmap as distributedVmap } from "../distributed/by-items.js";
import { jacobian } from "../transform/jacobian.js";
import { vjp } from "../transform/linearize.js";
import { vmap } from "../transform/vmap.js";

/** The inputs in the formula's order, those that have a number for each row, and how many rows there are. */
function columnsOf(
  command: string,
  f: Expression,
  at: Readonly<Record<string, Tensor>>,
): { readonly all: Tensor[]; readonly columns: string[]; readonly count: number } {
  const all = f.names.map((name) => at[name]),
    columns = f.names.filter((name) => at[name].ndim === 1),
    count = at[columns[0]]?.size ?? 0;
  const odd = f.names.find((name) => at[name].ndim > 1 || (at[name].ndim === 1 && at[name].size !== count));
  if (columns.length === 0 || odd !== undefined)
    throw badUsage(
      command,
      "--per-row with lists of one length and numbers for inputs",
      odd === undefined ? "numbers alone" : `${odd} of shape (${at[odd].shape.join(", ")})`,
      "Columns come from a table: --at @FILE.csv",
    );
  return { all, columns, count };
}

/** The same by parts: rows go to whoever the options name. */
export function perRowBy(
  command: string,
  f: Expression,
  at: Readonly<Record<string, Tensor>>,
  names: readonly string[],
  options: JobOptions,
): PromiseLike<Record<string, Tensor>> {
  const { columns } = columnsOf(command, f, at),
    rows = Object.fromEntries(columns.map((name) => [name, at[name]])),
    one = (row: Record<string, Tensor>): Record<string, Tensor> =>
      jacobian(
        (x: Record<string, Tensor>) => {
          const y = f.of({ ...at, ...row, ...x });
          if (y.ndim !== 0)
            throw badUsage(
              command,
              "--per-row with a formula whose value is one number",
              "several for a row",
            );
          return y;
        },
        Object.fromEntries(names.map((name) => [name, row[name] ?? at[name]])),
      );
  return distributedVmap(one, rows, options);
}

/** For each of the names the derivative of each row's value. */
export function perRow(
  command: string,
  f: Expression,
  at: Readonly<Record<string, Tensor>>,
  names: readonly string[],
): Record<string, Tensor> {
  const { all, count } = columnsOf(command, f, at);
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
