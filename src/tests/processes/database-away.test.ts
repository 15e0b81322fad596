import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startWorld, type World } from "../faults/world.ts";
import { until } from "../until.ts";

/**
 * Slowest accepted refusal. The promise is 2 s; a slow test machine needs more, and a hanging call takes far longer.
 */
const REFUSAL_MS_MAX = 10_000;
/** More calls than the web process has connections. */
const AT_ONCE = 24;

let world: World;
let cookie: string;

beforeAll(async () => {
  world = await startWorld({ eventsPerSecond: 0 });
  const signedIn = await fetch(`${world.app.url}/demo/sign-in`, {
    method: "POST",
    headers: { origin: world.app.url },
    redirect: "manual",
  });
  cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
});
afterAll(() => world.close());

type Call = { method: string; path: string; body?: unknown; isDashboard?: boolean };

const event = () => ({ event: "appointment.created", data: { appointmentId: "apt_1" } });

/** One call per kind of handler and kind of work behind it. */
const calls = (): Record<string, Call> => {
  const webhook = world.webhooks[0]?.id;
  return {
    "event intake": {
      method: "POST",
      path: `/e/${world.app.eventKey}`,
      body: { name: "appointment.created", data: { tenantId: world.app.tenants[0].id, appointmentId: "apt_1" } },
    },
    "REST events": { method: "POST", path: "/v1/events", body: event() },
    "REST list": { method: "GET", path: "/v1/tenant-admin/webhooks" },
    "REST deliveries": { method: "GET", path: `/api/v1/webhooks/${webhook}/deliveries` },
    "REST change": { method: "PATCH", path: `/v1/tenant-admin/webhooks/${webhook}`, body: { description: "changed" } },
    "REST create": {
      method: "POST",
      path: "/v1/tenant-admin/webhooks",
      body: { url: `${world.recorder.url}/ok/away`, events: ["appointment.created"] },
    },
    dashboard: {
      method: "GET",
      path: `/api/trpc/webhooks.get?input=${encodeURIComponent(JSON.stringify({ id: webhook }))}`,
      isDashboard: true,
    },
  };
};

const call = async ({ method, path, body, isDashboard = false }: Call) => {
  const began = performance.now();
  const response = await fetch(`${world.app.url}${path}`, {
    method,
    headers: isDashboard
      ? { cookie }
      : {
          authorization: `Bearer ${world.app.tenants[0].apiKey}`,
          ...(body !== undefined && { "content-type": "application/json" }),
        },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    text: await response.text(),
    retryAfter: response.headers.get("retry-after"),
    durationMs: performance.now() - began,
  };
};

/** Expects a timely 503 with Retry-After from each handler. */
const expectRefusals = async (names = Object.keys(calls())) => {
  for (const name of names) {
    const made = calls()[name] ?? expect.fail(`no call ${name}`);
    const { status, text, retryAfter, durationMs } = await call(made);
    expect([name, status]).toEqual([name, 503]);
    expect(text).toMatch(/database/i);
    if (!made.isDashboard) expect(Number(retryAfter)).toBeGreaterThan(0);
    expect(durationMs).toBeLessThan(REFUSAL_MS_MAX);
  }
};

const expectHealth = async (status: number, database: string) => {
  const health = await fetch(`${world.app.url}/api/health`);
  expect([health.status, (await health.json()).database]).toEqual([status, database]);
  expect((await fetch(`${world.app.url}/api/health/web`)).status).toBe(status);
};

/** Expects the same processes to recover by themselves, and a new event to arrive. */
const expectRecovery = async (pids: number[]) => {
  await until("healthy", async () => (await fetch(`${world.app.url}/api/health`)).status === 200);
  const { received } = await world.recorder.counts();
  await until("an event is taken", async () => (await call(calls()["REST events"] ?? expect.fail())).status === 202);
  await until("it arrives", async () => (await world.recorder.counts()).received > received);
  expect([await world.webPid(), await world.workerPid()]).toEqual(pids);
};

const pids = async () => [await world.webPid(), await world.workerPid()];

it.each(["refusing", "silent"] as const)(
  "a database whose network is %s: 503 at every handler, and back by itself",
  async (mode) => {
    const before = await pids();
    await world.proxy.set(mode);
    await expectRefusals();
    await expectHealth(503, "down");
    await expectRefusals();
    await world.proxy.set("open");
    await expectRecovery(before);
  },
);

it("locked tables, then no free connection: 503 at every handler that needs the database", async () => {
  const before = await pids();
  const client = new pg.Client({ connectionString: world.postgres.url });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("LOCK TABLE webhook_event, webhook_delivery, webhook_subscription IN ACCESS EXCLUSIVE MODE");
    await expectRefusals();
    const intake = calls()["event intake"] ?? expect.fail();
    const posted = await Promise.all(Array.from({ length: AT_ONCE }, () => call(intake)));
    expect(new Set(posted.map(({ status }) => status))).toEqual(new Set([503]));
    expect(Math.max(...posted.map(({ durationMs }) => durationMs))).toBeLessThan(REFUSAL_MS_MAX);
  } finally {
    await client.end();
  }
  await expectRecovery(before);
});

it("a refused call changed nothing", async () => {
  const [row] = await world.query(
    "SELECT (SELECT count(*)::int FROM webhook_subscription WHERE url LIKE '%/ok/away') AS made, (SELECT count(*)::int FROM webhook_subscription WHERE description = 'changed') AS changed",
  );
  expect(row).toEqual({ made: 0, changed: 0 });
});
