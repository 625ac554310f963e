// The adapter beyond the scripts: every operation against the library's own gradient, nesting both ways, long chains, memory,
// and what it refuses.
import { trialsOf } from "../contract/trials.js";
import { runInNewContext } from "node:vm";
import { setFlagsFromString } from "node:v8";
import * as library from "dualtensor";
import {
  compat,
  constructJacobian,
  noGrad,
  onWarning,
  RuntimeError,
  torch,
  type TorchTensor,
} from "dualtensor/torch";
import { forwardAd } from "dualtensor/torch/func";
import { operation } from "../../lib/torch/operations.js";
import type { Rule } from "../../lib/core/rule.js";

const { hessian, jacobian, mul, sin, tensor } = library;
const f64 = { dtype: "float64", requiresGrad: true } as const;

/** Numbers without structure in [lo, hi], apart from each other and from 0. */
const numbers = (n: number, lo: number, hi: number, salt: number): number[] =>
  Array.from({ length: n }, (_, i) => lo + (hi - lo) * (((i + 1) * 0.6180339887 + salt * 0.377) % 1) + 0.013);

describe("every elementwise operation of the table", () => {
  type Face = ((...x: unknown[]) => library.Tensor) & { rule?: Rule<unknown>; signature?: string };
  const rows = (Object.entries(library) as [string, Face][]).filter(
    ([, f]) => typeof f === "function" && f.rule?.kind === "elementwise" && f.signature !== undefined,
  );
  test.each(rows.filter(([name]) => name !== "stopGradient" && operation(name).fails === undefined))(
    "%s: backward is the library's gradient",
    (name, f) => {
      const { shapes, domain } = trialsOf(f.rule!)[0],
        own = (torch as unknown as Record<string, (...x: unknown[]) => TorchTensor>)[name];
      const data = shapes.map((s, i) => {
        const d = Array.isArray(domain) ? domain[i] : (domain ?? { lo: -2, hi: 2 });
        return numbers(
          s.reduce((a, b) => a * b, 1),
          d.lo,
          d.hi,
          i,
        );
      });
      const x = data.map((d, i) =>
        torch
          .tensor(d, f64)
          .reshape(shapes[i] as number[])
          .detach()
          .requiresGrad_(),
      );
      const y = own(...x);
      if (y.dtype === "bool") return expect(y.requiresGrad).toBe(false);
      y.sum().backward();
      const want = library.grad(
        ((...v: library.Tensor[]) => f(...v).sum()) as never,
        data.map((d, i) => tensor(d).reshape(shapes[i] as number[])) as never,
      ) as unknown as library.Tensor[];
      // The same rule at the same numbers: only the order of sums differs.
      x.forEach((v, i) =>
        v.grad!.numbers().data.forEach((g, j) => expect(g).toBeCloseTo(want[i].data[j], 12)),
      );
    },
  );
});

