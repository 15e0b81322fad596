import { globSync } from "node:fs";
import { join } from "node:path";
import type { AnyProcedure } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import type { Actor } from "#domain/context.ts";
import { routes } from "#rest/routes.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";
import { sessionOf } from "#tests/session-of.ts";
import { createCallerFactory } from "#trpc/init.ts";
import { appRouter } from "#trpc/routers/_app.ts";
import { apiResources } from "#web/api-resources.ts";

// Reads the lists of all procedures, routes and handlers, so that a new one cannot be missed.

const isProcedure = (value: unknown): value is AnyProcedure => typeof value === "function" && "_def" in value;

const procedures = Object.entries(appRouter._def.procedures).map(([path, procedure]: [string, unknown]) => {
  if (!isProcedure(procedure)) throw new Error(`${path} is not a procedure`);
  const { type, meta } = procedure._def;
  return { path, type, rung: z.object({ rung: z.string() }).safeParse(meta).data?.rung };
});

/** Changes open to every role: they concern the own sessions and emails only. */
const OWN_CHANGES = ["account.endSession", "account.endOtherSessions", "account.setEmail"];
/** Procedures that need no session. */
const PUBLIC = ["eventTypes.list", "account.personMark"];
/** Queries closed to viewers, because they connect to a URL or show a secret. */
const PRIVILEGED_LOOKS = ["webhooks.checkUrl"];

let database: TestDatabase;
let actor: Actor;
let ids: { webhook: string; delivery: string; event: string; key: string };
beforeAll(async () => {
  database = await testDatabase();
  actor = await database.addTenant();
  const { id: webhook } = await addWebhook(database.deps, actor);
  const delivery = await addDelivery(database.deps, actor, webhook, { status: "failed" });
  const { id: key } = await createApiKey(database.deps, actor, { name: "till", scopes: ["events:read"] });
  const { eventId: event } = await database.deps.db.webhookDelivery.findUniqueOrThrow({ where: { id: delivery } });
  ids = { webhook, delivery, event, key };
});
afterAll(() => database.close());

const call = async (path: string, role: "admin" | "viewer", input: unknown): Promise<unknown> => {
  let found: unknown = createCallerFactory(appRouter)({
    deps: database.deps,
    session: sessionOf(actor, { role }),
    subscribeTenant: () => () => {},
  });
  for (const name of path.split(".")) found = Reflect.get(Object(found), name);
  if (typeof found !== "function") throw new Error(`${path} cannot be called`);
  return found(input);
};

/** Every row of the database as text. */
const everything = async () => {
  const tables = await database.deps.sql<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1",
  );
  expect(tables.length).toBeGreaterThan(15);
  const rows = [];
  for (const { name } of tables)
    rows.push(await database.deps.sql(`SELECT '${name}', t::text FROM "${name}" t ORDER BY 2`));
  return rows;
};

describe("every procedure", () => {
  it("states who may call it", () => {
    expect(procedures.length).toBeGreaterThan(20);
    expect(procedures.filter(({ rung }) => !["public", "session", "viewer", "admin"].includes(rung ?? ""))).toEqual([]);
    expect(procedures.filter(({ rung }) => rung === "public").map(({ path }) => path)).toEqual(PUBLIC);
  });

  it("that changes something is for admins, except for the own sessions and emails", () => {
    const others = procedures.filter(({ type, rung }) => type === "mutation" && rung !== "admin");
    expect(others.map(({ path }) => path)).toEqual(OWN_CHANGES);
    expect(others.every(({ rung }) => rung === "session")).toBe(true);
  });

  it("that only reads is for viewers too", () => {
    const privileged = procedures.filter(({ type, rung }) => type !== "mutation" && rung === "admin");
    expect(privileged.map(({ path }) => path).sort()).toEqual(PRIVILEGED_LOOKS);
  });
});

