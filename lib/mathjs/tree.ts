// From mathjs's tree to a program, once per formula. The walk follows the text from left to right, so each operation finds
// its own token on the way and keeps its place for messages; left operands are unwound in a loop, because a sum of
// thousands of terms is a tree as deep. What a formula defines is bound in a Map and written out where it is used.
// Long because it holds one method per construct of the language, and they share one walk.
import { badFormula, unknownName } from "../errors.js";
import { literal, Plain, type Tensor } from "../core/tensor.js";
import { stack } from "../ops/move/concatenate.js";
import { sameShape, size } from "../array/shape.js";
import { known, operators, range } from "./operators.js";
import { constants, functions } from "./functions.js";
import { elsewhere, own as beyond } from "./own.js";
import { read, write, type Subscript } from "./subscripts.js";
import type { Limits } from "./meter.js";
import { missing, refused } from "./missing.js";
import type { AssignmentNode, IndexNode, Node, Parsed } from "./parser.js";
import type { Block, Operation, Program, Step } from "./steps.js";
import { squareOf } from "./squared.js";
import { endsOperand, type Token } from "./text.js";

/** f(x) = ..., with the place of its body among the tokens. */
interface Definition {
  readonly name: string;
  readonly params: readonly string[];
  readonly body: Node;
  readonly cursor: number;
}

/** Nested calls of lower(): far below what the stack holds. */
const MAX_DEPTH = 500;
const MAX_FOLDED = 20_000;
const fillers = new Set(["(", ")", "[", "]", ",", ";", "\n"]);
/** Operators that can be squares. */
const squarings = new Set(["pow", "dotPow", "multiply", "dotMultiply"]);
const comparisons: ReadonlyMap<string, string> = new Map([
  ["equal", "=="],
  ["unequal", "!="],
  ["smaller", "<"],
  ["smallerEq", "<="],
  ["larger", ">"],
  ["largerEq", ">="],
]);

/** The program of a formula in `names`; undefined: the free names of the text, as they come. */
export function lower(
  fn: string,
  parsed: Parsed,
  names: readonly string[] | undefined,
  limits: Limits,
): Program & { readonly names: readonly string[] } {
  return new Lowering(fn, parsed, names, limits).program();
}

class Lowering {
  private readonly slots: (Tensor | undefined)[] = [];
  private readonly inputs: number[] = [];
  private readonly names: string[] = [];
  private readonly scope = new Map<string, number | Definition>();
  private readonly numbers = new Map<number, number>();
  /** The steps by the slots that they compute. */
  private readonly made = new Map<number, Exclude<Step, { condition: number }>>();
  private readonly tokens: readonly Token[];
  private block: Block = { steps: [], result: -1 };
  private cursor = 0;
  private nodes = 0;
  /** Elements of constants made while lowering. */
  private folded = 0;
  private depth = 0;
  /** Parameters of the function that is being written out; null outside of one. */
  private locals: ReadonlyMap<string, number> | null = null;
  private readonly calls: Definition[] = [];
  private branches = 0;
  /** What `end` stands for: the innermost index. */
  private ends: { readonly slot: number; readonly axis: number; readonly rank: number } | null = null;

  constructor(
    private readonly fn: string,
    private readonly parsed: Parsed,
    names: readonly string[] | undefined,
    private readonly limits: Limits,
  ) {
    this.tokens = parsed.tokens;
    this.open = names === undefined;
    for (const name of names ?? []) this.input(name);
  }
  /** Unknown names become inputs. */
  private readonly open: boolean;

  program(): Program & { readonly names: readonly string[] } {
    const { fn, limits } = this,
      { text, tree } = this.parsed;
    try {
      this.block.result = this.statements(tree);
    } catch (error) {
      if (error instanceof RangeError)
        throw this.fail(this.here(), "a formula of moderate depth", "a deeper one");
      throw error;
    }
    return { fn, text, limits, inputs: this.inputs, names: this.names, slots: this.slots, body: this.block };
  }

