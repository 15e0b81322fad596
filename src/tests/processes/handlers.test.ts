import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newApiKeyText } from "#domain/api-keys/api-key-text.ts";
import { WRONG_KEYS } from "#domain/limits/limits.ts";
import { runScript } from "../run-script.ts";
import { type App, callApi, startApp } from "../start-app.ts";

// Attacks on the handlers of the running system over real sockets.

let app: App;
let cookie: string;

beforeAll(async () => {
  app = await startApp();
  const answer = await fetch(`${app.url}/demo/sign-in`, {
    method: "POST",
    headers: { origin: app.url },
    redirect: "manual",
  });
  cookie = cookieOf(answer);
});
afterAll(() => app.remove());

const cookieOf = ({ headers }: Response) =>
  headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

const page = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${app.url}${path}`, { headers: { cookie, accept: "text/html", ...headers }, redirect: "manual" });

/** Directive of a content policy by its name. */
const directive = (response: Response, name: string) =>
  (response.headers.get("content-security-policy") ?? "").split("; ").find((part) => part.startsWith(`${name} `));

describe("files that phones, crawlers and agents request", () => {
  it.each([
    ["/robots.txt", "text/plain"],
    ["/llms.txt", "text/plain"],
    ["/manifest.webmanifest", "application/manifest+json"],
    ["/icon-192.png", "image/png"],
    ["/icon-512.png", "image/png"],
    ["/apple-touch-icon.png", "image/png"],
    // Browsers request the icon also after answers that are not our pages.
    ["/favicon.ico", "image/x-icon"],
  ])("%s is served without a session", async (path, type) => {
    const answer = await fetch(`${app.url}${path}`, { redirect: "manual" });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, expect.stringContaining(type)]);
    if (path.endsWith(".webmanifest"))
      for (const { src } of (await answer.json()).icons) expect((await fetch(`${app.url}${src}`)).status).toBe(200);
  });
});

describe("a page", () => {
  it.each(["/sign-in", "/webhooks", "/demo/inspector/x", "/nowhere", "/icon.svgx", "/webhooks/wh_none"])(
    "%s runs only scripts with the nonce of its own request, and cannot be framed",
    async (path) => {
      const [one, two] = [await page(path), await page(path)];
      const [script, other] = [directive(one, "script-src"), directive(two, "script-src")];
      expect(script).toMatch(/^script-src 'nonce-[A-Za-z0-9+/]{22}==' 'strict-dynamic'$/);
      expect(other).not.toBe(script);
      const [, nonce = ""] = /'nonce-(.+?)'/.exec(script ?? "") ?? [];
      const tags = (await one.text()).match(/<script\b[^>]*>/g) ?? [];
      expect(tags.length).toBeGreaterThan(0);
      for (const tag of tags) expect(tag).toContain(`nonce="${nonce}"`);
      expect(directive(one, "frame-ancestors")).toBe("frame-ancestors 'none'");
      expect(Object.fromEntries(one.headers)).toMatchObject({
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      });
    },
  );

  it.each([
    ..."/ /icon.svgx /icon.svg/x /icon.svg%20 /ex /e /v1x /apix /api/nothing /api/auth/nothing /demo/receiverx /demo".split(
      " ",
    ),
    ..."/portal /portal/nothing /_next/staticx /_next/static/nothing /_next/nothing /_next/data/x.json /favicon.ico".split(
      " ",
    ),
    ..."//icon.svg /webhooks/ /WEBHOOKS /icon.svg?x /a%2f%2fb /settings /settings/nothing".split(" "),
  ])("%s has a content policy", async (path) => {
    const answer = await page(path);
    const isPage = answer.headers.get("content-type")?.startsWith("text/html");
    if (isPage) expect(directive(answer, "default-src")).toMatch(/^default-src '(self|none)'$/);
    if (isPage) expect(directive(answer, "frame-ancestors")).toBe("frame-ancestors 'none'");
  });

  it("can't be given a nonce or a policy from outside", async () => {
    const forged = { "x-nonce": "evil", "content-security-policy": "script-src 'nonce-evil'" };
    const answer = await page("/webhooks", forged);
    expect(directive(answer, "script-src")).not.toContain("evil");
    expect(await answer.text()).not.toContain('nonce="evil"');
  });

  it.each([
    "/webhooks/wh_none",
    "/webhooks/wh_none?tab=settings",
    "/deliveries/dlv_none",
    "/events/evt_none",
    "/webhooks/a/b/c",
    `/webhooks/${"x".repeat(65)}`,
  ])("%s, which does not exist, answers 404", async (path) => expect((await page(path)).status).toBe(404));

  it.each(["/webhooks", "/deliveries", "/events", "/settings/api-keys", "/webhooks/new"])(
    "%s is served",
    async (path) => expect((await page(path)).status).toBe(200),
  );
});

it.each(["/v1", "/v1/event-types", "/api/health", "/v1/nowhere", "/e/x"])("%s is inert in a browser", async (path) => {
  const answer = await fetch(`${app.url}${path}`);
  expect(answer.headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
});

it.each([
  ["GET", "/v1/tenant-admin/webhooks/%ff", 400],
  ["GET", "/deliveries/%", 400],
  ["POST", "/demo/receiver/%e0%80", 400],
  ["OPTIONS", "*", 400],
  ["TRACE", "/webhooks", 405],
])("%s %s, which is malformed, is answered as the caller's error", async (method, path, status) => {
  const sending = request(app.url, { method, path });
  sending.end();
  const [response] = await once(sending, "response");
  expect(response.statusCode).toBe(status);
  expect(response.headers["content-type"]).toBe(path.includes("/v1/") ? "application/problem+json" : "text/plain");
  response.resume();
});

it.each([
  ["/v1/events", "POST"],
  ["/api/v1/webhooks/wh_x", "DELETE, GET, PATCH"],
  ["/v1/event-types", "GET"],
  ["/e/some-key", "POST"],
])("OPTIONS of %s names the same methods as 405", async (path, allow) => {
  const [told, refused] = await Promise.all(
    ["OPTIONS", "PUT"].map((method) => fetch(`${app.url}${path}`, { method, redirect: "manual" })),
  );
  expect(told?.status).toBe(204);
  expect(refused?.status).toBe(405);
  for (const answer of [told, refused]) expect(answer?.headers.get("allow")).toBe(allow);
  expect([...(told?.headers.keys() ?? [])].filter((name) => name.startsWith("access-control-"))).toEqual([]);
});

describe("a host", () => {
  /** Sends the target and hosts unchanged over a socket. */
  const say = async (target: string, hosts: readonly string[]) => {
    const socket = connect(Number(new URL(app.url).port), "127.0.0.1");
    socket.write(
      [`GET ${target} HTTP/1.1`, ...hosts.map((host) => `Host: ${host}`), "Connection: close", "", ""].join("\r\n"),
    );
    let text = "";
    for await (const chunk of socket) text += chunk;
    expect(text).toMatch(/^HTTP\/1\.1 \d{3} /);
    return { status: Number(text.split(" ")[1]), location: /^location: (.*)\r$/im.exec(text)?.[1] ?? null };
  };

  it("may be named once only", async () =>
    expect((await say("/api/health", ["a.example", "b.example"])).status).toBe(400));

  it("may be part of the target, if it is our host", async () => {
    const { host } = new URL(app.url);
    expect(await say(`http://${host}/api/health`, ["stale.example"])).toEqual({ status: 200, location: null });
    expect(await say(`http://${host}/v1/event-types`, [host])).toEqual({ status: 200, location: null });
    expect(await say(`http://${host}/nowhere`, [host])).toEqual({ status: 404, location: null });
    expect((await say(`http://${host}/webhooks`, [host])).location).toMatch(/^\/sign-in/);
  });

  it.each([
    "http://evil.example/x",
    "http://evil.example/webhooks",
    "//evil.example/x",
    "//evil.example",
    "/\\evil.example/x",
  ])("is never one that %s leads to", async (target) =>
    expect((await say(target, ["evil.example"])).location ?? "").not.toMatch(/^(https?:)?[/\\]{2}/),
  );
});

