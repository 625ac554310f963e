// The subcommands: options in, one transformation of the formula, a result out.
import { parseArgs } from "node:util";
import { gradcheck } from "../check/gradcheck.js";
import type { Verdict } from "../check/report.js";
import { finiteDifference } from "../check/difference.js";
import { badUsage, didYouMean } from "../errors.js";
import type { Tensor } from "../core/tensor.js";
import { expression, type Expression } from "../mathjs/expression.js";
import { derivative, gradient, hessian, jacobian, valueAndJacobian } from "../mathjs/transform.js";
import { sparseHessian, sparseJacobian } from "../sparse/sparse-jacobian.js";
import { jacobian as distributedJacobian } from "../distributed/by-columns.js";
import { tensor } from "../ops/tensors/create.js";
import { compile } from "./compile.js";
import { fit } from "./fit.js";
import { inputsOf, textOf } from "./input.js";
import { isParallel, parallel } from "./parallel.js";
import { perRow, perRowBy } from "./perrow.js";
import { plot } from "./plot.js";
import { worker } from "./worker.js";
import { coloured, formatOf, send, sparseText, toJSON, write, type Result } from "./output.js";

const STRING = { type: "string" } as const,
  FLAG = { type: "boolean" } as const;
const known = {
  at: { type: "string", multiple: true },
  wrt: { type: "string", multiple: true },
  format: STRING,
  out: STRING,
  json: FLAG,
  "per-row": FLAG,
  sparse: FLAG,
  workers: STRING,
  nats: STRING,
  creds: STRING,
  prefix: STRING,
} as const;
const working = {
  nats: STRING,
  creds: STRING,
  prefix: STRING,
  "max-bytes": STRING,
  "max-operations": STRING,
  "max-time": STRING,
} as const;
const compiling = { at: known.at, wrt: known.wrt, out: STRING } as const;
const plotting = {
  at: known.at,
  wrt: known.wrt,
  out: STRING,
  kind: STRING,
  from: STRING,
  to: STRING,
  tangents: STRING,
  theme: STRING,
  title: STRING,
} as const;
const MANY = { type: "string", multiple: true } as const;
const fitting = {
  data: STRING,
  names: STRING,
  y: STRING,
  start: MANY,
  weights: STRING,
  sigma: STRING,
  lower: MANY,
  upper: MANY,
  fix: MANY,
  loss: STRING,
  starts: STRING,
  predict: STRING,
  bands: FLAG,
  level: STRING,
  covariance: FLAG,
  "max-iterations": STRING,
  workers: STRING,
  nats: STRING,
  creds: STRING,
  prefix: STRING,
  digits: STRING,
  format: STRING,
  json: FLAG,
  out: STRING,
  plot: STRING,
} as const;

/** parseArgs, with its complaints as usage errors. */
function parsed<T extends Parameters<typeof parseArgs>[0] & object>(
  command: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  try {
    const own: T = { ...config, args: formulaLast(config) };
    return parseArgs(own);
  } catch (error) {
    const { message } = error as Error,
      unknown = /Unknown option '--([^']+)'/.exec(message)?.[1],
      near = unknown === undefined ? undefined : nearOption(unknown, Object.keys(config.options ?? {}));
    throw badUsage(command, "options that it knows", message.replace(/\.? To specify.*|\.$/s, ""), near);
  }
}
/** A formula may begin with a minus: what is no option, and no option's value, goes behind "--". */
function formulaLast(config: NonNullable<Parameters<typeof parseArgs>[0]>): string[] {
  const args = [...(config.args ?? [])],
    at = args.findIndex((arg, i) => {
      const before = args[i - 1]?.slice(2),
        value = args[i - 1]?.startsWith("--") && config.options?.[before]?.type === "string";
      return /^-[^-]/.test(arg) && !value && !args.slice(0, i).includes("--");
    });
  return at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 1), "--", args[at]];
}
/** Values that may begin with a minus, tied to their options. */
const joined = (args: readonly string[], options: readonly string[]): string[] =>
  args.flatMap((arg, i) => {
    if (options.includes(args[i - 1])) return [];
    return options.includes(arg) && args[i + 1] !== undefined ? [`${arg}=${args[i + 1]}`] : [arg];
  });
