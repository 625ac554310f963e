// Shards over a real server of NATS, to real workers: killed, slow, stopped, of another version, with other Math, that lie. Nothing
// is lost, nothing counted twice, and the SHA-256 of the result is that of one process.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import * as dt from "dualtensor";
import * as distributed from "dualtensor/distributed";
import { ended, hash, main, Room } from "./server.mjs";

const limit = { timeout: 60_000 },
  /** Where seconds are computed on purpose. */
  patient = { timeout: 240_000 };
const f = (x) => dt.add(dt.mul(dt.sin(x), dt.exp(dt.roll(x, 1))), dt.square(dt.roll(x, -2)));
const x = dt.tensor(Array.from({ length: 300 }, (_, i) => 0.3 + 0.1 * Math.sin(i)));
/** Some milliseconds an item. */
const slow = (v) => {
  let y = v;
  for (let k = 0; k < 150; k++) y = dt.add(dt.sin(y), dt.mul(dt.roll(y, 1), 0.5));
  return dt.sum(y);
};
const rows = (n) =>
  dt.tensor(Array.from({ length: n }, (_, i) => Array.from({ length: 100 }, (_, j) => Math.sin(i + 31 * j))));

describe("two workers", () => {
  const room = new Room();
  let nc;
  before(async () => {
    await room.server();
    await Promise.all([room.worker(), room.worker()]);
    nc = await room.connection();
  });
  after(() => room.stop());

  test("give the bits of one process, whatever the size of a shard", limit, async () => {
    const want = hash((await distributed.jacobian(f, x)).data);
    for (const block of [1, 37, 300]) {
      const executor = distributed.nats(nc),
        seen = [];
      const J = await distributed.jacobian(f, x, {
        executor,
        block,
        onProgress: ({ done }) => seen.push(done),
      });
      assert.equal(hash(J.data), want);
      assert.equal(seen.at(-1), 300);
      executor.close();
    }
  });

  test("take programs, inputs and results that are larger than a message", limit, async () => {
    const executor = distributed.nats(nc),
      wide = dt.tensor(Array.from({ length: 200_000 }, (_, i) => Math.sin(i))),
      // 200,000 numbers an item in, as many out: 1.6 MB each.
      y = await distributed.vmap((v) => dt.mul(v, v), wide.reshape([2, 100_000]), { executor, block: 2 });
    assert.equal(hash(y.data), hash(wide.data.map((v) => v * v)));
    // A constant within the program: 2 MB of text.
    const c = dt.tensor(Array.from({ length: 60_000 }, (_, i) => Math.cos(i))),
      z = await distributed.map((v) => dt.mul(v, c), [1, 2, 3], { executor, block: 1 });
    z.forEach((t, i) => assert.equal(hash(t.data), hash(c.data.map((v) => v * (i + 1)))));
    executor.close();
  });

  test("10,000 shards: nothing lost, nothing twice", { timeout: 120_000 }, async () => {
    const executor = distributed.nats(nc, { inFlight: 16 });
    let last = 0;
    const y = await distributed.vmap((v) => dt.square(v), dt.arange(10_000), {
      executor,
      block: 1,
      onProgress: ({ done }) => assert.equal(done, ++last),
    });
    assert.equal(hash(y.data), hash(Float64Array.from({ length: 10_000 }, (_, i) => i * i)));
    executor.close();
  });

  test("an error of an item is the error of its part, at once", limit, async () => {
    const executor = distributed.nats(nc);
    await assert.rejects(
      async () =>
        distributed.map((v) => dt.cholesky(v), [dt.eye(2), dt.neg(dt.eye(2))], { executor, block: 1 }),
      /item 1,.*1 attempt: cholesky.*positive-definite/s,
    );
    assert.equal(executor.again, 0);
    executor.close();
  });

  test("an abort is told to the workers, which are free again", limit, async () => {
    const executor = distributed.nats(nc),
      stop = new AbortController(),
      long = distributed.vmap(slow, rows(3000), { executor, block: 1000, signal: stop.signal });
    setTimeout(() => stop.abort(), 300);
    await assert.rejects(async () => long, { code: "DT_ABORTED" });
    const begun = Date.now();
    await distributed.map((v) => dt.square(v), [1, 2, 3, 4], { executor, block: 1 });
    assert.ok(Date.now() - begun < 3000);
    executor.close();
  });

  test("branches go out again with the program of their way", limit, async () => {
    const executor = distributed.nats(nc),
      ways = (v) => (dt.gt(v, 5).item() ? v.mul(2) : v.mul(v)),
      y = await distributed.map(ways, [1, 9, 2, 8, 3, 7], { executor, block: 2 });
    assert.deepEqual(
      y.map((t) => t.item()),
      [1, 18, 4, 16, 9, 14],
    );
    executor.close();
  });

  test("messages that are none are answered, and harm nobody", limit, async () => {
    const subjects = [];
    const spy = nc.subscribe("dualtensor.shard.>", {
      callback: (_, m) => subjects.push([m.subject, m.data]),
    });
    const executor = distributed.nats(nc);
    await distributed.map((v) => dt.square(v), [1, 2], { executor });
    const [subject, good] = subjects[0];
    spy.unsubscribe();
    let state = 7;
    const random = (n) => (state = (state * 1103515245 + 12345) % 2147483648) % n;
    for (let k = 0; k < 60; k++) {
      const bytes =
        k % 3 === 0
          ? Uint8Array.from({ length: 1 + random(300) }, () => random(256))
          : good.slice(0, k % 3 === 1 ? good.length : random(good.length));
      if (k % 3 === 1) bytes[random(bytes.length)] ^= 1 << random(8);
      const { data } = await nc.request(subject, bytes, { timeout: 5000 });
      const said = Buffer.from(data).toString("latin1");
      // A bit of a program that the worker holds already is not read: the answer is the right one.
      if (k % 3 !== 1 || !/"kind":"result"/.test(said))
        assert.match(said, /"kind":"trouble".*"why":"damaged"/);
      else assert.deepEqual(Array.from(new Float64Array(Uint8Array.from(data.slice(-16)).buffer)), [1, 4]);
    }
    const y = await distributed.map((v) => dt.square(v), [3], { executor });
    assert.equal(y[0].item(), 9);
    executor.close();
  });
});