describe("nesting", () => {
  test("forward mode over the graph: the Jacobian's graph reaches a closure's parameter", () => {
    const w = torch.tensor([2, 3], f64);
    const J = jacobian(
      (x) => mul(w, mul(x, x)),
      torch.tensor([1, 2], { dtype: "float64" }),
    ) as unknown as TorchTensor;
    expect(J.tolist()).toEqual([
      [4, 0],
      [0, 12],
    ]);
    J.sum().backward();
    expect(w.grad!.tolist()).toEqual([2, 4]);
  });
  test("third order: the library's Hessian of a function that closes over a parameter, then backward", () => {
    const w = torch.tensor(2, f64);
    const H = hessian(
      (x) => mul(w, x.mul(x).mul(x)).sum(),
      torch.tensor([1, 2], { dtype: "float64" }),
    ) as unknown as TorchTensor;
    expect(H.tolist()).toEqual([
      [12, 0],
      [0, 24],
    ]);
    H.sum().backward();
    expect(w.grad!.item()).toBe(18);
  });
  test("an adapter's function on a dual of an outer call gives that call's value", () => {
    const J = jacobian((x) => torch.sin(x as never) as unknown as library.Tensor, tensor([0, 1]));
    expect(J.toArray()).toEqual(jacobian((x) => sin(x), [0, 1]).toArray());
  });
  test("in-place through a view of a watched value is refused; set on the value itself works", () => {
    const x = torch.tensor([1, 2]);
    const f = (y: TorchTensor): TorchTensor => {
      const z = y.mul(1);
      z.set(0, y.at(1));
      return z;
    };
    expect((torch.func.jacfwd(f as never)(x) as TorchTensor).tolist()).toEqual([
      [0, 1],
      [0, 1],
    ]);
    const g = (y: TorchTensor): TorchTensor => y.mul(1).at(0).mul_(2);
    expect(() => torch.func.jacfwd(g as never)(x)).toThrow(RuntimeError);
  });
  test("a dual made in a level has its tangent in that level only", () => {
    const saved = forwardAd.dualLevel(() =>
      forwardAd.makeDual(torch.tensor([1, 2]), torch.tensor([1, 0])).mul(3),
    );
    expect(forwardAd.unpackDual(saved).tangent).toBeNull();
    expect(saved.tolist()).toEqual([3, 6]);
  });
});

describe("constructJacobian", () => {
  const W = torch.tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  test("is functional.jacobian and forward mode; permuting gives the other layout", () => {
    const x = torch.tensor(
      [
        [1, 0, 2],
        [0, 1, 1],
      ],
      { requiresGrad: true },
    );
    const J = constructJacobian(x.matmul(W), x);
    expect(J.shape).toEqual([2, 2, 2, 3]);
    expect(J.tolist()).toEqual(torch.autograd.functional.jacobian((t) => t.matmul(W), x).tolist());
    expect(J.tolist()).toEqual(
      jacobian((t) => t.matmul(tensor(W.tolist() as number[][])), tensor(x.tolist() as number[][])).toArray(),
    );
    expect(J.permute([2, 3, 0, 1]).shape).toEqual([2, 3, 2, 2]);
  });
  test("frees the graph at the end, unless it is to be kept", () => {
    const x = torch.tensor([1, 2], { requiresGrad: true }),
      y = x.mul(x);
    constructJacobian(y, x, { retainGraph: true });
    constructJacobian(y, x);
    expect(() => constructJacobian(y, x)).toThrow("Trying to backward through the graph a second time");
  });
});

describe("size", () => {
  test("a chain of 100,000 operations is walked without recursion", () => {
    const x = torch.tensor(1, f64);
    let y: TorchTensor = x;
    for (let i = 0; i < 100_000; i++) y = y.add(1e-5);
    y.backward();
    expect(x.grad!.item()).toBe(1);
  });
  test("100,000 backward calls do not grow the heap", () => {
    setFlagsFromString("--expose_gc");
    const gc = runInNewContext("gc") as () => void,
      w = torch.tensor([1, 2, 3], { requiresGrad: true });
    const loop = (n: number): void => {
      for (let i = 0; i < n; i++) {
        w.grad = null;
        w.mul(w).sum().backward();
      }
    };
    loop(10_000);
    gc();
    const before = process.memoryUsage().heapUsed;
    loop(90_000);
    gc();
    // A graph that stayed would be some 2 KB a call, 180 MB in all.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(8e6);
  });
});

describe("in place", () => {
  test("a tape keeps the numbers it read: an operation that saves nothing is right after its input changed", () => {
    const x = torch.tensor([1, 2], { requiresGrad: true }),
      k = torch.tensor([3, 4]);
    const y = x.add(k).sum();
    k.zero_();
    y.backward();
    expect(x.grad!.tolist()).toEqual([1, 1]);
  });
  test("a factorisation is not remembered past an in-place change", () => {
    const A = torch.tensor([
      [2, 0],
      [0, 2],
    ]);
    expect(torch.det(A as never)).toHaveProperty("size", 1);
    A.data.mul_(2);
    expect(torch.det(A as never).item()).toBe(16);
  });
});

