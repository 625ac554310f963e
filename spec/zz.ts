import { exp, jit, sub, tensor, mul, valueAndJacobian, type Tensor } from "dualtensor";
import { leastSquares, levenbergMarquardt, residuals } from "dualtensor/optimize";
import { expression } from "dualtensor/mathjs";
import { readFileSync } from "node:fs";
const lines = readFileSync("spec/fixtures/nist/Misra1a.dat", "utf8").split(/\r?\n/);
const rows = lines.slice(lines.findIndex((l) => /^Data:\s+y/.test(l)) + 1).map((l) => l.trim().split(/\s+/).map(Number)).filter((r) => r.length === 2);
const x = rows.map((r) => r[1]), y = rows.map((r) => r[0]);
const xs = tensor(x), ys = tensor(y);
const model = (b: Tensor) => b.at(0).mul(sub(1, exp(xs.mul(b.at(1)).neg())));
const cpu = () => process.cpuUsage().user;
function time(name: string, f: () => any, n = 2000) {
  for (let i = 0; i < n/2; i++) f();
  const best: number[] = [];
  for (let r = 0; r < 7; r++) { const t = performance.now(); for (let i = 0; i < n / 10; i++) f(); best.push((performance.now() - t) / (n / 10) * 1e3); }
  const r = f();
  console.log(name, Math.min(...best).toFixed(1), "µs", r.reason, r.iterations, JSON.stringify(r.evaluations));
}
const o = { observed: ys };
time("tensor code, start 1", () => leastSquares(model, [500, 1e-4], o));
time("tensor code, start 2", () => leastSquares(model, [250, 5e-4], o));
const j = jit(model);
time("jit(model)", () => leastSquares(j as any, [500, 1e-4], o));
time("jit(model)", () => leastSquares(j as any, [250, 5e-4], o));
time("compile", () => leastSquares(model, [500, 1e-4], { ...o, compile: true }), 100);
const f = expression("b1 * (1 - exp(-b2 * x))", ["b1", "b2", "x"]);
const r = residuals(expression("b1 * (1 - exp(-b2 * x)) - y"), { x, y });
console.log(r.jacobian([500, 1e-4])[0]);
