// What the pictures must be: XML that any parser takes, with finite coordinates. A reader of the part of XML that they use (W3C,
// Extensible Markup Language 1.0, productions 1, 10, 14, 39, 43): elements nest, attributes are quoted and stand once, & begins an entity.

export interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
  readonly text: string;
}

const TOKEN = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const FORBIDDEN = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/u;

export function read(text: string): Node {
  if (FORBIDDEN.test(text)) throw new Error("a character that XML does not have");
  const root: Node = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (token === null) throw new Error(`no XML: ${text.slice(at, at + 60)}`);
    const [, closing, name, attributes, empty, words] = token;
    const top = open[open.length - 1];
    if (words !== undefined) {
      if (/&(?!amp;|lt;|gt;|quot;)/.test(words)) throw new Error(`a lone & in ${words}`);
      (top as { text: string }).text += words;
    } else if (closing) {
      if (top.name !== name) throw new Error(`</${name}> closes <${top.name}>`);
      open.pop();
    } else {
      const found: Record<string, string> = {};
      for (const [, key, value] of attributes.matchAll(/([\w:-]+)="([^"]*)"/g)) {
        if (Object.hasOwn(found, key)) throw new Error(`${key} twice in <${name}>`);
        if (/&(?!amp;|lt;|gt;|quot;)/.test(value)) throw new Error(`a lone & in ${value}`);
        found[key] = value;
      }
      const node: Node = { name, attributes: found, children: [], text: "" };
      (top.children as Node[]).push(node);
      if (!empty) open.push(node);
    }
  }
  if (open.length > 1) throw new Error(`<${open[open.length - 1].name}> is not closed`);
  if (root.children.length !== 1 || root.text.trim() !== "") throw new Error("one element holds all");
  return root.children[0];
}

/** All elements, from the outside in. */
export const all = (node: Node): Node[] => [node, ...node.children.flatMap(all)];

/** Attributes that are places, lengths or paths. */
const PLACES = ["x", "y", "cx", "cy", "r", "rx", "width", "height", "d", "transform", "viewBox"];
/** Coordinates that are no numbers, or lie where no screen is. */
export function strangePlaces(picture: Node): string[] {
  return all(picture).flatMap(({ name, attributes }) =>
    PLACES.flatMap((key) => {
      const value = attributes[key];
      if (value === undefined) return [];
      const numbers = value.match(/[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?/g) ?? [];
      const strange =
        /NaN|Infinity|undefined|null/.test(value) || numbers.some((v) => !(Math.abs(Number(v)) < 2e4));
      const negative = /^(r|rx|width|height)$/.test(key) && Number(value) < 0;
      return strange || negative ? [`${name} ${key}="${value.slice(0, 80)}"`] : [];
    }),
  );
}

/** A picture that is read: its words, and that it is whole. */
export function checked(svg: string): Node {
  const picture = read(svg);
  const { role, xmlns, viewBox } = picture.attributes;
  const [title, desc] = picture.children;
  expect([picture.name, role, xmlns]).toEqual(["svg", "img", "http://www.w3.org/2000/svg"]);
  expect(viewBox).toBe(`0 0 ${picture.attributes.width} ${picture.attributes.height}`);
  expect([title.name, desc.name, title.text !== "", /\.$/.test(desc.text)]).toEqual([
    "title",
    "desc",
    true,
    true,
  ]);
  expect(strangePlaces(picture)).toEqual([]);
  const classes = new Set(
    all(picture)
      .flatMap(({ attributes }) => (attributes.class ?? "").split(" "))
      .filter(Boolean),
  );
  const style = picture.children.find(({ name }) => name === "style")!.text;
  expect([...classes].filter((c) => c !== picture.attributes.class && !style.includes(`.${c}{`))).toEqual([]);
  return picture;
}
