// Mutants of the derivative code of rows, all in one text: each place that can be wrong asks a switch which of its
// readings to take, so that one bundle holds the library and every mutant of it ("mutant schemata": R. Untch, J. Offutt and
// M. Harrold, 1993). Derivative code is what rules push and pull with: the partials, transposes and slopes given to the
// kinds, the members push, pull, window and unfused of rules written in full, and the functions that those call.

import ts from "typescript";

/** The functions that make rows, and which of their arguments are derivatives. */
const KINDS = {
  unary: [2],
  binary: [2, 3],
  linear: [2],
  bilinear: [2, 3],
  reduction: [2],
  family: [2],
  pairFamily: [2, 3],
};
const MEMBERS = ["push", "pull", "window", "unfused"];
/** The module that the mutated text asks: which mutant is on, and the operations that mutants are made with. */
export const RUNTIME = "mutants:runtime";

const isFunction = (n) =>
  ts.isArrowFunction(n) ||
  ts.isFunctionExpression(n) ||
  ts.isFunctionDeclaration(n) ||
  ts.isMethodDeclaration(n);
const calleeOf = (call) => (ts.isIdentifier(call.expression) ? call.expression.text : "");

/** A module: its text, what it declares at the top, and where its imports come from. */
export function parse(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const declared = new Map();
  const imported = new Map();
  for (const s of source.statements) {
    if (ts.isFunctionDeclaration(s) && s.name) declared.set(s.name.text, s);
    if (ts.isVariableStatement(s))
      for (const d of s.declarationList.declarations)
        if (ts.isIdentifier(d.name) && d.initializer) declared.set(d.name.text, d.initializer);
    const names = ts.isImportDeclaration(s) ? s.importClause?.namedBindings : undefined;
    if (names && ts.isNamedImports(names))
      for (const e of names.elements)
        imported.set(e.name.text, { from: s.moduleSpecifier.text, name: (e.propertyName ?? e.name).text });
  }
  return { file, text, source, declared, imported };
}

/** What counts its arguments is a door: spec/errors tries those. */
const PUBLIC = /\bcheckCount\(/;
/**
 * The derivative code of all modules: for each function (or name of one) the row it belongs to and its role there.
 * `resolve(file, specifier)` is the file that an import means.
 */
export function derivatives(modules, resolve) {
  const found = new Map();
  const add = (module, node, row, role) => {
    if (found.has(node)) return;
    found.set(node, { row, role });
    const visit = (n) => {
      const isName = ts.isIdentifier(n) && !(ts.isPropertyAccessExpression(n.parent) && n.parent.name === n);
      if (isName) follow(module, n.text);
      ts.forEachChild(n, visit);
    };
    visit(node);
  };
  /** A function that derivative code names, unless it is a row or a public face: those are made by calls. */
  const follow = (module, name) => {
    const own = module.declared.get(name);
    if (own !== undefined) {
      if (isFunction(own) && !PUBLIC.test(own.getText(module.source))) add(module, own, name, "part");
      return;
    }
    const { from, name: other } = module.imported.get(name) ?? {};
    const source = from && modules.get(resolve(module.file, from));
    if (source) follow(source, other);
  };
  for (const module of modules.values()) {
    const visit = (node, row) => {
      let own = row;
      const named = ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node);
      if (named && node.name && ts.isIdentifier(node.name)) own = node.name.text;
      if (ts.isCallExpression(node))
        for (const i of KINDS[calleeOf(node)] ?? [])
          if (node.arguments[i]) add(module, node.arguments[i], own, "partial");
      if (ts.isObjectLiteralExpression(node)) {
        const member = (name) =>
          node.properties.find((p) => p.name && p.name.getText(module.source) === name);
        if (member("push") && member("pull"))
          for (const name of MEMBERS) {
            const p = member(name);
            if (p) add(module, ts.isPropertyAssignment(p) ? p.initializer : p, own, name);
          }
      }
      ts.forEachChild(node, (c) => visit(c, own));
    };
    visit(module.source, "");
  }
  return found;
}

/** Arguments in whose place it matters which is which; of `where` the last two. */
const ORDERED = ["matmulRow", "sub", "div", "where", "powRow", "pow", "ratio", "largerShare", "combine"];
const PRODUCTS = ["mulRow", "matmulRow", "times"];
const TURNED = { "===": "!==", "!==": "===", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "+": "-", "-": "+" };
/** A product of values taken for one of the chain rule, in which an exact zero wins, and the other way round. */
const FLAGS = { VALUE: ["CHAIN"], CHAIN: ["VALUE"] };

