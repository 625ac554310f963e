// The tree of an expression (of a file's JSON, or read from Python by python.mjs), evaluated with the public functions. Nothing
// here knows an operation by name, except what is Python's own: its operators, subscripts, lambdas, its builtin functions,
// and the few tensor methods that say nothing about values.
// Long because Python's values are many: each has a line.

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
  "//": ["floorDivide", (a, b) => Math.floor(a / b)],
  "&": ["logicalAnd", (a, b) => a & b],
  "|": ["logicalOr", (a, b) => a | b],
  "^": ["logicalXor", (a, b) => a ^ b],
  "~": ["logicalNot", (a) => ~a],
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
  if (args.some((a) => isTensor(a))) return operation(`torch.${name}`, args)(...args);
  const [a, b] = args;
  // Lists: joined, repeated.
  if (sign === "+" && Array.isArray(a)) return [...a, ...b];
  if (sign === "*" && Array.isArray(a)) return Array.from({ length: b }, () => a).flat();
  return plain(...args);
}
/** The number that a tensor holds, whoever watches it: Python's branches do not move. */
const item = (x) => library.stopGradient(x).item();
/** What if and while make of a value. */
export function isTruth(v) {
  if (isTensor(v)) return item(v) !== 0 && item(v) !== false;
  return Array.isArray(v) ? v.length > 0 : v instanceof Map ? v.size > 0 : Boolean(v);
}
/** What a loop goes over: a tensor's slices, a dictionary's keys. */
export const each = (v) =>
  isTensor(v)
    ? Array.from({ length: v.shape[0] }, (_, i) => v.at(i))
    : v instanceof Map
      ? [...v.values()].map(([key]) => key)
      : parts(v);
const keyOf = JSON.stringify;
const isEqual = (a, b) => (isTensor(a) || isTensor(b) ? a === b : keyOf(a) === keyOf(b));
const least = (sign) => (list) => list.reduce((a, b) => (isTruth(operate(sign, [b, a])) ? b : a));
const spread = (args) => (args.length === 1 ? each(args[0]) : args);

const transposed = (x) => (x.ndim < 2 ? x : x.T);
/** Methods and properties of torch's tensors that are about memory, types or spelling. */
const METHODS = {
  t: transposed,
  clone: (x) => library.mul(x, 1),
  contiguous: (x) => x,
  detach: (x) => library.stopGradient(x),
  item,
  tolist: (x) => library.stopGradient(x).toArray(),
  numel: (x) => x.size,
  dim: (x) => x.ndim,
  size: (x, d) => (d === undefined ? [...x.shape] : x.shape.at(d)),
  long: whole,
  int: whole,
  bool: (x) => library.ne(x, 0),
  new_zeros: (_, ...n) => library.zeros(n.flat()),
  new_ones: (_, ...n) => library.ones(n.flat()),
  new_tensor: (_, v) => tensor(v),
  double: (x) => cast(x, "float64"),
};
/** Indices: whole numbers, which nobody watches. */
function whole(x) {
  const { shape, data } = library.stopGradient(x);
  return tensor(data.map(Math.trunc), { shape: [...shape], dtype: "int32" });
}
/** Results that share their numbers with what they were taken from, in Python. */
const views = new WeakSet();
const VIEWS = new Set("t view reshape permute transpose swapaxes unbind select narrow squeeze unsqueeze flatten diagonal expand".split(" ")); // prettier-ignore
const viewed = (v) => {
  for (const t of outputs(v)) if (isTensor(t)) views.add(t);
  return v;
};
const PROPERTIES = { T: transposed, mT: transposed, shape: (x) => x.shape, ndim: (x) => x.ndim };

