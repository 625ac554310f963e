// compile: a formula and its derivatives as a module in plain JavaScript, with its types beside it. Nothing of this library is
// in it: who gets the derivative needs no dependency.
import { badUsage, didYouMean } from "../errors.js";
import { scalar, type Tensor } from "../core/tensor.js";
import type { Module } from "../compile/module.js";
import { shapeText, size } from "../array/shape.js";
import { expression } from "../mathjs/expression.js";
import { valueAndJacobian } from "../mathjs/transform.js";
import { jit, type Layout, type Slot } from "../transform/jit.js";
import { program } from "../transform/saved.js";
import { send } from "./output.js";

/** deriv.mjs has its types in deriv.d.mts, deriv.js in deriv.d.ts. */
function typesBeside(command: string, out: string): string {
  const [whole, name, m] = /^(.*[^/\\])\.(m?)js$/s.exec(out) ?? [];
  if (whole === undefined)
    throw badUsage(
      command,
      "--out FILE.mjs (or .js), an ES module",
      JSON.stringify(out),
      `Write --out ${out.replace(/\.\w*$/, "")}.mjs`,
    );
  return `${name}.d.${m}ts`;
}

/** `at` holds a value of each input that is no number: its shape is that of the module. */
export function compile(
  command: string,
  formula: string,
  at: Readonly<Record<string, Tensor>>,
  wrt: readonly string[],
  out: string | undefined,
): number {
  const types = out === undefined || out === "-" ? null : typesBeside(command, out),
    free = expression(formula).names,
    surplus = Object.keys(at).find((name) => !free.includes(name));
  if (surplus !== undefined)
    throw badUsage(
      command,
      `--at among ${free.join(", ")}`,
      JSON.stringify(surplus),
      didYouMean(surplus, free),
    );
  const unknown = wrt.find((name) => !free.includes(name));
  if (unknown !== undefined)
    throw badUsage(
      command,
      `--wrt among ${free.join(", ")}`,
      JSON.stringify(unknown),
      didYouMean(unknown, free),
    );
  if (free.length === 0) throw badUsage(command, "a formula with names", JSON.stringify(formula));
  const names = wrt.length === 0 ? free : wrt,
    f = expression(formula, free),
    compiled = jit((inputs: Record<string, Tensor>) => {
      const { value, jacobian } = valueAndJacobian<string>(f, inputs, { wrt: names });
      return { value, ...Object.fromEntries(names.map((name) => [`d value / d ${name}`, jacobian[name]])) };
    });
  // Shapes alone decide: a number stands for any other.
  compiled(Object.fromEntries(free.map((name) => [name, at[name] ?? scalar(0.5)])));
  const made = program(compiled).toModule();
  if (types === null) send(headed(formula, compiled.layout, made).code);
  else {
    const { code, types: text } = headed(formula, compiled.layout, made);
    send(text, types);
    send(code, out);
  }
  return 0;
}

/** What stands where, in words. */
function headed(formula: string, { inputs, outputs }: Layout, { code, types }: Module): Module {
  const places = (slots: readonly Slot[]): string =>
      slots
        .map(({ path, shape, start }) => {
          const n = size(shape),
            range = n === 1 ? String(start) : n === 0 ? "none" : `${start} to ${start + n - 1}`;
          return `//   ${range.padEnd(12)} ${path}${shape.length === 0 ? "" : `, of shape ${shapeText(shape)}`}`;
        })
        .join("\n"),
    head = `// ${formula.replace(/\s+/g, " ").trim()}
// In:
${places(inputs)}
// Out:
${places(outputs)}
`;
  return { code: head + code, types: head + types };
}
