// Which files of a project are transformed, and how far: named packages and files whole, of every other file the marked functions.

export interface Choice {
  /** Packages of which every function is to take tensors, by name. */
  readonly packages?: readonly string[];
  /** Files of which every function is: patterns with * and **, relative to the project, or expressions for the whole path. */
  readonly files?: readonly (string | RegExp)[];
}

/** By the path of a file: "all" of its functions, the "marked" ones, or null of what is no JavaScript. */
export function chooser(
  { packages = [], files = [] }: Choice,
  root = "",
): (path: string) => "all" | "marked" | null {
  const inside = packages.map((name) => `/node_modules/${name}/`),
    patterns = files.map((f) => (typeof f === "string" ? expression(f) : f)),
    top = root.replaceAll("\\", "/").replace(/\/?$/, "/");
  return (path) => {
    const file = path.replaceAll("\\", "/").replace(/[?#].*$/, "");
    if (!/\.[cm]?[jt]sx?$/.test(file)) return null;
    const below = file.startsWith(top) ? file.slice(top.length) : file;
    if (inside.some((name) => file.includes(name))) return "all";
    return patterns.some((p) => p.test(below) || p.test(file)) ? "all" : "marked";
  };
}
/** ** is any folders, * anything within one. */
function expression(pattern: string): RegExp {
  const parts = pattern
    .replace(/^\.\//, "")
    .split(/(\*\*\/|\*\*|\*)/)
    .map((part) =>
      part === "**/"
        ? "(?:.*/)?"
        : part === "**"
          ? ".*"
          : part === "*"
            ? "[^/]*"
            : part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"),
    );
  return new RegExp(`^${parts.join("")}$`);
}
