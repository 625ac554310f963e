// A row for each type of node that ESTree has: what it means on tensors, and how that is written where it is not JavaScript's own
// meaning. `says` is what docs/operators.md shows; a row without `write` keeps the source and writes what stands within.
// Long because all rows stand together.
import type { Emission } from "./emission.js";
import { memberName, type Node, type NodeOf, type NodeType, type Operand } from "./syntax.js";
import { lifted } from "./plainness.js";

export interface Row<N extends Node> {
  readonly says: string;
  readonly write?: (n: N, e: Emission) => void;
}
type Rows = { readonly [T in NodeType]: Row<NodeOf<T>> };

const arithmetic: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "rem",
  "**": "pow",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
};
/** Functions of the platform that ask for a number, and what they are called in the run time. */
const asked: Readonly<Record<string, string>> = {
  Number: "number",
  parseFloat: "float",
  isNaN: "isNaN",
  isFinite: "isFinite",
  "Number.parseFloat": "float",
  "Number.isNaN": "isNaNumber",
  "Number.isFinite": "isFiniteNumber",
  "Number.isInteger": "isInteger",
  "Number.isSafeInteger": "isInteger",
  "Array.isArray": "isArray",
};
/** Calls whose arguments may be no tensors. */
const guarded = new Set(
  "parseInt Number.parseInt JSON.stringify Object.is Math.fround Math.imul Math.clz32".split(" "),
);
/** Methods that compare by identity. */
const searches = new Set("indexOf lastIndexOf includes".split(" "));
const sorts = new Set("sort toSorted".split(" "));

const loop = "runs as often as the numbers say: the condition is read by value";
const same = "as in JavaScript";

const isSimple = (n: Node): boolean =>
  n.type === "Identifier" || n.type === "ThisExpression" || n.type === "Literal" || n.type === "Super";

