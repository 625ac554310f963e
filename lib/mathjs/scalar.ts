// The fast path of formulas of numbers: the same steps on plain numbers with dual arithmetic, without a tensor in between.
// It equals the tensors' way (forward mode) to the bit, so the partials below are the rows' own, in their order of
// operations; spec/mathjs/scalar.spec.ts compares the two. Steps without a line here leave the whole formula to tensors.
import {
  cosAtan,
  cschAcosh,
  inversePower,
  power as raise,
  powerPart,
  secAsin,
  sech,
} from "../kernels/elementary.js";
import type { Block, Program, Step } from "./program.js";

type OfTwo = (x: number, y: number, z: number) => number;
/** A function of one or two numbers and its partials; none where the derivative is structurally zero. */
interface Line {
  readonly f: (x: number, y: number) => number;
  readonly p?: OfTwo;
  readonly q?: OfTwo;
  /** The value is true or false. */
  readonly bool?: boolean;
}
const bool = (f: (x: number, y: number) => boolean): Line => ({ f: (x, y) => (f(x, y) ? 1 : 0), bool: true });
const one = (): number => 1;
const minusOne = (): number => -1;
const finite = (v: number): boolean => v - v === 0;
/** A partial times a tangent (or a value whose zero annihilates): an exact zero t wins against p = Infinity or NaN. */
const times = (p: number, t: number): number => (t === 0 && !finite(p) ? 0 : p * t);
const squared = (v: number): number => v * v;

const product: Line = { f: (x, y) => x * y, p: (_, y) => y, q: (x) => x };
const quotient: Line = { f: (x, y) => x / y, p: (_, y) => 1 / y, q: (_, y, z) => -(z / y) };
const power: Line = { f: raise, p: powerPart(1, [[0], [1]]), q: powerPart(0, [[0, 1]]) };
const square: Line = { f: (x) => x * x, p: (x) => 2 * x };

// prettier-ignore
const lines: ReadonlyMap<string, Line> = new Map<string, Line>([
  ["add",         { f: (x, y) => x + y,           p: one, q: one }],
  ["subtract",    { f: (x, y) => x - y,           p: one, q: minusOne }],
  ["multiply",    product],
  ["dotMultiply", product],
  ["divide",      quotient],
  ["dotDivide",   quotient],
  ["pow",         power],
  ["dotPow",      power],
  ["unaryMinus",  { f: (x) => -x,                 p: minusOne }],
  ["abs",         { f: Math.abs,                  p: (x) => Math.sign(x) }],
  ["cbrt",        { f: Math.cbrt,                 p: (x) => (1 / 3) * squared(1 / Math.cbrt(x)) }],
  ["ceil",        { f: Math.ceil }],
  ["exp",         { f: Math.exp,                  p: (_x, _y, z) => z }],
  ["expm1",       { f: Math.expm1,                p: (x) => Math.exp(x) }],
  ["fix",         { f: Math.trunc }],
  ["floor",       { f: Math.floor }],
  ["log",         { f: Math.log,                  p: (x) => 1 / x }],
  ["log10",       { f: Math.log10,                p: (x) => Math.LOG10E * (1 / x) }],
  ["log1p",       { f: Math.log1p,                p: (x) => 1 / (x + 1) }],
  ["log2",        { f: Math.log2,                 p: (x) => Math.LOG2E * (1 / x) }],
  ["sign",        { f: Math.sign }],
  ["sqrt",        { f: Math.sqrt,                 p: (_x, _y, z) => 1 / (2 * z) }],
  ["square",      square],
  ["sin",         { f: Math.sin,                  p: (x) => Math.cos(x) }],
  ["cos",         { f: Math.cos,                  p: (x) => -Math.sin(x) }],
  ["tan",         { f: Math.tan,                  p: (_x, _y, z) => 1 + z * z }],
  ["asin",        { f: Math.asin,                 p: (x) => secAsin(x) }],
  ["acos",        { f: Math.acos,                 p: (x) => -secAsin(x) }],
  ["atan",        { f: Math.atan,                 p: (x) => squared(cosAtan(x)) }],
  ["atan2",       { f: Math.atan2,                p: (y, x) => inversePower(x, y, 1, false), q: (y, x) => inversePower(x, y, 1, true) }],
  ["sinh",        { f: Math.sinh,                 p: (x) => Math.cosh(x) }],
  ["cosh",        { f: Math.cosh,                 p: (x) => Math.sinh(x) }],
  ["tanh",        { f: Math.tanh,                 p: (x) => squared(sech(x)) }],
  ["asinh",       { f: Math.asinh,                p: (x) => cosAtan(x) }],
  ["acosh",       { f: Math.acosh,                p: (x) => cschAcosh(x) }],
  ["atanh",       { f: Math.atanh,                p: (x) => squared(secAsin(x)) }],
  ["equal",       bool((x, y) => x === y)],
  ["unequal",     bool((x, y) => x !== y)],
  ["smaller",     bool((x, y) => x < y)],
  ["smallerEq",   bool((x, y) => x <= y)],
  ["larger",      bool((x, y) => x > y)],
  ["largerEq",    bool((x, y) => x >= y)],
  ["and",         bool((x, y) => !!x && !!y)],
  ["or",          bool((x, y) => !!x || !!y)],
  ["not",         bool((x) => !x)],
]);

/** Lines of two arguments. */
const binary: ReadonlySet<Line> = new Set(
  [
    ..."add subtract multiply dotMultiply divide dotDivide pow dotPow atan2 equal unequal".split(" "),
    ..."smaller smallerEq larger largerEq and or".split(" "),
  ].map((name) => lines.get(name)!),
);

