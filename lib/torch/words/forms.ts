// Calls as PyTorch's signatures allow them: an argument in its place or by its name in one last object. Each signature is a
// row: names before the bar are positional here, names after it make the options object that the function itself takes.
import { isTensor } from "../../core/tensor.js";
import { isPlainObject, isWhole } from "../../door/parse.js";
import { pythonType, type as typeError } from "./classes.js";

/** Arguments by the names of a signature; a last plain object that holds only such names is read by them. */
export function byName(names: readonly string[], args: readonly unknown[]): unknown[] {
  const last = args[args.length - 1],
    options = isOptions(last) && Object.keys(last).every((k) => names.includes(k)) ? last : null,
    given: unknown[] = options === null ? [...args] : args.slice(0, -1);
  if (options !== null)
    for (const [key, v] of Object.entries(options))
      if (given[names.indexOf(key)] === undefined) given[names.indexOf(key)] = v;
  return given;
}
/** A plain object of any realm. */
export const isOptions = (v: unknown): v is Record<string, unknown> => safely(() => isPlainObject(v), false);

const snake = (s: string): string => s.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
/** `title`: PyTorch's name of the function, where what is given too much or by unknown names is refused. */
export function formed<F>(signature: string, f: F, title?: string): F {
  const [first, rest = ""] = signature.split(" | "),
    required = first.split(" "),
    optional = rest === "" ? [] : rest.split(" "),
    names = [...required, ...optional];
  const g = (...args: unknown[]): unknown => {
    living(title ?? names[0], args);
    if (title !== undefined) fitting(title, names, args);
    const given = byName(names, args),
      options = Object.fromEntries(
        optional.flatMap((n, i) => {
          const v = given[required.length + i];
          return v === undefined ? [] : [[n, v]];
        }),
      );
    return (f as (...a: unknown[]) => unknown)(...required.map((_, i) => given[i]), options);
  };
  return g as unknown as F;
}
function fitting(title: string, names: readonly string[], args: readonly unknown[]): void {
  const last = args[args.length - 1],
    options = isOptions(last) ? Object.keys(last) : [],
    places = args.length - Number(isOptions(last)),
    unknown = options.find((k) => !names.includes(k));
  if (unknown !== undefined)
    throw typeError(`${title}() got an unexpected keyword argument '${snake(unknown)}'`);
  if (places > names.length)
    throw typeError(
      `${title}() takes from ${names[0] === "outputs" ? 2 : 1} to ${names.length} positional arguments but ${places} were given`,
    );
  if (names[0] === "outputs" && places < 2 && !options.includes("inputs"))
    throw typeError(`${title}() missing 1 required positional argument: 'inputs'`);
}
const titles: Readonly<Record<string, string>> = { backward: "backward", grad: "grad" };
/** A module whose functions named in the rows take both forms. */
export const allFormed = <M extends object>(module: M, rows: Readonly<Record<string, string>>): M => ({
  ...module,
  ...Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [
      name,
      formed(
        row,
        (module as Record<string, unknown>)[name],
        row.startsWith("tensors ") || row.startsWith("outputs ") ? titles[name] : undefined,
      ),
    ]),
  ),
});

export const BACKWARD = "tensor gradient | retainGraph createGraph inputs";
export const autogradForms = {
  backward: "tensors gradTensors | retainGraph createGraph gradVariables inputs",
  grad: "outputs inputs | gradOutputs retainGraph createGraph onlyInputs allowUnused isGradsBatched",
} as const;
export const functionalForms = {
  jacobian: "func inputs | createGraph strict vectorize strategy",
  hessian: "func inputs | createGraph strict vectorize outerJacobianStrategy",
  jvp: "func inputs v | createGraph strict",
  vjp: "func inputs v | createGraph strict",
  hvp: "func inputs v | createGraph strict",
  vhp: "func inputs v | createGraph strict",
} as const;
export const funcForms = {
  jacfwd: "func argnums | hasAux chunkSize randomness",
  jacrev: "func argnums | hasAux chunkSize",
  hessian: "func argnums | ",
  grad: "func argnums | hasAux",
  gradAndValue: "func argnums | hasAux",
  jvp: "func primals tangents | strict hasAux",
  vmap: "func | inDims outDims randomness chunkSize",
} as const;
export const levelForms = {
  makeDual: "tensor tangent | level",
} as const;

/** What f says, or this where a thing refuses to be asked. */
export function safely<R>(f: () => R, otherwise: R): R {
  try {
    return f();
  } catch {
    return otherwise;
  }
}
/** A revoked proxy and a view of a transferred buffer refuse every question. */
function isLiving(v: unknown): boolean {
  return safely(() => {
    if (!Array.isArray(v) && ArrayBuffer.isView(v) && "keys" in v) (v as Float64Array).keys();
    return true;
  }, false);
}
/** What an argument of a kind must be, in code and in words. */
const kinds: Readonly<Record<string, readonly [is: (v: unknown) => boolean, words: string]>> = {
  tensor: [(v) => isTensor(v) && "steps" in v, "Tensor"],
  function: [(v) => typeof v === "function", "a function"],
  bool: [(v) => typeof v === "boolean", "bool"],
  int: [Number.isSafeInteger, "int"],
  number: [(v) => typeof v === "number", "Number"],
  scalar: [
    (v) => typeof v === "number" || typeof v === "boolean" || (isTensor(v) && v.level < Infinity),
    "Number",
  ],
  living: [isLiving, "something that can be looked at"],
  lengths: [(v) => Array.isArray(v) && isWhole(v) && v.every(Number.isSafeInteger), "tuple of ints"],
  dtype: [(v) => DTYPES.includes(v as string), "torch.dtype, one of float32, float64, int64, bool"],
  compat: [(v) => v === "torch" || v === "exact", '"torch" or "exact"'],
  options: [isOptions, "an object of options"],
};
/** Refuses arguments that nobody can look at. */
export const living = (title: string, args: readonly unknown[]): void => {
  for (const v of args) if (typeof v === "object" && !isLiving(v)) check(title, "argument: living", [v]);
};
const DTYPES: readonly string[] = ["float32", "float64", "int64", "bool"];
/** Refuses arguments that are not of the kinds of a signature: "x: tensor, on: bool?". */
export function check(title: string, signature: string, args: readonly unknown[]): void {
  signature.split(", ").forEach((p, i) => {
    const [, name, kind, optional] = /^(\w+): (\w+)(\?)?$/.exec(p)!,
      v = args[i],
      [is, words] = kinds[kind];
    if (optional !== undefined && (v === undefined || v === null)) return;
    if (!safely(() => is(v), false))
      throw typeError(
        `${title}(): argument '${name}' (position ${i + 1}) must be ${words}, not ${pythonType(v)}`,
      );
  });
}
/** Options that are to have these names alone, each of its kind. */
export function checkOptions(title: string, known: Readonly<Record<string, string>>, options: unknown): void {
  check(title, "options: options?", [options]);
  for (const [key, v] of Object.entries(options ?? {})) {
    const camel = key.replace(/_(\w)/g, (_, c: string) => c.toUpperCase());
    if (!Object.hasOwn(known, key))
      throw typeError(
        `${title}() got an unexpected keyword argument '${key}'.${Object.hasOwn(known, camel) ? ` It is called ${camel} here.` : ""}`,
      );
    if (v !== undefined) check(title, `${key}: ${known[key]}?`, [v]);
  }
}
