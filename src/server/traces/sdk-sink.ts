import {
  createTraceState,
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
import { createSpanGroup } from "#server/traces/span-group.ts";
import type { SpanIds } from "#server/traces/trace-ids.ts";
import type { GroupSize, SpanSink, TracedSpan } from "#server/traces/traced-span.ts";

/**
 * Makes spans of the SDK, for exporters and limits that only it knows. They are made when they are sent: one that waits is ten times as large
 * as ours, survives several garbage collections, which copy it each time, and then stays among the old objects.
 */
export const createSdkSink = (
  tracer: Tracer,
  provider: TracerProvider,
  { withIds }: Pick<SpanIds, "withIds">,
  size: GroupSize,
): SpanSink => {
  const { send, sent } = createSend(provider);
  const make = (made: TracedSpan) => {
    const { traceId, parentId, traceState, name, startTime, endTime, attributes, linkedId, isError } = made;
    const kind = KINDS[made.kind];
    const links = linkedId === null ? [] : [{ context: spanContext(traceId, linkedId) }];
    const parent =
      parentId === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContext(traceId, parentId, traceState));
    const span = withIds(made, () => tracer.startSpan(name, { kind, startTime, links }, parent));
    // One by one, because `startSpan` copies those that it gets four times.
    for (const [key, value] of attributes) if (value !== null) span.setAttribute(key, value);
    if (isError) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endTime);
  };
  let waiting: TracedSpan[] = [];
  const group = createSpanGroup({
    ...size,
    onEnd: () => {
      const ready = waiting;
      waiting = [];
      for (const span of ready) make(span);
      send();
    },
  });
  return {
    add: (span) => {
      waiting.push(span);
      group.add();
    },
    close: () => {
      group.end();
      return sent();
    },
  };
};

const KINDS = { internal: SpanKind.INTERNAL, server: SpanKind.SERVER, client: SpanKind.CLIENT };

const spanContext = (traceId: string, spanId: string, traceState: string | null = null): SpanContext => ({
  traceId,
  spanId,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
  ...(traceState === null ? {} : { traceState: createTraceState(traceState) }),
});
