// Minutes of shards through a real server, with workers killed on the way: `node nats/soak.mjs [minutes]`, default 10. Every result
// has the SHA-256 of one process; the memory of client and workers is printed, and must not grow.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import * as dt from "dualtensor";
import * as distributed from "dualtensor/distributed";
import { hash, Room } from "./server.mjs";

const minutes = Number(process.argv[2] ?? 10),
  room = new Room();
/** MiB of a process; NaN once it is gone. */
const resident = (pid) => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
  } catch {
    return NaN;
  }
};
const f = (v) => dt.grad((u) => dt.sum(dt.mul(dt.sin(u), dt.exp(dt.roll(u, 1)))), v);
const rows = dt.tensor(
  Array.from({ length: 400 }, (_, i) => Array.from({ length: 50 }, (_, j) => Math.sin(i + 31 * j))),
);

try {
  await room.server();
  const workers = [await room.worker(), await room.worker()],
    executor = distributed.nats(await room.connection(), { deadline: 1500 }),
    want = hash((await distributed.vmap(f, rows)).data),
    begun = Date.now(),
    /** [seconds, client, the worker that lives]. */
    seen = [];
  let jobs = 0,
    killed = 0,
    shown = 0;
  while (Date.now() - begun < minutes * 60_000) {
    // What f closes over is another program each time: shelves fill and empty.
    const c = jobs % 50,
      y = await distributed.vmap((v) => dt.add(f(v), dt.mul(c, 0)), rows, { executor, block: 5 });
    if (hash(y.data) !== want) throw new Error(`job ${jobs} has another SHA-256`);
    jobs++;
    const seconds = Math.floor((Date.now() - begun) / 1000);
    if (seconds >= shown) {
      globalThis.gc?.();
      seen.push([seconds, resident(process.pid), resident(workers[0].pid)]);
      console.log(
        `${seconds} s, ${jobs} jobs of 80 shards, ${killed} workers killed: client ${seen.at(-1)[1].toFixed(0)} MiB, worker ${seen.at(-1)[2].toFixed(0)} MiB`,
      );
      shown += minutes * 3;
    }
    // The second worker is killed every 15 seconds; the first one lives, and is measured.
    if (seconds >= 15 * (killed + 1)) {
      workers[1].kill("SIGKILL");
      killed++;
      workers[1] = await room.worker();
    }
    await sleep(0);
  }
  // From a quarter on, when programs and buffers have found their sizes.
  const late = seen.slice(Math.ceil(seen.length / 4)),
    growth = [1, 2].map((k) => late.at(-1)[k] / late[0][k]);
  console.log(
    `${jobs} jobs, ${executor.sent} sent, ${executor.again} sent again; client x ${growth[0].toFixed(2)}, worker x ${growth[1].toFixed(2)}`,
  );
  if (growth.some((g) => !(g < 1.3))) throw new Error("memory grows");
  executor.close();
} finally {
  await room.stop();
}
