// What a fit may move: all numbers of the parameters but the fixed ones, within bounds, or on a sphere (unit vectors, unit
// quaternions), where a step lives in the tangent plane. A point is all numbers, a step only those that move.
import { beside, step } from "../transform/nested.js";
import { tensorsLike, type Structure, places, indexOf } from "../transform/structure.js";
import { size } from "../array/shape.js";
import type { Tensor } from "../core/tensor.js";
import { wrongArgument, wrongOption } from "../errors.js";

/** Numbers of the parameters that lie on a sphere together. */
export interface Sphere {
  readonly from: number;
  readonly length: number;
}
export interface Parameters {
  /** All numbers, and how many of a step. */
  readonly N: number;
  readonly n: number;
  readonly names: readonly string[];
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly fixed: readonly boolean[];
  readonly local: (x: Float64Array) => Float64Array;
  readonly move: (x: Float64Array, p: Float64Array) => Float64Array;
  /** N x n: how all numbers move with those of a step. */
  readonly tangents: (x: Float64Array) => Float64Array;
  /** The same by entries: per number those of a step that move it, and how far. */
  readonly reach: (x: Float64Array) => readonly (readonly (readonly [j: number, part: number])[])[];
  /** The number of a step that belongs to each number, -1 where it does not move alone. */
  readonly own: Int32Array;
  readonly spheres: readonly Sphere[];
}

/** Columns that complete the unit vector v to an orthonormal basis, d x (d - 1), by one reflection. */
function plane(v: Float64Array): Float64Array {
  const d = v.length,
    w = v.slice(),
    out = new Float64Array(d * (d - 1));
  w[0] += v[0] < 0 ? -1 : 1;
  let s = 0;
  for (const e of w) s += e * e;
  for (let i = 0; i < d; i++)
    for (let j = 1; j < d; j++) out[i * (d - 1) + j - 1] = (i === j ? 1 : 0) - (2 * w[i] * w[j]) / s;
  return out;
}

/** A number for each number of the parameters: one for all, or a structure like theirs with tensors or numbers in it. */
function spread(
  fn: string,
  option: string,
  v: unknown,
  structure: Structure,
  like: readonly Tensor[],
  otherwise: number,
): Float64Array {
  const N = like.reduce((s, t) => s + size(t.shape), 0),
    out = new Float64Array(N).fill(otherwise);
  if (v === undefined) return out;
  if (typeof v === "number") return out.fill(v);
  let at = 0;
  tensorsLike(fn, option, v, structure, like).forEach((t, i) => {
    const n = size(like[i].shape);
    if (t !== null)
      out.set(
        t.shape.length === 0 && like[i].shape.length > 0 ? new Float64Array(n).fill(t.data[0]) : t.data,
        at,
      );
    at += n;
  });
  return out;
}

export interface ParameterOptions {
  readonly lower?: unknown;
  readonly upper?: unknown;
  readonly fixed?: unknown;
  readonly manifold?: unknown;
}

/** Names of all numbers: "b[2]", "decay.rate". */
export const namesOf = (structure: Structure, tensors: readonly Tensor[], name: string): string[] =>
  places(structure, name).flatMap((place, i) => {
    const { shape } = tensors[i];
    return Array.from({ length: size(shape) }, (_, k) => {
      const index = indexOf(shape, k);
      return index.length === 0 ? place : `${place}[${index.join(", ")}]`;
    });
  });

