import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newApiKeyText } from "#domain/api-keys/api-key-text.ts";
import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { listApiKeys } from "#domain/api-keys/list-api-keys.ts";
import { revokeApiKey } from "#domain/api-keys/revoke-api-key.ts";
import type { Actor } from "#domain/context.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const create = (actor: Actor) =>
  createApiKey(database.deps, actor, { name: "till", scopes: ["webhooks:read", "events:write", "webhooks:read"] });

describe("createApiKey", () => {
  it("gives a key that authenticates its tenant with its scopes, and stores no more than a hash", async () => {
    const actor = await database.addTenant();
    const { key, ...view } = await create(actor);
    expect(view).toMatchObject({ name: "till", scopes: ["webhooks:read", "events:write"], lastUsedAt: null });
    expect(await authenticateApiKey(database.deps, key)).toEqual({
      actor: { tenantId: actor.tenantId, by: { kind: "api_key", keyId: view.id, name: "till" } },
      scopes: ["webhooks:read", "events:write"],
    });
    const row = await database.deps.db.apiKey.findUniqueOrThrow({ where: { id: view.id } });
    expect(JSON.stringify(row)).not.toContain(key.slice(20, 40));
  });

  it("fails with not_found for an unknown tenant", async () => {
    await expect(create({ tenantId: "nobody", by: { kind: "system" } })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("authenticateApiKey", () => {
  it.each([newApiKeyText(), "", "mwk_live_x", "\u0000"])("refuses %j, which was never issued", async (key) => {
    await expect(authenticateApiKey(database.deps, key)).rejects.toMatchObject({ code: "unauthorized" });
  });

  it("refuses a revoked key from the next call on", async () => {
    const actor = await database.addTenant();
    const { id, key } = await create(actor);
    await authenticateApiKey(database.deps, key);
    const revoked = await revokeApiKey(database.deps, actor, { id });
    await expect(authenticateApiKey(database.deps, key)).rejects.toMatchObject({ code: "unauthorized" });
    expect((await revokeApiKey(database.deps, actor, { id })).revokedAt).toBe(revoked.revokedAt);
  });

  it("records the use of a key once a minute at most", async () => {
    const actor = await database.addTenant();
    const { key } = await create(actor);
    const lastUseAfter = async (instant: string) => {
      await authenticateApiKey({ ...database.deps, clock: () => new Date(instant) }, key);
      return (await listApiKeys(database.deps, actor, { limit: 20 })).data[0]?.lastUsedAt;
    };
    expect(await lastUseAfter("2026-11-02T10:00:00.000Z")).toBe("2026-11-02T10:00:00.000Z");
    expect(await lastUseAfter("2026-11-02T10:00:59.000Z")).toBe("2026-11-02T10:00:00.000Z");
    expect(await lastUseAfter("2026-11-02T10:01:00.000Z")).toBe("2026-11-02T10:01:00.000Z");
  });

  it("finds a key that was hashed with an older master key", async () => {
    const { key } = await create(await database.addTenant());
    const { secrets } = database.deps;
    const rotated = {
      ...secrets,
      fingerprints: (text: string): [string, string] => ["new", secrets.fingerprints(text)[0]],
    };
    await authenticateApiKey({ ...database.deps, secrets: rotated }, key);
  });

  it("refuses a key from the moment it expires", async () => {
    const actor = await database.addTenant();
    const at = (instant: string) => ({ ...database.deps, clock: () => new Date(instant) });
    const input = { name: "till", scopes: ["events:write" as const], expiresInDays: 30 };
    const { key, expiresAt } = await createApiKey(at("2026-11-02T10:00:00.000Z"), actor, input);
    expect(expiresAt).toBe("2026-12-02T10:00:00.000Z");
    await authenticateApiKey(at("2026-12-02T09:59:59.999Z"), key);
    await expect(authenticateApiKey(at("2026-12-02T10:00:00.000Z"), key)).rejects.toMatchObject({
      code: "unauthorized",
    });
  });

  it("sends no query for a mistyped key", async () => {
    const { key } = await create(await database.addTenant());
    const silent = new Proxy(database.deps.db, {
      get: () => {
        throw new Error("the database was asked");
      },
    });
    const mistyped = `${key.slice(0, 20)}${key[20] === "x" ? "y" : "x"}${key.slice(21)}`;
    await expect(authenticateApiKey({ ...database.deps, db: silent }, mistyped)).rejects.toMatchObject({
      code: "unauthorized",
    });
    await expect(authenticateApiKey({ ...database.deps, db: silent }, key)).rejects.toThrow("was asked");
  });
});

it("a second tenant sees no key of the first and cannot revoke it", async () => {
  const owner = await database.addTenant();
  const stranger = await database.addTenant();
  const { id, key } = await create(owner);
  expect((await listApiKeys(database.deps, stranger, { limit: 20 })).data).toEqual([]);
  await expect(revokeApiKey(database.deps, stranger, { id })).rejects.toMatchObject({ code: "not_found" });
  await authenticateApiKey(database.deps, key);
});
