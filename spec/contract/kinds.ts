// Rows that the library lacks: a kind must be right for whatever partials a row may give it (a tensor, 1, -1, nothing).
import { cos } from "../../lib/ops/elementwise/trig.js";
import { binary, unary, type Binary, type Unary } from "../../lib/core/kinds.js";
import { mulRow } from "../../lib/core/ring.js";
import { literal, type Tensor } from "../../lib/core/tensor.js";
import { VALUE } from "../../lib/kernels/arithmetic.js";

const twice = (x: Tensor): Tensor => mulRow(literal(2), x, VALUE);
const one = (): 1 => 1;
const minus = (): -1 => -1;
const none = (): null => null;

// prettier-ignore
export const kinds: Readonly<Record<string, Unary | Binary>> = {
  one:          unary("one", (x) => x + 1, one),
  minus:        unary("minus", (x) => 1 - x, minus),
  none:         unary("none", (x) => Math.sign(x), none, { lo: 0.5, hi: 2 }),
  tensorTensor: binary("tensorTensor", (x, y) => x * x + Math.sin(y), (x) => twice(x), (_, y) => cos(y)),
  tensorOne:    binary("tensorOne",    (x, y) => x * x + y,           (x) => twice(x), one),
  tensorMinus:  binary("tensorMinus",  (x, y) => x * x - y,           (x) => twice(x), minus),
  tensorNone:   binary("tensorNone",   (x, y) => x * x + Math.sign(y), (x) => twice(x), none, { lo: 0.5, hi: 2 }),
  oneTensor:    binary("oneTensor",    (x, y) => x + y * y,           one,   (_, y) => twice(y)),
  minusTensor:  binary("minusTensor",  (x, y) => y * y - x,           minus, (_, y) => twice(y)),
  minusMinus:   binary("minusMinus",   (x, y) => -x - y,              minus, minus),
  minusOne:     binary("minusOne",     (x, y) => y - x,               minus, one),
  oneNone:      binary("oneNone",      (x, y) => x + Math.sign(y),    one,   none, { lo: 0.5, hi: 2 }),
  noneMinus:    binary("noneMinus",    (x, y) => Math.sign(x) - y,    none,  minus, { lo: 0.5, hi: 2 }),
  noneNone:     binary("noneNone",     (x, y) => Math.sign(x) + Math.sign(y), none, none, { lo: 0.5, hi: 2 }),
};