  // ── places ──
  private here(): number {
    return this.tokens[Math.min(this.cursor, this.tokens.length - 1)].at;
  }
  /** Step over the token, which follows at most brackets and separators; its place. */
  private take(is: (t: Token) => boolean): number {
    for (let i = this.cursor; i < this.tokens.length; i++) {
      const t = this.tokens[i];
      if (is(t)) {
        this.cursor = i + 1;
        return t.at;
      }
      if (!fillers.has(t.text)) break;
    }
    return this.here();
  }
  private mark(text: string): number {
    return this.take((t) => t.text === text);
  }
  private fail(at: number, expected: string, got: string, intention?: string): Error {
    return badFormula(this.fn, this.parsed.text, at, expected, got, intention);
  }

  // ── steps ──
  private slot(value?: Tensor): number {
    return this.slots.push(value) - 1;
  }
  private count(at: number): void {
    if (++this.nodes > this.limits.nodes) {
      throw this.fail(
        at,
        `at most ${this.limits.nodes} nodes with all functions written out`,
        "more",
        "Raise the limit with {limits: {nodes: ...}} if the formula is your own",
      );
    }
  }
  private emit(name: string, call: Operation, args: readonly number[], at: number): number {
    this.count(at);
    const out = this.slot();
    const step = { call, name, args, out, at };
    this.block.steps.push(step);
    this.made.set(out, step);
    return out;
  }
  private number(v: number): number {
    let slot = this.numbers.get(v);
    if (slot === undefined) this.numbers.set(v, (slot = this.slot(literal(v))));
    return slot;
  }
  /** The square of what is a length, as a sum of squares; null where it is none. */
  private square([x, y]: readonly number[], name: string, at: number): number | null {
    const [made, other] = [this.made.get(x), this.made.get(y)];
    const power = name === "pow" || name === "dotPow" ? this.exponent(y) : 2,
      same = made !== undefined && made.name === other?.name && String(made.args) === String(other.args);
    if (power % 2 !== 0 || !(power > 0) || ((name === "multiply" || name === "dotMultiply") && !same))
      return null;
    const step = squareOf(made, name === "square" || name.startsWith("dot"));
    if (step === null) return null;
    const slot = this.emit(step.name, step.call, made!.args, at);
    return power === 2 ? slot : this.emit(name, operators.get(name)!, [slot, this.number(power / 2)], at);
  }
  private exponent(slot: number): number {
    const c = this.slots[slot];
    return c === undefined ? NaN : known(c);
  }
  private operator(name: string, args: readonly number[], at: number): number {
    const square = squarings.has(name) ? this.square(args, name, at) : null;
    if (square !== null) return square;
    const call = operators.get(name);
    if (call === undefined)
      throw this.fail(
        at,
        "operators on numbers",
        `the operation ${name}`,
        missing.get(name) ?? refused.get(name),
      );
    if (name === "unaryMinus") {
      const c = this.slots[args[0]];
      if (c !== undefined && c.shape.length === 0 && c.dtype === "float64") return this.number(-c.item());
    }
    return this.emit(name, call, args, at);
  }
  private input(name: string): number {
    const slot = this.slot();
    this.inputs.push(slot);
    this.names.push(name);
    this.scope.set(name, slot);
    return slot;
  }

  // ── statements ──
  private statements(tree: Node): number {
    if (tree.type !== "BlockNode") return this.statement(tree, true);
    const starts = this.starts();
    let result = -1;
    tree.blocks.forEach(({ node }, i) => {
      if (starts.length === tree.blocks.length) this.cursor = starts[i];
      result = this.statement(node, i === tree.blocks.length - 1);
    });
    return result;
  }
  /** Where the statements start among the tokens. */
  private starts(): number[] {
    const starts: number[] = [];
    let depth = 0,
      fresh = true;
    this.tokens.forEach((t, i) => {
      const ends = depth === 0 && (t.text === ";" || (t.text === "\n" && endsOperand(this.tokens[i - 1])));
      if (t.kind === "mark" && "([{".includes(t.text)) depth++;
      if (t.kind === "mark" && ")]}".includes(t.text)) depth--;
      if (ends) fresh = true;
      else if (fresh && t.text !== "\n") {
        starts.push(i);
        fresh = false;
      }
    });
    return starts;
  }
  private statement(node: Node, last: boolean): number {
    if (node.type !== "FunctionAssignmentNode") return this.lower(node);
    const { name, params, expr } = node;
    const at = this.mark(name);
    this.checkName(name, at);
    for (const p of params) this.checkName(p, this.mark(p));
    this.mark("=");
    if (last)
      throw this.fail(
        at,
        "a formula that ends in a value",
        `the function ${name}`,
        `Call it: ${name}(${params.join(", ")})`,
      );
    this.scope.set(name, { name, params, body: expr, cursor: this.cursor });
    return -1;
  }
  private checkName(name: string, at: number): void {
    const why = refused.get(name);
    if (why !== undefined) throw this.fail(at, "another name", name, why);
  }

