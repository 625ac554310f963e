// The slope of a function of one number from its values alone, with an error that can be believed: central and one-sided
// difference quotients at steps h, h/4, h/16, ... from the scale of x down to its last bits, each row extrapolated
// (Richardson 1911; Neville's table and the error from its neighbours as in Ridders 1982), each charged with the rounding
// of f as the smaller steps show it. All other scales must agree with the smallest, or the slope gets a name:
//
//   corner    left slope and right slope differ                  abs at 0: -1 and 1, their mean is the value
//   jump      quotients grow like 1/h                            sign at 0
//   vertical  quotients grow without bound, but slower           cbrt at 0
//   edge      f is finite on one side only: the slope there      sqrt at 0
//   steps     f moves in steps (a cancellation, a rounding), at small scales it stands still: the error covers both scales
//   none      f(x) itself is not finite
//
// Long because every reading of the same samples, and the name that it gives, stands in one place.

export type SlopeKind = "smooth" | "corner" | "jump" | "vertical" | "edge" | "steps" | "none";
export interface Slope {
  readonly kind: SlopeKind;
  readonly value: number;
  /** |value - derivative| is at most this. */
  readonly error: number;
  readonly left: number;
  readonly right: number;
  /** What the error is small or large against: how f moves at the step that says most (1 where it stands still there), or, a
   * thousandth of it, over the scale of x. */
  readonly scale: number;
  /** f stands still, and a slope of at most this would not show at any step; -1 where f moves. */
  readonly hidden: number;
}
type Found = Pick<Slope, "kind" | "value" | "error" | "left" | "right"> & { readonly scale?: number };
/** f at t steps from x, all entries of its result; null where it is not defined. */
export type Sample = (t: number) => Float64Array | null;

const UNIT = 2 ** -53;
const TINY = 2 ** -1074;
/** Columns of the table: more gain nothing against rounding. */
const COLUMNS = 5;
/** Roundings that one value of f is charged with at least. */
const ROUNDINGS = 4;
/** What f moves by over the scale of x counts by this part. */
const PART = 2 ** -10;
/** A corner sharper than this part of its slopes gets the name; a blunter one counts as error. */
const LEAST_CORNER = 2 ** -20;

/** Steps, falling by 4: powers of two (so that x + h is exact) from half of each scale, 48 bits down, none below `least`. */
export function ladder(scales: readonly number[], least: number): number[] {
  const steps = new Set<number>();
  for (const s of scales) {
    if (!(s > 0) || !Number.isFinite(s)) continue;
    const top = Math.max(Math.floor(Math.log2(s)), -960) - 1;
    for (let e = top - (top & 1); e > top - 50; e -= 2) if (2 ** e >= least) steps.add(2 ** e);
  }
  return [...steps].sort((a, b) => b - a);
}

/** A slope as one step shows it. */
interface Level {
  readonly h: number;
  readonly raw: number;
  readonly value: number;
  error: number;
}

/** Quotients d at steps h, extrapolated in powers h^power; `round` is the least error of each. Without those at the top that are not finite. */
function extrapolate(
  h: readonly number[],
  d: readonly number[],
  round: readonly number[],
  power: 1 | 2,
): Level[] {
  let first = 0;
  for (let i = 0; i < h.length; i++) if (!Number.isFinite(d[i])) first = i + 1;
  const levels: Level[] = [],
    scatter: number[] = [],
    last = h.length - first - 1;
  let above: number[] = [];
  for (let i = first; i < h.length; i++) {
    const row = [d[i]];
    let value = d[i],
      least = i > first ? Math.abs(d[i] - above[0]) : Infinity;
    for (let k = 1; k <= Math.min(i - first, COLUMNS); k++) {
      const ratio = h[i - k] / h[i];
      row.push(row[k - 1] + (row[k - 1] - above[k - 1]) / ((power === 1 ? ratio : ratio * ratio) - 1));
      const spread = Math.max(Math.abs(row[k] - row[k - 1]), Math.abs(row[k] - above[k - 1]));
      if (spread < least) {
        least = spread;
        value = row[k];
      }
    }
    above = row;
    scatter.push(least);
    levels.push({ h: h[i], raw: d[i], value, error: round[i] });
  }
  // The noise of f: what scatters at smaller steps, times the step. At the smallest, of the last four together.
  let noise = 0;
  for (let i = last; i >= Math.max(1, last - 3); i--) noise = Math.max(noise, scatter[i] * levels[i].h);
  for (let i = last; i >= 0; i--) {
    const level = levels[i],
      amplified = power === 2 ? 2.4 : 4;
    level.error = 2 * scatter[i] + amplified * Math.max(level.error, noise / level.h);
    noise = Math.max(noise, scatter[i] * level.h);
  }
  return levels.filter((l) => Number.isFinite(l.error));
}

