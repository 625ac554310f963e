// Bad input to compiled functions and programs: a clear error, or f as it is; never a wrong number.
import { source } from "../contract/draw.js";
import {
  cond,
  configure,
  DualTensorError,
  gt,
  inspect,
  jacobian,
  jit,
  loadProgram,
  lt,
  program,
  sin,
  stack,
  tensor,
  vmap,
  type Tensor,
} from "../../lib/index.js";
import { cholesky, solve } from "../../lib/linalg.js";
import { hashOf, VERSION } from "../../lib/compile/bytes.js";
import * as host from "../../lib/compile/wasm/host.js";
import * as kernel from "../../lib/compile/kernel.js";

const values = (t: Tensor): number[] => Array.from(t.data);
const x3 = tensor([1, 2, 3]);

describe("arguments", () => {
  test("shapes and structures that change are traces of their own", () => {
    const c = jit((x: Tensor) => x.mul(x));
    for (const x of [tensor([1, 2]), tensor(3), tensor([[1], [2]]), tensor([]), tensor([4, 5])])
      expect([values(c(x)), c(x).shape]).toEqual([Array.from(x.data, (v) => v * v), x.shape]);
    expect(inspect(c)).toContain("4 traces kept");
    const r = jit((v: { a: Tensor } | { b: Tensor }) => ("a" in v ? v.a.mul(2) : v.b.mul(3)));
    expect([r({ a: 1 }).item(), r({ b: 1 }).item(), r({ a: 2 }).item()]).toEqual([2, 3, 4]);
  });
  test.each<[string, unknown]>([
    ["a word", "x"],
    ["null", null],
    ["a function", (): number => 1],
    ["a promise", Promise.resolve(1)],
    ["a map", new Map()],
    ["rows of different length", [[1], [2, 3]]],
    ["a word in a record", { a: x3, b: "x" }],
  ])("%s is refused, before and after a trace", (_, x) => {
    const c = jit((v: Tensor) => v) as (v: unknown) => Tensor;
    const message = /^jit: expected .*, got /s;
    expect(() => c(x)).toThrow(message);
    c(x3);
    expect(() => c(x)).toThrow(message);
    expect(() => c(x)).toThrow(DualTensorError);
    expect(values(c(x3))).toEqual([1, 2, 3]);
  });
  test("numbers and into take what fits", () => {
    const c = jit((a: Tensor, b: Tensor) => a.mul(b));
    c([1, 2], [3, 4]);
    for (const [x, out] of [
      [[1, 2, 3, 4], undefined],
      ["1234", undefined],
      [new Float32Array(4), undefined],
      [new Float64Array(3), undefined],
      [new Float64Array(4), new Float64Array(1)],
      [new Float64Array(4), new Float64Array(3)],
      [new Float64Array(4), [0, 0]],
    ] as const)
      expect(() => c.numbers(x as never, out as never)).toThrow(/^jit(.numbers)?: expected /);
    expect(() => c.into(new Float64Array(3))([1, 2], [3, 4])).toThrow(/a Float64Array of 2 numbers/);
    expect(() => c.into([] as never)([1, 2], [3, 4])).toThrow(/a Float64Array of 2 numbers/);
    const p = program(c);
    expect(() => p.numbers(new Float64Array(5))).toThrow(/a Float64Array of 4 numbers/);
    expect(() => p.numbers(new Float64Array(4), new Float64Array(3))).toThrow(/a Float64Array of 2 numbers/);
    expect(() => p.call([1, 2])).toThrow(/structure and shapes/);
    expect(() => p.call([1], [2])).toThrow(/structure and shapes/);
  });
});

