// A program written out as an ES module in plain JavaScript that needs nothing of this library: `run(x, out)` over numbers.
// Functions are Math's own, so the last bits may differ from those of the program; zero annihilates as it does there.
import type { Shape } from "../array/shape.js";
import { matmulRow } from "../core/matmul.js";
import { branchesInModule, notInModule } from "../errors.js";
import { CHAIN as CHAINED } from "../kernels/arithmetic.js";
import {
  ADD,
  CALL,
  CALLN,
  CHAIN,
  CONST,
  INPUT,
  MUL,
  NEG,
  SELECT,
  SUB,
  SUM,
  type Fn,
  type Graph,
} from "./graph.js";
import type { Body } from "./kernel.js";
import { reading } from "./lower.js";
import { elementary } from "./math/index.js";
import type { Native } from "./native.js";
import type { Program } from "./program.js";
import { SUMMED } from "./step-sums.js";
import { callOf } from "./cut.js";

const natives: Readonly<Record<Native, (x: string, y: string) => string>> = {
  sqrt: (x) => `Math.sqrt(${x})`,
  abs: (x) => `Math.abs(${x})`,
  floor: (x) => `Math.floor(${x})`,
  ceil: (x) => `Math.ceil(${x})`,
  trunc: (x) => `Math.trunc(${x})`,
  square: (x) => `${x} * ${x}`,
  reciprocal: (x) => `1 / ${x}`,
  div: (x, y) => `${x} / ${y}`,
  lt: (x, y) => `${x} < ${y} ? 1 : 0`,
  le: (x, y) => `${x} <= ${y} ? 1 : 0`,
  gt: (x, y) => `${x} > ${y} ? 1 : 0`,
  ge: (x, y) => `${x} >= ${y} ? 1 : 0`,
  eq: (x, y) => `${x} === ${y} ? 1 : 0`,
  ne: (x, y) => `${x} !== ${y} ? 1 : 0`,
};
/** What is not in Math, as text; kernels/elementary.ts says why they are written so. */
const helpers: Readonly<Record<string, string>> = {
  chain: `const chain = (x, y) => { const v = x * y; return v === v || (x !== 0 && y !== 0) ? v : 0; };`,
  sech: `const sech = (x) => (Math.abs(x) > 22 ? 2 * Math.exp(-Math.abs(x)) : 1 / Math.cosh(x));`,
  sigmoid: `const sigmoid = (x) => { if (x >= 0) return 1 / (1 + Math.exp(-x)); const e = Math.exp(x); return e / (1 + e); };`,
  sigmoidSlope: `const sigmoidSlope = (x) => { const e = Math.exp(-Math.abs(x)); return e / (1 + e) ** 2; };`,
  logSlope: `const logSlope = (x) => (x >= 0 && x < Infinity ? 1 / x : NaN);`,
  stepSums: `const stepSums = (m, at, to) => {
  const sum = to.map(() => 0), rest = to.map(() => 0), end = at + 2 * to.length;
  m.fill(0, at, end);
  const take = () => {
    for (let i = 0; i < to.length; i++) {
      const b = m[at + 2 * i] + m[at + 2 * i + 1], s = sum[i], t = s + b, c = t - s;
      rest[i] += s - (t - c) + (b - c);
      sum[i] = t;
    }
    m.fill(0, at, end);
  };
  return { take, end() { take(); to.forEach((p, i) => { const s = sum[i] + rest[i]; m[p] = s === s ? s : sum[i]; }); } };
};`,
  exp2: `const exp2 = (x) => 2 ** x;`,
  rsqrt: `const rsqrt = (x) => 1 / Math.sqrt(x);`,
  pow: `const pow = (x, e) => (e === 1 ? x : e === 2 ? x * x : e === 3 ? x * x * x : e === -1 ? 1 / x : x ** e);`,
  powPart: `const polynomial = (c, v) => { let s = 0; for (let i = c.length - 1; i >= 0; i--) s = s === 0 ? c[i] : s * v + c[i]; return s; };
const timesPower = (q, x, y, a) => {
  if (y !== y || (x !== x && q !== 0)) return NaN;
  if (Math.abs(x) === Infinity && y > 0 && y < a && y < 1) return NaN;
  if (q === 0 || q !== q) return q;
  const e = y - a, f = pow(x, e), b = y - e, lost = Number.isFinite(e) ? y - (e + b) - (a - b) : 0;
  const r = lost === 0 || !(x > 0) || x === Infinity ? q : q * (1 + lost * Math.log(x)), size = Math.abs(f);
  if (!(size <= 1e-290 || size >= 1e290)) return r * f;
  const half = Math.abs(x) ** (e / 2);
  return half === 0 ? 0 : r * half * (f < 0 ? -half : half);
};
const powPart = (a, p) => {
  const d = p[0].length - 1, column = (j) => p.map((row) => row[j]);
  if (d === 0) return (x, y) => timesPower(polynomial(column(0), y), x, y, a);
  return (x, y) => {
    if (x === 0 && y === y) {
      const e = y - a, lead = polynomial(column(d), y);
      return e > 0 || (e === 0 && a === 0) ? 0 : lead === 0 ? NaN : (d % 2 === 0 ? lead : -lead) * Infinity;
    }
    const l = Math.log(x);
    return timesPower(polynomial(p.map((row) => polynomial(row, l)), y), x, y, a);
  };
};`,
};
const math = new Map<unknown, string>(
  Object.getOwnPropertyNames(Math).map((name) => [(Math as unknown as Record<string, unknown>)[name], name]),
);

