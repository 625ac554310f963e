// From PyTorch's dotted names to the public functions of this package, by rule alone: an underscore becomes a hump, and
// `torch.linalg.x`, `torch.special.x`, `torch.fft.x`, `F.x` are sought in the entry of that name, then at the root.

import { torch, TorchTensor } from "../../dist/esm/torch.js";

/** The case asks for something that the package does not have; `name` says what. */
export class Unsupported extends Error {
  constructor(name) {
    super(`no ${name}`);
    this.operation = name;
  }
}
/** The case belongs to another suite; `name` says which. */
export class Elsewhere extends Unsupported {}

const entry = (name) => import(new URL(`../../dist/esm/${name}.js`, import.meta.url).href);
const root = await entry("index");
/** The root's functions, and PyTorch's second names of them, as in spec/library.ts. */
export const library = {
  ...root,
  inverse: root.inv,
  floatPower: root.pow,
  sgn: root.sign,
  swapdims: root.transpose,
};
const second = {
  "elementwise/arithmetic": ["positive", "rsub"],
  "elementwise/choice": ["clampMax", "clampMin"],
  "complex/faces": ["resolveConj"],
  "linalg/factored": ["luSolve"],
  "linalg/pinv": ["pinverse"],
  "linalg/triangular": ["triangularSolve"],
  "move/order": ["swapaxes"],
  "move/reshape": ["expandAs"],
  "move/view": ["asStrided", "ravel", "view", "viewAs"],
  "product/accumulate": ["chainMatmul"],
};
for (const [file, names] of Object.entries(second)) {
  const from = await entry(`ops/${file}`);
  for (const name of names) library[name] = from[name];
}
const entries = Object.fromEntries(
  await Promise.all(["linalg", "nn", "special", "fft"].map(async (name) => [name, await entry(name)])),
);

export const camel = (name) => name.replace(/(?<=.)_(\w)/g, (_, c) => c.toUpperCase());

/** The public function of a dotted name; for tensors of the adapter, which have methods and types of their own, the adapter's. */
export function operation(dotted, args = []) {
  const path = dotted.replace(/^torch\.nn\.functional\./, "F.").split(".");
  const name = camel(path.at(-1));
  const place = path[0] === "F" ? "nn" : path.length > 2 ? path[1] : "root";
  const fn = args.some((a) => a instanceof TorchTensor)
    ? (torch[place] ?? (place === "nn" ? torch.nn.functional : torch))[name]
    : (entries[place]?.[name] ?? library[name]);
  if (typeof fn !== "function") throw new Unsupported(dotted);
  return fn;
}

/** The parameters that a signature names: { name, kind, optional }. */
export const parameters = (signature) =>
  signature === ""
    ? []
    : signature
        .split(", ")
        // What stands behind a star is given by its name alone.
        .map((part, i, parts) => ({ part, named: parts.indexOf("*") >= 0 && parts.indexOf("*") < i }))
        .filter(({ part }) => part !== "*")
        .map(({ part, named }) => {
          const [, name, kind = "tensor", mark, value] = /^(\w+)(?:: (\w+)(\?)?)?(?: = .+)?()$/.exec(part);
          const optional = mark !== undefined || part.includes(" = ") || value === undefined;
          return { name, kind, named, optional };
        });

const { isTensor } = library;
const many = {
  shape: (v) => typeof v === "number",
  axes: (v) => typeof v === "number",
  ints: (v) => typeof v === "number",
  tensors: isTensor,
};

/** Calls `fn` with Python's arguments, which may be spread: x.reshape(2, 3), einsum("i,i", a, b). */
export function invoke(dotted, fn, args, kwargs) {
  const params = parameters(fn.signature);
  const values = [];
  let surplus = args.length - params.length;
  for (let i = 0, p = 0; i < args.length; p++) {
    if (p >= params.length) throw new Unsupported(`${dotted} with ${args.length} arguments`);
    const one = many[params[p].kind];
    const list = params[p].kind === "ints" ? surplus > 0 : one !== undefined;
    if (list && one(args[i])) {
      let end = i;
      while (end < args.length && one(args[end])) end++;
      values.push(args.slice(i, end));
      surplus -= end - i - 1;
      i = end;
    } else values.push(args[i++]);
  }
  const options = {};
  for (const [key, value] of Object.entries(kwargs)) {
    const name = camel(key);
    const at = params.findIndex((p) => p.name === name);
    if (at < 0) throw new Unsupported(`${dotted}(${key})`);
    if (at === values.length && !params[at].optional && !params[at].named) values.push(value);
    else options[name] = value;
  }
  return Object.keys(options).length > 0 ? fn(...values, options) : fn(...values);
}
