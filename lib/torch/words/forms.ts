// Calls as PyTorch's signatures allow them: an argument in its place or by its name in one last object. Each signature is a
// row: names before the bar are positional here, names after it make the options object that the function itself takes.
import { type as typeError } from "../words/classes.js";

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
const isOptions = (v: unknown): v is Record<string, unknown> =>
  typeof v === "object" && v !== null && v.constructor === Object;

const snake = (s: string): string => s.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
/** `title`: PyTorch's name of the function, where what is given too much or by unknown names is refused. */
export function formed<F>(signature: string, f: F, title?: string): F {
  const [first, rest = ""] = signature.split(" | "),
    required = first.split(" "),
    optional = rest === "" ? [] : rest.split(" "),
    names = [...required, ...optional];
  const g = (...args: unknown[]): unknown => {
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