describe("forms of calls", () => {
  const x = torch.tensor([[2, -0.5]]);
  test("lengths one by one, PyTorch's other names, inplace", () => {
    const { functional } = torch.nn;
    expect((torch.reshape as (...a: unknown[]) => TorchTensor)(x, 2, 1).shape).toEqual([2, 1]);
    expect(torch.multiply(x, 2).tolist()).toEqual([[4, -1]]);
    const y = x.clone(),
      relu = functional.relu as unknown as (...a: unknown[]) => TorchTensor;
    expect(relu(y, false)).not.toBe(y);
    expect(relu(y, { inplace: true })).toBe(y);
    expect(y.tolist()).toEqual([[2, 0]]);
    const z = torch.tensor([1, 2], { requiresGrad: true }),
      w = (functional.hardtanh as unknown as (...a: unknown[]) => TorchTensor)(z.mul(1), 0, 1.5, true);
    w.sum().backward();
    expect([w.tolist(), z.grad!.tolist()]).toEqual([
      [1, 1.5],
      [1, 0],
    ]);
  });
});

describe("modes and words", () => {
  test("compat comes back after an exception, and so does noGrad", () => {
    expect(() => compat("exact", () => noGrad(() => { throw new Error("x"); }))).toThrow("x"); // prettier-ignore
    const x = torch.tensor(0, { requiresGrad: true });
    x.log().mul(0).backward();
    expect(x.grad!.item()).toBeNaN();
  });
  test("warnings go to the sink that was given, and nowhere else", () => {
    const said: string[] = [],
      before = onWarning((m) => said.push(m));
    const y = torch.tensor([1], { requiresGrad: true }).mul(2);
    expect(y.grad).toBeNull();
    onWarning(before);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^The \.grad attribute of a Tensor that is not a leaf/);
  });
  test("an operation that the table does not name is called by its public name", () => {
    expect(operation("hypot").node).toBe("HypotBackward0");
    expect(operation("somethingNew")).toMatchObject({
      node: "SomethingNewBackward0",
      saves: "inputs",
      view: false,
    });
  });
});

describe("views made under noGrad, and duals that are written over", () => {
  test("a view made under noGrad requires grad, has no node and is not written to outside", () => {
    const x = torch.tensor([1, 2, 3], { requiresGrad: true });
    const v = noGrad(() => x.at("0:2"));
    expect([v.requiresGrad, v.gradFn, v.isLeaf]).toEqual([true, null, true]);
    expect(() => v.add_(1)).toThrow(/^A view was created in no_grad mode and is being modified inplace/);
    expect(noGrad(() => x.at("0:2").add_(1)).toArray()).toEqual([2, 3]);
    expect(noGrad(() => x.detach().at("0:2")).requiresGrad).toBe(false);
  });

  // What PyTorch 1.13.1 prints of the same calls.
  test.each<[string, (t: TorchTensor) => unknown, number[], number[]]>([
    ["zero_", (t) => t.zero_(), [0, 0, 0], [0, 0, 0]],
    ["fill_", (t) => t.fill_(3), [3, 3, 3], [0, 0, 0]],
    ["copy_ of constants", (t) => t.copy_(torch.zeros(3)), [0, 0, 0], [0, 0, 0]],
    ["one entry", (t) => t.set(0, 5), [5, 1, 1], [0, 2, 2]],
    ["mul_", (t) => t.mul_(3), [3, 3, 3], [6, 6, 6]],
  ])("%s of a dual", (_, write, primal, tangent) => {
    forwardAd.dualLevel(() => {
      const t = forwardAd.makeDual(torch.ones(3), torch.ones(3).mul(2));
      write(t);
      const u = forwardAd.unpackDual(t);
      expect(u.primal.toArray()).toEqual(primal);
      expect(u.tangent?.toArray()).toEqual(tangent);
    });
  });
});
