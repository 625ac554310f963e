// Writes a file again with functions that take tensors. A function has two bodies: its own, taken when every argument is free of
// tensors, and one in which each node means what its row says. In its own body only the functions within are written anew.
// Long because the two bodies, their condition and what writes expressions are one recursion.
import type { Binding, Facts, FunctionFacts, Scope } from "./scope.js";
import type { Plainness } from "./plainness.js";
import { lifted } from "./plainness.js";
import { rows, type Row } from "./nodes.js";
import { children, directives, isFunction, type FunctionNode, type Node, type NodeOf } from "./syntax.js";
import { Written } from "./written.js";

export interface Note {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly offset: number;
}
/** Outside of transformed functions; in a body for numbers; in a body for tensors. */
type Mode = "outside" | "number" | "dual";

export const MARK = "use dual";

export class Emission {
  out: Written;
  /** Within a?.b, where leaving the chain would change who is skipped. */
  inChain = false;
  readonly notes = new Map<string, Note>();
  private mode: Mode = "outside";
  /** Did the statements of the function at hand, functions within aside, come out otherwise? */
  private own = false;
  constructor(
    private readonly source: string,
    private readonly program: NodeOf<"Program">,
    private readonly told: Facts,
    readonly facts: Plainness,
    /** The name of the run time. */
    readonly $: string,
    /** All functions of the file, not only marked ones. */
    private readonly all: boolean,
    /** The name of an offset in messages. */
    private readonly placeOf: (offset: number) => string,
  ) {
    this.out = new Written(source);
  }

  // ── expressions ──
  /** Writes a node by its row. */
  emit(n: Node): void {
    if (isFunction(n)) return this.functionOf(n);
    if (this.mode === "dual") {
      const { write } = rows[n.type] as unknown as Row<Node>;
      if (write === undefined) this.inside(n);
      else write(n, this);
    } else this.original(n);
  }
  /** The source, in which children are written by their rows or as `special` says. */
  inside(n: Node, special?: ReadonlyMap<Node, () => void>): void {
    let at = n.start;
    for (const c of children(n)) {
      if (c.start < at) continue;
      this.out.copy(at, c.start);
      const write = special?.get(c);
      if (write === undefined) this.emit(c);
      else write();
      at = c.end;
    }
    this.out.copy(at, n.end);
  }
  /** As an argument of a call. */
  argument(n: Node): void {
    const { inChain } = this;
    this.inChain = false;
    if (n.type === "SequenceExpression") this.out.write("(");
    this.emit(n);
    if (n.type === "SequenceExpression") this.out.write(")");
    this.inChain = inChain;
  }
  /** As what an arrow gives, where a brace would open a block. */
  given(n: Node): void {
    const braced = this.source[n.start] === "{";
    this.out.write(braced ? "() => (" : "() => ");
    this.argument(n);
    if (braced) this.out.write(")");
  }
  /** `$.name(n, rest)`. */
  call(name: string, n: Node, rest?: string | (() => void)): void {
    this.touch();
    this.out.write(`${this.$}.${name}(`, n.start);
    this.argument(n);
    if (rest !== undefined) {
      this.out.write(", ");
      if (typeof rest === "string") this.out.write(rest);
      else rest();
    }
    this.out.write(")");
  }
  /** A condition. */
  test(n: Node): void {
    if (n.type === "LogicalExpression" && n.operator !== "??")
      this.inside(
        n,
        new Map([
          [n.left, () => this.test(n.left)],
          [n.right, () => this.test(n.right)],
        ]),
      );
    else if (this.facts.isBoolean(n) || this.facts.isPlain(n)) this.emit(n);
    else this.call("truth", n);
  }
  /** Math, or a function of Math, as a value: written as that of the run time. */
  math(n: Node): boolean {
    const name = this.facts.mathName(n);
    if (name !== undefined) {
      if (!lifted.has(name)) return false;
      this.touch();
      this.out.write(`${this.$}.${name}`, n.start);
      return true;
    }
    if (n.type !== "Identifier" || !this.facts.isMath(n)) return false;
    this.touch();
    this.out.write(`${this.$}.math`, n.start);
    return true;
  }
  /** Only gives Math or its functions another name, which is followed. */
  namesMath(n: NodeOf<"VariableDeclarator">): boolean {
    if (!n.init) return false;
    const b = this.told.meant.get(n.id);
    if (b !== undefined) return this.facts.isMath(n.id) || this.facts.alias(b) !== undefined;
    return n.id.type === "ObjectPattern" && this.facts.isMath(n.init);
  }
  isUnknownGlobal(n: Node): boolean {
    return this.facts.global(n) !== undefined;
  }
  isTypedArray(n: Node): boolean {
    const b = this.told.meant.get(n);
    return (
      b !== undefined &&
      b.definitions.some(
        ({ value: v }) =>
          v?.type === "NewExpression" && /^(Float|Int|Uint)\d+/.test(this.facts.global(v.callee) ?? ""),
      )
    );
  }
  warn(n: Node, message: string): void {
    this.touch();
    this.note("warning", n, message);
  }
  private note(severity: Note["severity"], n: Node, message: string): void {
    this.notes.set(`${n.start} ${message}`, { severity, message, offset: n.start });
  }
  private touch(): void {
    this.own = true;
  }

