// Tables as instruments and spreadsheets write them, and what fit does with them.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Table } from "../../lib/cli/csv.js";
import { buildIfStale } from "../docs/build.js";

const columns = (text: string, names?: string[]) => {
  const table = new Table(text, "t", names);
  return {
    names: table.names,
    numbers: table.numbers([...Array(table.width).keys()], true).columns.map((c) => [...c]),
  };
};
const xy = { names: ["x", "y"], numbers: [[1, 2], [2.5, 3.5]] }; // prettier-ignore

test.each([
  ["commas", "x,y\n1,2.5\n2,3.5\n"],
  ["semicolons and decimal commas", "x;y\n1;2,5\n2;3,5\n"],
  ["tabs", "x\ty\n1\t2.5\n2\t3.5\n"],
  ["tabs and decimal commas", "x\ty\n1\t2,5\n2\t3,5\n"],
  ["blanks", "  x    y\n  1  2.5\n 2   3.5\n"],
  ["comments before, between and behind", "# made by x\nx,y\n1,2.5 # first\n#\n2,3.5\n"],
  ["quotes", '"x","y"\n"1","2.5"\n2,3.5'],
  ["a mark of byte order, \\r\\n and empty lines", "\uFEFFx,y\r\n\r\n1,2.5\r\n2,3.5\r\n\r\n"],
  ["separators behind the last column", "x,y,\n1,2.5,\n2,3.5,\n"],
  ["separators behind that of the head alone", "x;y;;\n1;2,5\n2;3,5\n"],
  ["Excel's word for the separator", "\uFEFFsep=;\r\nx;y\r\n1;2,5\r\n2;3,5\r\n"],
  ["decimal commas within quotes", '"x","y"\n"1,0","2,5"\n"2,0","3,5"\n'],
  ["\\r alone", "x,y\r1,2.5\r2,3.5"],
  ["exponents and signs", "x,y\n+1e0,25e-1\n.2E1,3.5"],
  ["cells without numbers, whose lines are left out", "x,y\n1,2.5\n,7\n3,NA\n4,nan\n2,3.5\n"],
])("%s", (_, text) => expect(columns(text)).toEqual(xy));

test("no head: names are given, or there are none", () => {
  expect(columns("1,2.5\n2,3.5\n", ["x", "y"])).toEqual(xy);
  expect(columns("1,2.5\n2,3.5\n")).toEqual({ ...xy, names: null });
  expect(columns("a,b\n1,2.5\n2,3.5\n", ["x", "y"])).toEqual(xy);
});
test("columns that nobody asks for may hold anything", () => {
  const table = new Table('when,i,y,"Time (s)"\n2020-01-01,a,1,0\n2020-01-02,"b,c",2,1\n', "t");
  expect(table.names).toEqual(["when", "i", "y", "Time (s)"]);
  expect(table.numbers([2, 3], false).columns.map((c) => [...c])).toEqual([[1, 2], [0, 1]]); // prettier-ignore
});
test.each([
  ["x,y\n1,2\n2,z\n", "t:3:3 (y): expected a number"],
  ["x,y\n1,2\n2,3,4\n", "t:3:5: expected 2 cells"],
  ['x,y\n1,"2,500"\n', "t:2:3 (y): expected a number"],
  ["x,x\n1,2\n", "t:1:3: expected each name once"],
  ['x,y\n1,"2\n', "t:2:3: expected a quote that is closed"],
  ["\n# nothing\n", "t: expected lines of numbers"],
])("%j is refused: %s", (text, message) => expect(() => columns(text)).toThrow(message));
test("a long cell of digits costs no more than it is long", () => {
  // Quadratic patterns need minutes for this.
  expect(() => columns(`x,y\n1,${"1".repeat(2e6)}z\n`)).toThrow("expected a number");
});

