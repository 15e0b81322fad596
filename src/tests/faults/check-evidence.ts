import { checkAttempts } from "./check-attempts.ts";
import { checkReceipts, countDuplicates } from "./check-receipts.ts";
import type { DeliveryRow, EventRow, Evidence, SentEvent, Violation, WebhookLedger } from "./evidence.ts";

/**
 * Slowest accepted refusal. The promise is 2 s; a slow test machine needs more, and a hanging call takes far longer.
 */
const REFUSAL_MS_MAX = 10_000;
const FINAL = ["delivered", "failed", "canceled"];
const DERIVED: Record<string, string[]> = {
  "appointment.created": ["appointment.scheduled", "appointment.changed"],
  "appointment.rescheduled": ["appointment.changed"],
  "appointment.canceled": ["appointment.changed"],
};

/**
 * Lists every broken promise in the ledgers and rows; empty = nothing is lost, forged, left open or repeated without
 * cause. Pure function, so that tests can show its failures.
 */
export const checkEvidence = (evidence: Evidence): Violation[] => [
  ...checkAcknowledged(evidence),
  ...checkSettled(evidence),
  ...checkReceipts(evidence),
  ...checkAttempts(evidence),
  ...checkCounts(evidence),
  ...checkAnswers(evidence),
];

/** Figures of a run. `lost`: acknowledged, for an enabled webhook, and neither delivered nor explained. */
export const summarize = (evidence: Evidence) => {
  const count = (status: string) => evidence.deliveries.filter((one) => one.status === status).length;
  return {
    sent: evidence.sent.filter(({ ackedAt }) => ackedAt !== null).length,
    delivered: count("delivered"),
    failed: count("failed"),
    canceled: count("canceled"),
    lost: checkEvidence(evidence).filter(({ kind }) => kind === "lost" || kind === "unfinished").length,
    duplicates: countDuplicates(evidence),
  };
};

/** Every acknowledged event has a delivery to every enabled webhook, and each `delivered` one arrived there. */
const checkAcknowledged = ({ sent, webhooks, events, deliveries, receipts }: Evidence): Violation[] => {
  const rows = new Map(events.map((row) => [row.id, row]));
  const derived = Map.groupBy(events, ({ sourceEventId }) => sourceEventId);
  const byPlace = new Map(deliveries.map((row) => [`${row.eventId} ${row.subscriptionId}`, row]));
  const arrived = new Set(receipts.filter(wasAccepted).map(({ headers }) => headers["webhook-id"]));
  const check = (source: SentEvent, webhook: WebhookLedger, row: EventRow | undefined, event: string): Violation[] => {
    const what = `${event} ${source.externalId} for ${webhook.id}`;
    const wasOff = webhook.offAt !== null && (!row?.dispatchedAt || row.dispatchedAt >= webhook.offAt);
    const delivery = row && byPlace.get(`${row.id} ${webhook.id}`);
    if (!delivery) return wasOff ? [] : [{ kind: "lost", detail: `${what}: there is no delivery` }];
    if (delivery.status === "delivered" && !arrived.has(delivery.eventId))
      return [{ kind: "lost", detail: `${what}: recorded as delivered, and never accepted by the receiver` }];
    return [];
  };
  return sent
    .filter(({ ackedAt }) => ackedAt !== null)
    .flatMap((one) => {
      const [id = ""] = one.ids;
      if (new Set(one.ids).size > 1)
        return [{ kind: "id_changed" as const, detail: `${one.externalId} was given ${one.ids.join(", ")}` }];
      const row = rows.get(id);
      if (!row)
        return [{ kind: "lost" as const, detail: `${one.externalId} was acknowledged as ${id}: there is no such row` }];
      return webhooks
        .filter(({ tenantId, createdAt }) => tenantId === one.tenantId && createdAt < one.sentAt)
        .flatMap((webhook) =>
          [one.event, ...(DERIVED[one.event] ?? [])]
            .filter((event) => webhook.events.includes(event))
            .flatMap((event) => {
              const own = event === one.event ? row : derived.get(id)?.find((candidate) => candidate.event === event);
              return check(one, webhook, own, event);
            }),
        );
    });
};

const wasAccepted = ({ answered }: { answered: number | null }) =>
  answered !== null && answered >= 200 && answered < 300;

/** All work is finished: final states with a reason, no lease, no waiting event. */
const checkSettled = ({ deliveries, events, webhooks }: Evidence): Violation[] => {
  const off = new Set(webhooks.filter(({ offAt }) => offAt !== null).map(({ id }) => id));
  const check = ({ id, status, reason, isDue, isLeased, subscriptionId }: DeliveryRow): Violation[] => {
    if (!FINAL.includes(status) || isDue || isLeased)
      return [{ kind: "unfinished", detail: `${id} is ${status}${isLeased ? ", leased" : ""}${isDue ? ", due" : ""}` }];
    if (status !== "delivered" && !reason) return [{ kind: "no_reason", detail: `${id} is ${status}` }];
    if (status === "canceled" && !off.has(subscriptionId))
      return [{ kind: "failed_without_cause", detail: `${id} is canceled, and its webhook was never off` }];
    return [];
  };
  const waiting = events.filter(({ isDue }) => isDue);
  return [
    ...deliveries.flatMap(check),
    ...waiting.map(({ id }) => ({ kind: "unfinished" as const, detail: `${id} is not dispatched` })),
  ];
};

/** The API lists the same counts as the rows. */
const checkCounts = ({ deliveries, listed }: Evidence): Violation[] => {
  const rows = new Map<string, number>();
  for (const { subscriptionId, status } of deliveries) {
    const key = `${subscriptionId} ${status}`;
    rows.set(key, (rows.get(key) ?? 0) + 1);
  }
  return [...new Set([...rows.keys(), ...Object.keys(listed)])]
    .filter((key) => (rows.get(key) ?? 0) !== (listed[key] ?? 0))
    .map((key) => ({ kind: "miscounted", detail: `${key}: ${rows.get(key) ?? 0} rows, ${listed[key] ?? 0} listed` }));
};

/** A producer gets either an acceptance or a timely refusal, and no other answer. */
const checkAnswers = ({ answers }: Evidence): Violation[] =>
  answers.flatMap(({ status, durationMs, hasRetryAfter }) => {
    if (status === 0 || status === 200 || status === 202) return [];
    if (status === 503 && hasRetryAfter && durationMs <= REFUSAL_MS_MAX) return [];
    const wait = hasRetryAfter ? "with" : "without";
    return [{ kind: "bad_answer", detail: `${status} ${wait} Retry-After after ${Math.round(durationMs)} ms` }];
  });
