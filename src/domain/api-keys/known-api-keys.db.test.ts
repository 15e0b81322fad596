import { afterAll, beforeAll, expect, it } from "vitest";
import { createTenantFeed } from "#database/notify.ts";
import { authenticateApiKey } from "#domain/api-keys/authenticate-api-key.ts";
import { createApiKey } from "#domain/api-keys/create-api-key.ts";
import { createKnownApiKeys, type KnownApiKeys } from "#domain/api-keys/known-api-keys.ts";
import { revokeApiKey } from "#domain/api-keys/revoke-api-key.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { removeTenant } from "#domain/tenants/remove-tenant.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { until } from "#tests/until.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const REFUSED = { code: "unauthorized" };

const addKey = (actor: Actor) => createApiKey(database.deps, actor, { name: "till", scopes: ["events:write"] });

/** A process with a clock of its own for what it knows, which stands still unless a test moves it. */
const newProcess = (apiKeys?: KnownApiKeys) => {
  let now = 0;
  let reads = 0;
  const known = apiKeys ?? createKnownApiKeys({ clock: () => now });
  const counting: KnownApiKeys = {
    ...known,
    find: (hashes, read) =>
      known.find(hashes, () => {
        reads++;
        return read();
      }),
  };
  const deps: Deps = { ...database.deps, apiKeys: counting };
  return {
    deps,
    authenticate: (key: string) => authenticateApiKey(deps, key),
    reads: () => reads,
    pass: (ms: number) => {
      now += ms;
    },
  };
};

it("a key is read once in five seconds, and an unknown key at each request", async () => {
  const { key } = await addKey(await database.addTenant());
  const { authenticate, reads, pass } = newProcess();
  for (let index = 0; index < 3; index++) await authenticate(key);
  expect(reads()).toBe(1);
  pass(4_999);
  await authenticate(key);
  expect(reads()).toBe(1);
  pass(1);
  await authenticate(key);
  expect(reads()).toBe(2);

  const actor = await database.addTenant();
  const { key: gone, id } = await addKey(actor);
  await revokeApiKey(database.deps, actor, { id });
  for (let index = 0; index < 3; index++) await expect(authenticate(gone)).rejects.toMatchObject(REFUSED);
  expect(reads()).toBe(5);
});

it("a revoked key is refused at once where it was revoked, and five seconds later where nothing was heard", async () => {
  const actor = await database.addTenant();
  const { key, id } = await addKey(actor);
  const [revoking, deaf] = [newProcess(), newProcess()];
  await Promise.all([revoking.authenticate(key), deaf.authenticate(key)]);
  await revokeApiKey(revoking.deps, actor, { id });
  await expect(revoking.authenticate(key)).rejects.toMatchObject(REFUSED);
  await deaf.authenticate(key);
  deaf.pass(5_000);
  await expect(deaf.authenticate(key)).rejects.toMatchObject(REFUSED);
});

it("another process hears of a revocation and of a removed tenant, without its five seconds", async () => {
  const [revoked, removed, other] = [
    await database.addTenant(),
    await database.addTenant(),
    await database.addTenant(),
  ];
  const [key, removedKey, otherKey] = [await addKey(revoked), await addKey(removed), await addKey(other)];
  const known = createKnownApiKeys({ clock: () => 0 });
  let heard = 0;
  const feed = createTenantFeed(database.urls.engine, database.deps.log, {
    onKeys: (tenantIds) => {
      known.forget(tenantIds);
      heard++;
    },
    onTypes: () => {},
  });
  feed.open();
  await until("the connection listens", () => heard > 0);
  const hearing = newProcess(known);
  for (const one of [key, removedKey, otherKey]) await hearing.authenticate(one.key);

  await revokeApiKey(database.deps, revoked, { id: key.id });
  await until("the revocation is heard", () =>
    hearing.authenticate(key.key).then(
      () => false,
      () => true,
    ),
  );
  await removeTenant(database.deps, { id: removed.tenantId });
  await until("the removal is heard", () =>
    hearing.authenticate(removedKey.key).then(
      () => false,
      () => true,
    ),
  );
  const before = hearing.reads();
  await hearing.authenticate(otherKey.key);
  expect(hearing.reads(), "the key of another tenant stays known").toBe(before);
  await feed.close();
});

it("changed scopes hold when they are heard of, or five seconds later", async () => {
  const actor = await database.addTenant();
  const { key, id } = await addKey(actor);
  const { authenticate, pass, deps } = newProcess();
  const scopesAre = async (scopes: string[]) => expect((await authenticate(key)).scopes).toEqual(scopes);
  await scopesAre(["events:write"]);
  await database.deps.sql("UPDATE api_key SET scopes = '{events:read}' WHERE id = $1", [id]);
  await scopesAre(["events:write"]);
  pass(5_000);
  await scopesAre(["events:read"]);
  await database.deps.sql("UPDATE api_key SET scopes = '{webhooks:read}' WHERE id = $1", [id]);
  deps.apiKeys.forget([actor.tenantId]);
  await scopesAre(["webhooks:read"]);
});

it("a key that is revoked while it is read is not kept", async () => {
  const actor = await database.addTenant();
  const { key, id } = await addKey(actor);
  const known = createKnownApiKeys({ clock: () => 0 });
  const { deps, authenticate } = newProcess({
    ...known,
    find: (hashes, read) =>
      known.find(hashes, async () => {
        const found = await read();
        if (found) await revokeApiKey({ ...database.deps, apiKeys: known }, actor, { id });
        return found;
      }),
  });
  await authenticate(key);
  await expect(authenticateApiKey(deps, key)).rejects.toMatchObject(REFUSED);
});

it("keeps as many keys as it may, and forgets the one that was read first", async () => {
  const known = createKnownApiKeys({ clock: () => 0, keysMax: 2 });
  const read: string[] = [];
  const find = (hash: string) =>
    known.find(hash, async () => {
      read.push(hash);
      const rest = { id: hash, tenantId: "t", name: "n", scopes: [], expiresAt: null, lastUsedAt: null };
      const mode = "live" as const;
      return { ...rest, mode, hash, hashKeyId: null };
    });
  for (const hash of ["a", "b", "b", "c", "b", "c", "a"]) await find(hash);
  expect(read).toEqual(["a", "b", "c", "a"]);
});