/** `x op= y` and `x++` where x is a name, a member, or an entry. */
function assigned(
  e: Emission,
  n: NodeOf<"AssignmentExpression"> | NodeOf<"UpdateExpression">,
  target: Node,
  write: (old: () => void) => void,
  wantsOld: boolean,
): void {
  if (
    target.type === "MemberExpression" &&
    !(isSimple(target.object) && (!target.computed || isSimple(target.property)))
  ) {
    if (target.property.type === "PrivateIdentifier") return e.inside(n);
    e.write(`${e.$}.update(`, n.start);
    e.emit(target.object);
    e.write(", ");
    if (target.computed) e.emit(target.property);
    else e.write(JSON.stringify(memberName(target)), target.property.start);
    e.write(`, (${e.$}old) => `);
    write(() => e.write(`${e.$}old`));
    e.write(wantsOld ? ", true)" : ")");
    return;
  }
  if (wantsOld) {
    e.write(`${e.$}.before(`, n.start);
    e.emit(target);
    e.write(", ");
  }
  place(e, target);
  e.write(" = ");
  write(() => e.emit(target));
  if (wantsOld) e.write(")");
}
/** Where something is written to. */
function place(e: Emission, target: Node): void {
  if (target.type !== "MemberExpression")
    return target.type === "Identifier" ? e.out.copy(target.start, target.end) : e.inside(target);
  const { object, property } = target;
  if (!target.computed) return e.inside(target);
  e.inside(
    target,
    new Map<Node, () => void>([
      [
        object,
        () =>
          e.facts.isPlain(object) || object.type === "Super" ? e.emit(object) : e.call("writable", object),
      ],
      [property, () => index(e, property)],
    ]),
  );
  if (e.isTypedArray(object))
    e.warn(target, "a typed array that a value is written into: it keeps numbers alone");
}
/** A pattern, in which entries may be written. */
function targets(
  n: Node,
  places: readonly (Node | null)[],
  e: Emission,
  more: readonly [Node, () => void][] = [],
): void {
  const entries = places.flatMap((p): [Node, () => void][] =>
    p?.type === "MemberExpression" ? [[p, () => place(e, p)]] : [],
  );
  e.inside(n, new Map([...entries, ...more]));
}
function index(e: Emission, n: Node): void {
  if (e.facts.isPlain(n)) e.emit(n);
  else e.call("index", n);
}
/** The name of a function of the platform: `isNaN`, `Number.isNaN`. */
function platform(n: Node, e: Emission): string {
  if (n.type !== "MemberExpression") return e.facts.global(n) ?? "";
  const object = e.facts.global(n.object),
    name = memberName(n);
  return object === undefined || name === undefined ? "" : `${object}.${name}`;
}
/** Writes a call: the arguments are expressions of their own, whatever chain they stand in. */
function args(e: Emission, n: NodeOf<"CallExpression"> | NodeOf<"NewExpression">, callee: () => void): void {
  const { inChain } = e;
  e.inside(
    n,
    new Map<Node, () => void>([
      [n.callee, callee],
      ...n.arguments.map((a): [Node, () => void] => [
        a,
        () => {
          e.inChain = false;
          e.emit(a);
          e.inChain = inChain;
        },
      ]),
    ]),
  );
}
function call(n: NodeOf<"CallExpression">, e: Emission): void {
  const { callee } = n,
    name = platform(callee, e),
    method = callee.type === "MemberExpression" ? memberName(callee) : undefined;
  const maybe = n.arguments.some((a) => a.type === "SpreadElement" || !e.facts.isPlain(a));
  const keeps = (): void =>
    callee.type === "MemberExpression" && callee.computed ? ownKey(callee, e) : e.emit(callee);
  if (Object.hasOwn(asked, name) && maybe) {
    if (name.startsWith("Number.is"))
      e.warn(n, `${name}, which asks for a number: of a tensor it reads the value`);
    return args(e, n, () => e.write(`${e.$}.${asked[name]}`, callee.start));
  }
  const searched =
    method !== undefined && searches.has(method) && n.arguments.some((a) => !e.facts.isPlain(a));
  if ((guarded.has(name) && maybe) || searched) {
    const what = name !== "" ? name : method!;
    e.warn(n, `${what}, which takes numbers alone`);
    const { inChain } = e;
    return e.inside(
      n,
      new Map<Node, () => void>([
        [callee, keeps],
        ...n.arguments.map((a): [Node, () => void] => [
          a,
          () => {
            e.inChain = false;
            if (a.type === "SpreadElement" || e.facts.isPlain(a)) e.emit(a);
            else e.call("guard", a, JSON.stringify(what));
            e.inChain = inChain;
          },
        ]),
      ]),
    );
  }
  if (
    method !== undefined &&
    sorts.has(method) &&
    n.arguments.length === 0 &&
    callee.type === "MemberExpression" &&
    !e.inChain
  ) {
    e.warn(n, `${method}() without a comparison, which compares as text`);
    const { object } = callee;
    return args(e, n, () =>
      e.inside(callee, new Map([[object, () => e.call("guard", object, JSON.stringify(`${method}()`))]])),
    );
  }
  if (method !== undefined && sorts.has(method) && n.arguments.length === 1)
    return e.inside(
      n,
      new Map<Node, () => void>([
        [callee, keeps],
        [n.arguments[0], () => e.call("order", n.arguments[0])],
      ]),
    );
  if (name === "Array" && n.arguments.length === 1) return counted(n, e);
  args(e, n, keeps);
}
/** Array(n) with a number of its own. */
function counted(n: NodeOf<"CallExpression"> | NodeOf<"NewExpression">, e: Emission): void {
  const [a] = n.arguments;
  e.inside(n, new Map<Node, () => void>([[a, () => (a.type === "SpreadElement" ? e.emit(a) : index(e, a))]]));
}
/** The method x[i](...) keeps its x. */
function ownKey(n: NodeOf<"MemberExpression">, e: Emission): void {
  if (e.facts.isMath(n.object)) return e.emit(n);
  e.inside(n, new Map<Node, () => void>([[n.property, () => index(e, n.property)]]));
}
function member(n: NodeOf<"MemberExpression">, e: Emission): void {
  if (e.math(n)) return;
  const { object, property } = n;
  if (object.type === "Identifier" && object.name === "Math" && !e.facts.isMath(object))
    e.warn(n, "Math, which is something else here: it has to take tensors itself");
  // A constant of Math, or a function of it without a meaning here.
  if (e.facts.isMath(object) && memberName(n) !== undefined) return e.out.copy(n.start, n.end);
  const isOwn = object.type === "Super" || e.facts.isMath(object);
  if (!n.computed || isOwn || (e.facts.isPlain(object) && e.facts.isPlain(property))) return e.inside(n);
  const { inChain } = e;
  if (inChain) {
    if (n.optional) e.warn(n, "?.[ ] on what may be a tensor");
    return e.inside(
      n,
      new Map<Node, () => void>([
        [object, () => (object.type === "Identifier" ? e.call("guard", object, '"?.[]"') : e.emit(object))],
        [
          property,
          () => {
            e.inChain = false;
            index(e, property);
            e.inChain = inChain;
          },
        ],
      ]),
    );
  }
  e.call("get", object, () => e.argument(property));
}

