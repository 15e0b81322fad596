import type { AsyncLocalStorage } from "node:async_hooks";
import type { Logger } from "#domain/context.ts";
import { timeOfId } from "#domain/ids.ts";
import type { LineFields } from "#domain/log-lines.ts";
import { hearLines, type LineWatch } from "#server/logging/hear-lines.ts";
import { newSpanId, parseTraceparent, spanIdsOf, type TraceParent } from "#server/traces/trace-ids.ts";
import type { SpanAttribute, TracedSpan } from "#server/traces/traced-span.ts";

type Spans = {
  addSpan: (span: TracedSpan) => void;
  /** Span of the request that is being served. */
  active: AsyncLocalStorage<TraceParent>;
};

/** Fields of every line of an attempt. */
type Attempt = Omit<LineFields<"attempt interrupted">, "reason" | "nextAttemptAt">;

/**
 * Makes spans of the units of work from their log lines, which have ids, results and times. The spans of one event stand in the trace of
 * its request: fan-out of each delivery, below it each attempt, linked to the one before.
 */
export const traceLines = (log: Logger, spans: Spans): Logger => hearLines(log, watchOf(spans));

const watchOf = ({ addSpan, active }: Spans): LineWatch => {
  const attempted = (
    { traceId, spanId }: TraceParent,
    line: Attempt,
    {
      startTime,
      endTime,
      madeAt,
      error,
      more,
    }: { startTime: number; endTime: number; madeAt: number; error: string | null; more: readonly SpanAttribute[] },
  ) => {
    const idOf = spanIdsOf(line.deliveryId);
    const ids = idsOf(line);
    if (line.attempt <= 1)
      addSpan({
        traceId,
        spanId: idOf(0),
        parentId: spanId,
        traceState: null,
        name: "fan out",
        kind: "internal",
        startTime: Math.min(timeOfId(line.eventId).getTime(), madeAt),
        endTime: madeAt,
        attributes: ids,
        linkedId: null,
        isError: false,
      });
    addSpan({
      traceId,
      spanId: idOf(line.attempt),
      parentId: idOf(0),
      traceState: null,
      name: "attempt",
      kind: "client",
      startTime,
      endTime,
      attributes: [
        ...ids,
        ["bellhop.attempt.number", line.attempt],
        ["server.address", line.host],
        ...more,
        ["error.type", error],
      ],
      linkedId: line.attempt > 1 ? idOf(line.attempt - 1) : null,
      isError: error !== null,
    });
  };

  const ended = (line: LineFields<"attempt failed">) => {
    const parent = parentOf(line);
    if (!parent) return;
    const endTime = line.endedAt.getTime();
    attempted(parent, line, {
      startTime: endTime - line.durationMs,
      endTime,
      madeAt: endTime - line.ageMs,
      error: line.httpStatus !== null && line.errorCode ? String(line.httpStatus) : line.errorCode,
      more: [
        ["http.request.method", "POST"],
        ["http.response.status_code", line.httpStatus],
        ["bellhop.delivery.status", line.status],
        ["bellhop.dns_ms", line.dnsMs],
        ["bellhop.connect_ms", line.connectMs],
        ["bellhop.tls_ms", line.tlsMs],
        ["bellhop.first_byte_ms", line.firstByteMs],
      ],
    });
  };

  return {
    "events accepted": ({ count, duplicates, rejected, durationMs }) => {
      const parent = active.getStore();
      // Events of an unsampled request, and those that an Inngest brought.
      if (!parent) return;
      const endTime = Date.now();
      addSpan({
        traceId: parent.traceId,
        spanId: newSpanId(),
        parentId: parent.spanId,
        traceState: null,
        name: "accept events",
        kind: "internal",
        startTime: endTime - durationMs,
        endTime,
        attributes: [
          ["bellhop.events", count],
          ["bellhop.duplicates", duplicates],
          ["bellhop.rejected", rejected],
        ],
        linkedId: null,
        isError: false,
      });
    },
    "attempt delivered": ended,
    "attempt failed": ended,
    "attempt interrupted": (line) => {
      const parent = parentOf(line);
      if (!parent) return;
      const now = Date.now();
      attempted(parent, line, { startTime: now, endTime: now, madeAt: now, error: "interrupted", more: [] });
    },
  };
};

/** An event without a trace costs no more than this. */
const parentOf = ({ traceparent }: Attempt): TraceParent | null =>
  traceparent === null ? null : parseTraceparent(traceparent);

const idsOf = ({ tenantId, webhookId, eventId, eventType, deliveryId }: Attempt): SpanAttribute[] => [
  ["bellhop.tenant.id", tenantId],
  ["bellhop.webhook.id", webhookId],
  ["bellhop.event.id", eventId],
  ["bellhop.event.type", eventType],
  ["bellhop.delivery.id", deliveryId],
];
