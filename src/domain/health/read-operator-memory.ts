import type { Deps } from "#domain/context.ts";
import type { OwnLimits } from "#domain/limits/tenant-limits.ts";
import type { PausedScope } from "#domain/pauses/sending-pauses.ts";
import { statement } from "#domain/sql/statement.ts";

const PAGE = 10_000;

/**
 * Reads all pauses of sending and all limits of tenants into memory, page by page: at the start of a process, after a restart of the
 * database, and after very many changes at once. Memory changes when everything is read.
 *
 * @param page rows of one statement; fewer are for tests
 */
export const readOperatorMemory = async (
  { sql, pauses, tenantLimits }: Pick<Deps, "sql" | "pauses" | "tenantLimits">,
  page = PAGE,
): Promise<void> => {
  const scopes: PausedScope[] = [];
  for (let isMore = true; isMore; ) {
    const { scope = "", cause = "" } = scopes.at(-1) ?? {};
    const rows = await sql<PausedScope>(...PAUSES({ scope, cause, page }));
    scopes.push(...rows);
    isMore = rows.length === page;
  }
  const limits: (OwnLimits & { tenantId: string })[] = [];
  for (let isMore = true; isMore; ) {
    const rows = await sql<OwnLimits & { tenantId: string }>(...LIMITS({ id: limits.at(-1)?.tenantId ?? "", page }));
    limits.push(...rows);
    isMore = rows.length === page;
  }
  pauses.replace(scopes);
  tenantLimits.replace(limits);
};

const PAUSES = statement(
  { scope: "text", cause: "text", page: "int" },
  ({ scope, cause, page }) => `
SELECT scope, cause FROM sending_pause WHERE (scope, cause) > (${scope}, ${cause}) ORDER BY scope, cause LIMIT ${page}`,
);

/** Uses an index whose condition is wider. */
const LIMITS = statement(
  { id: "text", page: "int" },
  ({ id, page }) => `
SELECT id AS "tenantId", events_per_second AS "eventsPerSecond", storage_mb AS "storageMb" FROM tenant
WHERE id > ${id} AND (events_per_second IS NOT NULL OR storage_mb IS NOT NULL) ORDER BY id LIMIT ${page}`,
);
