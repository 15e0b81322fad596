import type { Logger } from "#domain/context.ts";
import { toTenths, writeLine } from "#domain/log-lines.ts";
import { hostIn } from "#domain/shown-url.ts";
import type { ClaimedDelivery } from "#engine/claim/claimed-delivery.ts";
import type { Lane } from "#engine/claim/in-flight.ts";
import type { HttpOutcome } from "#engine/http-sender.ts";

type Named = Pick<
  ClaimedDelivery,
  "tenantId" | "subscriptionId" | "eventId" | "event" | "deliveryId" | "number" | "url" | "traceParent"
> &
  Partial<Pick<ClaimedDelivery, "attemptId" | "trigger">>;

type Ended = {
  claimed: ClaimedDelivery;
  lane: Lane;
  outcome: HttpOutcome;
  endedAt: Date;
  delivered: boolean;
  error: { code: string } | null;
  status: string;
  applied: boolean;
  dueAt: Date | null;
};

export const logAttempt = (log: Logger, ended: Ended): void => {
  const { claimed, lane, outcome, endedAt, delivered, error, status, applied, dueAt } = ended;
  const { dnsMs, connectMs, tlsMs, firstByteMs } = outcome.timings;
  writeLine(log, delivered ? "attempt delivered" : "attempt failed", {
    ...named(claimed, lane),
    httpStatus: outcome.response?.status ?? null,
    errorCode: error?.code ?? null,
    dnsMs: short(dnsMs),
    connectMs: short(connectMs),
    tlsMs: short(tlsMs),
    firstByteMs: short(firstByteMs),
    durationMs: toTenths(outcome.durationMs),
    endedAt,
    ageMs: endedAt.getTime() - claimed.createdAt.getTime(),
    status,
    nextAttemptAt: dueAt,
    isRecorded: applied,
  });
};

/** @param reason text for the tenant, without data of a receiver */
export const logInterrupted = (
  log: Pick<Logger, "warn">,
  claimed: Named,
  { lane, reason, nextAttemptAt }: { lane: Lane | null; reason: string; nextAttemptAt: Date | null },
): void => writeLine(log, "attempt interrupted", { ...named(claimed, lane), nextAttemptAt, reason });

const named = (claimed: Named, lane: Lane | null) => ({
  tenantId: claimed.tenantId,
  webhookId: claimed.subscriptionId,
  eventId: claimed.eventId,
  eventType: claimed.event,
  deliveryId: claimed.deliveryId,
  attemptId: claimed.attemptId ?? null,
  attempt: claimed.number,
  trigger: claimed.trigger ?? null,
  lane,
  host: hostIn(claimed.url),
  traceparent: claimed.traceParent,
});

const short = (ms: number | null) => (ms === null ? null : toTenths(ms));
