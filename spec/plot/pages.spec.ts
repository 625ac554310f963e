// The pictures that docs/ shows are what the lines above them make.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildIfStale } from "../docs/build.js";
import { checked } from "./xml.js";

const docs = join(__dirname, "../../docs");

test("docs/pictures is what `npm run pictures` writes, and every picture of it is shown", () => {
  buildIfStale();
  const { stderr, status } = spawnSync(
    process.execPath,
    [join(__dirname, "../../scripts/pictures.mjs"), "--check"],
    { encoding: "utf8" },
  );
  expect([stderr, status]).toEqual(["", 0]);
  const shown = readdirSync(docs)
    .filter((name) => name.endsWith(".md"))
    .flatMap((name) => [...readFileSync(join(docs, name), "utf8").matchAll(/\]\(pictures\/([\w-]+\.svg)\)/g)])
    .map(([, name]) => name);
  const files = readdirSync(join(docs, "pictures"));
  expect(files.filter((name) => !shown.includes(name))).toEqual([]);
  for (const name of files) checked(readFileSync(join(docs, "pictures", name), "utf8"));
}, 120_000);
