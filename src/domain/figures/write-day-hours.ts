import type { Deps } from "#domain/context.ts";
import { writeHours } from "#domain/figures/day-hours.ts";
import { MINUTES_OF } from "#domain/figures/figure-steps.ts";
import { FIGURE_COLUMNS } from "#domain/figures/read-figures.sql.ts";
import type { FigureRow } from "#domain/figures/sum-figures.ts";
import type { Follower } from "#domain/follow/follow-rows.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

/** Days of one page: 24 times as many rows are read, which takes the process about 10 ms. */
const PAGE = 50;

/**
 * Writes the answers of the hours into the row of each day that is over, newest days first. A trigger takes them away when a count of
 * the day changes, and the day is written again.
 *
 * The row of a day is the lock of its hours: whoever changes an hour changes its day in the same transaction. So no hour changes between
 * the lock and the commit, and several processes take other days.
 */
export const dayHoursFollower = (
  { sql, engineTransaction }: Pick<Deps, "sql" | "engineTransaction">,
  days = PAGE,
): Follower => ({
  name: "hours of days",
  followPage: async () => {
    const [found] = await sql<{ hasDays: boolean }>(LOOK);
    if (!found?.hasDays) return false;
    return engineTransaction(async (bound) => {
      const locked = await bound.sql<Day>(...LOCK_DAYS({ days }));
      if (locked.length === 0) return false;
      const rows = await bound.sql<FigureRow & { day: number }>(
        ...HOURS_OF_DAYS({ step: MINUTES_OF.hour, keys: locked }),
      );
      const byDay = Map.groupBy(rows, ({ day }) => day);
      const written = locked.map((day, index) => ({ ...day, hours: writeHours(byDay.get(index + 1) ?? []) }));
      await bound.sql(...WRITE_HOURS({ step: MINUTES_OF.day, written }));
      return locked.length === days;
    });
  },
});

type Day = { tenantId: string; mode: string; webhookId: string; event: string; at: Date };

const KEYS = { tenantId: "text", mode: "text", webhookId: "text", event: "text", at: "timestamptz" } as const;
const keys = rowsOf<Day>(KEYS);
const written = rowsOf<Day & { hours: string }>({ ...KEYS, hours: "text" });

/** Right after midnight, followers still count the day before. */
const IS_OVER = "step = 1440 AND hours IS NULL AND at < date_trunc('day', now() - interval '15 minutes', 'UTC')";

const LOOK = `SELECT EXISTS (SELECT FROM webhook_figure WHERE ${IS_OVER}) AS "hasDays"`;

/** The commit does not wait for the disk: a crash of PostgreSQL leaves the days without hours. */
const LOCK_DAYS = statement(
  { days: "int" },
  ({ days }) => `
WITH unhurried AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
SELECT tenant_id AS "tenantId", mode, webhook_id AS "webhookId", event, at FROM webhook_figure, unhurried
WHERE ${IS_OVER} ORDER BY at DESC LIMIT ${days} FOR UPDATE OF webhook_figure SKIP LOCKED`,
);

const HOURS_OF_DAYS = statement(
  { step: "int", keys },
  ({ step, keys }) => `
SELECT k.day::int AS day, f.* FROM ${keys.as("k", "day")}, LATERAL (
  SELECT f.at, ${FIGURE_COLUMNS} FROM webhook_figure f WHERE f.tenant_id = k.tenant_id AND f.mode = k.mode AND f.step = ${step}
    AND f.webhook_id = k.webhook_id AND f.event = k.event AND f.at >= k.at AND f.at < k.at + interval '24 hours' OFFSET 0) f
ORDER BY k.day, f.at`,
);

const WRITE_HOURS = statement(
  { step: "int", written },
  ({ step, written }) => `
UPDATE webhook_figure f SET hours = w.hours FROM ${written.as("w")}
WHERE f.tenant_id = w.tenant_id AND f.mode = w.mode AND f.step = ${step} AND f.webhook_id = w.webhook_id AND f.event = w.event
  AND f.at = w.at`,
);