/** A double as text that reads back to the same bits. */
const number = (v: number): string =>
  v !== v
    ? "NaN"
    : v === Infinity
      ? "Infinity"
      : v === -Infinity
        ? "-Infinity"
        : Object.is(v, -0)
          ? "-0"
          : String(v);

/** More numbers than this are kept in an array and computed by functions of so many: engines give up on longer ones. */
const LONG = 1000;

class Writer {
  readonly used = new Set<string>();
  readonly made: string[] = [];
  private readonly functions = new Map<Fn, string>();

  /** The name of a function. `own` says whether a row is the library's own of that name. */
  private nameOf(f: Fn, own: (f: Fn) => boolean): string {
    let name = this.functions.get(f);
    if (name !== undefined) return name;
    const direct = math.get(f.rule.scalar?.(f.params)) ?? math.get(f.scalar),
      e = elementary(f.scalar)?.name ?? (own(f) ? f.name : "");
    if (direct !== undefined) name = `Math.${direct}`;
    else if (e === "powPart") {
      this.used.add("pow").add("powPart");
      const { a, p } = f.params as { a: number; p: number[][] };
      name = `power${this.made.length}`;
      this.made.push(`const ${name} = powPart(${a}, ${JSON.stringify(p)});`);
    } else if (Object.hasOwn(helpers, e)) {
      this.used.add(e);
      name = e;
    } else throw notInModule(f.name);
    this.functions.set(f, name);
    return name;
  }

  body(
    { graph: g, outputs, inputAt, inputStride, outputAt, outputStride, count, lanesAt = -1 }: Body,
    own: (f: Fn) => boolean,
  ): string {
    const product = productOf({
      graph: g,
      outputs,
      inputAt,
      inputStride,
      outputAt,
      outputStride,
      count,
      careful: null,
    });
    if (product !== null) {
      this.used.add("chain");
      return product;
    }
    const live = g.live(outputs),
      many = live.reduce((n, l) => n + l, 0) > LONG,
      at = (p: number, stride: number): string => (stride === 0 ? `m[${p}]` : `m[${p} + s * ${stride}]`),
      nameOf = (id: number): string => (g.op[id] === CONST ? number(g.at[id]) : many ? `w[${id}]` : `v${id}`),
      of = (id: number): string => (g.op[id] === CONST && !(g.at[id] >= 0) ? `(${nameOf(id)})` : nameOf(id)),
      lines: string[] = [];
    live.forEach((l, id) => {
      if (l === 0 || g.op[id] === CONST) return;
      const value =
        g.op[id] === INPUT ? at(inputAt[g.a[id]], inputStride[g.a[id]]) : this.value(g, id, of, own);
      lines.push(`${many ? "" : "const "}${nameOf(id)} = ${value};`);
    });
    const sums = lanesAt >= 0;
    outputs.forEach((id, o) =>
      lines.push(
        sums
          ? `m[${lanesAt + 2 * o} + (s & 1)] += ${nameOf(id)};`
          : `${at(outputAt[o], outputStride[o])} = ${nameOf(id)};`,
      ),
    );
    const head = many ? `const w = new Float64Array(${live.length});\n` : "",
      parts: string[] = [];
    for (let i = 0; i < lines.length; i += many ? LONG : lines.length)
      parts.push(lines.slice(i, many ? i + LONG : lines.length).join("\n"));
    const calls = parts
        .map((part, i) => `const part${i} = (m, s${many ? ", w" : ""}) => {\n${part}\n};`)
        .join("\n"),
      run = parts.map((_, i) => `part${i}(m, s${many ? ", w" : ""});`).join(" ");
    if (!sums)
      return `(() => {\n${head}${calls}\nreturn (m) => {\nfor (let s = 0; s < ${count}; s++) { ${run} }\n};\n})()`;
    this.used.add("stepSums");
    return `(() => {
${head}${calls}
return (m) => {
const sums = stepSums(m, ${lanesAt}, ${JSON.stringify(Array.from(outputAt))});
for (let s = 0; s < ${count}; s++) { ${run} if (s % ${SUMMED} === ${SUMMED - 1}) sums.take(); }
sums.end();
};
})()`;
  }
  private value(g: Graph, id: number, of: (id: number) => string, own: (f: Fn) => boolean): string {
    const a = g.a[id],
      b = g.b[id],
      c = g.c[id],
      list = (): string[] => Array.from(g.list.subarray(a, a + b), of);
    switch (g.op[id]) {
      case NEG:
        return `-${of(a)}`;
      case ADD:
        return `${of(a)} + ${of(b)}`;
      case SUB:
        return `${of(a)} - ${of(b)}`;
      case MUL:
        return `${of(a)} * ${of(b)}`;
      case CHAIN:
        this.used.add("chain");
        return `chain(${of(a)}, ${of(b)})`;
      case SELECT:
        return `${of(a)} !== 0 ? ${of(b)} : ${of(c)}`;
      case SUM:
        return list().join(" + ");
      case CALL: {
        const f = g.functions[c];
        if (f.native !== null) return natives[f.native](of(a), b < 0 ? "" : of(b));
        return `${this.nameOf(f, own)}(${of(a)}${b < 0 ? "" : `, ${of(b)}`})`;
      }
      case CALLN:
        return `${this.nameOf(g.functions[c], own)}(${list().join(", ")})`;
      default:
        throw notInModule(g.functions[g.c[g.a[id]] ?? c]?.name ?? "an operation on tensors");
    }
  }
}

