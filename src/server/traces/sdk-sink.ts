import {
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  type TracerProvider,
  trace,
} from "@opentelemetry/api";
import { createSend } from "#server/traces/send-spans.ts";
import type { SpanIds } from "#server/traces/trace-ids.ts";
import type { SpanSink } from "#server/traces/traced-span.ts";

/** Makes spans of the SDK, for exporters and limits that only it knows. */
export const createSdkSink = (
  tracer: Tracer,
  provider: TracerProvider,
  { withId }: Pick<SpanIds, "withId">,
): SpanSink => {
  const { send, sent } = createSend(provider);
  return {
    add: ({ traceId, spanId, parentId, name, isClient, startTime, endTime, attributes, linkedId, isError }) => {
      const kind = isClient ? SpanKind.CLIENT : SpanKind.INTERNAL;
      const links = linkedId === null ? [] : [{ context: spanContext(traceId, linkedId) }];
      const parent = trace.setSpanContext(ROOT_CONTEXT, spanContext(traceId, parentId));
      const span = withId(spanId, () => tracer.startSpan(name, { kind, startTime, links }, parent));
      // One by one, because `startSpan` copies those that it gets four times.
      for (const [key, value] of attributes) if (value !== null) span.setAttribute(key, value);
      if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(endTime);
    },
    send,
    close: sent,
  };
};

const spanContext = (traceId: string, spanId: string): SpanContext => ({
  traceId,
  spanId,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
});
