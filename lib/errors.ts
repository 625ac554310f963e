// Every message the library can utter. One form: `<function>: <what was expected>, got <what came>. <likely intention>.`
// Long because all of them stand together.
// The code is stable across versions; the text is for people and may improve.

/** What kind of mistake an error is about: the `code` of a {@link DualTensorError}. */
export type ErrorCode =
  | "DT_SHAPE_MISMATCH" // operands whose shapes do not fit together, or a tensor of the wrong shape
  | "DT_ARGUMENT" // an argument of the wrong type, a missing or surplus argument
  | "DT_OPTION" // an unknown option, or an option with a value it cannot have
  | "DT_AXIS" // an axis out of range, named twice, or a bad index
  | "DT_INDEX"
  | "DT_RAGGED" // nested arrays whose rows differ in length
  | "DT_NUMBER" // a tensor used as a number: the derivative would be lost
  | "DT_WATCHED" // numbers asked of a value that a transformation is watching
  | "DT_ESCAPED" // a dual, tape node or batch that outlived its call
  | "DT_OUTPUT" // f returned something that is no tensor (a promise, a generator, a number)
  | "DT_NOT_SCALAR" // a gradient asked of a vector function
  | "DT_NOT_ELEMENTWISE"
  | "DT_SINGULAR"
  | "DT_ABORTED"
  | "DT_FORMULA" // a formula in text that does not parse, names what is not there, or asks for too much
  | "DT_TRACE" // what a compiled function cannot be: data taken out while it is traced, too large, bytes of another version
  | "DT_SOURCE" // a source that does not parse, or a marked function with syntax that has no meaning on tensors
  | "DT_SHARD" // a part of a distributed computation that failed, bytes that are none, no worker or server to take it
  | "DT_RULE"; // a user's operation whose derivative is wrong, or that breaks the contract

/**
 * What the library throws. `code` is stable; `details` carries what a program may want (batch index, pivot, ...).
 *
 * @example
 * const codeOf = (f: () => unknown) => {
 *   try {
 *     f();
 *   } catch (error) {
 *     if (error instanceof DualTensorError) return error.code;
 *   }
 * };
 * codeOf(() => matmul(ones([2, 3]), ones([2, 3]))) // => "DT_SHAPE_MISMATCH"
 */
export class DualTensorError extends Error {
  override readonly name = "DualTensorError";
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
  /** By name and code, so that an error of the other copy of the library (ESM, CommonJS) is one too. */
  static override [Symbol.hasInstance](v: unknown): boolean {
    return typeof v === "object" && v !== null && (v as Error).name === "DualTensorError" && "code" in v;
  }
}

/** The text of a shape as the messages write it. */
export const shapeText = (s: readonly number[]): string => `(${s.join(", ")}${s.length === 1 ? "," : ""})`;

/** A short description of any value, for "got ...". */
export function describe(v: unknown): string {
  if (v === undefined) return "nothing";
  if (typeof v === "string")
    return `the string ${JSON.stringify(v.length > 40 ? v.slice(0, 37) + "..." : v)}`;
  if (typeof v === "function") return `the function ${v.name || "(anonymous)"}`;
  if (Array.isArray(v)) {
    return `the array [${few(v, (e) => (Array.isArray(e) ? "[...]" : brief(e)))}]`;
  }
  return typeof v === "object" ? brief(v) : `the ${typeof v} ${brief(v)}`;
}
function brief(v: unknown): string {
  if (v === null || typeof v !== "object") return String(v);
  const shape = (v as { shape?: unknown }).shape;
  if (Array.isArray(shape)) return `a tensor of shape ${shapeText(shape as number[])}`;
  if (ArrayBuffer.isView(v)) return `a ${v.constructor.name}`;
  if (typeof (v as { then?: unknown }).then === "function") return "a promise";
  const keys = Object.keys(v);
  return `an object ${keys.length ? `{${few(keys, String)}}` : "without properties"}`;
}
/** The first four. */
const few = (list: readonly unknown[], text: (e: unknown) => string): string =>
  `${list.slice(0, 4).map(text).join(", ")}${list.length > 4 ? ", ..." : ""}`;

