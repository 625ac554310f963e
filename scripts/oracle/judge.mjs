// One case of a file, judged: values and shapes, the Jacobian by forward mode in several chunks and by reverse, a
// directional derivative, the Hessian by three nestings, the gradient of the sum by reverse; for grids three derivatives.
// Beside the file the ways are compared with each other.

import { inPlace, script, writes } from "./adapter.mjs";
import { departure } from "./departures.mjs";
import { evaluate, number, outputs, read } from "./interpret.mjs";
import { library } from "./names.mjs";
import { program } from "./programs.mjs";
import { contradictions } from "./ways.mjs";

const { add, derivative, grad, hessian, jacobian, jvp, mul, sum, tensor } = library;

/** What a case came to: the first miss, the worst share of a tolerance used up, and the departures met. */
class Verdict {
  miss = null;
  worst = 0;
  departures = new Set();
  /** Ways to one thing that differ. */
  contradiction = null;

  constructor(c) {
    this.case = c;
  }
  fail(check, message) {
    this.miss ??= `${check}: ${message}`;
  }
  /** All ways to the derivatives of f against each other. */
  compareWays(f, xs) {
    for (const { way, against, entry, got, want, broken } of contradictions(f, xs)) {
      const known = departure(this.case, "ways", got, want, entry);
      if (known) this.departures.add(known);
      else
        this.contradiction ??=
          `${way} has ${got} where ${against} has ${want} (entry ${entry})` +
          (broken === null ? "" : `, a partial of ${broken} is not finite`);
    }
  }
  /** Entries against the file's; `lenient` says what an entry of the file has to be in order to count. */
  compare(check, got, want, { rtol, atol } = this.case.tol, lenient = () => true) {
    if (want === null || want === undefined) return;
    if (String(got.shape) !== String(want.shape))
      return this.fail(check, `shape (${got.shape}), not (${want.shape})`);
    const data = got.data;
    want.data.forEach((text, i) => {
      const w = Number(number(text));
      const g = data[i];
      if (Object.is(g, w) || g === w || !lenient(w)) return;
      const share = Math.abs(g - w) / (atol + rtol * Math.abs(w));
      if (share <= 1) return void (this.worst = Math.max(this.worst, share));
      const known = departure(this.case, check, g, w, i);
      if (known) this.departures.add(known);
      else this.fail(check, `entry ${i} is ${g}, not ${w}`);
    });
  }
}

const finite = Number.isFinite;
export function judge(c) {
  const verdict = new Verdict(c);
  if (c.script !== undefined) script(c, verdict);
  else if (c.kind === "grid") grid(c, verdict);
  else if (c.expr !== undefined && writes(c.expr)) inPlace(c, verdict);
  else operationCase(c, verdict);
  return verdict;
}

function grid(c, verdict) {
  const x = tensor(c.x.map(number));
  let f = (t) => evaluate(c.expr, [t]);
  for (const [order, name] of ["y", "dy", "d2y", "d3y"].entries()) {
    if (c[name] === null || c[name] === undefined) break;
    const tol = { ...c.tol, rtol: order === 3 ? Math.max(1e-6, c.tol.rtol) : c.tol.rtol };
    verdict.compare(name, f(x), { shape: x.shape, data: c[name] }, tol);
    const lower = f;
    f = (t) => derivative(lower, t);
  }
  verdict.compareWays((t) => [evaluate(c.expr, [t])], [x]);
}

