import { addWaiting } from "./add-waiting.ts";
import { addWebhooks, type BenchWebhook } from "./add-webhooks.ts";
import { firstAttemptTimes, pace } from "./paced-traffic.ts";
import { createProducer, postMany } from "./post-events.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import { say } from "./say.ts";
import type { System } from "./start-system.ts";

/** `left`: deliveries unfinished at the time limit. */
export type ImportResult = { events: number; left: number; timesMs: number[] };

/** Rate of all healthy webhooks together. */
const PER_SECOND = 50;
/** Rate of each bad neighbour. Bad traffic starts BAD_BEFORE_MS before the measurement. */
const BAD_PER_SECOND = 5;
const BAD_BEFORE_MS = 3_000;
/** Looks four times a second. */
const INDEX_LOOKS_MAX = 480;

/** Measures first attempts of healthy webhooks, alone on the system. */
export const measureAlone = (
  system: System,
  receiver: Receiver,
  healthy: readonly BenchWebhook[],
  { seconds }: { seconds: number },
): Promise<number[]> => firstAttemptTimes(system, receiver, healthy, { perSecond: PER_SECOND, seconds });

/**
 * Measures first attempts beside three bad neighbours: one hangs, one fails at once, one has a backlog of due
 * deliveries.
 */
export const measureNeighbour = async (
  system: System,
  receiver: Receiver,
  healthy: readonly BenchWebhook[],
  { seconds, backlog }: { seconds: number; backlog: number },
): Promise<{ timesMs: number[] }> => {
  const backlogged = await addWebhooks(system, receiver, { count: 1 });
  const bad = [
    ...(await addWebhooks(system, receiver, { count: 1, behaviour: "hang" })),
    ...(await addWebhooks(system, receiver, { count: 1, behaviour: "fail" })),
    ...backlogged,
  ];
  await addWaiting(system, backlogged, { count: backlog });
  await indexed(system, backlogged, { count: backlog });
  let isMeasuring = true;
  const producer = createProducer(system, { connections: 3 });
  const posts: Promise<unknown>[] = [];
  const noise = pace({ perSecond: BAD_PER_SECOND, seconds: 600, isWanted: () => isMeasuring }, () => {
    for (const { tenantId } of bad) posts.push(producer.post([tenantId]));
  });
  await new Promise((resolve) => setTimeout(resolve, BAD_BEFORE_MS));
  const timesMs = await firstAttemptTimes(system, receiver, healthy, { perSecond: PER_SECOND, seconds });
  isMeasuring = false;
  await noise;
  await Promise.all(posts);
  await producer.close();
  say(`bad neighbours: ${await countDue(system, backlogged)} of the backlog of ${backlog} were still due at the end`);
  for (const { remove } of bad) await remove();
  return { timesMs };
};

/** Waits for the search index. The events of a real backlog were indexed when they arrived, not all in the seconds that are measured. */
const indexed = async ({ deps }: System, webhooks: readonly BenchWebhook[], { count }: { count: number }) => {
  for (let looks = 0; looks < INDEX_LOOKS_MAX; looks++) {
    const [row] = await deps.sql<{ indexed: number }>(
      "SELECT count(*)::int AS indexed FROM webhook_search_event WHERE tenant_id = ANY($1)",
      [webhooks.map(({ tenantId }) => tenantId)],
    );
    if ((row?.indexed ?? 0) >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("The search index did not follow the backlog.");
};

/**
 * Measures first attempts while another tenant imports many events over the event API, until all are delivered or time
 * is up.
 */
export const measureImport = async (
  system: System,
  receiver: Receiver,
  healthy: readonly BenchWebhook[],
  { events, secondsMax }: { events: number; secondsMax: number },
): Promise<ImportResult> => {
  const importing = await addWebhooks(system, receiver, { count: 1 });
  const producer = createProducer(system, { connections: 2 });
  let isImporting = true;
  const tenantIds = importing.map(({ tenantId }) => tenantId);
  const deliver = async () => {
    await postMany(producer, { tenantIds, count: events, connections: 2, isWanted: () => isImporting });
    while (isImporting && (await isWaiting(system, tenantIds)))
      await new Promise((resolve) => setTimeout(resolve, 250));
  };
  const imported = deliver().finally(() => {
    isImporting = false;
  });
  const [timesMs] = await Promise.all([
    firstAttemptTimes(system, receiver, healthy, {
      perSecond: PER_SECOND,
      seconds: secondsMax,
      isWanted: () => isImporting,
    }).finally(() => {
      isImporting = false;
    }),
    imported,
  ]);
  await producer.close();
  const left = events - (await countDelivered(system, tenantIds));
  for (const { remove } of importing) await remove();
  // Clears the rest, so that it does not disturb the next measurement.
  await system.deps.sql("DELETE FROM webhook_outbox WHERE tenant_id = ANY($1)", [tenantIds]);
  return { events, left, timesMs };
};

const countDue = async ({ deps }: System, webhooks: readonly BenchWebhook[]): Promise<number> => {
  const [row] = await deps.sql<{ due: number }>(
    "SELECT count(*)::int AS due FROM webhook_delivery WHERE subscription_id = ANY($1) AND due_at IS NOT NULL",
    [webhooks.map(({ webhookId }) => webhookId)],
  );
  return row?.due ?? 0;
};

const isWaiting = async ({ deps }: System, tenantIds: readonly string[]): Promise<boolean> => {
  const [row] = await deps.sql<{ isWaiting: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM webhook_outbox WHERE tenant_id = ANY($1))
       OR EXISTS (SELECT 1 FROM webhook_delivery WHERE tenant_id = ANY($1) AND due_at IS NOT NULL) AS "isWaiting"`,
    [tenantIds],
  );
  return row?.isWaiting ?? false;
};

const countDelivered = async ({ deps }: System, tenantIds: readonly string[]): Promise<number> => {
  const [row] = await deps.sql<{ delivered: number }>(
    "SELECT count(*)::int AS delivered FROM webhook_delivery WHERE tenant_id = ANY($1) AND status = 'delivered'",
    [tenantIds],
  );
  return row?.delivered ?? 0;
};
