// A phone: nothing is wider than its screen, fingers move handles and sliders, what is tapped is large enough.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { linkOf } from "../play/state.mjs";
import { browser, serve, watched } from "./browser.mjs";

let chromium, site, page, complaints;
before(async () => {
  site = await serve();
  chromium = await browser();
  ({ page, complaints } = await watched(
    await chromium.newContext({
      viewport: { width: 360, height: 740 },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
      serviceWorkers: "block",
    }),
  ));
});
after(async () => {
  await chromium?.close();
  site?.server.close();
});

const PAGES = ["", "tutorial.html", "playground.html", "ops/elementwise.html", "api/plot.html"];
const LIVE = ["fit", "sketch", "arm", "ode"].map((name) => `live/${name}.html`);

test("no page is wider than the screen", async () => {
  const wide = [];
  for (const name of [...PAGES, ...LIVE]) {
    await page.goto(`${site.origin}/${name}`, { waitUntil: "networkidle" });
    const [page_, screen] = await page.evaluate(() => [
      document.scrollingElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    if (page_ > screen) wide.push(`${name}: ${page_} of ${screen} pixels`);
  }
  assert.deepEqual(wide, []);
});

/** A finger from the middle of a handle along a way, by the protocol of the browser's tools. */
async function swiped(handle, [dx, dy]) {
  await page.locator(handle).scrollIntoViewIfNeeded();
  const { x, y, width, height } = await page.locator(handle).boundingBox();
  const session = await page.context().newCDPSession(page);
  const touch = (type, points) => session.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  const [cx, cy] = [x + width / 2, y + height / 2];
  await touch("touchStart", [{ x: cx, y: cy }]);
  for (let i = 1; i <= 10; i++) {
    await touch("touchMove", [{ x: cx + (dx * i) / 10, y: cy + (dy * i) / 10 }]);
    await page.waitForTimeout(16);
  }
  await touch("touchEnd", []);
}
test("a finger drags what a mouse drags, and the page stays where it is", async () => {
  for (const [name, handle, way] of [
    ["live/sketch.html", '[data-handle="4"]', [40, 10]],
    ["live/arm.html", '[data-handle="target"]', [-60, -30]],
    ["live/fit.html", '[data-handle="9"]', [0, -40]],
  ]) {
    await page.goto(`${site.origin}/${name}`, { waitUntil: "networkidle" });
    await page.locator(handle).waitFor();
    await page.locator(handle).scrollIntoViewIfNeeded();
    const state = () =>
      page.evaluate((h) => {
        const { x, y } = document.querySelector(h).getBoundingClientRect();
        return [x, y + window.scrollY, window.scrollY];
      }, handle);
    // What is computed first makes room for itself.
    await page.waitForTimeout(500);
    const [x, y, scrolled] = await state();
    await swiped(handle, way);
    await page.waitForTimeout(200);
    const later = await state();
    assert.equal(later[2], scrolled, `${name} was scrolled`);
    assert.ok(Math.hypot(later[0] - x, later[1] - y) > 5, `${name}: the handle stayed`);
  }
});
test("the playground is worked by taps", async () => {
  await page.goto(
    `${site.origin}/playground.html${linkOf({ mode: "formula", text: "x^2", values: { x: 3 } })}`,
  );
  await page.getByRole("button", { name: "numbers", exact: true }).tap();
  await page.waitForFunction(
    () => document.querySelector(".playground tbody td:nth-child(2)")?.textContent === "6",
  );
  const small = await page.evaluate(() =>
    [...document.querySelectorAll(".playground button")]
      .map((b) => [b.textContent.trim(), b.getBoundingClientRect()])
      // WCAG 2.2, 2.5.8: 24 CSS pixels.
      .filter(([, { width, height }]) => width < 24 || height < 24)
      .map(([text]) => text),
  );
  assert.deepEqual(small, []);
});
test("no complaint on the console", () => assert.deepEqual(complaints, []));
