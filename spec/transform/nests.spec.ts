// Nests of anything, taken apart and put together: what comes back is what went in, whoever asked for it, and the tensors come in
// the order in which they stand.

import { grad, jacobian, jit, jvp, loadProgram, program, tensor, vjp, type Tensor } from "dualtensor";
import { implicit } from "dualtensor/optimize";
import { anything, flatten, pack, places, placed, type Structure } from "../../lib/transform/nested.js";
import { isTensor } from "../../lib/core/tensor.js";

/** A few bits at a time. */
function dice(seed: number): (n: number) => number {
  let s = seed;
  return (n) => {
    s = (Math.imul(s, 1664525) + 1013904223) >>> 0;
    return (s >>> 8) % n;
  };
}
/** Tuples, records, holes, values of every kind; tensors with their number in them. */
function nest(roll: (n: number) => number, count: { n: number }, depth = 0): unknown {
  const kind = roll(depth > 3 ? 4 : 8);
  if (kind < 2) return tensor([++count.n]);
  if (kind === 2) return ["text", null, undefined, 7, Symbol.iterator, Math.sin][roll(6)];
  if (kind === 3) return [[], {}, new Map([[1, 2]])][roll(3)];
  const parts = Array.from({ length: 1 + roll(3) }, () => nest(roll, count, depth + 1));
  if (kind < 6) return parts;
  if (kind === 6) return Object.fromEntries(parts.map((p, i) => [["__proto__", "a b", "c"][i], p]));
  return Object.assign([], { ...parts.map((_, i) => parts[i]) }, { length: 1e9 - roll(2) });
}
const own =
  (list: Tensor[]) =>
  (e: unknown): Structure | undefined =>
    isTensor(e) ? placed(list, e) : undefined;
const deep = (): Error => new Error("deep");

test.each(Array.from({ length: 200 }, (_, seed) => seed))("nest %i comes back as it was", (seed) => {
  const count = { n: 0 },
    v = nest(dice(seed), count),
    list: Tensor[] = [],
    structure = anything(v, own(list), deep);
  expect(list.map((t) => t.data[0])).toEqual(Array.from({ length: count.n }, (_, i) => i + 1));
  expect(places(structure, "x")).toHaveLength(count.n);
  // With others in their places, and again: the order is the same, whoever stands there.
  const names = list.map((_, i) => tensor([i])),
    again: Tensor[] = [];
  anything(pack(structure, names), own(again), deep);
  expect(sameAs(again, names)).toBe(true);
  expect(sameAs(pack(structure, list), v)).toBe(true);
});
/** Arrays of a billion holes are compared by what stands in them. */
function sameAs(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(b);
  return (
    Array.isArray(a) === Array.isArray(b) &&
    (!Array.isArray(a) || a.length === (b as unknown[]).length) &&
    Object.keys(a).join() === keys.join() &&
    keys.every((k) =>
      sameAs((a as Readonly<Record<string, unknown>>)[k], (b as Readonly<Record<string, unknown>>)[k]),
    )
  );
}

test("a structure is plain data, but for what is made of it", () => {
  const list: Tensor[] = [],
    v = { a: [tensor([1]), "text"], b: tensor([2]) },
    read = JSON.parse(JSON.stringify(flatten(v, (e) => (typeof e === "string" ? { kind: "value", value: e } : own(list)(e))))) as Structure; // prettier-ignore
  expect(sameAs(pack(read, list), v)).toBe(true);
});

describe("one nest", () => {
  const x = { l1: { w: tensor([[1, 2], [3, 4]]), b: tensor([1, 2]) }, rest: [tensor([5, 6])] }, // prettier-ignore
    f = (p: typeof x): Tensor => p.l1.w.matmul(p.l1.b).mul(p.rest[0]).sum();

  test("has the same names and order through derivatives, compiled functions and saved ones", () => {
    const g = grad(f, x),
      compiled = jit((p: typeof x) => grad(f, p));
    expect(String(compiled(x).rest[0])).toBe(String(g.rest[0]));
    expect(String(compiled(x).l1.w)).toBe(String(g.l1.w));
    expect(compiled.layout.inputs.map((s) => s.path)).toEqual(["l1.w", "l1.b", "rest[0]"]);
    expect(compiled.layout.outputs.map((s) => s.path)).toEqual(["l1.w", "l1.b", "rest[0]"]);
    const saved = loadProgram(program(compiled).toBytes()).call(x) as typeof x;
    expect(String(saved.l1.b)).toBe(String(g.l1.b));
    expect(Object.keys(saved)).toEqual(["l1", "rest"]);
    expect(String(jacobian(f, x).l1.b)).toBe(String(g.l1.b));
  });

  test("is refused where it lacks a part, by the place", () => {
    expect(() => jvp(f, x, { l1: { w: x.l1.w }, rest: x.rest } as typeof x)).toThrow("v.l1.b");
    const holes: Tensor[] = Object.assign([], { 1: tensor([1]) });
    expect(() => grad(f, { ...x, rest: holes })).toThrow("x.rest[0]");
    expect(() => grad(f, { ...x, l1: {} as never })).toThrow("x.l1");
  });

  test("with holes among what f returns beside its result keeps them, without what watches", () => {
    const f2 = (t: Tensor): readonly [Tensor, unknown] => [t.sum(), Object.assign([], { 3: t.mul(t) }, { length: 9 })], // prettier-ignore
      { aux } = vjp(f2 as never, tensor([3]), { hasAux: true }) as unknown as { aux: Tensor[] };
    expect(aux).toHaveLength(9);
    expect(Object.keys(aux)).toEqual(["3"]);
    expect(aux[3].toArray()).toEqual([9]);
  });

  test("of numbers and tensors reaches a solver without derivatives", () => {
    const seen: unknown[] = [],
      root = implicit(
        (p: { a: Tensor; note: string; data: number[] }) => {
          seen.push(p.note, p.data);
          return tensor(Math.cbrt(p.a.item()));
        },
        (y: Tensor, p) => y.pow(3).sub(p.a),
      );
    const data = [1, 2, 3];
    // The derivative of the cube root of a at 8 is 1/12.
    expect(grad((a: Tensor) => root({ a, note: "n", data }), 8).item()).toBeCloseTo(1 / 12, 12);
    expect(seen).toEqual(["n", data]);
  });
});
