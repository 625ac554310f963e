// What people write by mistake, and what they are told: the function's name, what was expected, what came, and the likely
// intention. The code is stable; f is not run where its arguments are already wrong.

/* eslint-disable eqeqeq, @typescript-eslint/restrict-template-expressions -- the slips are the subject */

import * as d from "dualtensor";
import { DualTensorError, grad, jacobian, jvp, tensor, vjp, type ErrorCode, type Tensor } from "dualtensor";

function refused(run: () => unknown): DualTensorError {
  try {
    run();
  } catch (e) {
    if (e instanceof DualTensorError) return e;
    throw e;
  }
  throw new Error("nothing was thrown");
}
const wrong = (f: unknown): never => f as never;
const v = [1, 2, 3];

describe("a tensor is no number", () => {
  // JavaScript asks for a number in the same way for all of these, so one message answers all.
  const uses: [string, (x: Tensor) => unknown][] = [
    ["Math.sin(x)", (x) => Math.sin(wrong(x))],
    ["x * 2", (x) => wrong(x) * 2],
    ["2 - x", (x) => 2 - wrong(x)],
    ["x + y", (x) => (x as unknown as number) + (x as unknown as number)],
    ["x > y", (x) => x > tensor(1)],
    ["x == 2", (x) => (x as unknown) == 2],
    ["+x", (x) => +wrong(x)],
    ["-x", (x) => -wrong(x)],
    ["x ** 2", (x) => wrong(x) ** 2],
    ["Number(x)", (x) => Number(x)],
    ["isNaN(x)", (x) => isNaN(wrong(x))],
    ['"" + x', (x) => "" + (x as unknown as string)],
    ["[3, 1].at(x)", (x) => [3, 1].at(wrong(x))],
  ];
  test.each(uses)("%s, watched or not", (_name, use) => {
    for (const run of [
      () => use(tensor(1)),
      () => use(tensor([1, 2])),
      () => jacobian((x) => wrong(use(x)), v),
      () => grad((x) => wrong(use(x)), 2),
      () => d.vmap((x: Tensor) => wrong(use(x)))([1, 2]),
    ]) {
      const e = refused(run);
      expect(e.code).toBe("DT_NUMBER");
      expect(e.message).toContain("a tensor is no number (it would lose its derivative)");
      expect(e.message).toContain("Use sin(x), mul(x, 2), gt(x, y)");
    }
  });
  test("text is fine: templates, String, join, console", () => {
    const x = tensor([1, 2]);
    expect(`${x}`).toBe("tensor([1, 2])");
    expect(String(x)).toBe("tensor([1, 2])");
    expect([x, x].join("; ")).toBe("tensor([1, 2]); tensor([1, 2])");
    jacobian((y) => {
      expect(`${y}`).toBe("tensor(shape=(2,), watched by jacobian)");
      return y;
    }, x);
  });
});

describe("numbers of a watched value", () => {
  // prettier-ignore
  const ways: [string, (x: Tensor) => unknown][] = [
    ["item()",    (x) => x.sum().item()],
    ["toArray()", (x) => x.toArray()],
    ["data",      (x) => x.data],
    ["toJSON()",  (x) => JSON.stringify(x)],
    ["toJSON()",  (x) => JSON.stringify({ loss: [x] })],
    ["data",      (x) => tensor(x)],
  ];
  test.each(ways)("%s", (what, use) => {
    for (const [call, run] of [
      ["jacobian", () => jacobian((x) => wrong(use(x)), v)],
      ["grad", () => grad((x) => wrong(use(x)), v)],
      ["jvp", () => jvp((x) => wrong(use(x)), v, v)],
    ] as const) {
      const e = refused(run);
      expect(e.code).toBe("DT_WATCHED");
      expect(
        e.message.startsWith(`${what}: expected a plain tensor, got a value that ${call} is watching.`),
      ).toBe(true);
      expect(e.message).toContain("stopGradient(x)");
    }
  });
  test("are there on purpose with stopGradient, also under nesting", () => {
    const seen: number[] = [];
    jacobian(
      (x) => {
        seen.push(d.stopGradient(x).at(0).item());
        return x;
      },
      v,
      { chunk: 3 },
    );
    jacobian(
      (x) =>
        grad((y) => {
          seen.push(d.stopGradient(y).at(1).item());
          return y.mul(x).sum();
        }, x),
      v,
      { chunk: 3 },
    );
    expect(seen).toEqual([1, 2]);
  });
  test("a condition is a bool of a comparison", () => {
    const relu = (x: Tensor): Tensor => (d.gt(x, 0).item() ? x : x.mul(0));
    expect(d.derivative(relu, 3)).toBe(1);
    expect(d.derivative(relu, -3)).toBe(0);
  });
  test("inside vmap one chooses with where", () => {
    const e = refused(() => d.vmap((x: Tensor) => (d.gt(x, 0).item() ? x : x.neg()))([1, -1]));
    expect(e.code).toBe("DT_WATCHED");
    expect(e.message).toContain("where(condition, a, b)");
  });
});

