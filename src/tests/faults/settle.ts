import { until } from "../until.ts";
import type { World } from "./world.ts";

const SETTLE_MS = 120_000;

const WAITING = `
SELECT (SELECT count(*) FROM webhook_event WHERE dispatch_due_at IS NOT NULL)::int AS events,
  (SELECT count(*) FROM webhook_delivery WHERE due_at IS NOT NULL OR lease_token IS NOT NULL
     OR status IN ('pending', 'retrying'))::int AS deliveries,
  (SELECT count(*) FROM webhook_attempt WHERE outcome IS NULL)::int AS attempts`;

/**
 * Ends the load, and waits until nothing is left to do. What does not settle is for the checker to name. The receiver
 * accepts everything from here on: a webhook that fails without a success between would be paused for longer and longer.
 */
export const settle = async (world: World, settleMs = SETTLE_MS): Promise<void> => {
  await world.producer.stop();
  await world.recorder.acceptAll();
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
