// The curve of ../misra1a.ts for numbers: y = b1 (1 - exp(-b2 x)) less what was measured, at every x.
"use dual";

export const residuals = ([b1, b2], x, y) => x.map((v, i) => b1 * (1 - Math.exp(-(b2 * v))) - y[i]);
