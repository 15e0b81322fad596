import {
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { Logger } from "#domain/context.ts";
import { timeOfId } from "#domain/ids.ts";
import type { LineFields } from "#domain/log-lines.ts";
import { hearLines, type LineWatch } from "#server/logging/hear-lines.ts";
import type { Together } from "#server/traces/make-together.ts";
import { parseTraceparent, spanIdsOf, type TraceParent } from "#server/traces/trace-ids.ts";

type Spans = {
  tracer: Tracer;
  /** Starts one span under an id that other processes can compute. */
  withId: <Made>(id: string, make: () => Made) => Made;
  /** Makes the spans of attempts a moment later, many at once. */
  together: Pick<Together, "add">;
};

/** Fields of every line of an attempt. */
type Attempt = Omit<LineFields<"attempt interrupted">, "reason" | "nextAttemptAt">;

/**
 * Makes spans of the units of work from their log lines, which have ids, results and times. The spans of one event stand in the trace of
 * its request: fan-out of each delivery, below it each attempt, linked to the one before.
 */
export const traceLines = (log: Logger, spans: Spans): Logger => hearLines(log, watchOf(spans));

const watchOf = ({ tracer, withId, together }: Spans): LineWatch => {
  const fannedOut = (id: string, parent: TraceParent, line: Attempt, endedAt: number) => {
    const startTime = Math.min(timeOfId(line.eventId).getTime(), endedAt);
    const span = withId(id, () => tracer.startSpan("fan out", { startTime }, below(parent)));
    setIds(span, line);
    span.end(endedAt);
  };

  const attempted = (
    parent: TraceParent,
    line: Attempt,
    {
      startTime,
      endTime,
      madeAt,
      error,
      more,
    }: { startTime: number; endTime: number; madeAt: number; error: string | null; more: readonly Attribute[] },
  ) => {
    const { traceId } = parent;
    const idOf = spanIdsOf(line.deliveryId);
    const fanOutId = idOf(0);
    if (line.attempt <= 1) fannedOut(fanOutId, parent, line, madeAt);
    const links = line.attempt > 1 ? [{ context: spanContext(traceId, idOf(line.attempt - 1)) }] : [];
    const span = withId(idOf(line.attempt), () =>
      tracer.startSpan("attempt", { kind: SpanKind.CLIENT, startTime, links }, below({ traceId, spanId: fanOutId })),
    );
    setIds(span, line);
    span.setAttribute("bellhop.attempt.number", line.attempt).setAttribute("server.address", line.host);
    for (const [name, value] of more) if (value !== null) span.setAttribute(name, value);
    if (error) span.setAttribute("error.type", error).setStatus({ code: SpanStatusCode.ERROR });
    span.end(endTime);
  };

  const later = ({ traceparent }: Attempt, make: (parent: TraceParent) => void) => {
    // An event without a trace costs no more than this.
    if (traceparent === null) return;
    together.add(() => {
      const parent = parseTraceparent(traceparent);
      if (parent) make(parent);
    });
  };

  const ended = (line: LineFields<"attempt failed">) =>
    later(line, (parent) => {
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
    });

  return {
    "events accepted": ({ count, duplicates, rejected, durationMs }) => {
      // Events of an unsampled request, and those that an Inngest brought.
      if (!trace.getSpan(context.active())) return;
      const endTime = Date.now();
      const attributes = { "bellhop.events": count, "bellhop.duplicates": duplicates, "bellhop.rejected": rejected };
      tracer.startSpan("accept events", { startTime: endTime - durationMs, attributes }, context.active()).end(endTime);
    },
    "attempt delivered": ended,
    "attempt failed": ended,
    "attempt interrupted": (line) => {
      const now = Date.now();
      later(line, (parent) =>
        attempted(parent, line, { startTime: now, endTime: now, madeAt: now, error: "interrupted", more: [] }),
      );
    },
  };
};

type Attribute = readonly [name: string, value: string | number | null];

/** Sets attributes one by one, because `startSpan` copies those that it gets four times. */
const setIds = (span: Span, { tenantId, webhookId, eventId, eventType, deliveryId }: Attempt): Span =>
  span
    .setAttribute("bellhop.tenant.id", tenantId)
    .setAttribute("bellhop.webhook.id", webhookId)
    .setAttribute("bellhop.event.id", eventId)
    .setAttribute("bellhop.event.type", eventType)
    .setAttribute("bellhop.delivery.id", deliveryId);

const spanContext = (traceId: string, spanId: string): SpanContext => ({
  traceId,
  spanId,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
});

const below = ({ traceId, spanId }: TraceParent) => trace.setSpanContext(ROOT_CONTEXT, spanContext(traceId, spanId));
