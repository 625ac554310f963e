// The starts of a fit: around the one that is given, and which of them is the best by threads or workers elsewhere.
import type { Tensor } from "../core/tensor.js";
import { bestOf } from "../distributed/by-starts.js";
import type { Search } from "../distributed/search.js";
import type { Expression } from "../mathjs/expression.js";
import { valueAndJacobian } from "../transform/jacobian.js";
import { vmap } from "../transform/vmap.js";
import { parallel, type Workers } from "./parallel.js";

/** Other starts: each free number times up to 10, either way, within its bounds; the same in every run. */
export function startsAround(
  b: readonly number[],
  n: number,
  lower: readonly number[],
  upper: readonly number[],
  held: readonly boolean[],
): number[][] {
  let state = 1;
  const random = (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  return Array.from({ length: n - 1 }, () =>
    b.map((v, j) => {
      const to =
        Number.isFinite(lower[j]) && Number.isFinite(upper[j])
          ? lower[j] + random() * (upper[j] - lower[j])
          : (v || 1) * 10 ** (2 * random() - 1);
      return held[j] ? v : Math.min(Math.max(to, lower[j]), upper[j]);
    }),
  );
}

/** As JSON has it. */
export const finiteOnly = (list: readonly number[]): (number | null)[] =>
  list.map((v) => (Number.isFinite(v) ? v : null));

/** Values and their derivatives in the parameters, for all rows. */
const model =
  (f: Expression, p: number) =>
  (columns: Tensor[], b: Tensor): { value: Tensor; jacobian: Tensor } =>
    vmap((...c: Tensor[]) =>
      valueAndJacobian((v: Tensor) => f(...Array.from({ length: p }, (_, i) => v.at(i)), ...c), b),
    )(...columns);

/** The number of the best start; the same one whoever looks. */
export const bestStart = (
  command: string,
  asked: Workers,
  f: Expression,
  columns: readonly Tensor[],
  data: readonly Tensor[],
  starts: readonly Tensor[],
  search: Search,
): Promise<number> =>
  parallel(command, asked, "starts", (options) =>
    bestOf(command, model(f, search.parameters), columns, data, starts, search, options),
  );