const nearOption = (name: string, known: readonly string[]): string | undefined =>
  didYouMean(
    `--${name}`,
    known.map((k) => `--${k}`),
  );
function formulaOf(command: string, positionals: readonly string[]): string {
  if (positionals.length !== 1)
    throw badUsage(
      command,
      "one formula",
      positionals.length === 0 ? "none" : JSON.stringify(positionals),
      positionals.length === 0 ? undefined : "Put it in quotes",
    );
  return positionals[0] === "-" ? textOf("-").trim() : positionals[0];
}

interface Call {
  readonly f: Expression;
  readonly at: Record<string, Tensor>;
  readonly names: readonly string[];
  /** One name, whose result stands alone, or several. */
  readonly options: { readonly wrt: never };
}

export function run(name: string, args: string[]): number | Promise<number> {
  const command = `dualtensor ${name}`;
  if (name === "worker") return worker(command, parsed(command, { args, options: working }).values);
  if (name === "fit") {
    const { values, positionals } = parsed(command, { args, options: fitting, allowPositionals: true });
    return fit(command, formulaOf(command, positionals), values);
  }
  const listed = (lists: readonly string[] = []): string[] =>
    lists.flatMap((list) => list.split(",")).map((s) => s.trim());
  if (name === "compile") {
    const { values, positionals } = parsed(command, { args, options: compiling, allowPositionals: true }),
      text = formulaOf(command, positionals);
    return compile(command, text, inputsOf(command, values.at ?? []), listed(values.wrt), values.out);
  }
  if (name === "plot") {
    const { values, positionals } = parsed(command, {
        args: joined(args, ["--from", "--to", "--tangents"]),
        options: plotting,
        allowPositionals: true,
      }),
      f = expression(formulaOf(command, positionals)),
      at = inputsOf(command, values.at ?? [], new Set(f.names)),
      wrt = listed(values.wrt),
      names = wrt.length > 0 ? wrt : f.names.filter((n) => Object.hasOwn(at, n));
    send(plot(command, f, at, names, values), values.out);
    return 0;
  }
  const { values, positionals } = parsed(command, { args, options: known, allowPositionals: true });
  const text = formulaOf(command, positionals),
    at = inputsOf(command, values.at ?? [], new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu)));
  const f = expression(text, Object.keys(at)),
    wrt = listed(values.wrt),
    names = wrt.length > 0 ? wrt : Object.keys(at);
  if (names.length === 0)
    throw badUsage(command, "an input to differentiate with respect to", "none", "Write --at x=2");
  const unknown = names.find((n) => !Object.hasOwn(at, n));
  if (unknown !== undefined)
    throw badUsage(command, `--wrt among ${Object.keys(at).join(", ")}`, JSON.stringify(unknown));
  const call: Call = { f, at, names, options: { wrt: (names.length === 1 ? names[0] : names) as never } };
  if (values["per-row"] === true) {
    if (!["jacobian", "gradient", "derivative"].includes(name))
      throw badUsage("dualtensor", "--per-row with jacobian, gradient or derivative", name);
    const format = formatOf(command, values.format, values.json);
    if (isParallel(values))
      return parallel(command, values, "rows", (options) => perRowBy(command, f, at, names, options)).then(
        (rows) => {
          write(command, rows, 1, format, values.out);
          return 0;
        },
      );
    write(command, perRow(command, f, at, names), 1, format, values.out);
    return 0;
  }
  if (isParallel(values) && (name !== "jacobian" || values.sparse === true))
    throw badUsage(command, "--workers and --nats with jacobian, --per-row or fit --starts", name);
  if (name === "check") return check(command, call, values);
  const format = formatOf(command, values.format, values.json);
  if (values.sparse === true) {
    const g = (x: Record<string, Tensor>): Tensor => f.of({ ...at, ...x }),
      vary = Object.fromEntries(names.map((n) => [n, at[n]]));
    if (name !== "jacobian" && name !== "hessian")
      throw badUsage(command, "--sparse of jacobian or hessian alone", `that of ${name}`);
    const matrix = name === "jacobian" ? sparseJacobian(g, vary) : sparseHessian(g, vary);
    send(sparseText(command, matrix, format), values.out);
    return 0;
  }
  if (isParallel(values)) {
    const g = (x: Record<string, Tensor>): Tensor => f.of({ ...at, ...x }),
      vary = Object.fromEntries(names.map((n) => [n, at[n]]));
    return parallel(command, values, "columns", (options) => distributedJacobian(g, vary, options)).then(
      (J) => {
        write(command, names.length === 1 ? J[names[0]] : J, f.of(at).ndim, format, values.out);
        return 0;
      },
    );
  }
  const [result, rank] = compute(name, command, call);
  write(command, result, rank, format, values.out);
  return 0;
}