/** Creators are no operations: they take sizes spread or not, and a dtype. */
function create(name, args, { dtype, ...rest }) {
  if (Object.keys(rest).length > 0) throw new Unsupported(`torch.${name}(${Object.keys(rest)[0]})`);
  if (name === "tensor") {
    const numbers = (v) =>
      Array.isArray(v) ? v.map(numbers) : isTensor(v) ? library.stopGradient(v).item() : v;
    return tensor(numbers(args[0]), { dtype: dtypes[dtype] ?? undefined });
  }
  if (name === "manual_seed") return null;
  const fn = library[camel(name)];
  if (typeof fn !== "function") throw new Unsupported(`torch.${name}`);
  const sizes = (name === "ones" || name === "zeros") && typeof args[0] === "number" ? [args] : args;
  return fn(...sizes);
}
/** Is a list written in whole numbers alone? Python then makes whole numbers of it. */
const isWhole = (node) =>
  node.list !== undefined
    ? node.list.every(isWhole)
    : node.tuple !== undefined
      ? node.tuple.every(isWhole)
      : node.whole === true;

const parts = (v) => (Array.isArray(v) ? v : Object.values(v));
/** A result as the list of its tensors: { values, indices } is a pair. */
export const outputs = (v) => (isTensor(v) || typeof v !== "object" || v === null ? [v] : parts(v));

const BUILTINS = {
  tuple: (v = []) => [...each(v)],
  list: (v = []) => [...each(v)],
  dict: () => new Map(),
  len: (v) => (isTensor(v) ? v.shape[0] : v instanceof Map ? v.size : v.length),
  range: (...n) => {
    const [from, to, step = 1] = n.length === 1 ? [0, n[0]] : n;
    return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
  },
  enumerate: (v, from = 0) => each(v).map((e, i) => [i + from, e]),
  zip: (...lists) => {
    const all = lists.map(each);
    return Array.from({ length: Math.min(...all.map((l) => l.length)) }, (_, i) => all.map((l) => l[i]));
  },
  reversed: (v) => [...each(v)].reverse(),
  sorted: (v) => [...each(v)].sort((a, b) => a - b),
  abs: (v) => (isTensor(v) ? library.abs(v) : Math.abs(v)),
  sum: (v, from = 0) => each(v).reduce((a, b) => operate("+", [a, b]), from),
  min: (...v) => least("<")(spread(v)),
  max: (...v) => least(">")(spread(v)),
  any: (v) => each(v).some(isTruth),
  all: (v) => each(v).every(isTruth),
  float: (v) =>
    isTensor(v) ? item(v) : typeof v === "string" ? { inf: Infinity, "-inf": -Infinity, nan: NaN }[v] : v,
  int: (v) => Math.trunc(isTensor(v) ? item(v) : v),
  bool: isTruth,
  print: () => null,
};
const LISTS = {
  append: (l, v) => void l.push(v),
  extend: (l, v) => void l.push(...each(v)),
  insert: (l, i, v) => void l.splice(i, 0, v),
  pop: (l, i = -1) => l.splice(i, 1)[0],
  reverse: (l) => void l.reverse(),
  index: (l, v) => l.findIndex((e) => isEqual(e, v)),
  copy: (l) => [...l],
};
const DICTIONARIES = {
  keys: each,
  values: (d) => [...d.values()].map(([, v]) => v),
  items: (d) => [...d.values()],
  get: (d, key, other = null) => d.get(keyOf(key))?.[1] ?? other,
};
const NAMES = { "math.pi": Math.PI, "math.e": Math.E, "math.inf": Infinity, "math.nan": NaN, "math.tau": 2 * Math.PI, "torch.pi": Math.PI, "torch.e": Math.E, "torch.inf": Infinity, "torch.nan": NaN }; // prettier-ignore
const MATH = {
  comb: (n, k) => Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((a, b) => a * b, 1),
  factorial: (n) => Array.from({ length: n }, (_, i) => i + 1).reduce((a, b) => a * b, 1),
  radians: (x) => (x * Math.PI) / 180,
  isnan: Number.isNaN,
  isinf: (x) => Math.abs(x) === Infinity,
  log: (x, base) => (base === undefined ? Math.log(x) : Math.log(x) / Math.log(base)),
  prod: (v) => each(v).reduce((a, b) => operate("*", [a, b]), 1),
};
/** Writes in place that say what the new numbers are. */
const FILLED = { zero: () => tensor(0), fill: (_, v) => (isTensor(v) ? v : tensor(v)), copy: (_, v) => v };
/** What python.mjs knows and trees of JSON do not ask for: functions, and writing in place. */
export const write = {
  assign: null,
  functionOf: null,
  /** x op= y: of a tensor, everyone who holds it sees the new numbers. */
  augment(target, value, scope) {
    const old = "var" in target ? scope[target.var] : null;
    if (isTensor(old)) replace(scope, old, library.broadcastTo(value, [...old.shape]));
    else write.assign(target, value, scope);
  },
  /** x[i] = v. */
  item({ self, index }, value, scope) {
    const go = (n) => evaluate(n, [], scope);
    const into = go(self);
    if (into instanceof Map) return void into.set(keyOf(go(index[0])), [go(index[0]), value]);
    if (Array.isArray(into)) {
      const i = go(index[0]);
      return void (into[i < 0 ? i + into.length : i] = value);
    }
    if (!("var" in self)) throw new Unsupported("Python's write through a view");
    const { shape } = into;
    const places = subscript(library.arange(into.size).reshape([...shape]), index, go);
    const at = tensor(places.data, { shape: [places.size], dtype: "int32" });
    const own = library.broadcastTo(isTensor(value) ? value : tensor(value), [...places.shape]);
    const flat = library.scatter(into.reshape([into.size]), 0, at, own.reshape([places.size]));
    replace(scope, into, flat.reshape([...shape]));
  },
};
/** Every name, and every list that a name has, that holds a tensor holds the new one. */
function replace(scope, old, to) {
  if (views.has(old)) throw new Unsupported("Python's write through a view");
  for (let own = scope; own !== null; own = Object.getPrototypeOf(own))
    for (const [name, v] of Object.entries(own)) {
      if (v === old) own[name] = to;
      if (Array.isArray(v)) v.forEach((e, i) => e === old && (v[i] = to));
    }
}
const bound = (v) => (v === null || v === undefined ? "" : String(v));

