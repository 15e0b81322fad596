import type { Deps } from "#domain/context.ts";
import { countByKey } from "#domain/sealing/count-by-key.ts";
import { subscriptionSealContext } from "#domain/subscriptions/subscription-seal-context.ts";

const KNOWN_TEXT = "key_check";

/**
 * Throws when a key that sealed secrets is missing or has another value, since signing and API keys would
 * fail. Marks each new key. Safe to repeat.
 */
export const checkMasterKeys = async (deps: Pick<Deps, "db" | "sql" | "secrets">): Promise<void> => {
  const { db, secrets } = deps;
  const marks = new Map((await db.keyCheck.findMany()).map(({ keyId, fingerprint }) => [keyId, fingerprint]));
  for (const { keyId, sealed } of await countByKey(deps)) {
    if (sealed > 0 && !secrets.keyIds.includes(keyId))
      throw new Error(
        `Bad setting MASTER_KEYS: the key "${keyId}" is missing, and ${sealed} stored secrets are sealed with it. ` +
          "Put the key back: without it no webhook can be signed, so nothing starts.",
      );
  }
  const fingerprints = secrets.fingerprints(KNOWN_TEXT);
  const configured = secrets.keyIds.map((keyId, index) => ({ keyId, fingerprint: fingerprints[index] ?? "" }));
  for (const { keyId, fingerprint } of configured) {
    const mark = marks.get(keyId);
    if ((mark === undefined || mark === fingerprint) && (await opensSample(deps, keyId))) continue;
    throw new Error(
      `Bad setting MASTER_KEYS: "${keyId}" has another value than the key that this database was sealed with. ` +
        "Put the right one back.",
    );
  }
  await db.keyCheck.createMany({ data: configured.filter(({ keyId }) => !marks.has(keyId)), skipDuplicates: true });
};

export const forgetMasterKey = async ({ db }: Pick<Deps, "db">, { keyId }: { keyId: string }): Promise<void> => {
  await db.keyCheck.deleteMany({ where: { keyId } });
};

/** Opens one secret as a sample: a key opens all that it sealed, or nothing. */
const opensSample = async ({ sql, secrets }: Pick<Deps, "sql" | "secrets">, keyId: string): Promise<boolean> => {
  const [webhook] = await sql<{ id: string; tenantId: string; secret: string }>(SAMPLE, [keyId]);
  if (!webhook) return true;
  try {
    secrets.open(webhook.secret, subscriptionSealContext({ ...webhook, subscriptionId: webhook.id }, "secret"));
    return true;
  } catch {
    return false;
  }
};

const SAMPLE = `
SELECT id, tenant_id AS "tenantId", secret FROM webhook_subscription WHERE split_part(secret, '.', 2) = $1 ORDER BY id LIMIT 1`;
