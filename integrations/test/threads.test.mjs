// Threads of Node in piscina's pool, and ports as web workers have them: the bits of one process, errors of parts, an end on time.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { Piscina } from "piscina";
import { Tinypool } from "tinypool";
import * as dt from "dualtensor";
import * as distributed from "dualtensor/distributed";

const hash = (x) =>
  createHash("sha256")
    .update(new Uint8Array(x.buffer, x.byteOffset, x.byteLength))
    .digest("hex");
const f = (x) => dt.add(dt.mul(dt.sin(x), dt.exp(dt.roll(x, 1))), dt.square(dt.roll(x, -2)));
const x = dt.tensor(Array.from({ length: 200 }, (_, i) => 0.3 + 0.1 * Math.sin(i)));

for (const pool of [Piscina, Tinypool])
  test(`threads of ${pool.name} give the bits of one process`, { timeout: 60_000 }, async () => {
    const executor = distributed.threads({ size: 2, pool }),
      want = await distributed.jacobian(f, x);
    try {
      for (const block of [1, 16, undefined]) {
        const J = await distributed.jacobian(f, x, { executor, ...(block && { block }) });
        assert.equal(hash(J.data), hash(want.data));
      }
      const rows = await distributed.vmap((v) => dt.grad((u) => dt.sum(f(u)), v), x.reshape([50, 4]), {
        executor,
        block: 3,
      });
      const here = await distributed.vmap((v) => dt.grad((u) => dt.sum(f(u)), v), x.reshape([50, 4]));
      assert.equal(hash(rows.data), hash(here.data));
      await assert.rejects(
        async () =>
          distributed.map((v) => dt.cholesky(v), [dt.eye(2), dt.neg(dt.eye(2))], { executor, block: 1 }),
        /item 1.*positive-definite/s,
      );
    } finally {
      await executor.close();
    }
  });

for (const pool of [Piscina, Tinypool])
  test(`an abort ends threads of ${pool.name} in the middle of a shard`, { timeout: 60_000 }, async () => {
    const executor = distributed.threads({ size: 1, pool }),
      stop = new AbortController(),
      long = distributed.vmap((v) => dt.sum(f(v)), dt.ones([400_000, 20]), {
        executor,
        block: 400_000,
        signal: stop.signal,
      });
    setTimeout(() => stop.abort(), 300);
    await assert.rejects(async () => long, { code: "DT_ABORTED" });
    await executor.close();
  });

test("without the package the error says what to install", async () => {
  // The library does not stand beside the packages of these tests.
  await assert.rejects(
    async () => distributed.vmap(f, x.reshape([50, 4]), { executor: distributed.threads() }),
    {
      code: "DT_SHARD",
      message: /npm install piscina/,
    },
  );
});

test("a file that is none fails the part", { timeout: 60_000 }, async () => {
  const executor = distributed.threads({ size: 1, pool: Piscina, filename: "/nowhere/at-all.js" });
  await assert.rejects(async () => distributed.vmap(f, x.reshape([50, 4]), { executor }), {
    code: "DT_SHARD",
  });
  await executor.close().catch(() => undefined);
});

test("web workers: ports of threads that listen", { timeout: 60_000 }, async () => {
  const file = `
    import { workerData } from "node:worker_threads";
    import { listen } from ${JSON.stringify(import.meta.resolve("dualtensor/distributed"))};
    listen(workerData);`;
  const made = Array.from({ length: 2 }, () => {
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(file)}`), {
      workerData: port2,
      transferList: [port2],
    });
    return { worker, port: port1 };
  });
  const executor = distributed.workers(made.map(({ port }) => port)),
    J = await distributed.jacobian(f, x, { executor, block: 8 });
  assert.equal(hash(J.data), hash((await distributed.jacobian(f, x)).data));
  for (const { worker, port } of made) {
    port.close();
    await worker.terminate();
  }
});
