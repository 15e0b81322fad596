import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runningPostgresUrl } from "#database/embedded/embedded-postgres.ts";
import { METRICS, type MetricEntry } from "#server/metrics/metric-list.ts";
import { type App, freePort, startApp } from "#tests/start-app.ts";
import { until } from "#tests/until.ts";

let app: App;
let owner: pg.Client;
let metricsPort: number;
beforeAll(async () => {
  metricsPort = await freePort();
  app = await startApp({ settings: { METRICS_PORT: String(metricsPort) } });
  owner = new pg.Client({ connectionString: runningPostgresUrl(app.dataDir) ?? expect.fail() });
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
  await app?.remove();
});

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
const key = () => ({ authorization: `Bearer ${app.tenants[0].apiKey}` });
const signIn = () =>
  post({ email: app.tenants[0].email, password: app.tenants[0].password }, { origin: new URL(app.url).origin });
const event = () => post({ name: "appointment.created", data: { tenantId: app.tenants[0].id, appointmentId: "a" } });

/** One request to each handler: path, request, and the handler's name in the log. */
const requests = (): [string, RequestInit, string][] => [
  ["/v1/tenant-admin/webhooks", { headers: key() }, "REST"],
  [`/e/${app.eventKey}`, event(), "event intake"],
  ["/api/auth/sign-in/email", signIn(), "auth"],
];

it("every answer carries the id of its request, and another one each time", async () => {
  const paths = [
    "/",
    "/sign-in",
    "/nothing-here",
    "/v1/nothing",
    "/api/health",
    "/api/health/web",
    "/icon.svg",
    "/%zz",
  ];
  const asked: [string, RequestInit][] = [
    ...paths.map((path): [string, RequestInit] => [path, { redirect: "manual" }]),
    ["/api/trpc/webhooks.list", {}],
    ["/api/inngest", {}],
    ["/portal/session", post({})],
    ["/v1/events", { method: "OPTIONS" }],
    ...requests().map(([path, init]): [string, RequestInit] => [path, init]),
  ];
  const ids = new Set<string | null>();
  for (const [path, init] of asked) {
    const { headers } = await fetch(`${app.url}${path}`, {
      ...init,
      headers: { "x-request-id": "given-by-us", ...init.headers },
    });
    expect(headers.get("x-request-id"), path).toMatch(/^req_[\da-z]{26}$/);
    ids.add(headers.get("x-request-id"));
  }
  expect(ids.size).toBe(asked.length);
});

/** Samples of the running system: name and labels, then value. */
const scrape = async () => {
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  const lines = (await answer.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return {
    type: answer.headers.get("content-type"),
    samples: new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ") + 1))]),
    ),
  };
};

it("the supervisor serves the metrics of web and worker as one text, on a port of its own only", async () => {
  const [{ id: tenantId }] = app.tenants;
  const webhook = { url: `${app.url}/demo/receiver/metrics`, events: ["appointment.created"] };
  const created = await fetch(`${app.url}/v1/tenant-admin/webhooks`, post(webhook, key()));
  expect(created.status).toBe(201);
  const accepted = 'bellhop_events_total{outcome="accepted",process="web"}';
  const before = (await scrape()).samples.get(accepted) ?? expect.fail("no counter");
  const happened = { name: "appointment.created", data: { tenantId, appointmentId: "a" } };
  expect((await fetch(`${app.url}/e/${app.eventKey}`, post(happened))).status).toBe(200);
  const { type, samples } = await until("the worker has attempted the event", async () => {
    const found = await scrape();
    const first = found.samples.get('bellhop_first_attempt_delay_seconds_count{process="worker"}');
    return first !== undefined && first > 0 && found;
  });
  expect(type).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(samples.get(accepted)).toBe(before + 1);
  expect(samples.get('bellhop_http_requests_total{route="/e/{key}",status="2xx",process="web"}')).toBeGreaterThan(0);
  expect(samples.get('bellhop_webhooks{health="healthy",process="worker"}')).toBeGreaterThan(0);
  for (const name of ["web", "worker", "supervisor"])
    expect(samples.get(`bellhop_process_up{process="${name}"}`), name).toBe(1);
  expect(samples.get('bellhop_process_restarts_total{process="worker"}')).toBe(0);
  expect([...samples.keys()].filter((key) => key.includes(tenantId))).toEqual([]);
  // Each metric of the list has samples of its processes, so that no query of the dashboard stays empty.
  const listed = Object.entries<MetricEntry>(METRICS).filter(([name]) => name !== "bellhop_tenant_attempts_total");
  const expected = listed.flatMap(([name, { type, of }]) =>
    of.map((process) => [type === "histogram" ? `${name}_count` : name, process] as const),
  );
  const hasSample = ([name, process]: (typeof expected)[number]) =>
    [...samples.keys()].some((key) => key.startsWith(`${name}{`) && key.endsWith(`process="${process}"}`));
  expect(expected.filter((one) => !hasSample(one))).toEqual([]);
  expect((await fetch(`http://127.0.0.1:${metricsPort}/`)).status).toBe(404);
  expect((await fetch(`http://127.0.0.1:${metricsPort}/metrics`, { method: "POST" })).status).toBe(405);
});

/** Takes away tables that every handler reads. */
const breakDatabase = () =>
  owner.query(
    'ALTER TABLE api_key RENAME TO gone_1; ALTER TABLE webhook_event RENAME TO gone_2; ALTER TABLE "user" RENAME TO gone_3',
  );

/** Makes the web process forget the key that it keeps for some seconds. */
const forgetKey = async () => {
  await owner.query("SELECT pg_notify('bellhop_keys', '')");
  await until(
    "the key is read again",
    async () => (await fetch(`${app.url}/v1/tenant-admin/webhooks`, { headers: key() })).status === 500,
  );
};

const signedIn = async () => {
  const { headers } = await fetch(`${app.url}/api/auth/sign-in/email`, signIn());
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
};

const linesWith = (id: string | null) =>
  app
    .output()
    .split("\n")
    .filter((line) => line.startsWith("{") && line.includes(`"requestId":"${id}"`))
    .map((line) => JSON.parse(line));

it("a fault of our own is answered with 500 and an id, and one line has that id, the handler and the stack", async () => {
  const cookie = await signedIn();
  await breakDatabase();
  await forgetKey();
  for (const [path, init, handler] of requests()) {
    const answer = await fetch(`${app.url}${path}`, init);
    expect(answer.status, path).toBe(500);
    const id = answer.headers.get("x-request-id");
    const lines = await until(`a line names ${path}`, () => linesWith(id).length > 0 && linesWith(id));
    expect(lines, path).toEqual([expect.objectContaining({ msg: "request failed", level: 50, handler })]);
    expect(lines[0].err).toMatchObject({ stack: expect.stringMatching(/\n {4}at /) });
    expect(await answer.text()).not.toContain("relation");
  }
  const page = await fetch(`${app.url}/webhooks`, { headers: { cookie } });
  await page.text();
  const id = page.headers.get("x-request-id");
  const line = await until("a line names the page", () => linesWith(id).find(({ msg }) => msg === "request failed"));
  expect(line).toMatchObject({ handler: "page", procedure: expect.stringContaining("webhooks") });
});
