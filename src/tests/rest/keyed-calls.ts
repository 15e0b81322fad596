import type { EngineDeps } from "#engine/engine-deps.ts";
import { addKey, type Call } from "#tests/rest/call-route.ts";
import type { TestApi } from "#tests/rest/test-api.ts";

/** Adds an Idempotency-Key to a call, a fresh one by default. */
export const keyed = (call: Call = {}, key = crypto.randomUUID()): Call => ({
  ...call,
  headers: { "Idempotency-Key": key },
});

/** Adds a tenant with an API key; `webhooks` counts its webhooks. */
export const newCaller = async ({ database }: TestApi) => {
  const actor = await database.addTenant();
  const key = await addKey(database.deps, actor);
  const where = { tenantId: actor.tenantId };
  return { actor, key, webhooks: () => database.deps.db.webhookSubscription.count({ where }) };
};

/** EngineDeps of a process whose clock is `ms` ahead. */
export const later = ({ database }: TestApi, ms: number, changes: Partial<EngineDeps> = {}): EngineDeps => ({
  ...database.deps,
  clock: () => new Date(Date.now() + ms),
  ...changes,
});
