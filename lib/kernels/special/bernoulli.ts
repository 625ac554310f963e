// The Bernoulli numbers B_2, B_4, ... (DLMF table 24.2.3), of which all asymptotic series of this folder are made.
export const BERNOULLI: readonly number[] = [
  1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330, 854513 / 138, -236364091 / 2730,
]; // prettier-ignore