describe("--per-row", () => {
  beforeAll(() => buildIfStale(), 240_000);
  const folder = mkdtempSync(join(tmpdir(), "dualtensor-rows-"));
  writeFileSync(join(folder, "r.csv"), "t,note\n0,a\n1,b\n2,c\n");
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(__dirname, "../../dist/cli/main.js"), ...args], {
      encoding: "utf8",
      cwd: folder,
    });
  const rows = (formula: string): number[][] =>
    run("jacobian", formula, "--at", "a=2", "--at", "@r.csv", "--wrt", "a,t", "--per-row", "--format", "csv")
      .stdout.trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").map(Number));
  test("by the formula's program: a sin(t)", () => {
    rows("a * sin(t)").forEach(([da, dt], t) => {
      expect(da).toBeCloseTo(Math.sin(t), 14);
      expect(dt).toBeCloseTo(2 * Math.cos(t), 14);
    });
  });
  test("as a batch, where it has vectors within: |(a t, 1)|", () => {
    rows("norm([a * t, 1])").forEach(([da, dt], t) => {
      expect(da).toBeCloseTo((2 * t * t) / Math.hypot(2 * t, 1), 14);
      expect(dt).toBeCloseTo((4 * t) / Math.hypot(2 * t, 1), 14);
    });
  });
  test.each([
    [["gradient", "a * t", "--at", "a=2", "--at", "t=3", "--per-row"], "lists of one length"],
    [["hessian", "t^2", "--at", "@r.csv", "--per-row"], "jacobian, gradient or derivative"],
    [["jacobian", "[t, 1]", "--at", "@r.csv", "--per-row"], "one number"],
  ])("%j is refused", (args, message) => {
    const { status, stderr } = run(...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});

describe("dualtensor fit", () => {
  beforeAll(() => buildIfStale(), 240_000);
  const folder = mkdtempSync(join(tmpdir(), "dualtensor-fit-")),
    main = join(__dirname, "../../dist/cli/main.js");
  const run = (args: string[], input = "") =>
    spawnSync(process.execPath, [main, ...args], { input, encoding: "utf8", cwd: folder });
  // y = 3 + 2 t, and one stray.
  const line = "t,y,s\n0,3,1\n1,5,1\n2,7,1\n3,9,1\n4,31,1e9\n";
  const json = (args: string[], input = line) =>
    JSON.parse(
      run(["fit", "a+b*t", "--data", "-", "--y", "y", "--start", "a=1,b=1", "--json", ...args], input).stdout,
    ) as {
      parameters: { a: number; b: number };
      converged: boolean;
    };
  test("sigma, losses, bounds, fixed parameters, starts", () => {
    expect(json(["--sigma", "s"]).parameters.b).toBeCloseTo(2, 6);
    expect(json(["--loss", "cauchy:0.001"]).parameters.b).toBeCloseTo(2, 3);
    expect(json(["--sigma", "s", "--upper", "b=1.5"]).parameters).toEqual({
      a: expect.closeTo(3.75, 6) as number,
      b: 1.5,
    });
    expect(json(["--sigma", "s", "--fix", "a=3"]).parameters.a).toBe(3);
    expect(json(["--sigma", "s", "--starts", "3"]).parameters.a).toBeCloseTo(3, 6);
  });
  test("a formula that begins with a minus, starts said twice", () => {
    const { stdout, status } = run(
      [
        "fit",
        "-b*t+a",
        "--data",
        "-",
        "--y",
        "y",
        "--start",
        "a=1",
        "--start",
        "b=1",
        "--sigma",
        "s",
        "--format",
        "csv",
        "--digits",
        "6",
      ],
      line,
    );
    expect([status, stdout.split("\n")[2].split(",").slice(0, 2)]).toEqual([0, ["b", "-2"]]);
  });
  test("what does not converge says why and ends with 1", () => {
    const { status, stderr } = run(
      ["fit", "floor(a)*t", "--data", "-", "--y", "y", "--start", "a=1.5"],
      line,
    );
    expect(status).toBe(1);
    expect(stderr).toContain("not converged: flat");
  });
  test("an output keeps its mode and follows links; a device is written through", () => {
    const file = join(folder, "out.csv"),
      link = join(folder, "link.csv");
    writeFileSync(file, "old");
    chmodSync(file, 0o640);
    symlinkSync(file, link);
    const args = [
      "fit",
      "a+b*t",
      "--data",
      "-",
      "--y",
      "y",
      "--start",
      "a=1,b=1",
      "--format",
      "csv",
      "--out",
    ];
    expect(run([...args, link], line).status).toBe(0);
    expect(readFileSync(file, "utf8")).toMatch(/^parameter,estimate/);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    const quoted = [process.execPath, main, ...args, "pipe"].map((a) => `'${a}'`).join(" ");
    const { stdout } = spawnSync("sh", ["-c", `mkfifo pipe; cat pipe & ${quoted}; wait`], {
      input: line,
      encoding: "utf8",
      cwd: folder,
    });
    expect(stdout).toMatch(/^parameter,estimate/);
  });
  test("--version is the package's", () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
      version: string;
    };
    expect(run(["--version"]).stdout).toBe(`${version}\n`);
  });
  test.each([
    [["--lower", "c=1"], "--lower of parameters a, b"],
    [["--weights", "w"], "the column w of --weights"],
    [["--weights", "s", "--sigma", "s"], "--weights or --sigma"],
    [["--level", "2"], "--level"],
    [["--digits", "x"], "--digits"],
    [["--wieghts", "s"], "--weights"],
    [["--loss", "hubr"], "huber"],
  ])("%j is refused", (args, message) => {
    const { status, stderr } = run(
      ["fit", "a+b*t", "--data", "-", "--y", "y", "--start", "a=1,b=1", ...args],
      line,
    );
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  });
});