// prettier-ignore
export const rows: Rows = {
  // ── values ──
  Literal:            { says: same },
  TemplateLiteral:    { says: "text: a tensor in it is its text" },
  TemplateElement:    { says: same },
  TaggedTemplateExpression: { says: "as in JavaScript: the tag gets the tensors" },
  Identifier:         { says: "as in JavaScript; a name of a function of Math is that function on tensors", write: (n, e) => { if (!e.math(n)) e.inside(n); } },
  PrivateIdentifier:  { says: same },
  ThisExpression:     { says: same },
  Super:              { says: same },
  MetaProperty:       { says: same },
  ArrayExpression:    { says: "an array, in which tensors may stand" },
  ObjectExpression:   { says: "an object, in which tensors may stand" },
  Property:           { says: "as in JavaScript, in literals and in patterns", write: property },
  SpreadElement:      { says: "the entries of an array, or of a tensor's first axis" },
  ParenthesizedExpression: { says: same },
  SequenceExpression: { says: same },

  // ── operators ──
  BinaryExpression:   { says: "+ - * / % ** and < <= > >= of numbers and tensors in either order; + with text joins text; == and === compare values, and throw where two tensors are equal at this point alone; bitwise operators throw on a tensor", write: binary },
  UnaryExpression:    { says: "- and + of a tensor; ! reads its value; typeof a scalar is \"number\"; ~ throws on a tensor", write: unary },
  UpdateExpression:   { says: "++ and -- of a name, a member or an entry", write: update },
  AssignmentExpression: { says: "=, += -= *= /= %= **= &&= ||= ??=; entries of arrays are written, tensors are not", write: assignment },
  LogicalExpression:  { says: "&&, || decide by the value of what stands first and give an operand; ??", write: logical },
  ConditionalExpression: { says: "the branch that the value of the condition takes", write: (n, e) => e.inside(n, new Map([[n.test, () => e.test(n.test)]])) },

  // ── members and calls ──
  MemberExpression:   { says: "x.length, x[i] of arrays and of a tensor's first axis; Math.sin and all of Math", write: member },
  ChainExpression:    { says: "as in JavaScript; x?.[i] throws on a tensor", write: (n, e) => { const { inChain } = e; e.inChain = true; e.inside(n); e.inChain = inChain; } },
  CallExpression:     { says: "as in JavaScript; Number, parseFloat, isNaN, isFinite, Number.isFinite and kin read the value; sort() without a comparison, JSON.stringify, parseInt, indexOf and includes throw on a tensor", write: call },
  NewExpression:      { says: "as in JavaScript; a typed array takes no tensor", write: (n, e) => e.facts.global(n.callee) === "Array" && n.arguments.length === 1 ? counted(n, e) : args(e, n, () => e.emit(n.callee)) },
  ImportExpression:   { says: same },
  AwaitExpression:    { says: "stands in async functions, which are an error" },
  YieldExpression:    { says: "stands in generators, which are an error" },

  // ── functions and classes ──
  FunctionDeclaration:     { says: "on numbers the original body, else the one for tensors; async functions and generators are an error" },
  FunctionExpression:      { says: "as a declaration" },
  ArrowFunctionExpression: { says: "as a declaration" },
  ClassDeclaration:   { says: "as in JavaScript; methods as functions" },
  ClassExpression:    { says: "as in JavaScript; methods as functions" },
  ClassBody:          { says: same },
  MethodDefinition:   { says: "a function" },
  PropertyDefinition: { says: same },
  StaticBlock:        { says: same },
  ReturnStatement:    { says: same },

  // ── patterns ──
  ArrayPattern:       { says: "takes an array apart, or a tensor along its first axis", write: (n, e) => targets(n, n.elements, e) },
  ObjectPattern:      { says: same, write: (n, e) => e.inside(n, new Map(n.properties.flatMap((p): [Node, () => void][] => p.type === "Property" ? [[p, () => targets(p, [p.value], e)]] : []))) },
  AssignmentPattern:  { says: "a default value", write: (n, e) => targets(n, [n.left], e) },
  RestElement:        { says: same, write: (n, e) => targets(n, [n.argument], e) },

  // ── statements ──
  Program:            { says: same },
  ExpressionStatement: { says: same, write: statement },
  BlockStatement:     { says: same },
  EmptyStatement:     { says: same },
  DebuggerStatement:  { says: same },
  VariableDeclaration: { says: same },
  VariableDeclarator: { says: "as in JavaScript; const { sin } = Math is followed", write: (n, e) => { if (!n.init || e.namesMath(n)) e.out.copy(n.start, n.end); else e.inside(n); } },
  IfStatement:        { says: "the branch that the value of the condition takes", write: (n, e) => e.inside(n, new Map([[n.test, () => e.test(n.test)]])) },
  ForStatement:       { says: loop, write: (n, e) => e.inside(n, new Map<Node, () => void>([...(n.test ? [[n.test, () => e.test(n.test!)] as [Node, () => void]] : []), ...(n.update?.type === "UpdateExpression" ? [[n.update, () => update(n.update as NodeOf<"UpdateExpression">, e, n)] as [Node, () => void]] : [])])) },
  WhileStatement:     { says: loop, write: (n, e) => e.inside(n, new Map([[n.test, () => e.test(n.test)]])) },
  DoWhileStatement:   { says: loop, write: (n, e) => e.inside(n, new Map([[n.test, () => e.test(n.test)]])) },
  ForOfStatement:     { says: "over an array, or over a tensor's first axis; for await is an error", write: (n, e) => targets(n, [n.left], e) },
  ForInStatement:     { says: "over the keys of an object; throws on a tensor", write: (n, e) => targets(n, [n.left], e, e.facts.isPlain(n.right) ? [] : [[n.right, () => e.call("guard", n.right, '"for in"')]]) },
  SwitchStatement:    { says: "compares as === does", write: switched },
  SwitchCase:         { says: "a case of a switch" },
  BreakStatement:     { says: same },
  ContinueStatement:  { says: same },
  LabeledStatement:   { says: same },
  ThrowStatement:     { says: same },
  TryStatement:       { says: same },
  CatchClause:        { says: same },
  WithStatement:      { says: "an error: names in it cannot be told" },

  // ── modules ──
  ImportDeclaration:  { says: same },
  ImportSpecifier:    { says: same },
  ImportDefaultSpecifier: { says: same },
  ImportNamespaceSpecifier: { says: same },
  ImportAttribute:    { says: same },
  ExportNamedDeclaration: { says: same },
  ExportDefaultDeclaration: { says: same },
  ExportAllDeclaration: { says: same },
  ExportSpecifier:    { says: same, write: (n, e) => e.out.copy(n.start, n.end) },
};

