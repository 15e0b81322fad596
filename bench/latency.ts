import type { BenchWebhook } from "./add-webhooks.ts";
import { monotonicMs } from "./monotonic-ms.ts";
import { percentile } from "./percentile.ts";
import { createProducer } from "./post-events.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import type { System } from "./start-system.ts";

export type LatencyResult = { p50Ms: number; p99Ms: number; what: string };

/** Milliseconds until the request at the receiver, one value an event. */
export type LatencyRound = { fromPostMs: number[]; fromAcceptedMs: number[] };

const ROUNDS = 3;
/** Pause between two events, so that work of the previous event has ended. */
export const PAUSE_MS = 25;
const ARRIVAL_MS_MAX = 30_000;

/** Sends one event at a time on an idle system, in three rounds. */
export const sendOneByOne = async (
  system: System,
  receiver: Receiver,
  webhooks: readonly BenchWebhook[],
  { events }: { events: number },
): Promise<LatencyRound[]> => {
  const producer = createProducer(system, { connections: 1 });
  const sendRound = async (): Promise<LatencyRound> => {
    await receiver.reset();
    const sent: { id: string; postedAt: number; acceptedAt: number }[] = [];
    while (sent.length < events) {
      const postedAt = monotonicMs();
      const { ids, acceptedAt } = await producer.post([webhooks[sent.length % webhooks.length]?.tenantId ?? ""]);
      sent.push({ id: ids[0] ?? "", postedAt, acceptedAt });
      await arrived(receiver, sent.length);
    }
    const arrivals = await receiver.arrivals();
    const arrivedAt = (id: string) => arrivals.get(id) ?? Number.POSITIVE_INFINITY;
    return {
      fromPostMs: sent.map(({ id, postedAt }) => arrivedAt(id) - postedAt),
      // Requests sometimes arrive before the API response: count 0.
      fromAcceptedMs: sent.map(({ id, acceptedAt }) => Math.max(0, arrivedAt(id) - acceptedAt)),
    };
  };
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await sendRound());
  await producer.close();
  return rounds;
};

/** Summarises the time from the event API's response to the request at the receiver. */
export const summariseLatency = (rounds: readonly LatencyRound[]): LatencyResult => ({
  ...bestOf(rounds.map(({ fromAcceptedMs }) => fromAcceptedMs)),
  what: "event accepted → request at the receiver, idle system, one at a time, best of 3 rounds",
});

/** Returns the percentiles of the round with the lowest p99. */
export const bestOf = (rounds: readonly (readonly number[])[]): { p50Ms: number; p99Ms: number } =>
  rounds
    .map((times) => ({ p50Ms: percentile(times, 50), p99Ms: percentile(times, 99) }))
    .reduce((a, b) => (b.p99Ms < a.p99Ms ? b : a));

const arrived = async (receiver: Receiver, count: number) => {
  const endAt = monotonicMs() + ARRIVAL_MS_MAX;
  do await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  while ((await receiver.counts()).unique < count && monotonicMs() < endAt);
};
