// Tensors inside an instance of mathjs: what mathjs evaluates carries tangents, and plain expressions, those of mathjs's
// own documentation among them, give what they gave before.
import { all, create } from "mathjs";
import { derivative, grad, jacobian, tensor, type Tensor } from "../../lib/index.js";
import { install } from "../../lib/mathjs.js";

const plain = create(all);
const math = install(create(all));

describe("evaluated text carries tangents", () => {
  test("sin(a) .* b", () => {
    const f = (a: Tensor, b: Tensor): Tensor => math.evaluate("sin(a) .* b", { a, b }) as Tensor;
    const [da, db] = jacobian(f, [tensor([1, 2]), tensor([3, 4])]);
    // + 0, because a zero of either sign is zero.
    const entries = (J: Tensor): number[] => Array.from(J.data, (v) => v + 0);
    expect(entries(da)).toEqual([Math.cos(1) * 3, 0, 0, Math.cos(2) * 4]);
    expect(entries(db)).toEqual([Math.sin(1), 0, 0, Math.sin(2)]);
  });
  test("compiled once, at many points", () => {
    const code = math.compile("x^3 - 2 x + 1");
    const f = (x: Tensor): Tensor => code.evaluate({ x }) as Tensor;
    for (const x of [-1, 0, 0.5, 3]) expect(derivative(f, x)).toBeCloseTo(3 * x * x - 2, 12);
  });
  test("numbers, arrays and matrices beside a tensor", () => {
    const x = tensor([1, 2]);
    for (const [text, expected] of [
      ["x + 1", [2, 3]],
      ["1 - x", [0, -1]],
      ["[3, 4] .* x", [3, 8]],
      ["x * [3, 4]", 11],
      ["[1, 2; 3, 4] * x", [5, 11]],
      ["x .^ 2", [1, 4]],
      ["2 .^ x", [2, 4]],
      ["x / 2", [0.5, 1]],
      ["-x", [-1, -2]],
      ["sum(x, 1)", 3],
      ["mean(x)", 1.5],
      ["x > 1", [false, true]],
      ["partitionSelect(x, 1)", 2],
      ["rotate(x, 0)", [1, 2]],
    ] as const)
      expect([text, (math.evaluate(text, { x }) as Tensor).toArray()]).toEqual([text, expected]);
    expect((math.add([1, 2], x as never) as unknown as Tensor).toArray()).toEqual([2, 4]);
  });
  test("axes count from 1 in text and from 0 in calls, as mathjs counts them", () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    const sums = plain.evaluate("sum([1, 2; 3, 4], 1)").toArray();
    expect((math.evaluate("sum(x, 1)", { x }) as Tensor).toArray()).toEqual(sums);
    expect((math.sum(x as never, 0) as unknown as Tensor).toArray()).toEqual(sums);
    const quantiles = plain.evaluate("quantileSeq([1, 2; 3, 4], 0.5, 1)").toArray();
    expect((math.evaluate("quantileSeq(x, 0.5, 1)", { x }) as Tensor).toArray()).toEqual(quantiles);
    expect((math.quantileSeq(x as never, 0.5, 0 as never) as unknown as Tensor).toArray()).toEqual(quantiles);
  });
  test("in reverse", () => {
    const g = grad((x) => math.evaluate("sum(exp(x) .* x)", { x }) as Tensor, tensor([0, 1]));
    expect(g.toArray()).toEqual([1, 2 * Math.E]);
  });
});

test("matrices of tensors are refused, with the reason", () => {
  const [a, b] = [tensor(1), tensor(2)];
  expect(() => math.evaluate("[a, b]", { a, b })).toThrow(/one that holds tensors.*stack\(\[a, b\]\)/);
  expect(() => math.evaluate("m .* a", { m: plain.matrix([a, b] as never), a })).toThrow(/holds tensors/);
});

test("an instance is taught once, and nothing else than an instance", () => {
  expect(install(math)).toBe(math);
  expect(() => install({})).toThrow("install(create(all))");
});

describe("plain expressions", () => {
  const pages = Object.keys(plain).flatMap((name) => {
    try {
      const { doc } = plain.help(name as never) as unknown as { doc: { examples?: string[] } };
      return [[name, doc.examples ?? []] as const];
    } catch {
      return []; // no page
    }
  });
  // Each page of mathjs's documentation is run in a scope of its own; those that draw at random differ from run to run.
  const runs = pages.filter(([name]) => !/random|partitionSelect|config|import|help/i.test(name));
  const shown = (of: typeof math, text: string, scope: Map<string, unknown>): string => {
    try {
      return of.format(of.evaluate(text, scope as never), 14);
    } catch (error) {
      return `throws ${(error as Error).message}`;
    }
  };
  test("of mathjs's documentation give what they gave before", () => {
    let count = 0;
    for (const [name, examples] of runs) {
      const [left, right] = [new Map<string, unknown>(), new Map<string, unknown>()];
      for (const text of examples) {
        expect([name, text, shown(math, text, right)]).toEqual([name, text, shown(plain, text, left)]);
        count++;
      }
    }
    expect(count).toBeGreaterThan(400);
  });
});
