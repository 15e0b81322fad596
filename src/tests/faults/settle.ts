import { until } from "../until.ts";
import type { World } from "./world.ts";

const SETTLE_MS = 120_000;

const WAITING = `
SELECT (SELECT count(*) FROM webhook_outbox)::int AS events,
  (SELECT count(*) FROM webhook_delivery WHERE due_at IS NOT NULL OR lease_token IS NOT NULL
     OR status IN ('pending', 'retrying'))::int AS deliveries,
  (SELECT count(*) FROM webhook_attempt WHERE outcome IS NULL)::int AS attempts`;

/** On a starved machine an open breaker may wait for many minutes. */
const PAUSED = `
SELECT s.url, s.probes, (SELECT count(*) FROM webhook_delivery d WHERE d.subscription_id = s.id AND d.due_at IS NOT NULL)::int AS waiting,
  (extract(epoch FROM s.gate_at - now()))::int AS "nextProbeInS",
  (SELECT string_agg(coalesce(code, status), ', ') FROM (SELECT a.error_code AS code, a.response_status::text AS status FROM webhook_attempt a
     JOIN webhook_delivery d ON d.id = a.delivery_id WHERE d.subscription_id = s.id AND a.outcome = 'failed'
     ORDER BY a.started_at DESC LIMIT 5) last) AS "lastFailures"
FROM webhook_subscription s WHERE s.probes IS NOT NULL AND s.active AND s.deleted_at IS NULL`;
const TRY_NOW =
  "UPDATE webhook_subscription SET gate_at = now() WHERE probes IS NOT NULL AND active AND gate_at > now()";

/**
 * Ends the load and waits until no work is left; the checker reports the rest. The receiver accepts everything from
 * here on, and paused webhooks are probed at once, as with *Try now*. A webhook that fails without a success between
 * would stay paused for longer and longer.
 */
export const settle = async (world: World, settleMs = SETTLE_MS): Promise<void> => {
  await world.producer.stop();
  await world.recorder.acceptAll();
  for (const row of await world.query(PAUSED).catch(() => [])) world.log(`paused: ${JSON.stringify(row)}`);
  await world.query(TRY_NOW).catch(() => []);
  let waiting: Record<string, unknown> | undefined;
  await until(
    "everything has settled",
    async () => {
      [waiting] = await world.query(WAITING).catch(() => []);
      return waiting && Object.values(waiting).every((count) => count === 0);
    },
    settleMs,
  ).catch(() => world.log(`did not settle: ${JSON.stringify(waiting)}`));
};
