// Each form of the language, on numbers before and after (the same bits), and on tensors forward and reverse against differences
// of the function as it was written.

import { along, difference, evaluated, transformed, ways, type Numbers } from "./run.js";

/** A body of f(x, y), and whatever stands outside of it. */
const forms: Record<string, string | readonly [body: string, outside: string]> = {
  "plus, minus, times, divided": "return x + y * x - y / x",
  remainder: "return x % 0.7 + (x * y) % 3",
  powers: "return x ** 2 + x ** y + 2 ** x - (-x) ** 2",
  "unary minus and plus": "return -x * +y - -y",
  "minus before a bracket": "return -(x + y) * (x - y)",
  "a sequence as operand": "return (y, x) * ((x, y) + 1)",
  "compound assignment of a name": "let s = x; s += y; s *= x; s -= 1; s /= y; s %= 2; s **= 3; return s",
  "compound assignment of a member":
    "const o = { a: x, b: { c: y } }; o.a *= y; o.b.c += o.a; return o.b.c * o.a",
  "compound assignment of an entry":
    "const a = [x, y]; let i = 0; a[i++] += 2; a[i] *= a[0]; a[i - 1] /= 3; return a[0] * a[1]",
  "an entry of what a call gives":
    "const a = [x, y]; const at = () => a; at()[1] *= 3; at()[0]++; return a[0] * a[1]",
  "++ and -- before and behind":
    "let s = x; const a = s++ * 2; const b = --s * y; ++s; s--; return a + b * s",
  "++ of a member and an entry":
    "const o = { a: x }, b = [y]; o.a++; b[0]--; const c = o.a-- * b[0]++; return c + o.a * b[0]",
  "comparisons in ?:": "return x > y ? x * y : x < y ? y / x : 0",
  "nested if":
    "if (x >= 1) { if (y <= 2) return x * x; return y * x } else if (x > 0.5) return x * 3; return y",
  "&& and || of comparisons": "return x > 0 && y > 0 || x < -1 ? x * y : y",
  "&& and || of values": "const a = x && y * x, b = x || 7; return a * b + (0 || y)",
  "truth of a value": "if (!x) return 1; while (y && x < 9) { x = x * 2 + y } return x",
  "&&= and ||= and ??=": "let a = x, b, c = 0; a &&= x * y; b ??= y; c ||= x; return a + b * c",
  "&&= of a member": "const o = { a: x }; o.a &&= o.a * y; return o.a",
  for: "let s = 0; for (let i = 0; i < 5; i++) s += x ** i / (i + 1); return s * y",
  "for with two counters":
    "let s = 1; for (let i = 0, j = 4; i < j; i++, j--) s = s * x + i * j; return s - y",
  while: "let n = 0; while (x < 20) { x = x * 1.5 + y; n++ } return x + n",
  "do while": "do { x = x * 2 } while (x < 3 * y); return x",
  "break and continue":
    "let s = 0; for (let i = 0; i < 9; i++) { if (i % 2) continue; if (s > 4) break; s += x * y } return s",
  labels:
    "let s = 0; out: for (let i = 0; i < 4; i++) for (let j = 0; j < 4; j++) { if (j > i) continue out; if (s > 30) break out; s += x * j + y } return s",
  "for of": "let s = 0; for (const v of [x, y, x * y]) s = s * 2 + v; return s",
  "for in": "const o = { a: x, b: y }; let s = 1; for (const k in o) s *= o[k]; return s",
  "switch on text":
    "const f = (k) => { switch (k) { case 'a': return x * y; case 'b': return x; default: return y } }; return f('a') + f('b') * f('c')",
  "switch on a value":
    "switch (Math.floor(x * 0)) { case 1: return x; case 0: return x * y; default: return 0 }",
  "switch on a number of ours": "switch (x * 3) { case 1: return y; default: return x * y * 2 }",
  "functions of Math":
    "return Math.sin(x) * Math.exp(-y) + Math.hypot(x, y, 2) + Math.atan2(y, x) + Math.pow(x, y) + Math.abs(x - y)",
  "more functions of Math":
    "return Math.sqrt(x) + Math.cbrt(y) + Math.log1p(x) + Math.expm1(y / 9) + Math.log2(x) + Math.log10(y) + Math.tanh(x) + Math.asinh(y) + Math.acosh(1 + y) + Math.atanh(x / 9) + Math.sinh(x) + Math.cosh(y)",
  "inverse functions of Math":
    "return Math.asin(x / 9) + Math.acos(y / 9) + Math.atan(x) + Math.tan(y / 3) + Math.cos(x)",
  "steps of Math":
    "return x * Math.floor(y) + y * Math.ceil(x) + x * Math.round(y) + y * Math.trunc(x) + x * Math.sign(y)",
  "largest and smallest":
    "return Math.max(x, y) * Math.min(x, y, 3) + Math.max(...[x, y, 1]) + Math.hypot(x)",
  "which is the largest":
    "const m = Math.max(x, y); if (m === x) return x * x * y; if (m === y) return y * y * x; return 0",
  "a name for a function of Math": ["return pow(x, 2) + sine(y)", "var pow = Math.pow, sine = Math['sin'];"],
  "a name given later": ["return root(x) * y", "var root; root = Math.sqrt;"],
  "Math taken apart": ["return sin(x) * c(y) * PI", "const { sin, cos: c, PI } = Math;"],
  "Math by another name": ["return M.sin(x) + N.exp(y)", "const M = Math; var N = M;"],
  "Math by another name within": "const { log } = Math, M = Math; return log(x) * M.sqrt(y)",
  "Math as a value": "return [x, y].map(Math.sin).concat(Math.exp(x)).reduce((a, b) => a * b)",
  "Math in a table": [
    "return by.s(x) * by['c'](y) + list[0](x)",
    "const by = { s: Math.sin, c: Math.cos }, list = [Math.exp];",
  ],
  "Math by computed names": "let s = 0; for (const k of ['sin', 'cos']) s += Math[k](x) * y; return s",
  "a function of Math chosen at run time": "const f = x > 99 ? Math.sin : Math.cos; return f(x) * y",
  shorthand: ["const o = { sqrt, x }; return o.sqrt(y) * o.x", "const { sqrt } = Math;"],
  "entries and length":
    "const a = [x, y, x * y]; let s = 0; for (let i = 0; i < a.length; i++) s += a[i] * (i + 1); return s",
  "an index that was computed": "const a = [1, x, y]; return a[Math.floor(x)] * a[Math.round(y * 0) + 1]",
  "nested arrays": "const m = [[x, 1], [2, y]]; return m[0][0] * m[1][1] - m[0][1] * m[1][0]",
  "writing entries":
    "const a = new Array(3); for (let i = 0; i < 3; i++) a[i] = x * i + y; a[2] = a[1] * a[0]; return a[2]",
  "push, map, reduce":
    "const a = []; a.push(x); a.push(y, x * y); return a.map((v) => v * v).filter((v) => v > 0).reduce((s, v) => s + v, 0)",
  "sort with a comparison": "return [y, x, 2].sort((a, b) => a - b).reduce((s, v, i) => s + v * i, 0)",
  spread: "const a = [x, ...[y, 2]]; const f = (p, q, r) => p * q + r; return f(...a)",
  destructuring:
    "let [a, b] = [y, x]; const { c, d = a * 2 } = { c: b }; [a, b] = [b, a]; return a * c + b * d",
  "swapping entries": "const a = [x, y]; [a[0], a[1]] = [a[1], a[0]]; return a[0] ** 2 * a[1]",
  "rest of parameters": "const f = (a, ...r) => r.reduce((s, v) => s * v, a); return f(x, y, x)",
  "default parameters": "const f = (a, b = a * y, { c = b } = {}) => a + b * c; return f(x) + f(x, 2)",
  arguments:
    "function f() { let s = 0; for (let i = 0; i < arguments.length; i++) s += arguments[i] * i; return s } return f(1, x, y)",
  closures: "const scale = (k) => (v) => v * k; return scale(x)(3) + scale(2)(y) * scale(y)(x)",
  "a counter in a closure":
    "let n = 0; const next = () => { n += x; return n }; next(); next(); return n * y",
  recursion: "const f = (n, v) => n === 0 ? v : f(n - 1, v * x + y); return f(4, 1)",
  "a function below": "return g(x) * g(y); function g(v) { return v * v + 1 }",
  "calls of other functions": [
    "return square(x) + half(y)",
    "function square(v) { return v * v } const half = (v) => v / 2;",
  ],
  methods:
    "const o = { k: x, scaled(v) { return v * this.k }, get twice() { return this.k * 2 } }; return o.scaled(y) + o.twice",
  "a class": [
    "const p = new Point(x, y).plus(new Point(1, x)); return p.length() * Point.of(y).x",
    "class Base { constructor(x) { this.x = x } } class Point extends Base { #k = 1; z = 2 * 3; constructor(x, y) { super(x * 2); this.y = y } plus(o) { return new Point(this.x + o.x, this.y + o.y) } length() { return Math.sqrt(this.x * this.x + this.y * this.y * this.#k) } static of(x) { return new Point(x, x) } }",
  ],
  "a prototype": [
    "return new P(x).times(y)",
    "function P(v) { this.v = v } P.prototype.times = function (k) { return this.v * k };",
  ],
  "text and numbers": "const s = 'a' + 1 + (x > 0); return s === 'a1true' ? x * y : 0",
  typeof:
    "if (typeof x !== 'number') throw new TypeError(); return typeof nothing === 'undefined' ? x * y : 0",
  "questions to Number":
    "if (isNaN(x) || !Number.isFinite(y) || Number.isNaN(x) || !isFinite(x) || Number.isInteger(y) || Array.isArray(x)) return 0; return Number(x) * parseFloat(y)",
  "equality with other things":
    "if (x === undefined || y == null || x === 'a' || x !== x) return 0; return x * y",
  "unequal values": "if (x === 0 || y == 1 || x === y) return 0; return x !== 3 ? x * y : x",
  "optional chaining":
    "const o = { a: { b: x } }, n = null; return o?.a?.b * y + (n?.a ?? x) * (o?.['a'].b ?? 1)",
  "try and throw":
    "try { if (x > 0) throw { v: x * y } ; return 0 } catch ({ v }) { return v * 2 } finally { y = 0 }",
  "a tagged template": "const t = (s, ...v) => v[0] * v[1]; return t`${x} by ${y * 2}`",
  "a sequence": "let s = 0; for (s = x, y *= 2; s < 9; s += x, s++); return (s++, s * y)",
  "a conditional in a call": "return Math.max(x > 1 ? x : 1, y) * (x ? x : y)",
  "booleans as numbers": "return (x > 0) * x + (x < 0) * y + true * y",
  "a shadowed name": "const sin = (v) => v * 2; { const Math = { sin }; return sin(x) + Math.sin(y) }",
  "Math handed over": [
    "return o.f(x) * y",
    "var o = {}; (function (o, Math) { o.f = function (v) { return Math.sin(v) } })(o, Math);",
  ],
  "a word before a sign": "const f=(v)=>{if(v>0)return-v*x;return+v}; return f(y)*(typeof-x==='number'?x:y)",
  "an empty object as default":
    "function f(o) { o = o || {}; o.k ||= {}; return o.a ? o.a * x : y } return f() + f({ a: y })",
  "a statement that a brace ends":
    "const o = {}; (function (k) { k.f = x > 0 && function () { return x * y } })(o); (() => { o.g = (v) => { v.z = x * 2 } })(); const w = {}; o.g(w); return o.f() + w.z",
  "an immediate function": "return (function (k) { return k * x })(y) + (() => x * x)()",
  "captured constants": [
    "return (x - E[0]) * K.g * half + y",
    "const E = [1, 2], K = { g: 9.81 }, half = 1 / 2;",
  ],
  "names of the run time": ["const $ = 2, update = y; return x * $ * update", "const $dual = 1;"],
  newton:
    "let r = x; for (let i = 0; i < 30; i++) { const d = (r * r - y) / (2 * r); r -= d; if (Math.abs(d) < 1e-14) break } return r * x",
  "a numeric separator and hex": "return x * 1_000 + y * 0x10",
  "a void and a comma": "void (x * 2); return x * y",
  delete: "const o = { a: x, b: y }; delete o.a; return o.a === undefined ? o.b * x : 0",
  "in and instanceof": "const o = { a: x }; return 'a' in o && o instanceof Object ? o.a * y : 0",
  "bits of counters": "let s = 0; for (let i = 0; i < 8; i++) if (i & 1) s += x * (i >> 1) + y; return s",
};
const points = [
  [1.3, 2.4],
  [2.6, 1.7],
];

describe.each(Object.entries(forms))("%s", (_name, form) => {
  const [body, outside] = typeof form === "string" ? [form, ""] : form;
  const source = `${outside}\nexports.f = function f(x, y) { ${body} };`;
  const code = transformed(source),
    before = evaluated(source).f as Numbers,
    after = evaluated(code).f as Numbers;

  test("the same bits on numbers, by either body", () => {
    // Without numbers in the condition, everything runs in the body for tensors.
    const always = evaluated(
      code.replaceAll(/typeof \w+ === "number"/g, "false").replaceAll("$.plain(", "(() => false)("),
    );
    for (const p of points) {
      expect(after(...p)).toBe(before(...p));
      expect((always.f as Numbers)(...p)).toBe(before(...p));
    }
  });

  test.each(Object.keys(ways))("%s, as differences of what was written", (way) => {
    for (const p of points)
      for (const i of [0, 1]) {
        const { slope, error } = difference((v) => before(...p.map((w, k) => (k === i ? v : w))), p[i]);
        const found = ways[way](along(after, p, i), p[i]);
        // Differences of order six have rounding of about 1e-12 of the values here.
        expect(Math.abs(found - slope)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(slope)) + 4 * error);
      }
  });
});
