import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { newId } from "#domain/ids.ts";
import { openPortalSession } from "#domain/portal/open-portal-session.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { createWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import { addTenant } from "#domain/tenants/add-tenant.ts";
import { listTenants } from "#domain/tenants/list-tenants.ts";
import { removeTenant } from "#domain/tenants/remove-tenant.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { indexAllEvents } from "#tests/index-all-events.ts";

const HOUR_MS = 3_600_000;
const NOWHERE = { address: null, userAgent: null };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe("addTenant", () => {
  it("creates a tenant once; a repeat updates the name and keeps the rest", async () => {
    const first = await addTenant(database.deps, { id: "salon_nord", name: "Nord" });
    const second = await addTenant(database.deps, { id: "salon_nord", name: "Salon Nord" });
    expect(second).toEqual({ ...first, name: "Salon Nord" });
  });

  it("refuses an id during its removal", async () => {
    const tenant = { id: "salon_going", name: "Going" };
    await addTenant(database.deps, tenant);
    const sql = () => Promise.reject(new Error("killed"));
    await expect(removeTenant({ ...database.deps, sql }, tenant)).rejects.toThrow("killed");
    const refusal = { code: "conflict", message: expect.stringContaining("is being removed") };
    await expect(addTenant(database.deps, tenant)).rejects.toMatchObject(refusal);
    await removeTenant(database.deps, tenant);
    expect(await addTenant(database.deps, tenant)).toMatchObject(tenant);
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
  /** Seeds a row in every table with a tenant column, and in the tables of its users. */
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
    const data = { appointmentId: "abc123", customer: { name: "Ada Brandt" } };
    const [accepted] = await acceptEvents(database.deps, [
      { tenantId: id, externalId: null, event, data, timestamp: null },
    ]);
    await indexAllEvents(database.deps);
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
        ownBodies: { create: { body: Buffer.from("{}") } },
      },
    });
    const { db } = database.deps;
    const expiresAt = new Date(Date.now() + HOUR_MS);
    const variant = { eventId: accepted?.id ?? "", tenantId: id, variant: "2026-11-01", body: Buffer.from("{}") };
    await db.webhookVariant.create({ data: variant });
    await db.emailOutbox.create({ data: { eventId: accepted?.id ?? "", tenantId: id } });
    await db.webhookErasure.create({ data: { id: newId("ers"), tenantId: id } });
    await db.tenantStorage.create({ data: { tenantId: id, bytes: 1 } });
    const figure = { tenantId: id, mode: "live", step: 60, webhookId: webhook.id, at: new Date() };
    await db.webhookFigure.create({ data: { ...figure, event } });
    await db.webhookCause.create({ data: { ...figure, cause: "timeout", count: 1, lastAt: new Date() } });
    await db.webhookReplacedEnd.create({ data: { tenantId: id, kind: "delivery", rowId: deliveryId, deliveryId } });
    const remembered = { keyHash: "k", bodyHash: "b", status: 201, answer: "sealed", holdsData: false };
    await db.idempotencyKey.create({ data: { id: newId("idk"), tenantId: id, ...remembered } });
    const span = { since: new Date(0), until: new Date(), statuses: ["failed"], includeMissing: false, total: 0 };
    const recovery = { id: newId("rec"), tenantId: id, subscriptionId: webhook.id, requestedBy: "system", ...span };
    await db.webhookRecovery.create({ data: recovery });
    const invite = { tokenHash: id, invitedBy: "system", createdAt: new Date(), expiresAt };
    await db.memberInvite.create({
      data: { id: newId("inv"), tenantId: id, email: `mia@${id}.example`, role: "viewer", ...invite },
    });
    const userId = `usr_${id}`;
    const has = {
      sessions: { create: { id: `ses_${id}`, token: id, expiresAt } },
      accounts: { create: { id: `acc_${id}`, accountId: userId, providerId: "credential" } },
      twoFactors: { create: { id: `fac_${id}`, secret: "", backupCodes: "" } },
    };
    await db.user.create({ data: { id: userId, tenantId: id, name: id, email: `${id}@salon.example`, ...has } });
    const claims = { tenant: id, sub: "ada", role: "admin", jti: id, exp: expiresAt.getTime() / 1_000 } as const;
    await openPortalSession(database.deps, claims, NOWHERE, { createsTenants: false });
    return key;
  };

  /** Counts rows of a tenant by table, from the catalogue, with the tables of its users. */
  const countRows = async (tenantId: string) => {
    const tables = await database.deps.sql<{ name: string; column: string }>(
      `SELECT table_name AS name, column_name AS column FROM information_schema.columns
       WHERE column_name IN ('tenant_id', 'user_id') AND table_schema = 'public'`,
    );
    expect(tables.length).toBeGreaterThanOrEqual(18);
    const counts: Record<string, number> = {};
    for (const { name, column } of tables) {
      const query = `SELECT count(*)::int AS count FROM "${name}" WHERE ${column} = $1`;
      const owner = column === "user_id" ? `usr_${tenantId}` : tenantId;
      const [row] = await database.deps.sql<{ count: number }>(query, [owner]);
      counts[name] = row?.count ?? 0;
    }
    return counts;
  };
  const isLeft = ([, count]: [string, number]) => count > 0;
  const leftOf = async (tenantId: string) => Object.entries(await countRows(tenantId)).filter(isLeft);

  it("works in batches, and a second call continues after a kill", async () => {
    await furnish("crowded");
    const { sql, db } = database.deps;
    // More rows than two batches hold, of each kind.
    await sql(`INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
      SELECT 'evt_crowd' || n, 'crowded', 'x', now() FROM generate_series(1, 2500) n`);
    await sql(`INSERT INTO webhook_payload (event_id, tenant_id, body)
      SELECT 'evt_crowd' || n, 'crowded', '' FROM generate_series(1, 2500) n`);
    await sql(`INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at)
      SELECT 'dlv_crowd' || n, 'crowded', s.id, 'evt_crowd' || n, 'x', now() FROM generate_series(1, 2500) n, webhook_subscription s
      WHERE s.tenant_id = 'crowded'`);
    await sql(`INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, url, started_at)
      SELECT 'att_crowd' || n, 'crowded', 'dlv_crowd' || n, 1, 'automatic', '', now() FROM generate_series(1, 2500) n`);

    const sizes: number[] = [];
    const dying = {
      ...database.deps,
      sql: (async (text: string, values?: readonly unknown[]) => {
        if (sizes.length === 4) throw new Error("killed");
        const rows = await sql<{ count: number }>(text, values);
        sizes.push(rows[0]?.count ?? 0);
        return rows;
      }) as typeof sql,
    };
    await expect(removeTenant(dying, { id: "crowded" })).rejects.toThrow("killed");
    expect(sizes).toEqual([1_000, 1_000, 501, 1_000]);
    // From the start of the removal on, no sign-in succeeds and nothing is sent.
    expect(await db.webhookSubscription.count({ where: { tenantId: "crowded", active: true } })).toBe(0);
    expect(await db.apiKey.count({ where: { tenantId: "crowded" } })).toBe(0);

    await removeTenant(database.deps, { id: "crowded" });
    expect(await leftOf("crowded")).toEqual([]);
  });

  it("ends all sessions at its start, and no hand-off opens a new one", async () => {
    await furnish("parting");
    const { db } = database.deps;
    const sql = () => Promise.reject(new Error("killed"));
    await expect(removeTenant({ ...database.deps, sql }, { id: "parting" })).rejects.toThrow("killed");
    expect(await db.session.count({ where: { userId: "usr_parting" } })).toBe(0);
    expect(await db.portalSession.count({ where: { tenantId: "parting" } })).toBe(0);
    const claims = { tenant: "parting", sub: "ada", role: "admin", jti: "late", exp: Date.now() / 1_000 } as const;
    const late = openPortalSession(database.deps, claims, NOWHERE, { createsTenants: true });
    await expect(late).rejects.toMatchObject({ code: "not_found" });
  });

  it("leaves no row of the tenant and all rows of others; a repeat fails with not_found", async () => {
    const key = await furnish("leaving");
    await furnish("staying");
    const others = await countRows("staying");
    // Check that each table held at least one row.
    expect(Object.entries(await countRows("leaving")).filter((table) => !isLeft(table))).toEqual([]);
    await removeTenant(database.deps, { id: "leaving" });
    expect(await leftOf("leaving")).toEqual([]);
    expect(await countRows("staying")).toEqual(others);
    await expect(authenticateApiKey(database.deps, key)).rejects.toMatchObject({ code: "unauthorized" });
    await expect(removeTenant(database.deps, { id: "leaving" })).rejects.toMatchObject({ code: "not_found" });
  });
});
