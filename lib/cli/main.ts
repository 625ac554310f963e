// The command dualtensor: help at once; everything else is loaded when a subcommand runs. Data goes to stdout, words to
// stderr. Exit codes: 0, 1 for a check that failed, 2 for usage.
import { readFileSync } from "node:fs";
import { commands, help } from "./help.js";
import { badUsage, didYouMean, DualTensorError } from "../errors.js";

/** Of the package that this file is in. */
function version(): string {
  for (let at = new URL(".", import.meta.url); ; at = new URL("..", at)) {
    try {
      const own = JSON.parse(readFileSync(new URL("package.json", at), "utf8")) as {
        name?: string;
        version?: string;
      };
      if (own.name === "dualtensor") return own.version ?? "";
    } catch {
      // A folder further up has it.
    }
    if (at.pathname === "/") return "";
  }
}

async function main([name, ...rest]: string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(help(rest[0] ?? ""));
    return name === undefined ? 2 : 0;
  }
  if (name === "--version" || name === "-v") {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  if (!Object.hasOwn(commands, name))
    throw badUsage(
      "dualtensor",
      `one of ${Object.keys(commands).join(", ")}`,
      JSON.stringify(name),
      didYouMean(name, Object.keys(commands)) ?? "See dualtensor --help",
    );
  if (rest.includes("--help") || rest.includes("-h")) {
    process.stdout.write(help(name));
    return 0;
  }
  const { run } = await import("./run.js");
  return run(name, rest);
}

// A reader that closes its end early, as head does, has what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));
main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const known = error instanceof DualTensorError;
    process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  },
);
