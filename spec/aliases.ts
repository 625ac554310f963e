// Second names of one function, as torch has them: they answer, and speak in messages, by the first.
import * as library from "./library.js";

export const aliases: Readonly<Record<string, string>> = {
  floatPower: "pow",
  inverse: "inv",
  sgn: "sign",
  swapdims: "transpose",
};
/** Is this a second name? It must be of the very function that its first name has. */
export function isAlias(name: string): boolean {
  if (!Object.hasOwn(aliases, name)) return false;
  const of = library as unknown as Record<string, unknown>;
  return of[name] === of[aliases[name]];
}