describe("a value that has left its call", () => {
  const leak = (call: (f: (x: Tensor) => Tensor) => unknown): Tensor => {
    let kept: Tensor | undefined;
    call((x) => {
      kept = x.mul(2);
      return x.sum();
    });
    return kept!;
  };
  // prettier-ignore
  const calls: [string, (f: (x: Tensor) => Tensor) => unknown][] = [
    ["jacobian", (f) => jacobian(f, v)],
    ["grad",     (f) => grad(f, v)],
    ["jvp",      (f) => jvp(f, v, v)],
    ["vjp",      (f) => vjp(f, v)],
    ["linearize", (f) => d.linearize(f, v)],
    ["vmap",     (f) => d.vmap((x: Tensor) => f(x.mul(1)))([v, v])],
  ];
  test.each(calls)("of %s is an error that names it, wherever it is used", (name, call) => {
    const kept = leak(call);
    // prettier-ignore
    const uses: [string, () => unknown][] = [
      ["sin",      () => d.sin(kept)],
      ["mul",      () => d.mul(2, kept)],
      ["sum",      () => kept.sum()],
      ["item()",   () => kept.item()],
      ["toArray()", () => kept.toArray()],
      ["data",     () => kept.data],
      ["toJSON()", () => JSON.stringify(kept)],
      ["jacobian", () => jacobian((x) => x, kept)],
      ["jacobian", () => jacobian((x) => x.mul(1), [tensor(v), kept])],
      ["jacobian", () => jacobian(() => kept, v)],
      ["grad",     () => grad(() => kept.sum(), v)],
      ["valueAndGrad", () => d.valueAndGrad(({ a }) => a.sum(), { a: kept })],
      ["vmap",     () => d.vmap((_x: Tensor) => kept)([1, 2])],
    ];
    for (const [what, use] of uses) {
      const e = refused(use);
      if (name === "vmap" && e.code === "DT_WATCHED") continue; // item() inside a batch has its own answer
      expect([what, e.code]).toEqual([what, "DT_ESCAPED"]);
      expect(e.message).toContain(`got a value that left its call of ${name}.`);
      expect(e.message).toContain("{hasAux: true}");
    }
    expect(`${kept}`).toContain(`left its call of ${name}`);
  });
  test("an inner one used in the outer call, too", () => {
    const e = refused(() =>
      jacobian((x) => {
        let inner: Tensor = x;
        jacobian((y) => {
          inner = y.mul(x);
          return y;
        }, x);
        return inner.mul(x);
      }, v),
    );
    expect(e.code).toBe("DT_ESCAPED");
  });
  test("also when f throws half way", () => {
    let kept: Tensor | undefined;
    expect(() =>
      jacobian((x) => {
        kept = x;
        throw new RangeError("mine");
      }, v),
    ).toThrow(RangeError);
    expect(refused(() => d.sin(kept!)).code).toBe("DT_ESCAPED");
    expect(jacobian((x) => x, v).shape).toEqual([3, 3]);
  });
});

