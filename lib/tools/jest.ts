// A transform for jest around another one: what that makes of a file (ts-jest, babel-jest, or nothing) is transformed as CommonJS,
// or as a module where jest runs those.
import { createRequire } from "node:module";
import { join } from "node:path";
import { transform } from "../transform.js";
import { chooser, type Choice } from "../source/chosen.js";
import { warned, withMap } from "./loaded.js";

export interface JestChoice extends Choice {
  /** The transform inside, and its options. */
  readonly transformer?: string | readonly [string, unknown];
}
interface Options {
  readonly config: { readonly rootDir: string };
  readonly supportsStaticESM?: boolean;
  readonly transformerConfig?: unknown;
}
type Result = string | { readonly code: string; readonly map?: unknown };
interface Transformer {
  process?(source: string, path: string, options: Options): Result;
  getCacheKey?(source: string, path: string, options: Options): string;
}
interface TransformerModule extends Transformer {
  readonly default?: TransformerModule;
  createTransformer?(options: unknown): Transformer;
}

export function createTransformer({ transformer, ...choice }: JestChoice = {}): Required<Transformer> {
  const [name, given] =
    typeof transformer === "string" ? [transformer, {}] : (transformer ?? [undefined, {}]);
  let inner: Transformer | undefined;
  const around = (rootDir: string): Transformer => {
    if (inner !== undefined) return inner;
    if (name === undefined) return (inner = {});
    const loaded = createRequire(join(rootDir, "package.json"))(name) as TransformerModule;
    const found = loaded.createTransformer === undefined ? (loaded.default ?? loaded) : loaded;
    return (inner = found.createTransformer?.(given) ?? found);
  };
  return {
    process(source, path, options) {
      const { rootDir } = options.config;
      const result =
        around(rootDir).process?.(source, path, { ...options, transformerConfig: given }) ?? source;
      const code = typeof result === "string" ? result : result.code;
      const functions = chooser(choice, rootDir)(path);
      if (functions === null) return { code };
      const format = options.supportsStaticESM === true ? "module" : "commonjs";
      return {
        code: withMap(code, (text, map) =>
          warned(transform(text, { file: path, functions, format, ...(map && { map }) }), functions),
        ),
      };
    },
    getCacheKey(source, path, options) {
      const key = around(options.config.rootDir).getCacheKey?.(source, path, {
        ...options,
        transformerConfig: given,
      });
      return `${key ?? `${path}\0${source}`}\0${JSON.stringify(choice)}`;
    },
  };
}
