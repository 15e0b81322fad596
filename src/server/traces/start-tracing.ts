import { AsyncLocalStorage } from "node:async_hooks";
import type { RequestListener } from "node:http";
import { trace } from "@opentelemetry/api";
import { core, NodeSDK } from "@opentelemetry/sdk-node";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { Instrument } from "#server/instruments.ts";
import { createBeginTrace } from "#server/traces/begin-trace.ts";
import { createOtlpSink } from "#server/traces/otlp-sink.ts";
import { createSdkSink } from "#server/traces/sdk-sink.ts";
import {
  createSpanIds,
  parseTraceparent,
  spanIdsOf,
  type TraceParent,
  writeTraceparent,
} from "#server/traces/trace-ids.ts";
import { traceLines } from "#server/traces/trace-lines.ts";
import { traceRequests } from "#server/traces/trace-requests.ts";
import type { GroupSize } from "#server/traces/traced-span.ts";

export type Traces = {
  traceRequests: (listener: RequestListener) => RequestListener;
  /** Sends the last spans, for two seconds at most. */
  close: () => Promise<void>;
};

const SCOPE = "bellhop";
const CLOSE_MS = 2_000;
/** The SDK's own defaults. */
const EXPORT = { spansMax: 512, delayMs: 5_000 };

/**
 * Starts the OpenTelemetry SDK with the settings of `OTEL_*`, for spans only: metrics and logs go other ways. No library is instrumented.
 * @param tellsReceivers sends `traceparent` with each attempt of a traced event
 */
export const startTracing = ({
  serviceName,
  tellsReceivers,
}: {
  serviceName: string | undefined;
  tellsReceivers: boolean;
}): Traces & { instrument: Instrument } => {
  const ids = createSpanIds();
  const sdk = new NodeSDK({
    ...(serviceName === undefined ? {} : { serviceName }),
    idGenerator: ids.generator,
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  const tracer = trace.getTracer(SCOPE);
  const size = groupSize();
  const sink = createOtlpSink(tracer, SCOPE, size) ?? createSdkSink(tracer, trace.getTracerProvider(), ids, size);
  const active = new AsyncLocalStorage<TraceParent>();
  // Libraries that find a global provider (Next, the Inngest SDK) would add a trace for each of their own steps.
  trace.disable();
  return {
    traceRequests: traceRequests({ begin: createBeginTrace(tracer), addSpan: sink.add, active }),
    instrument: (log) => ({
      log: traceLines(log, { addSpan: sink.add, active }),
      traceparent: () => {
        const current = active.getStore();
        return current ? writeTraceparent(current) : null;
      },
      ...(tellsReceivers ? { traceAttempt } : {}),
    }),
    close: () => {
      const closed = sink.close().then(() => sdk.shutdown());
      return Promise.race([closed.catch(() => {}), pause(CLOSE_MS)]);
    },
  };
};

/** As the SDK would group them. */
const groupSize = (): GroupSize => ({
  countMax: positive("OTEL_BSP_MAX_EXPORT_BATCH_SIZE") ?? EXPORT.spansMax,
  waitMs: positive("OTEL_BSP_SCHEDULE_DELAY") ?? EXPORT.delayMs,
});

/** Reads a setting as the SDK does. */
const positive = (name: string): number | undefined => {
  const value = core.getNumberFromEnv(name);
  return value !== undefined && value > 0 ? value : undefined;
};

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

const traceAttempt: NonNullable<EngineDeps["traceAttempt"]> = ({ traceParent, deliveryId, number }) => {
  const parent = traceParent === null ? null : parseTraceparent(traceParent);
  return parent && writeTraceparent({ traceId: parent.traceId, spanId: spanIdsOf(deliveryId)(number) });
};
