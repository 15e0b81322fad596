import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { revokeApiKey } from "#domain/api-keys/revoke-api-key.ts";
import { listAudit } from "#domain/audit/list-audit.ts";
import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor } from "#domain/context.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { cancelRecovery } from "#domain/recoveries/cancel-recovery.ts";
import { cancelWaitingDeliveries } from "#domain/recoveries/cancel-waiting-deliveries.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { deleteExpired } from "#domain/retention/delete-expired.ts";
import { deleteWebhook } from "#domain/subscriptions/delete-webhook.ts";
import { recordHealth } from "#domain/subscriptions/record-health.ts";
import { revealSecret } from "#domain/subscriptions/reveal-secret.ts";
import { rotateSecret } from "#domain/subscriptions/rotate-secret.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { HEADER_VALUE_MASK } from "#domain/subscriptions/webhook.schema.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addDelivery, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let receiver: Receiver;
beforeAll(async () => {
  database = await testDatabase();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await database.close();
});

const person = async (): Promise<Actor> => ({
  ...(await database.addTenant()),
  by: { kind: "user", userId: "usr_mia", name: "Mia" },
  from: { address: "192.0.2.7", userAgent: "Browser/1.0\0 \ud800" },
});

const logOf = async (actor: Actor) => (await listAudit(database.deps, actor, { limit: 100 })).data.toReversed();

const DAY_MS = 86_400_000;

