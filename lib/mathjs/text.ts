// A formula's text before mathjs sees it: its tokens with their places, and the limits on length and nesting. mathjs's
// parser descends some 17 functions for each bracket and overflows the stack between 200 and 400 of them; its nodes
// carry no places, so messages find theirs among these tokens.
import { badFormula } from "../errors.js";

export interface Token {
  readonly kind: "number" | "name" | "mark";
  readonly text: string;
  readonly at: number;
}

/** Characters, nested brackets (with chains of powers, signs, conditions), and remainders nested in remainders. */
export const MAX_LENGTH = 10_000;
export const MAX_NESTING = 100;
// mathjs tries what follows a % as a term, and then reads it again: nested, each one doubles the work.
const MAX_PERCENT = 4;

// As mathjs's isAlpha: Latin, Greek, letterlike symbols, mathematical alphanumerics.
const letter = String.raw`[a-zA-Z_$\u00C0-\u02AF\u0370-\u03FF\u2100-\u214F]|\uD835[\uDC00-\uDFFF]`;
const pattern = new RegExp(
  [
    String.raw`(?<space>[ \t\r]+|#[^\n]*)`,
    String.raw`(?<number>0[xob][0-9a-fA-F]+(?:i\d+)?|(?:\d+(?:\.(?![*/^])\d*)?|\.\d+)(?:[eE][+-]?\d+)?)`,
    `(?<name>(?:${letter})(?:${letter}|[0-9])*)`,
    String.raw`(?<mark>>>>|\.[*/^]|\^\||\?\.(?!\d)|\?\?|[=!<>]=|<<|>>|[^])`,
  ].join("|"),
  "y",
);

/** Operators that are written as words. */
const words = new Set(["mod", "to", "in", "and", "xor", "or", "not"]);
export const endsOperand = (t: Token | undefined): boolean =>
  t !== undefined && (t.kind !== "mark" || [")", "]", "}", "'", "!", "%"].includes(t.text));

/** What is open at one bracket: chains that recurse without one, and whether a remainder awaits its operand. */
interface Level {
  powers: number;
  tails: number;
  percent: boolean;
}

/** The tokens of a formula; errors for one that is too long, too deep, or holds text. */
export function tokensOf(fn: string, text: string): Token[] {
  if (text.length > MAX_LENGTH)
    throw badFormula(
      fn,
      text,
      MAX_LENGTH,
      `a formula of at most ${MAX_LENGTH} characters`,
      `one of ${text.length}`,
    );
  const tokens: Token[] = [];
  const levels: Level[] = [{ powers: 0, tails: 0, percent: false }];
  let depth = 1;
  let percents = 0;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const groups = pattern.exec(text)?.groups as Partial<Record<string, string>>;
    if (groups.space !== undefined) continue;
    const word = groups.name ?? groups.number ?? groups.mark!;
    const kind =
      groups.number !== undefined ? "number" : groups.name === undefined || words.has(word) ? "mark" : "name";
    const after = endsOperand(tokens.at(-1));
    const level = levels[levels.length - 1];
    if (word === '"' || (word === "'" && !after))
      throw badFormula(fn, text, at, "numbers", "text in quotes", "A formula computes with numbers only");
    const reset = (all: boolean): void => {
      depth -= level.powers + (all ? level.tails : 0);
      level.powers = 0;
      if (all) level.tails = 0;
      if (level.percent) percents--;
      level.percent = false;
    };
    if (word === "(" || word === "[" || word === "{") {
      levels.push({ powers: 0, tails: 0, percent: false });
      depth++;
    } else if (word === ")" || word === "]" || word === "}") {
      if (levels.length > 1) {
        reset(true);
        levels.pop();
        depth--;
      }
    } else if (word === "^" || word === ".^" || (kind === "mark" && !after && /^([-+~]|not)$/.test(word))) {
      level.powers++;
      depth++;
    } else if (word === "?" || word === "=") {
      reset(false);
      level.tails++;
      depth++;
    } else if (word === "," || word === ";" || word === "\n") reset(word !== "\n" || levels.length === 1);
    else if (kind === "mark" && word !== "'" && word !== "!") {
      reset(false);
      if (word === "%") {
        level.percent = true;
        percents++;
      }
    }
    if (depth > MAX_NESTING || percents > MAX_PERCENT)
      throw badFormula(
        fn,
        text,
        at,
        percents > MAX_PERCENT
          ? `remainders (%) nested at most ${MAX_PERCENT} deep`
          : `brackets, powers, signs and conditions nested at most ${MAX_NESTING} deep`,
        "more",
        percents > MAX_PERCENT ? "Write mod(a, b)" : "Name a part of it: u = ...; then use u",
      );
    tokens.push({ kind, text: word, at });
  }
  return tokens;
}