describe("a viewer", () => {
  it("gets forbidden for every change and privileged query, whatever the input, and nothing changes", async () => {
    const before = await everything();
    const forbidden = procedures.filter(({ rung }) => rung === "admin");
    expect(forbidden.length).toBeGreaterThan(10);
    for (const { path } of forbidden) {
      for (const id of Object.values(ids)) {
        const input = { id, url: "https://example.com/new", events: ["payment.failed"], changes: { active: false } };
        for (const given of [input, { id }, undefined])
          await expect(call(path, "viewer", given), path).rejects.toMatchObject({ code: "FORBIDDEN" });
      }
    }
    expect(await everything()).toEqual(before);
  });

  it("sees what an admin sees, and no secret in any of it", async () => {
    const { secret } = await addWebhook(database.deps, actor, { headers: { "x-key": "only-the-receiver-knows" } });
    const looks = procedures.filter(({ type, rung }) => type === "query" && rung === "viewer");
    const seen = [];
    for (const { path } of looks) {
      const since = "2020-01-01T00:00:00Z";
      const [now, hourAgo] = [0, 3_600_000].map((ago) => new Date(Date.now() - ago).toISOString());
      const inputs = [
        {},
        undefined,
        { since: hourAgo, until: now },
        { since: hourAgo, until: now, step: "hour" },
        ...Object.values(ids).flatMap((id) => [
          { id },
          { id, since },
          { eventIds: [id] },
          { resourceId: id },
          { q: id },
        ]),
      ];
      for (const input of inputs) {
        const [asViewer, asAdmin] = await Promise.allSettled([call(path, "viewer", input), call(path, "admin", input)]);
        expect(asViewer.status).toBe(asAdmin.status);
        if (asViewer.status === "fulfilled") seen.push({ path, text: JSON.stringify(asViewer.value) });
      }
    }
    // Each query answered, so the search for secrets had text to search.
    expect(new Set(seen.map(({ path }) => path)).size).toBe(looks.length);
    const texts = seen.map(({ text }) => text).join("\n");
    expect(texts).toContain("whsec_…");
    expect(texts).not.toContain(secret);
    expect(texts).not.toMatch(/only-the-receiver-knows|whsec_[A-Za-z0-9+/]|mwk_live_\w{20}/);
  });
});

describe("every REST route", () => {
  it("states its scope, and one that changes something needs a scope to write", () => {
    const open = routes.filter(({ scope }) => scope === null);
    expect(open.map(({ operationId }) => operationId).sort()).toEqual(["describeApi", "listEventTypes"]);
    const writes = routes.filter(({ method }) => method !== "GET");
    expect(writes.filter(({ scope }) => !scope?.endsWith(":write")).map(({ path }) => path)).toEqual([]);
  });
});

/** Every file below src/app that answers requests, with its callers. tRPC decides for each procedure. */
const HANDLERS: Record<string, string> = {
  "(dashboard)/deliveries/export": "viewers of the tenant, by session",
  "api/auth/[...all]": "everybody: signing in, and the own account",
  "api/inngest": "Inngest, by signature",
  "api/trpc/[trpc]": "as each procedure states",
  "demo/book/appointments": "everybody, with demo data on a machine that nobody else reaches",
  "demo/book/manage/[key]/cancel": "holders of the appointment's link, likewise",
  "demo/book/manage/[key]/move": "holders of the appointment's link, likewise",
  "demo/receiver/[...path]": "everybody to send (demo only), viewers to look, admins to change",
  "demo/sign-in": "everybody, with demo data on a machine that nobody else reaches",
  "invite/look": "holders of an invitation's link",
  "invite/session": "holders of an invitation's link",
  "portal/end-sessions": "the platform, by token",
  "portal/session": "the platform, by token",
};

it("every request handler is listed with its callers", () => {
  const app = join(import.meta.dirname, "..", "app");
  const found = globSync("**/route.{ts,tsx}", { cwd: app }).map((file) => file.replace(/\/route\.tsx?$/, ""));
  expect(found.sort()).toEqual(Object.keys(HANDLERS).sort());
});

/** Every resource answered before Next, with its callers. REST decides for each route. */
const RESOURCES: Record<string, string> = {
  "/api/health": "everybody",
  "/api/health/web": "everybody",
  "/api/v1/…": "as each REST route states",
  "/brand/logo": "everybody",
  "/e/{key}": "holders of the event key",
  "/livez": "everybody",
  "/readyz": "everybody",
  "/v1/…": "as each REST route states",
};

it("every resource of the API is listed with its callers", () => {
  const settings = { ENGINE: "embedded" as const, INNGEST_ENV: undefined, eventKeys: [] };
  const found = apiResources(database.deps, settings, { stage: "ready" }).map(({ path }) =>
    path.replace(/^((\/api)?\/v1)\/.*/, "$1/…"),
  );
  expect([...new Set(found)].sort()).toEqual(Object.keys(RESOURCES).sort());
});
