import { checkAttempts } from "./check-attempts.ts";
import { checkReceipts, countDuplicates } from "./check-receipts.ts";
import type { DeliveryRow, EventRow, Evidence, SentEvent, Violation, WebhookLedger } from "./evidence.ts";

/** The slowest refusal that is let pass: the promise is 2 s, a machine may stand still for some, and what hangs takes far longer. */
const REFUSAL_MS_MAX = 10_000;
const FINAL = ["delivered", "failed", "canceled"];
const DERIVED: Record<string, string[]> = {
  "appointment.created": ["appointment.scheduled", "appointment.changed"],
  "appointment.rescheduled": ["appointment.changed"],
  "appointment.canceled": ["appointment.changed"],
};

/**
 * Everything in the ledgers and rows that breaks a promise; empty = nothing is lost, repeated without cause, forged or left
 * open. Pure, so that it can be shown to fail.
 */
export const checkEvidence = (evidence: Evidence): Violation[] => [
  ...checkAcknowledged(evidence),
  ...checkSettled(evidence),
  ...checkReceipts(evidence),
  ...checkAttempts(evidence),
  ...checkCounts(evidence),
  ...checkAnswers(evidence),
];

/** What a person wants to know of a run. `lost`: acknowledged, for a webhook that was on, and neither delivered nor accounted for. */
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

/** Every acknowledged event has a delivery to every webhook that was on, and what is `delivered` did arrive there. */
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

/** Nothing is left to do: final states with a reason, no lease, no event that waits. */
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

/** What people are shown is what there is. */
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

/** A producer is told that it is stored, or that it is not, in time; never anything else. */
const checkAnswers = ({ answers }: Evidence): Violation[] =>
  answers.flatMap(({ status, durationMs, hasRetryAfter }) => {
    if (status === 0 || status === 200 || status === 202) return [];
    if (status === 503 && hasRetryAfter && durationMs <= REFUSAL_MS_MAX) return [];
    const wait = hasRetryAfter ? "with" : "without";
    return [{ kind: "bad_answer", detail: `${status} ${wait} Retry-After after ${Math.round(durationMs)} ms` }];
  });
