// Numbers that are the same in every run.
export function numbers(seed: number): { uniform: () => number; integer: (n: number) => number } {
  let s = seed >>> 0;
  // Marsaglia's xorshift (2003) of 32 bits.
  const uniform = (): number => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return (s >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 20; i++) uniform();
  return { uniform, integer: (n) => Math.floor(uniform() * n) };
}
