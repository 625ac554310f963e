// Types compared exactly: a wrong one is an error of `npm run typecheck`, not of jest.

export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `is<Wanted>()(value)`: the type of value is Wanted, neither wider nor narrower. */
export const is =
  <A>() =>
  <B>(_value: B & (Equal<A, B> extends true ? unknown : never)): void => {};
