// Arguments as torch names them. One text per public function, read by the check at the door, by the error messages and by the
// docs: "input: tensor, dim: ints?, keepdim: bool = false". Required arguments are positional; optional ones may be positional
// or stand in one last object under their name. Those behind a "*", as in Python, stand in that object alone:
// "input, other, *, alpha: number = 1".
import {
  keywordArgument,
  missingArgument,
  surplusArgument,
  unknownOption,
  wrongArgument,
} from "../errors.js";
import { allOf, isPlainObject, isShaped } from "./parse.js";

type ParamKind =
  "tensor" | "tensors" | "index" | "int" | "ints" | "axes" | "shape" | "number" | "bool" | "string" | "any";
export interface Param {
  readonly name: string;
  readonly kind: ParamKind;
  readonly optional: boolean;
  /** It is given by its name alone. */
  readonly keyword: boolean;
  /** null stands for "not given". */
  readonly nullable: boolean;
  readonly default: unknown;
}

const parsed = new Map<string, readonly Param[]>();
/** The parameters that a signature text names. */
export function parameters(signature: string): readonly Param[] {
  let params = parsed.get(signature);
  if (params === undefined) {
    const [places, names] = signature.split(/(?:, )?\*, /),
      positional = places ? places.split(", ") : [];
    params = [...positional, ...(names?.split(", ") ?? [])].map((part, i) => {
      // Signatures are the library's own text: spec/ops-page reads each.
      const m = /^(\w+)(?:: (\w+)(\?)?)?(?: = (.+))?$/.exec(part)!;
      return {
        name: m[1],
        kind: (m[2] ?? "tensor") as ParamKind,
        optional: (m[3] ?? m[4]) !== undefined,
        keyword: i >= positional.length,
        nullable: m[3] !== undefined,
        default: m[4] && (JSON.parse(m[4]) as unknown),
      };
    });
    parsed.set(signature, params);
  }
  return params;
}

/** Positional arguments and options, each as `read` takes it, in the order of the signature. */
export function argumentsOf(
  fn: string,
  signature: string,
  args: readonly unknown[],
  read: (p: Param, v: unknown) => unknown,
): unknown[] {
  const params = parameters(signature),
    last = args[args.length - 1],
    options = isOptions(last) ? last : {},
    n = args.length - (options === last ? 1 : 0),
    values = args.slice(0, n);
  if (n > params.length) throw surplusArgument(fn, params.length, `${fn}(${signature})`, args[params.length]);
  for (let i = 0; i < n; i++)
    if (params[i].keyword) throw keywordArgument(fn, params[i].name, args[i], `${fn}(${signature})`);
  for (const key of Object.keys(options)) {
    const i = params.findIndex((p) => p.name === key);
    if (i < 0)
      throw unknownOption(
        fn,
        key,
        params.filter((p) => p.optional || p.keyword).map((p) => p.name),
      );
    if (i < n) throw wrongArgument(fn, key, "given once", options[key]);
    values[i] = options[key];
  }
  for (let i = 0; i < params.length; i++) {
    const p = params[i],
      v = values[i];
    if (v === undefined) {
      if (!p.optional) throw missingArgument(fn, p.name, `${fn}(${signature})`);
      values[i] = p.default;
    } else if (v === null && p.nullable) values[i] = p.default;
    else values[i] = read(p, v);
  }
  return values;
}

const isOptions = (v: unknown): v is Record<string, unknown> => isPlainObject(v) && !isShaped(v);

const isInt = (v: unknown): v is number => typeof v === "number" && Number.isInteger(v);
const isInts = (v: unknown): v is number[] => Array.isArray(v) && allOf(v, isInt);
const isType =
  (type: string) =>
  (v: unknown): boolean =>
    typeof v === type;
/** What an argument of a kind must be, in code and in words. */
const plain: Readonly<Record<string, readonly [is: (v: unknown) => boolean, words: string]>> = {
  int: [isInt, "a whole number"],
  ints: [(v) => isInt(v) || isInts(v), "a whole number or an array of them"],
  axes: [isInts, "an array of axes"],
  shape: [(v) => isInts(v) && v.every((n) => n >= -1), "an array of lengths"],
  number: [isType("number"), "a number"],
  bool: [isType("boolean"), "true or false"],
  string: [isType("string"), "a string"],
};
/** An argument of a kind that is none of tensors. */
export function plainArgument(fn: string, { name, kind }: Param, given: unknown): unknown {
  const v = kind === "shape" && isInt(given) ? [given] : given,
    known = plain[kind];
  if (known !== undefined && !known[0](v)) throw wrongArgument(fn, name, known[1], given);
  return v;
}

/** Too few or too many arguments. What Array.prototype.map passes (value, index, array) is let through: xs.map(sin). */
export function checkCount(name: string, args: ArrayLike<unknown>, signature: string): void {
  const names = signature.split(", "),
    [got, n] = [args.length, names.length];
  if (got < n && !names[got].endsWith("?")) throw missingArgument(name, names[got], `${name}(${signature})`);
  if (got > n && !(n === 1 && got === 3 && Array.isArray(args[2])))
    throw surplusArgument(name, n, `${name}(${signature})`, args[n]);
}
