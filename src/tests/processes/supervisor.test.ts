import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runningPostgresUrl } from "#database/embedded/embedded-postgres.ts";
import { readPostmaster } from "#database/embedded/postmaster.ts";
import { isAlive } from "#database/embedded/process-identity.ts";
import { freePort } from "../start-app.ts";
import { until } from "../until.ts";
import { query } from "./query.ts";
import { isReady, NOTHING, remains, startSystem } from "./running-system.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const BOOTSTRAP = join(import.meta.dirname, "..", "..", "..", "scripts", "bootstrap.mjs");
const ENTRY = join(import.meta.dirname, "stand-ins", "start.ts");

/** Older Node on this machine, which the bootstrap must replace by the installed one. */
const olderNode = ["/usr/bin/node", "/usr/local/bin/node"].find(
  (file) => existsSync(file) && /^v2[0-3]\./.test(spawnSync(file, ["--version"], { encoding: "utf8" }).stdout),
);

const commands = [
  { name: "the supervisor", command: [process.execPath, ENTRY] },
  { name: "the bootstrap", command: [process.execPath, BOOTSTRAP, ENTRY] },
  ...(olderNode ? [{ name: "the bootstrap on an older Node", command: [olderNode, BOOTSTRAP, ENTRY] }] : []),
];

describe.each(commands)("$name", ({ command }) => {
  it("stops everything, the database last, on SIGTERM to it alone", async () => {
    const system = await startSystem({ command });
    await isReady(system);

    process.kill(system.pid, "SIGTERM");

    expect(await system.exitCode).toBe(0);
    expect(system.notes("SIGTERM").map(({ databaseIsUp }) => databaseIsUp)).toEqual([true, true]);
    expect(remains(system)).toEqual(NOTHING);
  });

  it("stops everything once on Ctrl-C, which reaches the group and may come twice", async () => {
    const system = await startSystem({ command });
    await isReady(system);

    process.kill(-system.pid, "SIGINT");
    process.kill(-system.pid, "SIGINT");

    expect(await system.exitCode).toBe(0);
    expect(system.notes("SIGTERM")).toHaveLength(2);
    expect(system.notes("SIGINT")).toEqual([]);
    expect(remains(system)).toEqual(NOTHING);
  });

  it("leaves no process when it is killed, and the next start takes over the database", async () => {
    const system = await startSystem({ command });
    await isReady(system);
    await query(runningPostgresUrl(system.dataDir) ?? "", "INSERT INTO tenant (id, name) VALUES ('kept', 'Kept')");

    process.kill(system.pid, "SIGKILL");

    await until("the children have stopped", () => remains(system).processes.length === 0);
    // The supervisor behind an older Node's bootstrap is still alive, and stops the database in order.
    const next = await until("the data directory is free again", async () => {
      const again = await startSystem({ command, dataDir: system.dataDir });
      await until("it has decided", () => /is ready|is in use/.test(again.output()));
      return again.output().includes("is ready") && again;
    });
    const url = runningPostgresUrl(next.dataDir) ?? "";
    expect(await query(url, "SELECT name FROM tenant")).toEqual([{ name: "Kept" }]);
    next.process.kill("SIGTERM");
    expect(await next.exitCode).toBe(0);
    expect(remains(next)).toEqual(NOTHING);
  });
});

describe("a stop", () => {
  it("during the start ends all started processes", async () => {
    const system = await startSystem();
    await until("the database is being made", () => existsSync(join(system.dataDir, "postgres")));

    process.kill(system.pid, "SIGTERM");

    expect(await system.exitCode).toBe(0);
    expect(system.output()).not.toContain("is ready");
    expect(remains(system)).toEqual(NOTHING);
  });

  it("kills a child that does not stop, and is over within 15 s", async () => {
    const system = await startSystem({ env: { IGNORES_TERM: "1" } });
    await isReady(system);
    const began = performance.now();

    process.kill(system.pid, "SIGTERM");

    expect(await system.exitCode).toBe(0);
    expect(performance.now() - began).toBeLessThan(15_000);
    expect(system.notes("SIGTERM ignored")).toHaveLength(2);
    expect(remains(system)).toEqual(NOTHING);
  });
});

