// Einstein's summation: one letter per axis, "ij,jk->ik". The grammar, as in torch:
//
//   equation = terms ["->" term]        without an arrow the result has the letters that occur once, in alphabetical
//   terms    = term {"," term}          order (capitals first), behind the axes of the ellipsis
//   term     = letters ["..." letters]  spaces are ignored
//
// A letter twice in a term takes the diagonal; a letter that the result lacks is summed over; an ellipsis stands for any
// axes, which broadcast from the right, and is summed over where the result lacks it. Lengths of 1 broadcast.
import { badEquation, wrongArgument, wrongShape } from "../../errors.js";
import { permuteRow } from "../../core/views.js";
import type { Face } from "../../core/signature.js";
import { isTensor, lift, type Tensor, type TensorLike } from "../../core/tensor.js";
import { anyOf } from "../../door/parse.js";
import { allAxes } from "../../array/shape.js";
import { arrange, contract, total, type Named } from "./contraction.js";
import { diagonalRow } from "../move/diagonal.js";
import { shaped } from "../move/reshape.js";

const fn = "einsum";
/** Which letters a term has, and where its ellipsis stands (-1: nowhere). */
interface Term {
  readonly letters: readonly string[];
  readonly dots: number;
}

/** The terms of an equation and that of its result; null where it is implied. */
export function parseEquation(equation: string): { terms: Term[]; result: Term | null } {
  const text = equation.replace(/\s+/g, "");
  const sides = text.split("->");
  if (sides.length > 2) throw badEquation(fn, equation, 'at most one "->"');
  const term = (part: string): Term => {
    const [before, after, ...more] = part.split("...");
    if (more.length > 0) throw badEquation(fn, equation, `at most one "..." in "${part}"`);
    const letters = [...before, ...(after ?? "")];
    const bad = letters.find((c) => !/[A-Za-z]/.test(c));
    if (bad !== undefined)
      throw badEquation(
        fn,
        equation,
        `${JSON.stringify(bad)} is no letter${bad === "." ? ' and no "..."' : ""}`,
      );
    return { letters, dots: after === undefined ? -1 : before.length };
  };
  const terms = sides[0].split(",").map(term);
  if (sides.length === 1) return { terms, result: null };
  if (sides[1].includes(",")) throw badEquation(fn, equation, "one term behind the arrow");
  const result = term(sides[1]);
  result.letters.forEach((c, i) => {
    if (result.letters.indexOf(c) !== i) throw badEquation(fn, equation, `"${c}" once behind the arrow`);
    if (!terms.some((t) => t.letters.includes(c)))
      throw badEquation(fn, equation, `"${c}", which stands behind the arrow, in a term before it`);
  });
  if (result.dots >= 0 && terms.every((t) => t.dots < 0))
    throw badEquation(fn, equation, '"...", which stands behind the arrow, in a term before it');
  return { terms, result };
}

/** Names of the axes that an ellipsis stands for, counted from its right end: they broadcast. */
const dotNames = (count: number): string[] => Array.from({ length: count }, (_, i) => `.${count - i}`);

/** Sum of products by an equation in Einstein's notation. */
function evaluate(equation: string, operands: readonly Tensor[]): Tensor {
  const { terms, result } = parseEquation(equation);
  if (terms.length !== operands.length)
    throw badEquation(fn, equation, `as many terms as operands: ${operands.length}, not ${terms.length}`);
  const named = terms.map((t, i) => nameAxes(equation, t, operands[i], i));
  const lengths = new Map<string, number>();
  named.forEach(({ tensor, names }, i) =>
    names.forEach((name, d) => {
      const n = tensor.shape[d];
      const known = lengths.get(name) ?? 1;
      if (n !== known && n !== 1 && known !== 1)
        throw wrongShape(fn, `operand ${i}`, `of length ${known} along ${axisName(name)}`, tensor.shape);
      if (n !== 1 || !lengths.has(name)) lengths.set(name, n);
    }),
  );
  const order = resultNames(terms, result, named);
  // Axes of length 1 that broadcast are no axes; then each operand loses what nobody else wants.
  const list = named.map((x) => withoutUnits(x, lengths));
  const wanted = (from: number): string[] => [...order, ...list.slice(from).flatMap((x) => x.names)];
  const ready = list.map((x, i) =>
    total(x, [...order, ...list.flatMap((other, j) => (j === i ? [] : other.names))]),
  );
  let product = ready[0];
  for (let i = 1; i < ready.length; i++) {
    // A name of the product that only later operands lack is summed as soon as it is alone.
    product = contract(product, ready[i], wanted(i + 1));
    product = total(product, wanted(i + 1));
  }
  return arrange(product, order);
}
const axisName = (name: string): string =>
  name.startsWith(".") ? `axis -${name.slice(1)} of "..."` : `"${name}"`;

