import { setTimeout as pause } from "node:timers/promises";
import { drained } from "../pipeline.ts";
import { createProducer } from "../post-events.ts";
import type { Receiver } from "../receiver/start-receiver.ts";
import { EXPORT_MS, type Side } from "./sides.ts";

/** After a second of rest, an event makes the followers look at once. */
const REST_MS = EXPORT_MS + 100;
const LOOK_MS = 50;
const LOOKS_MAX = 1_200;

/**
 * Sends `count` events to each system. All get each request at the same time, in turns of who is first, and the next one when all have
 * answered. Resolves when no system has anything left to do: events delivered, counted and indexed, spans sent.
 */
export const loadTogether = async (
  sides: readonly Side[],
  receiver: Receiver,
  { count, arraySize, connections }: { count: number; arraySize: number; connections: number },
): Promise<void> => {
  await receiver.reset();
  const targets = sides.map(({ system, webhooks }) => ({
    producer: createProducer(system, { connections }),
    tenantIds: webhooks.map(({ tenantId }) => tenantId),
  }));
  let sent = 0;
  let requests = 0;
  const post = async () => {
    while (sent < count) {
      const [from, to] = [sent, Math.min(sent + arraySize, count)];
      sent = to;
      const first = requests++ % targets.length;
      await Promise.all(
        [...targets.slice(first), ...targets.slice(0, first)].map(({ producer, tenantIds }) =>
          producer.post(
            Array.from({ length: to - from }, (_, index) => tenantIds[(from + index) % tenantIds.length] ?? ""),
          ),
        ),
      );
    }
  };
  await Promise.all(Array.from({ length: connections }, post));
  await Promise.all(sides.map(({ system }) => drained(system, receiver, count * sides.length)));
  const lost = count * sides.length - (await receiver.counts()).unique;
  if (lost > 0) throw new Error(`${lost} events were lost: this run says nothing.`);
  await pause(REST_MS);
  await Promise.all(
    targets.map(async ({ producer, tenantIds }, index) => {
      const { ids } = await producer.post(tenantIds.slice(0, 1));
      await producer.close();
      await followed(sides[index], ids[0]);
    }),
  );
};

const followed = async (side: Side | undefined, eventId: string | undefined): Promise<void> => {
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const [row] =
      (await side?.system.deps.sql("SELECT FROM webhook_search_event WHERE event_id = $1", [eventId])) ?? [];
    if (row) return;
    await pause(LOOK_MS);
  }
  throw new Error("The followers did not catch up: this run says nothing.");
};