describe("the compaction of each day", () => {
  it("runs at COMPACT_AT as the owner of the tables, and ends with the system", async () => {
    const system = await startSystem({ env: { COMPACT_AT: "03:30" } });
    await isReady(system);
    const begun = await until("the compaction has begun", () => system.notes("compact")[0]);
    expect(begun.id).toBe("--indexes-only");
    const owns = "SELECT tableowner = current_user AS owns FROM pg_tables WHERE tablename = 'webhook_event'";
    expect(await query(begun.ownerUrl ?? "", owns)).toEqual([{ owns: true }]);

    process.kill(system.pid, "SIGTERM");

    expect(await system.exitCode).toBe(0);
    expect(isAlive(begun.pid)).toBe(false);
    expect(system.notes("compact")).toHaveLength(1);
    expect(system.output()).not.toContain("compaction");
    expect(remains(system)).toEqual(NOTHING);
  });
});

describe("a child that dies", () => {
  it("is reported with its reason, loses its leases at once, and is restarted under a new id", async () => {
    const system = await startSystem();
    await isReady(system);
    const first = await until("the worker is there", () => system.notes("start").find(({ id }) => id.includes("wrk_")));
    const url = runningPostgresUrl(system.dataDir) ?? "";
    const held = first.id.replace("--id=", "");
    await query(url, ...leasedDeliveries(held, "wrk_another"));

    process.kill(first.pid, "SIGKILL");

    const dueNow = "SELECT lease_token FROM webhook_delivery WHERE due_at <= now()";
    expect(
      await until("a lease is released", async () => (await query(url, dueNow)).length > 0 && query(url, dueNow)),
    ).toEqual([{ lease_token: held }]);
    await until("it is started again", () => system.notes("start").length === 3);
    expect(system.output()).toMatch(
      /The worker process ended after .* with signal SIGKILL: starting it again in 250 ms/,
    );
    expect(new Set(system.notes("start").map(({ id }) => id)).size).toBe(3);
  });

  it("by a signal before it is ready is restarted any number of times", async () => {
    const system = await startSystem({ env: { KILL_SELF: "1" } });

    await until("it was started again and again", () => system.notes("start").length >= 12, 60_000);

    expect(system.process.exitCode).toBeNull();
  });

  it("five times in a row before it is ready, by its own exit, ends the whole start with an error", async () => {
    const system = await startSystem({ env: { EXIT_WITH: "3" } });

    expect(await system.exitCode).toBe(1);
    expect(system.output()).toMatch(/with exit code 3, before it was ready, for the 5th time in a row: giving up/);
    for (const delay of [250, 500, 1000, 2000]) expect(system.output()).toContain(`again in ${delay} ms`);
    expect(remains(system)).toEqual(NOTHING);
  });
});

describe("a database that ends", () => {
  const ways = {
    killed: (pid: number) => process.kill(pid, "SIGKILL"),
    "shut down at once by somebody else": (pid: number) => process.kill(pid, "SIGQUIT"),
  };

  it.each(Object.entries(ways))(
    "%s is restarted on its port with a log line, and web and worker continue",
    async (_, end) => {
      const system = await startSystem();
      await isReady(system);
      const url = runningPostgresUrl(system.dataDir) ?? "";
      await query(url, "INSERT INTO tenant (id, name) VALUES ('kept', 'Kept')");
      const before = postmasterPid(system.dataDir);

      end(before);

      await until("it is back", () => system.output().includes("PostgreSQL is back after"));
      expect(system.output()).toContain("PostgreSQL HAS ENDED and nobody stopped it");
      expect(runningPostgresUrl(system.dataDir)).toBe(url);
      expect(postmasterPid(system.dataDir)).not.toBe(before);
      expect(await query(url, "SELECT id FROM tenant")).toEqual([{ id: "kept" }]);
      expect(system.notes("start")).toHaveLength(2);
      process.kill(system.pid, "SIGTERM");
      expect(await system.exitCode).toBe(0);
      expect(remains(system)).toEqual(NOTHING);
    },
  );

  it("may be stopped during its restart", async () => {
    const system = await startSystem();
    await isReady(system);

    process.kill(postmasterPid(system.dataDir), "SIGKILL");
    await until("it was noticed", () => system.output().includes("PostgreSQL HAS ENDED"));
    process.kill(system.pid, "SIGTERM");

    expect(await system.exitCode).toBe(0);
    expect(remains(system)).toEqual(NOTHING);
  });
});

