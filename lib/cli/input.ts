// Values on the command line, in files and on stdin.
import { readFileSync } from "node:fs";
import { tensor } from "../ops/tensors/create.js";
import type { Tensor, TensorLike } from "../core/tensor.js";
import { badData, badUsage, DualTensorError } from "../errors.js";
import { expression } from "../mathjs/expression.js";
import { Table } from "./csv.js";
import { readNpy } from "./npy.js";

const shown = (file: string): string => (file === "-" ? "stdin" : file);

export function bytesOf(file: string): Uint8Array {
  if (file === "-" && process.stdin.isTTY)
    throw badData("stdin", "data", "none", "Pipe it into the command: dualtensor ... < FILE");
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    throw badData(shown(file), "a file that can be read", (error as NodeJS.ErrnoException).code ?? "none");
  }
  if (bytes.length === 0) throw badData(shown(file), "data", "none");
  return bytes;
}
/** As UTF-8, or as UTF-16 where the file begins with the mark of it. */
export function textOf(file: string): string {
  const bytes = bytesOf(file),
    mark = bytes[0] * 256 + bytes[1];
  return new TextDecoder(mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8").decode(bytes);
}

/** JSON has no words for what is not finite: strings stand for it. */
const words = new Map([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);
function json(text: string, file: string): unknown {
  try {
    return JSON.parse(text, (_key, v: unknown) => (typeof v === "string" ? (words.get(v) ?? v) : v));
  } catch (error) {
    throw badData(shown(file), "JSON", (error as Error).message, undefined, error);
  }
}
const value = (v: unknown, place: string): Tensor => {
  try {
    return tensor(v as TensorLike);
  } catch (error) {
    throw badData(place, "numbers", (error as Error).message, undefined, error);
  }
};

function fileValue(file: string): Tensor {
  if (file.endsWith(".npy")) return readNpy(bytesOf(file), file);
  if (file.endsWith(".csv")) {
    const table = new Table(textOf(file), file),
      { columns } = table.numbers([...Array(table.width).keys()], false);
    return tensor(Array.from(columns[0], (_, i) => columns.map((column) => column[i])));
  }
  return value(json(textOf(file), file), shown(file));
}
function fileRecord(file: string, command: string, words?: ReadonlySet<string>): [string, Tensor][] {
  if (file.endsWith(".csv")) {
    const table = new Table(textOf(file), file),
      { names } = table;
    if (names === null) throw badData(`${file}:1`, "a head with the names of the columns", "numbers");
    // Columns that the formula does not name may hold anything.
    const asked = [...names.keys()].filter((j) => words?.has(names[j]) ?? true),
      { columns } = table.numbers(asked, false);
    return asked.map((j, k) => [names[j], tensor(columns[k])]);
  }
  if (file.endsWith(".npy"))
    throw badUsage(command, "a name for the tensor in a .npy file", `--at @${file}`, `Write --at x=@${file}`);
  const record = json(textOf(file), file);
  if (typeof record !== "object" || record === null || Array.isArray(record))
    throw badData(shown(file), 'a record of inputs, {"x": [1, 2]}', "something else");
  return Object.entries(record).map(([name, v]) => [name, value(v, `${shown(file)}: ${name}`)]);
}

/** A number, nested arrays, or a formula without names. */
function literal(text: string, name: string): Tensor {
  try {
    return tensor(JSON.parse(text) as TensorLike);
  } catch (error) {
    // Ragged rows parse as JSON and are no tensor: their message is the better one.
    if (error instanceof DualTensorError) throw badData(`--at ${name}`, "numbers", error.message);
    return expression(text, [])();
  }
}

/** The inputs of all --at, in their order. */
export function inputsOf(
  command: string,
  options: readonly string[],
  words?: ReadonlySet<string>,
): Record<string, Tensor> {
  const all = options.flatMap((option): [string, Tensor][] => {
    if (option.startsWith("@")) return fileRecord(option.slice(1), command, words);
    if (option === "-") return fileRecord(option, command);
    const cut = option.indexOf("="),
      name = option.slice(0, cut).trim(),
      text = option.slice(cut + 1).trim();
    if (cut < 1 || text === "") throw badUsage(command, "--at NAME=VALUE", JSON.stringify(option));
    return [[name, text.startsWith("@") ? fileValue(text.slice(1)) : literal(text, name)]];
  });
  const record: Record<string, Tensor> = Object.create(null) as Record<string, Tensor>;
  for (const [name, v] of all) {
    if (name in record) throw badUsage(command, "each input once", `${name} twice`);
    record[name] = v;
  }
  return { ...record };
}
