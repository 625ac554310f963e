// The command as it is built: every example of docs/command.md and of --help, exit codes, files, bad input.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { problems } from "../../examples/nist/data.js";
import * as misra1a from "../../examples/misra1a.js";
import { agreement } from "../../examples/report.js";

const root = resolve(__dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "dualtensor-"));
const built = join(folder, "command");
const main = join(built, "main.js");

// A child of jest would take itself for one of its workers.
const { JEST_WORKER_ID: _id, NODE_OPTIONS: _options, ...env } = process.env;
const shell = (line: string) =>
  spawnSync("sh", ["-c", `dualtensor() { "${process.execPath}" "${main}" "$@"; }\n${line}`], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
const run = (args: readonly string[], input = "") =>
  spawnSync(process.execPath, [main, ...args], { cwd: folder, env, input, encoding: "utf8" });
const rows = [...misra1a.x.data].map((x, i) => `${x},${misra1a.y.data[i]}`).join("\n");

beforeAll(() => {
  execFileSync(process.execPath, [join(root, "scripts/command.mjs"), built], { stdio: "inherit" });
  writeFileSync(join(built, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "misra1a.csv"), `x,y\n${rows}\n`);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("docs/command.md", () => {
  const blocks = readFileSync(join(root, "docs/command.md"), "utf8").matchAll(/```sh\n(.*?)```/gs);
  const examples = [...blocks].flatMap(([, block]) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((text) => {
        const [line, ...output] = text.split("\n");
        return [line, output.join("\n")] as const;
      }),
  );
  test.each(examples)("%s", (line, output) => {
    expect(shell(line).stdout).toBe(output);
  });
});

describe("--help", () => {
  test.each(["jacobian", "gradient", "hessian", "derivative", "check", "fit", "compile", "plot"])(
    "%s: the example runs",
    (name) => {
      const { status, stdout } = run([name, "--help"]);
      expect(status).toBe(0);
      const example = /Example:\n\n {2}(dualtensor .*)\n/.exec(stdout)![1];
      const done = shell(example);
      expect([done.status, done.stderr]).toEqual([0, ""]);
      expect(run(["--help"]).stdout).toContain(`dualtensor ${name}`);
    },
  );
});

describe("results", () => {
  test("check prints value, derivative, differences and the verdict: 2^(3/2) and 1.5 √2", () => {
    const { ok, value, derivative, differences, error } = JSON.parse(
      run(["check", "sqrt(x)^3", "--at", "x=2", "--json"]).stdout,
    );
    expect(ok).toBe(true);
    expect(agreement(value, 2 ** 1.5)).toBeGreaterThan(15);
    expect(agreement(derivative.x, 1.5 * Math.SQRT2)).toBeGreaterThan(15);
    expect(Math.abs(differences.x - 1.5 * Math.SQRT2)).toBeLessThanOrEqual(error.x);
    expect(run(["check", "sqrt(x)^3", "--at", "x=2"]).stdout).toMatch(/value: 2\.828.*\nok\n$/s);
  });

  test.each([
    ["sqrt(x)^3", "x=2", 0, "right", ""],
    ["floor(x)", "x=2", 1, "incomparable", "f/x.x: f jumps there"],
    ["log(x)", "x=-1", 1, "incomparable", "f/x.x: f(x) is not finite, at x or beside it"],
    ["x + 1e16", "x=1", 1, "incomparable", "f/x.x: f is too noisy"],
  ])("check %s at %s: exit code %d, %s", (formula, at, code, verdict, reason) => {
    const json = run(["check", formula, "--at", at, "--json"]);
    expect(json.status).toBe(code);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: code === 0, verdict });
    expect(JSON.parse(json.stdout).reason).toContain(reason);
    const text = run(["check", formula, "--at", at]);
    expect(text.status).toBe(code);
    expect(text.stdout).toContain(
      code === 0 ? "\nok\n" : `\nnot comparable\ngradcheck: not comparable: ${reason}`,
    );
  });

  test.each(misra1a.starts)(
    "fit: Misra1a to 9 digits from (%d, %d), the last column being the response",
    (b1, b2) => {
      const args = [
        "fit",
        "b1*(1-exp(-b2*x))",
        "--data",
        "misra1a.csv",
        "--start",
        `b1=${b1},b2=${b2}`,
        "--json",
      ];
      const fit = JSON.parse(run(args).stdout),
        { certified } = misra1a;
      const found = [fit.parameters, fit.standardErrors].flatMap(({ b1, b2 }) => [b1, b2] as number[]);
      [...certified.parameters, ...certified.deviations].forEach((v, i) => {
        expect(agreement(found[i], v)).toBeGreaterThan(9);
      });
      expect(agreement(fit.residualSumOfSquares, certified.residualSumOfSquares)).toBeGreaterThan(9);
      expect(fit.degreesOfFreedom).toBe(12);
    },
  );

  test.each(
    Object.entries(problems).flatMap(([name, { starts }]) =>
      starts.map((start, i) => [name, i + 1, start] as const),
    ),
  )("fit: %s to 9 digits from start %d", (name, _i, start) => {
    const { formula, parameters, rows, certified } = problems[name],
      lines = rows.flatMap((y, i) => (i % 2 === 0 ? [`${y},${rows[i + 1]}`] : []));
    const from = parameters.map((p, i) => `${p}=${start[i]}`).join(",");
    const args = ["fit", formula, "--data", "-", "--y", "y", "--start", from, "--json"];
    const fit = JSON.parse(run(args, `y,x\n${lines.join("\n")}\n`).stdout);
    parameters.forEach((p, i) => {
      expect(agreement(fit.parameters[p], certified.parameters[i])).toBeGreaterThan(9);
      expect(agreement(fit.standardErrors[p], certified.deviations[i])).toBeGreaterThan(9);
    });
    expect(agreement(fit.residualSumOfSquares, certified.residualSumOfSquares)).toBeGreaterThan(9);
  });

  test("fit: operators between columns go row by row", () => {
    const data = "x,z,y\n1,2,5\n2,3,16\n3,1,15\n"; // y = x² + 2 x z
    const fit = run(["fit", "a*x^2 + b*x*z", "--data", "-", "--start", "a=0,b=0", "--json"], data);
    const { a, b } = JSON.parse(fit.stdout).parameters;
    expect(Math.abs(a - 1) + Math.abs(b - 2)).toBeLessThan(1e-12);
  });

  test("a .npy file is read as it was written, numbers that are not finite pass through JSON", () => {
    const written = run([
      "jacobian",
      "[x[1] * x[2], x[2]]",
      "--at",
      "x=[3,4]",
      "--format",
      "npy",
      "--out",
      "K.npy",
    ]);
    expect(written.status).toBe(0);
    const bytes = readFileSync(join(folder, "K.npy"));
    expect(bytes.toString("latin1", 10, 70)).toContain("'shape': (2, 2)");
    expect(bytes.length % 64).toBe(32); // four elements of 8 bytes behind a head of a multiple of 64
    expect(run(["derivative", "x .^ 2 / 2", "--at", "x=@K.npy", "--json"]).stdout).toBe("[[4,3],[0,1]]\n");

    expect(run(["derivative", "sqrt(x)", "--at", "x=0", "--json"]).stdout).toBe('"Infinity"\n');
  });
});

describe("at a terminal", () => {
  /** Runs with a stream that takes itself for a terminal. */
  const seen = (stream: "stdout" | "stderr", args: readonly string[], extra: Record<string, string> = {}) =>
    spawnSync(
      process.execPath,
      ["--import", `data:text/javascript,process.${stream}.isTTY=true`, main, ...args],
      { cwd: folder, env: { ...env, ...extra }, encoding: "utf8" },
    );
  const { NO_COLOR: _none, ...plain } = env;
  const check = ["check", "x^3", "--at", "x=2"];
  const fit = ["fit", "b1*(1-exp(-b2*x))", "--data", "misra1a.csv", "--start", "b1=500,b2=0.0001"];

  test("the verdict is coloured, unless NO_COLOR is set", () => {
    const piped = run(check).stdout;
    expect(seen("stdout", check, { ...plain, NO_COLOR: "" }).stdout).toBe(
      piped.replace("ok\n", "\x1b[32mok\x1b[0m\n"),
    );
    expect(seen("stdout", check, { NO_COLOR: "1" }).stdout).toBe(piped);
  });

  test("progress of a fit stands on stderr and is wiped; stdout is the same", () => {
    const { stdout, stderr, status } = seen("stderr", fit);
    expect(status).toBe(0);
    const lines = stderr.split("\r\x1b[K");
    expect([lines[0], lines.at(-1)]).toEqual(["", ""]);
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines.slice(1, -1))
      expect(line).toMatch(/^iteration \d+ {2}sum of squares [\d.e+-]+$/);
    expect(stdout).toBe(run(fit).stdout);
    expect(run(fit).stderr).toBe("");
  });
});

