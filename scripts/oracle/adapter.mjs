// What only the adapter has, judged with "dualtensor/torch": expressions that write in place, differentiated in reverse, forward
// and by its forward-mode levels; and scripts, of which spec/torch/scripts has the ports, observation by observation.

import { build } from "esbuild";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { torch } from "../../dist/esm/torch.js";
import { operations } from "./departures.mjs";
import { evaluate, number, outputs } from "./interpret.mjs";
import { Elsewhere } from "./names.mjs";

const { autograd, forwardAd, func } = torch;

/** Does an expression call a method that ends in an underscore, or assign to a subscript? */
export const writes = (expr) => [...operations(expr)].some((name) => /_$/.test(name));

const read = ({ shape, data, dtype = "float64" }) =>
  torch
    .tensor(
      Float64Array.from(data, (v) => Number(number(v))),
      { dtype },
    )
    .reshape(shape);
const data = (t) => ({ shape: t.shape, data: t.numbers().data });

/** A case whose expression writes in place. */
export function inPlace(c, verdict) {
  const inputs = c.inputs.map(read);
  const moving = c.inputs.flatMap((t, i) => (t.diff ? [i] : []));
  const xs = moving.map((i) => inputs[i]);
  const f = (...args) => {
    const all = inputs.slice();
    moving.forEach((i, k) => (all[i] = args[k]));
    return outputs(evaluate(c.expr, all));
  };
  const plain = f(...xs);
  c.outputs.forEach((want, o) => verdict.compare("outputs", data(plain[o]), want));
  if (c.judge !== "exact" || moving.length === 0) return;
  const places = moving.map((_, k) => k);
  const jacobians = {
    reverse: autograd.functional.jacobian(f, xs),
    jacobian: forward(() => func.jacfwd(f, places)(...xs)),
  };
  for (const [check, J] of Object.entries(jacobians))
    c.jacobians?.forEach((row, o) =>
      row?.forEach((want, k) => J && verdict.compare(check, data(J[o][k]), want)),
    );
  if (!c.jvp?.outputs) return;
  const tangents = c.jvp.tangents.map(read);
  const duals = () =>
    f(...xs.map((x, k) => forwardAd.makeDual(x, tangents[k]))).map((y) => forwardAd.unpackDual(y).tangent);
  for (const jvp of [autograd.functional.jvp(f, xs, tangents)[1], forward(() => forwardAd.dualLevel(duals))])
    c.jvp.outputs.forEach((want, o) => want && jvp && verdict.compare("jvp", data(jvp[o]), want));
}
/** What forward mode gives; null where the adapter refuses to write through a view of a value that it watches. */
function forward(run) {
  try {
    return run();
  } catch (error) {
    if (error.message.includes("x.set(index, value)")) return null;
    throw error;
  }
}

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const outfile = here(".cache/run/scripts.mjs");
const folder = here("spec/torch/scripts");
const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
await build({
  stdin: {
    contents: [
      'export { differences, run } from "../script.js";',
      ...files.map((name, i) => `import { scripts as s${i} } from "./${name}";`),
      `export const ports = { ${files.map((_, i) => `...s${i}`).join(", ")} };`,
    ].join("\n"),
    resolveDir: folder,
    loader: "ts",
  },
  outfile,
  bundle: true,
  keepNames: true,
  external: ["dualtensor", "dualtensor/*"],
  format: "esm",
  logLevel: "warning",
});
const { differences, run, ports } = await import(pathToFileURL(outfile).href);
const fixture = (name) => JSON.parse(readFileSync(here(`spec/fixtures/torch/${name}.json`), "utf8"));
/** The ids of the ports, by the text of the script. */
const ported = new Map(fixture("semantics").cases.map((c) => [c.script, c.id]));
const parted = fixture("parted");

/** A script: the port of the same text runs, and what it may part in is data of the specs. */
export function script(c, verdict) {
  const id = ported.get(c.script);
  if (id === undefined) throw new Elsewhere("a script of the adapter that is not ported");
  for (const name of differences(c, run(ports[id]))) {
    const reason = parted[id]?.[name];
    if (reason === undefined) verdict.fail("observed", `${name} differs`);
    else verdict.departures.add({ reason });
  }
}
