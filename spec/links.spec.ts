// Links and tables of the Markdown pages, as GitHub renders them: a relative link finds a file, and its heading where it names one; a
// table's rows have as many cells as its head.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const root = resolve(__dirname, "..");
const pages = [
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"].map((name) => join(root, name)),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(root, "docs", name)),
];

/** The text without blocks of code. */
const prose = (file: string): string => readFileSync(file, "utf8").replace(/^ *```[^]*?^ *```$/gm, "");

/** The anchors of a page's headings, by GitHub's rule: lower case, letters, digits, hyphens and underscores alone, doubles are numbered. */
function anchors(file: string): Set<string> {
  const seen = new Map<string, number>();
  return new Set(
    [...prose(file).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading]) => {
      const slug = heading
        .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
        .toLowerCase()
        .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
        .replaceAll(" ", "-");
      const before = seen.get(slug) ?? 0;
      seen.set(slug, before + 1);
      return before === 0 ? slug : `${slug}-${before}`;
    }),
  );
}

describe.each(pages.map((file) => [relative(root, file), file]))("%s", (_name, file) => {
  test("links lead somewhere", () => {
    const lost = [
      ...prose(file)
        .replace(/`[^`\n]*`/g, "")
        .matchAll(/\]\(([^)\s]+)\)/g),
    ]
      .map(([, link]) => link)
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [path, anchor] = link.split("#"),
          target = path === "" ? file : resolve(dirname(file), path);
        if (!existsSync(target)) return true;
        if (anchor === undefined) return false;
        return statSync(target).isDirectory() || !anchors(target).has(anchor);
      });
    expect(lost).toEqual([]);
  });

  test("rows of tables have the cells of their head", () => {
    // A bar that is escaped, or stands in code that escapes it, is no wall.
    const cells = (line: string): number => line.replace(/\\\|/g, "").split("|").length;
    const lines = prose(file).split("\n");
    const uneven = lines.filter((line, i) => {
      if (!line.startsWith("|")) return false;
      let head = i;
      while (lines[head - 1]?.startsWith("|")) head--;
      return cells(line) !== cells(lines[head]);
    });
    expect(uneven).toEqual([]);
  });
});
