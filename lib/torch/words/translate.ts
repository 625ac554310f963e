// What the library refuses, in PyTorch's words. The library says more; the words here are those that people search for.
import { DualTensorError } from "../../errors.js";
import { allOf } from "../../door/parse.js";
import { isTensor, type Tensor } from "../../core/tensor.js";
import { checks } from "./checks.js";
import { emptied, entries, firstNumber, sentences, shapeOf } from "./sentences.js";
import { typeText, type TorchDType } from "../dtype.js";
import {
  index,
  linAlg,
  list,
  outOfRange,
  runtime,
  texts,
  type as typeError,
  typeName,
  value,
} from "./classes.js";

/** The first axis, from the right, on which two shapes do not broadcast. */
export function mismatch(a: readonly number[], b: readonly number[]): string | null {
  const r = Math.max(a.length, b.length);
  for (let i = 1; i <= r; i++) {
    const p = a[a.length - i] ?? 1,
      q = b[b.length - i] ?? 1;
    if (p !== q && p !== 1 && q !== 1)
      return `The size of tensor a (${p}) must match the size of tensor b (${q}) at non-singleton dimension ${r - i}`;
  }
  return null;
}

type Typed = Tensor & { readonly dtype: TorchDType };
const dims =
  (text: (ranks: number[], args: readonly unknown[]) => string): Words =>
  (args) =>
    runtime(
      text(
        args.slice(0, 2).map((a) => shapeOf(a).length),
        args,
      ),
    );
type Words = (args: readonly unknown[], e: DualTensorError) => Error | null;
const square =
  (name: string): Words =>
  ([x], e) => {
    const s = shapeOf(x),
      [m, n] = s.slice(-2);
    if (e.code !== "DT_SINGULAR")
      return runtime(
        `linalg.${name}: A must be batches of square matrices, but they are ${m} by ${n} matrices`,
      );
    const order = Number(e.details.pivot ?? e.details.order ?? 0) + 1;
    return linAlg(
      name === "cholesky"
        ? `linalg.cholesky: The factorization could not be completed because the input is not positive-definite (the leading minor of order ${order} is not positive-definite).`
        : `linalg.${name}: The diagonal element ${order} is zero, the inversion could not be completed because the input matrix is singular.`,
    );
  };
