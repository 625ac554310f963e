// What the project at hand says of itself: "dualtensor": { "packages": [...], "files": [...] } in its package.json.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cwd } from "node:process";
import type { Choice } from "../source/chosen.js";

export function projectChoice(folder = cwd()): Choice {
  let text: string;
  try {
    text = readFileSync(join(folder, "package.json"), "utf8");
  } catch {
    // No project here: marked functions alone.
    return {};
  }
  return (JSON.parse(text) as { dualtensor?: Choice }).dualtensor ?? {};
}