describe("what happens meanwhile", () => {
  /** A job of some seconds, during which something happens after the first parts. */
  async function during(happens, { workers = 2, options = {}, args = [] } = {}) {
    const room = new Room();
    try {
      const server = await room.server(),
        started = await Promise.all(Array.from({ length: workers }, () => room.worker(args))),
        nc = await room.connection(),
        executor = distributed.nats(nc, { deadline: 1500, ...options }),
        batch = rows(240),
        want = hash((await distributed.vmap(slow, batch)).data);
      let done = 0,
        happened = null;
      const y = await distributed.vmap(slow, batch, {
        executor,
        block: 4,
        onProgress: (p) => {
          assert.equal(p.done, (done += 4));
          if (p.done === 40) happened = happens({ room, server, workers: started, nc });
        },
      });
      await happened;
      assert.equal(done, 240);
      assert.equal(hash(y.data), want);
      return { executor, workers: started };
    } finally {
      await room.stop();
    }
  }
  test("one of two workers is killed", limit, async () => {
    const { executor } = await during(({ workers }) => workers[0].kill("SIGKILL"));
    assert.ok(executor.again > 0);
  });
  test("all workers are killed, and another one starts", limit, async () => {
    await during(async ({ room, workers }) => {
      for (const w of workers) w.kill("SIGKILL");
      await room.worker();
    });
  });
  test("the server is killed and comes back", limit, async () => {
    await during(async ({ room, server }) => {
      server.kill("SIGKILL");
      await ended(server);
      await sleep(500);
      await room.server([], room.port);
    });
  });
  test("a worker stands still, and goes on when its shards were computed elsewhere", limit, async () => {
    const { executor } = await during(async ({ workers }) => {
      workers[0].kill("SIGSTOP");
      await sleep(4000);
      workers[0].kill("SIGCONT");
    });
    assert.ok(executor.again > 0);
  });
  test("a worker is told to end: it ends what it runs, and sends on what waits", limit, async () => {
    const { workers } = await during(async ({ workers }) => {
      workers[0].kill("SIGTERM");
      await ended(workers[0]);
    });
    assert.equal(workers[0].exitCode, 0);
  });
  // Seconds without a pause: exponentials of matrices, which nothing can look between.
  const long = (steps) => (v) => {
    let y = v;
    for (let k = 0; k < steps; k++) y = dt.mul(dt.matrixExp(y), 0.1);
    return dt.sum(y);
  };
  const matrix = dt.mul(dt.ones([1, 80, 80]), 1e-3);
  test("an item that takes longer than the deadline is not sent again", patient, async () => {
    const room = new Room();
    try {
      await room.server();
      await room.worker();
      const executor = distributed.nats(await room.connection(), { deadline: 2500, retries: 0 }),
        want = await distributed.vmap(long(35), matrix),
        begun = Date.now(),
        y = await distributed.vmap(long(35), matrix, { executor });
      assert.equal(hash(y.data), hash(want.data));
      assert.equal(executor.sent, 1);
      assert.ok(Date.now() - begun > 2500, "too short to show anything");
      executor.close();
    } finally {
      await room.stop();
    }
  });
  test(
    "a single item is ended in the middle by its time and by an abort, and not by SIGTERM",
    patient,
    async () => {
      const room = new Room();
      try {
        await room.server();
        const first = await room.worker(["--max-time", "300"]),
          executor = distributed.nats(await room.connection());
        await assert.rejects(
          async () => distributed.vmap(long(120), matrix, { executor }),
          /1 attempt: shard: expected an end within 300 ms/,
        );
        first.kill("SIGTERM");
        await ended(first);
        const second = await room.worker(),
          stop = new AbortController(),
          // More than ten seconds of work.
          large = dt.mul(dt.ones([1, 120, 120]), 1e-3),
          job = distributed.vmap(long(45), large, { executor, signal: stop.signal });
        setTimeout(() => stop.abort(), 500);
        await assert.rejects(async () => job, { code: "DT_ABORTED" });
        const begun = Date.now(),
          [y] = await distributed.map((v) => dt.square(v), [3], { executor });
        assert.equal(y.item(), 9);
        assert.ok(Date.now() - begun < 8000, "the next one waited for it");
        const last = distributed.vmap(long(30), matrix, { executor }).then((z) => z);
        await sleep(500);
        second.kill("SIGTERM");
        await last;
        await ended(second);
        assert.equal(second.exitCode, 0);
        executor.close();
      } finally {
        await room.stop();
      }
    },
  );
  test("a worker lies: damaged, cut short, another shard's answer, nothing", limit, async () => {
    const { executor } = await during(
      async ({ room, nc }) => {
        const liar = await room.connection();
        let k = 0,
          kept = null;
        // What workers answer is seen on its way.
        nc.subscribe("dualtensor.to.>", { callback: (_, m) => (kept ??= new Uint8Array(m.data)) });
        const subject = `dualtensor.shard.*.*.*`;
        liar.subscribe(subject, {
          queue: "workers",
          callback(_, m) {
            const lie = [
              () => m.respond(Uint8Array.from({ length: 50 }, (_, i) => i)),
              () => m.respond(kept?.slice(0, 60) ?? new Uint8Array(1)),
              () => {
                const other = kept?.slice() ?? new Uint8Array(40);
                other[other.length - 9] ^= 4;
                m.respond(other);
              },
              () => m.respond(kept ?? new Uint8Array(0)),
              () => undefined,
            ];
            lie[k++ % lie.length]();
          },
        });
        await liar.flush();
        await sleep(2500);
        await liar.close();
      },
      { options: { deadline: 700, retries: 30 } },
    );
    assert.ok(executor.again > 0);
  });
});

