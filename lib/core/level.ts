// Levels order the engines: every call of a transformation takes a fresh one, never reused, so an inner derivative
// outranks an outer one and a value that escaped its call stays recognisable. They are counted in one place per
// process, so that the ESM and the CommonJS copy of the library, loaded together, are one library.

/**
 * Every level there is, from the inside out: of the operands of an operation the one of the highest level answers for it.
 * Numbers that nobody watches come first; values that stand for something else than one tensor of their shape (seeds of a
 * block, complex pairs, lists of indices) see an operation before everybody else.
 */
export const plain = 0,
  /** Products as PyTorch's backward makes them, where zero does not annihilate. */
  ieee = 1 / 4,
  /** Tensors of the adapter, which other engines differentiate through. */
  torch = 1 / 2,
  // Calls of transformations: 1, 2, 3, ..., each its own.
  /** Layered seeds: a tangent block [k, ...shape], so one axis more than the engines of its values know of. */
  seeds = Number.MAX_SAFE_INTEGER,
  /** Complex pairs and views of the adapter: no other engine may see them. */
  outermost = Infinity;

/** One call of a transformation. */
export interface Run {
  readonly level: number;
  /** The public name of the call, for messages. */
  readonly call: string;
  alive: boolean;
}

const key = Symbol.for("dualtensor/1");
const shared = ((globalThis as Record<symbol, unknown>)[key] ??= { level: 0 }) as { level: number };

export const begin = (call: string): Run => ({ level: ++shared.level, call, alive: true });