  /** Text that is not of the source. */
  write(text: string, origin?: number): void {
    this.touch();
    this.out.write(text, origin);
  }

  // ── what stays as it is ──
  /** Outside of bodies for tensors. */
  private original(n: Node): void {
    const isAll = this.all || this.mode === "number";
    if (n.type === "CallExpression") {
      const wraps = this.mode === "outside" ? this.wrapped(n) : [];
      const marks = this.mode === "outside" && this.isDual(n.callee);
      return this.inside(
        n,
        new Map<Node, () => void>([
          ...(this.facts.mathName(n.callee) === undefined
            ? []
            : [[n.callee, () => this.copy(n.callee)] as [Node, () => void]]),
          ...wraps.map((f): [Node, () => void] => [f, () => this.inside(f)]),
          ...(marks
            ? (n.arguments as Node[])
                .filter(isFunction)
                .map((f): [Node, () => void] => [f, () => this.split(f)])
            : []),
        ]),
      );
    }
    if (isAll) {
      if (n.type === "VariableDeclarator" && (!n.init || this.namesMath(n))) return this.copy(n);
      if (n.type === "ExportSpecifier") return this.copy(n);
      if (n.type === "AssignmentExpression" && this.isNaming(n)) return this.copy(n);
      if (n.type === "MemberExpression" || n.type === "Identifier") {
        const { own } = this;
        const written =
          n.type === "MemberExpression" && n.computed && this.facts.isMath(n.object)
            ? false
            : this.isValue(n) && this.math(n);
        this.own = own;
        if (written) return;
      }
      if (n.type === "Property" && n.shorthand)
        return (rows.Property.write as (n: Node, e: this) => void)(n, this);
    }
    this.inside(n);
  }
  private copy(n: Node): void {
    this.out.copy(n.start, n.end);
  }
  private isValue(n: Node): boolean {
    return lifted.has(this.facts.mathName(n) ?? "");
  }
  private isNaming(n: NodeOf<"AssignmentExpression">): boolean {
    return (
      this.facts.isMath(n.right) ||
      (n.left.type === "Identifier" && this.facts.mathName(n.left) !== undefined)
    );
  }
  /** Functions that wrap a file: called where they stand, or given what modules are given. They run once and hold no mathematics. */
  private wrapped(n: NodeOf<"CallExpression">): FunctionNode[] {
    const callee = n.callee.type === "MemberExpression" ? n.callee.object : n.callee;
    const calls = isFunction(callee) ? [callee] : [];
    const given = (n.arguments as Node[]).filter(isFunction).filter((f) => calls.length > 0 || isWrapper(f));
    return [...calls, ...given].filter((f) => !this.isMarked(f));
  }

