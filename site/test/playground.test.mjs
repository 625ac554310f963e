// The playground as a visitor uses it, in Chromium under the site's content policy.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { jacobian, tensor } from "../../dist/esm/index.js";
import { expression } from "../../dist/esm/mathjs.js";
import { linkOf } from "../play/state.mjs";
import { browser, serve, watched } from "./browser.mjs";

let chromium, site, page, complaints;
before(async () => {
  site = await serve();
  chromium = await browser();
  ({ page, complaints } = await watched(await chromium.newContext({ serviceWorkers: "block" })));
});
after(async () => {
  await chromium?.close();
  site?.server.close();
});
const open = async (state) => {
  await page.goto("about:blank");
  await page.goto(`${site.origin}/playground.html${state ? linkOf(state) : ""}`, {
    waitUntil: "networkidle",
  });
  await page.locator(".playground .cm-content").waitFor();
};
const tab = (name) => page.getByRole("button", { name, exact: true }).click();
/** The numbers of the Jacobian as the table lists them. */
async function numbers() {
  await tab("numbers");
  await page.locator(".playground table tbody tr").first().waitFor();
  return (await page.locator(".playground tbody tr td:nth-child(2)").allTextContents()).map(Number);
}
const said = (pattern) =>
  page.waitForFunction(
    (p) => new RegExp(p).test(document.querySelector(".playground .error").textContent),
    pattern.source,
    {
      timeout: 15_000,
    },
  );
const typed = async (text) => {
  await page.locator(".playground .cm-content").fill(text);
};

/** What this engine's Math gives, as text: engines of which it is the same compute the same. */
const mathOf = () => {
  const at = Array.from({ length: 200 }, (_, i) => 0.05 + i * 0.0937);
  return JSON.stringify(
    ["exp", "log", "sin", "cos", "tan", "sqrt"].map((name) => at.map((x) => Math[name](x))),
  );
};

test("a formula in a link: the Jacobian is Node's, finite differences agree", async () => {
  const text = "[x^2 * y, exp(x / y), sin(x * y)]";
  await open({ mode: "formula", text, values: { x: 1.3, y: 0.7 } });
  const found = await numbers();
  const f = expression(text, ["x", "y"]);
  const J = jacobian((v) => f(v.at(0), v.at(1)), tensor([1.3, 0.7]));
  // To the bit where the two Maths are the same; else each entry within 4 ulp, which is what the accuracy tables allow these functions.
  const same = (await page.evaluate(mathOf)) === mathOf();
  assert.equal(found.length, 6);
  found.forEach((v, i) =>
    assert.ok(
      same ? Object.is(v, J.data[i]) : Math.abs(v - J.data[i]) <= 4 * 2 ** -52 * Math.abs(J.data[i]),
      `${v} ${J.data[i]}, ${same ? "the same Math" : "another Math"}`,
    ),
  );
  const rows = await page.locator(".playground tbody tr").allTextContents();
  assert.equal(rows.length, 6);
  const off = (await page.locator(".playground tbody tr td:nth-child(3)").allTextContents()).map(Number);
  off.forEach((v, i) => assert.ok(Math.abs(v - found[i]) < 1e-6));
});

test("an edit recomputes; what does not parse is marked while it is typed, and nothing is lost", async () => {
  await open({ mode: "formula", text: "x^2", values: { x: 3 } });
  assert.deepEqual(await numbers(), [6]);
  await typed("x^3");
  await page.waitForFunction(
    () => document.querySelector(".playground tbody td:nth-child(2)")?.textContent === "27",
  );
  await typed("x^3 + sinn(x)");
  await page.waitForFunction(() =>
    /unknown name sinn/.test(document.querySelector(".playground .error").textContent),
  );
  assert.equal(await page.locator(".cm-lintRange-error").count(), 1);
  assert.equal(await page.locator(".playground .cm-content").textContent(), "x^3 + sinn(x)");
  await typed("x^3 + q");
  await page.waitForFunction(() => document.querySelectorAll(".playground tbody tr").length === 2);
});

test("a slider moves the derivative, by the keyboard too", async () => {
  await open({ mode: "formula", text: "x^2", values: { x: 1 } });
  await numbers();
  await page.locator('.playground input[type="range"]').focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(
    () =>
      Math.abs(Number(document.querySelector(".playground tbody td:nth-child(2)").textContent) - 2.02) < 1e-9,
  );
  await page.waitForTimeout(600);
  assert.notEqual(new URL(page.url()).hash, linkOf({ mode: "formula", text: "x^2", values: { x: 1 } }));
});

test("plain JavaScript with operators runs in a worker of its own, and an endless loop is stopped", async () => {
  const loop =
    "const f = (x, y) => {\n  let z = x * y;\n  for (let i = 0; i < 2; i++) z = z * x;\n  return z;\n};";
  await open({ mode: "code", text: loop, values: { x: 2, y: 3 } });
  // x³ y: 3 x² y and x³.
  assert.deepEqual(await numbers(), [36, 8]);
  await typed("const f = (x) => { while (true) {} };");
  await said(/Stopped after 5 s/);
  await typed("const f = (x) => [x * x, Math.max(x, 5)];");
  await page.waitForFunction(
    () => document.querySelector(".playground tbody td:nth-child(2)")?.textContent === "4",
  );
  assert.deepEqual(await numbers(), [4, 0]);
  await typed("const f = (x) => mul(x, x;");
  await said(/expected JavaScript, got Unexpected token/);
  await typed("const g = (x) => x;");
  await said(/Give the function the name f/);
});

test("sweep, program and lines are shown", async () => {
  await open({ mode: "formula", text: "sin(x) * y", values: { x: 1, y: 2 } });
  await tab("sweep");
  await page.locator(".playground .picture svg").waitFor();
  const first = await page.locator(".playground .picture desc").textContent();
  await tab("next seed");
  assert.notEqual(await page.locator(".playground .picture desc").textContent(), first);
  await tab("program");
  await page.waitForFunction(() =>
    /trace of 2 numbers/.test(document.querySelector(".playground pre")?.textContent ?? ""),
  );
  await tab("lines");
  assert.match(await page.locator(".playground pre").last().textContent(), /return torch.sin\(x\) \* y/);
});

test("bad links and huge Jacobians are said in a sentence", async () => {
  await page.goto("about:blank");
  await page.goto(`${site.origin}/playground.html#${btoa('{"v":99}')}`, { waitUntil: "networkidle" });
  await page.waitForFunction(() =>
    /another version/.test(document.querySelector(".playground .error").textContent),
  );
  await page.goto("about:blank");
  await page.goto(`${site.origin}/playground.html#zzz`, { waitUntil: "networkidle" });
  await page.waitForFunction(() => /damaged/.test(document.querySelector(".playground .error").textContent));
  await open({ mode: "formula", text: "x .* x", values: { x: Array.from({ length: 300 }, (_, i) => i) } });
  await page.waitForFunction(() =>
    /300 × 300 = 90000 entries/.test(document.querySelector(".playground .error").textContent),
  );
});

test("no complaint on the console, nothing was fetched", () => assert.deepEqual(complaints, []));
