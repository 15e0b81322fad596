import { randomUUID } from "node:crypto";
import { Pool } from "undici";
import { appointmentCreated } from "#domain/event-types/appointment-created.ts";
import { addWebhooks, type BenchWebhook } from "./add-webhooks.ts";
import type { Endings } from "./endings.ts";
import { monotonicMs } from "./monotonic-ms.ts";
import { percentile, ratioOf } from "./percentile.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import { say } from "./say.ts";
import { newDataDir, type System, startSystem } from "./start-system.ts";

export type OrderedResult = {
  /** 95th percentile: accepted → last event of the appointment arrived. */
  unorderedP95Ms: number;
  orderedP95Ms: number;
  ratio: number;
  /** One value a round. */
  ratios: number[];
  /** Events that arrived before an earlier one of their appointment, in all ordered rounds. */
  inversions: number;
  what: string;
};

const TENANTS = 20;
const STEPS = 5;
/** Appointments of one array, whose events are sent step by step. */
const PER_ARRAY = 20;
const REQUESTS_AT_ONCE = 4;
const ROUNDS = 3;
const LOOK_MS = 50;
const SETTLED_MS_MAX = 120_000;
/** Waits of 1 s and 5 s between attempts, so that a round ends. */
const SETTINGS = { WEBHOOK_RETRY_COUNT: "2", WEBHOOK_RETRY_WINDOW: "6s" };

/**
 * Sends appointments with five events each while a fifth of the attempts fails, to webhooks that are ordered and to others in turn.
 * Compares the appointments that had no failure.
 */
export const measureOrdered = async (
  endings: Endings,
  receiver: Receiver,
  { appointments }: { appointments: number },
): Promise<OrderedResult> => {
  const system = await startSystem(endings, { dataDir: newDataDir(endings), settings: SETTINGS });
  const plain = await addWebhooks(system, receiver, { count: TENANTS, behaviour: "fail a fifth" });
  const ordered = await addWebhooks(system, receiver, { count: TENANTS, behaviour: "fail a fifth", ordered: true });
  await runRound(system, receiver, plain, { appointments: Math.ceil(appointments / 5) });
  const rounds = [];
  let inversions = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const without = await runRound(system, receiver, plain, { appointments });
    const within = await runRound(system, receiver, ordered, { appointments });
    inversions += within.inversions;
    const [unorderedP95Ms, orderedP95Ms] = [percentile(without.timesMs, 95), percentile(within.timesMs, 95)];
    rounds.push({ unorderedP95Ms, orderedP95Ms, ratio: ratioOf(orderedP95Ms, unorderedP95Ms) });
    say(`ordered: ${JSON.stringify(rounds.at(-1))}, ${without.inversions} inversions without order`);
  }
  await system.stop();
  const ratios = rounds.map(({ ratio }) => ratio);
  const [median = { unorderedP95Ms: 0, orderedP95Ms: 0, ratio: 0 }] = rounds
    .toSorted((a, b) => a.ratio - b.ratio)
    .slice(Math.floor(ROUNDS / 2));
  return {
    ...median,
    ratios,
    inversions,
    what: `${appointments} appointments × ${STEPS} events in arrays of ${PER_ARRAY * STEPS}, ${TENANTS} tenants, a fifth of the attempts failing; accepted → last event of an appointment without failure`,
  };
};

type Appointment = { ids: string[]; acceptedAt: number };

const runRound = async (
  system: System,
  receiver: Receiver,
  webhooks: readonly BenchWebhook[],
  { appointments }: { appointments: number },
): Promise<{ timesMs: number[]; inversions: number }> => {
  await receiver.reset();
  const sent = await postAppointments(system, webhooks, appointments);
  await settled(system);
  const arrivals = await receiver.arrivals();
  const unfailed = new Set(await deliveredAtOnce(system, webhooks));
  const inversions = sent.filter(({ ids }) => {
    const times = ids.map((id) => arrivals.get(id) ?? 0);
    return times.some((at, index) => index > 0 && at < (times[index - 1] ?? 0));
  }).length;
  const timesMs = sent
    .filter(({ ids }) => ids.every((id) => unfailed.has(id)))
    .map(({ ids, acceptedAt }) => Math.max(0, ...ids.map((id) => arrivals.get(id) ?? 0)) - acceptedAt);
  return { timesMs, inversions };
};

const postAppointments = async (
  { url, eventKey }: System,
  webhooks: readonly BenchWebhook[],
  count: number,
): Promise<Appointment[]> => {
  const pool = new Pool(url, { connections: REQUESTS_AT_ONCE, pipelining: 1 });
  const run = randomUUID().slice(0, 8);
  const all = Array.from({ length: count }, (_, index) => ({
    tenantId: webhooks[index % webhooks.length]?.tenantId ?? "",
    appointmentId: `apt_${run}_${index}`,
  }));
  const sent: Appointment[] = [];
  const postNext = async () => {
    for (let array = all.splice(0, PER_ARRAY); array.length > 0; array = all.splice(0, PER_ARRAY)) {
      const events = Array.from({ length: STEPS }, (_, step) =>
        array.map(({ tenantId, appointmentId }) => ({
          name: "appointment.created",
          data: { ...appointmentCreated.sample, tenantId, appointmentId, step },
        })),
      ).flat();
      const { statusCode, body } = await pool.request({
        path: `/e/${eventKey}`,
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(events),
      });
      const answer = await body.text();
      if (statusCode !== 200) throw new Error(`Events were not accepted: ${statusCode} ${answer}`);
      const acceptedAt = monotonicMs();
      const { ids }: { ids: string[] } = JSON.parse(answer);
      for (const index of array.keys())
        sent.push({ ids: ids.filter((_, place) => place % array.length === index), acceptedAt });
    }
  };
  await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, postNext));
  await pool.close();
  return sent;
};

/** Resolves when all deliveries have ended. */
const settled = async ({ deps }: System): Promise<void> => {
  const endAt = performance.now() + SETTLED_MS_MAX;
  while (performance.now() < endAt) {
    const [row] = await deps.sql<{ isIdle: boolean }>(`
SELECT NOT EXISTS (SELECT FROM webhook_outbox) AND NOT EXISTS (SELECT FROM webhook_delivery WHERE due_at IS NOT NULL) AS "isIdle"`);
    if (row?.isIdle) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`Deliveries were still open after ${SETTLED_MS_MAX} ms.`);
};

const deliveredAtOnce = async ({ deps }: System, webhooks: readonly BenchWebhook[]): Promise<string[]> => {
  const rows = await deps.sql<{ id: string }>(
    `SELECT event_id AS id FROM webhook_delivery WHERE subscription_id = ANY($1) AND status = 'delivered' AND attempts = 1`,
    [webhooks.map(({ webhookId }) => webhookId)],
  );
  return rows.map(({ id }) => id);
};
