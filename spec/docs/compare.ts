// Compares a printed value with the value that a page shows: token by token, so that spaces and line breaks do not
// matter, and quotes of either kind are the same. A number passes when it is within 1e-12 of the one shown, relative
// to it (a few roundings), or when the page shows at least four significant digits and they are the number's,
// correctly rounded.

const tokens = (text: string): string[] =>
  text.replace(/['`]/g, '"').match(/[A-Za-z_$][\w$]*|-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|\S/g) ?? [];

const isNumber = (token: string): boolean => /^-?\.?\d/.test(token);

/** The digits of a number literal without sign, point, exponent and leading zeros. */
const significant = (literal: string): number =>
  literal
    .replace(/[eE].*/, "")
    .replace(/\D/g, "")
    .replace(/^0+/, "").length;

export function sameNumber(actual: string, shown: string): boolean {
  const a = Number(actual);
  const s = Number(shown);
  if (Math.abs(a - s) <= 1e-12 * Math.abs(s)) return true;
  const digits = significant(shown);
  return digits >= 4 && digits <= 17 && Number(a.toPrecision(digits)) === s;
}

export function sameValue(actual: string, shown: string): boolean {
  const a = tokens(actual);
  const s = tokens(shown);
  return (
    a.length === s.length &&
    a.every((token, i) => token === s[i] || (isNumber(token) && isNumber(s[i]) && sameNumber(token, s[i])))
  );
}

/** Whether a message contains a fragment, where spaces and line breaks count as one space. */
export function contains(message: string, fragment: string): boolean {
  const flat = (text: string) => text.replace(/\s+/g, " ").trim();
  return flat(message).includes(flat(fragment));
}