function statement(n: NodeOf<"ExpressionStatement">, e: Emission): void {
  const { expression } = n;
  if (expression.type !== "UpdateExpression") return e.inside(n);
  e.inside(n, new Map([[expression, () => update(expression, e, n)]]));
}
function property(n: NodeOf<"Property">, e: Emission): void {
  // Shorthand for a function of Math: { sin }.
  if (n.shorthand && n.value.type === "Identifier" && lifted.has(e.facts.mathName(n.value) ?? "")) {
    e.out.copy(n.start, n.end);
    e.write(": ");
    e.math(n.value);
  } else e.inside(n);
}
function binary(n: NodeOf<"BinaryExpression">, e: Emission): void {
  const { operator, left, right } = n,
    { facts } = e;
  const maybe = !facts.isPlain(left) || !facts.isPlain(right);
  if (operator === "==" || operator === "===" || operator === "!=" || operator === "!==") {
    const isNull = (x: Operand): boolean => (x.type === "Literal" && x.value === null) || facts.isApart(x);
    if (!maybe || isNull(left) || isNull(right)) return e.inside(n);
    e.warn(n, `${operator}, which compares values and throws where two tensors are equal`);
    if (operator.startsWith("!")) e.write("!", n.start);
    return e.call("same", left, () => {
      e.argument(right);
      if (operator.length === 2) e.write(", (x, y) => x == y");
    });
  }
  if (Object.hasOwn(arithmetic, operator) && maybe)
    return e.call(arithmetic[operator], left, () => e.argument(right));
  if (operator === "in" && !facts.isPlain(right))
    return e.inside(n, new Map<Node, () => void>([[right, () => e.call("guard", right, '"in"')]]));
  if (maybe && /^[|&^<>]/.test(operator) && operator !== "<" && operator !== ">")
    e.warn(n, `${operator}, which makes a whole number and throws on a tensor`);
  e.inside(n);
}
function unary(n: NodeOf<"UnaryExpression">, e: Emission): void {
  const { operator, argument } = n;
  if (operator === "!") return e.inside(n, new Map([[argument, () => e.test(argument)]]));
  if (e.facts.isPlain(argument) || operator === "void" || operator === "delete")
    return operator === "delete" ? e.out.copy(n.start, n.end) : e.inside(n);
  if (operator === "-") return e.call("neg", argument);
  if (operator === "+") return e.call("plus", argument);
  if (operator === "typeof" && !e.isUnknownGlobal(argument)) return e.call("typeOf", argument);
  if (operator === "~") e.warn(n, "~, which makes a whole number and throws on a tensor");
  e.inside(n);
}
function update(n: NodeOf<"UpdateExpression">, e: Emission, parent?: Node): void {
  const { argument, operator } = n;
  if (e.facts.isPlain(argument)) return e.inside(n);
  const isStatement = parent !== undefined;
  if (!isStatement) e.write("(");
  assigned(
    e,
    n,
    argument,
    (old) => {
      e.write(`${e.$}.sub(`);
      old();
      e.write(operator === "++" ? ", -1)" : ", 1)");
    },
    !n.prefix && !isStatement,
  );
  if (!isStatement) e.write(")");
}
function assignment(n: NodeOf<"AssignmentExpression">, e: Emission): void {
  const { operator, left, right } = n,
    { facts } = e;
  if (facts.isMath(right) || (left.type === "Identifier" && facts.mathName(left) !== undefined))
    return e.out.copy(n.start, n.end);
  if (operator === "=")
    return e.inside(
      n,
      new Map([[left, () => (left.type === "MemberExpression" ? place(e, left) : e.emit(left))]]),
    );
  const op = operator.slice(0, -1);
  const isLogical = op === "&&" || op === "||";
  if (facts.isPlain(left) && (facts.isPlain(right) || isLogical)) return e.inside(n);
  if (isLogical)
    return assigned(
      e,
      n,
      left,
      (old) => {
        e.write(`${e.$}.${op === "&&" ? "and" : "or"}(`);
        old();
        e.write(", ");
        e.given(right);
        e.write(")");
      },
      false,
    );
  if (!Object.hasOwn(arithmetic, op)) {
    if (op !== "??") e.warn(n, `${operator}, which makes a whole number and throws on a tensor`);
    return e.inside(n, new Map([[left, () => place(e, left)]]));
  }
  assigned(
    e,
    n,
    left,
    (old) => {
      e.write(`${e.$}.${arithmetic[op]}(`);
      old();
      e.write(", ");
      e.argument(right);
      e.write(")");
    },
    false,
  );
}
function logical(n: NodeOf<"LogicalExpression">, e: Emission): void {
  if (n.operator === "??" || e.facts.isPlain(n.left)) return e.inside(n);
  e.call(n.operator === "&&" ? "and" : "or", n.left, () => {
    e.given(n.right);
  });
}
function switched(n: NodeOf<"SwitchStatement">, e: Emission): void {
  const { discriminant: d, cases } = n,
    { facts } = e;
  const apart = cases.every((c) => !c.test || facts.isApart(c.test));
  if (facts.isPlain(d) || apart) return e.inside(n);
  e.warn(n, "a switch on what may be a tensor, which compares as === does");
  const named = d.type === "Identifier";
  const name = named ? d.name : `${e.$}of`;
  if (!named) {
    e.write(`{ const ${name} = `, n.start);
    e.argument(d);
    e.write("; ");
  }
  e.inside(
    n,
    new Map<Node, () => void>([
      [d, () => e.write("true", d.start)],
      ...cases.map((c): [Node, () => void] => [
        c,
        () =>
          e.inside(
            c,
            c.test
              ? new Map([
                  [
                    c.test,
                    () => {
                      e.write(`${e.$}.same(${name}, `, c.test!.start);
                      e.argument(c.test!);
                      e.write(")");
                    },
                  ],
                ])
              : undefined,
          ),
      ]),
    ]),
  );
  if (!named) e.write(" }");
}
