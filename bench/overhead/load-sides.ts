import { setTimeout as pause } from "node:timers/promises";
import { drained } from "../pipeline.ts";
import { createProducer, type Producer, postMany } from "../post-events.ts";
import type { Receiver } from "../receiver/start-receiver.ts";
import { EXPORT_MS, type Side } from "./sides.ts";

/** The last spans leave. After a second of rest, an event makes the followers look at once. */
const REST_MS = EXPORT_MS + 1_000;
const LOOK_MS = 50;
const LOOKS_MAX = 1_200;

type Target = { side: Side; producer: Producer; tenantIds: string[] };

/**
 * Sends `count` events to each system, one request to each in turn. Resolves when no system has anything left to do: events delivered,
 * counted and indexed, spans sent.
 * @param perSecond events of all systems together
 */
export const loadTogether = async (
  sides: readonly Side[],
  receiver: Receiver,
  { count, arraySize, perSecond }: { count: number; arraySize: number; perSecond: number },
): Promise<void> => {
  await receiver.reset();
  const targets = sides.map((side) => targetOf(side, 1));
  for (let sent = 0; sent < count; sent += arraySize)
    for (const { producer, tenantIds } of targets) {
      const waited = pause((1_000 * arraySize) / perSecond);
      await producer.post(
        Array.from({ length: arraySize }, (_, index) => tenantIds[(sent + index) % tenantIds.length] ?? ""),
      );
      await waited;
    }
  await ended(targets, receiver, count);
};

/** Sends `count` events to one system as fast as it takes them. Resolves as `loadTogether` does. */
export const loadAlone = async (
  side: Side,
  receiver: Receiver,
  { count, arraySize, connections }: { count: number; arraySize: number; connections: number },
): Promise<void> => {
  await receiver.reset();
  const target = targetOf(side, connections);
  await postMany(target.producer, { tenantIds: target.tenantIds, count, arraySize, connections });
  await ended([target], receiver, count);
};

const targetOf = (side: Side, connections: number): Target => ({
  side,
  producer: createProducer(side.system, { connections }),
  tenantIds: side.webhooks.map(({ tenantId }) => tenantId),
});

const ended = async (targets: readonly Target[], receiver: Receiver, count: number): Promise<void> => {
  const all = count * targets.length;
  await Promise.all(targets.map(({ side }) => drained(side.system, receiver, all)));
  const { unique } = await receiver.counts();
  if (unique < all) throw new Error(`${all - unique} events were lost: this run says nothing.`);
  await pause(REST_MS);
  await Promise.all(targets.map(followed));
};

/** Resolves when the followers have read one more event. */
const followed = async ({ side, producer, tenantIds }: Target): Promise<void> => {
  const { ids } = await producer.post(tenantIds.slice(0, 1));
  await producer.close();
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const [row] = await side.system.deps.sql("SELECT FROM webhook_search_event WHERE event_id = $1", [ids[0]]);
    if (row) return;
    await pause(LOOK_MS);
  }
  throw new Error("The followers did not catch up: this run says nothing.");
};
