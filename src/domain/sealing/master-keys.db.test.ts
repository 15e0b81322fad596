import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { checkMasterKeys } from "#domain/sealing/check-master-keys.ts";
import { countByKey } from "#domain/sealing/count-by-key.ts";
import { resealSome } from "#domain/sealing/reseal.ts";
import { rotateSecret } from "#domain/subscriptions/rotate-secret.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { startRunner } from "#inngest/embedded/runner.ts";
import { createWorkSources } from "#inngest/embedded/work-sources.ts";
import { createFunctions } from "#inngest/functions/index.ts";
import { createSecretBox, type MasterKey } from "#server/secrets/secret-box.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** The key of the test database. */
const k1 = { id: "k1", key: Buffer.alloc(32, 7) };
const k2 = { id: "k2", key: randomBytes(32) };

const withKeys = (...keys: MasterKey[]): EngineDeps => ({ ...database.deps, secrets: createSecretBox(keys) });

const resealAll = async (deps: EngineDeps) => {
  const unreadable: string[] = [];
  let after: string | null = "";
  while (after !== null) {
    const batch: Awaited<ReturnType<typeof resealSome>> = await resealSome(deps, { after });
    unreadable.push(...batch.unreadable);
    after = batch.next;
  }
  return unreadable;
};

const headers = { "x-till": "hush" };

describe("rotating the master key", () => {
  it("by two processes, while deliveries run and secrets change, keeps every signature valid; then the old key may go", async () => {
    const receiver = await startReceiver();
    const actor = await database.addTenant();
    const { tenantId } = actor;
    const webhooks = await Promise.all(
      Array.from({ length: 6 }, (_, n) => addWebhook(database.deps, actor, { url: `${receiver.url}/${n}`, headers })),
    );
    const secrets = new Map(webhooks.map(({ url, secret }) => [new URL(url).pathname, [secret]]));

    // Key set of a running process, which learns of the new key by itself.
    let announced: MasterKey[] | null = null;
    const worker = database.asWorker("wrk_keys", { secrets: createSecretBox([k1], () => announced) });
    const runner = startRunner(worker, (inngest) => createFunctions(inngest, worker), createWorkSources(worker));
    const send = async (n: number) => {
      const data = { appointmentId: `apt_${n}` };
      const event = { tenantId, externalId: `bk_${n}`, event: "appointment.created", data, timestamp: null };
      await acceptEvents(database.deps, [event]);
    };
    for (let n = 0; n < 20; n++) await send(n);
    await receiver.waitFor(6);

    announced = [k2, k1];
    const operator = withKeys(k2, k1);
    const rotations = webhooks.slice(0, 3).map(async ({ id, url }) => {
      const { secret } = await rotateSecret(operator, actor, { id, overlapHours: 1 });
      secrets.get(new URL(url).pathname)?.push(secret);
    });
    await Promise.all([resealAll(operator), resealAll(operator), ...rotations, ...[20, 21, 22].map(send)]);
    for (let n = 23; n < 40; n++) await send(n);
    expect(await resealAll(operator)).toEqual([]);

    const requests = await receiver.waitFor(240);
    await runner.stop();
    for (const { path, body, headers: got } of requests) {
      const isGood = (secrets.get(path) ?? []).some((secret) => {
        try {
          new Webhook(secret).verify(body, got as Record<string, string>);
          return true;
        } catch {
          return false;
        }
      });
      expect(isGood, `${path} ${got["webhook-id"]}`).toBe(true);
      expect(got["x-till"]).toBe("hush");
    }
    expect(await database.deps.db.webhookAttempt.count({ where: { tenantId, outcome: "interrupted" } })).toBe(0);
    expect(await countByKey(operator)).toContainEqual({ keyId: "k1", sealed: 0, apiKeys: 0 });
    await receiver.close();

    const [webhook] = webhooks;
    const alone = withKeys(k2);
    await expect(rotateSecret(alone, actor, { id: webhook?.id ?? "", overlapHours: 1 })).resolves.toBeDefined();
  });

  it("leaves unreadable values as they are, and names them", async () => {
    const actor = await database.addTenant();
    const lost = await addWebhook(withKeys({ id: "k0", key: randomBytes(32) }), actor);
    expect(await resealAll(withKeys(k2, k1))).toEqual([lost.id]);
    await database.deps.db.webhookSubscription.delete({ where: { id: lost.id } });
  });

  it("moves an API key to the new key at its next use; it then works without the old key", async () => {
    const actor = await database.addTenant();
    const made = await createApiKey(withKeys(k1), actor, { name: "till", scopes: ["events:read"] });
    await createApiKey(withKeys(k1), actor, { name: "unused", scopes: ["events:read"] });
    await authenticateApiKey(withKeys(k1), made.key);
    await expect(authenticateApiKey(withKeys(k2), made.key)).rejects.toMatchObject({ code: "unauthorized" });

    await authenticateApiKey(withKeys(k2, k1), made.key);
    expect((await authenticateApiKey(withKeys(k2), made.key)).actor.tenantId).toBe(actor.tenantId);
    expect(await countByKey(withKeys(k2, k1))).toContainEqual({ keyId: "k1", sealed: 0, apiKeys: 1 });
  });
});

describe("the check at start", () => {
  it("knows the keys of its database, and refuses a missing or wrong key", async () => {
    const own = await testDatabase();
    const as = (...keys: MasterKey[]): EngineDeps => ({ ...own.deps, secrets: createSecretBox(keys) });
    await checkMasterKeys(as(k1));
    // The check tells a wrong key from the right one before any value is sealed.
    await expect(checkMasterKeys(as({ id: "k1", key: randomBytes(32) }))).rejects.toThrow(
      /MASTER_KEYS: "k1" has another/,
    );
    await addWebhook(as(k1), await own.addTenant());
    await checkMasterKeys(as(k2, k1));
    await expect(checkMasterKeys(as(k2))).rejects.toThrow(/the key "k1" is missing/);

    // Simulates a database from before the key checks.
    await own.deps.db.keyCheck.deleteMany();
    await expect(checkMasterKeys(as({ id: "k1", key: randomBytes(32) }))).rejects.toThrow(/another value/);
    expect(await own.deps.db.keyCheck.count()).toBe(0);
    await checkMasterKeys(as(k1));
    await own.close();
  });
});
