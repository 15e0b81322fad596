import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { acceptEvents } from "#domain/events/accept-events.ts";
import { newId } from "#domain/ids.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { createWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import { addTenant } from "#domain/tenants/add-tenant.ts";
import { listTenants } from "#domain/tenants/list-tenants.ts";
import { removeTenant } from "#domain/tenants/remove-tenant.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe("addTenant", () => {
  it("makes it once; again it takes over the name and keeps the rest", async () => {
    const first = await addTenant(database.deps, { id: "salon_nord", name: "Nord" });
    const second = await addTenant(database.deps, { id: "salon_nord", name: "Salon Nord" });
    expect(second).toEqual({ ...first, name: "Salon Nord" });
  });
});

describe("listTenants", () => {
  it("pages through all in the order of ids", async () => {
    await addTenant(database.deps, { id: "aa", name: "A" });
    await addTenant(database.deps, { id: "ab", name: "B" });
    const first = await listTenants(database.deps, { limit: 1 });
    expect(first).toMatchObject({ data: [{ id: "aa" }], nextCursor: "aa" });
    expect((await listTenants(database.deps, { limit: 1, cursor: "aa" })).data).toMatchObject([{ id: "ab" }]);
  });
});

describe("removeTenant", () => {
  const furnish = async (id: string) => {
    await addTenant(database.deps, { id, name: id });
    const actor = { tenantId: id, by: { kind: "system" } } as const;
    const { key } = await createApiKey(database.deps, actor, { name: "till", scopes: ["events:write"] });
    const event = "appointment.created";
    const webhook = await createWebhook(
      database.deps,
      actor,
      createWebhookInput.parse({ url: "https://example.com/hook", events: [event] }),
    );
    const data = { appointmentId: "abc123" };
    const [accepted] = await acceptEvents(database.deps, [
      { tenantId: id, externalId: null, event, data, timestamp: null },
    ]);
    const deliveryId = newId("dlv");
    await database.deps.db.webhookDelivery.create({
      data: {
        id: deliveryId,
        tenantId: id,
        subscriptionId: webhook.id,
        eventId: accepted?.id ?? "",
        event,
        attemptLog: {
          create: {
            id: newId("att"),
            number: 1,
            trigger: "automatic",
            url: webhook.url,
            startedAt: new Date(),
            exchanges: { create: { requestHeaders: "{}" } },
          },
        },
      },
    });
    return key;
  };

  /** Rows of a tenant, counted in every table that names one. */
  const countRows = async (tenantId: string) => {
    const tables = await database.deps.sql<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'tenant_id' AND table_schema = 'public'",
    );
    expect(tables.length).toBeGreaterThanOrEqual(8);
    let total = 0;
    for (const { name } of tables) {
      const query = `SELECT count(*)::int AS count FROM "${name}" WHERE tenant_id = $1`;
      const [row] = await database.deps.sql<{ count: number }>(query, [tenantId]);
      total += row?.count ?? 0;
    }
    return total;
  };

  it("leaves no row of it anywhere, and those of others whole; the second time it is not_found", async () => {
    const key = await furnish("leaving");
    await furnish("staying");
    const others = await countRows("staying");
    await removeTenant(database.deps, { id: "leaving" });
    expect(await countRows("leaving")).toBe(0);
    expect(await countRows("staying")).toBe(others);
    await expect(authenticateApiKey(database.deps, key)).rejects.toMatchObject({ code: "unauthorized" });
    await expect(removeTenant(database.deps, { id: "leaving" })).rejects.toMatchObject({ code: "not_found" });
  });
});