describe("the audit log", () => {
  it("has a line for every change by a person, with the person and the address, and no secret", async () => {
    const { deps } = database;
    const actor = await person();
    const url = `${receiver.url}?token=tok_hush`;
    const webhook = await addWebhook(deps, actor, { url, description: "Books", headers: { "x-key": "val_hush" } });
    const { id } = webhook;
    const change = (changes: Parameters<typeof updateWebhook>[2]["changes"]) =>
      updateWebhook(deps, actor, { id, changes });
    await change({ url, description: "Books", headers: { "x-key": HEADER_VALUE_MASK } });
    await change({ headers: { "x-key": "new_hush" }, redact: ["customer.phone"] });
    await change({ active: false });
    await change({ active: true });
    await testWebhook(deps, actor, { id });
    const { secret } = await rotateSecret(deps, actor, { id, overlapHours: 2 });
    await revealSecret(deps, actor, { id, signedInAt: new Date() });
    const deliveryId = await addDelivery(deps, actor, id, { status: "failed", attempts: 6 });
    await resendDelivery(deps, actor, { id: deliveryId });
    const asked = { id, since: "2020-01-01T00:00:00Z", status: ["failed" as const], includeMissing: false };
    const { id: recoveryId } = await startRecovery(deps, actor, asked);
    await cancelRecovery(deps, actor, { id, recoveryId });
    await cancelRecovery(deps, actor, { id, recoveryId });
    await cancelWaitingDeliveries(deps, actor, { id });
    const key = await createApiKey(deps, actor, { name: "till", scopes: ["events:read"] });
    await revokeApiKey(deps, actor, { id: key.id });
    await revokeApiKey(deps, actor, { id: key.id });
    await deleteWebhook(deps, actor, { id });

    const lines = await logOf(actor);
    const about = { kind: "webhook", id, name: "Books" };
    expect(lines.map(({ action, target, details }) => ({ action, target, details }))).toEqual([
      { action: "webhook.created", target: about, details: {} },
      { action: "webhook.updated", target: about, details: { changed: ["redact", "headers"] } },
      { action: "webhook.disabled", target: about, details: { reason: "by_user" } },
      { action: "webhook.enabled", target: about, details: { reason: null } },
      { action: "webhook.tested", target: about, details: { event: "appointment.created" } },
      { action: "secret.rotated", target: about, details: { overlapHours: 2 } },
      { action: "secret.revealed", target: about, details: {} },
      { action: "delivery.resent", target: { kind: "delivery", id: deliveryId, name: null }, details: {} },
      { action: "recovery.started", target: { ...about, name: null }, details: expect.objectContaining({ count: 0 }) },
      { action: "recovery.canceled", target: { ...about, name: null }, details: {} },
      { action: "webhook.waiting_canceled", target: about, details: { count: 0 } },
      {
        action: "api_key.created",
        target: { kind: "api_key", id: key.id, name: "till" },
        details: { scopes: ["events:read"], mode: "live" },
      },
      { action: "api_key.revoked", target: { kind: "api_key", id: key.id, name: "till" }, details: {} },
      { action: "webhook.deleted", target: about, details: {} },
    ]);
    for (const line of lines) {
      expect(line.actor).toEqual({ kind: "user", id: "usr_mia", name: "Mia" });
      expect(line).toMatchObject({ address: "192.0.2.7", userAgent: "Browser/1.0 \ufffd" });
    }
    const text = JSON.stringify(await deps.db.auditLog.findMany());
    for (const hush of [webhook.secret, secret, "hush", key.key, key.key.slice(12, 40)])
      expect(text).not.toContain(hush);
  });

  it("names the system when the system disables a webhook, in the same statement", async () => {
    const actor = await database.addTenant();
    const { id, url } = await addWebhook(database.deps, actor, { url: "https://a.example.com:8443/hook?key=1" });
    const result = {
      subscriptionId: id,
      url,
      delivered: false,
      endedAt: new Date(),
      isProbe: false,
      event: "x",
      attemptId: "att_1",
      deliveryId: "dlv_1",
      httpStatus: 410,
      error: null,
    };
    await recordHealth(database.deps, [{ ...result, disable: "gone" }]);
    expect((await logOf(actor)).at(-1)).toMatchObject({
      action: "webhook.disabled",
      actor: { kind: "system", id: "system", name: null },
      target: { id, name: "https://a.example.com/hoo…" },
      details: { reason: "gone" },
    });
  });

  it("has no line for a refused or failed change", async () => {
    const actor = await database.addTenant();
    const taken = await addWebhook(database.deps, actor);
    const other = await addWebhook(database.deps, actor);
    const stranger = await person();
    await expect(addWebhook(database.deps, actor, { url: taken.url })).rejects.toMatchObject({ code: "conflict" });
    const changes = { url: taken.url };
    await expect(updateWebhook(database.deps, actor, { id: other.id, changes })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(deleteWebhook(database.deps, stranger, { id: other.id })).rejects.toMatchObject({ code: "not_found" });
    expect((await logOf(actor)).map(({ action }) => action)).toEqual(["webhook.created", "webhook.created"]);
    expect(await logOf(stranger)).toEqual([]);
  });

  it("is read page by page and by subject, and never by another tenant", async () => {
    const actor = await person();
    const one = await addWebhook(database.deps, actor);
    const two = await addWebhook(database.deps, actor);
    await createApiKey(database.deps, actor, { name: "till", scopes: ["events:read"] });
    const first = await listAudit(database.deps, actor, { limit: 2 });
    expect(first.data.map(({ action }) => action)).toEqual(["api_key.created", "webhook.created"]);
    const rest = await listAudit(database.deps, actor, { limit: 2, cursor: first.nextCursor ?? undefined });
    expect(rest).toMatchObject({ data: [{ target: { id: one.id } }], nextCursor: null });
    expect((await listAudit(database.deps, actor, { limit: 9, kind: "api_key" })).data).toHaveLength(1);
    expect((await listAudit(database.deps, actor, { limit: 9, targetId: two.id })).data).toHaveLength(1);
    const stranger = await person();
    expect((await listAudit(database.deps, stranger, { limit: 9, targetId: two.id })).data).toEqual([]);
  });

  it("cannot be changed, emptied or shortened", async () => {
    const actor = await person();
    await addWebhook(database.deps, actor);
    const { sql } = database.deps;
    for (const attack of [
      "UPDATE audit_log SET actor_id = 'usr_other'",
      "UPDATE audit_log SET at = now() - interval '1 year'",
      `DELETE FROM audit_log WHERE tenant_id = '${actor.tenantId}'`,
      "TRUNCATE audit_log",
      "TRUNCATE audit_log, tenant CASCADE",
      `INSERT INTO audit_log SELECT * FROM audit_log WHERE tenant_id = '${actor.tenantId}'
       ON CONFLICT (id) DO UPDATE SET action = 'x'`,
    ])
      await expect(sql(attack), attack).rejects.toThrow(/append-only|permission denied/);
    expect(await logOf(actor)).toHaveLength(1);
  });

  it("loses lines past retention, one at a time", async () => {
    const actor = await person();
    const { deps } = database;
    const entry = { action: "webhook.tested", target: { kind: "webhook", id: "wh_x" } } as const;
    await recordAudit(deps.db, actor, entry, new Date(Date.now() - 91 * DAY_MS));
    await recordAudit(deps.db, actor, entry, new Date(Date.now() - 89 * DAY_MS));
    const { deleted } = await deleteExpired(deps, { workMsMax: 60_000, pauseFactor: 0 });
    expect(deleted.audit_log).toBe(1);
    expect(await logOf(actor)).toHaveLength(1);
  });
});

describe("revealSecret", () => {
  const MINUTE_MS = 60_000;

  it("gives the signing secret until ten minutes after the sign-in, then refuses", async () => {
    const actor = await person();
    const { id, secret } = await addWebhook(database.deps, actor);
    const now = new Date();
    const deps = { ...database.deps, clock: () => now };
    const ago = (ms: number) => new Date(now.getTime() - ms);
    expect(await revealSecret(deps, actor, { id, signedInAt: ago(10 * MINUTE_MS) })).toEqual({ secret });
    const late = revealSecret(deps, actor, { id, signedInAt: ago(10 * MINUTE_MS + 1) });
    await expect(late).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("Sign out and in"),
    });
    expect((await logOf(actor)).filter(({ action }) => action === "secret.revealed")).toHaveLength(1);
  });

  it("fails with not_found for another tenant and for a deleted webhook, whose secret is gone", async () => {
    const actor = await person();
    const { id } = await addWebhook(database.deps, actor, { headers: { "x-key": "hush" } });
    const asked = { id, signedInAt: new Date() };
    await expect(revealSecret(database.deps, await person(), asked)).rejects.toMatchObject({ code: "not_found" });
    await deleteWebhook(database.deps, actor, { id });
    await expect(revealSecret(database.deps, actor, asked)).rejects.toMatchObject({ code: "not_found" });
    const row = await database.deps.db.webhookSubscription.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ secret: "", headers: null, previousSecret: null });
  });
});