export function parametersOf(
  fn: string,
  structure: Structure,
  tensors: readonly Tensor[],
  options: ParameterOptions,
): Parameters {
  const start = Float64Array.from(tensors.flatMap((t) => Array.from(t.data))),
    N = start.length,
    names = namesOf(structure, tensors, "x"),
    lower = spread(fn, "lower", options.lower, structure, tensors, -Infinity),
    upper = spread(fn, "upper", options.upper, structure, tensors, Infinity),
    held = spread(fn, "fixed", options.fixed, structure, tensors, 0),
    spheres = spheresOf(fn, options.manifold, structure, tensors);
  const inSphere = new Int32Array(N).fill(-1);
  spheres.forEach(({ from, length }, k) => inSphere.fill(k, from, from + length));
  for (let i = 0; i < N; i++) {
    if (!(lower[i] <= upper[i]))
      throw wrongOption(fn, "lower", `at most upper at ${names[i]}`, [lower[i], upper[i]]);
    if (start[i] < lower[i] || start[i] > upper[i])
      throw wrongArgument(
        fn,
        names[i],
        `within its bounds ${lower[i]} and ${upper[i]} at the start`,
        start[i],
      );
    if (inSphere[i] >= 0 && (lower[i] > -Infinity || upper[i] < Infinity || held[i] !== 0))
      throw wrongOption(fn, "manifold", `without bounds or fixed numbers at ${names[i]}`, [
        lower[i],
        upper[i],
      ]);
  }
  const single: number[] = [],
    own = new Int32Array(N).fill(-1);
  for (let i = 0; i < N; i++) if (inSphere[i] < 0 && held[i] === 0) own[i] = single.push(i) - 1;
  const n = single.length + spheres.reduce((s, { length }) => s + length - 1, 0);
  const bound = (from: Float64Array, otherwise: number): Float64Array =>
    Float64Array.from({ length: n }, (_, j) => (j < single.length ? from[single[j]] : otherwise));
  const tangents = (x: Float64Array): Float64Array => {
    const T = new Float64Array(N * n);
    single.forEach((i, j) => (T[i * n + j] = 1));
    let at = single.length;
    for (const { from, length } of spheres) {
      const B = plane(x.slice(from, from + length));
      for (let i = 0; i < length; i++)
        for (let j = 0; j < length - 1; j++) T[(from + i) * n + at + j] = B[i * (length - 1) + j];
      at += length - 1;
    }
    return T;
  };
  return {
    N,
    n,
    names,
    lower: bound(lower, -Infinity),
    upper: bound(upper, Infinity),
    fixed: Array.from(held, (v) => v !== 0),
    own,
    spheres,
    tangents,
    reach: (x) => {
      const list = Array.from(own, (j): [number, number][] => (j < 0 ? [] : [[j, 1]]));
      let at = single.length;
      for (const { from, length } of spheres) {
        const B = plane(x.slice(from, from + length)),
          d = length - 1;
        for (let i = 0; i < length; i++)
          for (let j = 0; j < d; j++) list[from + i].push([at + j, B[i * d + j]]);
        at += d;
      }
      return list;
    },
    local: (x) => Float64Array.from({ length: n }, (_, j) => (j < single.length ? x[single[j]] : 1)),
    move: (x, p) => {
      const y = x.slice();
      single.forEach((i, j) => (y[i] += p[j]));
      if (spheres.length === 0) return y;
      const T = tangents(x);
      for (const { from, length } of spheres) {
        let s = 0;
        for (let i = from; i < from + length; i++) {
          for (let j = single.length; j < n; j++) y[i] += T[i * n + j] * p[j];
          s += y[i] * y[i];
        }
        for (let i = from; i < from + length; i++) y[i] /= Math.sqrt(s);
      }
      return y;
    },
  };
}

/** The parameters that are unit vectors along their last axis. */
function spheresOf(
  fn: string,
  manifold: unknown,
  structure: Structure,
  tensors: readonly Tensor[],
): Sphere[] {
  if (manifold === undefined) return [];
  const spheres: Sphere[] = [],
    names = places(structure, "x"),
    kinds: unknown[] = [];
  beside(
    manifold,
    structure,
    "manifold",
    (_name, v, nest) =>
      nest.parts.map((_, i) =>
        typeof v === "object" && v !== null
          ? (v as Readonly<Record<string | number, unknown>>)[step(nest, i)]
          : v,
      ),
    (v) => kinds.push(v),
  );
  let at = 0;
  kinds.forEach((kind, i) => {
    const { shape, data } = tensors[i],
      d = shape[shape.length - 1] ?? 1;
    if (kind !== undefined && kind !== null) {
      if (kind !== "unitVector" && kind !== "unitQuaternion")
        throw wrongOption(fn, "manifold", '"unitVector" or "unitQuaternion" at a parameter', kind);
      if (shape.length === 0 || d < 2 || (kind === "unitQuaternion" && d !== 4))
        throw wrongArgument(
          fn,
          names[i],
          kind === "unitVector" ? "a vector of two numbers or more" : "four numbers",
          tensors[i],
        );
      for (let k = 0; k < data.length; k += d) {
        let s = 0;
        for (let j = k; j < k + d; j++) s += data[j] * data[j];
        if (!(Math.abs(s - 1) < 1e-6))
          throw wrongArgument(fn, names[i], "of length 1, as its manifold says", Math.sqrt(s));
        spheres.push({ from: at + k, length: d });
      }
    }
    at += data.length;
  });
  return spheres;
}
