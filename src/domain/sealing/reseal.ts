import type { Deps } from "#domain/context.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { subscriptionSealContext } from "#domain/subscriptions/subscription-seal-context.ts";

type Row = { id: string; tenantId: string; secret: string; previousSecret: string | null; headers: string | null };

/** Limits one transaction, so rows stay locked for a few milliseconds. */
const BATCH = 200;

/**
 * Reseals one batch of webhooks with the first master key. Writes a row only if it is unchanged since the
 * read, so kills, repeats and parallel calls are harmless. `unreadable`: webhooks whose key is missing.
 * @returns `next`, the `after` of the next batch; null at the end
 */
export const resealSome = async (
  { sql, secrets }: Pick<Deps, "sql" | "secrets">,
  { after }: { after: string },
): Promise<{ resealed: number; unreadable: string[]; next: string | null }> => {
  const [writing] = secrets.keyIds;
  const rows = await sql<Row>(...FIND({ after, writing }));
  const unreadable: string[] = [];
  const renewed = rows.flatMap((row) => {
    try {
      return [{ old: row, new: reseal(secrets, row) }];
    } catch {
      unreadable.push(row.id);
      return [];
    }
  });
  const written = await sql<{ id: string }>(
    ...WRITE({
      renewed: renewed.map((row) => ({
        id: row.old.id,
        secret: row.old.secret,
        newSecret: row.new.secret,
        previousSecret: row.old.previousSecret,
        newPreviousSecret: row.new.previousSecret,
        headers: row.old.headers,
        newHeaders: row.new.headers,
      })),
    }),
  );
  return { resealed: written.length, unreadable, next: rows.length < BATCH ? null : (rows.at(-1)?.id ?? null) };
};

const reseal = (secrets: Deps["secrets"], row: Row): Omit<Row, "id" | "tenantId"> => {
  const webhook = { tenantId: row.tenantId, subscriptionId: row.id };
  const renew = <Sealed extends string | null>(sealed: Sealed, column: "secret" | "previous_secret" | "headers") => {
    if (!sealed) return sealed;
    const place = subscriptionSealContext(webhook, column);
    return secrets.seal(secrets.open(sealed, place), place);
  };
  return {
    secret: renew(row.secret, "secret") ?? "",
    previousSecret: renew(row.previousSecret, "previous_secret"),
    headers: renew(row.headers, "headers"),
  };
};

const isOld = (column: string, writing: string) => `(${column} <> '' AND split_part(${column}, '.', 2) <> ${writing})`;

const FIND = statement(
  { after: "text", writing: "text" },
  ({ after, writing }) => `
SELECT id, tenant_id AS "tenantId", secret, previous_secret AS "previousSecret", headers FROM webhook_subscription
WHERE id > ${after} AND (${["secret", "previous_secret", "headers"].map((column) => isOld(column, writing)).join(" OR ")})
ORDER BY id LIMIT ${BATCH}`,
);

type Renewed = {
  id: string;
  secret: string;
  newSecret: string;
  previousSecret: string | null;
  newPreviousSecret: string | null;
  headers: string | null;
  newHeaders: string | null;
};

const RENEWED = rowsOf<Renewed>({
  id: "text",
  secret: "text",
  newSecret: "text",
  previousSecret: "text",
  newPreviousSecret: "text",
  headers: "text",
  newHeaders: "text",
});

/** Locks rows in id order, to avoid deadlocks. */
const WRITE = statement(
  { renewed: RENEWED },
  ({ renewed }) => `
WITH renewed AS (
  SELECT * FROM ${renewed.as("r")}
), held AS (
  SELECT s.id FROM webhook_subscription s JOIN renewed r USING (id)
  WHERE s.secret = r.secret AND s.previous_secret IS NOT DISTINCT FROM r.previous_secret
    AND s.headers IS NOT DISTINCT FROM r.headers
  ORDER BY s.id FOR NO KEY UPDATE OF s
)
UPDATE webhook_subscription s
SET secret = r.new_secret, previous_secret = r.new_previous_secret, headers = r.new_headers
FROM held JOIN renewed r USING (id) WHERE s.id = held.id RETURNING s.id`,
);
