import type { AnyProcedure } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type ApiScope, apiScope } from "#domain/api-keys/api-key.schema.ts";
import type { Actor } from "#domain/context.ts";
import { rotateSecret } from "#domain/subscriptions/rotate-secret.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { takeUndispatchedEvents } from "#engine/dispatch/take-undispatched.ts";
import { routes } from "#rest/routes.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addKey, callRoute } from "#tests/rest/call-route.ts";
import { acceptOne, addWebhook } from "#tests/seed-deliveries.ts";
import { sessionOf } from "#tests/session-of.ts";
import { createCallerFactory } from "#trpc/init.ts";
import { appRouter } from "#trpc/routers/_app.ts";

// A webhook's URL may hold its password. These tests read everything readable, as callers who may not see the URL.

let database: TestDatabase;
let receiver: Receiver;
let watcher: Receiver;
let actor: Actor;
let webhookId: string;
/** Ids of every seeded thing. */
let ids: string[];
/** Texts visible only to callers who may see URLs; the port with its colon. */
let secrets: string[];
let shown: string;

beforeAll(async () => {
  database = await testDatabase();
  [receiver, watcher] = [await startReceiver(), await startReceiver()];
  const { deps } = database;
  actor = await database.addTenant();
  const url = `${receiver.url}/PATH-OF-THE-RECEIVER/x?sig=QUERY-OF-IT`;
  shown = "http://127.0.0.1/hoo…";
  secrets = [`:${new URL(url).port}`, `:${new URL(watcher.url).port}`, "PATH-OF-THE-RECEIVER", "QUERY-OF-IT"];
  // Some receivers do this: a redirect to the same address, and an error page that repeats the address.
  receiver.answer = ({ path }) => ({
    status: 307,
    headers: { location: `${new URL(path, url).href}&again=1` },
    body: JSON.stringify({ error: `Cannot POST ${path}`, query: { sig: "QUERY-OF-IT" } }),
  });
  webhookId = (await addWebhook(deps, actor, { url })).id;
  const news = { url: `${watcher.url}/PATH-OF-THE-RECEIVER`, events: ["webhook.disabled", "webhook.failing"] };
  await addWebhook(deps, actor, news);
  await testWebhook(deps, actor, { id: webhookId });
  await rotateSecret(deps, actor, { id: webhookId, overlapHours: 0 });
  await acceptOne(deps, actor);
  await dispatch();
  receiver.answer = ({ path }) => ({ status: 410, body: `gone: ${path}` });
  await acceptOne(deps, actor);
  await dispatch();
  await updateWebhook(deps, actor, { id: webhookId, changes: { active: true, redact: ["notes"] } });
  const rows = await deps.sql<{ id: string }>(
    "SELECT id FROM webhook_subscription UNION SELECT id FROM webhook_event UNION SELECT id FROM webhook_delivery",
  );
  ids = rows.map(({ id }) => id);
});
afterAll(async () => {
  await Promise.all([receiver.close(), watcher.close()]);
  await database.close();
});

/** Dispatches stored events and the operational events that follow. */
const dispatch = async () => {
  const { deps } = database;
  for (;;) {
    const taken = await takeUndispatchedEvents(deps, { limit: 100 });
    if (taken.length === 0) return;
    const eventIds = taken.map(({ eventId }) => eventId);
    const { claims, slow } = await fanOut(deps, eventIds);
    await attemptFirst(deps, claims);
    for (const one of slow) await attemptDelivery(deps, one);
  }
};

const leaked = (text: string) => secrets.filter((secret) => text.includes(secret));

it("an operational event to another receiver holds no URL", async () => {
  const bodies = watcher.requests.map(({ body }) => body.toString());
  expect(bodies.map((body) => JSON.parse(body).data)).toMatchObject([
    { webhookId, url: shown, message: expect.stringContaining(`${shown} was turned off`) },
  ]);
  expect(leaked(bodies.join())).toEqual([]);
});

it("the audit log holds no URL for any reader", async () => {
  const rows = await database.deps.sql<{ action: string; text: string; name: string }>(
    "SELECT action, target_name AS name, a::text AS text FROM audit_log a WHERE target_id = $1 ORDER BY id",
    [webhookId],
  );
  const actions = rows.map(({ action }) => action);
  for (const action of ["created", "tested", "disabled", "enabled", "updated"])
    expect(actions).toContain(`webhook.${action}`);
  for (const { name } of rows) expect(name).toBe(shown);
  expect(leaked(rows.map(({ text }) => text).join())).toEqual([]);
});