const make = (
  code: ErrorCode,
  fn: string,
  expected: string,
  got: string,
  intention?: string,
  details?: Record<string, unknown>,
  cause?: unknown,
): DualTensorError =>
  new DualTensorError(
    code,
    `${fn}: expected ${expected}, got ${got}.${intention ? ` ${intention}.` : ""}`,
    details,
    cause,
  );

// ── shapes ──
export const broadcastMismatch = (fn: string, a: readonly number[], b: readonly number[]): DualTensorError =>
  make(
    "DT_SHAPE_MISMATCH",
    fn,
    "shapes that broadcast",
    `${shapeText(a)} and ${shapeText(b)}`,
    a.length === 1 && b.length === 1
      ? "For all pairs use outer(a, b)"
      : "Insert axes of length 1 with reshape",
  );
export const matmulMismatch = (fn: string, a: readonly number[], b: readonly number[]): DualTensorError =>
  make(
    "DT_SHAPE_MISMATCH",
    fn,
    "as many columns on the left as rows on the right",
    `${shapeText(a)} and ${shapeText(b)}`,
    "Transpose one of them, matmul(a, b.T); entry by entry it is mul(a, b)",
  );
export const wrongShape = (
  fn: string,
  name: string,
  expected: string,
  got: readonly number[],
  intention?: string,
): DualTensorError =>
  make("DT_SHAPE_MISMATCH", fn, `${name}${expected && ` ${expected}`}`, shapeText(got), intention);
export const changedShape = (fn: string): DualTensorError =>
  make(
    "DT_SHAPE_MISMATCH",
    fn,
    "shapes that nobody writes into",
    "a changed one",
    "Another shape is reshape(x, shape)",
  );
export const wrongCount = (fn: string, from: readonly number[], to: readonly number[]): DualTensorError =>
  make(
    "DT_SHAPE_MISMATCH",
    fn,
    `a shape of as many elements as ${shapeText(from)}`,
    shapeText(to),
    "One length may be -1",
  );
export const ragged = (fn: string, path: string, length: number | undefined, got: unknown): DualTensorError =>
  make(
    "DT_RAGGED",
    fn,
    length === undefined ? `${path} to be a number` : `rows of equal length (${length}, at ${path})`,
    describe(got),
    "Pad the short rows, or pass a tuple of tensors [tensor(a), tensor(b)]",
  );

// ── arguments ──
export const wrongArgument = (
  fn: string,
  name: string,
  expected: string,
  got: unknown,
  intention?: string,
): DualTensorError => make("DT_ARGUMENT", fn, `${name} to be ${expected}`, describe(got), intention);
export const missingArgument = (fn: string, name: string, signature: string): DualTensorError =>
  make("DT_ARGUMENT", fn, `the argument ${name}`, "nothing", `The call is ${signature}`);
export const surplusArgument = (
  fn: string,
  count: number,
  signature: string,
  got: unknown,
): DualTensorError =>
  make(
    "DT_ARGUMENT",
    fn,
    `at most ${count} argument${count === 1 ? "" : "s"}`,
    `also ${describe(got)}`,
    `The call is ${signature}`,
  );
export const keywordArgument = (fn: string, name: string, got: unknown, signature: string): DualTensorError =>
  make(
    "DT_ARGUMENT",
    fn,
    `${name} by its name`,
    describe(got),
    `Write { ${name}: ${Object(got) === got ? "..." : typeof got === "string" ? JSON.stringify(got) : String(got)} }: the call is ${signature}`,
  );
export const unknownOption = (fn: string, name: string, known: readonly string[]): DualTensorError =>
  make(
    "DT_OPTION",
    fn,
    known.length ? `options among ${known.join(", ")}` : "no options",
    `the option ${JSON.stringify(name)}`,
    nearest(name, known),
  );
export const wrongOption = (fn: string, name: string, expected: string, got: unknown): DualTensorError =>
  make("DT_OPTION", fn, `the option ${name} to be ${expected}`, describe(got));
export const signsAlike = (
  fn: string,
  bracket: readonly number[],
  values: readonly number[],
): DualTensorError =>
  make(
    "DT_OPTION",
    fn,
    "the option bracket to hold a change of sign",
    `${values.join(" and ")} at ${bracket.join(" and ")}`,
    "Look where f changes its sign, or leave bracket out and pass a start",
    { bracket, values },
  );
