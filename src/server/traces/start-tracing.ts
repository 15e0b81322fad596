import type { RequestListener } from "node:http";
import { context, TraceFlags, trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";
import type { Sql } from "#domain/context.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { Instrument } from "#server/instruments.ts";
import { readTogether } from "#server/read-together.ts";
import {
  createSpanIds,
  parseTraceparent,
  spanIdOf,
  type TraceParent,
  writeTraceparent,
} from "#server/traces/trace-ids.ts";
import { traceLines } from "#server/traces/trace-lines.ts";
import { traceRequests } from "#server/traces/trace-requests.ts";

export type Traces = {
  traceRequests: (listener: RequestListener) => RequestListener;
  /** Sends the last spans, for two seconds at most. */
  close: () => Promise<void>;
};

const CLOSE_MS = 2_000;
/** Events whose trace is remembered: those with attempts at this time. */
const KNOWN_MAX = 10_000;

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
  const tracer = trace.getTracer("bellhop");
  // Libraries that find a global provider (Next, the Inngest SDK) would add a trace for each of their own steps.
  trace.disable();
  return {
    traceRequests: traceRequests(tracer),
    instrument: (log, sql) => {
      const parentOf = createParents(sql);
      return {
        log: traceLines(log, { tracer, withId: ids.withId, parentOf }),
        traceparent: currentTraceparent,
        ...(tellsReceivers ? { traceAttempt: traceAttempt(parentOf) } : {}),
      };
    },
    close: () => Promise.race([sdk.shutdown().catch(() => {}), pause(CLOSE_MS)]),
  };
};

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

const currentTraceparent = (): string | null => {
  const current = trace.getSpanContext(context.active());
  return current && current.traceFlags & TraceFlags.SAMPLED ? writeTraceparent(current) : null;
};

const traceAttempt =
  (parentOf: (eventId: string) => Promise<TraceParent | null>): NonNullable<EngineDeps["traceAttempt"]> =>
  async ({ eventId, deliveryId, number }) => {
    const parent = await parentOf(eventId);
    return parent && writeTraceparent({ traceId: parent.traceId, spanId: spanIdOf(deliveryId, number) });
  };

const READ = `
SELECT id, trace_parent AS "traceParent" FROM webhook_event WHERE id = ANY($1) AND trace_parent IS NOT NULL`;

/** Reads the trace of each event once. An event whose row cannot be read has no trace. */
const createParents = (sql: Sql): ((eventId: string) => Promise<TraceParent | null>) => {
  const known = new Map<string, Promise<TraceParent | null>>();
  const read = readTogether(async (ids) => {
    const rows = await sql<{ id: string; traceParent: string }>(READ, [ids]);
    return new Map(rows.map(({ id, traceParent }) => [id, parseTraceparent(traceParent)]));
  });
  return (eventId) => {
    const parent = known.get(eventId) ?? read(eventId).catch(() => null);
    known.set(eventId, parent);
    const [oldest] = known.keys();
    if (known.size > KNOWN_MAX && oldest !== undefined) known.delete(oldest);
    return parent;
  };
};
