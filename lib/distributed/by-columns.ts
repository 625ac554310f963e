// A Jacobian by columns, or in reverse mode by rows: a shard says which seeds. f and its derivative along some seeds at a time
// are one program, whose unknowns are x and the seeds, so that all shards share it.
import { checkCount } from "../door/arguments.js";
import { zeros, type Tensor } from "../core/tensor.js";
import { joined } from "../core/join.js";
import { sliceRow } from "../core/picks.js";
import { reshapeTail } from "../core/ring.js";
import { wrongOption } from "../errors.js";
import { size, type Shape } from "../array/shape.js";
import { jvps } from "../transform/directional.js";
import { vjp } from "../transform/linearize.js";
import { arityOf, listed } from "../transform/listed.js";
import {
  inputs,
  pack,
  type Args,
  type Input,
  type Inside,
  type Jac,
  type Out,
  type Structure,
} from "../transform/structure.js";
import { inlined } from "../transform/inlined.js";
import { CompiledProgram } from "../transform/saved.js";
import {
  belongs,
  blocksOf,
  checked,
  checkFunction,
  Job,
  jobName,
  type JobOptions,
  type Task,
} from "./job.js";
import { blockOf, commonNumbers, flatNumbers, plainOf, travelling, type Travelling } from "./travelling.js";

/** What {@link jacobian} takes beside {@link JobOptions}: in which mode. */
export interface JacobianJobOptions extends JobOptions {
  /** "reverse": by rows, for few outputs of many inputs. Default "forward". */
  readonly mode?: "forward" | "reverse";
}
/** Columns start .. stop of the Jacobian, all inputs one after the other; in reverse mode rows, all outputs one after the other. */
export interface JacobianBlock {
  readonly start: number;
  readonly stop: number;
  /** (outputs, stop - start), or in reverse mode (stop - start, inputs). */
  readonly values: Tensor;
}

const FN = "distributed.jacobian";
/** Seeds of one run share what does not depend on them; programs larger than this are not made larger. */
const LANES = 8,
  LARGE = 60_000;

/**
 * The Jacobian of f at x, by whoever runs the executor's shards: bit for bit what one process gives. `await` gives it whole, in
 * the structure that `jacobian` has; `for await` gives columns as they arrive, where the whole does not fit. f is traced here,
 * once (or comes as a program); what it closes over is constant.
 *
 * @example
 * import * as distributed from "dualtensor/distributed";
 * const J = await distributed.jacobian((x: Tensor) => x.mul(x), [1, 2]);
 * J // => tensor([[2, 0], [0, 4]])
 */
