// What a discrete Fourier transform knows of its length: the roots of unity and the factors.

/**
 * cos and sin of 2πk / n for k < n. The angle is reduced to an eighth of the circle in whole numbers first, so each is
 * within an ulp and the symmetries of the circle hold to the bit.
 */
export function rootsOfUnity(n: number): Float64Array {
  const out = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    const octant = Math.floor((8 * k) / n),
      rest = 8 * k - octant * n,
      odd = octant % 2 === 1;
    const eighths = odd ? n - rest : rest,
      angle = (Math.PI * eighths) / (4 * n);
    // sin and cos of the rounded π / 4 differ by an ulp.
    const c = eighths === n ? Math.SQRT1_2 : Math.cos(angle),
      s = eighths === n ? Math.SQRT1_2 : Math.sin(angle);
    // Octants 1, 2, 5, 6 lie around the second axis, where the angle is measured from.
    const upright = octant % 4 === 1 || octant % 4 === 2;
    // No -0 among them.
    out[2 * k] = (upright ? s : c) * (octant > 1 && octant < 6 ? -1 : 1) + 0;
    out[2 * k + 1] = (upright ? c : s) * (octant > 3 ? -1 : 1) + 0;
  }
  return out;
}

/** Primes up to this one have a pass of their own, of p² / 2 products for p entries. */
const LARGEST = 31;
/** A length as a product of 4s, 2s and small odd primes; null if it has a larger one. */
export function radicesOf(n: number): number[] | null {
  const out: number[] = [];
  for (let p = 4; n > 1;) {
    if (n % p === 0) {
      out.push(p);
      n /= p;
    } else p = p === 4 ? 2 : p === 2 ? 3 : p + 2;
    if (p > LARGEST) return null;
  }
  return out;
}
