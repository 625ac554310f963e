// --workers and --nats: who computes the parts of a result, with a bar on a terminal while they do.
import { fileURLToPath } from "node:url";
import { badUsage } from "../errors.js";
import type { JobOptions } from "../distributed/job.js";
import { nats } from "../distributed/nats.js";
import { threads, type PoolClass } from "../distributed/threads.js";
import { connectTo } from "./connection.js";
import { progress } from "./output.js";
import { peer } from "./peer.js";

export interface Workers {
  readonly workers?: string;
  readonly nats?: string;
  readonly creds?: string;
  readonly prefix?: string;
}
export const isParallel = ({ workers, nats: url }: Workers): boolean =>
  workers !== undefined || url !== undefined;

/** Computes with the executor that was asked for, and ends it. `what`: columns, rows, starts. */
export async function parallel<R>(
  command: string,
  asked: Workers,
  what: string,
  use: (options: JobOptions) => PromiseLike<R>,
): Promise<R> {
  if (asked.workers !== undefined && asked.nats !== undefined)
    throw badUsage(command, "--workers or --nats", "both");
  const onProgress = ({ done, total }: { done: number; total: number }): void => {
    const part = done / total,
      full = Math.floor(30 * part);
    progress(`[${"#".repeat(full)}${"-".repeat(30 - full)}] ${Math.floor(100 * part)} % of ${total} ${what}`);
  };
  if (asked.nats !== undefined) {
    const connection = await connectTo(command, asked.nats, asked.creds);
    try {
      const executor = nats(connection, asked.prefix === undefined ? {} : { prefix: asked.prefix });
      return await use({ executor, onProgress });
    } finally {
      progress("");
      await connection.close();
    }
  }
  const size = Number(asked.workers);
  if (!(Number.isInteger(size) && size >= 1 && size <= 4096))
    throw badUsage(command, "--workers a number of threads from 1", JSON.stringify(asked.workers));
  const found = await peer(command, "piscina"),
    executor = threads({
      size,
      // As a CommonJS file it has its name on the default one alone.
      pool: (found.Piscina ?? (found.default as { Piscina?: unknown }).Piscina ?? found.default) as PoolClass,
      // Threads load the package, of which the command is a bundle.
      filename: fileURLToPath(new URL("../node/distributed.js", import.meta.url)),
    });
  try {
    return await use({ executor, onProgress });
  } finally {
    progress("");
    await executor.close();
  }
}
