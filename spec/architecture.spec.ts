// Who may import whom, read from the import lines of lib/. The layers stand in layers.json, left to right: a file
// imports from its own folder and from layers left of it.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import layers from "./layers.json";

const lib = resolve(__dirname, "../lib");

interface Import {
  readonly from: string;
  /** A file of lib ("core/bind.ts"), or the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(lib, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".ts"))
  .sort();

const sources = new Map(files.map((file) => [file, readFileSync(join(lib, file), "utf8")]));

function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, sources.get(file) ?? "", ts.ScriptTarget.ES2022, true);
  const found: Import[] = [];
  const add = (text: string, typeOnly: boolean) => {
    const local = relative(lib, resolve(lib, dirname(file), text)).replaceAll("\\", "/");
    found.push({ from: file, to: text.startsWith(".") ? local.replace(/\.js$/, ".ts") : text, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const clause = ts.isImportDeclaration(node) ? node.importClause : node.exportClause;
      const names = clause && (ts.isImportClause(clause) ? clause.namedBindings : clause);
      const elements =
        names && (ts.isNamedImports(names) || ts.isNamedExports(names)) ? [...names.elements] : [];
      const byName = elements.length > 0 && elements.every((element) => element.isTypeOnly);
      const hasDefault = clause && ts.isImportClause(clause) && clause.name !== undefined;
      const whole = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly;
      if (node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
        add(node.moduleSpecifier.text, whole || (byName && !hasDefault));
      }
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (ts.isStringLiteral(argument)) add(argument.text, false);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      if (ts.isStringLiteral(node.argument.literal)) add(node.argument.literal.text, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const imports = files.flatMap(importsOf);
const local = imports.filter(({ to }) => sources.has(to));

/** The folder of a file, or the name of a file at the top: "core", "errors", "index". */
const unit = (file: string): string => file.replace(/\/.*|\.ts$/g, "");
const rank = (file: string): number => layers.order.findIndex((names) => names.includes(unit(file)));
const shown = ({ from, to }: Import) => `${from} -> ${to}`;

/** The groups of nodes that reach each other (Tarjan 1972), those of one node left out. */
function cycles(edges: readonly (readonly [string, string])[]): string[][] {
  const next = new Map<string, string[]>();
  for (const [from, to] of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];
  const visit = (node: string): void => {
    const order = index.size;
    index.set(node, order);
    low.set(node, order);
    stack.push(node);
    for (const other of next.get(node) ?? []) {
      if (!index.has(other)) visit(other);
      if (stack.includes(other)) low.set(node, Math.min(low.get(node)!, low.get(other)!));
    }
    if (low.get(node) !== order) return;
    const group = stack.splice(stack.indexOf(node));
    if (group.length > 1) groups.push(group.sort());
  };
  for (const node of next.keys()) if (!index.has(node)) visit(node);
  return groups;
}

describe("the layers", () => {
  test("every file belongs to one", () => {
    expect(files.filter((file) => rank(file) < 0)).toEqual([]);
  });

  test("every import of a file of lib finds it", () => {
    const lost = imports.filter(({ to }) => /\.ts$/.test(to) && !sources.has(to));
    expect(lost.map(shown)).toEqual([]);
  });

  test("left never imports right", () => {
    expect(local.filter(({ from, to }) => rank(to) > rank(from)).map(shown)).toEqual([]);
  });

  test("CONTRIBUTING draws them as they are", () => {
    const text = readFileSync(join(lib, "../CONTRIBUTING.md"), "utf8");
    const [, drawn] = /```text\n(errors <- .*?)\n```/s.exec(text)!;
    expect(drawn.split(/\s*<-\s*/).map((group) => group.split(", "))).toEqual(layers.order);
  });

  test("no file name stands twice, but for the row and the kernel of one thing", () => {
    const isKernel = (file: string): boolean =>
      /^(kernels|compile\/math)\/|^compile\/wasm\/matmul/.test(file);
    const found = new Map<string, string[]>();
    for (const file of files) {
      const name = file.split("/").at(-1)!;
      // The contents page of its folder, and the entries, which are called what users import.
      if (name === "index.ts" || name === file) continue;
      found.set(name, [...(found.get(name) ?? []), file]);
    }
    const twice = [...found.values()].filter((files) => files.filter((file) => !isKernel(file)).length > 1);
    expect(twice).toEqual([]);
  });

  test("engines do not import each other", () => {
    const among = local.filter(
      ({ from, to }) => unit(from) !== unit(to) && layers.apart.includes(unit(from)),
    );
    expect(among.filter(({ to }) => layers.apart.includes(unit(to))).map(shown)).toEqual([]);
  });

  test("engines name no operation", () => {
    const named = local.filter(({ from, to }) => layers.apart.includes(unit(from)) && unit(to) === "ops");
    expect(named.map(shown)).toEqual([]);
  });

  test("folders form no cycle", () => {
    const between = local.filter(({ from, to }) => unit(from) !== unit(to));
    expect(cycles(between.map(({ from, to }) => [unit(from), unit(to)]))).toEqual([]);
  });

  test("files form no cycle at load, except the cluster of core and the one of the adapter's graph", () => {
    const atLoad = local.filter(({ typeOnly }) => !typeOnly);
    const found = cycles(atLoad.map(({ from, to }) => [from, to]));
    const clusters = [layers.cluster, layers.torchCluster];
    expect(found.filter((files) => !clusters.some((c) => files.every((f) => c.includes(f))))).toEqual([]);
    expect(found.length).toBeLessThanOrEqual(clusters.length);
  });
});

describe("the adapter", () => {
  /** Types and the data of operations, which stand beside the folders, count with the first. */
  const place = (file: string): number =>
    file === "torch/func.ts"
      ? layers.torch.indexOf("autograd")
      : file.startsWith("torch/")
        ? Math.max(0, layers.torch.indexOf(file.split("/")[1]))
        : -1;

  test("words, graph, faces, autograd: each imports from those before it", () => {
    const within = local.filter(({ from, to, typeOnly }) => place(from) >= 0 && place(to) >= 0 && !typeOnly);
    expect(within.filter(({ from, to }) => place(to) > place(from)).map(shown)).toEqual([]);
    expect(within.length).toBeGreaterThan(50);
  });

  /** Lines as prettier leaves them. */
  const lines = (of: readonly string[]): number =>
    of.reduce((n, file) => n + sources.get(file)!.split("\n").length - 1, 0);
  const adapter = files.filter((file) => /^torch[./]/.test(file)),
    func = /^torch\/(func|autograd\/(transforms|mapped|parts|functional|strict|checked))\.ts$/;

  // Aimed at are 5,000 and 4,000. The tape whose entries outlive no tensor has cost 150 lines, and a chain a third of its time.
  test("is at most 6,100 lines, 5,150 without torch.func and its kin", () => {
    expect(lines(adapter)).toBeLessThanOrEqual(6100);
    expect(lines(adapter.filter((file) => !func.test(file)))).toBeLessThanOrEqual(5150);
  });
});

describe("the edge", () => {
  const outside = imports.filter(({ to }) => !to.endsWith(".ts"));

  test("only mathjs/ imports mathjs, only source/ a parser, and nothing else comes from a package", () => {
    const allowed = ({ from, to }: Import) =>
      (unit(from) === "mathjs" && /^mathjs(\/|$)/.test(to)) ||
      (unit(from) === "source" && to === "acorn") ||
      (unit(from) === "tools" && to === "unplugin") ||
      (["cli", "tools"].includes(unit(from)) && to.startsWith("node:"));
    expect(outside.filter((line) => !allowed(line)).map(shown)).toEqual([]);
  });

  /** The lines of lib on which a name stands for the global of that name. */
  const globals = (names: readonly string[], except: readonly string[] = []): string[] =>
    files
      .filter((file) => !except.includes(unit(file)))
      .flatMap((file) => {
        const source = ts.createSourceFile(file, sources.get(file)!, ts.ScriptTarget.ES2022, true);
        const found: string[] = [];
        const visit = (node: ts.Node): void => {
          if (ts.isIdentifier(node) && names.includes(node.text)) {
            const { parent } = node;
            const isName =
              (ts.isPropertyAccessExpression(parent) &&
                parent.name === node &&
                parent.expression.getText() !== "globalThis") ||
              ((ts.isPropertyAssignment(parent) ||
                ts.isPropertySignature(parent) ||
                ts.isMethodSignature(parent)) &&
                parent.name === node);
            if (!isName)
              found.push(
                `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${node.text}`,
              );
          }
          ts.forEachChild(node, visit);
        };
        visit(source);
        return found;
      });

  test("only cli/ and tools/ touch the process, the console and files; the adapter warns as PyTorch does", () => {
    const rooms = ["cli", "tools"];
    expect(globals(["process", "console", "Buffer", "require", "__dirname"], rooms)).toEqual([]);
    const warns = files.filter(
      (file) => !rooms.includes(unit(file)) && /\bconsole\?\./.test(sources.get(file)!),
    );
    expect(warns).toEqual(["torch/words/classes.ts"]);
  });

  test("no code is made from strings", () => {
    expect(globals(["eval", "Function"])).toEqual([]);
  });

  test("nothing reaches the network; executors alone wait for a clock, in one file", () => {
    expect(globals(["fetch", "XMLHttpRequest", "WebSocket", "setTimeout", "setInterval"])).toEqual([]);
    expect(files.filter((file) => /\bsetTimeout\b/.test(sources.get(file)!))).toEqual([
      "distributed/clock.ts",
    ]);
  });
});

describe("the messages", () => {
  test("are all made in errors.ts, PyTorch's own texts in torch/words/classes.ts", () => {
    const made = files
      .filter((file) => file !== "errors.ts" && file !== "torch/words/classes.ts")
      .filter((file) => /\bnew \w*Error\(|\bthrow\s+["'`]/.test(sources.get(file)!));
    expect(made).toEqual([]);
  });
});

describe("the core", () => {
  test("how derivatives are made and propagated is told in 105,000 characters", () => {
    const core = files.filter((file) => ["core", "forward", "reverse", "array"].includes(unit(file)));
    expect(core.length).toBeGreaterThan(20);
    const characters = core.reduce((n, file) => n + [...sources.get(file)!].length, 0);
    expect(characters).toBeLessThanOrEqual(105_000);
  });
});

describe("the files", () => {
  test("open by saying what is true in them", () => {
    expect(files.filter((file) => !/^(\/\/|\/\*)/.test(sources.get(file)!))).toEqual([]);
  });

  test("name others by where they are", () => {
    const root = resolve(lib, ".."),
      /** Of a reader's, in an example of the command. */
      theirs = new Set(["deriv.mjs"]),
      missing = files.flatMap((file) =>
        (sources.get(file) ?? "")
          .split("\n")
          .flatMap((line) => /(?:^|\s)(?:\/\/|\*)(.*)$/.exec(line)?.[1] ?? [])
          .flatMap((comment) => [
            ...comment.matchAll(/(?<![\w@/.-])(?:[\w.-]+\/)*[\w-]+\.(?:ts|mjs|md|json)\b/g),
          ])
          .map(([name]) => name)
          .filter(
            (name) =>
              !theirs.has(name) &&
              ![dirname(join(lib, file)), lib, join(lib, "ops"), join(root, "spec"), root].some((folder) =>
                existsSync(join(folder, name)),
              ),
          )
          .map((name) => `${file}: ${name}`),
      );
    expect(missing).toEqual([]);
  });

  test("have at most 300 lines, or give the reason at their head: `Long because ...`", () => {
    const long = files.filter((file) => sources.get(file)!.split("\n").length > 301);
    const head = (file: string) => sources.get(file)!.split("\n").slice(0, 20).join("\n");
    expect(long.filter((file) => !/\blong because\b/i.test(head(file)))).toEqual([]);
  });
});
