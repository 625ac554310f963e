// The Python that recorded programs are written in, read into the tree that interpret.mjs evaluates: expressions become its
// nodes, and statements (assignments, loops, branches, functions) are run here. What it does not know is unsupported.
// Long because it is a grammar: one function for each level of precedence, one line for each statement.

import { each, evaluate, isTruth, write } from "./interpret.mjs";
import { Unsupported } from "./names.mjs";

// ── words ──
const WORD = new RegExp(
  [
    /(?<space>[ \t]+|#[^\n]*|\\\n)/,
    /(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/,
    /(?<name>[A-Za-z_]\w*)/,
    /(?<string>'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")/,
    /(?<line>\n)/,
    /(?<mark>\*\*=|\/\/=|<<|>>|\*\*|\/\/|->|[-+*/%@&|^]=|[<>=!]=|[-+*/%@&|^~<>()[\]{},:.;=])/,
  ]
    .map((r) => r.source)
    .join("|"),
  "y",
);
/** Words with INDENT and DEDENT, as Python's own tokenizer has them; a bracket keeps its lines together. */
function words(text) {
  const out = [];
  const margins = [0];
  let depth = 0;
  let fresh = true;
  WORD.lastIndex = 0;
  while (WORD.lastIndex < text.length) {
    if (fresh && depth === 0) {
      const [all, margin] = /([ \t]*)(?:#[^\n]*)?/y.exec(text.slice(WORD.lastIndex));
      if (text[WORD.lastIndex + all.length] === "\n") {
        WORD.lastIndex += all.length + 1;
        continue;
      }
      const width = margin.length;
      if (width > margins.at(-1)) out.push({ kind: "indent" }) && margins.push(width);
      while (width < margins.at(-1)) out.push({ kind: "dedent" }) && margins.pop();
      fresh = false;
    }
    const at = WORD.lastIndex;
    const m = WORD.exec(text);
    if (m === null) throw new Unsupported(`Python's ${JSON.stringify(text.slice(at, at + 10))}`);
    const [kind, own] = Object.entries(m.groups).find(([, v]) => v !== undefined);
    if (kind === "space") continue;
    if (kind === "line") {
      if (depth > 0) continue;
      fresh = true;
      out.push({ kind: "line" });
      continue;
    }
    if ("([{".includes(own) && kind === "mark") depth++;
    if (")]}".includes(own) && kind === "mark") depth--;
    out.push({ kind, text: own });
  }
  if (out.at(-1)?.kind !== "line") out.push({ kind: "line" });
  for (; margins.length > 1; margins.pop()) out.push({ kind: "dedent" });
  out.push({ kind: "end" });
  return out;
}

// ── grammar ──
const KEYWORDS = new Set(
  "and as assert break class continue def del elif else except for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);
const MODULES = ["torch", "F", "math"];
const CONSTANTS = { True: true, False: false, None: null };
/** Binary operators from the loosest to the tightest. */
const LEVELS = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%", "@"]];

class Parser {
  at = 0;
  constructor(text) {
    this.words = words(text);
  }
  get next() {
    return this.words[this.at];
  }
  is(text) {
    const w = this.next;
    return (w.kind === "mark" || w.kind === "name") && w.text === text;
  }
  take(text) {
    if (!this.is(text)) return false;
    this.at++;
    return true;
  }
  must(text) {
    if (!this.take(text))
      throw new Unsupported(`Python near ${this.next.text ?? this.next.kind}, not ${text}`);
  }
  mustBe(kind) {
    if (this.next.kind !== kind) throw new Unsupported(`Python near ${this.next.text ?? this.next.kind}`);
    return this.words[this.at++].text;
  }

  // Statements: { do, ... }.
  program() {
    const list = [];
    while (this.next.kind !== "end") list.push(...this.statement());
    return list;
  }
  block() {
    this.must(":");
    if (this.next.kind !== "line") return this.simple();
    this.at++;
    this.mustBe("indent");
    const list = [];
    while (this.next.kind !== "dedent") list.push(...this.statement());
    this.at++;
    return list;
  }
  statement() {
    if (this.take("def")) {
      const name = this.mustBe("name");
      this.must("(");
      const params = this.parameters(")");
      this.must(")");
      return [{ do: "def", name, params, body: this.block() }];
    }
    if (this.take("for")) {
      const target = this.targets();
      this.must("in");
      const over = this.list();
      return [{ do: "for", target, over, body: this.block() }];
    }
    if (this.take("while")) return [{ do: "while", test: this.test(), body: this.block() }];
    if (this.take("if")) return [this.branch()];
    return this.simple();
  }
  branch() {
    const test = this.test();
    const yes = this.block();
    if (this.take("elif")) return { do: "if", test, yes, no: [this.branch()] };
    return { do: "if", test, yes, no: this.take("else") ? this.block() : [] };
  }
  simple() {
    const list = [this.one()];
    while (this.take(";")) if (this.next.kind !== "line") list.push(this.one());
    this.mustBe("line");
    return list;
  }
  one() {
    for (const word of ["break", "continue", "pass"]) if (this.take(word)) return { do: word };
    if (this.take("return"))
      return { do: "return", value: this.next.kind === "line" ? { const: null } : this.list() };
    if (this.take("assert")) return (this.list(), { do: "pass" });
    const first = this.list();
    const w = this.next;
    if (w.kind === "mark" && /^(\*\*|\/\/|[-+*/%@&|^])=$/.test(w.text)) {
      this.at++;
      return { do: "augment", target: first, op: w.text.slice(0, -1), value: this.list() };
    }
    const sides = [first];
    while (this.take("=")) sides.push(this.list());
    if (sides.length === 1) return { do: "expression", value: first };
    return { do: "assign", targets: sides.slice(0, -1), value: sides.at(-1) };
  }
  parameters(end) {
    const params = [];
    while (!this.is(end)) {
      const name = this.mustBe("name");
      params.push({ name, default: this.take("=") ? this.test() : undefined });
      if (!this.take(",")) break;
    }
    return params;
  }

  // Expressions, as nodes of interpret.mjs.
  /** One expression, or several with commas between them: a tuple. */
  list() {
    const items = [this.star()];
    if (!this.is(",")) return items[0];
    while (this.take(",")) {
      if (this.next.kind === "line" || this.is(")") || this.is("]") || this.is("=") || this.is(":")) break;
      items.push(this.star());
    }
    return { tuple: items };
  }
  star() {
    return this.take("*") ? { star: this.test() } : this.test();
  }
  /** What stands between for and in. */
  targets() {
    const items = [this.postfix()];
    while (this.take(",")) if (!this.is("in")) items.push(this.postfix());
    return items.length === 1 ? items[0] : { tuple: items };
  }
  test() {
    if (this.take("lambda")) {
      const params = this.parameters(":");
      this.must(":");
      return { function: params, body: this.test() };
    }
    const yes = this.or();
    if (!this.take("if")) return yes;
    const test = this.or();
    this.must("else");
    return { if: test, yes, no: this.test() };
  }
  or() {
    let left = this.and();
    while (this.take("or")) left = { or: [left, this.and()] };
    return left;
  }
  and() {
    let left = this.not();
    while (this.take("and")) left = { and: [left, this.not()] };
    return left;
  }
  not() {
    return this.take("not") ? { not: this.not() } : this.comparison();
  }
  comparison() {
    const operands = [this.binary(0)];
    const signs = [];
    for (;;) {
      const sign = ["<", ">", "<=", ">=", "==", "!="].find((s) => this.take(s));
      if (sign !== undefined) signs.push(sign);
      else if (this.take("in")) signs.push("in");
      else if (this.is("not") && this.words[this.at + 1].text === "in")
        ((this.at += 2), signs.push("not in"));
      else if (this.take("is")) signs.push(this.take("not") ? "is not" : "is");
      else break;
      operands.push(this.binary(0));
    }
    const pair = (i) =>
      /in|is/.test(signs[i])
        ? {
            [signs[i].replace(" not", "").replace("not ", "")]: operands.slice(i, i + 2),
            negated: /not/.test(signs[i]),
          }
        : { compare: signs[i], args: operands.slice(i, i + 2) };
    return signs.length === 0
      ? operands[0]
      : signs.map((_, i) => pair(i)).reduce((a, b) => ({ and: [a, b] }));
  }
  binary(level) {
    if (level === LEVELS.length) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const op = LEVELS[level].find((s) => this.take(s));
      if (op === undefined) return left;
      left = { op, args: [left, this.binary(level + 1)] };
    }
  }
  unary() {
    if (this.take("-")) return { op: "neg", args: [this.unary()] };
    if (this.take("+")) return this.unary();
    if (this.take("~")) return { op: "~", args: [this.unary()] };
    const base = this.postfix();
    return this.take("**") ? { op: "**", args: [base, this.unary()] } : base;
  }
  postfix() {
    let node = this.atom();
    for (;;) {
      if (this.take(".")) {
        const name = this.mustBe("name");
        if (node.name !== undefined) node = { name: `${node.name}.${name}` };
        else node = { attr: name, self: node };
      } else if (this.take("(")) {
        const { args, kwargs } = this.arguments();
        if (node.name !== undefined) node = { call: node.name, args, kwargs };
        else if (node.attr !== undefined) node = { method: node.attr, self: node.self, args, kwargs };
        else node = { call: node, args, kwargs };
      } else if (this.take("[")) {
        const items = [this.item()];
        while (this.take(",")) if (!this.is("]")) items.push(this.item());
        this.must("]");
        node = { index: items, self: node };
      } else return node;
    }
  }
  arguments() {
    const args = [];
    const kwargs = {};
    while (!this.is(")")) {
      if (this.next.kind === "name" && this.words[this.at + 1].text === "=") {
        const key = this.mustBe("name");
        this.must("=");
        kwargs[key] = this.test();
      } else {
        const value = this.star();
        args.push(this.is("for") ? this.comprehension(value, ")") : value);
      }
      if (!this.take(",")) break;
    }
    this.must(")");
    return { args, kwargs };
  }
  item() {
    if (this.is(".")) return (this.must("."), this.must("."), this.must("."), { ellipsis: true });
    const part = () => (this.is(":") || this.is("]") || this.is(",") ? null : this.test());
    const first = part();
    if (!this.is(":")) return first;
    const slice = [first];
    while (slice.length < 3 && this.take(":")) slice.push(part());
    while (slice.length < 3) slice.push(null);
    return { slice };
  }
  /** for x in y if z, once or more. */
  comprehension(value, end) {
    this.must("for");
    const target = this.targets();
    this.must("in");
    const over = this.or();
    const tests = [];
    while (this.take("if")) tests.push(this.or());
    const inner = this.is("for") ? this.comprehension(value, end) : value;
    return { each: target, in: over, tests, yield: inner, flat: inner !== value };
  }
  atom() {
    const w = this.next;
    if (w.kind === "number")
      return (this.at++, { const: Number(w.text.replaceAll("_", "")), whole: /^\d+$/.test(w.text) });
    if (w.kind === "string")
      return (this.at++, { const: JSON.parse(`"${w.text.slice(1, -1).replaceAll('"', '\\"')}"`) });
    if (w.kind === "name" && !KEYWORDS.has(w.text)) {
      this.at++;
      if (w.text in CONSTANTS) return { const: CONSTANTS[w.text] };
      return MODULES.includes(w.text) ? { name: w.text } : { var: w.text };
    }
    if (this.take("(")) {
      if (this.take(")")) return { tuple: [] };
      const value = this.list();
      const all = this.is("for") ? this.comprehension(value, ")") : value;
      this.must(")");
      return all;
    }
    if (this.take("[")) {
      if (this.take("]")) return { list: [] };
      const value = this.list();
      const all = this.is("for") ? this.comprehension(value, "]") : { list: value.tuple ?? [value] };
      this.must("]");
      return all;
    }
    if (this.take("{")) {
      const pairs = [];
      while (!this.is("}")) {
        const key = this.test();
        this.must(":");
        pairs.push({ tuple: [key, this.test()] });
        if (this.is("for")) {
          const all = this.comprehension(pairs[0], "}");
          this.must("}");
          return { dict: all };
        }
        if (!this.take(",")) break;
      }
      this.must("}");
      return { dict: { list: pairs } };
    }
    throw new Unsupported(`Python near ${w.text ?? w.kind}`);
  }
}

// ── statements ──
const BREAK = Symbol("break");
const CONTINUE = Symbol("continue");
/** Runs statements; { value } where one returned. */
function execute(list, scope) {
  const go = (node) => evaluate(node, [], scope);
  for (const s of list) {
    switch (s.do) {
      case "pass":
        break;
      case "expression":
        go(s.value);
        break;
      case "return":
        return { value: go(s.value) };
      case "break":
        return BREAK;
      case "continue":
        return CONTINUE;
      case "def":
        scope[s.name] = functionOf(s.params, (own) => execute(s.body, own)?.value ?? null, scope);
        break;
      case "assign": {
        const value = go(s.value);
        for (const target of s.targets) assign(target, value, scope);
        break;
      }
      case "augment":
        write.augment(s.target, go({ op: s.op, args: [s.target, s.value] }), scope);
        break;
      case "if": {
        const done = execute(isTruth(go(s.test)) ? s.yes : s.no, scope);
        if (done !== undefined) return done;
        break;
      }
      case "for":
        for (const v of each(go(s.over))) {
          assign(s.target, v, scope);
          const done = execute(s.body, scope);
          if (done === BREAK) break;
          if (done !== undefined && done !== CONTINUE) return done;
        }
        break;
      case "while":
        while (isTruth(go(s.test))) {
          const done = execute(s.body, scope);
          if (done === BREAK) break;
          if (done !== undefined && done !== CONTINUE) return done;
        }
        break;
    }
  }
  return undefined;
}
/** A function of Python's: its own names before those around it. */
function functionOf(params, body, outer) {
  return (...args) => {
    const own = Object.create(outer);
    params.forEach((p, i) => {
      own[p.name] = i < args.length ? args[i] : p.default && evaluate(p.default, [], outer);
    });
    return body(own);
  };
}
export function assign(target, value, scope) {
  if ("var" in target) scope[target.var] = value;
  else if ("index" in target) write.item(target, value, scope);
  else if ("tuple" in target || "list" in target) {
    const places = target.tuple ?? target.list;
    const values = [...each(value)];
    const star = places.findIndex((p) => "star" in p);
    if (star >= 0) values.splice(star, values.length - places.length + 1, values.slice(star, star + values.length - places.length + 1)); // prettier-ignore
    places.forEach((p, i) => assign(p.star ?? p, values[i], scope));
  } else throw new Unsupported("Python's assignment to an attribute");
}

const programs = new Map();
/** The function f of a source, of its arguments. */
export function interpreted(source) {
  if (!programs.has(source)) programs.set(source, new Parser(source).program());
  const scope = Object.create(null);
  execute(programs.get(source), scope);
  return scope.f;
}
write.assign = assign;
write.functionOf = functionOf;