describe("bad input: one message, exit code 2, nothing written", () => {
  test.each([
    [["fot"], "", "Did you mean fit"],
    [["jacobian"], "", "expected one formula, got none"],
    [["jacobian", "x", "--bogus"], "", "--bogus"],
    [["jacobian", "x + q", "--at", "x=1"], "", "unknown name q"],
    [["jacobian", "x +", "--at", "x=1"], "", "^"],
    [["jacobian", "x", "--at", "x=1", "--wrt", "y"], "", '--wrt among x, got "y"'],
    [["jacobian", "x", "--at", "x=1", "--at", "x=2"], "", "x twice"],
    [["jacobian", "x", "--at", "x=[[1,2],[3]]"], "", "rows of equal length"],
    [["jacobian", "x", "--at", "x=@none.npy"], "", "none.npy: expected a file that can be read"],
    [["jacobian", "x", "--at", "-"], "", "stdin: expected data, got none"],
    [["jacobian", "x", "--at", "-"], "{", "expected JSON"],
    [["jacobian", "sum(ones(1e5, 1e5)) * x", "--at", "x=1"], "", "expected a formula that needs at most"],
    [["jacobian", "x*y", "--at", "x=1", "--at", "y=1", "--format", "npy"], "", "Name one input with --wrt"],
    [
      ["jacobian", "x", "--at", "x=1", "--out", "none/J.csv"],
      "",
      "none/J.csv: expected a file that can be written",
    ],
    [["fit", "k*x", "--data", "points.csv"], "", "--start b1=1,b2=0.5"],
    [
      ["fit", "k*x", "--data", "points.csv", "--start", "k=1", "--y", "yy"],
      "",
      "points.csv:1: expected the column yy",
    ],
    [["fit", "k*x", "--data", "-", "--start", "k=1"], "x,y\n1,2\n2,3,4\n", "stdin:3:5: expected 2 cells"],
    [
      ["fit", "k*x", "--data", "-", "--start", "k=1"],
      "x,y\n1,2\n2,z\n",
      'stdin:3:3 (y): expected a number, got "z"',
    ],
  ] as const)("%j %j: %s", (args, input, message) => {
    const before = readdirSync(folder).length;
    const { status, stdout, stderr } = run(args, input);
    expect(stderr).toContain(message);
    expect([status, stdout, readdirSync(folder).length]).toEqual([2, "", before]);
    expect(existsSync(join(folder, "none"))).toBe(false);
  });
});
