// A search from one start, as an item of a shard: its program gives residuals and their Jacobian for all rows of a table, the
// search itself is the library's own. What comes back says how good the start was.
import type { Evaluate } from "../optimize/evaluation.js";
import { solved, type LeastSquaresOptions } from "../optimize/leastsquares.js";
import type { Running } from "../compile/program.js";
import { Plain } from "../core/tensor.js";
import { badShard, DualTensorError } from "../errors.js";

/** Plain data; null for what is not bounded, weighted, or a default. */
export interface Search {
  readonly parameters: number;
  readonly rows: number;
  readonly weighted: "weights" | "sigma" | null;
  readonly lower: readonly (number | null)[] | null;
  readonly upper: readonly (number | null)[] | null;
  readonly fixed: readonly number[] | null;
  readonly loss: string | null;
  readonly lossScale: number | null;
  readonly maxIterations: number;
}
/** Numbers that come back for a start: does it hold as a minimum, and the sum there. */
export const SEARCHED = 2;

const isCount = (v: unknown): v is number =>
  Number.isInteger(v) && (v as number) > 0 && (v as number) < 2 ** 31;
/** `v` as it arrived; the search checks the values that it takes. */
export function searchFrom(v: unknown): Search | null {
  if (v === null || v === undefined) return null;
  const s = v as Search,
    listed = (list: unknown): boolean =>
      list === null || (Array.isArray(list) && list.length === s.parameters);
  if (
    typeof v !== "object" ||
    !isCount(s.parameters) ||
    !isCount(s.rows) ||
    !Number.isInteger(s.maxIterations) ||
    ![s.lower, s.upper, s.fixed].every(listed) ||
    !["weights", "sigma", null].includes(s.weighted) ||
    !(s.loss === null || typeof s.loss === "string")
  )
    throw badShard("the settings of a search", "others");
  return s;
}

/** The columns, then the response, then weights, in a row; a start; where the two numbers go. */
export function searched(
  running: Running,
  s: Search,
  shared: Float64Array,
  start: Float64Array,
  out: Float64Array,
  late: () => boolean,
): void {
  const { rows: m, parameters: p } = s,
    { inputSize, outputSize } = running.program,
    data = inputSize - p,
    x = new Float64Array(inputSize),
    y = new Float64Array(outputSize),
    column = (k: number): Plain => new Plain([m], shared.slice(data + k * m, data + (k + 1) * m)),
    open = (list: readonly (number | null)[], otherwise: number): number[] => list.map((v) => v ?? otherwise);
  x.set(shared.subarray(0, data));
  const run = (b: Float64Array): Float64Array => {
      x.set(b, data);
      running.giveAll(x);
      if (!running.run())
        throw badShard("a formula without branches that numbers decide", "another", "program");
      running.results(y);
      return y;
    },
    evaluate: Evaluate = {
      value: (b) => run(b).subarray(0, m),
      model: (b) => ({ r: run(b).subarray(0, m), J: y.subarray(m) }),
    },
    options = {
      observed: column(0),
      ...(s.weighted === null ? {} : { [s.weighted]: column(1) }),
      ...(s.lower === null ? {} : { lower: open(s.lower, -Infinity) }),
      ...(s.upper === null ? {} : { upper: open(s.upper, Infinity) }),
      ...(s.fixed === null ? {} : { fixed: s.fixed }),
      ...(s.loss === null ? {} : { loss: s.loss }),
      ...(s.lossScale === null ? {} : { lossScale: s.lossScale }),
      maxIterations: s.maxIterations,
      signal: {
        get aborted() {
          return late();
        },
      },
    } as unknown as LeastSquaresOptions<number[]>;
  try {
    const { converged, sumOfSquares } = solved("leastSquares", () => 0, Array.from(start), options, evaluate);
    out[0] = converged ? 1 : 0;
    out[1] = sumOfSquares;
  } catch (e) {
    // A start where the residuals are not finite leads nowhere.
    if (!(e instanceof DualTensorError && e.message.includes("f(start)"))) throw e;
    out[0] = 0;
    out[1] = NaN;
  }
}
