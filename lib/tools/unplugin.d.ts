// What is used of unplugin, which a project installs itself.
declare module "unplugin" {
  export interface Context {
    warn(message: string): void;
  }
  /** esbuild's own, where esbuild runs. */
  export interface Build {
    readonly esbuild: {
      transform(
        source: string,
        options: { loader: "ts"; sourcemap: true; sourcefile: string },
      ): Promise<{ code: string; map: string }>;
    };
  }
  export interface Plugin {
    readonly name: string;
    transformInclude(id: string): boolean;
    transform(this: Context, source: string, id: string): Promise<{ code: string; map: object } | null>;
    readonly esbuild: { setup(build: Build): void };
  }
  type Made<Options> = (options?: Options) => { name: string };
  export function createUnplugin<Options>(factory: (options?: Options) => Plugin): {
    readonly [K in "vite" | "rollup" | "rolldown" | "webpack" | "rspack" | "farm" | "esbuild"]: Made<Options>;
  };
}
