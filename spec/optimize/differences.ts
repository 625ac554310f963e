// Derivatives by central differences whose error is removed twice (L. F. Richardson 1911): of order h⁶, so 1e-10 of smooth functions.
export function richardson(f: (x: number[]) => number[], x: readonly number[], h = 1e-2): number[] {
  const columns = x.map((_, j) => {
    const central = (step: number): number[] => {
      const at = (s: number): number[] => f(x.map((v, k) => (k === j ? v + s : v)));
      const [ahead, behind] = [at(step), at(-step)];
      return ahead.map((v, i) => (v - behind[i]) / (2 * step));
    };
    const [a, b, c] = [h, h / 2, h / 4].map(central);
    return a.map((v, i) => {
      const [first, second] = [(4 * b[i] - v) / 3, (4 * c[i] - b[i]) / 3];
      return (16 * second - first) / 15;
    });
  });
  return columns[0].flatMap((_, i) => columns.map((column) => column[i]));
}