  // ── functions ──
  private factsOf(n: FunctionNode): FunctionFacts {
    return this.told.functions.get(n)!;
  }
  private isMarked(n: FunctionNode): boolean {
    return n.body.type === "BlockStatement" && directives(n.body.body).some((d) => d.directive === MARK);
  }
  /** Is it the function that marks its argument? */
  private isDual(callee: Node): boolean {
    if (!this.source.includes("dualtensor/dual")) return false;
    const last =
      callee.type === "SequenceExpression" ? callee.expressions[callee.expressions.length - 1] : callee;
    return (
      (last.type === "Identifier" && last.name === "dual") ||
      (last.type === "MemberExpression" &&
        last.property.type === "Identifier" &&
        last.property.name === "dual")
    );
  }
  private functionOf(n: FunctionNode): void {
    if (this.mode === "dual") return this.factsOf(n).problem === null ? this.body(n) : this.refuse(n);
    const chosen = this.mode === "number" || (this.all && !isWrapper(n)) || this.isMarked(n);
    if (chosen) this.split(n);
    else this.inside(n);
  }
  /** Runs with another mode. */
  private as(mode: Mode, run: () => void): void {
    const before = { mode: this.mode, own: this.own, inChain: this.inChain };
    this.mode = mode;
    this.inChain = false;
    run();
    Object.assign(this, before);
  }
  /** A function with both bodies, as far as they differ. */
  private split(n: FunctionNode): void {
    const { problem } = this.factsOf(n);
    if (problem !== null) {
      this.note("error", problem.node, problem.message);
      return this.refuse(n);
    }
    // What the body for tensors comes to decides whether there have to be two.
    const { out } = this;
    const dual = (this.out = new Written(this.source));
    let differs = false;
    this.as("dual", () => {
      this.own = false;
      this.inner(n);
      differs = this.own;
    });
    this.out = out;
    const test = differs ? this.condition(n) : null;
    this.head(n, differs || this.paramsDiffer(n) ? "dual" : "number");
    this.open(n);
    if (test === null) {
      if (differs) out.append(dual);
      else this.as("number", () => this.inner(n));
    } else if (n.body.type !== "BlockStatement") {
      const [left, right] = n.body.type === "SequenceExpression" ? ["(", ")"] : ["", ""];
      out.write(`${test} ? ${left}`);
      this.as("number", () => this.inner(n));
      out.write(`${right} : ${left}`);
      out.append(dual);
      out.write(right);
    } else {
      const statements = this.statements(n.body),
        first = statements[0].start,
        last = statements[statements.length - 1];
      const indent = this.source.slice(this.source.lastIndexOf("\n", first - 1) + 1, first);
      const margin = /^\s*$/.test(indent) ? `\n${indent}` : " ";
      out.write(`if (${test}) {${margin}`);
      this.as("number", () => this.inner(n));
      const ends = this.source[last.end - 1] === ";" ? "" : ";";
      if (last.type !== "ReturnStatement" && last.type !== "ThrowStatement")
        out.write(`${ends}${margin}return;`);
      out.write(`${margin}}${margin}`);
      out.append(dual);
    }
    this.close(n);
  }
  /** The function with one body, in the mode at hand. */
  private body(n: FunctionNode): void {
    const { own } = this;
    this.head(n, this.mode);
    this.open(n);
    this.inner(n);
    this.close(n);
    this.own = own;
  }
  private head(n: FunctionNode, mode: Mode): void {
    this.as(mode, () => {
      let at = n.start;
      for (const p of n.params) {
        this.out.copy(at, p.start);
        this.emit(p);
        at = p.end;
      }
      this.out.copy(at, n.body.type === "BlockStatement" ? n.body.start : this.arrow(n));
    });
  }
  private paramsDiffer(n: FunctionNode): boolean {
    const { out } = this;
    let differs = false;
    this.out = new Written(this.source);
    this.as("dual", () => {
      this.own = false;
      for (const p of n.params) this.emit(p);
      differs = this.own;
    });
    this.out = out;
    return differs;
  }
  /** What a function gives: the statements behind its directives, or the expression of an arrow. */
  private inner(n: FunctionNode): void {
    if (n.body.type !== "BlockStatement") return this.emit(n.body);
    let at = -1;
    for (const s of this.statements(n.body)) {
      if (at >= 0) this.out.copy(at, s.start);
      this.emit(s);
      at = s.end;
    }
  }
  /** What stands before it: the brace and all directives but the mark, or parentheses. */
  private open(n: FunctionNode): void {
    const { body } = n;
    if (body.type !== "BlockStatement") return this.out.copy(this.arrow(n), body.start);
    let at = body.start;
    for (const d of directives(body.body)) {
      if (d.directive !== MARK) this.out.copy(at, d.end);
      else {
        // The brace, or what stands between two directives.
        if (at === body.start) this.out.copy(at, at + 1);
        this.out.added++;
      }
      at = d.end;
    }
    const [first] = this.statements(body);
    this.out.copy(at, first === undefined ? body.end - 1 : first.start);
  }
  /** And behind it. */
  private close(n: FunctionNode): void {
    const { body } = n;
    const last = body.type === "BlockStatement" ? this.statements(body).at(-1) : body;
    this.out.copy(last === undefined ? body.end - 1 : last.end, n.end);
  }
  /** Where the arrow of an arrow function ends. */
  private arrow(n: FunctionNode): number {
    return this.source.lastIndexOf("=>", n.body.start) + 2;
  }
  private statements(body: NodeOf<"BlockStatement">): Node[] {
    return body.body.slice(directives(body.body).length);
  }
  /** What has no meaning on tensors stays as it is and refuses them. */
  private refuse(n: FunctionNode): void {
    const { problem, params } = this.factsOf(n);
    this.note("error", problem!.node, problem!.message);
    const names =
      n.type === "ArrowFunctionExpression" ? params.map((b) => b.name).join(", ") : "...arguments";
    const guard = `${this.$}.guard([${names}], ${JSON.stringify(`${this.placeOf(problem!.node.start)}: ${problem!.message}`)})`;
    const isExpression = n.body.type !== "BlockStatement";
    this.head(n, "number");
    this.open(n);
    this.out.write(isExpression ? `(${guard}, ` : `${guard}; `);
    this.as("number", () => this.inner(n));
    if (isExpression) this.out.write(")");
    this.close(n);
  }

