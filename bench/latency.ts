import type { BenchWebhook } from "./add-webhooks.ts";
import { monotonicMs } from "./monotonic-ms.ts";
import { percentile } from "./percentile.ts";
import { createProducer } from "./post-events.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import type { System } from "./start-system.ts";

export type LatencyResult = { p50Ms: number; p99Ms: number; what: string };

const ROUNDS = 3;
/** Pause between two events, so that work of the previous event has ended. */
const PAUSE_MS = 25;
const ARRIVAL_MS_MAX = 30_000;

/**
 * Sends one event at a time on an idle system. Measures from the event API's response to the request at the receiver.
 */
export const measureLatency = async (
  system: System,
  receiver: Receiver,
  webhooks: readonly BenchWebhook[],
  { events }: { events: number },
): Promise<LatencyResult> => {
  const producer = createProducer(system, { connections: 1 });
  const measureRound = async () => {
    await receiver.reset();
    const accepted: { id: string; at: number }[] = [];
    for (let sent = 0; sent < events; sent++) {
      const { ids, acceptedAt } = await producer.post([webhooks[sent % webhooks.length]?.tenantId ?? ""]);
      accepted.push({ id: ids[0] ?? "", at: acceptedAt });
      await arrived(receiver, sent + 1);
    }
    const arrivals = await receiver.arrivals();
    // Requests sometimes arrive before the API response: count 0.
    const waits = accepted.map(({ id, at }) => Math.max(0, (arrivals.get(id) ?? Number.POSITIVE_INFINITY) - at));
    return { p50Ms: percentile(waits, 50), p99Ms: percentile(waits, 99) };
  };
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measureRound());
  await producer.close();
  const best = rounds.reduce((a, b) => (b.p99Ms < a.p99Ms ? b : a));
  return {
    ...best,
    what: "event accepted → request at the receiver, idle system, one at a time, best of 3 rounds",
  };
};

const arrived = async (receiver: Receiver, count: number) => {
  const endAt = monotonicMs() + ARRIVAL_MS_MAX;
  do await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  while ((await receiver.counts()).unique < count && monotonicMs() < endAt);
};
