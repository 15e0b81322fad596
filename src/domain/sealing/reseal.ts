import type { Deps } from "#domain/context.ts";
import { subscriptionPlace } from "#domain/subscriptions/subscription-place.ts";

type Row = { id: string; tenantId: string; secret: string; previousSecret: string | null; headers: string | null };

/** Webhooks of one batch, which is one transaction: short enough that nobody who waits for one of them notices. */
const BATCH = 200;

/**
 * Seals with the first master key what older ones sealed, one batch after `after`. A secret that is changed meanwhile keeps its
 * new text, since a row is written only where it still holds what was read. So a kill, a repeat, and two at once are
 * harmless. `unreadable` are webhooks whose key is not there: they stay as they are. `next` is null at the end.
 */
export const resealSome = async (
  { sql, secrets }: Pick<Deps, "sql" | "secrets">,
  { after }: { after: string },
): Promise<{ resealed: number; unreadable: string[]; next: string | null }> => {
  const [writing] = secrets.keyIds;
  const rows = await sql<Row>(FIND, [after, writing]);
  const unreadable: string[] = [];
  const renewed = rows.flatMap((row) => {
    try {
      return [{ old: row, new: reseal(secrets, row) }];
    } catch {
      unreadable.push(row.id);
      return [];
    }
  });
  const written = await sql<{ id: string }>(WRITE, [
    renewed.map(({ old }) => old.id),
    ...(["secret", "previousSecret", "headers"] as const).flatMap((column) => [
      renewed.map((row) => row.old[column]),
      renewed.map((row) => row.new[column]),
    ]),
  ]);
  return { resealed: written.length, unreadable, next: rows.length < BATCH ? null : (rows.at(-1)?.id ?? null) };
};

const reseal = (secrets: Deps["secrets"], row: Row): Omit<Row, "id" | "tenantId"> => {
  const webhook = { tenantId: row.tenantId, subscriptionId: row.id };
  const renew = <Sealed extends string | null>(sealed: Sealed, column: "secret" | "previous_secret" | "headers") => {
    // A deleted webhook has none.
    if (!sealed) return sealed;
    const place = subscriptionPlace(webhook, column);
    return secrets.seal(secrets.open(sealed, place), place);
  };
  return {
    secret: renew(row.secret, "secret") ?? "",
    previousSecret: renew(row.previousSecret, "previous_secret"),
    headers: renew(row.headers, "headers"),
  };
};

/** SQL: whether a sealed column names another key than `$2`. */
const isOld = (column: string) => `(${column} <> '' AND split_part(${column}, '.', 2) <> $2)`;

const FIND = `
SELECT id, tenant_id AS "tenantId", secret, previous_secret AS "previousSecret", headers FROM webhook_subscription
WHERE id > $1 AND (${["secret", "previous_secret", "headers"].map(isOld).join(" OR ")}) ORDER BY id LIMIT ${BATCH}`;

/** Rows are locked in id order, as everywhere. */
const WRITE = `
WITH renewed AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
    AS r(id, secret, new_secret, previous, new_previous, headers, new_headers)
), held AS (
  SELECT s.id FROM webhook_subscription s JOIN renewed r USING (id)
  WHERE s.secret = r.secret AND s.previous_secret IS NOT DISTINCT FROM r.previous AND s.headers IS NOT DISTINCT FROM r.headers
  ORDER BY s.id FOR NO KEY UPDATE OF s
)
UPDATE webhook_subscription s SET secret = r.new_secret, previous_secret = r.new_previous, headers = r.new_headers
FROM held JOIN renewed r USING (id) WHERE s.id = held.id RETURNING s.id`;
