// The only place of the library that waits: executors have deadlines, and pauses in which others get their turn. Signals are
// those of the platform, of which the library knows the shape alone.

/** Of an AbortController. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}
interface Platform {
  readonly AbortController: new () => { readonly signal: Signal; abort(reason?: unknown): void };
  setTimeout(f: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  /** Of Node: without the millisecond that a timer takes. */
  readonly setImmediate?: (f: () => void) => unknown;
}
const platform = globalThis as unknown as Platform;

export const controller = (): { readonly signal: Signal; abort(reason?: unknown): void } =>
  new platform.AbortController();

/** After so many milliseconds, unless it is called off. */
export function later(ms: number, f: () => void): () => void {
  const timer = platform.setTimeout(f, ms);
  return () => platform.clearTimeout(timer);
}
/** What waits for its turn gets it. */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    if (platform.setImmediate === undefined) later(0, resolve);
    else platform.setImmediate(resolve);
  });
/** Ends early, without an error, when the signal says so. */
export const pause = (ms: number, signal?: Signal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const cancel = later(ms, end);
    signal?.addEventListener("abort", end);
    if (signal?.aborted === true) end();
  });
/** The promise, or `stop`'s error as soon as the signal says so. */
export function unless<T>(promise: Promise<T>, signal: Signal | undefined, stop: () => Error): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const end = (): void => reject(stop());
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
    promise.finally(() => signal.removeEventListener("abort", end)).then(resolve, reject);
  });
}
