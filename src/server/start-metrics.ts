import type { Env } from "#env.ts";
import { openWirings } from "#server/deps.ts";
import { addInstrument } from "#server/instruments.ts";
import type { ProcessMetrics } from "#server/metrics/process-metrics.ts";
import { readVersion } from "#server/version.ts";

type Settings = Pick<Env, "METRICS_PORT" | "METRICS_HOST" | "METRICS_TENANTS">;

/** Counts in this process if `METRICS_PORT` is set, else loads nothing. Call before the first use of `deps`. */
export const startMetrics = async (
  { METRICS_PORT: port, METRICS_HOST: host, METRICS_TENANTS: byTenant }: Settings,
  as: { process: "web" | "worker"; isSupervised: boolean },
): Promise<ProcessMetrics | null> => {
  if (port === undefined) return null;
  const { startProcessMetrics } = await import("#server/metrics/process-metrics.ts");
  const version = readVersion().version;
  const started = startProcessMetrics({ port, host }, { ...as, version, byTenant, openWirings });
  const { watchLines, ...metrics } = await started.catch(refuse);
  addInstrument((log, sql) => ({ log: watchLines(log, sql) }));
  return metrics;
};

/** A port that is taken is one line, as other wrong settings. */
const refuse = (error: Error): never => {
  console.error(error.message);
  process.exit(1);
};
