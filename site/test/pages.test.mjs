// Every page under its content policy: no complaint on the console, no violation that axe-core finds, at most 250 kB, nothing that jumps.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { createRequire } from "node:module";
import { browser, dist, serve, watched } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pages = readdirSync(dist, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".html") && name !== "404.html")
  .sort();
/** Pages that are looked at by axe: one of each make; the others have the same parts. */
const LOOKED_AT = [
  "index.html",
  "playground.html",
  "tutorial.html",
  "plots.html",
  "conventions.html",
  "ops/elementwise.html",
  "live/fit.html",
  "live/sketch.html",
  "live/arm.html",
  "live/ode.html",
  "api/plot.html",
];

/** Milliseconds; printed and not asked on machines of CI, whose work is not theirs alone. */
const PAINT = Number(process.env.PAINT ?? (process.env.CI ? Infinity : 3000));

let chromium, site;
before(async () => {
  site = await serve();
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  site?.server.close();
});

test("every page loads without a complaint", async () => {
  const faults = [];
  const work = [...pages];
  const run = async () => {
    const { page, complaints } = await watched(await chromium.newContext({ serviceWorkers: "block" }));
    for (let name = work.pop(); name !== undefined; name = work.pop()) {
      await page.goto(`${site.origin}/${name}`, { waitUntil: "load" });
      await page.waitForTimeout(100);
      if (complaints.length > 0) faults.push(`${name}: ${complaints.splice(0).slice(0, 3).join("; ")}`);
    }
  };
  await Promise.all([run(), run(), run()]);
  assert.deepEqual(faults, []);
});

test("a first visit is small, soon there, and stays where it is", async () => {
  const faults = [];
  let [largest, slowest] = [0, 0];
  for (const name of LOOKED_AT) {
    const context = await chromium.newContext({ serviceWorkers: "block" });
    const { page, bytes } = await watched(context);
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(`${site.origin}/${name}`, { waitUntil: "networkidle" });
    const [shift, paint] = await page.evaluate(() => [
      window.shift,
      performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    ]);
    // The theme's bar settles when the script of a long page arrives: .02 to .03. Web vitals call .1 good.
    if (shift > 0.05) faults.push(`${name}: layout shift ${shift.toFixed(3)}`);
    if (bytes() > 250_000) faults.push(`${name}: ${Math.round(bytes() / 1000)} kB`);
    // One second on a quiet machine; others may be at work on this one.
    if (paint > PAINT) faults.push(`${name}: first paint after ${Math.round(paint)} ms`);
    [largest, slowest] = [Math.max(largest, bytes()), Math.max(slowest, paint)];
    await context.close();
  }
  console.log(
    `the largest page ${Math.round(largest / 1000)} kB, the last first paint ${Math.round(slowest)} ms`,
  );
  assert.deepEqual(faults, []);
});

for (const scheme of ["light", "dark"])
  test(`axe-core finds no violation, ${scheme}`, async () => {
    const found = [];
    for (const name of LOOKED_AT) {
      const context = await chromium.newContext({ colorScheme: scheme, serviceWorkers: "block" });
      const { page } = await watched(context);
      await page.goto(`${site.origin}/${name}`, { waitUntil: "networkidle" });
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() =>
        window.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }),
      );
      for (const { id, nodes } of violations)
        found.push(
          `${name}: ${id}: ${nodes
            .slice(0, 2)
            .map(({ html }) => html.slice(0, 110))
            .join(" | ")} (${nodes.length})`,
        );
      await context.close();
    }
    assert.deepEqual(found, []);
  });