/** A name for each axis, repeated letters already as diagonals. */
function nameAxes(equation: string, { letters, dots }: Term, x: Tensor, i: number): Named {
  const r = x.shape.length;
  const rest = r - letters.length;
  if (rest < 0 || (rest > 0 && dots < 0))
    throw badEquation(
      fn,
      equation,
      `${r} letters for the ${r} axes of operand ${i}${dots < 0 ? "" : ", or fewer"}, not ${letters.length}`,
    );
  let names =
    dots < 0 ? [...letters] : [...letters.slice(0, dots), ...dotNames(rest), ...letters.slice(dots)];
  let tensor = x;
  for (;;) {
    const second = names.findIndex((name, d) => names.indexOf(name) !== d);
    if (second < 0) return { tensor, names };
    const name = names[second];
    const first = names.indexOf(name);
    const n = names.length;
    if (tensor.shape[first] !== tensor.shape[second])
      throw wrongShape(fn, `operand ${i}`, `of one length along both ${axisName(name)}`, x.shape);
    const others = allAxes(n).filter((d) => d + n !== first && d + n !== second);
    tensor = diagonalRow(permuteRow(tensor, [...others, first - n, second - n]), { offset: 0 });
    names = [...others.map((d) => names[n + d]), name];
  }
}

function withoutUnits({ tensor, names }: Named, lengths: ReadonlyMap<string, number>): Named {
  const kept = names.map((name, d) => tensor.shape[d] !== 1 || lengths.get(name) === 1);
  if (!kept.includes(false)) return { tensor, names };
  const shape = tensor.shape.filter((_, d) => kept[d]);
  return { tensor: shaped(tensor, shape), names: names.filter((_, d) => kept[d]) };
}

/** The axes of the result by name; without an arrow those of the ellipsis and the letters that occur once, sorted. */
function resultNames(terms: readonly Term[], result: Term | null, named: readonly Named[]): string[] {
  const dots = dotNames(
    Math.max(
      0,
      ...terms.map((t, i) => (t.dots < 0 ? 0 : named[i].names.filter((c) => c.startsWith(".")).length)),
    ),
  );
  if (result !== null)
    return result.dots < 0
      ? [...result.letters]
      : [...result.letters.slice(0, result.dots), ...dots, ...result.letters.slice(result.dots)];
  const all = terms.flatMap((t) => t.letters);
  return [...dots, ...[...new Set(all)].filter((c) => all.indexOf(c) === all.lastIndexOf(c)).sort()];
}

/**
 * Sums of products by an equation: a letter per axis, terms by commas, the result behind "->". Also implicit results, "..."
 * and diagonals ("ii->i"), as in torch. Operands follow one by one, or in one array.
 *
 * @example
 * einsum("ij,jk->ik", [[1, 2], [3, 4]], [[1, 0], [0, 1]]) // => tensor([[1, 2], [3, 4]])
 * einsum("ii", [[1, 2], [3, 4]]).item() // => 5
 */
export const einsum: Face<
  [equation: string, ...operands: TensorLike[]] | [equation: string, operands: readonly TensorLike[]]
> = /*#__PURE__*/ Object.assign(
  (equation: string, ...operands: TensorLike[] | [readonly TensorLike[]]): Tensor => {
    if (typeof equation !== "string")
      throw wrongArgument(fn, "equation", 'a string like "ij,jk->ik"', equation);
    const [first] = operands;
    const together =
      operands.length === 1 && Array.isArray(first) && (equation.includes(",") || anyOf(first, isTensor));
    const list = (together ? first : operands) as TensorLike[];
    return evaluate(
      equation,
      Array.from(list, (t, i) => lift(t, fn, `operand ${i}`)),
    );
  },
  { signature: "equation: string, operands: tensors" },
);
