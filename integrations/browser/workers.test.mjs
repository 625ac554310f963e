// Web workers in Chromium, as docs/scale.md makes them: the bits of this process, an error of a part, a worker that ends.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { dirname } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import * as dt from "dualtensor";
import * as distributed from "dualtensor/distributed";

const here = dirname(fileURLToPath(import.meta.url));
// As text, and not a function that is printed: the page gets no code that was built for another place.
const formula = `(x) => dt.add(dt.mul(dt.sin(x), dt.exp(dt.roll(x, 1))), dt.square(dt.roll(x, -2)))`;
const page = `
import * as dt from "dualtensor";
import * as distributed from "dualtensor/distributed";
const f = ${formula};
const one = () => new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
globalThis.jacobian = async (numbers, block) => {
  const J = await distributed.jacobian(f, dt.tensor(numbers), { executor: distributed.workers([one(), one()]), block });
  return Array.from(J.data);
};
globalThis.failing = async () => {
  try {
    await distributed.map((v) => dt.cholesky(v), [dt.eye(2), dt.neg(dt.eye(2))], { executor: distributed.workers([one()]), block: 1 });
  } catch (e) {
    return e.message;
  }
};
globalThis.ended = async () => {
  const broken = new Worker(URL.createObjectURL(new Blob(["throw new Error('no')"])));
  try {
    await distributed.map((v) => dt.square(v), [1, 2], { executor: distributed.workers([broken]) });
  } catch (e) {
    return e.message;
  }
};
globalThis.ready = true;
`;
const worker = `import { listen } from "dualtensor/distributed";
listen(self);`;

test("two web workers in Chromium", { timeout: 90_000 }, async () => {
  const files = new Map([
    ["/", `<!doctype html><title>workers</title><script type="module" src="/page.js"></script>`],
  ]);
  for (const [name, contents] of Object.entries({ page, worker })) {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: here },
      bundle: true,
      format: "esm",
      platform: "browser",
      target: "es2022",
      write: false,
      logLevel: "silent",
    });
    files.set(`/${name}.js`, outputFiles[0].text);
  }
  const server = createServer(({ url }, response) => {
    const text = files.get(url);
    response.writeHead(text !== undefined ? 200 : url === "/favicon.ico" ? 204 : 404, {
      "content-type": url === "/" ? "text/html" : "text/javascript",
      // No eval anywhere; the third test's worker comes of a blob.
      "content-security-policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' blob:",
    });
    response.end(text);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const tab = await browser.newPage(),
      complaints = [];
    tab.on("console", (message) => complaints.push(message.text()));
    await tab.goto(`http://127.0.0.1:${server.address().port}/`);
    await tab.waitForFunction(() => globalThis.ready);
    const x = Array.from({ length: 60 }, (_, i) => 0.3 + 0.1 * Math.sin(i)),
      f = (x) => dt.add(dt.mul(dt.sin(x), dt.exp(dt.roll(x, 1))), dt.square(dt.roll(x, -2))),
      want = await distributed.jacobian(f, dt.tensor(x)),
      hash = (data) =>
        createHash("sha256")
          .update(Buffer.from(Float64Array.from(data).buffer))
          .digest("hex");
    for (const block of [1, 7, undefined])
      assert.equal(
        hash(await tab.evaluate(([x, block]) => globalThis.jacobian(x, block), [x, block])),
        hash(want.data),
      );
    assert.deepEqual(complaints, []);
    assert.match(await tab.evaluate(() => globalThis.failing()), /item 1.*positive-definite/s);
    assert.match(await tab.evaluate(() => globalThis.ended()), /its worker ended with an error/);
  } finally {
    await browser.close();
    server.close();
  }
});