describe("what f returns", () => {
  // prettier-ignore
  const outputs: [string, unknown, RegExp][] = [
    ["a promise",         async (x: Tensor) => x,                         /got a promise\. Fetch data before/],
    ["a rejected promise", async () => { throw new Error("late"); },      /got a promise/],
    ["a generator",       function* (x: Tensor) { yield x; },             /got a generator/],
    ["an async generator", async function* (x: Tensor) { yield x; },      /got a generator/],
    ["nothing",           () => undefined,                                /got nothing\. Does f lack a return/],
    ["null",              () => null,                                     /got null/],
    ["a number",          () => 3,                                        /got the number 3\. .*A constant is tensor\(c\)/],
    ["a string",          () => "y",                                      /got the string "y"/],
    ["an array of numbers", () => [1, 2],                                 /got the array \[1, 2\]\. .*stack\(\[a, b\]\)/],
    ["nested arrays of numbers", () => [[1, 2]],                          /got the array \[\[\.\.\.\]\]\. .*stack/],
    ["an empty array",    () => [],                                       /got the array \[\]/],
    ["an array with a hole", () => [undefined],                           /got the array/],
    ["a record of numbers", () => ({ a: 1 }),                             /got the number 1\. The output "a" is no tensor/],
    ["an empty record",   () => ({}),                                     /got an object without properties/],
    ["a map",             () => new Map(),                                /got an object/],
    ["a typed array",     () => new Float64Array(2),                      /got a Float64Array/],
    ["a function",        () => Math.sin,                                 /got the function sin/],
    ["f itself, curried", () => (x: Tensor) => x,                         /got the function/],
  ];
  const calls: [string, (f: never) => unknown][] = [
    ["jacobian", (f) => jacobian(f, v)],
    ["valueAndJacobian", (f) => d.valueAndJacobian(f, v)],
    ["jacobianColumns", (f) => [...d.jacobianColumns(f, v)]],
    ["grad", (f) => grad(f, v)],
    ["valueAndGrad", (f) => d.valueAndGrad(f, v)],
    ["jvp", (f) => jvp(f, v, v)],
    ["jvps", (f) => d.jvps(f, v, [v])],
    ["taylor", (f) => d.taylor(f, v, v, 2)],
    ["vjp", (f) => vjp(f, v)],
    ["linearize", (f) => d.linearize(f, v)],
    ["hessian", (f) => d.hessian(f, v)],
    ["hvp", (f) => d.hvp(f, v, v)],
    ["laplacian", (f) => d.laplacian(f, v)],
    ["divergence", (f) => d.divergence(f, v)],
    ["jacobianDiagonal", (f) => d.jacobianDiagonal(f, v)],
    ["derivative", (f) => d.derivative(f, 1)],
    ["vmap", (f) => d.vmap(f)(v)],
    ["gradcheck", (f) => d.gradcheck(f, v)],
    ["finiteDifference.jacobian", (f) => d.finiteDifference.jacobian(f, v)],
  ];
  test.each(calls)("%s", (name, call) => {
    for (const [, f, message] of outputs) {
      const e = refused(() => call(wrong(f)));
      expect(e.code).toBe("DT_OUTPUT");
      expect(e.message.startsWith(`${name}: expected f to return`)).toBe(true);
      expect(e.message).toMatch(message);
    }
  });
  test("with hasAux a pair is due", () => {
    const e = refused(() =>
      jacobian(
        wrong((x: Tensor) => x),
        v,
        { hasAux: true },
      ),
    );
    expect(e.message).toBe(
      "jacobian: expected f to return a tensor, or an array or a record of tensors, got a tensor of shape (3,). With {hasAux: true} f returns a pair [y, aux].",
    );
    expect(
      refused(() =>
        jacobian(
          wrong(async (x: Tensor) => [x, 1]),
          v,
          { hasAux: true },
        ),
      ).message,
    ).toContain("got a promise");
  });
  test("a rejection after the report does not end the process", async () => {
    const seen: unknown[] = [],
      listen = (e: unknown): void => void seen.push(e);
    process.on("unhandledRejection", listen);
    expect(() =>
      jacobian(
        wrong(async (x: Tensor) => {
          await Promise.resolve();
          return Math.sin(wrong(x));
        }),
        v,
      ),
    ).toThrow(/got a promise/);
    await new Promise((r) => setImmediate(r));
    process.off("unhandledRejection", listen);
    expect(seen).toEqual([]);
  });
});

