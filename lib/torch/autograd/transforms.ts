// torch.func (functorch): the library's own transformations, in which f gets their values with PyTorch's methods. They nest
// with each other and with the graph; arguments and results may be arrays and objects of tensors.
import { copied, isTensor, zeros, type Tensor } from "../../core/tensor.js";
import { jacobians } from "../../forward/columns.js";
import { sweep } from "../../forward/dual.js";
import { jacobiansOf } from "../../reverse/pullbacks.js";
import { Tape } from "../../reverse/tape.js";
import { reshapeTail } from "../../core/ring.js";
import { sameShape } from "../../array/shape.js";
import { runtime, texts, torchSize, typeName, value } from "../words/classes.js";
import { checkTangent } from "../graph/duallevel.js";
import { split, type Argnums, type Split } from "./parts.js";
import { isFloat } from "../dtype.js";
import { cast } from "../graph/engine.js";
import { living } from "../words/forms.js";
import { finite, flatten } from "../graph/nests.js";
import { TorchTensor } from "../graph/torchtensor.js";
import { bare, wrap, type Fn } from "../graph/values.js";

interface Aux {
  readonly hasAux?: boolean;
}
interface Chunked extends Aux {
  /** How many columns or rows a sweep does at once; it changes cost, never the answer. */
  readonly chunkSize?: number | null;
}

/** A derivative has the type of what it is the derivative of, though only masks and indices went into it. */
const derivative = (t: Tensor, like: TorchTensor): TorchTensor => {
  const y = wrap(t, like);
  return isFloat(like.dtype) && !isFloat(y.dtype) ? cast(y, like.dtype) : y;
};
const result = (s: Split, J: readonly (readonly Tensor[])[], forward: boolean): unknown =>
  s.out(
    J.slice(0, s.outputs()).map((row, o) =>
      s.in(row.map((t, i) => derivative(t, forward ? s.like(o) : s.x[i]))),
    ),
  );

/** The Jacobian by forward mode: columns in chunks. */
export function jacfwd(f: Fn, argnums: Argnums = 0, options: Chunked = {}): (...args: unknown[]) => unknown {
  return (...args) => {
    const s = split("jvp", f, args, argnums, options.hasAux === true),
      { value: y, J } = jacobians("jacfwd", (v) => s.run(v), s.x.map(bare), {
        chunk: options.chunkSize ?? undefined,
        mode: "forward",
      });
    return options.hasAux === true ? [result(s, J, true), s.aux(y)] : result(s, J, true);
  };
}
/** The Jacobian by reverse mode: rows in chunks. */
export function jacrev(f: Fn, argnums: Argnums = 0, options: Chunked = {}): (...args: unknown[]) => unknown {
  const { chunkSize, hasAux = false } = options;
  if (typeof chunkSize === "number" && chunkSize <= 0)
    throw value("jacrev: `chunk_size` should be greater than 0.");
  return (...args) => {
    const s = split("vjp", f, args, argnums, hasAux),
      tape = new Tape("jacrev", (v) => s.run(v), s.x.map(bare)),
      J = jacobiansOf(tape, s.x, s.outputs(), { chunk: chunkSize ?? undefined });
    return hasAux ? [result(s, J, false), s.aux(tape.value)] : result(s, J, false);
  };
}
/** Forward over reverse. */
export const hessian = (f: Fn, argnums: Argnums = 0): ((...args: unknown[]) => unknown) =>
  jacfwd(jacrev(f, argnums), argnums);

/** Gradient and value of a scalar function. */
export function gradAndValue(
  f: Fn,
  argnums: Argnums = 0,
  options: Aux = {},
): (...args: unknown[]) => [unknown, unknown] {
  const { hasAux = false } = options;
  return (...args) => {
    const s = split("vjp", f, args, argnums, hasAux, "grad_and_value(f)(*args)"),
      tape = new Tape("grad", (v) => s.run(v), s.x.map(bare)),
      [y] = tape.value;
    if (!isTensor(s.out(tape.value)))
      throw runtime(
        `grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got <class '${typeName(s.out(tape.value)).replace("list", "tuple")}'>`,
      );
    if (y.shape.length > 0)
      throw runtime(
        `grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with ${y.shape.length} dims. Maybe you wanted to use the vjp or jacrev APIs instead?`,
      );
    const bars = tape.pull(tape.value.map((_, i) => (i === 0 ? one() : null))),
      g = s.in(bars.map((b, i) => derivative(b ?? zeros(s.x[i].shape), s.x[i])));
    const v = wrap(y, s.like(0));
    return [g, hasAux ? [v, s.aux(tape.value)] : v];
  };
}
const one = (): Tensor => new TorchTensor([], Float64Array.of(1), "float32").plain();
/** The gradient of a scalar function. */
export function grad(f: Fn, argnums: Argnums = 0, options: Aux = {}): (...args: unknown[]) => unknown {
  const both = gradAndValue(f, argnums, options);
  return (...args) => {
    const [g, v] = both(...args);
    return options.hasAux === true ? [g, (v as unknown[])[1]] : g;
  };
}
const spec = (v: unknown): string =>
  Array.isArray(v)
    ? `(${v.map(spec).join(", ")})`
    : isTensor(v) || typeof v !== "object" || v === null
      ? "*"
      : `{${Object.entries(v)
          .map(([k, e]) => `'${k}': ${spec(e)}`)
          .join(", ")}}`;

