// The playground's state in a link: what is written and where it is asked, as text behind "#". No server sees it.
const VERSION = 1;

export const linkOf = (state) => {
  const bytes = new TextEncoder().encode(JSON.stringify({ v: VERSION, ...state }));
  return `#${btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "")}`;
};

/** The state of a link; null of none; a sentence where it cannot be read. */
export function stateOf(hash) {
  if (hash.length < 2) return null;
  try {
    const text = atob(hash.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
    const state = JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (c) => c.charCodeAt(0))));
    if (state.v !== VERSION)
      return `This link was made by another version of the playground (${state.v}, here ${VERSION}): nothing was changed.`;
    if (typeof state.text !== "string" || typeof state.values !== "object" || state.values === null)
      throw new Error();
    return { mode: state.mode === "code" ? "code" : "formula", text: state.text, values: state.values };
  } catch {
    return "This link is damaged: nothing was changed.";
  }
}
