// Packages that are not installed with this one: from where this one stands, or else from the folder that the command runs in.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { noPackage } from "../errors.js";

export async function peer(command: string, name: string): Promise<Record<string, unknown>> {
  try {
    return (await import(name)) as Record<string, unknown>;
  } catch {
    try {
      const found = createRequire(join(process.cwd(), "dualtensor.js")).resolve(name);
      return (await import(pathToFileURL(found).href)) as Record<string, unknown>;
    } catch (error) {
      throw noPackage(command, name, error);
    }
  }
}