  // ── which body ──
  /** When the original body serves; null where it never does. */
  private condition(n: FunctionNode): string | null {
    const { params, self, constructs, fields } = this.factsOf(n);
    const used = params.filter((b) => b.uses.count > 1 || b.definitions.length > 1);
    if (used.some((b) => b.uses.called) || (self.hidden && self.this)) return null;
    const asked = [...used, ...this.captured(n)];
    const looked = asked.filter((b) => b.uses.looked);
    const isMethod = self.this && constructs === null;
    const all = [
      ...asked.map((b) => b.name),
      ...(isMethod ? ["this"] : []),
      ...(self.arguments ? ["...arguments"] : []),
    ];
    if (all.length === 0) return null;
    const general = `${this.$}.plain(${all.join(", ")})`;
    if (looked.length > 0 || self.arguments || (isMethod && fields === null)) return general;
    const numbers = [
      ...asked.map((b) => b.name),
      ...(isMethod ? [...fields!].map((name) => `this.${name}`) : []),
    ];
    return `${numbers.map((name) => `typeof ${name} === "number"`).join(" && ")} || ${general}`;
  }
  /** Names from outside that may stand for tensors, those that functions called here use included. */
  private captured(n: FunctionNode): Binding[] {
    const found = new Set<Binding>(),
      seen = new Set<FunctionNode>(),
      through = (f: FunctionNode): void => {
        if (seen.has(f)) return;
        seen.add(f);
        for (const [b, asValue] of this.factsOf(f).captured) {
          // A name of an outer call of another function cannot be asked for here.
          if (f !== n && !this.isInScope(b, n)) continue;
          if (
            this.facts.alias(b) !== undefined ||
            b.definitions.some((d) => d.value !== null && this.facts.isMath(d.value))
          )
            continue;
          const functions = this.functionsOf(b);
          functions.forEach(through);
          if (this.facts.isPure(b)) continue;
          // Functions, and tables of them, are asked by what they use.
          const isTable =
            functions.length > 0 && b.definitions.every((d) => d.value && this.facts.isPlain(d.value));
          if (isTable || !asValue || isImported(b)) continue;
          found.add(b);
        }
      };
    through(n);
    return [...found];
  }
  private readonly holds = new Map<Binding, readonly FunctionNode[]>();
  private functionsOf(b: Binding): readonly FunctionNode[] {
    let found = this.holds.get(b);
    if (found === undefined)
      this.holds.set(
        b,
        (found = b.definitions.flatMap((d) => (d.value === null ? [] : functionsIn(d.value)))),
      );
    return found;
  }
  private isInScope(b: Binding, n: FunctionNode): boolean {
    for (let s: Scope | null = this.factsOf(n).scope; s !== null; s = s.outer) if (s === b.scope) return true;
    return false;
  }

  /** All statements of the file but the directives that it opens with. */
  file(from: number): void {
    let at = from;
    for (const s of this.program.body) {
      if (s.start < from) continue;
      this.out.copy(at, s.start);
      this.emit(s);
      at = s.end;
    }
    this.out.copy(at, this.source.length);
  }
}
const isWrapper = (n: FunctionNode): boolean =>
  n.params.some((p) => p.type === "Identifier" && /^(exports|module|require)$/.test(p.name));
/** The functions that a value is, or holds: not those that were called to make it. */
function functionsIn(n: Node): readonly FunctionNode[] {
  if (isFunction(n)) return [n];
  if (n.type === "AssignmentExpression") return functionsIn(n.right);
  if (n.type === "ConditionalExpression") return [n.consequent, n.alternate].flatMap(functionsIn);
  if (n.type === "LogicalExpression") return [n.left, n.right].flatMap(functionsIn);
  return /^(Object|Array|Class)Expression$|^Class|^(Property|MethodDefinition)$/.test(n.type)
    ? children(n).flatMap(functionsIn)
    : [];
}
/** What `require` gives is a module. */
const isImported = (b: Binding): boolean =>
  b.kind === "import"
    ? b.uses.looked
    : /^(exports|module)$/.test(b.name) ||
      b.definitions.some(
        ({ value: v }) =>
          v?.type === "CallExpression" &&
          v.callee.type === "Identifier" &&
          /require|import/i.test(v.callee.name),
      );
