// Calls stated by place alone, as the specs keep them, with what stands behind the * of a signature under its name.
import { isTensor } from "../lib/core/tensor.js";
import { parameters } from "../lib/core/signature.js";

const isOptions = (v: unknown): v is object =>
  typeof v === "object" && v !== null && !Array.isArray(v) && !ArrayBuffer.isView(v) && !isTensor(v);

/** The arguments of a call of a function with this signature. */
export function byName(signature: string, args: readonly unknown[]): readonly unknown[] {
  const params = parameters(signature),
    places = params.filter((p) => !p.keyword).length;
  if (places === params.length || args.length <= places || params[0].kind === "tensors") return args;
  const named = args.slice(places, params.length),
    given: object = isOptions(named.at(-1)) ? (named.pop() as object) : {},
    options = Object.fromEntries(named.map((v, i) => [params[places + i].name, v]));
  return [...args.slice(0, places), { ...options, ...given }, ...args.slice(params.length)];
}