/** A solution that is differentiated must be one. */
export const notSolved = (fn: string, reason: string, advice: string): DualTensorError =>
  make(
    "DT_ARGUMENT",
    fn,
    "a solution where it is differentiated",
    `none (${reason})`,
    advice.replace(/\.$/, ""),
    {
      reason,
    },
  );
export const watchedTimes = (fn: string): DualTensorError =>
  make(
    "DT_WATCHED",
    fn,
    "ts to be plain numbers",
    "times that a transformation is watching",
    "Put a scale of time into f, or take the derivative of y by t from f itself",
  );
export const axisOutOfRange = (fn: string, axis: unknown, rank: number): DualTensorError =>
  make(
    "DT_AXIS",
    fn,
    rank === 0
      ? "no axis: the input is 0-dimensional"
      : `an axis from ${-rank} to ${rank - 1} for an input of ${rank} axes`,
    describe(axis),
  );
export const axisTwice = (fn: string, axis: number): DualTensorError =>
  make("DT_AXIS", fn, "each axis once", `axis ${axis} twice`);
export const indexOutOfRange = (fn: string, index: unknown, length: number, axis: number): DualTensorError =>
  make(
    "DT_INDEX",
    fn,
    `an index from ${-length} to ${length - 1} on axis ${axis} of length ${length}`,
    describe(index),
  );
export const emptyReduction = (fn: string, shape: readonly number[]): DualTensorError =>
  make("DT_SHAPE_MISMATCH", fn, "at least one element to reduce", `an input of shape ${shapeText(shape)}`);

// ── watched values ──
export const noNumber = (fn: string): DualTensorError =>
  new DualTensorError(
    "DT_NUMBER",
    `${fn}: a tensor is no number (it would lose its derivative). Use sin(x), mul(x, 2), gt(x, y), or "use dual" with node --import dualtensor/register (docs/operators.md).`,
  );
/** What a branch on equality says of the function: nothing, where the values are equal at this point alone. */
export const equalTensors = (): DualTensorError =>
  make(
    "DT_NUMBER",
    "===",
    "values that differ, or one and the same",
    "two tensors of equal value",
    "A branch that is taken at a single point says nothing of the derivative there (nor do x || y, !x and if (x) where x is 0): compare with <= or >=, or cut with stopGradient",
  );
export const noPlaceIn = (): DualTensorError =>
  make(
    "DT_ARGUMENT",
    "x[i] = v",
    "an array to write into",
    "a tensor",
    "Tensors do not change: copy it first with [...x]",
  );
export const noMeaning = (what: string): DualTensorError =>
  make(
    "DT_NUMBER",
    what,
    "numbers",
    "a tensor",
    "It would lose its derivative: write it in what docs/operators.md lists, or cut with stopGradient(x).item()",
  );
export const neverTransformed = (name: string, cause?: unknown): DualTensorError =>
  make(
    "DT_SOURCE",
    "dual",
    "a function whose file was transformed",
    name || "a function that was not",
    'Switch the plugin on (node --import dualtensor/register, or dualtensor/unplugin, dualtensor/jest) and mark it with "use dual", or name its package: docs/operators.md',
    {},
    cause,
  );
/** Where in a source something stands: lines and columns from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
const placeText = ({ file, line, column }: SourcePlace): string => `${file}:${line}:${column}`;
export const noParse = (why: string, place: SourcePlace, cause: unknown): DualTensorError =>
  make("DT_SOURCE", placeText(place), "JavaScript", why, undefined, { ...place }, cause);
export const noMeaningAt = (
  problems: readonly { readonly message: string; readonly place: SourcePlace }[],
): DualTensorError =>
  new DualTensorError(
    "DT_SOURCE",
    problems
      .map(
        ({ message, place }) =>
          `${placeText(place)}: expected what has a meaning on tensors in a marked function, got ${message}.`,
      )
      .join("\n"),
    { ...problems[0].place, problems },
  );
export const watched = (what: string, by: string): DualTensorError =>
  make(
    "DT_WATCHED",
    what,
    "a plain tensor",
    `a value that ${by} is watching`,
    `Use operations, or cut the derivative: stopGradient(x).${what}`,
  );
export const watchedInput = (fn: string): DualTensorError =>
  make(
    "DT_WATCHED",
    fn,
    "plain numbers",
    "a value that a transformation is watching",
    "Finite differences have no derivative of their own: call it outside of f, or cut with stopGradient(x)",
  );
export const complexValue = (fn: string): DualTensorError =>
  make("DT_ARGUMENT", fn, "a real tensor", "a complex one", "Take viewAsReal(z) or abs(z)");
export const escaped = (op: string, call: string): DualTensorError =>
  make(
    "DT_ESCAPED",
    op,
    "values of running calls",
    `a value that left its call of ${call}`,
    `Return it from f (or use {hasAux: true}), or keep stopGradient(x)`,
  );
export const batchItem = (what: string): DualTensorError =>
  make(
    "DT_WATCHED",
    what,
    "a single value",
    "a value that vmap runs for a whole batch",
    "Inside vmap choose with where(condition, a, b) instead of branching",
  );
/** Only vmap watches masks: those of values that other engines watch are plain. */
export const batchMask = (fn: string): DualTensorError =>
  make("DT_WATCHED", fn, "one mask for all items of vmap", "one for each", "Write where(mask, x, 0)");

