import type { Deps } from "#domain/context.ts";
import { ANSWERS_KEPT_MS } from "#domain/idempotency/kept-answer.ts";
import { REST_FACTOR } from "#domain/retention/delete-expired.ts";
import type { KeptTimes } from "#domain/retention/kept-times.schema.ts";
import { SANDBOX_KEPT_DAYS } from "#domain/retention/sandbox-rows.ts";

const HOUR_MS = 3_600_000;

export const getKeptTimes = ({ settings }: Pick<Deps, "settings">): KeptTimes => ({
  bodiesDays: settings.retentionDays,
  restDays: settings.retentionDays * REST_FACTOR,
  sandboxDays: SANDBOX_KEPT_DAYS,
  answersHours: ANSWERS_KEPT_MS / HOUR_MS,
});