describe("others", () => {
  const room = new Room(),
    folder = mkdtempSync(join(tmpdir(), "dualtensor-other-"));
  before(() => room.server());
  after(async () => {
    await room.stop();
    rmSync(folder, { recursive: true });
  });
  /** The command of a package whose version is another. */
  function older() {
    cpSync(dirname(main), folder, { recursive: true });
    let changed = 0;
    for (const name of readdirSync(folder)) {
      const text = readFileSync(join(folder, name), "utf8"),
        other = text.replace(/(LIBRARY\s*=\s*)"0\.1\.0"/g, '$1"0.0.9"');
      if (other !== text) changed++;
      writeFileSync(join(folder, name), other);
    }
    assert.equal(changed, 1);
    return join(folder, "main.js");
  }
  test("no worker: said after 2 s, with the command that starts one", limit, async () => {
    const executor = distributed.nats(await room.connection()),
      begun = Date.now();
    await assert.rejects(async () => distributed.jacobian(f, x, { executor }), {
      code: "DT_SHARD",
      message:
        /columns 0 to .*expected a worker of version 0\.1\.0.*none in 2 s\. Start one: npx dualtensor worker --nats/s,
    });
    assert.ok(Date.now() - begun < 6000);
  });
  test("workers of another version and with other Math take no shards, and are named", limit, async () => {
    const patch = join(folder, "patch.mjs");
    writeFileSync(patch, "const { pow } = Math; Math.pow = (x, y) => pow(x, y) * (1 + 2 ** -52);");
    const old = await room.worker([], { file: older() }),
      odd = await room.worker([], { node: ["--import", `file://${patch}`] });
    assert.match(old.said, /version 0\.0\.9/);
    const executor = distributed.nats(await room.connection());
    await assert.rejects(
      async () => distributed.jacobian(f, x, { executor }),
      (error) => {
        assert.match(error.message, /but others: /);
        assert.match(error.message, /1 of version 0\.0\.9/);
        assert.match(error.message, /1 of version 0\.1\.0, other Math \([0-9a-f]{12}\)/);
        return true;
      },
    );
    // Beside one that computes alike they do no harm.
    await room.worker();
    const J = await distributed.jacobian(f, x, { executor, block: 10 });
    assert.equal(hash(J.data), hash((await distributed.jacobian(f, x)).data));
    old.kill();
    odd.kill();
  });
  test("a shard that is too much for the worker: which limit, after one attempt", limit, async () => {
    const own = new Room();
    try {
      await own.server();
      const few = await own.worker(["--max-operations", "1000"]),
        executor = distributed.nats(await own.connection());
      await assert.rejects(
        async () => distributed.vmap(slow, rows(10), { executor }),
        /items 0 to 9.*1 attempt.*at most 1000 operations/s,
      );
      few.kill("SIGTERM");
      await ended(few);
      await own.worker(["--max-bytes", "100000"]);
      await assert.rejects(
        async () => distributed.vmap((v) => dt.square(v), dt.ones([2, 20_000]), { executor }),
        /items 0 to 1.*1 attempt.*at most 100000 bytes/s,
      );
      assert.equal(executor.again, 0);
    } finally {
      await own.stop();
    }
  });
  test("a wrong password, no server, a closed connection", limit, async () => {
    const own = new Room();
    try {
      await own.server(["--user", "somebody", "--pass", "secret"]);
      own.worker(["--prefix", "x"]).catch(() => undefined);
      await assert.rejects(own.worker(), /a refusal \(.*uthorization.*--nats nats:\/\/USER:PASSWORD@HOST/s);
      const nc = await own.connection({ user: "somebody", pass: "secret" }),
        executor = distributed.nats(nc);
      await nc.close();
      await assert.rejects(
        async () => distributed.jacobian(f, x, { executor }),
        /a connection to a server, got one that is closed/,
      );
      const { port } = own;
      await own.stop();
      own.port = port;
      await assert.rejects(own.worker(), /none at 127\.0\.0\.1:\d+ .*Start one: nats-server/s);
    } finally {
      await own.stop();
    }
  });
  test("parts that came before a failure are kept", limit, async () => {
    const own = new Room();
    try {
      await own.server();
      const only = await own.worker(),
        executor = distributed.nats(await own.connection(), { deadline: 500, retries: 1 }),
        kept = [];
      await assert.rejects(async () => {
        for await (const part of distributed.vmap(slow, rows(120), { executor, block: 4 })) {
          kept.push(part);
          if (kept.length === 3) only.kill("SIGKILL");
        }
      }, /expected a result for items \d+ to \d+/);
      assert.ok(kept.length >= 3);
      const want = await distributed.vmap(slow, rows(120));
      for (const { start, stop, values } of kept) assert.deepEqual(values.data, want.data.slice(start, stop));
    } finally {
      await own.stop();
    }
  });
  test("what is no connection", () => {
    assert.throws(
      () => distributed.nats({}),
      /distributed\.nats: expected connection to be what connect\(\)/,
    );
    assert.throws(() => distributed.serve(5), /distributed\.serve: expected connection/);
  });
});