/** The value of a node; `inputs` are the x of the case, `scope` the variables of lambdas and loops. */
export function evaluate(node, inputs, scope = {}) {
  const go = (n) => evaluate(n, inputs, scope);
  const all = (list = []) => list.flatMap((n) => ("star" in n ? each(go(n.star)) : [go(n)]));
  const named = (kwargs = {}) => Object.fromEntries(Object.entries(kwargs).map(([k, v]) => [k, go(v)]));
  if ("x" in node) return inputs[node.x];
  if ("const" in node) return number(node.const);
  if ("var" in node) {
    if (node.var in scope) return scope[node.var];
    if (node.var in BUILTINS) return BUILTINS[node.var];
    throw new Unsupported(`Python's ${node.var}`);
  }
  if ("name" in node) return NAMES[node.name] ?? node.name.replace(/^torch\./, "");
  if ("function" in node)
    return write.functionOf(node.function, (own) => evaluate(node.body, inputs, own), scope);
  if ("if" in node) return go(isTruth(go(node.if)) ? node.yes : node.no);
  if ("not" in node) return !isTruth(go(node.not));
  if ("and" in node || "or" in node) {
    const [a, b] = node.and ?? node.or;
    const first = go(a);
    return isTruth(first) === "and" in node ? go(b) : first;
  }
  if ("is" in node) {
    const [a, b] = all(node.is);
    return (a === b) !== node.negated;
  }
  if ("in" in node && "negated" in node) {
    const [a, b] = all(node.in);
    return (b instanceof Map ? b.has(keyOf(a)) : each(b).some((e) => isEqual(e, a))) !== node.negated;
  }
  if ("dict" in node) return new Map(go(node.dict).map(([key, v]) => [keyOf(key), [key, v]]));
  if ("each" in node) {
    const own = Object.create(scope);
    const out = [];
    for (const v of each(go(node.in))) {
      write.assign(node.each, v, own);
      if (!node.tests.every((t) => isTruth(evaluate(t, inputs, own)))) continue;
      const made = evaluate(node.yield, inputs, own);
      if (node.flat) out.push(...made);
      else out.push(made);
    }
    return out;
  }
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
  if ("method" in node) {
    const self = go(node.self);
    const args = all(node.args);
    const kwargs = named(node.kwargs);
    if (!/[^_]_$/.test(node.method) || self instanceof TorchTensor)
      return method(self, node.method, args, kwargs);
    const plain = node.method.slice(0, -1);
    const value = plain in FILLED ? FILLED[plain](self, ...args) : method(self, plain, args, kwargs);
    replace(scope, self, library.broadcastTo(value, [...self.shape]));
    return value;
  }
  if (!("call" in node)) throw new Unsupported(`node ${Object.keys(node).join(", ")}`);
  const args = all(node.args);
  if (typeof node.call !== "string") return go(node.call)(...args);
  if (node.call.startsWith("math.")) {
    const fn = MATH[node.call.slice(5)] ?? Math[node.call.slice(5)];
    if (fn === undefined) throw new Unsupported(node.call);
    return fn(...args.map((a) => (isTensor(a) ? item(a) : a)));
  }
  const short = node.call.split(".").at(-1);
  const kwargs = named(node.kwargs);
  const like = /^(zeros|ones|full|empty)_like$/.exec(short)?.[1];
  if (like !== undefined) return library.full([...args[0].shape], { ones: 1, full: args[1] }[like] ?? 0);
  // The dtype of what is written in whole numbers.
  if (["tensor", "arange"].includes(short) && node.args.every(isWhole))
    return whole(create(short, args, kwargs));
  if (short === "tensor" || short === "manual_seed") return create(short, args, kwargs);
  const fn = operation(node.call, args);
  const value =
    fn.signature === undefined ? create(short, args, kwargs) : invoke(node.call, fn, args, kwargs);
  return VIEWS.has(short) ? viewed(value) : value;
}

