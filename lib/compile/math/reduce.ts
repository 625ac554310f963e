// x - n π/2 for |x| of any size, to the last bit of both parts: 2/π is kept to 1300 places and multiplied exactly (M. H. Payne and
// R. N. Hanek, Radian reduction for trigonometric functions, SIGNUM Newsletter 18, 1983). For arguments beyond the reach of
// three constants only, since it takes microseconds.

const places = 1300;
/** 2/π and π/2, rounded down at 1300 and 200 binary places. */
const twoOverPi = BigInt(
  "0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1d" +
    "eb1cb129a73ee88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b" +
    "5a0a6d1f6d367ecf27cb09b74f463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b" +
    "6babf0cfbc209af4361da9e39",
);
const piOver2 = BigInt("0x1921fb54442d18469898cc51701b839a252049c1114cf98e804");

const bits = new BigInt64Array(1);
const number = new Float64Array(bits.buffer);

/** Where the parts of the rest are left: x = n π/2 + rest[0] + rest[1]. */
export const rest = new Float64Array(2);

/** n modulo 4 for a finite x of at least 2^-50. */
export function reduce(x: number): number {
  number[0] = Math.abs(x);
  const exponent = Number(bits[0] >> 52n) - 1075;
  const integer = (bits[0] & 0xfffffffffffffn) | 0x10000000000000n;
  // x 2/π in units of 2^-fraction.
  const fraction = BigInt(places - exponent);
  const product = integer * twoOverPi;
  const n = (product + (1n << (fraction - 1n))) >> fraction;
  const part = product - (n << fraction);
  // To units of 2^-200, from which 90 are left where x lies as close to a multiple of π/2 as a double can.
  const turned = ((part >> (fraction - 200n)) * piOver2) >> 200n;
  const high = Number(turned);
  const low = Number(turned - BigInt(high));
  const sign = x < 0 ? -1 : 1;
  rest[0] = sign * high * 2 ** -200;
  rest[1] = sign * low * 2 ** -200;
  return Number(n & 3n) * sign;
}
