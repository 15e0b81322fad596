import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { deleteWebhook } from "#domain/subscriptions/delete-webhook.ts";
import { getWebhook, modeOfWebhook } from "#domain/subscriptions/get-webhook.ts";
import { listWebhooks } from "#domain/subscriptions/list-webhooks.ts";
import { rotateSecret } from "#domain/subscriptions/rotate-secret.ts";
import { subscriptionSealContext } from "#domain/subscriptions/subscription-seal-context.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { createWebhookInput, HEADER_VALUE_MASK } from "#domain/subscriptions/webhook.schema.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const input = (changes: object = {}) =>
  createWebhookInput.parse({ url: "https://example.com/hook", events: ["appointment.created"], ...changes });

const create = (actor: Actor, changes: object = {}) => createWebhook(database.deps, actor, input(changes));

const readRow = (id: string) => database.deps.db.webhookSubscription.findUniqueOrThrow({ where: { id } });

describe("createWebhook", () => {
  it("answers with the secret, which the row holds only sealed", async () => {
    const actor = await database.addTenant();
    const { secret, ...webhook } = await create(actor, { headers: { Authorization: "Bearer hush" } });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(webhook).toMatchObject({
      url: "https://example.com/hook",
      events: ["appointment.created"],
      description: "",
      headers: { Authorization: HEADER_VALUE_MASK },
      active: true,
      health: "healthy",
      disabledReason: null,
      secretHint: `whsec_…${secret.slice(-4)}`,
      rateLimitPerSecond: null,
    });
    const row = await readRow(webhook.id);
    expect(JSON.stringify(row)).not.toContain(secret.slice(6));
    expect(JSON.stringify(row)).not.toContain("hush");
    const place = { tenantId: actor.tenantId, subscriptionId: webhook.id };
    expect(database.deps.secrets.open(row.secret, subscriptionSealContext(place, "secret"))).toBe(secret);
  });

  it("keeps each event type once, in the order given", async () => {
    const actor = await database.addTenant();
    const events = ["payment.failed", "appointment.created", "payment.failed"];
    expect((await create(actor, { events })).events).toEqual(["payment.failed", "appointment.created"]);
  });

  it("lists the known types for an unknown one, and names the rule that a URL breaks", async () => {
    const actor = await database.addTenant();
    await expect(create(actor, { events: ["appointment.created", "appointment.made"] })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "events.1", message: expect.stringContaining("appointment.rescheduled") }],
    });
    await expect(create(actor, { url: "http://example.com/hook" })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "url", message: expect.stringContaining("https") }],
    });
  });

  it("creates an inactive webhook as disabled by its user", async () => {
    const webhook = await create(await database.addTenant(), { active: false });
    expect(webhook).toMatchObject({ active: false, health: "disabled", disabledReason: "by_user" });
  });

  it("refuses a second webhook with the same URL, also at the same moment, and allows it to another tenant", async () => {
    const actor = await database.addTenant();
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => create(actor)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
    }
    await create(await database.addTenant());
  });

  it("allows at most 50 webhooks, also when many are created at the same moment", async () => {
    const actor = await database.addTenant();
    for (let i = 0; i < 47; i++) await create(actor, { url: `https://example.com/${i}` });
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => create(actor, { url: `https://example.com/more/${i}` })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    for (const result of results) {
      if (result.status !== "rejected") continue;
      expect(result.reason).toMatchObject({
        code: "conflict",
        message: expect.stringContaining("at most 50 webhooks"),
      });
    }
    expect(await database.deps.db.webhookSubscription.count({ where: { tenantId: actor.tenantId } })).toBe(50);
  });

  it("fails with not_found for an unknown tenant", async () => {
    await expect(create({ tenantId: "nobody", by: { kind: "system" } })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("listWebhooks", () => {
  it("pages through all webhooks, newest first, each once, while others are added", async () => {
    const actor = await database.addTenant();
    const made: string[] = [];
    for (let i = 0; i < 5; i++) made.push((await create(actor, { url: `https://example.com/${i}` })).id);
    const first = await listWebhooks(database.deps, actor, { limit: 2 });
    await create(actor, { url: "https://example.com/later" });
    const second = await listWebhooks(database.deps, actor, { limit: 2, cursor: first.nextCursor ?? "" });
    const third = await listWebhooks(database.deps, actor, { limit: 2, cursor: second.nextCursor ?? "" });
    expect(third.nextCursor).toBeNull();
    const seen = [...first.data, ...second.data, ...third.data].map(({ id }) => id);
    expect(seen).toEqual([...made].sort().reverse());
  });
});

describe("updateWebhook", () => {
  it("changes the named fields and leaves the rest", async () => {
    const actor = await database.addTenant();
    const { secret: _, ...before } = await create(actor, { description: "till", rateLimitPerSecond: 5 });
    const after = await updateWebhook(database.deps, actor, { id: before.id, changes: { description: "desk" } });
    expect(after).toEqual({ ...before, description: "desk", updatedAt: after.updatedAt });
  });

  it("keeps a masked header value, and removes one that is null", async () => {
    const actor = await database.addTenant();
    const { id } = await create(actor, { headers: { Authorization: "Bearer hush", "X-Salon": "7" } });
    const headers = { Authorization: HEADER_VALUE_MASK, "X-Salon": null };
    const after = await updateWebhook(database.deps, actor, { id, changes: { headers } });
    expect(after.headers).toEqual({ Authorization: HEADER_VALUE_MASK });
    const { headers: sealed } = await readRow(id);
    const place = subscriptionSealContext({ tenantId: actor.tenantId, subscriptionId: id }, "headers");
    expect(database.deps.secrets.open(sealed ?? "", place)).toBe('{"Authorization":"Bearer hush"}');
  });

  it("checks a new URL and resets health; the same URL changes nothing", async () => {
    const actor = await database.addTenant();
    const { id, url } = await create(actor);
    const failing = { consecutiveFailures: 7, failingSince: new Date(), probes: 1, gateAt: new Date() };
    await database.deps.db.webhookSubscription.update({ where: { id }, data: failing });
    const same = await updateWebhook(database.deps, actor, { id, changes: { url } });
    expect(same.health).toBe("paused");
    const moved = await updateWebhook(database.deps, actor, { id, changes: { url: "https://example.com/new" } });
    expect(moved).toMatchObject({ url: "https://example.com/new", health: "healthy" });
    expect(await readRow(id)).toMatchObject({ failingSince: null, probes: null, gateAt: null });
    const bad = updateWebhook(database.deps, actor, { id, changes: { url: "https://localhost.localdomain/" } });
    await expect(bad).rejects.toMatchObject({ code: "invalid", errors: [{ path: "url" }] });
  });

  it("refuses the URL of another webhook of the tenant", async () => {
    const actor = await database.addTenant();
    const { url } = await create(actor);
    const { id } = await create(actor, { url: "https://example.com/other" });
    await expect(updateWebhook(database.deps, actor, { id, changes: { url } })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("enabling clears reason and failures; other changes keep the health", async () => {
    const actor = await database.addTenant();
    const { id } = await create(actor);
    const update = (active: boolean) => updateWebhook(database.deps, actor, { id, changes: { active } });
    await database.deps.db.webhookSubscription.update({ where: { id }, data: { consecutiveFailures: 2 } });
    expect((await update(true)).health).toBe("failing");
    expect(await update(false)).toMatchObject({ health: "disabled", disabledReason: "by_user" });
    expect(await update(true)).toMatchObject({ health: "healthy", disabledReason: null });
  });

  it("disabling a webhook that is already disabled keeps the first reason", async () => {
    const actor = await database.addTenant();
    const { id } = await create(actor);
    await database.deps.db.webhookSubscription.update({
      where: { id },
      data: { active: false, disabledReason: "gone" },
    });
    const after = await updateWebhook(database.deps, actor, { id, changes: { active: false } });
    expect(after.disabledReason).toBe("gone");
  });

  it("keeps both of two simultaneous header changes", async () => {
    const actor = await database.addTenant();
    const { id } = await create(actor);
    const set = (name: string) => updateWebhook(database.deps, actor, { id, changes: { headers: { [name]: "1" } } });
    await Promise.all([set("X-A"), set("X-B"), set("X-C")]);
    expect(Object.keys((await getWebhook(database.deps, actor, { id })).headers).sort()).toEqual(["X-A", "X-B", "X-C"]);
  });
});

describe("rotateSecret", () => {
  const open = async (actor: Actor, id: string) => {
    const row = await readRow(id);
    const place = { tenantId: actor.tenantId, subscriptionId: id };
    return {
      secret: database.deps.secrets.open(row.secret, subscriptionSealContext(place, "secret")),
      previous: row.previousSecret
        ? database.deps.secrets.open(row.previousSecret, subscriptionSealContext(place, "previous_secret"))
        : null,
      until: row.previousSecretExpiresAt,
    };
  };

  it("keeps the old secret for the overlap, and one at most", async () => {
    const actor = await database.addTenant();
    const first = await create(actor);
    const deps = { ...database.deps, clock: () => new Date("2026-11-02T10:00:00Z") };
    const second = await rotateSecret(deps, actor, { id: first.id, overlapHours: 24 });
    expect(second.secret).not.toBe(first.secret);
    expect(second.secretHint).toBe(`whsec_…${second.secret.slice(-4)}`);
    expect(await open(actor, first.id)).toEqual({
      secret: second.secret,
      previous: first.secret,
      until: new Date("2026-11-03T10:00:00Z"),
    });
    const third = await rotateSecret(deps, actor, { id: first.id, overlapHours: 1 });
    expect(await open(actor, first.id)).toMatchObject({ secret: third.secret, previous: second.secret });
  });

  it("ends the old secret at once without an overlap", async () => {
    const actor = await database.addTenant();
    const { id } = await create(actor);
    await rotateSecret(database.deps, actor, { id, overlapHours: 24 });
    await rotateSecret(database.deps, actor, { id, overlapHours: 0 });
    expect(await open(actor, id)).toMatchObject({ previous: null, until: null });
  });
});

describe("deleteWebhook", () => {
  it("ends the webhook, frees its URL, keeps the row for the log, and fails with not_found the second time", async () => {
    const actor = await database.addTenant();
    const { id } = await create(actor);
    await deleteWebhook(database.deps, actor, { id });
    await expect(deleteWebhook(database.deps, actor, { id })).rejects.toMatchObject({ code: "not_found" });
    await expect(getWebhook(database.deps, actor, { id })).rejects.toMatchObject({ code: "not_found" });
    expect((await listWebhooks(database.deps, actor, { limit: 20 })).data).toEqual([]);
    await modeOfWebhook(database.deps, actor, { id });
    expect((await create(actor)).id).not.toBe(id);
  });
});

it("a second tenant finds and changes nothing", async () => {
  const owner = await database.addTenant();
  const stranger = await database.addTenant();
  const { id } = await create(owner);
  const before = await readRow(id);
  const calls = [
    () => getWebhook(database.deps, stranger, { id }),
    () => modeOfWebhook(database.deps, stranger, { id }),
    () => updateWebhook(database.deps, stranger, { id, changes: { active: false } }),
    () => rotateSecret(database.deps, stranger, { id, overlapHours: 0 }),
    () => deleteWebhook(database.deps, stranger, { id }),
  ];
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: "not_found" });
  expect((await listWebhooks(database.deps, stranger, { limit: 20 })).data).toEqual([]);
  expect(await readRow(id)).toEqual(before);
});

describe("names inside networks that an operator let through", () => {
  const inside: Record<string, string[]> = { receiver: ["127.0.0.5"], mixed: ["127.0.0.5", "8.8.8.8"] };
  const within = () => ({ ...database.deps, resolveHost: async (name: string) => inside[name] ?? [] });
  const input = (url: string) => createWebhookInput.parse({ url, events: ["appointment.created"] });

  it("may use http: and any port", async () => {
    const actor = await database.addTenant();
    const { id } = await createWebhook(within(), actor, input("http://receiver:8080/hook"));
    const changed = await updateWebhook(within(), actor, { id, changes: { url: "http://receiver:9090/hook" } });
    expect(changed.url).toBe("http://receiver:9090/hook");
  });

  it.each(["http://mixed:8080/", "http://unknown:8080/", "http://hooks.example.com/", "http://user@receiver/"])(
    "%s obeys the whole rule: not all of its addresses are inside",
    async (url) => {
      const actor = await database.addTenant();
      await expect(createWebhook(within(), actor, input(url))).rejects.toMatchObject({ code: "invalid" });
    },
  );
});
