// Who is meant by a name: the scopes of a file, what each name was ever given, and what each function uses of the world outside.
// Long because one walk over the tree finds it all.
import { children, isFunction, keyName, type FunctionNode, type Node, type NodeOf } from "./syntax.js";

/** Something that a name was given: a value, or the named member of one; null where nothing is known. */
export interface Definition {
  readonly value: Node | null;
  readonly member?: string;
}
export interface Binding {
  readonly name: string;
  readonly kind: "param" | "import" | "other";
  /** The function that it lives in; null at the top of the file. */
  readonly home: FunctionNode | null;
  readonly scope: Scope;
  readonly definitions: Definition[];
  /** How it is used: looked into, called, its entries written; and how often it stands anywhere, a parameter once as itself. */
  readonly uses: { looked: boolean; called: boolean; written: boolean; count: number };
}
/** What a function is and uses, functions within included. */
export interface FunctionFacts {
  readonly outer: FunctionNode | null;
  /** Where it stands. */
  readonly scope: Scope;
  readonly params: Binding[];
  /** Names from outside, and whether one is used for more than calling it or its members. */
  readonly captured: Map<Binding, boolean>;
  /** The members of `this` that it reads; null where it uses its object in other ways, too. */
  fields: Set<string> | null;
  /** `hidden`: its object keeps values where they cannot be looked at, in private fields and accessors. */
  readonly self: { this: boolean; arguments: boolean; hidden: boolean; calls: boolean };
  readonly constructs: "base" | "derived" | null;
  /** Why it has no meaning on tensors. */
  problem: { readonly message: string; readonly node: Node } | null;
}
export interface Facts {
  readonly meant: ReadonlyMap<Node, Binding>;
  /** Names that mean the platform's. */
  readonly global: ReadonlySet<Node>;
  readonly functions: ReadonlyMap<FunctionNode, FunctionFacts>;
  readonly bindings: readonly Binding[];
  readonly names: ReadonlySet<string>;
  /** Does the file give something a property of the name `length`? */
  readonly ownLength: boolean;
}

/** The names of one block or function, and where it stands. */
export class Scope {
  readonly names = new Map<string, Binding>();
  constructor(
    readonly outer: Scope | null,
    readonly home: FunctionNode | null,
  ) {}
  find(name: string): Binding | undefined {
    return this.names.get(name) ?? this.outer?.find(name);
  }
}
const text = { type: "Literal", value: "", start: 0, end: 0 } as Node;
/** Where a declaration may stand. */
const holdsVar =
  /^(?!Expression|Return|Throw).*Statement$|^(VariableDeclaration|SwitchCase|CatchClause|ExportNamedDeclaration)$/;
const mutators = new Set(["push", "unshift", "splice", "fill", "set", "copyWithin", "sort", "reverse"]);

