// worker: takes shards from a server of NATS until it is told to end; then it ends what runs, and sends on what waits.
import { badUsage } from "../errors.js";
import { fingerprint, LIBRARY } from "../distributed/fingerprint.js";
import { serving as servingWith } from "../distributed/serve.js";
import { thread } from "./computing.js";
import { connectTo } from "./connection.js";

export interface Asked {
  readonly nats?: string;
  readonly creds?: string;
  readonly prefix?: string;
  readonly "max-bytes"?: string;
  readonly "max-operations"?: string;
  readonly "max-time"?: string;
}
export async function worker(command: string, asked: Asked): Promise<number> {
  if (asked.nats === undefined) throw badUsage(command, "--nats nats://HOST:4222", "none");
  const limit = (name: "max-bytes" | "max-operations" | "max-time"): number | undefined => {
    const text = asked[name];
    if (text === undefined) return undefined;
    if (!(Number(text) > 0)) throw badUsage(command, `--${name} a positive number`, JSON.stringify(text));
    return Number(text);
  };
  const limits = {
    maxBytes: limit("max-bytes"),
    maxOperations: limit("max-operations"),
    maxTime: limit("max-time"),
    prefix: asked.prefix,
  };
  const connection = await connectTo(command, asked.nats, asked.creds),
    serving = servingWith(
      connection,
      Object.fromEntries(Object.entries(limits).filter(([, v]) => v !== undefined)),
      thread,
    );
  await connection.flush();
  process.stderr.write(`${command}: version ${LIBRARY}, Math ${fingerprint()}: ready\n`);
  const ended = new Promise<string>((resolve) => {
    process.once("SIGTERM", () => resolve("SIGTERM"));
    process.once("SIGINT", () => resolve("SIGINT"));
  });
  const why = await Promise.race([ended, connection.closed()]);
  if (typeof why !== "string") {
    process.stderr.write(
      `${command}: the connection was closed${why instanceof Error ? `: ${why.message}` : ""}\n`,
    );
    return 1;
  }
  await serving.drain();
  await connection.drain();
  process.stderr.write(`${command}: ${serving.answered} shards answered\n`);
  return 0;
}
