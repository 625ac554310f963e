// The adapter's door: malformed calls of everything that torch holds and of every method. What they throw is the library's own
// error with a whole text, and a tensor that they give is one. CALLS=300000 npx jest spec/torch/door for a long run.
import * as root from "dualtensor";
import { onWarning, torch, TorchTensor } from "dualtensor/torch";
import { compat, setGradEnabled } from "dualtensor/torch";
import { forwardAd } from "dualtensor/torch/func";
import * as classes from "../../lib/torch/words/classes.js";

const CALLS = Number(process.env.CALLS ?? 4000);
/** mulberry32 */
const generator = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const detached = (): unknown => {
  const a = new Float64Array([1, 2]);
  structuredClone(a.buffer, { transfer: [a.buffer] });
  return a;
};
const on = { requiresGrad: true };
const t = (...a: Parameters<typeof torch.tensor>): TorchTensor => torch.tensor(...a);
/** One of each kind of thing that a call may be given. */
const things: readonly (() => unknown)[] = [
  () => undefined, () => null, () => NaN, () => Infinity, () => -1, () => 0, () => 1, () => 2, () => 2.5, () => 1e300, () => -7,
  () => true, () => false, () => "x", () => "", () => "mean", () => 10n, () => Symbol("s"), () => ({}), () => [], () => [1, [2]],
  () => [1, 2], () => [-1], () => [2.5], () => [NaN], () => ["a"], () => [null], () => [undefined], () => new Array(3), () => [[1, 2], [3, 4]],
  () => new Float64Array([1, 2]), () => new Int8Array(2), () => new ArrayBuffer(8), () => new DataView(new ArrayBuffer(8)),
  () => new Date(0), () => new Map(), () => new Set([1]), () => /x/, () => new Error("e"), () => Object.create(null) as object,
  () => new (class Own {})(), () => Promise.resolve(1), () => () => 1, () => (x: unknown) => x, () => async () => Promise.resolve(1),
  revoked, detached, () => new Proxy({}, {}), () => new Proxy([1], {}), () => ({ dim: 0 }), () => ({ dim: "x" }), () => ({ dim: 7 }), () => ({ dtype: "x" }),
  () => ({ dtype: "int64" }), () => ({ requires_grad: true }), () => ({ requiresGrad: 1 }), () => ({ requiresGrad: true }), () => ({ a: 1 }), () => ({ out: 3 }),
  () => ({ length: 2 }), () => ({ shape: [2] }), () => ({ shape: [2], data: [1, 2] }), () => ({ toString: null }), () => ({ reduction: "x" }), () => "ij,jk->ik", () => "float32",
  () => t(1.5, on), () => t([1, 2, 3], on), () => t([[1, 2], [3, 4]], on), () => t([1, 2]), () => t([0, 1], { dtype: "int64" }), () => t([true, false]), () => t([]), () => t(2),
  () => torch.ones(2, 1, 2), () => torch.ones(1, 2, 3, 3), () => [t([1]), t([2])], () => [t([1]), 3], () => root.tensor([1, 2]), () => root.tensor(3), () => root.complex([1], [2]),
]; // prettier-ignore

type Callable = (...args: unknown[]) => unknown;
const found: [name: string, call: Callable, self: boolean][] = [];
const seen = new Set<unknown>();
function collect(path: string, module: object): void {
  if (seen.has(module)) return;
  seen.add(module);
  for (const [name, v] of Object.entries(module)) {
    // Errors are classes to throw, the mode functions are set back below.
    if (
      typeof v === "function" &&
      !(v.prototype instanceof Error) &&
      !/^(Function|FunctionCtx|UnpackedDualTensor)$/.test(name)
    )
      found.push([`${path}.${name}`, v as Callable, false]);
    else if (typeof v === "object" && v !== null) collect(`${path}.${name}`, v);
  }
}
collect("torch", torch);
/** What the files of the graph call on each other's tensors. */
const internal =
  /^(constructor|apply|__.*|alias|around|closed|deriver|guard|keepAt|moved|numbers|overlaps|placed|plain|rebind|retain|setRequiresGrad|touched|unwrapped|write)$/;