describe("the likely intention", () => {
  const A = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  // prettier-ignore
  const slips: [string, () => unknown, ErrorCode, string][] = [
    ["matmul of (2,3) and (2,3)", () => d.matmul(A, A), "DT_SHAPE_MISMATCH",
      "matmul: expected as many columns on the left as rows on the right, got (2, 3) and (2, 3). Transpose one of them, matmul(a, b.T); entry by entry it is mul(a, b)."],
    ["matmul of (3,2) and (3,)", () => d.matmul([[1, 2], [3, 4], [5, 6]], v), "DT_SHAPE_MISMATCH",
      "matmul: expected as many columns on the left as rows on the right, got (3, 2) and (3,). Transpose one of them, matmul(a, b.T); entry by entry it is mul(a, b)."],
    ["matmul with a number", () => d.matmul(A, 2), "DT_SHAPE_MISMATCH", "matmul: expected other of at least one axis, got (). For a scalar factor use mul(x, y)."],
    ["reshape to the wrong count", () => d.reshape(A, [4, 2]), "DT_SHAPE_MISMATCH",
      "reshape: expected a shape of as many elements as (2, 3), got (4, 2). One length may be -1."],
    ["vectors that do not broadcast", () => d.mul([1, 2], v), "DT_SHAPE_MISMATCH",
      "mul: expected shapes that broadcast, got (2,) and (3,). For all pairs use outer(a, b)."],
    ["matrices that do not broadcast", () => tensor(A).add([[1, 2]]), "DT_SHAPE_MISMATCH",
      "add: expected shapes that broadcast, got (2, 3) and (1, 2). Insert axes of length 1 with reshape."],
    ["two inputs as one array of numbers", () => jacobian(wrong((a: Tensor, b: Tensor) => a.mul(b)), [[1, 2], [3, 4]]), "DT_ARGUMENT",
      "jacobian: expected a tuple of 2 inputs, as many as f takes, got data for one tensor. Write jacobian((a, b) => ..., [tensor(a), tensor(b)])."],
    ["two inputs as one tensor", () => grad(wrong((a: Tensor, b: Tensor) => a.mul(b)), tensor(A)), "DT_ARGUMENT",
      "grad: expected a tuple of 2 inputs, as many as f takes, got data for one tensor. Write grad((a, b) => ..., [tensor(a), tensor(b)])."],
    ["a tuple too short", () => jacobian(wrong((a: Tensor, b: Tensor) => a.mul(b)), [tensor(v)]), "DT_ARGUMENT",
      "jacobian: expected a tuple of 2 inputs, as many as f takes, got one of 1. Write jacobian((a, b) => ..., [tensor(a), tensor(b)])."],
    ["two inputs as a record", () => jacobian(wrong((a: Tensor, b: Tensor) => a.mul(b)), { a: tensor(v), b: tensor(v) }), "DT_ARGUMENT",
      "jacobian: expected a tuple of 2 inputs, as many as f takes, got a record, which is one argument. Write jacobian((a, b) => ..., [tensor(a), tensor(b)])."],
    ["the second input in the place of the options", () => jacobian((a) => a, v, wrong(tensor(v))), "DT_ARGUMENT",
      "jacobian: expected options to be an object of chunk, maxBytes, mode, hasAux, got a tensor of shape (3,). A tuple of inputs is one array: jacobian(f, [a, b])."],
    ["a misspelt option", () => jacobian((a) => a, v, wrong({ chunks: 2 })), "DT_OPTION",
      'jacobian: expected options among chunk, maxBytes, mode, hasAux, got the option "chunks". Did you mean chunk.'],
    ["an option of torch", () => d.sum(v, 0, wrong({ keepDim: true })), "DT_OPTION", 'sum: expected options among dim, keepdim, got the option "keepDim". Did you mean keepdim.'],
    ["an option with a wrong value", () => jacobian((a) => a, v, wrong({ mode: "backward" })), "DT_OPTION",
      'jacobian: expected the option mode to be "forward", "reverse" or "auto", got the string "backward".'],
    ["chunk: 0", () => jacobian((a) => a, v, { chunk: 0 }), "DT_OPTION", "jacobian: expected the option chunk to be a whole number from 1, got the number 0."],
    ["grad of a vector function", () => grad((x) => x.mul(2), v), "DT_NOT_SCALAR",
      "grad: expected f to return one number (a gradient belongs to a scalar function), got an output of shape (3,). The derivative of a tensor with respect to a tensor is jacobian(f, x); for a weighted sum of rows use vjp(f, x).pull(weights)."],
    ["grad of a vector function, forward", () => grad((x) => x.mul(2), v, { mode: "forward" }), "DT_NOT_SCALAR",
      "grad: expected f to return one number (a gradient belongs to a scalar function), got an output of shape (3,). The derivative of a tensor with respect to a tensor is jacobian(f, x); for a weighted sum of rows use vjp(f, x).pull(weights)."],
    ["derivative of a sum", () => d.derivative((x) => x.sum(), v), "DT_NOT_ELEMENTWISE",
      "derivative: expected f to act on each element alone, got an input of shape (3,) and an output of shape (). For functions that mix elements use jacobian(f, x)."],
    ["derivative of a running sum", () => d.derivative((x) => d.cumsum(x, 0), v), "DT_NOT_ELEMENTWISE",
      "derivative: expected f to act on each element alone, got an output whose element 1 depends on other elements of x. For functions that mix elements use jacobian(f, x)."],
    ["tensors in tensor", () => tensor(wrong([tensor(1), tensor(2)])), "DT_ARGUMENT", "tensor: expected data to be numbers, got the array [a tensor of shape (), a tensor of shape ()]. To join tensors write stack([a, b])."],
    ["a ragged array", () => tensor([[1, 2], [3]]), "DT_RAGGED",
      "tensor: expected rows of equal length (2, at data[1]), got the array [3]. Pad the short rows, or pass a tuple of tensors [tensor(a), tensor(b)]."],
    ["text in an array", () => d.sin(wrong([1, "2"])), "DT_ARGUMENT", 'sin: expected input[1] to be a number, got the string "2". Convert text with Number(...) first.'],
    ["BigInts", () => tensor(wrong(new BigInt64Array(2))), "DT_ARGUMENT", "tensor: expected data to be numbers, got a BigInt64Array. Convert with Array.from(x, Number)."],
    ["integers where a derivative is asked", () => jacobian((x) => x, tensor([1, 2], { dtype: "int32" })), "DT_ARGUMENT",
      'jacobian: expected x to be of dtype float64 (int32 carries no derivative), got a tensor of shape (2,). Make it tensor(x, { dtype: "float64" }), or close over it.'],
    ["an axis out of range", () => d.sum(A, 2), "DT_AXIS", "sum: expected an axis from -2 to 1 for an input of 2 axes, got the number 2."],
    ["an axis twice", () => d.permute(A, [0, 0]), "DT_AXIS", "permute: expected each axis once, got axis 0 twice."],
    ["an index out of range", () => tensor(v).at(3), "DT_INDEX", "at: expected an index from -3 to 2 on axis 0 of length 3, got the number 3."],
    ["item of many", () => tensor(v).item(), "DT_SHAPE_MISMATCH", "item: expected a tensor of one element, got (3,). Take x.at(i) or x.toArray()."],
    ["jvp without a direction", () => (jvp as (...a: unknown[]) => unknown)((x: Tensor) => x, v), "DT_ARGUMENT", "jvp: expected the argument v, got nothing. The call is jvp(f, x, v)."],
    ["jvp along a wrong shape", () => jvp((x) => x, v, [1, 2]), "DT_SHAPE_MISMATCH", "jvp: expected v to be of shape (3,), got (2,)."],
    ["a pullback of a wrong shape", () => vjp((x) => x.sum(), v).pull([1, 2, 3]), "DT_SHAPE_MISMATCH", "vjp.pull: expected ybar to be of shape (), got (3,)."],
    ["no function", () => jacobian(wrong(v), wrong(d.sin)), "DT_ARGUMENT", "jacobian: expected a function as first argument, got the array [1, 2, 3]. The call is jacobian((x) => ..., x)."],
    ["too many arguments", () => (d.sin as (...a: unknown[]) => unknown)(1, 2), "DT_ARGUMENT", "sin: expected at most 1 argument, got also the number 2. The call is sin(input)."],
  ];
  test.each(slips)("%s", (_name, run, code, message) => {
    const e = refused(run);
    expect(e.message).toBe(message);
    expect(e.code).toBe(code);
    expect(e.name).toBe("DualTensorError");
  });
  test("solve with a singular matrix: batch, pivot and the way out", () => {
    for (const run of [
      () =>
        d.solve(
          [
            [1, 2],
            [2, 4],
          ],
          [1, 2],
        ),
      () =>
        jacobian(
          (A) => d.solve(A, [1, 2]),
          [
            [1, 2],
            [2, 4],
          ],
        ),
    ]) {
      const e = refused(run);
      expect(e.code).toBe("DT_SINGULAR");
      expect(e.message).toMatch(
        /^solve: expected a regular matrix, got a singular one \(batch index 0, pivot 1, condition number .+\)\. .*solveEx/,
      );
      expect(e.details).toMatchObject({ batch: 0, pivot: 1 });
    }
    const e = refused(() =>
      d.solve(
        [
          [
            [1, 0],
            [0, 1],
          ],
          [
            [0, 0],
            [0, 0],
          ],
        ],
        [[1], [2]],
      ),
    );
    expect(e.details).toMatchObject({ batch: 1, pivot: 0 });
  });
});

