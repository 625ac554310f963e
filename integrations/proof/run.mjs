// node proof/run.mjs [points]: runs the subjects as published and as the loader makes them, compares, and writes RESULTS.md.
// Exit status 1 where a result is wrong and nothing said so: loud failures are part of the table.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { argv, cwd, execPath, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { subjects } from "./subjects.mjs";

const here = dirname(fileURLToPath(import.meta.url)),
  points = argv[2] ?? "100",
  run = promisify(execFile);
const evaluate = async (mode, ...flags) => {
  const given = [...flags, join(here, "evaluate.mjs"), mode, points];
  const { stdout } = await run(execPath, given, { cwd: here, maxBuffer: 1 << 28 });
  const lines = stdout.split("\n").filter((line) => line.startsWith('{"at"'));
  return lines.map((line) =>
    JSON.parse(line, (_, v) =>
      v === "NaN" ? NaN : v === "Infinity" ? Infinity : v === "-Infinity" ? -Infinity : v,
    ),
  );
};
const original = await evaluate("original"),
  transformed = await evaluate("transformed", "--import", "dualtensor/register");
const version = (name) => {
  for (const folder of [join(here, "../node_modules"), join(cwd(), "node_modules")])
    try {
      return JSON.parse(readFileSync(join(folder, name, "package.json"), "utf8")).version;
    } catch {
      continue;
    }
  return "";
};

/** As a table of Markdown, columns of one width. */
function aligned([head, ...body]) {
  const widths = head.map((_, k) => Math.max(3, ...[head, ...body].map((row) => row[k].length)));
  const line = (row) => `| ${row.map((cell, k) => cell.padEnd(widths[k])).join(" | ")} |`;
  return [line(head), `| ${widths.map((w) => "-".repeat(w)).join(" | ")} |`, ...body.map(line)];
}
let silent = 0,
  right = 0;
const packages = new Set(),
  rows = subjects.map((subject, at) => {
    const before = original[at],
      after = transformed[at];
    let worst = 0,
      bits = true,
      left = 0,
      judged = 0,
      undefinedAt = 0;
    const ranges = subject.inputs.map(([low, high]) => high - low);
    const failure = before.failure ?? after.failure;
    if (failure === null)
      before.results.forEach((p, k) => {
        const q = after.results[k];
        bits &&= Object.is(p.y, q.y);
        p.slopes.forEach(({ slope, error }, i) => {
          const scale = Math.max(Math.abs(slope), Math.abs(p.y) / ranges[i]);
          if (!(error <= 1e-10 * scale)) return void left++;
          judged++;
          for (const found of q.slopes[i])
            if (!Number.isFinite(found)) undefinedAt++;
            else worst = Math.max(worst, Math.abs(found - slope) / (scale || 1));
        });
      });
    const digits = worst === 0 ? 15 : Math.max(0, Math.min(15, -Math.log10(worst)));
    const isRight = failure === null && bits && digits >= 8 && judged > 0 && undefinedAt === 0;
    let said = "";
    if (failure !== null) said = `loud: ${failure.slice(0, 160)}`;
    else if (!bits) said = "other bits on numbers";
    else if (judged === 0) said = "differences settle nowhere: the function takes steps";
    else if (undefinedAt > 0) said = "NaN or Infinity: it passes a point without a derivative";
    else if (!isRight && after.results.every((q) => q.slopes.flat().every((d) => d === 0)))
      said = "takes steps (it rounds): the derivative of the program is 0";
    else if (!isRight)
      said = subject.searches ? "searches or tabulates inside: the differences show it" : "WRONG";
    else if (left > 0) said = `${left} of ${left + judged} left out: differences do not settle`;
    if (said === "WRONG" || !bits) silent++;
    if (isRight) {
      right++;
      packages.add(subject.package);
    }
    const shown = failure === null && judged > 0 ? digits.toFixed(1) : "";
    return [
      subject.package,
      version(subject.package),
      subject.name,
      `${subject.inputs.length}`,
      shown,
      said.replaceAll("|", "\\|"),
    ];
  });
const table = [
  "# Derivatives of other people's functions",
  "",
  `Written by \`node proof/run.mjs\`: ${points} points each; what is measured, and the rule of choice, stand in [README.md](README.md).`,
  `${right} of ${subjects.length} functions, in ${packages.size} packages, are right to at least 8 digits.`,
  "",
  ...aligned([["package", "version", "function", "inputs", "digits", ""], ...rows]),
  "",
].join("\n");
if (points === "100") writeFileSync(join(here, "RESULTS.md"), table);
console.log(table);
exit(silent > 0 ? 1 : 0);
