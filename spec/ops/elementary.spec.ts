// Elementary functions and reductions called as in PyTorch, with its names, keywords and defaults in our spelling: values,
// Jacobians in both modes and second derivatives that it computed. Where PyTorch has NaN because a cotangent of 0 met an
// infinite slope (reverse mode at special points), nothing is compared.

import * as dt from "dualtensor";
import { hessian, jacobian, tensor, type Tensor } from "dualtensor";
import { expectClose, expectError, oracle, ROUNDING, stored, type OracleCase } from "./laws";

type Stored = Parameters<typeof stored>[0];
interface Case extends OracleCase {
  readonly edge: boolean;
  /** Of the sum of weights times outputs, by pairs of inputs. */
  readonly hessian?: { readonly weights: readonly (Stored | null)[]; readonly blocks: readonly Stored[][] };
}
const cases = oracle("elementary") as Case[];

/** A literal of Python: numbers, booleans, strings, tuples, infinities. */
const literal = (text: string): unknown =>
  JSON.parse(
    text
      .replace(/True|False/g, (v) => v.toLowerCase())
      .replace(/float\('(-?)inf'\)/, "$11e999")
      .replace(/^\((.*?),?\)$/, "[$1]")
      .replace(/'/g, '"'),
  );
/** "torch.amax(x0, dim=(0, 1))" as amax(x0, { dim: [0, 1] }). */
function called(expr: string): (...x: Tensor[]) => Tensor[] {
  const [, path, list] = /^torch\.(?:linalg\.)?(\w+)\((.*)\)$/.exec(expr)!;
  const name = path === "vector_norm" ? "norm" : path.replace(/_(\w)/g, (_, c: string) => c.toUpperCase());
  const fn = (
    dt as unknown as Record<string, (...a: unknown[]) => Tensor | { values: Tensor; indices: Tensor }>
  )[name];
  return (...x) => {
    const value = (text: string): unknown => {
      const m = /^x(\d)(\.t\(\))?$/.exec(text);
      return m ? (m[2] ? x[Number(m[1])].T : x[Number(m[1])]) : literal(text);
    };
    const positional: unknown[] = [];
    const options: Record<string, unknown> = {};
    for (const part of list.split(/, (?![^(]*\))/)) {
      const m = /^(\w+)=(.*)$/.exec(part);
      if (m) options[m[1] === "ord" ? "p" : m[1]] = value(m[2]);
      else positional.push(value(part));
    }
    const y = fn(...positional, ...(Object.keys(options).length > 0 ? [options] : []));
    return "values" in y ? [y.values, y.indices] : [y];
  };
}

/**
 * Close to what was stored; at a special point anything where that is NaN, and NaN where y is, though PyTorch has a number there:
 * NaN in, NaN out is a law of this library alone (docs/conventions.md; spec/laws/nan.spec.ts).
 */
function expectStored(actual: Tensor, s: Stored, edge: boolean, y: Tensor): void {
  const columns = actual.size / y.size;
  const lost = (i: number): boolean =>
    Number.isNaN(actual.data[i]) && Number.isNaN(y.data[Math.floor(i / columns)]);
  const known = edge ? s.data.map((v, i) => (v === "NaN" || lost(i) ? String(actual.data[i]) : v)) : s.data;
  expectClose(actual, stored({ ...s, data: known }), ROUNDING);
}

test.each(cases.map((c) => [c.expr, c.inputs.map((i) => `(${i.shape.join()})`).join(" "), c] as const))(
  "%s of %s",
  (expr, _shapes, c) => {
    const f = called(expr);
    const inputs = c.inputs.map(stored);
    const at = c.inputs.flatMap((input, i) => (input.diff ? [i] : []));
    const of = (...d: Tensor[]): Tensor[] => f(...inputs.map((v, i) => d[at.indexOf(i)] ?? v));
    const y = f(...inputs);
    expect(y).toHaveLength(c.outputs.length);
    y.forEach((v, o) => {
      expectClose(v, stored(c.outputs[o]), ROUNDING);
      expect(v.dtype).toBe(stored(c.outputs[o]).dtype);
    });
    c.jacobians?.forEach((row, o) => {
      for (const mode of ["forward", "reverse"] as const)
        at.forEach((i, k) => {
          const J = jacobian((x: Tensor) => of(...at.map((j) => (j === i ? x : inputs[j])))[o], inputs[i], {
            mode,
          });
          if (row !== null) expectStored(J, row[k], c.edge, y[o]);
        });
    });
    if (c.hessian) {
      const { weights, blocks } = c.hessian;
      const s = (...d: Tensor[]): Tensor =>
        of(...d)
          .flatMap((v, o) => (weights[o] ? [dt.sum(dt.mul(stored(weights[o]), v))] : []))
          .reduce((a, b) => a.add(b));
      const H = hessian(s, at.map((i) => inputs[i]) as [Tensor]) as unknown as Tensor[][];
      blocks.forEach((row, i) => row.forEach((b, j) => expectClose(H[i][j], stored(b), 1e-9)));
    }
  },
);

describe("faces", () => {
  const x = tensor([[1, 5, 2], [7, 0, 7]]); // prettier-ignore
  test("keepdim, everywhere", () => {
    for (const name of [
      "sum",
      "mean",
      "prod",
      "std",
      "var",
      "norm",
      "amax",
      "amin",
      "any",
      "all",
      "argmax",
      "nansum",
    ] as const) {
      expect((dt[name] as (x: Tensor, o: object) => Tensor)(x, { dim: 1, keepdim: true }).shape).toEqual([
        2, 1,
      ]);
      expect((dt[name] as (x: Tensor, o: object) => Tensor)(x, { keepdim: true }).shape).toEqual([1, 1]);
    }
    expect(dt.max(x, { dim: 0, keepdim: true }).indices.shape).toEqual([1, 3]);
    expect(dt.logsumexp(x, [0, 1], { keepdim: true }).shape).toEqual([1, 1]);
  });
  test("indices and counts are int32, masks bool", () => {
    expect([dt.argmax(x), dt.max(x, 0).indices, dt.countNonzero(x)].map((t) => t.dtype)).toEqual(["int32", "int32", "int32"]); // prettier-ignore
    expect([dt.any(x), dt.all(x), dt.isnan(x), dt.logicalNot(x)].map((t) => t.dtype)).toEqual(["bool", "bool", "bool", "bool"]); // prettier-ignore
    expect(dt.all(x).item()).toBe(false);
    expect(dt.any(x).item()).toBe(true);
    expect(dt.countNonzero(x, 1).toArray()).toEqual([3, 2]);
  });
  test("a tensor without axes has an axis to reduce", () => {
    const s = tensor(3);
    for (const name of ["sum", "mean", "prod", "amax", "logsumexp", "cumsum", "cumprod", "softmax"] as const)
      for (const dim of [0, -1]) expect(dt[name](s, dim).shape).toEqual([]);
    expect(dt.max(s, 0).indices.item()).toBe(0);
    expectError(() => dt.sum(s, 1), "DT_AXIS");
    expectError(() => dt.cumsum(s, 1), "DT_AXIS");
  });
  test("nothing to reduce: the neutral element where there is one", () => {
    const none = dt.zeros([0]);
    expect([dt.sum, dt.prod, dt.norm].map((f) => f(none).item())).toEqual([0, 1, 0]);
    expect(dt.logsumexp(none, 0).item()).toBe(-Infinity);
    expect(dt.any(none).item()).toBe(false);
    expect(dt.all(none).item()).toBe(true);
    for (const f of [dt.amax, dt.amin, dt.max, dt.argmin]) expectError(() => f(none), "DT_SHAPE_MISMATCH", "at least one element"); // prettier-ignore
    expectError(() => dt.norm(none, Infinity), "DT_SHAPE_MISMATCH", "at least one element");
    expect(jacobian((v: Tensor) => dt.prod(v), none).shape).toEqual([0]);
    expect(jacobian((v: Tensor) => dt.softmax(v, 0), none).shape).toEqual([0, 0]);
  });
  test("under vmap an index belongs to each item", () => {
    expect(
      dt
        .vmap((v) => dt.argmax(v))(x)
        .toArray(),
    ).toEqual([1, 0]);
    expect(
      dt
        .vmap((v) => dt.max(v, 0).values)(x)
        .toArray(),
    ).toEqual([5, 7]);
  });
  test("several axes in one call are as one after the other", () => {
    const y = dt.reshape(dt.arange(24), [2, 3, 4]);
    expectClose(dt.logsumexp(y, [0, 2]), dt.logsumexp(dt.logsumexp(y, 2), 0), ROUNDING);
    expect(dt.amax(y, [0, 2]).toArray()).toEqual([15, 19, 23]);
    expect(dt.norm(y, 1, [0, 2]).toArray()).toEqual(dt.sum(y, [0, 2]).toArray());
  });
  test("softplus with a threshold is x beyond it", () => {
    const f = (v: Tensor): Tensor => dt.softplus(v, { beta: 2, threshold: 3 });
    expect(f(tensor(1.6)).item()).toBe(1.6);
    expect(f(tensor(1.4)).item()).toBeCloseTo(Math.log1p(Math.exp(2.8)) / 2, 15);
    expect(jacobian(f, tensor([1.6, 0])).toArray()).toEqual([[1, 0], [0, 0.5]]); // prettier-ignore
  });
  test("round to decimals", () => {
    expect(dt.round([1234.567, -0.125], { decimals: 2 }).toArray()).toEqual([1234.57, -0.12]);
    expect(dt.round([1250, 1350], { decimals: -2 }).toArray()).toEqual([1200, 1400]);
  });
  test("norm says what an order is", () => {
    expectError(() => dt.norm(x, "inf" as "fro"), "DT_ARGUMENT", "expected p to be a number", "dim");
    expectError(() => dt.clamp(x), "DT_ARGUMENT", "min or max");
    expectError(() => dt.dot(x, x), "DT_SHAPE_MISMATCH", "matmul");
    expectError(() => dt.dot([1, 2], [1, 2, 3]), "DT_SHAPE_MISMATCH");
  });
});