describe("what f does", () => {
  test.each<[string, (x: Tensor) => Tensor]>([
    ["item()", (x) => x.mul(x.at(0).item())],
    ["a number in arithmetic", (x) => x.mul(+x.at(0))],
    ["toArray()", (x) => x.mul(tensor(x.toArray<number[]>()))],
    ["data", (x) => x.mul(x.data[0])],
    ["a branch on a tensor of two", (x) => (gt(x, 0).item() ? x : x.neg())],
  ])("%s of a traced value is no data", (_, f) => {
    const c = jit(f);
    for (let k = 0; k < 2; k++) expect(() => c(x3)).toThrow(DualTensorError);
  });
  test("a value that leaks is dead when the call is over", () => {
    const kept: Tensor[] = [];
    const c = jit((x: Tensor) => {
      kept.push(x, x.mul(2));
      return x;
    });
    c(x3);
    for (const t of kept) {
      expect(() => t.add(1)).toThrow(/a value that left its call of jit/);
      expect(() => x3.add(t)).toThrow(/a value that left its call of jit/);
    }
    expect(() => jit((x: Tensor) => x.add(kept[0]))(x3)).toThrow(/a value that left its call of jit/);
  });
  test("side effects happen when f is traced; verify finds a result that hangs on them", () => {
    let calls = 0;
    const f = (x: Tensor): Tensor => x.mul(++calls);
    const c = jit(f);
    expect([c(1), c(1), c(1)].map((t) => t.item())).toEqual([1, 1, 1]);
    expect(calls).toBe(1);
    const d = jit(f, { verify: 3 });
    expect([d(1).item(), d(1).item()]).toEqual([2, 2]);
    expect(() => d(1)).toThrow(/What f closes over is a constant/);
  });
  test.each<[string, (x: Tensor) => unknown]>([
    ["nothing", () => undefined],
    ["a number", () => 3],
    ["an empty tuple", () => []],
    ["a function", () => () => 1],
    ["a promise", (x) => Promise.resolve(x)],
  ])("f that returns %s", (_, f) => {
    expect(() => jit(f as (x: Tensor) => Tensor)(x3)).toThrow(/^jit: expected f to return/);
  });
  test("an error on the way that was recorded is none where another way is taken", () => {
    const f = (A: Tensor): Tensor => (gt(A.at(0, 0), 0).item() ? cholesky(A) : A);
    const c = jit(f);
    const bad = tensor([
      [-1, 0],
      [0, -1],
    ]);
    c([
      [4, 0],
      [0, 9],
    ]);
    expect(values(c(bad))).toEqual(values(f(bad)));
    expect(() =>
      c([
        [1, 2],
        [2, 1],
      ]),
    ).toThrow(/^cholesky: expected a positive-definite matrix/);
  });
  test.each([false, true])("after an error a program runs as if it had not been, codegen: %s", (codegen) => {
    configure({ codegen });
    const c = jit((A: Tensor) => solve(A, A.at(0)).mul(2));
    const good = [
      [2, 1],
      [1, 3],
    ];
    const want = values(c(good));
    c(good);
    for (let k = 0; k < 3; k++) {
      expect(() =>
        c([
          [1, 2],
          [2, 4],
        ]),
      ).toThrow(/^solve: expected a regular matrix/);
      expect(values(c(good))).toEqual(want);
    }
    configure({ codegen: true });
  });
  test("cond chooses among structures that are equal", () => {
    const c = jit((x: Tensor) =>
      cond<Tensor[], Tensor[]>(
        lt(x, 0),
        () => [x],
        () => [x, x],
      ),
    );
    expect(() => c(1)).toThrow(/^cond: expected both branches .*of the same structure/s);
  });
});

