// The JSON tree of an expression, evaluated with the public functions. Nothing here knows an operation by name, except
// what is Python's own: its operators, subscripts, lambdas, and the few tensor methods that say nothing about values.

import { TorchTensor } from "../../dist/esm/torch.js";
import { camel, invoke, library, operation, Unsupported } from "./names.mjs";

const { isTensor, tensor } = library;
const NUMBERS = { NaN, Infinity, "-Infinity": -Infinity };
export const number = (v) => (typeof v === "string" && v in NUMBERS ? NUMBERS[v] : v);

const dtypes = { int64: "int32", long: "int32", int32: "int32", bool: "bool" };
/** A tensor of the files: {shape, data, dtype?}. */
export const read = ({ shape, data, dtype }) =>
  tensor(
    Float64Array.from(data, (v) => Number(number(v))),
    { shape, dtype: dtypes[dtype] ?? "float64" },
  );

const OPERATORS = {
  "+": ["add", (a, b) => a + b],
  "-": ["sub", (a, b) => a - b],
  "*": ["mul", (a, b) => a * b],
  "/": ["div", (a, b) => a / b],
  "**": ["pow", (a, b) => a ** b],
  "@": ["matmul"],
  "%": ["remainder", (a, b) => a - b * Math.floor(a / b)],
  neg: ["neg", (a) => -a],
  ">": ["gt", (a, b) => a > b],
  ">=": ["ge", (a, b) => a >= b],
  "<": ["lt", (a, b) => a < b],
  "<=": ["le", (a, b) => a <= b],
  "==": ["eq", (a, b) => a === b],
  "!=": ["ne", (a, b) => a !== b],
};
function operate(sign, args) {
  if (!(sign in OPERATORS)) throw new Unsupported(`the operator ${sign}`);
  const [name, plain] = OPERATORS[sign];
  return args.some((a) => isTensor(a)) ? operation(`torch.${name}`, args)(...args) : plain(...args);
}

const transposed = (x) => (x.ndim < 2 ? x : x.T);
/** Methods and properties of torch's tensors that are about memory, types or spelling. */
const METHODS = {
  t: transposed,
  clone: (x) => x,
  contiguous: (x) => x,
  detach: (x) => library.stopGradient(x),
  item: (x) => x.item(),
};
const PROPERTIES = { T: transposed, mT: transposed, shape: (x) => x.shape, ndim: (x) => x.ndim };

/** Creators are no operations: they take sizes spread or not, and a dtype. */
function create(name, args, { dtype, ...rest }) {
  if (Object.keys(rest).length > 0) throw new Unsupported(`torch.${name}(${Object.keys(rest)[0]})`);
  if (name === "tensor") return tensor(args[0], { dtype: dtypes[dtype] ?? undefined });
  const fn = library[camel(name)];
  const sizes = (name === "ones" || name === "zeros") && typeof args[0] === "number" ? [args] : args;
  return fn(...sizes);
}

const parts = (v) => (Array.isArray(v) ? v : Object.values(v));
/** A result as the list of its tensors: { values, indices } is a pair. */
export const outputs = (v) => (isTensor(v) || typeof v !== "object" || v === null ? [v] : parts(v));

const BUILTINS = { tuple: (v) => outputs(v), list: (v) => outputs(v) };
const bound = (v) => (v === null || v === undefined ? "" : String(v));

/** The value of a node; `inputs` are the x of the case, `scope` the variables of lambdas and loops. */
export function evaluate(node, inputs, scope = {}) {
  const go = (n) => evaluate(n, inputs, scope);
  const all = (list = []) => list.map(go);
  const named = (kwargs = {}) => Object.fromEntries(Object.entries(kwargs).map(([k, v]) => [k, go(v)]));
  if ("x" in node) return inputs[node.x];
  if ("const" in node) return number(node.const);
  if ("var" in node) return scope[node.var] ?? BUILTINS[node.var];
  if ("name" in node) return node.name.replace(/^torch\./, "");
  if ("tuple" in node) return all(node.tuple);
  if ("list" in node) return all(node.list);
  if ("op" in node) return operate(node.op, all(node.args));
  if ("compare" in node) return operate(node.compare, all(node.args));
  if ("lambda" in node)
    return (...args) =>
      evaluate(node.body, inputs, {
        ...scope,
        ...Object.fromEntries(node.lambda.map((n, i) => [n, args[i]])),
      });
  if ("for" in node)
    return outputs(go(node.in)).map((v) => evaluate(node.yield, inputs, { ...scope, [node.for]: v }));
  if ("index" in node) return subscript(go(node.self), node.index, go);
  if ("attr" in node) return property(go(node.self), node.attr);
  if ("method" in node) return method(go(node.self), node.method, all(node.args), named(node.kwargs));
  if (!("call" in node)) throw new Unsupported(`node ${Object.keys(node).join(", ")}`);
  const args = all(node.args);
  if (typeof node.call !== "string") return go(node.call)(...args);
  if (node.call.startsWith("math.")) return Math[node.call.slice(5)](...args);
  const fn = operation(node.call, args);
  return fn.signature === undefined
    ? create(node.call.split(".").at(-1), args, named(node.kwargs))
    : invoke(node.call, fn, args, named(node.kwargs));
}

function method(self, name, args, kwargs) {
  if (self instanceof TorchTensor) return adapted(self, name, args, kwargs);
  if (name in METHODS) return METHODS[name](self);
  if (name === "to") return cast(self, args[0]);
  const fn = operation(`torch.${name}`);
  return invoke(`.${name}`, fn, [self, ...args], kwargs);
}
/** A method of the adapter's tensors, with Python's spelling of an assignment to a subscript. */
function adapted(self, name, args, kwargs) {
  if (name === "__setitem__") return void self.set(...args);
  const fn = self[camel(name)];
  if (typeof fn !== "function") throw new Unsupported(`.${name}, of the adapter`);
  return fn.apply(self, Object.keys(kwargs).length > 0 ? [...args, kwargs] : args);
}
/** Numbers rounded to a narrower type; the derivative does not see it. */
const float32 = library.defineOp?.({
  name: "float32",
  value: Math.fround,
  derivative: () => 1,
  check: false,
});
/** A mask as numbers, or numbers rounded; other types are not ours. */
function cast(self, dtype) {
  if (dtype === "float32" || dtype === "float") return float32(self);
  if (dtype !== "float64" && dtype !== "double") throw new Unsupported(`.to(${dtype})`);
  if (self.dtype === "float64") return self;
  return self.dtype === "bool" ? library.where(self, 1, 0) : library.add(self, 0);
}
function property(self, name) {
  if (name in PROPERTIES) return PROPERTIES[name](self);
  if (!isTensor(self) && camel(name) in self) return self[camel(name)];
  return invoke(`.${name}`, operation(`torch.${name}`), [self], {});
}
function subscript(self, items, go) {
  if (!isTensor(self)) return parts(self)[go(items[0])];
  return self.at(
    ...items.map((i) => {
      if ("ellipsis" in i) return "...";
      if (!("slice" in i)) return go(i);
      const [from, to, step] = i.slice.map((n) => (n === null ? null : go(n)));
      return `${bound(from)}:${bound(to)}:${step ?? 1}`;
    }),
  );
}
