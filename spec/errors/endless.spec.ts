// Data and structures that contain themselves, are nested without end or full of holes are refused at once, by an error of
// the library: not by the engine of JavaScript, which ends the process, and not after minutes.
import * as d from "dualtensor";
import { DualTensorError, tensor, type Tensor } from "dualtensor";
import { expression } from "dualtensor/mathjs";
import { levenbergMarquardt } from "dualtensor/optimize";
import { torch } from "dualtensor/torch";

const itself = (): unknown[] => {
  const a: unknown[] = [];
  a.push(a);
  return a;
};
const twice = (): unknown[] => {
  const a: unknown[] = [];
  a.push(a, a);
  return a;
};
const deep = (): unknown => {
  let a: unknown = 1;
  for (let i = 0; i < 1e4; i++) a = [a];
  return a;
};
const record = (): unknown => {
  const r: Record<string, unknown> = {};
  r.r = r;
  return r;
};
const proxy = (): unknown => {
  const p: unknown = new Proxy([], {
    get: (o, k) => (k === "length" ? 1 : k === "0" ? p : (Reflect.get(o, k) as unknown)),
  });
  return p;
};
// prettier-ignore
const data: Readonly<Record<string, () => unknown>> = {
  "an array in itself":          itself,
  "an array twice in itself":    twice,
  "an array in a ring of three": () => { const a = itself(); a[0] = [[a]]; return a; },
  "1e4 levels":                  deep,
  "an array that pretends":      proxy,
  "1e8 holes":                   () => new Array(1e8),
  "a number before 1e8 holes":   () => { const a = [1]; a.length = 1e8; return a; },
  "holes below":                 () => [new Array(1e8), new Array(1e8)],
  "an endless length":           () => new Proxy([], { get: (o, k) => (k === "length" ? 2 ** 53 : (Reflect.get(o, k) as unknown)) }),
  "100 axes":                    () => ({ data: [1], shape: new Array<number>(100).fill(1) }),
  "a shape of holes":            () => ({ data: [1], shape: new Array(1e8) }),
  "a record in itself":          record,
};
type Call = (x: unknown) => unknown;
const f = (x: Tensor): Tensor => d.sum(x),
  any = d as unknown as Record<string, (...a: unknown[]) => unknown>,
  square = expression("x^2") as unknown as Call;
// prettier-ignore
const doors: Readonly<Record<string, Call>> = {
  tensor:       (x) => any.tensor(x),
  sin:          (x) => any.sin(x),
  add:          (x) => any.add(1, x),
  method:       (x) => (tensor([1, 2]).mul as Call).call(tensor([1, 2]), x),
  at:           (x) => (tensor([1, 2]).at as Call).call(tensor([1, 2]), x),
  stack:        (x) => any.stack(x),
  "stack of it":(x) => any.stack([x]),
  einsum:       (x) => any.einsum("i,i", x),
  reshape:      (x) => any.reshape([1, 2], x),
  zeros:        (x) => any.zeros(x),
  sum:          (x) => any.sum([[1, 2]], x),
  grad:         (x) => any.grad(f, x),
  tuple:        (x) => any.grad((a: Tensor) => f(a), [tensor(1), x]),
  record:       (x) => any.grad(({ a }: { a: Tensor }) => f(a), { a: x }),
  jvp:          (x) => any.jvp(f, [1, 2], x),
  pull:         (x) => (d.vjp((y: Tensor) => y, [1, 2]).pull as Call)(x),
  vmap:         (x) => (d.vmap(f) as unknown as Call)(x),
  expression:   (x) => square(x),
  inDims:       (x) => any.vmap(f, { inDims: x }),
  push:         (x) => (d.linearize((y: Tensor) => y, [1, 2]).push as Call)(x),
  taylor:       (x) => any.taylor(f, x, [1], 2),
  direction:    (x) => any.taylor(f, [1, 2], x, 2),
  jit:          (x) => (d.jit(f) as unknown as Call)(x),
  "jit of two": (x) => (any.jit((a: Tensor) => f(a)) as (...a: unknown[]) => unknown)([1, 2], x),
  numbers:      (x) => (d.jit(f).numbers as Call)(x),
  "a constant of jit": (x) => (any.jit((a: Tensor) => any.add(a, x)) as Call)([1, 2]),
  scan:         (x) => any.scan((s: Tensor, a: Tensor) => [s, a], tensor(0), x),
  gradcheck:    (x) => any.gradcheck(f, x),
  traceNaN:     (x) => any.traceNaN(f, x),
  least:        (x) => (levenbergMarquardt as unknown as (...a: unknown[]) => unknown)((b: Tensor) => b, x),
};

describe.each(Object.entries(data))("%s", (_, make) => {
  test.each(Object.entries(doors))("to %s", (_name, door) => {
    let said: unknown;
    try {
      door(make());
    } catch (e) {
      said = e;
    }
    expect(said).toBeInstanceOf(DualTensorError);
  });
  test("to torch", () => {
    const { autograd } = torch;
    const calls = [
      torch.tensor,
      torch.stack,
      torch.cat,
      (x: unknown) => (torch.zeros as Call)([x]),
      (x: unknown) => torch.add(torch.tensor(1), x as number),
      (x: unknown) => (autograd.grad as (...a: unknown[]) => unknown)(x, x),
      (x: unknown) => (autograd.functional.jacobian as (...a: unknown[]) => unknown)(f, x),
    ] as unknown as Call[];
    for (const call of calls) expect(() => call(make())).toThrow(/^(?!Maximum call stack|Cannot read|x\.)/);
  });
});

describe("what f returns", () => {
  // prettier-ignore
  test.each(Object.entries({ itself, twice, deep, record }))("%s", (_, make) => {
    expect(() => d.jacobian((x: Tensor) => [x, make()] as const, [1, 2], { hasAux: true })).toThrow("aux nested deeper");
    expect(() => d.vjp((x: Tensor) => [x, make()] as const, [1, 2], { hasAux: true })).toThrow("aux nested deeper");
    expect(() => any.jacobian(() => make(), [1, 2])).toThrow(DualTensorError);
    expect(() => (any.jit(() => make()) as Call)([1, 2])).toThrow(DualTensorError);
    expect(() => any.taylor(() => make(), [1, 2], [1, 1], 2)).toThrow(DualTensorError);
    expect(() => any.whileLoop(() => make(), () => make(), tensor(1))).toThrow(DualTensorError);
    expect(() => (torch.func.grad as Call)(() => make())).not.toThrow();
    expect(() => ((torch.func.jacrev as Call)(() => make()) as Call)(torch.tensor([1, 2]))).toThrow(/^(?!Maximum call stack)/);
  });
});

test("aux is handed out with its holes, however many", () => {
  const aux: unknown[] = [1];
  aux.length = 1e8;
  aux[1e8 - 1] = tensor(2);
  const { aux: out } = d.jvp((x: Tensor): [Tensor, unknown[]] => [x, aux], [1, 2], [1, 1], {
    hasAux: true,
  }) as { aux: unknown[] };
  expect([out.length, out[0], (out[1e8 - 1] as Tensor).item(), 5 in out]).toEqual([1e8, 1, 2, false]);
});

test("64 axes are data, and so are holes that are filled", () => {
  let a: unknown = 1;
  for (let i = 0; i < 64; i++) a = [a];
  expect(tensor(a as d.TensorLike).ndim).toBe(64);
  expect(() => tensor([a] as d.TensorLike)).toThrow("at most 64 axes or levels");
  expect(tensor(new Array<number>(3).fill(2)).toArray()).toEqual([2, 2, 2]);
});