// ── compiled programs ──
export const tracedNumber = (what: string, by: string): DualTensorError =>
  make(
    "DT_TRACE",
    what,
    "a tensor of one bool (which becomes a branch of the program)",
    `a value that ${by} is tracing`,
    "A number taken out would be frozen into the program: choose with where(condition, a, b), or branch on gt(x, 0).item()",
  );
export const tracedStranger = (op: string, by: string): DualTensorError =>
  make(
    "DT_TRACE",
    op,
    "plain tensors beside the values of a compiled function",
    `a value that ${by} is watching`,
    "Pass it as an argument",
    { fallback: "once" },
  );
export const tooManyOperations = (most: number): DualTensorError =>
  make(
    "DT_TRACE",
    "jit",
    `a program of at most ${most} scalar operations`,
    "a larger one",
    "Loop over a batch with vmap, or call the function without jit",
    { fallback: "always" },
  );
/** Of a picture of a computation. */
export const tooManyBoxes = (fn: string, most: number): DualTensorError =>
  make(
    "DT_ARGUMENT",
    fn,
    `a computation of at most ${most} boxes`,
    "a larger one",
    "Draw a smaller part, or smaller inputs",
  );
/** Of a Jacobian that is dense after all: said before the memory is spent. */
export const tooManyEntries = (
  fn: string,
  entries: number,
  rows: number,
  columns: number,
  by?: string,
): DualTensorError =>
  make(
    "DT_OPTION",
    fn,
    "a derivative with few entries",
    `${entries} in ${rows} rows of ${columns} columns${by === undefined ? "" : ` (${by} makes each element depend on all)`}`,
    "It is dense, or nearly so: use jacobian or jvp, or allow more with { maxEntries }",
    { entries, rows, columns },
  );
export const unwatchedOnly = (fn: string, option: string): DualTensorError =>
  make(
    "DT_OPTION",
    fn,
    `numbers for x with the option ${option}`,
    "a value that a transformation is watching",
    `Leave out ${option}: the structure is found once there anyway`,
  );
export const missedEntry = (fn: string, row: number, column: number, value: number): DualTensorError =>
  make(
    "DT_OPTION",
    fn,
    "a pattern that has every entry that is not zero",
    `a derivative of ${value} in row ${row}${column < 0 ? "" : `, column ${column}`}, where the pattern has none`,
    "Leave the pattern to the function, or add what is missing",
    { row, column },
  );
export const badProgram = (expected: string, got: string, intention?: string): DualTensorError =>
  make("DT_TRACE", "loadProgram", expected, got, intention ?? "Save it again with the version that loads it");
export const unsavable = (what: string): DualTensorError =>
  make("DT_TRACE", "toBytes", "plain data", `${what}, which holds functions or objects`);
export const loopSums = (): DualTensorError =>
  make(
    "DT_TRACE",
    "program",
    "a program without sums over the steps of a loop, where it is differentiated",
    "one with them",
    "Pass the function that it was made of",
  );
export const otherBranch = (): DualTensorError =>
  make(
    "DT_TRACE",
    "program",
    "arguments that take the branches of the run that was recorded",
    "others",
    "A program holds for one way: choose with cond or where, or call the function that jit made",
  );