/** A step: of a condition x is its slot, and two parts take the place of the line. */
interface Move {
  readonly line: Line;
  readonly power: boolean;
  readonly x: number;
  readonly y: number;
  readonly out: number;
  readonly yes: Part | null;
  readonly no: Part | null;
}
interface Part {
  readonly moves: readonly Move[];
  readonly result: number;
}
const none: Line = { f: (x) => x };

/** A formula of numbers. */
export interface Scalar {
  value(inputs: readonly number[]): number;
  /** The value; its tangents along the inputs at the places `along` stand in `tangents` afterwards. */
  dual(inputs: readonly number[], along: readonly number[], tangents: Float64Array): number;
}

/** The program on numbers; null where a step of it needs tensors. */
export function scalarOf({ slots, inputs, body, limits }: Program): Scalar | null {
  const bools = new Set<number>();
  let steps = 0;
  const part = (block: Block): Part | null => {
    const moves: Move[] = [];
    for (const step of block.steps) {
      const move = "condition" in step ? fork(step) : lined(step);
      if (move === null) return null;
      moves.push(move);
    }
    return { moves, result: block.result };
  };
  const fork = (step: Extract<Step, { condition: number }>): Move | null => {
    const yes = part(step.yes),
      no = part(step.no);
    if (yes === null || no === null) return null;
    if (bools.has(yes.result) || bools.has(no.result)) bools.add(step.out);
    const { condition, out } = step;
    return { line: none, power: false, x: condition, y: condition, out, yes, no };
  };
  const lined = ({ name, args, out }: Exclude<Step, { condition: number }>): Move | null => {
    const line = lines.get(name);
    if (line === undefined) return null;
    // log(x, base) and add(x, y, z) are several operations.
    if (args.length !== (binary.has(line) ? 2 : 1)) return null;
    if (line.bool === true) bools.add(out);
    steps++;
    return { line, power: line === power, x: args[0], y: args[1] ?? args[0], out, yes: null, no: null };
  };
  const constants = new Float64Array(slots.length);
  for (const [i, t] of slots.entries()) {
    if (t === undefined) continue;
    if (t.shape.length > 0) return null;
    if (t.dtype === "bool") bools.add(i);
    constants[i] = t.data[0];
  }
  const whole = part(body);
  if (whole === null || bools.has(body.result) || steps > Math.min(limits.elements, limits.operations))
    return null;
  return runner(whole, constants, inputs);
}

function runner(whole: Part, constants: Float64Array, inputs: readonly number[]): Scalar {
  const n = constants.length,
    v = constants.slice(),
    live = new Uint8Array(n);
  // Per slot k tangents, and whether each of them is there; `live` is whether any is.
  let t = new Float64Array(0),
    on = new Uint8Array(0),
    k = 0;
  const values = (p: Part): void => {
    const { moves } = p;
    for (let i = 0; i < moves.length; i++) {
      const m = moves[i],
        x = v[m.x],
        y = v[m.y];
      if (m.yes !== null) {
        const taken = (x ? m.yes : m.no)!;
        values(taken);
        v[m.out] = v[taken.result];
      } else v[m.out] = m.power && y === 2 ? x * x : m.line.f(x, y);
    }
  };
  const duals = (p: Part): void => {
    const { moves } = p;
    for (let i = 0; i < moves.length; i++) {
      const m = moves[i],
        { out } = m;
      if (m.yes !== null) {
        const taken = (v[m.x] ? m.yes : m.no)!,
          from = taken.result;
        duals(taken);
        v[out] = v[from];
        live[out] = live[from];
        for (let s = 0; s < k; s++) {
          t[out * k + s] = t[from * k + s];
          on[out * k + s] = on[from * k + s];
        }
        continue;
      }
      const x = v[m.x],
        y = v[m.y],
        line = m.power && y === 2 && live[m.y] === 0 ? square : m.line,
        z = line.f(x, y),
        p = line.p !== undefined && live[m.x] === 1,
        q = line.q !== undefined && live[m.y] === 1,
        a = p ? line.p(x, y, z) : 0,
        // Along x alone an exponent of 2 is a constant, and x^2 a square.
        lone = p && m.power && y === 2 ? 2 * x : a,
        b = q ? line.q(x, y, z) : 0;
      v[out] = z;
      live[out] = p || q ? 1 : 0;
      for (let s = 0; s < k; s++) {
        const o = out * k + s,
          i = m.x * k + s,
          j = m.y * k + s,
          one = p && on[i] === 1,
          two = q && on[j] === 1;
        on[o] = one || two ? 1 : 0;
        // A structural zero adds nothing, not even +0 to -0.
        t[o] = one ? (two ? times(a, t[i]) + times(b, t[j]) : times(lone, t[i])) : two ? times(b, t[j]) : 0;
      }
    }
  };
  return {
    value(x) {
      for (let i = 0; i < inputs.length; i++) v[inputs[i]] = x[i];
      values(whole);
      return v[whole.result];
    },
    dual(x, along, tangents) {
      if (k !== along.length) {
        k = along.length;
        t = new Float64Array(n * k);
        on = new Uint8Array(n * k);
      }
      for (let i = 0; i < inputs.length; i++) {
        v[inputs[i]] = x[i];
        live[inputs[i]] = 0;
        on.fill(0, inputs[i] * k, (inputs[i] + 1) * k);
      }
      for (let s = 0; s < k; s++) {
        const slot = inputs[along[s]];
        live[slot] = 1;
        on[slot * k + s] = 1;
        t[slot * k + s] = 1;
      }
      duals(whole);
      for (let s = 0; s < k; s++) tangents[s] = on[whole.result * k + s] === 1 ? t[whole.result * k + s] : 0;
      return v[whole.result];
    },
  };
}
