// The tables of docs/performance.md. Ratios come first: 1 is dualtensor's time, 20 x is a row twenty times slower.

import { gates } from "./gates.mjs";
import { libraries, torchLibrary } from "./libraries.mjs";

/** @typedef {import("./run.mjs").Result} Result */

const digits = (/** @type {number} */ x) => (x >= 100 ? x.toFixed(0) : x.toPrecision(x >= 10 ? 3 : 2));

const duration = (/** @type {number} */ ns) => {
  if (ns < 1e3) return `${digits(ns)} ns`;
  if (ns < 1e6) return `${digits(ns / 1e3)} µs`;
  return `${digits(ns / 1e6)} ms`;
};

const table = (/** @type {string[][]} */ [head, ...rows]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** dualtensor first, then the hand-written derivative, then the others from the fastest to the slowest. */
const order = (/** @type {Result["rows"]} */ rows) => {
  const rank = (/** @type {string} */ row) =>
    row.startsWith("dualtensor") ? 0 : row.startsWith("hand") ? 1 : 2;
  return Object.entries(rows).sort(
    ([p, a], [q, b]) => rank(p) - rank(q) || (rank(p) > 1 ? a.ns.median - b.ns.median : 0),
  );
};

/** @param {readonly Result[]} results */
export const between = (results) =>
  results
    .map(({ name, title, rows, missing, wrong }) => {
      const lines = order(rows).map(([row, { ns, ratio, afterOthers }]) => [
        row,
        ratio ? `${digits(ratio.median)} x` : "",
        ratio ? `${digits(ratio.low)} - ${digits(ratio.high)}` : "",
        duration(ns.median),
        afterOthers ? duration(afterOthers.median) : "",
      ]);
      const absent = Object.entries(missing).map(([row, why]) => `${row}: ${reason(row, why)}.`);
      const notes = [...absent, ...wrong.map((line) => `Not timed, ${line}.`)];
      const head = [`\`${name}\``, "dualtensor = 1", "spread", "time", "after other tasks"];
      return [`### ${title}`, "", table([head, ...lines]), ...notes.map((note) => `\n${note}`), ""].join(
        "\n",
      );
    })
    .join("\n");

const reason = (/** @type {string} */ name, /** @type {string} */ why) => {
  const library = [...libraries, torchLibrary].find((each) => each.name === name);
  return library ? `not installed (\`${library.install}\`)` : why;
};

/** @param {readonly Result[]} results */
const verdicts = (results) => {
  const lines = gates.flatMap(({ task, must, aim = "", decide }) => {
    const result = results.find((each) => each.name === task);
    if (!result?.rows.dualtensor) return [];
    const { reached, measured } = decide(result);
    return [
      [
        result.title,
        must,
        measured,
        reached === null ? "not decided" : reached ? "reached" : "**not reached**",
        aim,
      ],
    ];
  });
  return table([["task", "must", "measured", "", "aim"], ...lines]);
};

/** @param {{ date: string, node: string, processes: number, versions: Record<string, string>, torchGflops: number | null, results: readonly Result[], allocations: readonly { what: string, bytes: number }[] }} facts */
export const page = ({ date, node, processes, versions, torchGflops, results, allocations }) => {
  const compared = [...libraries, torchLibrary].map(({ name, about, install }) => {
    if (!versions[name]) return [name, "not installed", `\`${install}\``];
    const speed =
      name === "torch" && torchGflops ? `; its matrix product runs at ${torchGflops.toFixed(0)} GFlop/s` : "";
    return [name, versions[name], `${about ?? ""}${speed}`];
  });
  const gradient = results.find(({ name }) => name === "grad10k")?.rows;
  const relative = ["dualtensor", "dualtensor/torch", "hand"].flatMap((who) => {
    const [own, f] = [gradient?.[who], gradient?.[`${who} f`]];
    return own && f
      ? [`${who === "hand" ? "by hand" : who} ${digits(own.ns.median / f.ns.median)} times`]
      : [];
  });
  const gateTable = verdicts(results);
  const text = [
    `Measured ${date} with Node ${node}, ${processes} fresh processes a task.`,
    "",
    table([["compared", "version", ""], ...compared]),
    "",
    "### Gates",
    "",
    gateTable,
    "",
    between(results),
    relative.length > 0
      ? `What the gradient of 10,000 inputs costs beside f itself: ${relative.join(", ")}.\n`
      : "",
    allocations.length > 0
      ? `### Allocation\n\n${table([["one operation on three elements", "bytes left behind"], ...allocations.map(({ what, bytes }) => [what, `${bytes}`])])}\n`
      : "",
  ].join("\n");
  return { text, gates: gateTable };
};
