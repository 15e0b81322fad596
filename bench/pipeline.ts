import { firstIdAt } from "#domain/ids.ts";
import type { BenchWebhook } from "./add-webhooks.ts";
import { type CpuUs, watchCpu } from "./cpu-split.ts";
import { rounded } from "./percentile.ts";
import { createProducer, postMany } from "./post-events.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import type { System } from "./start-system.ts";

export type PipelineResult = {
  perSecond: number;
  ratioToRaw: number;
  events: number;
  lost: number;
  cpuUs: CpuUs;
  what: string;
};

const REQUESTS_AT_ONCE = 4;
/** Time without progress after which the rest counts as lost. */
const STALLED_MS = 45_000;
const LOOK_MS = 20;

/**
 * Sends events as fast as they are accepted. Ends when the last one is verified at the receiver and recorded. Lost
 * events were accepted, but are missing at the receiver or not delivered in the log.
 */
export const measurePipeline = async (
  system: System,
  receiver: Receiver,
  webhooks: readonly BenchWebhook[],
  { events, warmUpEvents, rawPerSecond }: { events: number; warmUpEvents: number; rawPerSecond: number },
): Promise<PipelineResult> => {
  const tenantIds = webhooks.map(({ tenantId }) => tenantId);
  const producer = createProducer(system, { connections: REQUESTS_AT_ONCE });
  const post = (count: number) => postMany(producer, { tenantIds, count, connections: REQUESTS_AT_ONCE });

  await receiver.reset();
  await post(warmUpEvents);
  await drained(system, receiver, warmUpEvents);
  await receiver.reset();

  const sayCpu = await watchCpu(system, receiver);
  const begun = new Date();
  const startedAt = performance.now();
  const accepted = await post(events);
  await drained(system, receiver, events);
  const elapsedMs = performance.now() - startedAt;
  const cpuUs = sayCpu("the pipeline", events);
  await producer.close();

  const arrived = await receiver.arrivals();
  const logged = await deliveredEvents(system, begun);
  const lost = accepted.filter((id) => !arrived.has(id) || !logged.has(id)).length;
  const perSecond = Math.round((events - lost) / (elapsedMs / 1_000));
  return {
    perSecond,
    ratioToRaw: rawPerSecond > 0 ? rounded(perSecond / rawPerSecond) : 0,
    events: accepted.length,
    lost,
    cpuUs,
    what: "event API (arrays of 100, 20 tenants, one webhook each) → delivered, verified by the receiver and in the log",
  };
};

/** Resolves when all events have arrived and no work is left, or when progress stops. */
export const drained = async ({ deps }: Pick<System, "deps">, receiver: Receiver, events: number): Promise<void> => {
  let seen = -1;
  let movedAt = performance.now();
  while (performance.now() - movedAt < STALLED_MS) {
    const { unique } = await receiver.counts();
    if (unique !== seen) movedAt = performance.now();
    seen = unique;
    if (unique >= events) {
      const [row] = await deps.sql<{ isIdle: boolean }>(NOTHING_LEFT);
      if (row?.isIdle) return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
};

const NOTHING_LEFT = `
SELECT NOT EXISTS (SELECT 1 FROM webhook_outbox)
  AND NOT EXISTS (SELECT 1 FROM webhook_delivery WHERE due_at IS NOT NULL) AS "isIdle"`;

/** Reads the events since then whose deliveries are recorded. */
export const deliveredEvents = async ({ deps }: Pick<System, "deps">, since: Date): Promise<Set<string>> => {
  const rows = await deps.sql<{ id: string }>(
    "SELECT event_id AS id FROM webhook_delivery WHERE id >= $1 AND status = 'delivered'",
    [firstIdAt("dlv", since)],
  );
  return new Set(rows.map(({ id }) => id));
};
