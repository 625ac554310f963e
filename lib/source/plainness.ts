// What the source alone says of values: which expressions cannot be tensors whatever comes in, which names stand for Math and
// its functions. Everything else may be a tensor.
import type { Binding, Facts } from "./scope.js";
import { isFunction, memberName, type Node } from "./syntax.js";

/** The functions of Math that have a meaning on tensors, under these names in the run time. */
export const lifted: ReadonlySet<string> = new Set(
  (
    "abs acos acosh asin asinh atan atan2 atanh cbrt ceil cos cosh exp expm1 floor hypot log log10 log1p log2 max min pow " +
    "round sign sin sinh sqrt tan tanh trunc"
  ).split(" "),
);
const truths = new Set("== != === !== < <= > >= in instanceof".split(" "));
const bitwise = new Set("| & ^ << >> >>>".split(" "));
const numberFunctions = new Set("parseInt isNaN isFinite String Boolean BigInt Symbol".split(" "));

export class Plainness {
  private readonly free = new Map<Binding, boolean>();
  private readonly aliases = new Map<Binding, string | undefined>();
  constructor(private readonly facts: Facts) {
    // Everything is plain until something that it was given is not (the greatest fixed point).
    for (const b of facts.bindings)
      this.free.set(
        b,
        b.kind === "other" && b.definitions.every((d) => d.value !== null && d.member === undefined),
      );
    for (let changed = true; changed;) {
      changed = false;
      for (const b of facts.bindings)
        if (this.free.get(b) === true && !b.definitions.every((d) => this.isPlain(d.value!))) {
          this.free.set(b, false);
          changed = true;
        }
    }
  }

  /** Is it a name of the platform's, and which? */
  global(n: Node): string | undefined {
    return n.type === "Identifier" && this.facts.global.has(n) ? n.name : undefined;
  }
  isMath(n: Node): boolean {
    if (n.type === "Identifier") {
      const b = this.facts.meant.get(n);
      if (b === undefined) return this.global(n) === "Math";
      return (
        b.definitions.length === 1 && this.only(b, (v, member) => member === undefined && this.isMath(v))
      );
    }
    return (
      n.type === "MemberExpression" && this.global(n.object) === "globalThis" && memberName(n) === "Math"
    );
  }
  private only(b: Binding, holds: (v: Node, member: string | undefined) => boolean): boolean {
    const [d] = b.definitions;
    return (
      b.kind === "other" &&
      d.value !== null &&
      this.facts.meant.get(d.value) !== b &&
      holds(d.value, d.member)
    );
  }
  /** The name of the function of Math that this is: written out, or by a name that was only ever given that. */
  mathName(n: Node): string | undefined {
    if (n.type === "MemberExpression") return this.isMath(n.object) ? memberName(n) : undefined;
    const b = n.type === "Identifier" ? this.facts.meant.get(n) : undefined;
    return b && this.alias(b);
  }
  alias(b: Binding): string | undefined {
    if (this.aliases.has(b)) return this.aliases.get(b);
    this.aliases.set(b, undefined);
    let name: string | undefined;
    if (b.definitions.length === 1)
      this.only(b, (v, member) => {
        name = member === undefined ? this.mathName(v) : this.isMath(v) ? member : undefined;
        return true;
      });
    this.aliases.set(b, name);
    return name;
  }

  /** Can this be no tensor, whatever comes in? */
  isPlain(n: Node): boolean {
    switch (n.type) {
      case "Literal":
      case "TemplateLiteral":
      case "ArrayExpression":
      case "ObjectExpression":
      case "ClassExpression":
      case "ClassDeclaration":
      case "FunctionDeclaration":
      case "FunctionExpression":
      case "ArrowFunctionExpression":
      case "NewExpression":
      case "ThisExpression":
      case "MetaProperty":
      case "ImportExpression":
        return true;
      case "Identifier": {
        const b = this.facts.meant.get(n);
        return b === undefined
          ? /^(undefined|NaN|Infinity|Math|Number|globalThis)$/.test(n.name)
          : this.free.get(b)!;
      }
      case "UnaryExpression":
        return (n.operator !== "-" && n.operator !== "+") || this.isPlain(n.argument);
      case "BinaryExpression":
        return (
          truths.has(n.operator) ||
          bitwise.has(n.operator) ||
          (this.isPlain(n.left) && this.isPlain(n.right)) ||
          (n.operator === "+" && (isText(n.left) || isText(n.right)))
        );
      case "LogicalExpression":
        return this.isPlain(n.left) && this.isPlain(n.right);
      case "ConditionalExpression":
        return this.isPlain(n.consequent) && this.isPlain(n.alternate);
      case "SequenceExpression":
        return this.isPlain(n.expressions[n.expressions.length - 1]);
      case "AssignmentExpression":
        if (n.operator === "=") return this.isPlain(n.right);
        return bitwise.has(n.operator.slice(0, -1)) || (this.isPlain(n.left) && this.isPlain(n.right));
      case "UpdateExpression":
        return this.isPlain(n.argument);
      case "ParenthesizedExpression":
      case "ChainExpression":
        return this.isPlain(n.expression);
      case "MemberExpression":
        return (
          this.isMath(n.object) ||
          this.global(n.object) === "Number" ||
          (!this.facts.ownLength && memberName(n) === "length")
        );
      case "CallExpression": {
        const name = this.mathName(n.callee);
        if (name !== undefined)
          return !lifted.has(name) || n.arguments.every((a) => a.type !== "SpreadElement" && this.isPlain(a));
        return numberFunctions.has(this.global(n.callee) ?? "");
      }
      default:
        return false;
    }
  }
  /** Is it true or false, and nothing else? */
  isBoolean(n: Node): boolean {
    return (
      (n.type === "UnaryExpression" && n.operator === "!") ||
      (n.type === "BinaryExpression" && truths.has(n.operator)) ||
      (n.type === "Literal" && typeof n.value === "boolean")
    );
  }
  /** Can this equal no number and no tensor by ===: text, undefined, null, an object made here? */
  isApart(n: Node): boolean {
    switch (n.type) {
      case "Literal":
        return typeof n.value !== "number";
      case "TemplateLiteral":
      case "ArrayExpression":
      case "ObjectExpression":
      case "NewExpression":
      case "ThisExpression":
        return true;
      case "Identifier":
        return this.global(n) === "undefined";
      case "UnaryExpression":
        return n.operator === "typeof" || n.operator === "void" || n.operator === "!";
      default:
        return this.isBoolean(n) || isFunction(n);
    }
  }
  /** Is what a name stands for free of tensors, all through? */
  isPure(b: Binding): boolean {
    return (
      b.kind === "other" &&
      !b.uses.written &&
      b.definitions.every((d) => d.value !== null && d.member === undefined && this.pure(d.value))
    );
  }
  private pure(n: Node): boolean {
    if (n.type === "ArrayExpression") return n.elements.every((e) => e === null || this.pure(e));
    if (n.type === "ObjectExpression")
      return n.properties.every((p) => p.type === "Property" && !p.computed && this.pure(p.value));
    if (n.type === "NewExpression")
      return /^(Float|Int|Uint|BigInt|BigUint)\d+/.test(this.global(n.callee) ?? "");
    if (n.type === "Identifier") {
      const b = this.facts.meant.get(n);
      if (b !== undefined)
        return this.free.get(b)! && b.definitions.every((d) => d.value!.type === "Literal");
    }
    return n.type !== "ThisExpression" && this.isPlain(n);
  }
}
const isText = (n: Node): boolean =>
  n.type === "TemplateLiteral" || (n.type === "Literal" && typeof n.value === "string");