/** A body that is one product of matrices. */
function productOf(body: Body): string | null {
  const call = callOf(body);
  if (call === null || call.fn.rule !== matmulRow.rule) return null;
  const [sx, sy] = call.fn.shapes!,
    out = call.fn.shape,
    lead = out.slice(0, -2),
    [m, n] = sx.slice(-2),
    p = sy[sy.length - 1],
    starts = (shape: Shape, at: number, step: number): string =>
      JSON.stringify(Array.from(reading(shape.slice(0, -2), lead), (i) => at + i * step)),
    times = call.fn.params === CHAINED ? "chain(m[a + k], m[b + k * P])" : "m[a + k] * m[b + k * P]";
  return `(() => {
const X = ${starts(sx, call.at[0], m * n)}, Y = ${starts(sy, call.at[1], n * p)}, P = ${p};
return (m) => {
for (let l = 0, o = ${call.resultAt}; l < X.length; l++)
for (let a = X[l], end = a + ${m * n}; a < end; a += ${n})
for (let b = Y[l], stop = b + P; b < stop; b++) {
let s = 0;
for (let k = 0; k < ${n}; k++) s += ${times};
m[o++] = s;
}
};
})()`;
}

export interface Module {
  /** The text of the module (.mjs), and of its types (.d.mts). */
  readonly code: string;
  readonly types: string;
}
/** `layout` is written into the module as it is; `own` says whether a row is the library's of that name. */
export function moduleOf(program: Program, layout: unknown, own: (f: Fn) => boolean): Module {
  if (program.guards.length > 0) throw branchesInModule();
  const w = new Writer(),
    bodies = program.bodies.map((b) => w.body(b, own)),
    { inputSize: n, outputSize: k, length, fills, outputs } = program;
  const code = `// Written by dualtensor. ${n} numbers in, ${k} numbers out; layout says where each tensor stands.
${[...w.used]
  .sort((x, y) => Number(x === "powPart") - Number(y === "powPart"))
  .map((name) => helpers[name])
  .join("\n")}
${w.made.join("\n")}
export const layout = ${JSON.stringify(layout)};
const m = new Float64Array(${length});
${fills.map((f) => `for (let i = 0; i < ${f.count}; i++) m[${f.at} + i * ${f.stride}] = ${number(f.value)};`).join("\n")}
const bodies = [
${bodies.join(",\n")}
];
/** All inputs one after the other in, all outputs one after the other out. */
export function run(x, out = new Float64Array(${k})) {
  if (x.length !== ${n}) throw RangeError("expected ${n} numbers, got " + x.length);
  m.set(x);
  for (const body of bodies) body(m);
  ${outputs.map((o) => `out.set(m.subarray(${o.at}, ${o.at} + ${o.shape.reduce((p, d) => p * d, 1)}), ${o.start});`).join("\n  ")}
  return out;
}
export default run;
`;
  const types = `export interface Slot { readonly path: string; readonly shape: readonly number[]; readonly start: number }
export const layout: { readonly inputs: readonly Slot[]; readonly outputs: readonly Slot[] };
/** All inputs one after the other in, all outputs one after the other out. */
export function run(x: ArrayLike<number>, out?: Float64Array): Float64Array;
export default run;
`;
  return { code, types };
}
