// A complex value is a pair of real tensors of one shape. It is a tensor that outranks every engine: of a rule it knows
// nothing but its kind, and answers with the same rule on the real parts and the imaginary parts, so that matmul, sum, at
// and reshape of complex values are those of real ones. Engines only ever see the parts: every derivative is a real one.
//
//   linear        L(a + ib)          = L a + i L b
//   bilinear      B(a + ib, c + id)  = B(a, c) - B(b, d) + i (B(a, d) + B(b, c))
//   elementwise   the formula in analytic.ts, or an error
import { bind } from "../../core/bind.js";
import { joinRule } from "../../core/join.js";
import { selectRow } from "../../core/picks.js";
import type { Reducing } from "../../core/sums.js";
import type { Rounding } from "../../core/quotients.js";
import * as LEVEL from "../../core/level.js";
import type { Run } from "../../core/level.js";
import { add, sub, type Scale } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import {
  isTensor,
  Watched,
  zeros,
  type NestedNumbers,
  type Tensor,
  type TensorLike,
} from "../../core/tensor.js";
import { complexValue } from "../../errors.js";
import type { Shape } from "../../array/shape.js";
import { shaped } from "../move/reshape.js";
import { argument, functions, modulus, type Parts } from "./analytic.js";

const RUN: Run = { level: LEVEL.outermost, call: "complex", alive: true };
/** Rules that are linear while this operand (a condition, an index, a divisor) is real. */
const fixed: Readonly<Record<string, number>> = { where: 0, gather: 1, scatterAdd: 1, div: 1 };
const additive = ["sum", "difference", "negation"];
const separable = (rule: { kind: string; role?: string; name: string }): boolean =>
  rule.kind === "linear" || additive.includes(rule.role ?? "") || rule.name === "stopGradient";

// The methods of a tensor, which give complex values here.
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export interface Complex {
  add(other: TensorLike, options?: Partial<Scale>): Complex;
  sub(other: TensorLike, options?: Partial<Scale>): Complex;
  mul(other: TensorLike): Complex;
  div(other: TensorLike, options?: Partial<Rounding>): Complex;
  neg(): Complex;
  pow(exponent: TensorLike): Complex;
  matmul(other: TensorLike): Complex;
  sum(...args: Reducing): Complex;
  mean(...args: Reducing): Complex;
  reshape(...shape: readonly number[] | [readonly number[]]): Complex;
  transpose(dim0: number, dim1: number): Complex;
}
/**
 * A complex tensor, made by {@link complex}, `polar`, `viewAsComplex` or a Fourier transform. Immutable. The functions of
 * dualtensor take it where their formula has a meaning for complex numbers, and say so where it has none.
 */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class Complex extends Watched {
  readonly level = LEVEL.outermost;
  readonly run = RUN;
  readonly dtype = "complex128";
  private constructor(
    readonly shape: Shape,
    private parts: Parts | null,
    private pair: Tensor | null,
  ) {
    super();
  }
  /** From two real tensors of one shape. */
  static of([re, im]: Parts): Complex {
    return new Complex(re.shape, [re, im], null);
  }
  /** From one real tensor of shape [..., 2]. */
  static ofPairs(pairs: Tensor): Complex {
    return new Complex(pairs.shape.slice(0, -1), null, pairs);
  }

  /** The real part. */
  get real(): Tensor {
    return this.split()[0];
  }
  /** The imaginary part. */
  get imag(): Tensor {
    return this.split()[1];
  }
  private split(): Parts {
    const part = (index: number): Tensor => selectRow(this.pair!, { axis: -1, index });
    return (this.parts ??= [part(0), part(1)]);
  }
  /** Both parts as one real tensor of shape [..., 2]. */
  get pairs(): Tensor {
    return (this.pair ??= pairsOf(this.parts!));
  }
  override get T(): Complex {
    return super.T as Complex;
  }
  abs(): Tensor {
    return modulus(this.split());
  }
  angle(): Tensor {
    return argument(this.split());
  }
  conj(): Complex {
    return Complex.of([this.real, this.imag.neg()]);
  }

  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    const still = fixed[rule.name] ?? -1;
    if (still < 0 || isComplex(args[still])) {
      const own = Object.hasOwn(functions, rule.name) ? functions[rule.name] : undefined;
      if (own !== undefined) {
        const [z, w] = args.map(partsOf);
        return packed(own(z, w ?? z));
      }
      if (rule.kind === "bilinear") return this.product(rule, args, params);
      if (still >= 0 || !separable(rule)) throw complexValue(rule.name);
    }
    const part = (n: 0 | 1): Tensor =>
      bind(
        rule,
        args.map((a, i) => (i === still ? a : partsOf(a)[n])),
        params,
      );
    return Complex.of([part(0), part(1)]);
  }

  private product<P>(rule: Rule<P>, [x, y]: readonly Tensor[], params: P): Complex {
    const times = (a: Tensor, b: Tensor): Tensor => bind(rule, [a, b], params);
    if (!isComplex(x)) return Complex.of([times(x, partsOf(y)[0]), times(x, partsOf(y)[1])]);
    const [a, b] = partsOf(x);
    if (!isComplex(y)) return Complex.of([times(a, y), times(b, y)]);
    const [c, d] = partsOf(y);
    return Complex.of([sub(times(a, c), times(b, d)), add(times(a, d), times(b, c))]);
  }

  override get data(): Float64Array {
    throw complexValue("data");
  }
  override item(): number {
    throw complexValue("item()");
  }
  override toArray<T extends NestedNumbers = NestedNumbers>(): T {
    throw complexValue("toArray()");
  }
  override toJSON(): never {
    throw complexValue("toJSON()");
  }
  override toString(): string {
    return `complex(${this.real.toString()}, ${this.imag.toString()})`;
  }
}

/**
 * Is this a complex tensor?
 *
 * @example
 * isComplex(complex([1], [2])) // => true
 * isComplex(tensor([1])) // => false
 */
export const isComplex = (v: unknown): v is Complex => isTensor(v) && v.dtype === "complex128";
/** Real and imaginary part; a real tensor stands for a complex one of imaginary part 0. */
export const partsOf = (t: Tensor): Parts => (isComplex(t) ? [t.real, t.imag] : [t, zeros(t.shape)]);
const packed = (v: Parts | Tensor): Tensor => (isTensor(v) ? v : Complex.of(v));
/** The parts side by side along a new last axis. */
export const pairsOf = (parts: Parts): Tensor =>
  bind(
    joinRule,
    parts.map((t) => shaped(t, [...t.shape, 1])),
    { axis: -1 },
  );