function operationCase(c, verdict) {
  const inputs = c.inputs.map(read);
  const moving = c.inputs.flatMap((t, i) => (t.diff ? [i] : []));
  const run = c.expr === undefined ? program(c) : (all) => evaluate(c.expr, all);
  const at = (xs) => {
    const all = inputs.slice();
    moving.forEach((i, k) => (all[i] = xs[k]));
    return outputs(run(all));
  };
  let plain;
  try {
    plain = at(moving.map((i) => inputs[i])).map((v) => (typeof v === "object" ? v : tensor(v)));
  } catch (error) {
    if (c.error && error.name === "DualTensorError") return;
    const known = error.code === "DT_SINGULAR" && departure(c, "throws", NaN, NaN);
    if (known) return void verdict.departures.add(known);
    throw error;
  }
  if (c.error)
    return departure(c, "error", NaN, NaN)
      ? void verdict.departures.add(departure(c, "error", NaN, NaN))
      : verdict.fail("outputs", `no error (${c.error.message.split("\n")[0]})`);
  if (plain.length !== c.outputs.length)
    return verdict.fail("outputs", `${plain.length} outputs, not ${c.outputs.length}`);
  c.outputs.forEach((want, o) => verdict.compare("outputs", plain[o], want));
  if (verdict.miss || moving.length === 0) return;

  const floats = c.outputs.flatMap((t, o) => (t.dtype === undefined ? [o] : []));
  const xs = moving.map((i) => inputs[i]);
  const f = (...args) => {
    const all = at(args);
    return floats.map((o) => all[o]);
  };
  if (floats.length === 0) return;
  verdict.compareWays(f, xs);
  if (c.judge === "suspect" || c.judge === "value-only") return;
  // PyTorch's reverse mode multiplies 0 by Infinity off the diagonal: at edges only its finite entries count.
  const lenient = c.kind === "edge" ? finite : undefined;

  if (c.jacobians)
    for (const options of [{ chunk: 1 }, { chunk: 3 }, {}, { mode: "reverse" }]) {
      const J = jacobian(f, xs, { mode: "forward", ...options });
      const check = options.mode ?? "jacobian";
      floats.forEach((o, p) =>
        c.jacobians[o]?.forEach((want, k) => verdict.compare(check, J[p][k], want, undefined, lenient)),
      );
    }
  if (c.jvp?.outputs) {
    const { tangent } = jvp(f, xs, c.jvp.tangents.map(read));
    const other = c.jvp.jacobian_times_tangent ?? c.jvp.torch_forward_ad_outputs;
    // Without a forward mode of PyTorch's: its Jacobian times the tangent, off the diagonal too.
    const entries = c.jvp.source === "jacobian_times_tangent" ? lenient : undefined;
    floats.forEach((o, p) => either(verdict, tangent[p], c.jvp.outputs[o], other?.[o], entries));
  }
  if (c.hessian) {
    const s = (...args) => {
      const ys = at(args);
      return c.hessian.weights
        .flatMap((w, o) => (w === null || w === undefined ? [] : [sum(mul(read(w), ys[o]))]))
        .reduce((a, b) => add(a, b));
    };
    const inner = (...args) => jacobian(s, args, { mode: "forward" });
    const nestings = {
      hessian: jacobian(inner, xs, { mode: "forward" }),
      mixed: hessian(s, xs),
      reverseOuter: jacobian(inner, xs, { mode: "reverse" }),
    };
    for (const [check, H] of Object.entries(nestings))
      c.hessian.blocks.forEach((row, i) =>
        row.forEach((want, k) => verdict.compare(check, H[i][k], want, undefined, lenient)),
      );
  }
  if (Array.isArray(c.grad_ones)) {
    const g = grad((...args) => f(...args).map((y) => sum(y)).reduce((a, b) => add(a, b)), xs); // prettier-ignore
    c.grad_ones.forEach((want, k) => verdict.compare("gradOnes", g[k], want));
  }
}

/** Where PyTorch's two modes disagree, each entry has to agree with one of them. */
function either(verdict, got, want, other, entries) {
  if (!want || !other) return verdict.compare("jvp", got, want, undefined, entries);
  const { rtol, atol } = verdict.case.tol;
  const near = (g, w) => Object.is(g, w) || g === w || Math.abs(g - w) <= atol + rtol * Math.abs(w);
  const data = want.data.map((v, i) => {
    const w = Number(number(other.data[i]));
    return near(got.data[i], w) ? w : v;
  });
  verdict.compare("jvp", got, { shape: want.shape, data }, undefined, entries);
}
