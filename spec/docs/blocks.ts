// Finds the programs in the documentation: fenced ts and js blocks of Markdown pages, and @example tags in the
// comments of the source. CONTRIBUTING.md describes the format for writers.

export interface Block {
  readonly file: string;
  /** The line of `file` on which the code begins, counted from 1. */
  readonly line: number;
  readonly code: string;
  readonly language: "ts" | "js";
  /** In an @example the names of the package are there without an import. */
  readonly example: boolean;
  /** The block before it runs first, as if both were one. */
  readonly continues: boolean;
  /** Why the block does not run; undefined when it does. */
  readonly noRun: string | undefined;
}

const fence = /^( *)```(\w*)[ \t]*(.*)$/;
const languages: Readonly<Record<string, "ts" | "js">> = {
  ts: "ts",
  typescript: "ts",
  js: "js",
  javascript: "js",
};

/** The blocks of a Markdown text; `offset` is the number of lines of `file` before it. */
export function markdownBlocks(file: string, text: string, offset = 0, example = false): Block[] {
  const blocks: Block[] = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    const open = fence.exec(lines[i]);
    if (!open) continue;
    const [, indent, language, info] = open;
    const first = i + 1;
    do i++;
    while (i < lines.length && lines[i].trim() !== "```");
    if (!Object.hasOwn(languages, language)) continue;
    const noRun = /^no-run\b:?\s*(.*)$/.exec(info)?.[1];
    if (info !== "" && info !== "continues" && noRun === undefined) {
      throw new Error(`${file}:${offset + first}: unknown words after \`\`\`${language}: ${info}`);
    }
    const code = lines.slice(first, i).map((line) => line.replace(new RegExp(`^ {0,${indent.length}}`), ""));
    const continues = info === "continues";
    const line = offset + first + 1;
    blocks.push({
      file,
      line,
      code: code.join("\n"),
      language: languages[language],
      example,
      continues,
      noRun,
    });
  }
  return blocks;
}

/** The @example tags of a source text, each up to the next tag or the end of its comment. */
export function exampleBlocks(file: string, text: string): Block[] {
  const blocks: Block[] = [];
  for (const comment of text.matchAll(/\/\*\*[\s\S]*?\*\//g)) {
    const before = text.slice(0, comment.index).split("\n").length;
    const lines = comment[0].split("\n").map((line) => line.replace(/^\s*\*(?:\/| ?)|\s*\*\/$/g, ""));
    for (let i = 0; i < lines.length; i++) {
      const tag = /@example\b ?(.*)$/.exec(lines[i]);
      if (!tag) continue;
      let end = i + 1;
      while (end < lines.length && !/^@\w/.test(lines[end])) end++;
      const code = [tag[1], ...lines.slice(i + 1, end)].join("\n");
      const offset = before + i - 1;
      if (code.includes("```")) blocks.push(...markdownBlocks(file, code, offset, true));
      else {
        const plain = { language: "ts", example: true, continues: false, noRun: undefined } as const;
        blocks.push({ file, line: offset + 1, code, ...plain });
      }
    }
  }
  return blocks;
}
