import type { Env } from "#env.ts";
import { addInstrument } from "#server/instruments.ts";
import type { Traces } from "#server/traces/start-tracing.ts";

type Settings = Pick<Env, "tracesWanted" | "OTEL_SERVICE_NAME" | "OTEL_RESOURCE_ATTRIBUTES" | "WEBHOOK_TRACEPARENT">;

/** Traces this process if `OTEL_*` asks for it, else loads nothing. Call before the first use of `deps`. */
export const startTraces = async (
  { tracesWanted, OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES = "", WEBHOOK_TRACEPARENT: tellsReceivers }: Settings,
  process: "web" | "worker",
): Promise<Traces | null> => {
  if (!tracesWanted) return null;
  const isNamed = OTEL_SERVICE_NAME !== undefined || /(^|,)\s*service\.name=/.test(OTEL_RESOURCE_ATTRIBUTES);
  const { startTracing } = await import("#server/traces/start-tracing.ts");
  const { instrument, ...traces } = startTracing({
    serviceName: isNamed ? OTEL_SERVICE_NAME : `bellhop-${process}`,
    tellsReceivers,
  });
  addInstrument(instrument);
  return traces;
};
