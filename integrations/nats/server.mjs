// A real server of NATS and real workers, as child processes on 127.0.0.1. A machine without nats-server fails the tests.
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { connect } from "@nats-io/transport-node";

export const here = fileURLToPath(new URL("..", import.meta.url));
const main = join(dirname(fileURLToPath(import.meta.resolve("dualtensor/package.json"))), "dist/cli/main.js");

export const hash = (x) =>
  createHash("sha256")
    .update(new Uint8Array(x.buffer, x.byteOffset, x.byteLength))
    .digest("hex");
export const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
const ended = (child) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once("exit", resolve));

/** What a child says on stderr, until a pattern is in it. */
function says(child, pattern, ms = 15_000) {
  return new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error(`waited for ${pattern}: ${text}`)), ms);
    child.stderr.on("data", (data) => {
      text += data;
      if (!pattern.test(text)) return;
      clearTimeout(timer);
      resolve(text);
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`ended with ${code}: ${text}`)));
  });
}
/** `stop` ends all that was started, whatever happened. */
export class Room {
  children = new Set();
  connections = [];
  async server(args = [], port) {
    this.port = port ?? (await freePort());
    const child = spawn("nats-server", ["-a", "127.0.0.1", "-p", String(this.port), ...args], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.children.add(child);
    await says(child, /Server is ready/);
    return child;
  }
  get url() {
    return `nats://127.0.0.1:${this.port}`;
  }
  async worker(args = [], { file = main, node = [] } = {}) {
    const child = spawn(process.execPath, [...node, file, "worker", "--nats", this.url, ...args], {
      cwd: here,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.children.add(child);
    child.said = await says(child, /ready/);
    return child;
  }
  async connection(options = {}) {
    const nc = await connect({
      servers: `127.0.0.1:${this.port}`,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 100,
      ...options,
    });
    this.connections.push(nc);
    return nc;
  }
  async stop() {
    for (const nc of this.connections) await nc.close();
    for (const child of this.children) {
      child.kill("SIGCONT");
      child.kill("SIGKILL");
      await ended(child);
    }
  }
}
export { ended, main };
