// node --import dualtensor/register: functions that are marked, and the packages and files that package.json names, take tensors
// wherever Node loads them. Modules pass the loader's hooks; CommonJS is compiled here.
import module from "node:module";
import type { Choice } from "../source/chosen.js";
import { changed, initialize } from "./hooks.js";
import { loader } from "./loaded.js";
import { projectChoice } from "./project.js";

interface Compiling {
  _compile(this: unknown, content: string, file: string, ...rest: unknown[]): unknown;
}
interface Hooking {
  registerHooks?: (hooks: {
    load(url: string, context: unknown, next: (url: string, context: unknown) => object): object;
  }) => void;
}

const choice: Choice = projectChoice(),
  { registerHooks } = module as Hooking;
initialize(choice);
if (registerHooks !== undefined)
  registerHooks({ load: (url, context, next) => changed(url, next(url, context)) });
else module.register("./hooks.js", { parentURL: import.meta.url, data: choice });

const transformed = loader(choice),
  prototype = (module as unknown as { prototype: Compiling }).prototype,
  compile = prototype._compile;
prototype._compile = function (content, file, ...rest) {
  return compile.call(
    this,
    rest[0] === "module" ? content : transformed(content, file, "commonjs"),
    file,
    ...rest,
  );
};
