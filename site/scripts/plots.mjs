// A plot for each elementwise function of one argument, where the tests try it: the curve and one tangent.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const entries = ["index", "special", "nn"];
const library = (name) => import(new URL(`../../dist/esm/${name}.js`, import.meta.url));

/** Writes them into a folder; the names of those that there are. */
export async function plots(folder) {
  const { curvePlot } = await library("plot");
  mkdirSync(folder, { recursive: true });
  const names = new Set();
  for (const entry of entries)
    for (const [name, f] of Object.entries(await library(entry))) {
      const rule = f?.rule;
      if (rule?.operands !== 1 || names.has(name)) continue;
      const { lo = -2, hi = 2 } = Array.isArray(rule.domain) ? rule.domain[0] : (rule.domain ?? {});
      const [from, to] = [Math.min(lo, -2) === lo ? lo : lo - (hi - lo) / 4, hi];
      writeFileSync(
        join(folder, `${name}.svg`),
        curvePlot((x) => f(x), {
          from,
          to,
          tangents: [lo + 0.62 * (hi - lo)],
          samples: 120,
          width: 300,
          height: 200,
          title: name,
        }),
      );
      names.add(name);
    }
  return names;
}
