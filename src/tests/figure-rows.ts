import type { Actor } from "#domain/context.ts";
import { getTotals } from "#domain/figures/get-stats.ts";
import { newId } from "#domain/ids.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { addEvent } from "./seed-deliveries.ts";

type Sql = (text: string, values: unknown[]) => Promise<unknown>;

/** Result of one attempt. */
export type Result = {
  number: number;
  outcome: string;
  status: number | null;
  error: string | null;
  durationMs: number | null;
};

export const since = () => new Date(Date.now() - 47 * 3_600_000).toISOString();
export const until = () => new Date(Date.now() + 60_000).toISOString();

/** Writes rows that figures count, in the state in which they ended, and asks for the sums. */
export const figureRows = (world: () => { deps: EngineDeps; actor: Actor; webhookId: string }) => {
  const insertDelivery = async (sql: Sql, at: Date, status = "pending", event = "appointment.created") => {
    const { deps, actor, webhookId } = world();
    const eventId = await addEvent(deps, actor, { event }, at);
    const id = newId("dlv", at.getTime());
    await sql(
      `INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, status, attempts, last_attempt_at, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7)`,
      [id, actor.tenantId, webhookId, eventId, event, status, at],
    );
    return id;
  };

  const insertAttempt = (sql: Sql, deliveryId: string, at: Date, result: Partial<Result> = {}) => {
    const { number = 1, outcome = "delivered", status = 200, error = null, durationMs = 20 } = result;
    return sql(
      `INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, url, outcome, started_at, ended_at, response_status,
         error_code, duration_ms) VALUES ($1, $2, $3, $4, 'automatic', 'https://example.com', $5, $6, $6, $7, $8, $9)`,
      [newId("att", at.getTime()), world().actor.tenantId, deliveryId, number, outcome, at, status, error, durationMs],
    );
  };

  const totals = () => getTotals(world().deps, world().actor, { since: since(), until: until() });

  return { insertDelivery, insertAttempt, totals };
};
