// A connection to a server of NATS for the command: nats://user:password@host:port, tls:// for TLS, a token as the user alone.
import { readFileSync } from "node:fs";
import { badData, badUsage, noConnection } from "../errors.js";
import type { NatsConnection } from "../distributed/subjects.js";
import { peer } from "./peer.js";

export interface Connection extends NatsConnection {
  drain(): Promise<void>;
  close(): Promise<void>;
}

export async function connectTo(command: string, url: string, creds?: string): Promise<Connection> {
  let at: URL;
  try {
    at = new URL(url.includes("://") ? url : `nats://${url}`);
    if (!/^(nats|tls):$/.test(at.protocol) || at.hostname === "") throw badUsage(command, "a host", url);
  } catch {
    throw badUsage(command, "--nats nats://HOST:4222, or tls://HOST:4222", JSON.stringify(url));
  }
  const { connect, credsAuthenticator } = (await peer(command, "@nats-io/transport-node")) as {
      connect: (options: unknown) => Promise<Connection>;
      credsAuthenticator: (bytes: Uint8Array) => unknown;
    },
    [user, pass] = [at.username, at.password].map(decodeURIComponent),
    server = `${at.hostname}:${at.port || "4222"}`;
  let authenticator: unknown;
  if (creds !== undefined)
    try {
      authenticator = credsAuthenticator(readFileSync(creds));
    } catch (error) {
      throw badData(creds, "credentials of NATS", (error as Error).message, undefined, error);
    }
  try {
    return await connect({
      servers: server,
      name: command,
      timeout: 2000,
      // A restart of the server is outlived.
      maxReconnectAttempts: -1,
      reconnectTimeWait: 250,
      ...(authenticator === undefined ? {} : { authenticator }),
      ...(at.protocol === "tls:" ? { tls: {} } : {}),
      ...(pass !== "" ? { user, pass } : user !== "" ? { token: user } : {}),
    });
  } catch (error) {
    const { message } = error as Error;
    throw noConnection(
      command,
      /auth/i.test(message) ? `a refusal (${message})` : `none at ${server} (${message})`,
      /auth/i.test(message)
        ? "Say who you are: --nats nats://USER:PASSWORD@HOST:4222, or --creds FILE"
        : "Start one: nats-server -a 127.0.0.1",
      error,
    );
  }
}