it.each(["/v1", "/api/v1", "/v1/nowhere", "/api/v1/webhooks/%ff", "/v1/webhooks/%ff"])(
  "%s, which is no route of REST, is answered by a problem document",
  async (path) => {
    const answer = await fetch(`${app.url}${path}`);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({ type: "about:blank", status: answer.status });
    expect([400, 404]).toContain(answer.status);
  },
);

it("no page shows a viewer the URL of a webhook, which an admin sees", async () => {
  const url = "http://127.0.0.1:9/hook/PATH-OF-THE-RECEIVER?sig=QUERY-OF-IT";
  const { id } = (await callApi(app, "POST", "/v1/tenant-admin/webhooks", { url, events: ["service.updated"] })).body;
  const { delivery } = (await callApi(app, "POST", `/v1/tenant-admin/webhooks/${id}/test`)).body;
  const [email, password] = ["viewer@salon.example", "a password of the viewer"];
  const add = ["add", "--tenant", app.tenants[0].id, "--email", email, "--name", "Vi", "--role", "viewer"];
  const settings = { DATA_DIR: app.dataDir };
  expect((await runScript("user", [...add, "--password-stdin"], { settings, input: password })).ok).toBe(true);
  const signedIn = await fetch(`${app.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { origin: app.url, "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  const lists = ["/webhooks", "/deliveries", `/deliveries?webhookId=${id}`, "/events", "/settings/activity"];
  const details = [`/webhooks/${id}`, `/webhooks/${id}?tab=settings`, `/deliveries/${delivery.id}`];
  for (const path of [...lists, ...details, `/events/${delivery.eventId}`]) {
    const answer = await page(path, { cookie: cookieOf(signedIn) });
    expect([path, answer.status]).toEqual([path, 200]);
    expect(await answer.text(), path).not.toMatch(/PATH-OF|QUERY-OF|127\.0\.0\.1:9\b/);
  }
  for (const path of details) expect(await (await page(path)).text(), path).toContain("PATH-OF-THE-RECEIVER");
});

describe("guessing keys", () => {
  const guess = (headers: Record<string, string>, key = newApiKeyText()) =>
    fetch(`${app.url}/v1/tenant-admin/webhooks`, { headers: { authorization: `Bearer ${key}`, ...headers } });

  it("is counted by the socket's peer: a forged forwarded address has no effect", async () => {
    for (let i = 0; i < WRONG_KEYS.max; i++) {
      const address = `203.0.113.${i}`;
      const forged = { "x-forwarded-for": address, forwarded: `for=${address}`, "x-real-ip": address };
      expect((await guess({ ...forged, "x-bellhop-client-address": address })).status).toBe(401);
    }
    const refused = await guess({ "x-forwarded-for": "198.51.100.7", "x-bellhop-client-address": "198.51.100.7" });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await fetch(`${app.url}/e/wrong`, { method: "POST", body: "{}" })).status).toBe(429);
    expect((await callApi(app, "GET", "/v1/tenant-admin/webhooks")).status).toBe(200);
  });
});

describe("a body without an announced length", () => {
  /** Sends chunks of 64 KiB until the answer or the end of the connection; returns the status and the bytes sent. */
  const pour = async (path: string, headers: Record<string, string>) => {
    const sending = request(`${app.url}${path}`, { method: "POST", headers });
    const chunk = Buffer.alloc(64 * 1024, " ");
    let sent = 0;
    const answered = Promise.race([once(sending, "response"), once(sending, "close")]).then(([response]) => response);
    let isOver = false;
    void answered.finally(() => {
      isOver = true;
    });
    sending.on("error", () => {});
    while (!isOver && sent < 64 * 1024 * 1024) {
      sent += chunk.byteLength;
      if (!sending.write(chunk)) await Promise.race([once(sending, "drain"), answered]);
    }
    const response = await answered;
    sending.destroy();
    return { status: response?.statusCode, sent };
  };

  it.each([
    ["/api/trpc/apiKeys.create", { "content-type": "application/json" }],
    ["/v1/tenant-admin/webhooks", { "content-type": "application/json" }],
    ["/demo/receiver/flood", {}],
  ])("is read at %s no further than it may be", async (path, headers) => {
    const authorization = `Bearer ${app.tenants[0].apiKey}`;
    const { status } = await pour(path, { ...headers, cookie, origin: app.url, authorization });
    expect(status).toBe(413);
  });
});