export const notInModule = (name: string): DualTensorError =>
  make(
    "DT_TRACE",
    "toModule",
    "operations that plain JavaScript can write out",
    `${name}, which calls the library`,
    "A module needs nothing of the library: leave such operations to jit, or save the program with toBytes",
  );
export const branchesInModule = (): DualTensorError =>
  make(
    "DT_TRACE",
    "toModule",
    "a program without branches that numbers decide",
    "guards",
    "Choose with cond or where",
  );
/** `why`: the function runs as it is. */
export const needsShapes = (why?: string): DualTensorError =>
  make(
    "DT_TRACE",
    "jit",
    why === undefined
      ? "a call with tensors first, which says the structure and the shapes"
      : "a function that is a program",
    why === undefined ? "numbers alone" : `one that runs as it is (${why})`,
    why === undefined
      ? "A function of one vector is traced for their count; call others once with their tensors"
      : "Call it with tensors",
  );
export const tooMuchMemory = (numbers: number): DualTensorError =>
  make(
    "DT_TRACE",
    "jit",
    "memory for the program's numbers",
    `none for ${numbers} of them`,
    "Loop over a batch with vmap, or in smaller batches",
    { fallback: "always" },
  );
export const noTensorReturned = (got: unknown): DualTensorError =>
  make(
    "DT_OUTPUT",
    "jit",
    "f to return a tensor, or an array or a record of tensors",
    describe(got),
    "Did the value leave through item(), Math or x[i]",
  );
export const verifyFailed = (output: number, got: unknown, want: unknown): DualTensorError =>
  make(
    "DT_TRACE",
    "jit",
    `the program to compute what f computes (output ${output}: ${String(want)})`,
    String(got),
    "What f closes over is a constant of the program: pass as arguments what changes",
  );

// ── functions that users pass ──
export const notFunction = (fn: string, got: unknown): DualTensorError =>
  make("DT_ARGUMENT", fn, "a function as first argument", describe(got), `The call is ${fn}((x) => ..., x)`);
export const asyncFunction = (fn: string, what: string): DualTensorError =>
  make("DT_OUTPUT", fn, "f to return tensors", what, "Fetch data before");
export const notTensorOutput = (fn: string, got: unknown, intention?: string): DualTensorError =>
  make("DT_OUTPUT", fn, "f to return a tensor, or an array or a record of tensors", describe(got), intention);
export const needsTuple = (fn: string, arity: number, got = "data for one tensor"): DualTensorError =>
  make(
    "DT_ARGUMENT",
    fn,
    `a tuple of ${arity} inputs, as many as f takes`,
    got,
    `Write ${fn}((a, b) => ..., [tensor(a), tensor(b)])`,
  );
export const oneOutput = (fn: string, count: number): DualTensorError =>
  make(
    "DT_OUTPUT",
    fn,
    "f to return one tensor",
    `${count} outputs`,
    "Take the second derivatives of each output alone",
  );
export const notScalar = (fn: string, got: readonly number[] | number): DualTensorError =>
  make(
    "DT_NOT_SCALAR",
    fn,
    "f to return one number (a gradient belongs to a scalar function)",
    typeof got === "number" ? `${got} outputs` : `an output of shape ${shapeText(got)}`,
    "The derivative of a tensor with respect to a tensor is jacobian(f, x); for a weighted sum of rows use vjp(f, x).pull(weights)",
    typeof got === "number" ? {} : { shape: got },
  );
export const notElementwise = (fn: string, why: string): DualTensorError =>
  make(
    "DT_NOT_ELEMENTWISE",
    fn,
    "f to act on each element alone",
    why,
    "For functions that mix elements use jacobian(f, x)",
  );
export const structureMismatch = (fn: string, name: string, expected: string, got: string): DualTensorError =>
  make("DT_SHAPE_MISMATCH", fn, `${name} to be ${expected}`, got);

// ── parts that travel ──
/** Bytes that came from elsewhere. `why`: a word for programs that decide whether to send it again. */
export const badShard = (expected: string, got: string, why = "damaged"): DualTensorError =>
  make("DT_SHARD", "shard", expected, got, undefined, { why });
