// One subject after the other, as its package is (`original`) or as the loader made it (`transformed`), at the same points. The
// former gives values and differences, the latter values and derivatives; what throws gives its message.
import { subjects } from "./subjects.mjs";

const [, , mode, count = "100"] = process.argv;

/** mulberry32 */
function random(seed) {
  let s = seed;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = Math.imul(s ^ (s >>> 15), s | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
/** Central differences of order eight, the step halved until two halvings change least; and that change. */
export function difference(f, x, width) {
  const order8 = (h) =>
    (4 / 5) * (f(x + h) - f(x - h)) -
    (1 / 5) * (f(x + 2 * h) - f(x - 2 * h)) +
    (4 / 105) * (f(x + 3 * h) - f(x - 3 * h)) -
    (1 / 280) * (f(x + 4 * h) - f(x - 4 * h));
  let best = { slope: NaN, error: Infinity },
    before = NaN,
    changed = Infinity;
  for (let h = 0.02 * width; h > 2e-6 * width; h /= 2) {
    const slope = order8(h) / h,
      change = Math.abs(slope - before),
      error = Math.max(change, changed);
    if (error < best.error) best = { slope, error };
    before = slope;
    changed = change;
  }
  return best;
}
const { derivative, grad, isTensor, tensor } = mode === "transformed" ? await import("dualtensor") : {};

for (const [at, subject] of subjects.entries()) {
  const next = random(at + 1),
    results = [];
  let failure = null;
  try {
    const loaded = await import(subject.from ?? subject.package),
      // Of CommonJS the default is what it exports.
      m = loaded.default ?? loaded;
    for (let k = 0; k < Number(count); k++) {
      const x = subject.inputs.map(([low, high]) => low + (high - low) * next());
      const y = subject.call(m, ...x),
        point = { y, slopes: [] };
      for (const i of x.keys()) {
        const along = (v) => subject.call(m, ...x.map((w, j) => (j === i ? v : w)));
        if (mode === "original") {
          const width = subject.inputs[i][1] - subject.inputs[i][0];
          point.slopes.push(difference(along, x[i], width));
        } else {
          const f = (t) => {
            const y = along(t);
            return isTensor(y) ? y : tensor(y);
          };
          point.slopes.push([derivative(f, x[i]), grad(f, x[i])].map((d) => Number(tensor(d).item())));
        }
      }
      results.push(point);
    }
  } catch (error) {
    failure = String(error.message).split("\n")[0];
  }
  console.log(
    JSON.stringify({ at, results, failure }, (_, v) =>
      typeof v === "number" && !Number.isFinite(v) ? String(v) : v,
    ),
  );
}
