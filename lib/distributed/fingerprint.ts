// What a process computes with: the version of the library, and the bits that its Math and its functions give at some points.
// Parts of one result come from processes whose fingerprints are the same, else their bits would not be those of one process.
import { VERSION } from "../compile/bytes.js";
import { elementaries } from "../compile/math/index.js";
import { tensor } from "../ops/tensors/create.js";
import { sum } from "../core/sums.js";
import { matmul } from "../core/matmul.js";
import { erf } from "../ops/special/erf.js";
import { lgamma } from "../ops/special/gamma.js";
import { sha256 } from "./sha256.js";

/** Of the package; spec/distributed knows that package.json says the same. */
export const LIBRARY = "0.1.0";

/** Where the last bit depends on the method: around 1, in the tails, and where arguments are reduced. */
const POINTS = [
  0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1.1, 1.5, 2.3, 3.7, 10.1, 22, 100.7, 1e5, 710.3, 1e-5, 1e-300, -0.2, -0.8,
  -3.3, -40.9,
];

/** Functions of Math whose last bits engines differ in. */
const NAMES =
  "sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp expm1 log log1p log2 log10 cbrt sqrt pow atan2 hypot".split(
    " ",
  );

function bits(): number[] {
  const out: number[] = [];
  for (const name of NAMES) {
    const f = (Math as unknown as Record<string, (...x: number[]) => number>)[name];
    for (const x of POINTS)
      if (["pow", "atan2", "hypot"].includes(name)) for (const y of [0.3, 1.7, -2.1]) out.push(f(x, y));
      else out.push(f(x));
  }
  for (const { scalar } of elementaries) for (const x of POINTS) out.push(scalar(x, 1.7));
  const points = tensor(POINTS),
    square = tensor(Array.from({ length: 16 }, (_, i) => Array.from({ length: 16 }, (_, j) => Math.sin(i + 17 * j)))); // prettier-ignore
  out.push(...erf(points).data, ...lgamma(points).data, ...matmul(square, square).data, sum(points).item());
  return out;
}

let known: string | undefined;
/** Of this process, by what it computed when it was asked first. */
export function fingerprint(): string {
  if (known === undefined) {
    const numbers = Float64Array.from([VERSION, ...bits()], (v) => (v === v ? v : NaN));
    known = sha256(new Uint8Array(numbers.buffer)).slice(0, 12);
  }
  return known;
}