  // ── expressions ──
  private lower(node: Node): number {
    if (++this.depth > MAX_DEPTH)
      throw this.fail(
        this.here(),
        `operations nested at most ${MAX_DEPTH} deep`,
        "more",
        "Name a part of it: u = ...; then use u",
      );
    const spine: Node[] = [];
    let leaf = node;
    for (;;) {
      if (leaf.type === "ParenthesisNode") leaf = leaf.content;
      else if (leaf.type === "OperatorNode" && !isPrefix(leaf)) {
        spine.push(leaf);
        leaf = leaf.args[0];
      } else if (leaf.type === "AccessorNode") {
        spine.push(leaf);
        leaf = leaf.object;
      } else break;
    }
    let slot = this.leaf(leaf);
    for (let i = spine.length - 1; i >= 0; i--) {
      const n = spine[i];
      if (n.type === "AccessorNode") slot = this.access(slot, n.index, n.optionalChaining === true);
      else if (n.type === "OperatorNode") slot = this.operation(slot, n);
    }
    this.depth--;
    return slot;
  }
  private operation(left: number, node: Extract<Node, { type: "OperatorNode" }>): number {
    const { op, fn, args } = node;
    if (node.isPercentage) return this.operator("divide", [left, this.number(100)], this.mark("%"));
    const at = node.implicit ? this.here() : this.mark(op);
    if (args.length === 1) return this.operator(fn, [left], at);
    const right = args[1];
    // a + b% is a + a b%: mathjs repeats the node of a, which stands in the text once.
    if (right.type === "OperatorNode" && right.args[0] === args[0]) {
      const part = this.lower(right.args[1]);
      return this.operator(fn, [left, this.operator("multiply", [left, part], at)], at);
    }
    return this.operator(fn, [left, this.lower(right)], at);
  }

  private leaf(node: Node): number {
    switch (node.type) {
      case "ConstantNode":
        return this.constant(node.value);
      case "SymbolNode":
        return this.symbol(node.name);
      case "OperatorNode": {
        const at = this.mark(node.op);
        return this.operator(node.fn, [this.lower(node.args[0])], at);
      }
      case "FunctionNode":
        return this.call(node);
      case "ArrayNode":
        return this.array(node.items);
      case "RangeNode": {
        const start = this.ahead(":") ? this.number(1) : this.lower(node.start),
          at = this.mark(":");
        const step = node.step === null ? this.number(1) : this.lower(node.step);
        if (node.step !== null) this.mark(":");
        return this.emit("range", range, [start, step, this.lower(node.end)], at);
      }
      case "ConditionalNode":
        return this.conditional(node);
      case "RelationalNode":
        return this.relational(node);
      case "AssignmentNode":
        return this.assignment(node);
      case "FunctionAssignmentNode":
        throw this.fail(
          this.mark(node.name),
          "functions defined in statements of their own",
          `the definition of ${node.name} inside of another`,
        );
      case "ObjectNode":
        throw this.fail(this.mark("{"), "numbers, vectors and matrices", "an object");
      default:
        throw this.fail(this.here(), "an expression", node.type);
    }
  }

  private constant(value: unknown): number {
    if (typeof value === "number") {
      this.take((t) => t.kind === "number" || t.text === "NaN" || t.text === "Infinity");
      return this.number(value);
    }
    const at = this.take((t) => t.kind === "name");
    if (typeof value === "boolean") return this.slot(new Plain([], Float64Array.of(value ? 1 : 0), "bool"));
    throw this.fail(at, "numbers", String(value));
  }

