import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runningPostgresUrl } from "#database/embedded/embedded-postgres.ts";
import { findProcess } from "../faults/processes.ts";
import { type Receiver, startReceiver } from "../receiver.ts";
import { type App, callApi, startApp } from "../start-app.ts";
import { until } from "../until.ts";
import { query } from "./query.ts";

let app: App;
let receiver: Receiver;

beforeAll(async () => {
  app = await startApp({ settings: { LOG_LEVEL: "debug" } });
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await app.remove();
});

const HEADER = "header-value-that-nobody-may-see";
const command = join(import.meta.dirname, "..", "..", "..", "scripts", "keys.ts");

const keys = async (...args: string[]): Promise<string> => {
  const env = { PATH: process.env.PATH, NODE_ENV: "test" as const, DATA_DIR: app.dataDir };
  return (await promisify(execFile)(process.execPath, [command, ...args], { env })).stdout;
};

const keyFile = () => JSON.parse(readFileSync(join(app.dataDir, "keys.json"), "utf8")) as { MASTER_KEYS: string };

/** Signs in and returns the cookies of the browser. */
const signIn = async () => {
  const answer = await fetch(`${app.url}/demo/sign-in`, {
    method: "POST",
    headers: { origin: app.url },
    redirect: "manual",
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return async (path: string, input?: object) => {
    const response = await fetch(`${app.url}/api/trpc/${path}`, {
      method: input ? "POST" : "GET",
      headers: { cookie, origin: app.url, "content-type": "application/json" },
      ...(input ? { body: JSON.stringify(input) } : {}),
    });
    return { response, text: await response.text() };
  };
};

/** Kills web and worker, and waits until the supervisor's replacements are healthy. */
const restartChildren = async () => {
  const entries = ["web/main.ts", "worker/main.ts"];
  const killed = entries.map((entry) => findProcess(app.pid, entry));
  for (const pid of killed) process.kill(pid ?? 0, "SIGKILL");
  await until("both run again", async () => {
    const running = entries.map((entry) => findProcess(app.pid, entry));
    if (running.some((pid, index) => pid === null || pid === killed[index])) return false;
    return (await fetch(`${app.url}/api/health`).catch(() => null))?.ok;
  });
};

const event = (id: string) => ({ id, event: "appointment.created", data: { appointmentId: "abc123" } });

/** Every row of every table as text, bytes as hex. */
const wholeDatabase = async () => {
  const url = runningPostgresUrl(app.dataDir) ?? "";
  const tables = await query(url, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'");
  const parts: string[] = [];
  for (const { table_name } of tables)
    parts.push(JSON.stringify(await query(url, `SELECT row_to_json(t)::text AS row FROM "${table_name}" t`)));
  return parts.join("\n");
};

it("secrets are in no log, row, list or error after the full life of a webhook, with rotations of both keys", async () => {
  // The first start prints the demo's own key at its end.
  await until("the start has said all", () => app.output().includes("curl -X POST"));
  const printed = app.output().length;
  const webhooks = "/v1/tenant-admin/webhooks";
  const body = { url: receiver.url, events: ["appointment.created"], headers: { "x-till": HEADER } };
  const { body: webhook } = await callApi(app, "POST", webhooks, body);
  const first: string = webhook.secret;
  await callApi(app, "POST", `${webhooks}/${webhook.id}/test`, {});
  await callApi(app, "POST", "/v1/events", event("one"));
  await receiver.waitFor(2);
  const second: string = (await callApi(app, "POST", `${webhooks}/${webhook.id}/rotate-secret`)).body.secret;

  const browser = await signIn();
  const revealed = await browser("webhooks.revealSecret", { id: webhook.id });
  expect(revealed.text).toContain(second);
  expect(revealed.response.headers.get("cache-control")).toContain("no-store");

  const before = keyFile().MASTER_KEYS;
  expect(await keys("rotate")).toMatch(/^Made the master key k2/);
  expect(await keys("status")).toMatch(/^k2\t\d+ sealed.*writes\nk1\t0 sealed/);
  receiver.answer = () => ({ status: 500 });
  await callApi(app, "POST", "/v1/events", event("two"));
  const requests = await receiver.waitFor(3);
  expect(() =>
    new Webhook(second).verify(requests[2]?.body ?? "", requests[2]?.headers as Record<string, string>),
  ).not.toThrow();
  expect(requests[2]?.headers["x-till"]).toBe(HEADER);

  // Restarted children must have the current keys, not those of the supervisor's start, which may be gone.
  receiver.answer = () => ({ status: 200 });
  for (const tenant of app.tenants) await callApi(app, "GET", webhooks, undefined, tenant);
  expect(await keys("drop", "k1")).toContain("Took k1 out");
  await restartChildren();
  expect((await callApi(app, "POST", "/v1/events", event("three"))).status).toBe(202);
  const [fourth] = (await receiver.waitFor(4)).slice(3);
  expect(() => new Webhook(second).verify(fourth?.body ?? "", fourth?.headers as Record<string, string>)).not.toThrow();

  // Error answers repeat no sent value.
  const refused = [
    await callApi(app, "POST", webhooks, { ...body, headers: { Host: HEADER, "x-a": `${HEADER}\n` } }),
    await callApi(app, "POST", webhooks, { ...body, url: "http://10.0.0.1" }),
    await callApi(app, "PATCH", `${webhooks}/${webhook.id}`, { secret: second }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([422, 422, 422]);
  await until("the failure is in the log", async () => {
    const { body: log } = await callApi(app, "GET", "/v1/tenant-admin/deliveries?status=retrying");
    return log.data.length === 1;
  });

  const lists = await Promise.all(
    [
      webhooks,
      `${webhooks}/${webhook.id}`,
      "/v1/tenant-admin/deliveries",
      "/v1/tenant-admin/events",
      "/v1/tenant-admin/audit",
    ].map(async (path) => JSON.stringify((await callApi(app, "GET", path)).body)),
  );
  const { body: log } = await callApi(app, "GET", "/v1/tenant-admin/deliveries");
  for (const { id } of log.data)
    lists.push(JSON.stringify((await callApi(app, "GET", `/v1/tenant-admin/deliveries/${id}`)).body));
  for (const path of ["webhooks.list", "apiKeys.list", "audit.list", "deliveries.list"]) {
    const { text } = await browser(`${path}?input=${encodeURIComponent("{}")}`);
    expect(text).toContain('"data"');
    lists.push(text);
  }

  const places = {
    logs: app.output().slice(printed),
    database: await wholeDatabase(),
    lists: lists.join("\n"),
    refusals: JSON.stringify(refused),
  };
  expect(places.database).toContain(webhook.id);
  const base64 = (text: string) => text.split(":")[1] ?? "";
  const hushes = [
    ...[first, second].flatMap((secret) => [secret, secret.slice("whsec_".length)]),
    HEADER,
    ...[before, ...keyFile().MASTER_KEYS.split(",")].map(base64),
    ...app.tenants.flatMap(({ apiKey, password }) => [apiKey, apiKey.slice("mwk_live_".length, -6), password]),
    app.eventKey,
  ];
  expect(hushes.every((hush) => hush.length > 8)).toBe(true);
  for (const [place, text] of Object.entries(places)) {
    for (const hush of hushes) {
      expect(text.includes(hush), `${place}: ${hush.slice(0, 8)}…`).toBe(false);
      expect(text.includes(Buffer.from(hush).toString("hex")), `${place} in hex: ${hush.slice(0, 8)}…`).toBe(false);
    }
  }

  // With the old key, or another key of the same name, the system refuses to start and sends nothing.
  await app.stop();
  const good = readFileSync(join(app.dataDir, "keys.json"), "utf8");
  const wrong = `k2:${Buffer.alloc(32, 1).toString("base64")},${before}`;
  for (const [MASTER_KEYS, complaint] of [
    [before, /the key "k2" is missing/],
    [wrong, /"k2" has another value/],
  ] as const) {
    writeFileSync(join(app.dataDir, "keys.json"), JSON.stringify({ ...JSON.parse(good), MASTER_KEYS }));
    await expect(startApp({ dataDir: app.dataDir })).rejects.toThrow(complaint);
  }
  expect(receiver.requests).toHaveLength(4);
});