export const shardFailed = (
  fn: string,
  part: string,
  attempts: number,
  reason: string,
  details: Record<string, unknown>,
  cause?: unknown,
): DualTensorError =>
  new DualTensorError(
    "DT_SHARD",
    `${fn}: expected a result for ${part}, got none after ${attempts} attempt${attempts === 1 ? "" : "s"}: ${reason.replace(/\.$/, "")}.`,
    { ...details, attempts, reason },
    cause,
  );
export const untraceable = (fn: string, why: string, instead: string): DualTensorError =>
  make(
    "DT_TRACE",
    fn,
    "an f that is a program, which can travel",
    `one that runs as it is (${why})`,
    instead,
  );
export const noWorker = (
  fn: string,
  wanted: string,
  seconds: number,
  command: string,
  others = "",
): DualTensorError =>
  make(
    "DT_SHARD",
    fn,
    `a worker ${wanted}`,
    `none in ${seconds} s${others && `, but others: ${others}`}`,
    `Start one: ${command}`,
  );
export const noConnection = (fn: string, got: string, intention: string, cause?: unknown): DualTensorError =>
  make("DT_SHARD", fn, "a connection to a server", got, intention, {}, cause);
export const noPackage = (fn: string, name: string, cause: unknown): DualTensorError =>
  make("DT_SHARD", fn, `the package ${name}`, "none", `Install it: npm install ${name}`, {}, cause);
export const aborted = (fn: string, reason: unknown): DualTensorError =>
  new DualTensorError("DT_ABORTED", `${fn}: was aborted by its signal.`, {}, reason);
/** What is deeper than anybody nests on purpose contains itself. */
export const tooDeep = (fn: string, most: number, what = "data"): DualTensorError =>
  make(
    "DT_SHAPE_MISMATCH",
    fn,
    `at most ${most} axes or levels`,
    `${what} nested deeper`,
    "They may contain themselves",
  );
export const tooLarge = (fn: string, shape: readonly number[]): DualTensorError =>
  make(
    "DT_SHAPE_MISMATCH",
    fn,
    "a result that fits into memory",
    `one of shape ${shapeText(shape)}`,
    fn === "jacobian" ? "Stream it with jacobianColumns(f, x)" : undefined,
  );

// ── matrices ──
export const singular = (
  fn: string,
  batch: number,
  pivot: number,
  condition: number,
  intention: string,
): DualTensorError =>
  make(
    "DT_SINGULAR",
    fn,
    "a regular matrix",
    `a singular one (batch index ${batch}, pivot ${pivot}, condition number ${condition.toPrecision(3)})`,
    intention,
    { batch, pivot, condition },
  );
export const indefinite = (
  fn: string,
  batch: number,
  pivot: number,
  value: number,
  condition: number,
): DualTensorError =>
  make(
    "DT_SINGULAR",
    fn,
    "a positive-definite matrix",
    `one whose leading minor of order ${pivot + 1} is not positive (batch index ${batch}, pivot ${pivot} of value ${value.toPrecision(3)}, condition number ${condition.toPrecision(3)})`,
    "Add a small multiple of eye(n), or use linalg.choleskyEx, which returns NaN and info instead of throwing",
    { batch, pivot, value, condition },
  );
export const badEquation = (fn: string, equation: string, why: string): DualTensorError =>
  make("DT_ARGUMENT", fn, `an equation like "ij,jk->ik" (${why})`, JSON.stringify(equation));

// ── formulas ──
/** The line of a text that holds the place (from 0), a window of it where it is long, and a caret under the place. */
export function caret(text: string, at: number): string {
  const start = at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1,
    end = text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at),
    from = end - start <= 100 ? start : Math.max(start, at - 50),
    to = Math.min(end, from + 100),
    head = from > start ? "... " : "";
  const line = head + text.slice(from, to).replace(/[\t\r]/g, " ") + (to < end ? " ..." : "");
  return `  ${line}\n  ${" ".repeat(head.length + at - from)}^`;
}
export const badFormula = (
  fn: string,
  text: string,
  at: number,
  expected: string,
  got: string,
  intention?: string,
): DualTensorError => {
  const { message } = make("DT_FORMULA", fn, `${expected}`, got, intention);
  return new DualTensorError("DT_FORMULA", `${message}\n${caret(text, at)}`, { at });
};
export function unknownName(
  fn: string,
  text: string,
  at: number,
  name: string,
  known: readonly string[],
  expected: string,
): DualTensorError {
  // Names are short: letters that changed places come first, and half of the letters must be right.
  const letters = (word: string): string => [...word.toLowerCase()].sort().join("");
  const swapped = known.filter((k) => letters(k) === letters(name));
  const alike = known.filter((k) => distance(name, k) <= name.length / 2);
  return badFormula(
    fn,
    text,
    at,
    expected,
    `the unknown name ${name}`,
    nearest(name, swapped.length > 0 ? swapped : alike),
  );
}
/** What an operation of a formula threw, with the formula and the place of the operation in it. */
export const inFormula = (error: unknown, text: string, at: number): unknown =>
  error instanceof DualTensorError && !("at" in error.details)
    ? new DualTensorError(error.code, `${error.message}\n${caret(text, at)}`, { ...error.details, at }, error)
    : error;