function method(self, name, args, kwargs) {
  if (self instanceof TorchTensor) return adapted(self, name, args, kwargs);
  if (Array.isArray(self) || self instanceof Map) {
    const fn = (Array.isArray(self) ? LISTS : DICTIONARIES)[name];
    if (fn === undefined) throw new Unsupported(`Python's .${name}`);
    return fn(self, ...args) ?? null;
  }
  if (name in METHODS) return METHODS[name](self, ...args);
  if (name === "to" || name === "type") return cast(self, args[0] ?? kwargs.dtype);
  if (name === "float") return cast(self, "float64");
  const value = invoke(`.${name}`, operation(`torch.${name}`), [self, ...args], kwargs);
  return VIEWS.has(name) ? viewed(value) : value;
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
  if (name in PROPERTIES)
    return name === "T" || name === "mT" ? viewed(PROPERTIES[name](self)) : PROPERTIES[name](self);
  if (!isTensor(self) && camel(name) in self) return self[camel(name)];
  return invoke(`.${name}`, operation(`torch.${name}`), [self], {});
}
function subscript(self, items, go) {
  if (self instanceof Map) {
    const found = self.get(keyOf(go(items[0])));
    if (found === undefined) throw new Unsupported("a key that a dictionary lacks");
    return found[1];
  }
  if (!isTensor(self)) {
    const list = parts(self);
    if (!("slice" in items[0])) {
      const i = go(items[0]);
      return list[i < 0 ? i + list.length : i];
    }
    const [from, to, step = 1] = items[0].slice.map((n) => (n === null ? undefined : go(n)));
    if (step === -1) return [...list].reverse();
    return list.slice(from, to).filter((_, i) => i % step === 0);
  }
  if (items.some((i) => i.tuple !== undefined)) items = items.flatMap((i) => i.tuple ?? [i]);
  return viewed(taken(self, items, go));
}
function taken(self, items, go) {
  return self.at(
    ...items.map((i) => {
      if ("ellipsis" in i) return "...";
      if (!("slice" in i)) return go(i);
      const [from, to, step] = i.slice.map((n) => (n === null ? null : go(n)));
      return `${bound(from)}:${bound(to)}:${step ?? 1}`;
    }),
  );
}
