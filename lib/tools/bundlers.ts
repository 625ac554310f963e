// One plugin for bundlers, by unplugin: `vite(options)` and `esbuild(options)` are tested, the others are what unplugin makes of
// the same hook.
import { cwd } from "node:process";
import { createUnplugin, type Build, type Context } from "unplugin";
import { transform, type SourceMap } from "../transform.js";
import { chooser, type Choice } from "../source/chosen.js";
import { notes } from "./loaded.js";

const plugin = createUnplugin<Choice>((choice = {}) => {
  const chosen = chooser(choice, cwd());
  let build: Build | undefined;
  return {
    name: "dualtensor",
    transformInclude: (id) => chosen(id) !== null,
    async transform(this: Context, source, id) {
      const functions = chosen(id);
      if (functions === null) return null;
      let code = source,
        map: SourceMap | undefined;
      // esbuild hands over a file as it is; other bundlers have taken the types out.
      const typed = /\.[cm]?tsx?$/.test(id);
      if (build !== undefined && typed) {
        const stripped = await build.esbuild.transform(source, {
          loader: "ts",
          sourcemap: true,
          sourcefile: id,
        });
        code = stripped.code;
        map = JSON.parse(stripped.map) as SourceMap;
      }
      const result = transform(code, { file: id, functions, ...(map && { map }) });
      for (const note of notes(result, functions)) this.warn(note);
      return result.map === null ? null : { code: result.code, map: result.map };
    },
    esbuild: {
      setup(given) {
        build = given;
      },
    },
  };
});
export const { vite, rollup, rolldown, webpack, rspack, farm, esbuild } = plugin;
