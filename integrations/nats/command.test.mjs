// The command with threads and with workers elsewhere: the same text, whoever computed.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { here, main, Room } from "./server.mjs";

const limit = { timeout: 60_000 },
  room = new Room(),
  folder = mkdtempSync(join(tmpdir(), "dualtensor-command-"));
before(async () => {
  await room.server();
  await room.worker();
});
after(async () => {
  await room.stop();
  rmSync(folder, { recursive: true });
});
/** Not to wait for a child is to let workers that it needs go on. */
const run = (args, cwd = here) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (d) => (stdout += d));
    child.stderr.on("data", (d) => (stderr += d));
    child.on("exit", (code) => resolve({ code, stdout, stderr }));
  });
async function alike(...args) {
  const ways = [
    ["--workers", "1"],
    ["--workers", "2"],
    ["--nats", room.url],
  ];
  const results = [];
  for (const way of ways) results.push(await run([...args, ...way]));
  for (const r of results) assert.deepEqual(r, { ...results[0], stderr: "" });
  assert.equal(results[0].code, 0);
  return results[0].stdout;
}

test("jacobian", limit, async () => {
  const args = ["jacobian", "a .* b", "--wrt", "a,b", "--at", "a=[1,2,3]", "--at", "b=[4,5,6]"];
  assert.equal(await alike(...args), (await run(args)).stdout);
  await alike("jacobian", "exp(a) .* sin(a)", "--at", "a=[1,2,3]", "--json");
});
test("--per-row", limit, async () => {
  const table = join(folder, "rows.csv");
  writeFileSync(table, `x,y\n${Array.from({ length: 500 }, (_, i) => `${i / 7},${i % 5}`).join("\n")}\n`);
  const args = [
    "gradient",
    "x^2*y + k*x",
    "--per-row",
    "--at",
    `@${table}`,
    "--at",
    "k=3",
    "--format",
    "csv",
  ];
  assert.equal(await alike(...args), (await run(args)).stdout);
});
test("fit --starts: the start that is best here is best elsewhere", limit, async () => {
  const table = join(folder, "fit.csv"),
    model = (x) => 3 * Math.exp(-0.7 * x) + Math.sin(2 * x);
  writeFileSync(
    table,
    `x,y\n${Array.from({ length: 60 }, (_, i) => `${i / 10},${model(i / 10)}`).join("\n")}\n`,
  );
  const args = [
    "fit",
    "a*exp(-b*x) + sin(c*x)",
    "--data",
    table,
    "--start",
    "a=1,b=1,c=7",
    "--starts",
    "12",
    "--json",
  ];
  const here = await run(args);
  assert.equal(here.code, 0);
  const got = JSON.parse(await alike(...args)),
    want = JSON.parse(here.stdout);
  assert.deepEqual(got, { ...got, ...want });
  const weighted = [...args, "--weights", "2", "--lower", "a=0", "--fix", "b=0.7", "--loss", "huber:0.1"];
  await alike(...weighted);
});
test("bad input", limit, async () => {
  const says = async (args, what, cwd) => {
    const { code, stderr } = await run(args, cwd);
    assert.equal(code, 2);
    assert.match(stderr, what);
  };
  const args = ["jacobian", "a .* a", "--at", "a=[1,2,3]"];
  await says([...args, "--workers", "0"], /--workers a number of threads from 1, got "0"/);
  await says([...args, "--workers", "2", "--nats", room.url], /--workers or --nats, got both/);
  await says([...args, "--nats", "http://x"], /--nats nats:\/\/HOST:4222/);
  await says([...args, "--nats", "nats://127.0.0.1:1"], /none at 127\.0\.0\.1:1.*Start one: nats-server/);
  await says([...args, "--nats", room.url, "--prefix", "nobody"], /none in 2 s.*npx dualtensor worker/);
  await says([...args, "--nats", room.url, "--prefix", "a.>"], /prefix/);
  await says(
    [...args, "--workers", "2"],
    /the package piscina, got none\. Install it: npm install piscina/,
    folder,
  );
  await says([...args, "--nats", room.url], /npm install @nats-io\/transport-node/, folder);
  await says(["hessian", "a^2", "--at", "a=2", "--workers", "2"], /jacobian, --per-row or fit --starts/);
  await says(["worker"], /--nats nats:\/\/HOST:4222, got none/);
  await says(["worker", "--nats", room.url, "--max-bytes", "many"], /--max-bytes a positive number/);
});