const methods: string[] = [];
for (let p = TorchTensor.prototype as object; p !== Object.prototype; p = Object.getPrototypeOf(p) as object)
  for (const name of Object.getOwnPropertyNames(p)) if (!internal.test(name)) methods.push(name);
for (const name of new Set(methods)) {
  const at = [
    TorchTensor.prototype,
    Object.getPrototypeOf(TorchTensor.prototype) as object,
    root.Tensor.prototype,
  ];
  const own = at.map((p) => Object.getOwnPropertyDescriptor(p, name)).find((d) => d !== undefined);
  if (typeof own?.value === "function" || own === undefined)
    found.push([`x.${name}`, (x, ...args) => (x as Record<string, Callable>)[name](...args), true]);
  if (own?.set !== undefined)
    found.push([`x.${name}=`, (x, v) => ((x as Record<string, unknown>)[name] = v), true]);
}
for (const name of ["requires_grad", "grad_fn"])
  found.push([`x.${name}=`, (x, v) => ((x as Record<string, unknown>)[name] = v), true]);

/** Made by the library: its own errors, and PyTorch's. */
const ours = (e: unknown): boolean =>
  e instanceof root.DualTensorError || Object.values(classes).some((c) => typeof c === "function" && c.prototype instanceof Error && e instanceof c && e.constructor !== TypeError); // prettier-ignore
const types = ["float32", "float64", "int64", "bool"];
function impossible(v: unknown, depth = 0): string | null {
  if (v instanceof TorchTensor) {
    const n = v.shape.reduce((a, b) => a * b, 1);
    if (!Array.isArray(v.shape) || !v.shape.every((d) => Number.isSafeInteger(d) && d >= 0))
      return `shape ${String(v.shape)}`;
    if (!types.includes(v.dtype)) return `dtype ${v.dtype as string}`;
    if (v.unwrapped() === null && v.numbers().data.length !== n) return "numbers of another length";
    return null;
  }
  return Array.isArray(v) && depth < 3
    ? v.reduce<string | null>((bad, e) => bad ?? impossible(e, depth + 1), null)
    : null;
}
/**
 * A value that was not there (an array's own `undefined` is none), an object's or a function's text; where the core repeats
 * an argument, as in "Write { alpha: ... }", the text is its own.
 */
const holes = /(?<!\[|, |: )undefined|\[object |(?<!Write \{.*|the array \[.*)=>|nullD|Cannot read/;

test("malformed calls: no raw error, no impossible tensor, no text with a hole", () => {
  const random = generator(Number(process.env.SEED ?? 1)),
    pick = <X>(all: readonly X[]): X => all[Math.floor(random() * all.length)],
    bad = new Map<string, string>(),
    report = (kind: string, name: string, args: readonly number[]): void => {
      if (!bad.has(`${kind} ${name}`))
        bad.set(`${kind} ${name}`, args.map((i) => String(things[i]).slice(6)).join(", "));
    },
    before = onWarning(() => undefined);
  const selves = [() => t(1.5, on), () => t([1, 2, 3], on), () => t([[1, 2], [3, 4]]), () => t([0, 1], { dtype: "int64" }), () => t([true])]; // prettier-ignore
  for (let i = 0; i < CALLS; i++) {
    const [name, call, self] = pick(found),
      which = Array.from({ length: Math.floor(random() * 4) }, () => Math.floor(random() * things.length)),
      args = which.map((k) => things[k]());
    if (self) args.unshift(pick(selves)());
    try {
      const y = call(...args),
        what = impossible(y);
      if (what !== null) report(`impossible: ${what}`, name, which);
    } catch (e) {
      if (!ours(e))
        report(`raw: ${e instanceof Error ? `${e.name}: ${e.message.slice(0, 80)}` : typeof e}`, name, which);
      else if (holes.test((e as Error).message))
        report(`hole: ${(e as Error).message.slice(0, 120)}`, name, which);
    } finally {
      onWarning(() => undefined);
      setGradEnabled(true);
      compat("torch");
      try { forwardAd.exitDualLevel(); } catch { /* none was open */ } // prettier-ignore
    }
  }
  onWarning(before);
  expect(Object.fromEntries(bad)).toEqual({});
}, 600_000);
