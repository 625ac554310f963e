// The params of a row as a text: equal where they mean the same, signs of zero, NaN and infinities kept apart. What is no
// plain data (a function) has a number of its own.
const seen = new WeakMap<object, number>();
let count = 0;

export function keyOf(v: unknown): string {
  if (typeof v === "number") return Object.is(v, -0) ? "-0" : String(v);
  if (v === null || typeof v === "boolean" || v === undefined) return String(v);
  if (typeof v === "string") return JSON.stringify(v);
  if (Array.isArray(v) || ArrayBuffer.isView(v))
    return `[${Array.from(v as ArrayLike<unknown>, keyOf).join()}]`;
  if (typeof v === "object" && Object.getPrototypeOf(v) === Object.prototype)
    return `{${Object.entries(v)
      .map(([k, e]) => `${k}:${keyOf(e)}`)
      .join()}}`;
  let id = seen.get(v);
  if (id === undefined) seen.set(v, (id = ++count));
  return `#${id}`;
}