describe("a start is refused with one line", () => {
  it("when the data directory is in use, and the first system continues", async () => {
    const first = await startSystem();
    await isReady(first);

    const second = await startSystem({ dataDir: first.dataDir });

    expect(await second.exitCode).toBe(1);
    expect(second.output().trim().split("\n")).toEqual([expect.stringContaining(`process ${first.pid}`)]);
    expect(remains(first)).toMatchObject({ processes: { length: 3 }, hasPostmaster: true });
  });

  it("when the port is taken, before anything is started", async () => {
    const port = await freePort();
    const blocker = createServer().listen(port, "127.0.0.1");
    await once(blocker, "listening");
    onTestFinished(() => void blocker.close());

    const system = await startSystem({ port });

    expect(await system.exitCode).toBe(1);
    expect(system.output().trim()).toMatch(new RegExp(`^Port ${port} is taken .* PORT=\\d+ npm start$`));
    expect(existsSync(join(system.dataDir, "postgres"))).toBe(false);
  });

  it("for each bad setting", async () => {
    const system = await startSystem({ env: { WEBHOOK_TIMEOUT: "soon", RETENTION_DAYS: "never" } });

    expect(await system.exitCode).toBe(1);
    expect(system.output().trim().split("\n")).toEqual([
      expect.stringContaining("WEBHOOK_TIMEOUT"),
      expect.stringContaining("RETENTION_DAYS"),
    ]);
  });

  it("when the keys are missing and the data exists", async () => {
    const dataDir = temporaryDirectory();
    mkdirSync(join(dataDir, "postgres", "data"), { recursive: true });
    writeFileSync(join(dataDir, "postgres", "data", "PG_VERSION"), "18\n");

    const system = await startSystem({ dataDir });

    expect(await system.exitCode).toBe(1);
    expect(system.output()).toContain("keys.json is gone");
  });
});

it("keys are made once, and only their owner may read them", async () => {
  const system = await startSystem();
  await isReady(system);
  expect(statSync(join(system.dataDir, "keys.json")).mode & 0o077).toBe(0);
});

const postmasterPid = (dataDir: string): number =>
  readPostmaster(join(dataDir, "postgres", "data"))?.pid ?? expect.fail("no database runs");

/** SQL for a delivery leased by each of the given processes for an hour. */
const leasedDeliveries = (...holders: string[]): string[] => [
  "INSERT INTO tenant (id, name) VALUES ('t', 'T')",
  `INSERT INTO webhook_subscription (id, tenant_id, url, events, secret, secret_hint, api_version)
   VALUES ('wh_1', 't', 'https://hooks.example.com', '{}', 's', 's', '2026-11-01')`,
  ...holders.flatMap((holder, index) => [
    `INSERT INTO webhook_event (id, tenant_id, event, occurred_at) VALUES ('evt_${index}', 't', 'e', now())`,
    `INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at, lease_token)
     VALUES ('dlv_${index}', 't', 'wh_1', 'evt_${index}', 'e', now() + interval '1 hour', '${holder}')`,
  ]),
];
