import pg from "pg";
import type { Actor } from "#domain/context.ts";
import { asTenant } from "#domain/tenants/as-tenant.ts";
import type { TestDatabase } from "#tests/database.ts";

const LOCK = 4_711;
const ASKED = 50;

/**
 * Starts fifty statements of one tenant, which last until `release`, and returns when as many run as may. Statements
 * without a connection are refused meanwhile. `release` returns the number of answered statements.
 */
export const holdConnections = async ({ deps, url }: TestDatabase, actor: Actor) => {
  const holder = new pg.Client({ connectionString: url });
  await holder.connect();
  await holder.query("SELECT pg_advisory_lock($1)", [LOCK]);
  const own = asTenant(deps, actor.tenantId);
  let answered = 0;
  let refused = 0;
  const isRefused = Promise.withResolvers<void>();
  const asking = Array.from({ length: ASKED }, () =>
    own.sql("SELECT pg_advisory_xact_lock_shared($1)::text", [LOCK]).then(
      () => answered++,
      () => {
        refused++;
        isRefused.resolve();
      },
    ),
  );
  // The first refusal follows a full wait, so by then all permitted statements run.
  await isRefused.promise;
  return {
    actor,
    release: async (): Promise<number> => {
      await holder.query("SELECT pg_advisory_unlock($1)", [LOCK]);
      await Promise.all(asking);
      await holder.end();
      return refused === ASKED - answered ? answered : Number.NaN;
    },
  };
};
