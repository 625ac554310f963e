// Every way to the derivatives of a case compared with the others: forward dense and layered, in chunks, reverse, vmap, linearize,
// and three nestings at second order. Equal is what rounding allows to the terms added on the path (spec/fuzz/bound.ts).

import { build } from "esbuild";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { library } from "./names.mjs";

const { add, jacobian, jvp, linearize, mul, stack, sum, tensor, vjp, vmap } = library;
const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const outfile = here(".cache/run/bound.mjs");
await build({
  entryPoints: [here("spec/fuzz/bound.ts")],
  outfile,
  bundle: true,
  format: "esm",
  logLevel: "warning",
  plugins: [
    {
      // The engine joins those of the build.
      name: "built",
      setup: ({ onResolve }) =>
        onResolve({ filter: /^\./ }, ({ path, importer }) => {
          const file = relative(here("lib"), resolve(dirname(importer), path));
          return file.startsWith("..")
            ? undefined
            : { path: pathToFileURL(here(`dist/esm/${file}`)).href, external: true };
        }),
    },
  ],
});
const { bounds, terms } = await import(pathToFileURL(outfile).href);

const NEAR = 2 ** -46;
/** What is computed from seeds alone nobody watches: some roundings of the largest entry. */
const SEEDS = 2 ** -48;
/** Where the bound is not finite: some thousand roundings of the largest entry. */
const UNBOUNDED = 2 ** -36;
const isNear = (a, b) =>
  a === b || (a !== a && b !== b) || Math.abs(a - b) <= NEAR * Math.min(Math.abs(a), Math.abs(b));
const flat = (v) => (Array.isArray(v) ? v.flatMap(flat) : [v]);
const forward = { mode: "forward" };
const reverse = { mode: "reverse" };

/** Directions without an entry near 0, the same in every run. */
const direction = (shape, salt) => {
  const n = shape.reduce((a, b) => a * b, 1);
  return tensor(
    Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : -1) * (0.5 + ((7 * i + salt) % 11) / 16)),
    { shape: [...shape] },
  );
};

/** Where two ways differ: [way, against, entry, got, want, why the law allows it]. */
export function* contradictions(f, xs) {
  const many = (g) => (...z) => flat(g(...z)); // prettier-ignore
  const numbers = (g) => {
    try {
      return flat(g(...xs)).flatMap((t) => Array.from(t.data));
    } catch (error) {
      // A program that branches on a number has no batch of it.
      if (error.code === "DT_WATCHED") return null;
      throw error;
    }
  };
  const n = xs.reduce((m, x) => m + x.size, 0);
  const v = xs.map((x, i) => direction(x.shape, i));
  const w = f(...xs).map((y, i) => direction(y.shape, i + 3));
  const s = (...z) => f(...z).map((y, o) => sum(mul(w[o], y))).reduce((a, b) => add(a, b)); // prettier-ignore
  const twice = (g) => {
    const over = vmap((...z) => flat(g(...z)));
    return (...z) => over(...z.map((x) => stack([x, x]))).map((t) => t.at(1));
  };
  const J = (options) => (...z) => jacobian(f, z, options); // prettier-ignore
  const families = [
    {
      "forward, dense": J({ ...forward, chunk: Math.max(1, n) }),
      "forward, chunk 1": J({ ...forward, chunk: 1 }),
      "forward, layered": J(forward),
      reverse: J(reverse),
      "vmap of forward": twice(J(forward)),
      "vmap of reverse": twice(J(reverse)),
    },
    {
      jvp: (...z) => jvp(f, z, v).tangent,
      "linearize push": (...z) => linearize(f, z).push(v),
    },
    {
      vjp: (...z) => vjp(f, z).pull(w),
      "linearize pull": (...z) => linearize(f, z).pull(w),
    },
    {
      "forward over forward": (...z) => jacobian((...t) => jvp(s, t, v).tangent, z, forward),
      "forward over reverse": (...z) => jvp((...t) => vjp(f, t).pull(w), z, v).tangent,
      "reverse over forward": (...z) => vjp((...t) => jvp(f, t, v).tangent, z).pull(w),
    },
  ];
  for (const [order, family] of families.entries()) {
    const [[against, first], ...others] = Object.entries(family);
    const want = numbers(first);
    if (want === null) return;
    for (const [way, g] of others) {
      const got = numbers(g);
      if (got === null || got.every((a, i) => isNear(a, want[i]))) continue;
      const [p, q] = [bounds(many(g), xs), bounds(many(first), xs)];
      const largest = want.reduce((m, b) => (Number.isFinite(b) ? Math.max(m, Math.abs(b)) : m), 0);
      const most = terms(order === 3 ? (...z) => jvp(f, z, v).tangent : f, xs);
      const allowed = (i) => {
        const e = p.error[i] + q.error[i];
        return Number.isFinite(e) && p.broken === null && q.broken === null
          ? e + SEEDS * Math.max(largest, most)
          : UNBOUNDED * Math.max(1, largest);
      };
      const entry = got.findIndex((a, i) => !isNear(a, want[i]) && !(Math.abs(a - want[i]) <= allowed(i)));
      if (entry < 0) continue;
      const own = bounds(f, xs).broken ?? (order === 3 ? (p.broken ?? q.broken) : null);
      yield { way, against, entry, got: got[entry], want: want[entry], broken: own };
    }
  }
}