  private symbol(name: string): number {
    // `a[2:]` ends where a does: mathjs adds an `end` that no token stands for.
    const at = name === "end" && !this.ahead("end") ? this.here() : this.mark(name);
    if (name === "end" && this.ends !== null) {
      const { slot, axis, rank } = this.ends;
      return this.emit("end", ([x]) => literal(x.shape[rank === x.shape.length ? axis : 0] ?? 1), [slot], at);
    }
    const local = this.locals?.get(name);
    if (local !== undefined) return local;
    const bound = this.scope.get(name);
    if (typeof bound === "number") return bound;
    const value = constants.get(name);
    if (bound !== undefined || functions.has(name) || beyond.has(name))
      throw this.fail(at, "a value", `the function ${name}`, `Call it: ${name}(x)`);
    if (value !== undefined) return this.number(value);
    const why = refused.get(name);
    if (why !== undefined) throw this.fail(at, "a formula that computes with numbers", name, why);
    if (this.open) return this.input(name);
    const known = [...(this.locals?.keys() ?? []), ...this.scope.keys(), ...constants.keys()];
    throw unknownName(this.fn, this.parsed.text, at, name, known, "a name that has a value");
  }

  private call(node: Extract<Node, { type: "FunctionNode" }>): number {
    if (node.optional === true || node.fn.type !== "SymbolNode")
      throw this.fail(this.here(), "a call like f(x)", "another form of call");
    const { name } = node.fn,
      at = this.mark(name),
      bound = this.locals?.get(name) ?? this.scope.get(name);
    if (typeof bound === "number")
      throw this.fail(
        at,
        "a function",
        `the value ${name}`,
        `Write ${name} * (...) for a product, ${name}[...] for an entry`,
      );
    const own = bound === undefined ? (functions.get(name) ?? beyond.get(name)) : undefined;
    if (bound === undefined && own === undefined) {
      const why = refused.get(name) ?? missing.get(name);
      if (why !== undefined) throw this.fail(at, "a function that has a derivative here", name, why);
      const here = elsewhere.get(name);
      if (here !== undefined)
        throw this.fail(at, "a function", `the unknown name ${name}`, `Here it is ${here}`);
      const known = [...beyond.keys(), ...this.scope.keys(), ...functions.keys()];
      throw unknownName(this.fn, this.parsed.text, at, name, known, "a function");
    }
    const [least, most] =
      bound !== undefined ? [bound.params.length, bound.params.length] : [own!.least, own!.most];
    if (node.args.length < least || node.args.length > most)
      throw this.fail(
        at,
        `${least === most ? least : most === Infinity ? `${least} or more` : `${least} to ${most}`} argument${most === 1 ? "" : "s"} of ${name}`,
        String(node.args.length),
      );
    const args = node.args.map((a) => this.lower(a));
    if (bound !== undefined) return this.inline(bound, args, at);
    const square =
      name === "square" || (squarings.has(name) && args.length === 2) ? this.square(args, name, at) : null;
    return square ?? this.emit(name, own!.call, args, at);
  }
  private inline(f: Definition, args: readonly number[], at: number): number {
    if (this.calls.includes(f))
      throw this.fail(at, "a function that does not call itself", f.name, "A formula has no recursion");
    this.count(at);
    const { cursor, locals, ends } = this;
    this.calls.push(f);
    this.cursor = f.cursor;
    this.locals = new Map(f.params.map((p, i) => [p, args[i]]));
    this.ends = null;
    const result = this.lower(f.body);
    this.calls.pop();
    this.cursor = cursor;
    this.locals = locals;
    this.ends = ends;
    return result;
  }

  /** [a, b] stacks what stands in it; rows of numbers become one constant. */
  private array(items: readonly Node[]): number {
    const at = this.ahead("[") ? this.mark("[") : this.here();
    if (items.length === 0) return this.slot(new Plain([0], new Float64Array(0)));
    const slots = items.map((item) => this.lower(item));
    const known = slots.map((s) => this.slots[s]).filter((t) => t !== undefined && t.dtype === "float64");
    if (known.length === slots.length) {
      const parts = known as Tensor[];
      const n = parts.reduce((sum, t) => sum + size(t.shape), 0);
      // Not more than a text can hold: `x = [x, x]` doubles.
      if ((this.folded += n) <= MAX_FOLDED && parts.every((t) => sameShape(t.shape, parts[0].shape)))
        return this.slot(stack(parts));
    }
    return this.emit(
      "array",
      (a, meter) => {
        for (const t of a) meter.spend(size(t.shape));
        return stack(a);
      },
      slots,
      at,
    );
  }

