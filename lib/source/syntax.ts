// What is asked of the parser's tree everywhere: the kinds of nodes, and the children of one in the order of the source.
import type {
  AnonymousFunctionDeclaration,
  AnyNode,
  ArrowFunctionExpression,
  Expression,
  FunctionDeclaration,
  FunctionExpression,
  PrivateIdentifier,
  Super,
} from "acorn";

export type Node = AnyNode;
export type NodeType = Node["type"];
export type NodeOf<T extends NodeType> = Extract<Node, { type: T }>;
export type Operand = Expression | PrivateIdentifier | Super;
export type FunctionNode =
  FunctionDeclaration | AnonymousFunctionDeclaration | FunctionExpression | ArrowFunctionExpression;

export const isFunction = (n: Node): n is FunctionNode =>
  n.type === "ArrowFunctionExpression" || n.type === "FunctionExpression" || n.type === "FunctionDeclaration";
const isNode = (v: unknown): v is Node =>
  typeof v === "object" && v !== null && typeof (v as Node).type === "string";

/** Kept on the node: a map of all nodes costs as much as finding them. */
const kept = Symbol("children");
interface Kept {
  [kept]?: readonly Node[];
}
/** In the order of the source; a name that stands for key and value is one child. */
export function children(n: Node): readonly Node[] {
  return ((n as Kept)[kept] ??= childrenOf(n));
}
function childrenOf(n: Node): readonly Node[] {
  const found: Node[] = [];
  let sorted = true,
    last = -1;
  const take = (v: unknown): void => {
    if (!isNode(v)) return;
    if (v.start < last) sorted = false;
    last = v.start;
    found.push(v);
  };
  for (const key in n) {
    if (key === "key" && n.type === "Property" && n.shorthand) continue;
    const v = (n as unknown as Record<string, unknown>)[key];
    if (Array.isArray(v)) for (const one of v as unknown[]) take(one);
    else if (typeof v === "object") take(v);
  }
  return sorted ? found : found.sort((a, b) => a.start - b.start);
}

/** The name of a member that the source states: `x.name` and `x["name"]`. */
export function memberName(n: NodeOf<"MemberExpression">): string | undefined {
  const { property } = n;
  if (!n.computed) return property.type === "Identifier" ? property.name : undefined;
  return property.type === "Literal" && typeof property.value === "string" ? property.value : undefined;
}
/** The name of a key that the source states. */
export const keyName = (n: NodeOf<"Property">): string | undefined =>
  n.computed
    ? undefined
    : n.key.type === "Identifier"
      ? n.key.name
      : n.key.type === "Literal"
        ? String(n.key.value)
        : undefined;

/** The directives that a body opens with. */
export function directives(body: readonly Node[]): NodeOf<"ExpressionStatement">[] {
  const found: NodeOf<"ExpressionStatement">[] = [];
  for (const n of body) {
    if (n.type !== "ExpressionStatement" || n.directive === undefined) break;
    found.push(n);
  }
  return found;
}
