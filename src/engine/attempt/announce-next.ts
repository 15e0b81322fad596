import type { Deps } from "#domain/context.ts";
import { advanceLanes } from "#domain/deliveries/advance-lanes.ts";
import type { Lane } from "#domain/order-lane.ts";

/** Wakes the worker for the next delivery of a lane. The delivery is due already, so a lost announcement costs one poll interval. */
export const announceNext = async (
  { sql, publish, log }: Pick<Deps, "sql" | "publish" | "log">,
  lane: Lane,
): Promise<void> => {
  const next = await advanceLanes({ sql }, [lane]).catch((error: Error) => {
    log.warn(
      { webhookId: lane.subscriptionId, err: error },
      "could not announce the next delivery in order; polling will find it",
    );
    return [];
  });
  publish(...next.map(({ deliveryId }) => ({ channel: "deliveries" as const, deliveryId })));
};