describe("limits", () => {
  test("a program too large: f runs as it is, and inspect says why", () => {
    const f = (x: Tensor): Tensor => x.reshape([9, 1]).mul(x.reshape([1, 9])),
      x = tensor(new Float64Array(9).fill(2)),
      few = jest.spyOn(kernel, "mostOperations").mockReturnValue(50),
      c = jit(f);
    for (let k = 0; k < 2; k++) expect(values(c(x))).toEqual(values(f(x)));
    expect(inspect(c)).toMatch(/runs as it is: jit: expected a program of at most 50 scalar operations/);
    expect(() => c.numbers(new Float64Array(9))).toThrow(/a function that is a program, got one that runs/);
    few.mockRestore();
  });
  test("no memory for WebAssembly: the interpreter; none at all: f as it is", () => {
    const f = (x: Tensor): Tensor => vmap((v: Tensor) => v.mul(v))(x),
      x = tensor(Float64Array.from({ length: 40 }, (_, i) => i));
    const noPages = jest.spyOn(host, "memoryOf").mockReturnValue(null);
    const c = jit(f);
    for (let k = 0; k < 2; k++) expect(values(c(x))).toEqual(values(f(x)));
    expect(inspect(c)).toContain("tier: interpreter");
    const none = jest.spyOn(kernel, "room").mockReturnValue(null);
    const d = jit(f);
    for (let k = 0; k < 3; k++) expect(values(d(x))).toEqual(values(f(x)));
    expect(inspect(d)).toMatch(/runs as it is: jit: expected memory for the program's numbers/);
    none.mockRestore();
    noPages.mockRestore();
  });
});

describe("bytes", () => {
  const c = jit((x: Tensor) => ({
    J: jacobian((v: Tensor) => stack([sin(v.at(0)).mul(v.at(1)), v.at(1)]), x),
    y: solve(
      [
        [4, 1],
        [1, 3],
      ],
      x,
    ),
  }));
  c([1, 2]);
  const bytes = program(c).toBytes(),
    encoded = (s: string): Uint8Array => Uint8Array.from(s, (ch) => ch.charCodeAt(0)),
    text = String.fromCharCode(...bytes);
  test("every byte, one bit changed, is refused", () => {
    for (let i = 0; i < bytes.length; i++) {
      const b = bytes.slice();
      b[i] ^= 1 << (i % 8);
      expect(() => loadProgram(b)).toThrow(/^loadProgram: expected/);
    }
  });
  test("every beginning is refused, and what has more behind it", () => {
    for (let i = 0; i < bytes.length; i += 17)
      expect(() => loadProgram(bytes.subarray(0, i))).toThrow(/^loadProgram: expected/);
    expect(() => loadProgram(encoded(`${text} `))).toThrow(/^loadProgram: expected/);
  });
  /** With a hash of its own. */
  const sealed = (body: string): Uint8Array =>
    encoded(`dualtensor program ${VERSION} ${hashOf(body)}\n${body}`);
  test.each(["", "null", "1", "[]", "{}", '{"bodies":[]}', '"x"', "{", '{"bodies":[{}]}'])(
    "sealed text that is no program: %s",
    (body) => {
      expect(() => loadProgram(sealed(body))).toThrow(/^loadProgram: expected/);
    },
  );
  test("a sealed program with numbers changed or entries missing is refused, or runs within its memory", () => {
    const body = text.slice(text.indexOf("\n") + 1),
      next = source("sealed"),
      numbers = [...body.matchAll(/-?\d+(?:\.\d+)?/g)];
    const odd = [-1, 0, 1, 2, 3, 7, 14, 15, 1e3, 2 ** 31, 1e300, 0.5];
    let ran = 0;
    for (let k = 0; k < 600; k++) {
      const m = numbers[Math.floor(next() * numbers.length)],
        to = next() < 0.1 ? "null" : String(odd[Math.floor(next() * odd.length)]),
        changed = `${body.slice(0, m.index)}${to}${body.slice(m.index + m[0].length)}`;
      try {
        const p = loadProgram(sealed(changed)),
          { inputs } = p.layout;
        ran++;
        p.numbers(
          new Float64Array(inputs.reduce((n, s) => n + s.shape.reduce((a, d) => a * d, 1), 0)).fill(0.5),
        );
      } catch (e) {
        if (e instanceof DualTensorError) continue;
        throw new Error(`${to} at ${body.slice(m.index - 40, m.index + 40)}`, { cause: e });
      }
    }
    expect(ran).toBeGreaterThan(0);
  });
});