interface Settled {
  readonly value: number;
  readonly error: number;
  /** The level above which larger steps contradict the smaller ones; -1: none does. */
  readonly conflict: number;
  /** The step that says most. */
  readonly h: number;
}
/** From the smallest step up, as long as all steps agree within their errors: the best of them. */
function settle(levels: readonly Level[]): Settled {
  let lo = -Infinity,
    hi = Infinity,
    value = NaN,
    error = Infinity,
    h = NaN,
    i = levels.length - 1;
  for (; i >= 0; i--) {
    const l = levels[i];
    if (l.value - l.error > hi || l.value + l.error < lo) break;
    lo = Math.max(lo, l.value - l.error);
    hi = Math.min(hi, l.value + l.error);
    if (l.error < error) ({ value, error, h } = l);
  }
  return { value, error, conflict: i, h };
}

/** How many of the smallest steps show quotients that grow without bound, where to, and whether like 1/h. */
function divergence(
  levels: readonly Level[],
  round: readonly number[],
): { count: number; to: number; jump: boolean } {
  const n = levels.length,
    skipped = round.length - n,
    step = (i: number): number => levels[i].raw - levels[i - 1].raw;
  let jump = true,
    i = n - 1;
  for (; i >= 2; i--) {
    const now = step(i),
      before = step(i - 1);
    if (
      !(now * before > 0) ||
      Math.abs(now) < 0.9 * Math.abs(before) ||
      Math.abs(now) < 2 * round[skipped + i]
    )
      break;
    if (Math.abs(now) < 3.5 * Math.abs(before)) jump = false;
  }
  const count = n - 1 - i;
  return { count: count >= 6 ? count : 0, to: n > 1 && step(n - 1) > 0 ? Infinity : -Infinity, jump };
}

/**
 * Slopes of all entries of f at t = 0, from samples at +-h for the steps h. `reach` is what t is measured from (|x|): a
 * product a x inside f is rounded like f's result.
 */
