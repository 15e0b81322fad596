import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor, Deps } from "#domain/context.ts";
import { continueErasures } from "#domain/erase/continue-erasures.ts";
import { eraseData } from "#domain/erase/erase-data.ts";
import { claimKey } from "#domain/idempotency/claim-key.ts";
import { eraseAnswers } from "#domain/idempotency/erase-answers.ts";
import { keepAnswer, releaseKey } from "#domain/idempotency/keep-answer.ts";
import { resealAnswers } from "#domain/idempotency/reseal-answers.ts";
import { newId } from "#domain/ids.ts";
import { deleteExpired } from "#domain/retention/delete-expired.ts";
import { countByKey } from "#domain/sealing/count-by-key.ts";
import { createSecretBox } from "#server/secrets/secret-box.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const HOUR_MS = 3_600_000;
const answer = { status: 201, headers: { "Content-Type": "application/json" }, body: '{"made":true}' };

const hoursAgo = (hours: number): Deps => ({
  ...database.deps,
  clock: () => new Date(Date.now() - hours * HOUR_MS),
});

const claim = (
  deps: Deps,
  { tenantId }: Actor,
  changes: { key?: string; bodyHash?: string; holdsData?: boolean } = {},
) =>
  claimKey(deps, { tenantId, scope: ["key_1", "POST", "/v1"], key: "k", bodyHash: "b", holdsData: true, ...changes });

const keep = async (deps: Deps, actor: Actor, changes: Parameters<typeof claim>[2] = {}) => {
  const claimed = await claim(deps, actor, changes);
  if (claimed.outcome !== "claimed") throw new Error(`the key is ${claimed.outcome}`);
  expect(await keepAnswer(deps, claimed.claim, answer)).toBe(true);
  return claimed.claim;
};

describe("a claim", () => {
  it("belongs to one call while it runs; afterwards every equal call gets the kept answer", async () => {
    const actor = await database.addTenant();
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(database.deps, actor)));
    const won = claims.flatMap((one) => (one.outcome === "claimed" ? [one.claim] : []));
    expect(won).toHaveLength(1);
    expect(claims.filter(({ outcome }) => outcome === "running")).toHaveLength(9);
    expect(await claim(database.deps, actor, { bodyHash: "other" })).toEqual({ outcome: "other_body" });
    for (const one of won) await keepAnswer(database.deps, one, answer);
    expect(await claim(database.deps, actor)).toEqual({ outcome: "answered", answer });
  });

  it("is free after its release, and stores no late answer", async () => {
    const actor = await database.addTenant();
    const first = await claim(database.deps, actor);
    if (first.outcome !== "claimed") throw new Error("not claimed");
    await releaseKey(database.deps, first.claim);
    expect(await keepAnswer(database.deps, first.claim, answer)).toBe(false);
    const second = await keep(database.deps, actor, { bodyHash: "other" });
    // An answered claim cannot be released.
    await releaseKey(database.deps, second);
    expect(await claim(database.deps, actor, { bodyHash: "other" })).toMatchObject({ outcome: "answered" });
  });

  it("lasts longer than the longest attempt", async () => {
    const actor = await database.addTenant();
    const patient = { ...database.deps, settings: { ...database.deps.settings, attemptTimeoutMs: 120_000 } };
    await claim(patient, actor);
    const later = (ms: number): Deps => ({ ...patient, clock: () => new Date(Date.now() + ms) });
    expect(await claim(later(135_000), actor)).toEqual({ outcome: "running" });
    expect(await claim(later(141_000), actor)).toMatchObject({ outcome: "claimed" });
  });
});

it("and its answer are deleted after 24 hours, also a claim without an answer", async () => {
  const actor = await database.addTenant();
  await keep(hoursAgo(25), actor, { key: "old" });
  await claim(hoursAgo(25), actor, { key: "unanswered" });
  const kept = await keep(hoursAgo(23), actor, { key: "young" });
  const { deleted } = await deleteExpired(database.deps, { workMsMax: 60_000, pauseFactor: 0 });
  expect(deleted).toEqual({ idempotency_key: 2 });
  expect(await database.deps.db.idempotencyKey.findMany({ where: { tenantId: actor.tenantId } })).toMatchObject([
    { id: kept.id },
  ]);
});

