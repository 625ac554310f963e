// Levels order the engines: every call of a transformation takes a fresh one, never reused, so an inner derivative
// outranks an outer one and a value that escaped its call stays recognisable. They are counted in one place per
// process, so that the ESM and the CommonJS copy of the library, loaded together, are one library.

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