export function slopes(at: Float64Array, sample: Sample, h: readonly number[], reach: number): Slope[] {
  const above = h.map((s) => sample(s)),
    below = h.map((s) => sample(-s)),
    inside = new Map<number, readonly (readonly [Float64Array | null, Float64Array | null])[]>();
  const of = (v: Float64Array | null, i: number): number => (v === null ? NaN : v[i]);

  const whole = (i: number): Found => {
    const c = at[i],
      p = above.map((v) => of(v, i)),
      q = below.map((v) => of(v, i));
    const charge = (a: number, b: number, s: number): number =>
      (ROUNDINGS * UNIT * Math.max(Math.abs(a), Math.abs(b)) + TINY) / s;
    let steps = h,
      noise = 0;
    const levels = (
      d: (s: number, l: number) => number,
      a: readonly number[],
      b: readonly number[],
      power: 1 | 2,
    ): { round: number[]; list: Level[] } => {
      const quotients = steps.map(d),
        round = steps.map(
          (s, l) => charge(a[l], b[l], s) + (noise + UNIT * reach * Math.abs(quotients[l])) / s,
        );
      return { round, list: extrapolate(steps, quotients, round, power) };
    };
    // What f moves by at a step, to either side, in units of slope.
    const moves = (l: number): number[] =>
      l < 0 ? [] : [p[l], q[l]].map((v) => (Number.isFinite(v) ? Math.abs(v - c) / h[l] : 0));
    const shown = (s: number): number => {
      const l = h.indexOf(s),
        here = Math.max(0, ...moves(l)),
        whole = moves(0).filter((m) => m > 0);
      return Math.max(
        here <= (ROUNDINGS * UNIT * Math.abs(c)) / s ? 1 : here,
        whole.length > 0 ? Math.min(...whole) * PART : 0,
      );
    };
    const same = p.map(() => c),
      R = levels((s, l) => (p[l] - c) / s, p, same, 1),
      L = levels((s, l) => (c - q[l]) / s, q, same, 1);
    if (!Number.isFinite(c) || (R.list.length === 0 && L.list.length === 0))
      return { kind: "none", value: NaN, error: Infinity, left: NaN, right: NaN };
    const growR = divergence(R.list, R.round),
      growL = divergence(L.list, L.round),
      right = 2 * growR.count > R.list.length ? growR.to : settle(R.list).value,
      left = 2 * growL.count > L.list.length ? growL.to : settle(L.list).value,
      infinite = !Number.isFinite(left) || !Number.isFinite(right);
    if ((right === growR.to && growR.jump) || (left === growL.to && growL.jump))
      return { kind: "jump", value: NaN, error: Infinity, left, right };
    if (L.list.length === 0 || R.list.length === 0) {
      const value = L.list.length === 0 ? right : left,
        best = settle(L.list.length === 0 ? R.list : L.list),
        error = Number.isFinite(value) ? best.error : Infinity;
      return { kind: "edge", value, error, left, right, scale: shown(best.h) };
    }
    if (left === right && infinite) return { kind: "vertical", value: left, error: Infinity, left, right };
    if (infinite) return { kind: "corner", value: (left + right) / 2, error: Infinity, left, right };
    // A jump that larger steps do not see is a rounding inside f: those steps are its noise.
    const lost = Math.max(growR.count, growL.count);
    if (lost > 0) {
      steps = h.slice(0, -lost);
      noise = Math.max(
        ...[growR, growL].map(({ count }, k) =>
          count > 0 ? Math.abs(k === 0 ? p.at(-1)! - c : c - q.at(-1)!) : 0,
        ),
      );
    }
    const C = levels((s, l) => (p[l] - q[l]) / (2 * s), p, q, 2),
      center = settle(C.list);
    if (lost > 0)
      return {
        kind: "steps",
        value: center.value,
        error: center.error + Math.max(Math.abs(center.value - left), Math.abs(center.value - right)),
        left,
        right,
        scale: shown(center.h),
      };
    const staired = center.conflict >= 0 ? stepped(i, center, C.list) : null;
    if (staired !== null) return { kind: "steps", ...staired, left, right, scale: shown(center.h) };
    const gap = settle(levels((s, l) => (p[l] - c - (c - q[l])) / s, p, q, 1).list);
    const half = Math.abs(gap.value) > gap.error ? Math.abs(gap.value) / 2 : 0;
    if (half > LEAST_CORNER * (Math.abs(left) + Math.abs(right)))
      return {
        kind: "corner",
        value: (left + right) / 2,
        error: half + gap.error,
        left,
        right,
        scale: shown(center.h),
      };
    const error = center.error + half;
    return { kind: "smooth", value: center.value, error, left, right, scale: shown(center.h) };
  };

  // By the mean value theorem a smooth f has somewhere inside [-H, H] the slope that it has on the average over it. If
  // eight places inside show slopes on one side of the average only, f moves in steps that small scales do not see.
  const stepped = (
    i: number,
    C: Settled,
    levels: readonly Level[],
  ): { value: number; error: number } | null => {
    const { h: H, raw } = levels[Math.max(0, C.conflict - 1)],
      s = levels[Math.min(levels.length - 1, C.conflict + 5)].h;
    if (!inside.has(H)) {
      const places = Array.from({ length: 8 }, (_, k) => H * ((k + 0.3 + ((k * 0.618) % 0.4)) / 4 - 1));
      inside.set(
        H,
        places.map((t) => [sample(t - s), sample(t + s)] as const),
      );
    }
    let still = 0;
    for (const [a, b] of inside.get(H)!) {
      const p = of(a, i),
        q = of(b, i),
        slope = (q - p) / (2 * s),
        blur = C.error + (p === q ? 0 : (ROUNDINGS * UNIT * Math.max(Math.abs(p), Math.abs(q))) / s);
      if (
        Math.abs(slope - C.value) <= Math.abs(C.value) / 2 + blur &&
        (C.value < raw ? slope + blur < raw : slope - blur > raw)
      )
        still++;
    }
    if (still < 6) return null;
    const best = levels.slice(0, C.conflict + 1).reduce((a, b) => (b.error < a.error ? b : a));
    return { value: best.value, error: Math.abs(best.value - C.value) + best.error + C.error };
  };

  // What stands still at all steps has no scale but that of its value: a step as large shows a slope that its digits hide.
  const stands = (i: number, v: Float64Array | null): boolean => of(v, i) === at[i],
    still = Array.from(at, (_, i) => [...above, ...below].every((v) => stands(i, v))),
    far = at.reduce((m, c, i) => (still[i] && Number.isFinite(c) ? Math.max(m, Math.abs(c)) : m), 0),
    ends = far > h[0] ? [sample(far), sample(-far)] : [];
  return Array.from(at, (c, i): Slope => {
    const found = whole(i);
    if (!still[i] || found.kind !== "smooth") return { ...found, scale: found.scale ?? 0, hidden: -1 };
    const reached = Math.max(Math.abs(c) > h[0] ? far : 0, h[0]);
    const hidden =
      reached > h[0] && !ends.every((v) => stands(i, v))
        ? -1
        : (ROUNDINGS * UNIT * Math.abs(c) + TINY) / reached;
    return { ...found, scale: 1, hidden };
  });
}