describe("an erasure", () => {
  it("deletes answers that may hold data of a customer; their keys stay used", async () => {
    const { deps } = database;
    const [actor, other] = [await database.addTenant(), await database.addTenant()];
    await keep(deps, actor, { key: "event" });
    await keep(deps, actor, { key: "secret", holdsData: false });
    await keep(deps, other, { key: "event" });
    const running = await claim(deps, actor, { key: "late" });
    await eraseData(deps, actor, { customerId: "cus_1" });
    expect(await claim(deps, actor, { key: "event" })).toEqual({ outcome: "erased" });
    expect(await claim(deps, actor, { key: "secret" })).toMatchObject({ outcome: "answered" });
    expect(await claim(deps, other, { key: "event" })).toMatchObject({ outcome: "answered" });

    // The second pass finds an answer that was kept meanwhile.
    if (running.outcome === "claimed") await keepAnswer(deps, running.claim, answer);
    expect(await claim(deps, actor, { key: "late" })).toMatchObject({ outcome: "answered" });
    await deps.db.webhookErasure.updateMany({ data: { dueAt: new Date(0) }, where: { tenantId: actor.tenantId } });
    await continueErasures(deps, { workMsMax: 10_000 });
    expect(await claim(deps, actor, { key: "late" })).toEqual({ outcome: "erased" });
  });

  it("deletes a thousand answers at a time, within the time that a caller waits", async () => {
    const { deps } = database;
    const { tenantId } = await database.addTenant();
    await deps.sql(
      `INSERT INTO idempotency_key (id, tenant_id, key_hash, body_hash, holds_data, status, answer)
       SELECT id, $1, id, '', true, 200, 'x' FROM unnest($2::text[]) AS k(id)`,
      [tenantId, Array.from({ length: 2_500 }, () => newId("idk"))],
    );
    const left = () => deps.db.idempotencyKey.count({ where: { tenantId, answer: { not: null } } });
    await eraseAnswers(deps, { tenantId, rowsMax: 1_000 });
    expect(await left()).toBe(1_500);
    await eraseAnswers(deps, { tenantId });
    expect(await left()).toBe(0);
    await deps.db.idempotencyKey.deleteMany({ where: { tenantId } });
  });
});

it("a new master key reseals the answers, and leaves unreadable ones as they are", async () => {
  await database.deps.db.idempotencyKey.deleteMany();
  const k1 = { id: "k1", key: Buffer.alloc(32, 7) };
  const k2 = { id: "k2", key: randomBytes(32) };
  const lostKey = { id: "k0", key: randomBytes(32) };
  const withKeys = (...keys: (typeof k1)[]): Deps => ({ ...database.deps, secrets: createSecretBox(keys) });
  const actor = await database.addTenant();
  for (let n = 0; n < 60; n++) await keep(withKeys(k1), actor, { key: `n${n}` });
  const lost = await keep(withKeys(lostKey), actor, { key: "lost" });
  await claim(withKeys(k1), actor, { key: "running" });
  expect(await countByKey(withKeys(k2, k1))).toContainEqual({ keyId: "k1", sealed: 60, apiKeys: 0 });

  const total = { resealed: 0, unreadable: [] as string[] };
  for (let after: string | null = ""; after !== null; ) {
    const batch: Awaited<ReturnType<typeof resealAnswers>> = await resealAnswers(withKeys(k2, k1), { after });
    total.resealed += batch.resealed;
    total.unreadable.push(...batch.unreadable);
    after = batch.next;
  }
  expect(total).toEqual({ resealed: 60, unreadable: [lost.id] });
  expect(await countByKey(withKeys(k2, k1))).toContainEqual({ keyId: "k1", sealed: 0, apiKeys: 0 });
  expect(await claim(withKeys(k2), actor, { key: "n59" })).toEqual({ outcome: "answered", answer });
});
