// Once visited, the site needs no connection: playground, live problems and pages answer from what the service worker keeps.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { linkOf } from "../play/state.mjs";
import { browser, serve, watched } from "./browser.mjs";

let chromium, site, context, page;
before(async () => {
  site = await serve();
  chromium = await browser();
  context = await chromium.newContext();
  ({ page } = await watched(context));
  await page.goto(`${site.origin}/index.html`, { waitUntil: "networkidle" });
  await page.evaluate(async () => {
    const { active } = await window.navigator.serviceWorker.ready;
    if (active.state !== "activated")
      await new Promise((done) => active.addEventListener("statechange", () => done()));
  });
  await new Promise((done) => site.server.close(done).closeAllConnections());
});
after(async () => {
  await chromium?.close();
  site?.server.close();
});
const cell = (text) =>
  page.waitForFunction(
    (t) => document.querySelector(".playground tbody td:nth-child(2)")?.textContent === t,
    text,
  );

test("the playground computes formulas, and JavaScript in its worker", async () => {
  for (const [state, answer] of [
    [{ mode: "formula", text: "x^3", values: { x: 3 } }, "27"],
    [{ mode: "code", text: "const f = (x) => x * x * x;", values: { x: 2 } }, "12"],
  ]) {
    await page.goto("about:blank");
    await page.goto(`${site.origin}/playground.html${linkOf(state)}`);
    await page.getByRole("button", { name: "numbers", exact: true }).click();
    await cell(answer);
  }
});
test("live problems and pages open, by their link and by their address", async () => {
  for (const name of ["live/sketch.html", "live/fit", "tutorial.html", "ops/", ""]) {
    await page.goto("about:blank");
    await page.goto(`${site.origin}/${name}`);
    await page.locator("h1").first().waitFor();
  }
  await page.goto(`${site.origin}/live/arm.html`);
  await page.locator(".picture svg").waitFor();
});
test("what was never visited is an error of the browser, not an empty page", async () => {
  await assert.rejects(page.goto(`${site.origin}/api/plot.html`), /ERR_FAILED/);
});