export function jacobian<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  options?: JacobianJobOptions,
): Job<Jac<O, Inside<X>>, JacobianBlock>;
export function jacobian<const X extends Input>(
  f: CompiledProgram,
  x: X,
  options?: JacobianJobOptions,
): Job<unknown, JacobianBlock>;
export function jacobian(
  f: ((...x: never[]) => unknown) | CompiledProgram,
  x: unknown,
  options?: JacobianJobOptions,
): Job<unknown, JacobianBlock> {
  if (arguments.length > 3) checkCount(FN, arguments, "f, x, options?");
  const given = checked(FN, options, ["mode"]),
    { mode = "forward" } = given;
  if (mode !== "forward" && mode !== "reverse") throw wrongOption(FN, "mode", '"forward" or "reverse"', mode);
  if (!(f instanceof CompiledProgram)) checkFunction(FN, f);
  const call = f instanceof CompiledProgram ? inlined(f) : f,
    { tensors, structure } = inputs(FN, x, f instanceof CompiledProgram ? 0 : arityOf(FN, f)),
    flat = flatNumbers(tensors);

  let made: Plan | null = null;
  const plan = (): Plan => (made ??= planned(call, tensors, structure, flat, mode === "reverse"));
  return new Job(
    () => {
      const own = plan(),
        { total, lanes, travels, width } = own,
        numbers = lanes * width,
        block = blockOf(travels.operations / lanes, width, given.block),
        groups = Math.max(1, Math.floor(block / lanes)),
        shared = commonNumbers(flat),
        job = jobName(),
        reverse = mode === "reverse";
      function* tasks(): Generator<Task<JacobianBlock>> {
        for (let start = 0, id = 0; start < total; start += groups * lanes, id++) {
          const stop = Math.min(total, start + groups * lanes),
            count = Math.ceil((stop - start) / lanes),
            here = id;
          yield {
            name: `${reverse ? "rows" : "columns"} ${start} to ${stop - 1}`,
            items: stop - start,
            shard: () => ({
              id: here,
              job,
              count,
              program: travels.common,
              shared,
              own: { start, width: total, lanes },
            }),
            take(a) {
              belongs(a, here, job, count * numbers);
              return {
                blocks: [{ start, stop, values: blockValues(a.numbers, stop - start, width, reverse) }],
                more: [],
              };
            },
          };
        }
      }
      return blocksOf(FN, tasks(), total, given);
    },
    async (blocks) => {
      const { outputs, outputStructure, sizes } = plan(),
        m = sizes.reduce((n, k) => n + k, 0),
        n = flat.length,
        J = new Float64Array(m * n);
      for await (const { start, stop, values } of blocks) {
        const k = stop - start;
        if (mode === "reverse") J.set(values.data, start * n);
        else for (let i = 0; i < m; i++) J.set(values.data.subarray(i * k, (i + 1) * k), i * n + start);
      }
      let row = 0;
      return pack(
        outputStructure,
        outputs.map((shape, o) => {
          const first = row;
          row += sizes[o];
          return pack(structure, parts(J, n, first, sizes[o], shape, tensors));
        }),
      );
    },
  );
}
/** Rows of J as a tensor for each input. */
function parts(
  J: Float64Array,
  n: number,
  first: number,
  rows: number,
  shape: Shape,
  tensors: readonly Tensor[],
): Tensor[] {
  let column = 0;
  return tensors.map((t) => {
    const d = new Float64Array(rows * t.size);
    for (let i = 0; i < rows; i++) {
      const at = (first + i) * n + column;
      d.set(J.subarray(at, at + t.size), i * t.size);
    }
    column += t.size;
    return plainOf([...shape, ...t.shape], d);
  });
}
/** What arrives is a row for each seed. */
function blockValues(numbers: Float64Array, k: number, width: number, reverse: boolean): Tensor {
  if (reverse) return plainOf([k, width], numbers.slice(0, k * width));
  const d = new Float64Array(k * width);
  for (let j = 0; j < k; j++) for (let i = 0; i < width; i++) d[i * k + j] = numbers[j * width + i];
  return plainOf([width, k], d);
}

interface Plan {
  readonly travels: Travelling;
  readonly lanes: number;
  /** Seeds in all, and the numbers that one gives. */
  readonly total: number;
  readonly width: number;
  readonly outputs: readonly Shape[];
  readonly sizes: readonly number[];
  readonly outputStructure: Structure;
}
function planned(
  f: (...x: never[]) => unknown,
  tensors: readonly Tensor[],
  structure: Structure,
  flat: Float64Array,
  reverse: boolean,
): Plan {
  const list = listed(FN, f, structure);
  let outputs: readonly Shape[] = [];
  /** Of all numbers, one after the other. */
  const g = (v: Tensor): Tensor => {
    let at = 0;
    const y = list(
      tensors.map((t) => {
        const part = sliceRow(v, { axis: -1, start: at, length: t.size, step: 1 });
        at += t.size;
        return reshapeTail(part, { from: 1, shape: t.shape });
      }),
    ).slice(0, list.outputs);
    outputs = y.map((t) => t.shape);
    const rows = y.map((t) => reshapeTail(t, { from: t.shape.length, shape: [t.size] }));
    return rows.length === 1 ? rows[0] : joined(rows, -1);
  };
  const n = flat.length,
    x = plainOf([n], flat),
    instead = "jacobian(f, x)";
  const value = travelling(FN, g, [x], instead),
    sizes = outputs.map(size),
    m = sizes.reduce((a, b) => a + b, 0),
    total = reverse ? m : n;
  let lanes = 1;
  while (2 * lanes <= Math.min(LANES, total) && 4 * lanes * value.operations <= LARGE) lanes *= 2;
  const along = (v: Tensor, seeds: Tensor): Tensor => {
    if (!reverse) return jvps(g, v, seeds).tangents;
    const { pull } = vjp(g, v);
    return joined(
      Array.from({ length: lanes }, (_, l) =>
        reshapeTail(
          pull(
            reshapeTail(sliceRow(seeds, { axis: -2, start: l, length: 1, step: 1 }), { from: 2, shape: [m] }),
          ),
          {
            from: 1,
            shape: [1, n],
          },
        ),
      ),
      -2,
    );
  };
  return {
    travels: travelling(FN, along, [x, zeros([lanes, total])], instead),
    lanes,
    total,
    width: reverse ? n : m,
    outputs,
    sizes,
    outputStructure: list.structure,
  };
}