/** A module's text with its mutants in it, which are put onto `list`. `unary`: the names of rows of one operand. */
export function schemata({ source, text, file }, regions, list, unary) {
  const raw = (n) => text.slice(n.getStart(source), n.getEnd());
  const onOneLine = (s) => s.replace(/\s+/g, " ");
  /** The derivative code that is being written, innermost last. */
  const within = [];
  const mutant = (row, what, from, to) =>
    list.push({ file, row, what, from: onOneLine(from), to: onOneLine(to) }) - 1;

  /** What a call can be mistaken for: [kind, text]. */
  function* ofCall(n) {
    const name = calleeOf(n);
    const a = n.arguments.map(raw);
    const swapped = [...a];
    const at = name === "where" ? 1 : 0;
    const other = name === "combine" ? 2 : at + 1;
    [swapped[at], swapped[other]] = [a[other], a[at]];
    if (name === "add" || name === "plus")
      yield* [
        ["sign", `__M.minus(${a[0]}, ${a[1]})`],
        ["term", a[0]],
        ["term", a[1]],
      ];
    if (name === "sub")
      yield* [
        ["sign", `__M.add(${a[0]}, ${a[1]})`],
        ["term", a[0]],
      ];
    if (name === "neg") yield ["sign", a[0]];
    if (name === "combine")
      yield* [
        ["term", `__M.scale(${a[0]}, ${a[1]})`],
        ["term", `__M.scale(${a[2]}, ${a[3]})`],
      ];
    if (PRODUCTS.includes(name))
      yield* [
        ["factor", a[0]],
        ["factor", a[1]],
      ];
    if (name === "scale") yield ["factor", a[1]];
    if (ORDERED.includes(name) && a[at] !== a[other]) yield ["swap", `${name}(${swapped.join(", ")})`];
    for (const [i, own] of a.entries())
      for (const to of FLAGS[own] ?? []) yield ["flag", `${name}(${a.with(i, `__M.${to}`).join(", ")})`];
    if (a.length === 1 && unary.has(name)) yield ["factor", a[0]];
    if (name === "literal" && !["0", "NaN"].includes(a[0])) yield ["sign", `literal(-(${a[0]}))`];
  }
  function* readings(n) {
    if (ts.isCallExpression(n)) yield* ofCall(n);
    if (ts.isBinaryExpression(n)) {
      const op = n.operatorToken.getText(source);
      const [l, r] = [raw(n.left), raw(n.right)];
      if (TURNED[op] && !/["'`]/.test(l + r)) yield ["turn", `(${l} ${TURNED[op]} ${r})`];
      if (op === "===" && /["'`]/.test(l + r)) yield ["turn", `(${l} !== ${r})`];
      if (op === "&&") yield ["term", "null"];
    }
    if (ts.isPrefixUnaryExpression(n) && !ts.isNumericLiteral(n.operand)) {
      if (n.operator === ts.SyntaxKind.MinusToken) yield ["sign", raw(n.operand)];
      if (n.operator === ts.SyntaxKind.ExclamationToken) yield ["turn", raw(n.operand)];
    }
    if (ts.isConditionalExpression(n))
      yield ["swap", `(${raw(n.condition)} ? ${raw(n.whenFalse)} : ${raw(n.whenTrue)})`];
    if (n.kind === ts.SyntaxKind.TrueKeyword) yield ["turn", "false"];
    if (n.kind === ts.SyntaxKind.FalseKeyword) yield ["turn", "true"];
  }
  /** What a derivative returns: its sign, and whether it is there at all. */
  function* returned(n, { role, node }) {
    const isBody = n.parent === node && ts.isArrowFunction(node) && node.body === n;
    const isReturned = ts.isReturnStatement(n.parent) && ts.findAncestor(n.parent, isFunction) === node;
    if (!isBody && !isReturned) return;
    if (["part", "window", "unfused"].includes(role) || n.kind === ts.SyntaxKind.NullKeyword) return;
    yield* [
      ["sign", `__M.neg(${raw(n)})`],
      ["term", "null"],
    ];
  }
  const choose = (row, n, written, alternatives) => {
    const own = raw(n);
    const seen = new Set([own]);
    let out = "";
    for (const [what, to] of alternatives) {
      if (seen.has(to)) continue;
      seen.add(to);
      out += `__M.on(${mutant(row, what, own, to)}) ? (${to}) : `;
    }
    return out === "" ? written : `(${out}${written})`;
  };

  /** The two derivatives of a row of two operands, exchanged by one switch. */
  const exchanged = new Map();
  const exchange = (n, row, written) => {
    const places = ts.isCallExpression(n.parent) ? (KINDS[calleeOf(n.parent)] ?? []) : [];
    const [p, q] = places.map((i) => n.parent.arguments[i]);
    if (q === undefined || (n !== p && n !== q) || raw(p) === raw(q)) return written;
    if (!exchanged.has(p))
      exchanged.set(p, mutant(row, "swap", `${raw(p)}, ${raw(q)}`, `${raw(q)}, ${raw(p)}`));
    return `((...a) => (__M.on(${exchanged.get(p)}) ? (${raw(n === p ? q : p)}) : (${written}))(...a))`;
  };
  const isFixed = (n) =>
    ts.isTypeNode(n) ||
    ts.isTypeParameterDeclaration(n) ||
    ts.isInterfaceDeclaration(n) ||
    ts.isTypeAliasDeclaration(n) ||
    ts.isImportDeclaration(n) ||
    // A loop that is mistaken might not end.
    (ts.isForStatement(n.parent) && n.parent.statement !== n);
  const write = (n) => {
    const region = regions.get(n);
    if (region) within.push({ ...region, node: n });
    let out = "";
    let at = n.getStart(source);
    n.forEachChild((c) => {
      out += text.slice(at, c.getStart(source)) + (isFixed(c) ? raw(c) : write(c));
      at = c.getEnd();
    });
    out += text.slice(at, n.getEnd());
    const inside = within.at(-1);
    if (region) {
      within.pop();
      return region.role === "partial" ? exchange(n, region.row, out) : out;
    }
    // Names that are not values: keys, members, parameters.
    const isName =
      ts.isIdentifier(n) &&
      ((ts.isPropertyAccessExpression(n.parent) && n.parent.name === n) ||
        ts.isShorthandPropertyAssignment(n.parent) ||
        ts.isParameter(n.parent) ||
        ts.isBindingElement(n.parent) ||
        (ts.isPropertyAssignment(n.parent) && n.parent.name === n));
    if (inside === undefined || isName || !ts.isExpression(n)) return out;
    return choose(inside.row, n, out, [...readings(n), ...returned(n, inside)]);
  };
  return `import * as __M from "${RUNTIME}";\n${write(source)}`;
}