/** The result, and how many of its axes are those of the value. */
function compute(name: string, command: string, { f, at, names, options }: Call): [Result, number] {
  if (name === "jacobian") return [jacobian(f, at, options), f.of(at).ndim];
  if (name === "gradient") return [gradient(f, at, options), Math.max(0, at[names[0]].ndim - 1)];
  if (name === "hessian") return [hessian(f, at, options), at[names[0]].ndim];
  if (names.length > 1)
    throw badUsage(command, "one input", names.join(", "), `Name it: --wrt ${names[0]}, or use gradient`);
  const d = tensor(derivative(f, at, options));
  return [d, Math.max(0, d.ndim - 1)];
}

interface Asked {
  readonly format?: string;
  readonly out?: string;
  readonly json?: boolean;
}
const verdicts: Readonly<Record<Verdict, readonly [word: string, colour: 31 | 32 | 33]>> = {
  right: ["ok", 32],
  wrong: ["failed", 31],
  incomparable: ["not comparable", 33],
};
/** The exit code is 0 for a derivative that was compared and is right, for nothing else. */
function check(command: string, { f, at, names }: Call, { format, out, json }: Asked): number {
  const kind = formatOf(command, format, json);
  if (kind !== "text" && kind !== "json") throw badUsage(command, "--format text or json", kind);
  const vary = Object.fromEntries(names.map((n) => [n, at[n]])),
    g = (x: Record<string, Tensor>): Tensor => f.of({ ...at, ...x });
  const { value, jacobian: J } = valueAndJacobian<string>(f, at, { wrt: names }),
    { jacobian: D, error: E } = finiteDifference.jacobian(g, vary),
    report = gradcheck(g, vary);
  if (kind === "json") {
    const arrays = (r: Record<string, Tensor>) =>
      Object.fromEntries(Object.entries(r).map(([n, t]) => [n, t.toArray()]));
    send(
      toJSON({
        ok: report.ok,
        verdict: report.verdict,
        reason: report.reason,
        value: value.toArray(),
        derivative: arrays(J),
        differences: arrays(D),
        error: arrays(E),
      }),
      out,
    );
    return report.ok ? 0 : 1;
  }
  const shown = (t: Tensor): string => (t.ndim === 0 ? String(t.item()) : `\n${t.toString()}`);
  const lines = [
    `value: ${shown(value)}`,
    ...names.flatMap((n) => [
      `derivative in ${n}: ${shown(J[n])}`,
      `finite differences: ${shown(D[n])}`,
      `their error: ${E[n].ndim === 0 ? E[n].item().toExponential(0) : shown(E[n])}`,
    ]),
  ];
  const [word, colour] = verdicts[report.verdict];
  const verdict = coloured(word, colour);
  send(`${lines.join("\n")}\n${verdict}\n${report.ok ? "" : `${report.toString()}\n`}`, out);
  return report.ok ? 0 : 1;
}
