import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { Inngest } from "inngest";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runningPostgresUrl } from "#database/embedded/embedded-postgres.ts";
import { startReceiver } from "../receiver.ts";
import { type App, callApi, startApp } from "../start-app.ts";
import { until } from "../until.ts";
import { query } from "./query.ts";

let app: App;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.remove());

/** Processes of this system by command line, found through the supervisor's group and data directory. */
const processes = (word: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(word) &&
          readFileSync(`/proc/${pid}/environ`, "utf8").includes(`DATA_DIR=${app.dataDir}`)
        );
      } catch {
        return false;
      }
    });

const register = async (url: string) => {
  const { status, body } = await callApi(app, "POST", "/v1/tenant-admin/webhooks", {
    url,
    events: ["appointment.created"],
  });
  expect(status).toBe(201);
  return body as { id: string; secret: string };
};

const send = (id: string) =>
  new Inngest({ id: "booking", baseUrl: app.url, eventKey: app.eventKey, isDev: false }).send({
    id,
    name: "appointment.created",
    data: { tenantId: app.tenants[0].id, appointmentId: "abc123" },
  });

const deliveriesOf = async (webhookId: string) =>
  (await callApi(app, "GET", `/v1/tenant-admin/webhooks/${webhookId}/deliveries`)).body.data as {
    id: string;
    status: string;
    attemptCount: number;
  }[];

it("an event of the unchanged Inngest SDK is delivered once for its id, with a valid signature", async () => {
  const receiver = await startReceiver();
  const { id, secret } = await register(receiver.url);
  const { ids } = await send("bk_1001:created");
  await send("bk_1001:created");
  await until("it is delivered", async () => (await deliveriesOf(id))[0]?.status === "delivered");
  const [request] = receiver.requests;
  expect(() =>
    new Webhook(secret).verify(request?.body ?? "", request?.headers as Record<string, string>),
  ).not.toThrow();
  expect(request?.headers["webhook-id"]).toBe(ids[0]);
  expect(await deliveriesOf(id)).toHaveLength(1);
  await receiver.close();
});

it("a worker killed while an attempt is in flight: the event arrives again, with the same id, at most twice", async () => {
  const receiver = await startReceiver();
  receiver.answer = () => "hang";
  const { id } = await register(receiver.url);
  await send("bk_1002:created");
  await receiver.waitFor(1);
  receiver.answer = () => ({ status: 200 });
  for (const pid of processes("worker/main.ts")) process.kill(pid, "SIGKILL");
  await until("it is delivered", async () => (await deliveriesOf(id))[0]?.status === "delivered");
  expect(receiver.requests.map(({ headers }) => headers["webhook-id"])).toEqual(
    Array(2).fill(receiver.requests[0]?.headers["webhook-id"]),
  );
  expect(app.output()).toMatch(/worker.*SIGKILL/);
  expect(await deliveriesOf(id)).toMatchObject([{ attemptCount: 2 }]);
  await receiver.close();
});

/** Notes each row of the outbox: an event that the worker stores with its deliveries never has one. */
const WATCH_OUTBOX = [
  "CREATE TABLE seen (event_id text)",
  `CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
    'BEGIN INSERT INTO seen VALUES (NEW.event_id); RETURN NULL; END'`,
  "CREATE TRIGGER see AFTER INSERT ON webhook_outbox FOR EACH ROW EXECUTE FUNCTION see()",
];
const NEVER_SEEN =
  "SELECT FROM webhook_event WHERE external_id LIKE '%bk_lone:%' AND id NOT IN (SELECT event_id FROM seen)";

it("a lone event is stored with its deliveries, also by a worker that was started again", async () => {
  const receiver = await startReceiver();
  await register(receiver.url);
  const url = runningPostgresUrl(app.dataDir) ?? "";
  await query(url, ...WATCH_OUTBOX);
  let sent = 0;
  await until("an event went out that had no row of the outbox", async () => {
    sent += 1;
    await send(`bk_lone:${sent}`);
    await receiver.waitFor(sent);
    return (await query(url, NEVER_SEEN)).length > 0;
  });
  await receiver.close();
});

it("health is 200 again after a kill, and names engine and parts", async () => {
  await until("healthy", async () => (await fetch(`${app.url}/api/health`)).status === 200);
  expect(await (await fetch(`${app.url}/api/health`)).json()).toMatchObject({
    status: "ok",
    database: "ok",
    worker: "ok",
    engine: "embedded",
  });
  expect((await fetch(`${app.url}/api/inngest`)).status).toBe(404);
});

it("the system stops with a live page open, and leaves no process and no postmaster.pid", async () => {
  // An endless request stands for the page: the dashboard's live stream.
  const page = await fetch(`${app.url}/demo/sign-in`, {
    method: "POST",
    headers: { origin: app.url },
    redirect: "manual",
  });
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const live = await fetch(`${app.url}/api/trpc/live.changes`, { headers: { cookie, accept: "text/event-stream" } });
  expect(live.headers.get("content-type")).toContain("text/event-stream");
  // A request for another protocol is answered in this one, and does not hold up the stop.
  const { port, hostname } = new URL(app.url);
  for (const protocol of ["websocket", "h2c"]) {
    const upgrading = connect(Number(port), hostname).on("error", () => {});
    const lines = ["GET /api/health/web HTTP/1.1", `Host: ${hostname}`, "Connection: Upgrade", `Upgrade: ${protocol}`];
    upgrading.write(`${lines.join("\r\n")}\r\n\r\n`);
    const [answer] = await once(upgrading, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /);
  }

  const groupsBefore = processes("");
  expect(groupsBefore.length).toBeGreaterThan(2);

  expect(await app.stop()).toBe(0);
  expect(app.output()).not.toContain("killing it");
  await live.text().catch(() => {});
  expect(processes("")).toEqual([]);
  expect(existsSync(join(app.dataDir, "postgres", "data", "postmaster.pid"))).toBe(false);
});