const words: Readonly<Record<string, Words>> = {
  inv: square("inv"),
  det: square("det"),
  cholesky: square("cholesky"),
  solve: (_, e) =>
    e.code === "DT_SINGULAR"
      ? linAlg("torch.linalg.solve: The solver failed because the input matrix is singular.")
      : null,
  matmul: ([x, y]) => {
    const a = shapeOf(x),
      b = shapeOf(y),
      r = [a.length, b.length].join();
    if (a.length === 0 || b.length === 0)
      return runtime(
        `both arguments to matmul need to be at least 1D, but they are ${a.length}D and ${b.length}D`,
      );
    if (r === "1,1")
      return runtime(
        `inconsistent tensor size, expected tensor ${list(a)} and src ${list(b)} to have the same number of elements, but got ${a[0]} and ${b[0]} elements respectively`,
      );
    if (r === "1,2")
      return runtime(`mat1 and mat2 shapes cannot be multiplied (1x${a[0]} and ${b.join("x")})`);
    if (a.length > 2 && b.length > 2)
      return runtime(
        `Expected size for first two dimensions of batch2 tensor to be: ${list([a.slice(0, -2).reduce((m, n) => m * n), a[a.length - 1]])} but got: ${list([b.slice(0, -2).reduce((m, n) => m * n), b[b.length - 2]])}.`,
      );
    if (r === "2,1") return runtime(`size mismatch, got ${a[0]}, ${a.join("x")},${b[0]}`);
    if (a.length > 2 && b.length === 2)
      return runtime(
        `mat1 and mat2 shapes cannot be multiplied (${a.slice(0, -1).reduce((m, n) => m * n)}x${a[a.length - 1]} and ${b.join("x")})`,
      );
    return runtime(`mat1 and mat2 shapes cannot be multiplied (${a.join("x")} and ${b.join("x")})`);
  },
  where: ([, x, y]) => {
    const text = mismatch(shapeOf(x), shapeOf(y));
    return text === null ? null : runtime(text);
  },
  mm: (args, e) =>
    shapeOf(args[0]).length !== 2
      ? runtime("self must be a matrix")
      : shapeOf(args[1]).length !== 2
        ? runtime("mat2 must be a matrix")
        : words.matmul(args, e),
  mv: (args, e) =>
    shapeOf(args[0]).length !== 2 || shapeOf(args[1]).length !== 1
      ? dims(([p, q]) => `vector + matrix @ vector expected, got ${[q, p, q].join(", ")}`)(args, e)
      : words.matmul(args, e),
  dot: (args, e) =>
    shapeOf(args[0]).length !== 1 || shapeOf(args[1]).length !== 1
      ? dims(([p, q]) => `1D tensors expected, but got ${p}D and ${q}D tensors`)(args, e)
      : words.matmul(args, e),
  bmm: (args, e) =>
    shapeOf(args[0]).length !== 3
      ? runtime("batch1 must be a 3D tensor")
      : shapeOf(args[1]).length !== 3
        ? runtime("batch2 must be a 3D tensor")
        : words.matmul(args, e),
  t: dims(([r]) => `t() expects a tensor with <= 2 dimensions, but self is ${r}D`),
  cat: ([xs, d]) => {
    const ts = xs as Tensor[];
    if (ts.length === 0) return runtime("torch.cat(): expected a non-empty list of Tensors");
    if (!allOf(ts, isTensor)) return null;
    const odd = ts.find((t) => t.shape.length !== ts[0].shape.length);
    if (odd !== undefined)
      return runtime(
        `Tensors must have same number of dimensions: got ${ts[0].shape.length} and ${odd.shape.length}`,
      );
    const dim = firstNumber(d),
      k = ts.findIndex((t) => t.shape.some((n, i) => i !== dim && n !== ts[0].shape[i])),
      axis = ts[k]?.shape.findIndex((n, i) => i !== dim && n !== ts[0].shape[i]);
    if (k < 0) return null;
    return runtime(
      `Sizes of tensors must match except in dimension ${dim}. Expected size ${ts[0].shape[axis]} but got size ${ts[k].shape[axis]} for tensor number ${k} in the list.`,
    );
  },
  stack: ([xs]) => {
    const ts = xs as Tensor[];
    if (ts.length === 0) return runtime("stack expects a non-empty TensorList");
    if (!allOf(ts, isTensor)) return null;
    const k = ts.findIndex((t) => String(t.shape) !== String(ts[0].shape));
    return k < 0
      ? null
      : runtime(
          `stack expects each tensor to be equal size, but got ${list(ts[0].shape)} at entry 0 and ${list(ts[k].shape)} at entry ${k}`,
        );
  },
  reshape: ([x, s]) => {
    const shape = (Array.isArray(s) ? s : [s]) as number[],
      odd = shape.findIndex((n, i) => n < -1 || (n === -1 && shape.indexOf(-1) < i));
    return runtime(
      odd >= 0
        ? shape[odd] === -1
          ? "only one dimension can be inferred"
          : `invalid shape dimension ${shape[odd]}`
        : `shape '${list(shape)}' is invalid for input of size ${(x as Tensor).size}`,
    );
  },
  expand: ([x, s]) => {
    const from = shapeOf(x),
      to = s as number[];
    if (to.length < from.length)
      return runtime(
        `expand(torch.${typeText[(x as Typed).dtype]}Tensor{${list(from)}}, size=${list(to)}): the number of sizes provided (${to.length}) must be greater or equal to the number of dimensions in the tensor (${from.length})`,
      );
    const wrong = to.map((n, d) => {
        const m = from[d - to.length + from.length] ?? 1;
        return m !== 1 && m !== n;
      }),
      i = wrong.lastIndexOf(true);
    return runtime(
      `The expanded size of the tensor (${to[i]}) must match the existing size (${from[i - to.length + from.length]}) at non-singleton dimension ${i}.  Target sizes: ${list(to)}.  Tensor sizes: ${list(from)}`,
    );
  },
  permute: ([x, d]) => {
    const dims = d as number[];
    return runtime(
      dims.length === shapeOf(x).length
        ? "permute(): duplicate dims are not allowed."
        : `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${shapeOf(x).length} is not equal to len(dims) = ${dims.length}`,
    );
  },
  at: ([x, ...ix], e) => {
    const s = shapeOf(x);
    if (s.length === 0) return index(texts.zeroDim);
    const mask = ix.find((i) => isTensor(i) && i.dtype === "bool");
    if (mask !== undefined && e.code === "DT_SHAPE_MISMATCH") {
      const d = shapeOf(mask).findIndex((n, k) => n !== s[k]);
      return index(
        `The shape of the mask ${list(shapeOf(mask))} at index ${d} does not match the shape of the indexed tensor ${list(s)} at index ${d}`,
      );
    }
    if (e.code === "DT_SHAPE_MISMATCH")
      return index(
        `shape mismatch: indexing tensors could not be broadcast together with shapes ${ix
          .filter((i) => isTensor(i) || Array.isArray(i))
          .map((i) => list(isTensor(i) ? i.shape : [(i as unknown[]).length]))
          .join(", ")}`,
      );
    if (e.code === "DT_AXIS") return index(`too many indices for tensor of dimension ${s.length}`);
    for (const i of ix) {
      if (typeof i === "string" && !/^(\.\.\.|[-\d]*(:[-\d]*)+)$/.test(i))
        return typeError("new(): invalid data type 'str'");
      if (typeof i === "number" && !Number.isInteger(i))
        return index(
          `only integers, slices (\`:\`), ellipsis (\`...\`), None and long or byte Variables are valid indices (got ${typeName(i)})`,
        );
    }
    for (const [d, i] of ix.filter((e) => e !== null).entries()) {
      const numbers = typeof i === "number" ? [i] : Array.isArray(i) ? i : entries(i),
        bad = numbers.find((n: number) => n >= s[d] || n < -s[d]) as number | undefined;
      if (bad !== undefined)
        return index(`index ${bad} is out of bounds for dimension ${d} with size ${s[d]}`);
    }
    return null;
  },
  einsum: ([text, ...rest]) => {
    const ops = rest.flat(),
      terms = String(text).split("->")[0].split(","),
      seen = new Map<string, number>();
    for (const [k, term] of terms.entries())
      for (const [d, c] of [...term.trim()].entries()) {
        const n = shapeOf(ops[k])[d],
          before = seen.get(c);
        if (before !== undefined && before !== n && n !== 1 && before !== 1)
          return runtime(
            `einsum(): subscript ${c} has size ${n} for operand ${k} which does not broadcast with previously seen size ${before}`,
          );
        seen.set(c, n);
      }
    return null;
  },
  split: ([x, sizes, dim]) =>
    Array.isArray(sizes)
      ? runtime(
          `split_with_sizes expects split_sizes to sum exactly to ${shapeOf(x)[firstNumber(dim)]} (input tensor's size at dimension ${firstNumber(dim)}), but got split_sizes=${list(sizes)}`,
        )
      : null,
  crossEntropy: ([x, y]) => {
    const [n, m] = [shapeOf(x)[0], shapeOf(y)[0]];
    if (shapeOf(x).length > 1 && n !== m)
      return value(`Expected input batch_size (${n}) to match target batch_size (${m}).`);
    const classes = shapeOf(x)[shapeOf(x).length > 1 ? 1 : 0],
      bad = entries(y).find((c) => c < 0 || c >= classes);
    return bad === undefined ? null : index(`Target ${bad} is out of bounds.`);
  },
  nllLoss: (args, e) => words.crossEntropy(args, e),
  indexSelect: (_, e) => (e.code === "DT_INDEX" ? index("index out of range in self") : null),
  ...Object.fromEntries(["max", "min", "amax", "amin", "argmax", "argmin"].map((n) => [n, emptied(n)])),
};