/** An index of a formula, where entries count from 1. */
export const entryOutOfRange = (fn: string, index: number, length: number, axis: number): DualTensorError =>
  make("DT_INDEX", fn, `an index from 1 to ${length} on axis ${axis} of length ${length}`, describe(index));
/** mathjs takes a matrix apart in its own loops, where a tensor is no entry. */
export const matrixOfTensors = (fn: string): DualTensorError =>
  make(
    "DT_ARGUMENT",
    fn,
    "a matrix of numbers",
    "one that holds tensors",
    "mathjs would compute with its entries one by one: make one tensor of them with stack([a, b])",
  );
/** A budget of a formula that is used up. */
export const overBudget = (fn: string, what: string, limit: number): DualTensorError =>
  make(
    "DT_FORMULA",
    fn,
    `a formula that needs at most ${limit} ${what}`,
    "one that needs more",
    `Raise the limit with {limits: {${what.replace(/.*-/, "")}: ...}} if the formula is your own`,
  );

// ── the command ──
/** Of the command line: what it holds and should not, or lacks. */
export const badUsage = (
  command: string,
  expected: string,
  got: string,
  intention?: string,
): DualTensorError => make("DT_ARGUMENT", command, `${expected}`, got, intention ?? `See ${command} --help`);
/** Of a file: its name and the place in it, as editors and compilers write them. */
export const badData = (
  place: string,
  expected: string,
  got: string,
  intention?: string,
  cause?: unknown,
): DualTensorError => make("DT_ARGUMENT", place, `${expected}`, got, intention, {}, cause);
/** The name that is most like it. */
export const didYouMean = (name: string, known: readonly string[]): string | undefined =>
  nearest(name, known);

// ── user operations ──
export const wrongRule = (
  name: string,
  report: { readonly verdict: string; toString(): string },
): DualTensorError =>
  new DualTensorError(
    "DT_RULE",
    `defineOp: expected the derivative of ${name} to agree with finite differences, got\n${report.toString()}\n${report.verdict === "wrong" ? "Pass" : "Choose points where it is smooth, or pass"} {check: false} to define it unchecked.`,
    { report },
  );
export const brokenRule = (name: string, cause: Error): DualTensorError =>
  make(
    "DT_RULE",
    "defineOp",
    `the functions of ${name} to run at its samples`,
    `the error "${cause.message}"`,
    "Values may read data; derivatives are written in the operations of dualtensor",
    {},
    cause,
  );
export const notPlain = (fn: string): DualTensorError =>
  make(
    "DT_RULE",
    fn,
    "a value computed from plain numbers",
    "one that a transformation is watching",
    "What the function closes over must be plain: pass it as an argument",
  );

/** The known name that is nearest to what was typed, as a likely intention: a slip is one or two letters. */
function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined,
    least = Math.max(2, name.length / 2);
  for (const k of known) {
    const d = distance(name, k);
    if (d > least) continue;
    least = d;
    best = k;
  }
  return best && `Did you mean ${best}`;
}
/** How long the part is in which two words differ, the case of their letters aside. */
function distance(p: string, q: string): number {
  const a = [...p.toLowerCase()],
    b = [...q.toLowerCase()];
  while (a.length > 0 && a[0] === b[0]) {
    a.shift();
    b.shift();
  }
  while (a.length > 0 && a.at(-1) === b.at(-1)) {
    a.pop();
    b.pop();
  }
  return Math.max(a.length, b.length);
}
