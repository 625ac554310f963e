// From numbers to places on paper. Whatever the numbers are (nothing, one value, ±1.8e308 at once, subnormals, NaN among them), a place
// is finite, places keep the order of their numbers, and ticks are round, distinct and ascending.

export interface Scale {
  readonly lo: number;
  readonly hi: number;
  readonly ticks: readonly number[];
  readonly label: (v: number) => string;
  /** From 0 at lo to 1 at hi, at most 2 apart from them; NaN for what has no place. */
  readonly at: (v: number) => number;
}

/** The finite extent of some numbers, widened where it is a point; 0 to 1 of none. */
export function extentOf(lists: readonly ArrayLike<number>[], usable = Number.isFinite): [number, number] {
  let lo = Infinity,
    hi = -Infinity;
  for (const list of lists)
    for (let i = 0; i < list.length; i++) {
      const v = list[i];
      if (!usable(v)) continue;
      if (v < lo) lo = v;
      if (v > hi) hi = v;
    }
  if (lo > hi) return [0, 1];
  if (lo < hi) return [lo, hi];
  const room = lo === 0 ? 1 : Math.max(Math.abs(lo) / 8, Number.MIN_VALUE);
  return [Math.max(lo - room, -Number.MAX_VALUE), Math.min(hi + room, Number.MAX_VALUE)];
}

/** A little more at either side, so that no point stands on the frame. */
export function roomy([lo, hi]: readonly [number, number]): [number, number] {
  const room = (hi / 2 - lo / 2) * 0.08;
  return [Math.max(lo - room, -Number.MAX_VALUE), Math.min(hi + room, Number.MAX_VALUE)];
}

/** (v - lo) / (hi - lo), where the differences may overflow. */
function share(v: number, lo: number, hi: number): number {
  const far = Math.max(Math.abs(lo), Math.abs(hi)) > 1e300 ? 2 ** -20 : 1,
    part = (v * far - lo * far) / (hi * far - lo * far);
  return Math.min(Math.max(part, -2), 3);
}

/** The step 1, 2 or 5 times a power of ten that cuts a length into about so many (P. Heckbert, Graphics Gems, 1990). */
function niceStep(length: number, count: number): { readonly digit: number; readonly power: number } {
  const raw = length / count,
    power = Math.floor(Math.log10(raw)),
    lead = raw / 10 ** power;
  if (lead < 1.5) return { digit: 1, power };
  if (lead < 3.5) return { digit: 2, power };
  return lead < 7.5 ? { digit: 5, power } : { digit: 1, power: power + 1 };
}
/** i * digit * 10^power, rounded once where powers of ten are exact. */
const multiple = (i: number, digit: number, power: number): number =>
  power < 0 && power > -23 ? (i * digit) / 10 ** -power : i * digit * 10 ** power;

export function linear([lo, hi]: readonly [number, number], count = 5): Scale {
  const length = hi / count - lo / count,
    { digit, power } = niceStep(length, 1),
    step = digit * 10 ** power,
    ticks: number[] = [];
  if (step > 0 && Number.isFinite(step)) {
    const first = Math.ceil(lo / step - 1e-9),
      last = Math.floor(hi / step + 1e-9);
    for (let k = 0; k <= Math.min(last - first, 4 * count); k++) {
      const v = multiple(first + k, digit, power);
      if (Number.isFinite(v) && v > (ticks.at(-1) ?? -Infinity)) ticks.push(v === 0 ? 0 : v);
    }
  }
  const kept = ticks.length >= 2 ? ticks : [lo, hi],
    most = Math.max(Math.abs(kept[0]), Math.abs(kept[kept.length - 1]), Number.MIN_VALUE),
    digits = ticks.length >= 2 ? Math.floor(Math.log10(most)) - power + 1 : 6;
  return {
    lo,
    hi,
    ticks: kept,
    label: (v) => numberText(v, Math.min(Math.max(digits, 1), 17)),
    at: (v) => share(v, lo, hi),
  };
}

/** Powers of ten; what is not positive has no place. */
export function logarithmic([lo, hi]: readonly [number, number], count = 6): Scale {
  const from = Math.floor(Math.log10(lo)),
    to = Math.max(Math.ceil(Math.log10(hi)), from + 1),
    step = Math.max(1, Math.ceil((to - from) / count)),
    powers: number[] = [];
  for (let p = Math.ceil(from / step) * step; p <= to; p += step) powers.push(p);
  // Below the normal numbers and above the largest there is no power of ten: the exponent is the tick.
  const ticks = powers.map((p) => Number(`1e${p}`)).filter((v) => v > 0 && Number.isFinite(v));
  return {
    lo,
    hi,
    ticks: ticks.length >= 2 ? ticks : [lo, hi],
    label: (v) => powerText(v),
    at: (v) => (v > 0 ? share(Math.log10(v), from, to) : NaN),
  };
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** 10⁻³ of a power of ten. */
function powerText(v: number): string {
  const [digit, power] = v.toExponential().split("e");
  if (digit !== "1") return numberText(v, 3);
  return `10${power
    .replace("+", "")
    .replace("-", "⁻")
    .replace(/\d/g, (c) => RAISED[Number(c)])}`;
}
/** A number in so many digits as people read it: no noise behind them, a minus that is one. */
export function numberText(v: number, digits = 3): string {
  if (!Number.isFinite(v)) return String(v).replace("-", "−").replace("Infinity", "∞");
  return String(Number(v.toPrecision(digits)))
    .replaceAll("-", "−")
    .replace("e+", "e");
}