const classed = (text: string): Error => {
  const [, name, rest] = /^(?:(IndexError|ValueError): )?([^]*)$/.exec(text)!;
  return name === "IndexError" ? index(rest) : name === "ValueError" ? value(rest) : runtime(rest);
};
/** The error to throw for one of the library's. */
export function translated(name: string, e: unknown, args: readonly unknown[]): unknown {
  if (!(e instanceof DualTensorError)) return e;
  const base = name.replace(/_$/, "");
  if (e.code === "DT_AXIS" && base !== "at") {
    const [x, ...rest] = args,
      r = Math.max(1, shapeOf(Array.isArray(x) ? x[0] : x).length + (base === "unsqueeze" ? 1 : 0)),
      axes = rest.flatMap((d) => (Array.isArray(d) ? (d as number[]) : [firstNumber(d)])),
      wrong = axes.find((d) => d >= r || d < -r),
      twice = axes.find((d, i) => axes.indexOf(d) < i);
    if (wrong !== undefined && (base !== "permute" || axes.length === r)) return index(outOfRange(r, wrong));
    if (twice !== undefined && base !== "permute")
      return runtime(`dim ${twice} appears multiple times in the list of dims`);
  }
  if (/^tri[lu]$/.test(base))
    return index(
      shapeOf(args[0]).length === 0
        ? "Dimension specified as -2 but tensor has no dimensions"
        : outOfRange(1, -2),
    );
  // A method counts its arguments behind the tensor; only those that write have a name of their own here.
  if (
    e.code === "DT_ARGUMENT" &&
    /^(add|sub|mul|div)_$/.test(name) &&
    (args[1] === null || typeof args[1] === "string")
  )
    return typeError(`${name}(): argument 'other' (position 1) must be Tensor, not ${typeName(args[1])}`);
  const reduction = (args[args.length - 1] as { reduction?: unknown } | null | undefined)?.reduction;
  if (typeof reduction === "string" && !/^(none|mean|sum|batchmean)$/.test(reduction))
    return value(`${reduction} is not a valid value for reduction`);
  const plain = (sentences[base] ?? checks[base])?.(args, shapeOf(args[0]), e);
  if (plain) return classed(plain);
  const said = words[base]?.(args, e) ?? null;
  if (said !== null) return said;
  if (e.code === "DT_SHAPE_MISMATCH" && args.length >= 2) {
    const text = mismatch(shapeOf(args[0]), shapeOf(args[1]));
    if (text !== null) return runtime(text);
  }
  const kind =
    e.code === "DT_ARGUMENT" || e.code === "DT_OPTION"
      ? typeError
      : e.code === "DT_INDEX" || e.code === "DT_AXIS"
        ? index
        : runtime;
  return Object.assign(kind(e.message), { cause: e });
}
