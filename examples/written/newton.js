// The system of ../newton.ts for numbers: a circle and a hyperbola, x² + y² = 5 and x y = 2.
"use dual";

export const F = ([x, y]) => [x * x + y * y - 5, x * y - 2];
