// Calls stated by place alone, as the specs keep them, with what stands behind the * of a signature under its name.
import { parameters } from "../lib/door/arguments.js";
import { isTensor } from "../lib/core/tensor.js";
import { isPlainObject } from "../lib/door/parse.js";

/** The arguments of a call of a function with this signature. */
export function byName(signature: string, args: readonly unknown[]): readonly unknown[] {
  const params = parameters(signature),
    places = params.filter((p) => !p.keyword).length;
  if (places === params.length || args.length <= places || params[0].kind === "tensors") return args;
  // torch's older calls of std and the like have true or false in the place of the correction.
  if (typeof args[places] === "boolean" && params[places].kind === "number") return args;
  const named = args.slice(places, params.length),
    last = named.at(-1),
    given = isPlainObject(last) && !isTensor(last) ? last : {};
  if (given === last) named.pop();
  const options = Object.fromEntries(named.map((v, i) => [params[places + i].name, v]));
  return [...args.slice(0, places), { ...options, ...given }, ...args.slice(params.length)];
}