/** Reads a file once. */
export function factsOf(program: NodeOf<"Program">): Facts {
  const meant = new Map<Node, Binding>(),
    global = new Set<Node>(),
    functions = new Map<FunctionNode, FunctionFacts>(),
    bindings: Binding[] = [],
    names = new Set<string>(),
    given = new Map<FunctionNode, readonly Node[]>(),
    called = new Set<Node>();
  let ownLength = false;

  function declare(scope: Scope, name: string, kind: Binding["kind"] = "other"): Binding {
    const known = scope.names.get(name);
    if (known !== undefined) return known;
    const made: Binding = {
      name,
      kind,
      home: scope.home,
      scope,
      definitions: [],
      uses: { looked: false, called: false, written: false, count: 0 },
    };
    scope.names.set(name, made);
    bindings.push(made);
    return made;
  }
  /** The names of a pattern, each with what it is given. */
  function* namesIn(pattern: Node | null, given: Definition): Generator<[NodeOf<"Identifier">, Definition]> {
    if (pattern === null) return;
    const unknown = { value: null };
    if (pattern.type === "Identifier") yield [pattern, given];
    else if (pattern.type === "AssignmentPattern") yield* namesIn(pattern.left, unknown);
    else if (pattern.type === "RestElement") yield* namesIn(pattern.argument, unknown);
    else if (pattern.type === "ArrayPattern") for (const e of pattern.elements) yield* namesIn(e, unknown);
    else if (pattern.type === "ObjectPattern")
      for (const p of pattern.properties) {
        if (p.type === "RestElement") yield* namesIn(p, unknown);
        else {
          const member = keyName(p);
          const direct = given.value !== null && given.member === undefined && member !== undefined;
          yield* namesIn(p.value, direct ? { value: given.value, member } : unknown);
        }
      }
  }
  /** `var` belongs to the function, wherever it stands. */
  function hoist(n: Node, scope: Scope): void {
    if (n.type === "VariableDeclaration" && n.kind === "var")
      for (const d of n.declarations)
        for (const [id] of namesIn(d.id, { value: null })) declare(scope, id.name);
    for (const c of children(n)) if (holdsVar.test(c.type)) hoist(c, scope);
  }
  /** What a block declares for itself. */
  function lexical(body: readonly Node[], scope: Scope): void {
    for (const s of body) {
      const n =
        (s.type === "ExportNamedDeclaration" || s.type === "ExportDefaultDeclaration") && s.declaration
          ? s.declaration
          : s;
      if (n.type === "VariableDeclaration" && n.kind !== "var")
        for (const d of n.declarations)
          for (const [id] of namesIn(d.id, { value: null })) declare(scope, id.name);
      else if ((n.type === "FunctionDeclaration" || n.type === "ClassDeclaration") && n.id)
        declare(scope, n.id.name).definitions.push({ value: n });
      else if (n.type === "ImportDeclaration")
        for (const i of n.specifiers)
          declare(scope, i.local.name, "import").definitions.push({ value: null });
    }
  }
  function assign(scope: Scope, pattern: Node, given: Definition): void {
    for (const [id, definition] of namesIn(pattern, given)) scope.find(id.name)?.definitions.push(definition);
  }
  function refer(n: NodeOf<"Identifier">, parent: Node, scope: Scope): void {
    const b = scope.find(n.name);
    if (b === undefined) {
      global.add(n);
      if (n.name === "arguments") mark(scope.home, "arguments");
      return;
    }
    meant.set(n, b);
    b.uses.count++;
    let asValue = true;
    if (parent.type === "MemberExpression" && parent.object === n) b.uses.looked = true;
    else if (parent.type === "SpreadElement" || parent.type === "ForOfStatement") b.uses.looked = true;
    else if (parent.type === "CallExpression" && parent.callee === n) {
      b.uses.called = true;
      asValue = false;
    } else if (parent.type === "ExportSpecifier") asValue = false;
    for (let f = scope.home; f !== null && f !== b.home; f = functions.get(f)!.outer) {
      const { captured } = functions.get(f)!;
      captured.set(b, (captured.get(b) ?? false) || asValue);
    }
  }
  /** `this` and `arguments` are those of the nearest function that is no arrow. */
  function mark(home: FunctionNode | null, what: "this" | "arguments" | "hidden"): void {
    for (let f = home; f !== null; f = functions.get(f)!.outer) {
      functions.get(f)!.self[what] = true;
      if (f.type !== "ArrowFunctionExpression") return;
    }
  }
  /** Which member of its object a function reads, calls aside. */
  function reads(parent: Node, n: Node, home: FunctionNode | null): void {
    const field =
      parent.type === "MemberExpression" && parent.object === n && !called.has(parent)
        ? propertyOf(parent)
        : "";
    for (let f = home; f !== null; f = functions.get(f)!.outer) {
      const facts = functions.get(f)!;
      if (field === "" || n.type === "Super") facts.fields = null;
      else facts.fields?.add(field);
      if (f.type !== "ArrowFunctionExpression") return;
    }
  }
  function refuse(home: FunctionNode | null, message: string, node: Node): void {
    if (home !== null) functions.get(home)!.problem ??= { message, node };
  }
  /** The name whose entries `x.a[i] = v` writes. */
  function rootOf(n: Node): Node {
    return n.type === "MemberExpression" ? rootOf(n.object) : n;
  }
  function writes(target: Node, scope: Scope): void {
    const root = rootOf(target);
    if (root.type === "Identifier") {
      const b = scope.find(root.name);
      if (b !== undefined) b.uses.written = true;
    }
  }

  function enter(n: FunctionNode, parent: Node, scope: Scope): void {
    const facts: FunctionFacts = {
      outer: scope.home,
      scope,
      params: [],
      captured: new Map(),
      self: { this: false, arguments: false, hidden: false, calls: false },
      constructs: null,
      fields: new Set(),
      problem: null,
    };
    functions.set(n, facts);
    if (n.async) facts.problem = { message: "an async function", node: n };
    else if (n.generator) facts.problem = { message: "a generator", node: n };
    const inner = new Scope(scope, n);
    if (n.type === "FunctionExpression" && n.id) declare(inner, n.id.name).definitions.push({ value: n });
    n.params.forEach((p, i) => {
      for (const [id] of namesIn(p, { value: null })) {
        const value = p === id ? (given.get(n)?.[i] ?? null) : null;
        const b = declare(inner, id.name, value === null ? "param" : "other");
        b.definitions.push({ value });
        facts.params.push(b);
      }
    });
    hoist(n.body, inner);
    if (n.body.type === "BlockStatement") lexical(n.body.body, inner);
    for (const p of n.params) visit(p, n, inner);
    if (n.body.type === "BlockStatement") for (const s of n.body.body) visit(s, n.body, inner);
    else visit(n.body, n, inner);
    if (parent.type === "MethodDefinition" && parent.kind === "constructor")
      (facts as { constructs: FunctionFacts["constructs"] }).constructs = "base";
  }

  function visit(n: Node, parent: Node, scope: Scope): void {
    if (isFunction(n)) return enter(n, parent, scope);
    let inner = scope;
    switch (n.type) {
      case "Identifier":
        names.add(n.name);
        return refer(n, parent, scope);
      case "ThisExpression":
      case "Super":
        reads(parent, n, scope.home);
        return mark(scope.home, "this");
      case "PrivateIdentifier":
        return mark(scope.home, "hidden");
      case "MemberExpression":
        visit(n.object, n, scope);
        if (n.computed || n.property.type === "PrivateIdentifier") visit(n.property, n, scope);
        return;
      case "Property":
      case "PropertyDefinition":
      case "MethodDefinition":
        if (!n.computed && n.key.type === "Identifier" && n.key.name === "length") ownLength = true;
        if (n.computed) visit(n.key, n, scope);
        if (n.value) visit(n.value, n, scope);
        return;
      case "LabeledStatement":
        return visit(n.body, n, scope);
      case "BreakStatement":
      case "ContinueStatement":
      case "MetaProperty":
      case "ImportDeclaration":
      case "ExportAllDeclaration":
        return;
      case "ExportNamedDeclaration":
        if (n.declaration) visit(n.declaration, n, scope);
        else if (!n.source) for (const s of n.specifiers) visit(s.local, s, scope);
        return;
      case "WithStatement":
        refuse(scope.home, "a with statement", n);
        break;
      case "CallExpression": {
        // Called where it stands, (function (Math) { ... })(Math), and nowhere else.
        called.add(n.callee);
        const wrapper = isFunction(n.callee) && !("id" in n.callee && n.callee.id) ? n.callee : undefined;
        if (wrapper && !n.arguments.some((a) => a.type === "SpreadElement")) given.set(wrapper, n.arguments);
        if (n.callee.type === "Identifier" && n.callee.name === "eval" && !scope.find("eval"))
          refuse(scope.home, "eval", n);
        if (n.callee.type === "MemberExpression" && mutators.has(propertyOf(n.callee)))
          writes(n.callee, scope);
        if (scope.home !== null) functions.get(scope.home)!.self.calls = true;
        break;
      }
      case "BlockStatement":
      case "StaticBlock":
      case "Program":
        inner = new Scope(scope, scope.home);
        lexical(n.body, inner);
        break;
      case "ForStatement":
        inner = new Scope(scope, scope.home);
        if (n.init) lexical([n.init], inner);
        break;
      case "ForInStatement":
      case "ForOfStatement": {
        if (n.type === "ForOfStatement" && n.await) refuse(scope.home, "for await", n);
        inner = new Scope(scope, scope.home);
        lexical([n.left], inner);
        const target = n.left.type === "VariableDeclaration" ? n.left.declarations[0].id : n.left;
        assign(inner, target, { value: n.type === "ForInStatement" ? text : null });
        if (target.type === "MemberExpression") writes(target, inner);
        break;
      }
      case "SwitchStatement":
        inner = new Scope(scope, scope.home);
        lexical(
          n.cases.flatMap((c) => c.consequent),
          inner,
        );
        break;
      case "CatchClause":
        inner = new Scope(scope, scope.home);
        for (const [id] of namesIn(n.param ?? null, { value: null }))
          declare(inner, id.name).definitions.push({ value: null });
        break;
      case "ClassExpression":
      case "ClassDeclaration":
        inner = new Scope(scope, scope.home);
        if (n.id) declare(inner, n.id.name).definitions.push({ value: n });
        break;
      case "VariableDeclarator":
        if (n.init) assign(scope, n.id, { value: n.init });
        break;
      case "AssignmentExpression":
        assign(scope, n.left, { value: n.operator === "=" ? n.right : n });
        if (n.left.type === "MemberExpression") {
          writes(n.left, scope);
          if (propertyOf(n.left) === "length") ownLength = true;
        }
        break;
      case "UpdateExpression":
        if (n.argument.type === "Identifier") assign(scope, n.argument, { value: n });
        else writes(n.argument, scope);
        break;
      default:
        break;
    }
    for (const c of children(n)) visit(c, n, inner);
    if (n.type === "ObjectExpression" && n.properties.some((p) => p.type === "Property" && p.kind !== "init"))
      for (const p of n.properties)
        if (p.type === "Property" && isFunction(p.value)) functions.get(p.value)!.self.hidden = true;
    if ((n.type === "ClassExpression" || n.type === "ClassDeclaration") && n.superClass)
      for (const m of n.body.body)
        if (m.type === "MethodDefinition" && m.kind === "constructor")
          (functions.get(m.value) as { constructs: FunctionFacts["constructs"] }).constructs = "derived";
  }
  const propertyOf = (n: NodeOf<"MemberExpression">): string =>
    !n.computed && n.property.type === "Identifier" ? n.property.name : "";

  const top = new Scope(null, null);
  hoist(program, top);
  lexical(program.body, top);
  for (const s of program.body) visit(s, program, top);
  return { meant, global, functions, bindings, names, ownLength };
}