  private conditional(node: Extract<Node, { type: "ConditionalNode" }>): number {
    const condition = this.lower(node.condition),
      at = this.mark("?");
    this.count(at);
    const branch = (part: Node): Block => {
      const outside = this.block,
        block: Block = { steps: [], result: -1 };
      this.block = block;
      this.branches++;
      block.result = this.lower(part);
      this.branches--;
      this.block = outside;
      return block;
    };
    const yes = branch(node.trueExpr);
    this.mark(":");
    const no = branch(node.falseExpr),
      out = this.slot();
    this.block.steps.push({ condition, yes, no, out, at });
    return out;
  }
  /** a < b < c is a < b and b < c. */
  private relational(node: Extract<Node, { type: "RelationalNode" }>): number {
    let left = this.lower(node.params[0]),
      all = -1;
    node.conditionals.forEach((name, i) => {
      const at = this.mark(comparisons.get(name)!),
        right = this.lower(node.params[i + 1]),
        holds = this.operator(name, [left, right], at);
      all = all < 0 ? holds : this.operator("and", [all, holds], at);
      left = right;
    });
    return all;
  }

  private assignment(node: AssignmentNode): number {
    if (node.object.type !== "SymbolNode")
      throw this.fail(
        this.here(),
        "a name to assign to",
        "a part of a part",
        "Assign to one entry after the other",
      );
    const { name } = node.object,
      at = this.mark(name);
    this.checkName(name, at);
    if (this.branches > 0 || this.locals !== null)
      throw this.fail(
        at,
        "assignments outside of conditions and functions",
        `${name} = ...`,
        `Write ${name} = condition ? a : b`,
      );
    if (node.index === null) {
      this.mark("=");
      const value = this.lower(node.value);
      this.scope.set(name, value);
      return value;
    }
    const bound = this.scope.get(name);
    if (typeof bound !== "number")
      throw unknownName(
        this.fn,
        this.parsed.text,
        at,
        name,
        [...this.scope.keys()],
        "a name that has a value",
      );
    const place = this.mark("["),
      index = this.subscripts(bound, node.index);
    this.mark("=");
    const value = this.lower(node.value);
    const pick = index.map((i) => i !== null);
    const written = this.emit(
      "write",
      (a, meter) => write(a[0], spread(pick, a, 2), a[1], meter),
      [bound, value, ...index.filter((i) => i !== null)],
      place,
    );
    this.scope.set(name, written);
    return value;
  }

  private access(slot: number, index: IndexNode, optional: boolean): number {
    if (index.dotNotation === true || optional)
      throw this.fail(
        this.mark("."),
        "entries like a[1]",
        "a property",
        "Values of a formula have no properties",
      );
    const at = this.mark("["),
      given = this.subscripts(slot, index),
      pick = given.map((i) => i !== null);
    return this.emit(
      "read",
      (a, meter) => read(a[0], spread(pick, a, 1), meter),
      [slot, ...given.filter((i) => i !== null)],
      at,
    );
  }
  /** A slot per axis, null for all of it (a bare colon). */
  private subscripts(slot: number, { dimensions }: IndexNode): (number | null)[] {
    const outside = this.ends;
    const slots = dimensions.map((d, axis) => {
      this.ends = { slot, axis, rank: dimensions.length };
      if (d.type === "RangeNode" && d.step === null && this.ahead(":")) {
        const after = this.cursor;
        this.mark(":");
        const next = this.tokens[this.cursor]?.text;
        if (next === "]" || next === ",") return null;
        this.cursor = after;
      }
      return this.lower(d);
    });
    this.ends = outside;
    return slots;
  }
  /** Whether this token comes next, after brackets and separators. */
  private ahead(text: string): boolean {
    let i = this.cursor;
    while (i < this.tokens.length && this.tokens[i].text !== text && fillers.has(this.tokens[i].text)) i++;
    return this.tokens[i]?.text === text;
  }
}

const isPrefix = (n: Extract<Node, { type: "OperatorNode" }>): boolean =>
  n.args.length === 1 && ["unaryMinus", "unaryPlus", "bitNot", "not"].includes(n.fn);
/** The subscripts of a step: those given stand among its arguments from `first` on. */
function spread(given: readonly boolean[], args: readonly Tensor[], first: number): Subscript[] {
  let next = first;
  return given.map((is) => (is ? args[next++] : null));
}
