// What a shard costs beside its work, and from which size on two threads or workers pay: `node bench/scale.mjs`, on two cores.
// Overheads are of shards that do next to nothing, sent one at a time and many at a time; the speed-up is that of shards of 10 ms.
import { readFileSync } from "node:fs";
import { Piscina } from "piscina";
import * as dt from "dualtensor";
import * as distributed from "dualtensor/distributed";
import { hash, Room } from "../nats/server.mjs";

const room = new Room();
const ms = async (f) => {
  const t = performance.now();
  await f();
  return performance.now() - t;
};
/** The least of some runs: others use the machine, too. */
const least = async (n, f) => {
  let best = Infinity;
  for (let i = 0; i < n; i++) best = Math.min(best, await ms(f));
  return best;
};
/** Seconds of CPU of this process with its threads, and of children. */
const used = (children) => {
  const { user, system } = process.cpuUsage();
  return (
    (user + system) / 1e6 +
    children.reduce((sum, { pid }) => {
      const [, rest] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
      const fields = rest.split(" ");
      return sum + (Number(fields[11]) + Number(fields[12])) / 100;
    }, 0)
  );
};
/** Counts what is handed over. */
const counting = (executor, seen) => ({
  inFlight: executor.inFlight,
  async run(shard, signal) {
    const answer = await executor.run(shard, signal);
    seen.shards++;
    seen.bytes += shard.length + answer.length;
    return answer;
  },
});
/** Traced once: that is the same work for every executor. */
const traced = (f, x) => {
  const g = dt.jit(f);
  g(x);
  return dt.program(g);
};
const tiny = traced((v) => dt.square(v), dt.tensor(1)),
  rows = dt.tensor(
    Array.from({ length: 6000 }, (_, i) => Array.from({ length: 100 }, (_, j) => Math.sin(i + 31 * j))),
  ),
  heavy = traced(
    (v) => {
      let y = v;
      for (let k = 0; k < 150; k++) y = dt.add(dt.sin(y), dt.mul(dt.roll(y, 1), 0.5));
      return dt.sum(y);
    },
    dt.ones([100]),
  );

async function measured(name, executor, children = []) {
  const N = 2000,
    x = dt.arange(N),
    seen = { shards: 0, bytes: 0 },
    some = (inFlight) => () =>
      distributed.vmap(tiny, x, { executor: { ...counting(executor, seen), inFlight }, block: 1 });
  await some(4)();
  const alone = (await least(3, some(1))) / N,
    before = used(children),
    client = process.threadCpuUsage?.() ?? null,
    many = (await least(3, some(executor.inFlight))) / N,
    cpu = (used(children) - before) / (3 * N),
    own = client === null ? null : process.threadCpuUsage(client);
  console.log(
    `${name}: ${(1000 * alone).toFixed(0)} µs a shard one at a time, ${(1000 * many).toFixed(0)} µs many at a time; ` +
      `${(1e6 * cpu).toFixed(0)} µs of CPU, all processes${own === null ? "" : `, ${((own.user + own.system) / (3 * N)).toFixed(0)} of them this thread's`}; ` +
      `${Math.round(seen.bytes / seen.shards)} bytes with the program`,
  );
  const here = distributed.inProcess(),
    item = (await least(2, () => distributed.vmap(heavy, rows, { executor: here, block: 6000 }))) / 6000,
    want = hash((await distributed.vmap(heavy, rows)).data);
  let even = null;
  for (const size of [0.1, 0.5, 1, 2, 5, 10, 20]) {
    const block = Math.max(1, Math.round(size / item)),
      [one, both] = [Infinity, Infinity].map(() => []);
    // In turn: whoever else uses the machine disturbs both.
    for (let k = 0; k < 3; k++) {
      one.push(await ms(() => distributed.vmap(heavy, rows, { executor: here, block })));
      both.push(
        await ms(async () => {
          const y = await distributed.vmap(heavy, rows, { executor, block });
          if (hash(y.data) !== want) throw new Error("another SHA-256");
        }),
      );
    }
    const [a, b] = [Math.min(...one), Math.min(...both)];
    if (a > b) even ??= size;
    else even = null;
    console.log(`  shards of ${(block * item).toFixed(2)} ms: ${a.toFixed(0)} ms in process, ${b.toFixed(0)} ms, x ${(a / b).toFixed(2)}`); // prettier-ignore
  }
  console.log(`  pays from shards of ${even === null ? "more than 20" : even} ms on`);
  return { alone, many };
}

try {
  const here = distributed.inProcess();
  await distributed.vmap(tiny, dt.arange(1000), { executor: here, block: 1 });
  const own =
    (await least(3, () => distributed.vmap(tiny, dt.arange(1000), { executor: here, block: 1 }))) / 1000;
  console.log(`in process: ${(1000 * own).toFixed(0)} µs a shard`);
  const threads = distributed.threads({ size: 2, pool: Piscina });
  await measured("threads", threads);
  await threads.close();
  await room.server();
  await Promise.all([room.worker(), room.worker()]);
  const nc = await room.connection(),
    nats = distributed.nats(nc),
    before = nc.stats();
  const { many } = await measured("NATS", nats, [...room.children]),
    after = nc.stats();
  const bytes = (after.inBytes + after.outBytes - before.inBytes - before.outBytes) / nats.sent;
  console.log(
    `NATS: ${Math.round(bytes)} bytes a sending on the wire, payloads of both ways; a client sends at most ${(1 / many).toFixed(0)} shards a ms`,
  );
  nats.close();
} finally {
  await room.stop();
}
