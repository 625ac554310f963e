// node bench/dual.mjs: what the choice between two bodies costs on numbers (must 1.3), and how long 1,000 lines take to transform
// (must 50 ms). Each time is the best of many short runs, original and transformed in turn.
import { createRequire } from "node:module";
import { runInThisContext } from "node:vm";
import { transform } from "../dist/esm/transform.js";

const require = createRequire(import.meta.url);
const load = (code) => {
  const module = { exports: {} };
  runInThisContext(`(function (module, exports, require) {${code}\n})`)(module, module.exports, () =>
    require("../dist/node/dual.js"),
  );
  return module.exports;
};
const source = `
const cdf = (x) => { const t = 1 / (1 + 0.2316419 * Math.abs(x)); const d = 0.3989423 * Math.exp(-x * x / 2);
  const p = d * t * (0.3193815 + t * (-0.3565638 + t * (1.781478 + t * (-1.821256 + t * 1.330274)))); return x > 0 ? 1 - p : p; };
exports.price = (s, k, t, v, r) => { const w = (Math.log(s / k) + (r + v * v / 2) * t) / (v * Math.sqrt(t)); return s * cdf(w) - k * Math.exp(-r * t) * cdf(w - v * Math.sqrt(t)); };
exports.ease = (t) => t < 0.5 ? 4 * t * t * t : 1 - (2 - 2 * t) ** 3 / 2;
exports.area = (r) => Math.PI * r * r;
exports.rosenbrock = (x) => { let s = 0; for (let i = 0; i + 1 < x.length; i++) s += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2; return s; };
class Point { constructor(x, y) { this.x = x; this.y = y } length() { return Math.sqrt(this.x * this.x + this.y * this.y) } }
const p = new Point(3, 4); exports.method = (k) => { p.x = k; return p.length() };
`;
const before = load(source),
  after = load(transform(source, { functions: "all", format: "commonjs" }).code);
const x10 = Array.from({ length: 10 }, (_, i) => i / 3);
const calls = {
  price: (m) => (k) => m.price(100 + (k & 7), 95, 1, 0.2, 0.05),
  ease: (m) => (k) => m.ease((k & 63) / 64),
  area: (m) => (k) => m.area(k & 63),
  rosenbrock: (m) => (k) => ((x10[0] = k & 7), m.rosenbrock(x10)),
  method: (m) => (k) => m.method(k & 7),
};
const timed = (f, n) => {
  const start = performance.now();
  let sum = 0;
  for (let k = 0; k < n; k++) sum += f(k);
  return [performance.now() - start, sum];
};
for (const [name, call] of Object.entries(calls)) {
  const [a, b] = [call(before), call(after)],
    best = [Infinity, Infinity];
  for (let round = 0; round < 60; round++)
    [a, b].forEach((f, i) => (best[i] = Math.min(best[i], timed(f, 20000)[0])));
  console.log(
    `${name.padEnd(12)} ${((best[1] * 1e6) / 20000).toFixed(1)} ns, ${(best[1] / best[0]).toFixed(2)} x the original`,
  );
}
const lines = source.trim().split("\n").length;
const long = Array.from(
  { length: Math.ceil(1000 / (lines + 14)) },
  (_, i) => `{ const exports = {}; ${source}
function g${i}(x, y) {
  let s = 0;
  const a = [x, y, 1];
  for (let i = 0; i < 10; i++) {
    s += a[i % 3] * x ** 2 - y / 3;
    if (s > 10 && y < 3) s -= Math.sin(x);
    else s *= 1.01;
  }
  while (s > 100) {
    s /= 2;
  }
  return s;
}
}`,
).join("\n");
let best = Infinity;
for (let round = 0; round < 15; round++) {
  const start = performance.now();
  transform(long, { functions: "all" });
  best = Math.min(best, performance.now() - start);
}
console.log(`${long.split("\n").length} lines in ${best.toFixed(1)} ms`);