describe("in the dashboard", () => {
  const isProcedure = (value: unknown): value is AnyProcedure => typeof value === "function" && "_def" in value;

  const looks = Object.entries(appRouter._def.procedures).flatMap(([path, procedure]: [string, unknown]) => {
    if (!isProcedure(procedure)) throw new Error(`${path} is not a procedure`);
    const { type, meta } = procedure._def;
    const { rung } = z.object({ rung: z.string() }).parse(meta);
    return type === "query" && rung !== "admin" ? [path] : [];
  });

  /** Every answer that a role gets for any call, as text. */
  const answersTo = async (role: "admin" | "viewer"): Promise<Map<string, string>> => {
    const caller = createCallerFactory(appRouter)({
      deps: database.deps,
      session: sessionOf(actor, { role }),
      subscribeTenant: () => () => {},
    });
    const answers = new Map<string, string>();
    for (const path of looks) {
      const procedure: unknown = path.split(".").reduce((at: unknown, name) => Reflect.get(Object(at), name), caller);
      if (typeof procedure !== "function") throw new Error(`${path} cannot be called`);
      const since = "2020-01-01T00:00:00Z";
      const hour = { since: new Date(Date.now() - 3_600_000).toISOString(), until: new Date().toISOString() };
      const inputs = [
        ...[undefined, {}, { eventIds: ids }, hour, { ...hour, step: "hour" }],
        ...[{ q: webhookId }, { resourceId: webhookId }],
        // More calls would meet the limits of a tenant.
        ...ids.flatMap((id) => [{ id }, { id, since }]),
      ];
      const results = await Promise.allSettled(inputs.map((input) => procedure(input)));
      const texts = results.flatMap((result) => (result.status === "fulfilled" ? [JSON.stringify(result.value)] : []));
      expect(texts, path).not.toEqual([]);
      answers.set(path, texts.join("\n"));
    }
    return answers;
  };

  it("no answer gives a viewer the URL of a webhook", async () => {
    expect(looks.length).toBeGreaterThan(10);
    for (const [path, text] of await answersTo("viewer")) expect(leaked(text), path).toEqual([]);
  });

  it("viewers see the beginning of a URL, and admins the whole URL", async () => {
    const [viewer, admin] = [await answersTo("viewer"), await answersTo("admin")];
    for (const path of ["webhooks.list", "webhooks.get", "deliveries.get"]) {
      expect(viewer.get(path)).toContain(`"url":"${shown}"`);
      expect(leaked(admin.get(path) ?? ""), path).toEqual(secrets);
    }
    expect(viewer.get("deliveries.get")).toContain('"location":"http://127.0.0.1/hoo…');
    expect(viewer.get("deliveries.get")).toContain("Cannot POST /hoo…");
  });
});

describe("an API key", () => {
  /** Every answer to a key, except a registration, whose caller sends the URL. */
  const answersTo = async (scopes: ApiScope[]): Promise<[operation: string, text: string][]> => {
    // Another process, whose limits know nothing of the calls before.
    const deps = database.asWorker(`wrk_${scopes.length}`);
    const key = await addKey(deps, actor, scopes);
    const answers: [string, string][] = [];
    for (const route of routes.filter(({ method }) => method === "GET")) {
      for (const id of route.path.includes("{id}") ? ids : [undefined]) {
        const { status, body } = await callRoute(deps, route, { key, id });
        if (status === 200) answers.push([route.operationId, JSON.stringify(body)]);
      }
    }
    const writes = { updateWebhook: { description: "" }, rotateSecret: {}, testWebhook: {} };
    for (const [operation, body] of Object.entries(writes)) {
      const route = routes.find(({ operationId }) => operationId === operation);
      if (!route) throw new Error(`there is no ${operation}`);
      const answer = await callRoute(deps, route, { key, id: webhookId, body });
      expect(answer.status, operation).toBe(200);
      answers.push([operation, JSON.stringify(answer.body)]);
    }
    return answers;
  };

  const scopes = apiScope.options.filter((scope) => scope !== "webhooks:read");

  it("that may not read webhooks gets no URL from any route", async () => {
    const answers = await answersTo(scopes);
    const operations = new Set(answers.map(([operation]) => operation));
    for (const operation of ["getDelivery", "getEvent", "testWebhook"]) expect(operations).toContain(operation);
    expect(operations).not.toContain("listWebhooks");
    for (const [operation, text] of answers) expect(leaked(text), operation).toEqual([]);
  });

  it("that may read webhooks sees the whole URL", async () => {
    const answers = await answersTo([...scopes, "webhooks:read"]);
    for (const operation of [
      "getWebhook",
      "listWebhooks",
      "getDelivery",
      "updateWebhook",
      "rotateSecret",
      "testWebhook",
    ]) {
      const texts = answers.filter(([name]) => name === operation).map(([, text]) => text);
      expect(leaked(texts.join()), operation).toEqual(expect.arrayContaining(["PATH-OF-THE-RECEIVER", "QUERY-OF-IT"]));
    }
  });

  it("sees the URL that it has just sent", async () => {
    const key = await addKey(database.deps, actor, ["webhooks:write"]);
    const call = (operation: string, given: object) => {
      const route = routes.find(({ operationId }) => operationId === operation);
      if (!route) throw new Error(`there is no ${operation}`);
      return callRoute(database.deps, route, { key, ...given });
    };
    const url = "http://127.0.0.1:1/said/by/the/caller?x";
    const { body } = await call("createWebhook", { body: { url, events: ["payment.completed"] } });
    expect(body.url).toBe(url);
    expect((await call("updateWebhook", { id: body.id, body: { url: `${url}=1` } })).body.url).toBe(`${url}=1`);
    expect((await call("updateWebhook", { id: body.id, body: { description: "x" } })).body.url).toBe(
      "http://127.0.0.1/sai…",
    );
  });
});
