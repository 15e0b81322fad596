import type { Actor, Deps } from "#domain/context.ts";
import { ANSWERS_KEPT_MS } from "#domain/idempotency/kept-answer.ts";
import { REST_FACTOR } from "#domain/retention/delete-expired.ts";
import type { KeptTimes } from "#domain/retention/kept-times.schema.ts";
import { SANDBOX_KEPT_DAYS } from "#domain/retention/sandbox-rows.ts";

const HOUR_MS = 3_600_000;

/** Returns the times of the tenant: those that the operator has set, or those of the system. */
export const getKeptTimes = async (
  { db, settings }: Pick<Deps, "db" | "settings">,
  { tenantId }: Actor,
): Promise<KeptTimes> => {
  const tenant = await db.tenant.findUnique({ where: { id: tenantId }, select: { retentionDays: true } });
  const days = tenant?.retentionDays ?? settings.retentionDays;
  return {
    bodiesDays: days,
    restDays: days * REST_FACTOR,
    sandboxDays: SANDBOX_KEPT_DAYS,
    answersHours: ANSWERS_KEPT_MS / HOUR_MS,
  };
};
