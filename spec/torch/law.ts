// A law: a line of PyTorch, and what PyTorch 1.13.1 printed of the same Python line.
import { torch, TorchTensor } from "dualtensor/torch";
import type { T } from "./script.js";

export const t = torch as T;
export const on = { requiresGrad: true };
/** What a line gives: the repr of tensors, or class and text of the error. */
export function said(f: () => unknown): unknown {
  const show = (v: unknown): unknown =>
    v instanceof TorchTensor ? String(v).replace(/\s+/g, " ") : Array.isArray(v) ? v.map(show) : v;
  try {
    return show(f());
  } catch (e) {
    return `${(e as Error).name}: ${(e as Error).message}`;
  }
}
export type Law = readonly [title: string, script: () => unknown, printed: unknown];
export const laws = (about: string, rows: readonly Law[]): void =>
  describe(about, () => {
    test.each(rows)("%s", (_, script, printed) => expect(said(script)).toEqual(printed));
  });
