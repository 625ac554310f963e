// docs/performance.md in one picture: for each task the time of the derivative by hand and of the best call of each library, as multiples of
// this library's. What is measured is drawn, slower or faster.

import { readFileSync } from "node:fs";

const TASKS = [
  ["Jacobian of a * b in b, n = 3", "a * b, 3 numbers"],
  ["Jacobian of a * b in b, n = 1000", "a * b, 1000 numbers"],
  ["Jacobian of sin(x_i) x_{i+1}² + exp(-x_i), tensor code, n = 100", "chain of neighbours, 100"],
  ["Jacobian of a 4-layer, 64-wide tanh network with respect to its input", "network of 4 layers"],
  ["Gradient of Rosenbrock, scalar code through x.at(i), n = 100, reverse", "Rosenbrock's gradient, 100"],
  ["Jacobian of solve(A, b) in A, 32 x 32", "solve(A, b) in A, 32 x 32"],
];
const WHO = [
  ["by hand", (row) => row.startsWith("hand")],
  ["dualtensor", (row) => row === "dualtensor"],
  ["jax-js", (row) => row.startsWith("jax-js")],
  ["torch", (row) => row.startsWith("torch")],
];

/** By task and kind the least multiple of this library's time. */
export function measured(page) {
  const sections = new Map(page.split(/^### /m).map((section) => [section.split("\n")[0], section]));
  return TASKS.map(([title, label]) => {
    const rows = [...(sections.get(title) ?? "").matchAll(/^\| (.+?) +\| ([\d.]+) x +\|/gm)].map(
      ([, name, times]) => [name.trim(), Number(times)],
    );
    if (rows.length === 0) throw new Error(`docs/performance.md has no table "${title}"`);
    return {
      label,
      times: WHO.map(([, is]) => Math.min(...rows.filter(([name]) => is(name)).map(([, times]) => times))),
    };
  });
}

export async function speed(root) {
  const at = (name) => import(new URL(`../dist/esm/plot/${name}.js`, import.meta.url));
  const [{ element, picture, text }, { kind }, { logarithmic }] = await Promise.all(
    ["svg", "colours", "ticks"].map(at),
  );
  const tasks = measured(readFileSync(`${root}/docs/performance.md`, "utf8"));
  const all = tasks.flatMap(({ times }) => times).filter(Number.isFinite);
  const scale = logarithmic([Math.min(...all), Math.max(...all)]);
  const [left, width, top, row] = [190, 410, 66, 34];
  const x = (v) => left + width * scale.at(v);
  const bottom = top + row * tasks.length;
  const look = WHO.map((_, k) => [`w${k}`, (g) => `fill:${kind(g, [6, 0, 2, 1][k], 7)}`]);
  return picture(
    { title: "Time of a derivative, dualtensor = 1", width: 640, height: bottom + 50, theme: "auto" },
    `Times as multiples of dualtensor's: ${tasks
      .map(
        ({ label, times }) =>
          `${label}: ${WHO.map(([who], k) => (Number.isFinite(times[k]) ? `${who} ${times[k]}` : ""))
            .filter(Boolean)
            .join(", ")}`,
      )
      .join("; ")}.`,
    [
      ...WHO.flatMap(([who], k) => [
        element("circle", { cx: left + 8 + 100 * k, cy: 44, r: 5, class: `w${k}` }),
        text(left + 20 + 100 * k, 48, who, { class: "muted" }),
      ]),
      ...scale.ticks.flatMap((v) => [
        element("path", { class: "grid", d: `M${x(v).toFixed(1)} ${top - 8}V${bottom}` }),
        text(x(v), bottom + 18, `${v}`, { class: "muted", "text-anchor": "middle", "font-size": 11 }),
      ]),
      element("path", { class: "line", d: `M${x(1).toFixed(1)} ${top - 8}V${bottom}` }),
      text(left + width / 2, bottom + 38, "times as long (further left is faster)", {
        class: "ink",
        "text-anchor": "middle",
      }),
      ...tasks.flatMap(({ label, times }, i) => [
        text(left - 10, top + row * (i + 0.5) + 4, label, { class: "ink", "text-anchor": "end" }),
        ...times.map((v, k) =>
          Number.isFinite(v)
            ? element(
                "circle",
                { cx: x(v), cy: top + row * (i + 0.5), r: 6, class: `w${k}` },
                element("title", {}, `${WHO[k][0]} ${v}`),
              )
            : "",
        ),
      ]),
    ],
    look,
  );
}
