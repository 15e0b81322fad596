import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeDirectory } from "./directories.ts";

const ROOT = join(import.meta.dirname, "..", "..");

export type DemoTenant = { id: string; name: string; apiKey: string; email: string; password: string };

export type App = {
  url: string;
  pid: number;
  dataDir: string;
  eventKey: string;
  tenants: [DemoTenant, DemoTenant];
  /** Output so far. */
  output(): string;
  /** Sends SIGTERM to the supervisor and returns its exit code. */
  stop(): Promise<number | null>;
  /** Stops the system and removes the data directory. */
  remove(): Promise<void>;
};

/**
 * Starts the whole system as `npm start` does, in its own process group, with demo data, on a free loopback port and a
 * fresh data directory. Builds if the build is stale.
 */
export const startApp = async ({
  settings = {},
  dataDir = join(tmpdir(), `bellhop-${randomUUID()}`),
  root = ROOT,
}: {
  settings?: Record<string, string>;
  dataDir?: string;
  /** Checkout of another release. */
  root?: string;
} = {}): Promise<App> => {
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, "scripts", "start.ts")], {
    cwd: root,
    detached: true,
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: dataDir,
      PORT: String(port),
      LOG_LEVEL: "warn",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Buffer[] = [];
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const output = () => Buffer.concat(chunks).toString();
  await new Promise<void>((ready, broken) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        if (output().includes("Bellhop is ready")) ready();
      });
    void exited.then(() => broken(new Error(`The system ended instead of starting:\n${output()}`)));
  });
  const demo = join(dataDir, "demo.json");
  const facts = existsSync(demo) ? JSON.parse(readFileSync(demo, "utf8")) : { eventKey: "", tenants: [] };
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    return exited;
  };
  return {
    url: `http://localhost:${port}`,
    pid: child.pid ?? 0,
    dataDir,
    eventKey: facts.eventKey,
    tenants: facts.tenants,
    output,
    stop,
    remove: async () => {
      await stop();
      removeDirectory(dataDir);
    },
  };
};

/** Calls the REST API of a tenant and returns the parsed answer. */
export const callApi = async (app: App, method: string, path: string, body?: unknown, tenant = app.tenants[0]) => {
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tenant.apiKey}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
};

export const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
