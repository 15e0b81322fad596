import type { Deps } from "#domain/context.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import { hostSql } from "#domain/subscriptions/place.ts";
import { isGated } from "#domain/subscriptions/slow-lane.ts";
import { BACKLOG_MAX, IS_SHARED } from "#engine/claim/due-rows.sql.ts";
import { createDueFinder, type DueRow } from "#engine/claim/find-due-deliveries.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";

/**
 * `own` deliveries have one run each, `backlog` deliveries share a run. Their generation is raised, because Inngest silently drops an
 * event id that it saw in the last 24 h.
 */
export type TakenDeliveries = { own: DueRow[]; backlog: DueRow[] };

type Named = { deliveryId: string };

export const takeUnannounced = async (
  deps: Pick<Deps, "sql">,
  { limit }: { limit: number },
): Promise<TakenDeliveries> => {
  const find = createDueFinder(deps, {
    limitMax: limit,
    onlyUnannounced: true,
    perWebhook: { own: BACKLOG_MAX, backlog: BACKLOG_MAX },
  });
  const { found } = await find({});
  const [own, backlog] = [found.filter(({ kind }) => kind === "own"), found.filter(({ kind }) => kind === "backlog")];
  await assignRuns(
    deps,
    own.filter(({ hasRun }) => !hasRun),
  );
  return { own: await takeOwn(deps, own), backlog: await takeShared(deps, backlog, { asked: true }) };
};

/** Takes manual resends, whether or not a run knows of them. */
export const takeResent = async (deps: Pick<Deps, "sql">, deliveries: readonly Named[]): Promise<TakenDeliveries> => {
  await assignRuns(deps, deliveries);
  return { own: await takeOwn(deps, deliveries), backlog: await takeShared(deps, deliveries, { asked: true }) };
};

/** Skips webhooks that have a shared run or a closed gate. */
export const takeBacklog = (deps: Pick<Deps, "sql">, deliveries: readonly Named[]): Promise<DueRow[]> =>
  takeShared(deps, deliveries, { asked: false });

/** Restores the previous generation. */
export const giveBackDeliveries = async ({ sql }: Pick<Deps, "sql">, taken: readonly DueRow[]): Promise<void> => {
  await sql(...GIVE_BACK({ taken }));
};

const takeOwn = async ({ sql }: Pick<Deps, "sql">, deliveries: readonly Named[]): Promise<DueRow[]> =>
  deliveries.length === 0 ? [] : sql<DueRow>(TAKE_OWN, [deliveries.map(({ deliveryId }) => deliveryId)]);

const takeShared = async (
  { sql }: Pick<Deps, "sql">,
  deliveries: readonly Named[],
  { asked }: { asked: boolean },
): Promise<DueRow[]> =>
  deliveries.length === 0 ? [] : sql<DueRow>(TAKE_SHARED, [deliveries.map(({ deliveryId }) => deliveryId), asked]);

const TAKEN = `d.id AS "deliveryId", d.subscription_id AS "subscriptionId", d.tenant_id AS "tenantId", d.attempts, d.generation,
  d.own_run IS NOT NULL AS "hasRun", ${hostSql("s.url")} AS host`;

const TAKE_OWN = `
UPDATE webhook_delivery d SET generation = d.generation + 1, announced_at = now()
FROM (
  SELECT id FROM webhook_delivery WHERE id = ANY($1) AND own_run IS NOT NULL AND due_at <= now()
  ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
) due, webhook_subscription s
WHERE d.id = due.id AND s.id = d.subscription_id
RETURNING ${TAKEN}`;

const TAKE_SHARED = `
WITH named AS (
  SELECT d.id, d.subscription_id, d.own_run, d.due_at FROM webhook_delivery d WHERE d.id = ANY($1) AND d.due_at <= now()
), webhook AS MATERIALIZED (
  SELECT s.id, s.url, ${isGated("s")} AS is_gated, CASE WHEN s.probes IS NOT NULL THEN 1 ELSE ${BACKLOG_MAX} END AS turns_max
  FROM webhook_subscription s
  WHERE s.id IN (SELECT subscription_id FROM named)
    AND ($2::bool OR ((s.gate_at IS NULL OR s.gate_at <= now()) AND NOT ${IS_SHARED}))
), placed AS (
  SELECT n.id, w.url, w.turns_max, row_number() OVER (PARTITION BY w.id ORDER BY n.due_at, n.id) AS turn
  FROM named n JOIN webhook w ON w.id = n.subscription_id WHERE n.own_run IS NULL OR w.is_gated
), due AS (
  SELECT d.id, placed.url FROM webhook_delivery d JOIN placed USING (id) WHERE turn <= turns_max AND d.due_at <= now()
  ORDER BY d.id FOR NO KEY UPDATE OF d SKIP LOCKED
)
UPDATE webhook_delivery d SET generation = d.generation + 1, announced_at = now(), own_run = NULL
FROM due s WHERE d.id = s.id
RETURNING ${TAKEN}`;

const GIVE_BACK = statement(
  { taken: rowsOf<Pick<DueRow, "deliveryId" | "generation">>({ deliveryId: "text", generation: "int" }) },
  ({ taken }) => `
UPDATE webhook_delivery d SET generation = d.generation - 1, announced_at = NULL
FROM ${taken.as("taken")} WHERE d.id = taken.delivery_id AND d.generation = taken.generation`,
);
