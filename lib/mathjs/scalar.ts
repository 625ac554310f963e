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
const finite = (v: number): boolean => v - v === 0;
/** A partial times a tangent (or a value whose zero annihilates): an exact zero t wins against p = Infinity or NaN. */
const times = (p: number, t: number): number => (t === 0 && !finite(p) ? 0 : p * t);
const squared = (v: number): number => v * v;
const alongBase = powerPart(1, [[0], [1]]);
const alongExponent = powerPart(0, [[0, 1]]);

// prettier-ignore
const lines: ReadonlyMap<string, Line> = new Map<string, Line>([
  ["abs",         { f: Math.abs,                  p: (x) => Math.sign(x) }],
  ["cbrt",        { f: Math.cbrt,                 p: (x) => (1 / 3) * squared(1 / Math.cbrt(x)) }],
  ["ceil",        { f: Math.ceil }],
  ["expm1",       { f: Math.expm1,                p: (x) => Math.exp(x) }],
  ["fix",         { f: Math.trunc }],
  ["floor",       { f: Math.floor }],
  ["log10",       { f: Math.log10,                p: (x) => Math.LOG10E * (1 / x) }],
  ["log1p",       { f: Math.log1p,                p: (x) => 1 / (x + 1) }],
  ["log2",        { f: Math.log2,                 p: (x) => Math.LOG2E * (1 / x) }],
  ["sign",        { f: Math.sign }],
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
const binary = new Set("atan2 equal unequal smaller smallerEq larger largerEq and or".split(" "));

// The code is flat, four numbers a step: what, from x, from y, to. What most formulas are made of has a number of its own and
// is computed where it is read; a number from CALL on is a line of the table. A condition jumps: x decides, y is where to.
const [MOVE, JUMP, UNLESS] = [0, 1, 2];
const [ADD, SUB, MUL, DIV, POW] = [3, 4, 5, 6, 7];
const [NEG, SQUARE, SQRT, EXP, LOG, SIN, COS, CALL] = [8, 9, 10, 11, 12, 13, 14, 15];
const codes: ReadonlyMap<string, number> = new Map([
  ["add", ADD],
  ["subtract", SUB],
  ["multiply", MUL],
  ["dotMultiply", MUL],
  ["divide", DIV],
  ["dotDivide", DIV],
  ["pow", POW],
  ["dotPow", POW],
  ["unaryMinus", NEG],
  ["square", SQUARE],
  ["sqrt", SQRT],
  ["exp", EXP],
  ["log", LOG],
  ["sin", SIN],
  ["cos", COS],
  ...[...lines.keys()].map((name, i) => [name, CALL + i] as const),
]);
const called = [...lines.values()];
const ofTwo = (name: string, code: number): boolean => (code >= ADD && code <= POW) || binary.has(name);

/** A formula of numbers. */
export interface Scalar {
  value(inputs: readonly number[]): number;
  /** The value; its tangents along the inputs at the places `along` stand in `tangents` afterwards. */
  dual(inputs: readonly number[], along: readonly number[], tangents: Float64Array): number;
}

/** The program on numbers; null where a step of it needs tensors. */
export function scalarOf({ slots, inputs, body, limits }: Program): Scalar | null {
  const bools = new Set<number>(),
    code: number[] = [];
  let steps = 0;
  const emit = (what: number, x: number, y: number, out: number): number => code.push(what, x, y, out) - 4;
  const block = ({ steps: all }: Block): boolean =>
    all.every((step) => ("condition" in step ? fork(step) : lined(step)));
  const fork = ({ condition, yes, no, out }: Extract<Step, { condition: number }>): boolean => {
    const unless = emit(UNLESS, condition, 0, 0);
    if (!block(yes)) return false;
    emit(MOVE, yes.result, 0, out);
    const jump = emit(JUMP, 0, 0, 0);
    code[unless + 2] = code.length;
    if (!block(no)) return false;
    emit(MOVE, no.result, 0, out);
    code[jump + 2] = code.length;
    if (bools.has(yes.result) || bools.has(no.result)) bools.add(out);
    return true;
  };
  const lined = ({ name, args, out }: Exclude<Step, { condition: number }>): boolean => {
    const what = codes.get(name);
    // log(x, base) and add(x, y, z) are several operations.
    if (what === undefined || args.length !== (ofTwo(name, what) ? 2 : 1)) return false;
    if (what >= CALL && called[what - CALL].bool === true) bools.add(out);
    steps++;
    emit(what, args[0], args[1] ?? args[0], out);
    return true;
  };
  const constants = new Float64Array(slots.length);
  for (const [i, t] of slots.entries()) {
    if (t === undefined) continue;
    if (t.shape.length > 0) return null;
    if (t.dtype === "bool") bools.add(i);
    constants[i] = t.data[0];
  }
  if (!block(body) || bools.has(body.result) || steps > Math.min(limits.elements, limits.operations))
    return null;
  return runner(Int32Array.from(code), body.result, constants, inputs);
}

function runner(
  code: Int32Array,
  result: number,
  constants: Float64Array,
  inputs: readonly number[],
): Scalar {
  const n = constants.length,
    v = constants.slice(),
    live = new Uint8Array(n);
  // Per slot k tangents, and whether each of them is there; `live` is whether any is.
  let t = new Float64Array(0),
    on = new Uint8Array(0),
    k = 0;
  const values = (): void => {
    for (let at = 0; at < code.length; at += 4) {
      const what = code[at],
        x = v[code[at + 1]],
        y = v[code[at + 2]];
      let z: number;
      // prettier-ignore
      switch (what) {
        case ADD: z = x + y; break;
        case SUB: z = x - y; break;
        case MUL: z = x * y; break;
        case DIV: z = x / y; break;
        case POW: z = raise(x, y); break;
        case NEG: z = -x; break;
        case SQUARE: z = x * x; break;
        case SQRT: z = Math.sqrt(x); break;
        case EXP: z = Math.exp(x); break;
        case LOG: z = Math.log(x); break;
        case SIN: z = Math.sin(x); break;
        case COS: z = Math.cos(x); break;
        case MOVE: z = x; break;
        case JUMP: at = code[at + 2] - 4; continue;
        case UNLESS: if (!x) at = code[at + 2] - 4; continue;
        default: z = called[what - CALL].f(x, y);
      }
      v[code[at + 3]] = z;
    }
  };
  const duals = (): void => {
    for (let at = 0; at < code.length; at += 4) {
      const what = code[at],
        i = code[at + 1],
        j = code[at + 2],
        out = code[at + 3],
        x = v[i],
        y = v[j];
      // z = f(x, y), a = ∂z/∂x, b = ∂z/∂y; p and q: whether there is such a derivative, and a tangent for it.
      let p = live[i] === 1,
        q = what >= ADD && what <= POW && live[j] === 1,
        a = 0,
        b = 0,
        z: number;
      // prettier-ignore
      switch (what) {
        case ADD: z = x + y; a = b = 1; break;
        case SUB: z = x - y; a = 1; b = -1; break;
        case MUL: z = x * y; a = y; b = x; break;
        case DIV: z = x / y; a = 1 / y; b = -(z / y); break;
        case POW:
          z = raise(x, y);
          if (p) a = y === 2 && !q ? 2 * x : alongBase(x, y);
          if (q) b = alongExponent(x, y);
          break;
        case NEG: z = -x; a = -1; break;
        case SQUARE: z = x * x; a = 2 * x; break;
        case SQRT: z = Math.sqrt(x); a = 1 / (2 * z); break;
        case EXP: a = z = Math.exp(x); break;
        case LOG: z = Math.log(x); a = 1 / x; break;
        case SIN: z = Math.sin(x); a = Math.cos(x); break;
        case COS: z = Math.cos(x); a = -Math.sin(x); break;
        case MOVE: z = x; a = 1; break;
        case JUMP: at = j - 4; continue;
        case UNLESS: if (!x) at = j - 4; continue;
        default: {
          const line = called[what - CALL];
          z = line.f(x, y);
          p &&= line.p !== undefined;
          q = line.q !== undefined && live[j] === 1;
          if (p) a = line.p!(x, y, z);
          if (q) b = line.q!(x, y, z);
        }
      }
      v[out] = z;
      live[out] = p || q ? 1 : 0;
      // Along x alone an exponent of 2 is a constant, and x^2 a square.
      const lone = what === POW && y === 2 ? 2 * x : a;
      if (k === 1) {
        t[out] = p ? (q ? times(a, t[i]) + times(b, t[j]) : times(lone, t[i])) : q ? times(b, t[j]) : 0;
        continue;
      }
      for (let s = 0; s < k; s++) {
        const one = p && on[i * k + s] === 1,
          two = q && on[j * k + s] === 1,
          dx = t[i * k + s],
          dy = t[j * k + s];
        on[out * k + s] = one || two ? 1 : 0;
        // A structural zero adds nothing, not even +0 to -0.
        t[out * k + s] = one ? (two ? times(a, dx) + times(b, dy) : times(lone, dx)) : two ? times(b, dy) : 0;
      }
    }
  };
  return {
    value(x) {
      for (let i = 0; i < inputs.length; i++) v[inputs[i]] = x[i];
      values();
      return v[result];
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
      duals();
      for (let s = 0; s < k; s++)
        tangents[s] = (k === 1 ? live[result] : on[result * k + s]) === 1 ? t[result * k + s] : 0;
      return v[result];
    },
  };
}
