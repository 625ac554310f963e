// mathjs's parser, and nothing else of mathjs: its tree is read here as plain data and never evaluated.
import { create, parseDependencies } from "mathjs/number";
import { badFormula } from "../errors.js";
import { tokensOf, type Token } from "./text.js";

/** The nodes of mathjs, as far as they are read. */
export type Node =
  | { readonly type: "ConstantNode"; readonly value: unknown }
  | { readonly type: "SymbolNode"; readonly name: string }
  | {
      readonly type: "OperatorNode";
      readonly op: string;
      readonly fn: string;
      readonly args: readonly Node[];
      readonly implicit: boolean;
      readonly isPercentage: boolean;
    }
  | {
      readonly type: "FunctionNode";
      readonly fn: Node;
      readonly args: readonly Node[];
      readonly optional?: boolean;
    }
  | { readonly type: "ParenthesisNode"; readonly content: Node }
  | { readonly type: "ArrayNode"; readonly items: readonly Node[] }
  | { readonly type: "RangeNode"; readonly start: Node; readonly end: Node; readonly step: Node | null }
  | {
      readonly type: "AccessorNode";
      readonly object: Node;
      readonly index: IndexNode;
      readonly optionalChaining?: boolean;
    }
  | {
      readonly type: "ConditionalNode";
      readonly condition: Node;
      readonly trueExpr: Node;
      readonly falseExpr: Node;
    }
  | {
      readonly type: "RelationalNode";
      readonly conditionals: readonly string[];
      readonly params: readonly Node[];
    }
  | AssignmentNode
  | {
      readonly type: "FunctionAssignmentNode";
      readonly name: string;
      readonly params: readonly string[];
      readonly expr: Node;
    }
  | { readonly type: "BlockNode"; readonly blocks: readonly { readonly node: Node }[] }
  | { readonly type: "ObjectNode" };
export interface IndexNode {
  readonly type: "IndexNode";
  readonly dimensions: readonly Node[];
  readonly dotNotation?: boolean;
}
export interface AssignmentNode {
  readonly type: "AssignmentNode";
  readonly object: Node;
  readonly index: IndexNode | null;
  readonly value: Node;
}

export interface Parsed {
  readonly text: string;
  readonly tree: Node;
  readonly tokens: readonly Token[];
}

let parser: ((text: string) => unknown) | undefined;

/** The tree of a formula. Errors: DT_FORMULA, with the formula and a caret under the place. */
export function parse(fn: string, given: string): Parsed {
  const text = given.replace(/\r\n?/g, "\n");
  const tokens = tokensOf(fn, text);
  if (tokens.every((t) => t.text === ";" || t.text === "\n"))
    throw badFormula(fn, text, 0, "a formula", "an empty text");
  parser ??= create({ parseDependencies }).parse as (text: string) => unknown;
  try {
    return { text, tree: parser(text) as Node, tokens };
  } catch (error) {
    const { message, char } = error as { message: string; char?: number };
    const why = message.replace(/ \(char \d+\)$/, "");
    throw badFormula(fn, text, (char ?? 1) - 1, "a formula that parses", why);
  }
}