describe("nothing is computed", () => {
  const calls: [string, (f: (x: Tensor) => Tensor) => unknown][] = [
    ["a wrong option", (f) => jacobian(f, v, wrong({ chunks: 1 }))],
    ["a wrong value of an option", (f) => grad(f, v, wrong({ mode: "up" }))],
    ["a surplus argument", (f) => (jacobian as (...a: unknown[]) => unknown)(f, v, {}, 1)],
    ["x of no type", (f) => jacobian(f, wrong("x"))],
    ["a ragged x", (f) => jacobian(f, [[1], [2, 3]])],
    ["a direction of a wrong shape", (f) => jvp(f, v, [1])],
    ["directions of a wrong shape", (f) => d.jvps(f, v, [[1]])],
    ["a vector that fits no Hessian", (f) => d.hvp(f, v, [1])],
    ["a wrong option of vmap", (f) => d.vmap(f, wrong({ inDim: 0 }))(v)],
    ["an axis that is not there", (f) => d.vmap(f, { inDims: 2 })(v)],
    ["a wrong option of jacobianColumns", (f) => d.jacobianColumns(f, v, wrong({ chunck: 2 }))],
    ["a wrong option of gradcheck", (f) => d.gradcheck(f, v, wrong({ order: 3 }))],
  ];
  test.each(calls)("with %s f is not run", (_name, call) => {
    const f = jest.fn((x: Tensor) => x);
    refused(() => call(f));
    expect(f).not.toHaveBeenCalled();
  });
  test("a setting is not changed by a wrong one", () => {
    refused(() => d.setPrintOptions(wrong({ precision: 2, presicion: 3 })));
    expect(String(tensor(1 / 3))).toBe("tensor(0.3333)");
  });
  test("print options: wrong names and values", () => {
    expect(refused(() => d.setPrintOptions(wrong({ presicion: 3 }))).message).toBe(
      'setPrintOptions: expected options among precision, threshold, edgeItems, lineWidth, got the option "presicion". Did you mean precision.',
    );
    expect(refused(() => d.setPrintOptions({ precision: -1 })).code).toBe("DT_OPTION");
  });
});