/** [f(x), J v] of arrays of primals and tangents. */
export function jvp(
  f: Fn,
  primals: unknown,
  tangents: unknown,
  options: Aux & { strict?: boolean } = {},
): unknown[] {
  const { hasAux = false } = options,
    says = "jvp(f, primals, tangents)";
  if (!Array.isArray(primals))
    throw runtime(`${says}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals).`);
  if (primals.length === 0) throw runtime(`${says}: Expected primals to contain at least one Tensor.`);
  for (const p of primals as unknown[])
    if (!isTensor(p) && typeof p !== "object")
      throw runtime(`${says}: Expected primals to only contain Tensors, got <class '${typeName(p)}'>`);
  const s = split(
      "jvp",
      f,
      primals as unknown[],
      primals.map((_, i) => i),
      hasAux,
    ),
    vs: Tensor[] = [];
  flatten(tangents, vs);
  if (vs.length !== s.x.length || !Array.isArray(tangents)) {
    const tree = (n: number): string => `TreeSpec(tuple, None, [${Array<string>(n).fill("*").join(", ")}])`;
    throw runtime(
      `${says}: Expected primals and tangents to have the same python structure. For example, if primals is a tuple of 3 tensors, tangents also must be. Got primals with structure ${tree(s.x.length)} and tangents with structure ${Array.isArray(tangents) ? tree(vs.length) : "*"}`,
    );
  }
  s.x.forEach((x, i) => checkTangent(x, vs[i] as TorchTensor));
  const rows = vs.map((v) => reshapeTail(bare(v), { from: v.ndim, shape: [1, ...v.shape] })),
    { value: y, block } = sweep("jvp", (v) => s.run(v), s.x.map(bare), rows),
    tangent = block
      .slice(0, s.outputs())
      .map((b, i) =>
        wrap(
          b === null ? zeros(y[i].shape) : reshapeTail(b, { from: b.shape.length, shape: y[i].shape }),
          s.like(i),
        ),
      );
  if (options.strict === true && block.slice(0, s.outputs()).some((b) => b === null))
    throw runtime(
      "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs. This is not allowed with strict=True.",
    );
  const out = [s.out(y.slice(0, s.outputs()).map((t, i) => wrap(t, s.like(i)))), s.out(tangent)];
  return hasAux ? [...out, s.aux(y)] : out;
}
/** [f(x), pull], where pull takes cotangents of f's structure to an array of gradients. */
export function vjp(f: Fn, ...rest: unknown[]): unknown[] {
  living("vjp", rest);
  const last = rest[rest.length - 1],
    options = (typeof last === "object" && last !== null && "hasAux" in last ? rest.pop() : {}) as Aux,
    s = split(
      "vjp",
      f,
      rest,
      rest.map((_, i) => i),
      options.hasAux === true,
    ),
    tape = new Tape("vjp", (v) => s.run(v), s.x.map(bare)),
    value = s.out(tape.value.slice(0, s.outputs()).map((t, i) => wrap(copied(t), s.like(i))));
  const pull = (bars: unknown): unknown => {
    finite(bars);
    if (spec(bars) !== spec(value))
      throw runtime(
        `Expected pytree structure of cotangents to be the same as pytree structure of outputs to the function. cotangents: ${spec(bars)}, primal output: ${spec(value)}`,
      );
    const flat: Tensor[] = [];
    flatten(bars, flat);
    if (bars === null && tape.value[0].size !== 1) throw runtime(texts.scalarOnly);
    flat.forEach((b, i) => {
      if (!sameShape(b.shape, tape.value[i].shape))
        throw runtime(
          `Mismatch in shape: grad_output[${i}] has a shape of ${torchSize(b.shape)} and output[${i}] has a shape of ${torchSize(tape.value[i].shape)}.`,
        );
    });
    const got = tape.pull(tape.value.map((_, i) => (i < flat.length ? bare(flat[i]) : null)));
    return s.in(got.map((b, i) => derivative(b ?? zeros(s.x[i].shape), s.x[i])));
  };
  return options.hasAux === true ? [value, pull, s.aux(tape.value)] : [value, pull];
}
export { vmap } from "./mapped.js";
