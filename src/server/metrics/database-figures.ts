import type { Deps } from "#domain/context.ts";
import { readHealth } from "#domain/health/read-health.ts";
import { readMeasures } from "#domain/health/read-measures.ts";
import type { Gauge } from "#server/metrics/registry.ts";

/** Age of figures that a scrape may get, so that many scrapers cost the database no more than one. */
const CACHE_MS = 5_000;

/** Reads the gauges that come from rows. Without a database it says so, and leaves them out. */
export const createDatabaseFigures = (deps: Pick<Deps, "sql" | "log">): (() => Promise<readonly Gauge[]>) => {
  let known: Promise<readonly Gauge[]> | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (known && now - readAt < CACHE_MS) return known;
    readAt = now;
    known = readFigures(deps);
    return known;
  };
};

const readFigures = async ({ sql, log }: Pick<Deps, "sql" | "log">): Promise<readonly Gauge[]> => {
  try {
    const [
      { oldestUndeliveredSeconds },
      { deliveries, outbox, webhooks, pauses, tenants, workers, storedBytes, databaseBytes },
    ] = await Promise.all([readHealth({ sql }, "embedded"), readMeasures({ sql })]);
    const oldest: Gauge[] =
      oldestUndeliveredSeconds === null
        ? []
        : [{ name: "bellhop_oldest_waiting_seconds", value: oldestUndeliveredSeconds }];
    return [
      { name: "bellhop_database_figures_up", value: 1 },
      ...oldest,
      ...byValue("bellhop_deliveries_waiting", deliveries),
      ...byValue("bellhop_outbox_events", outbox),
      ...byValue("bellhop_webhooks", webhooks),
      ...byValue("bellhop_sending_pauses", pauses),
      ...byValue("bellhop_tenants", tenants),
      { name: "bellhop_workers", value: workers },
      { name: "bellhop_stored_bytes", value: storedBytes },
      { name: "bellhop_database_bytes", value: databaseBytes },
    ];
  } catch (error) {
    log.warn({ err: error }, "could not read the figures of the database for /metrics");
    return [{ name: "bellhop_database_figures_up", value: 0 }];
  }
};

const byValue = (name: Gauge["name"], counts: Readonly<Record<string, number>>): Gauge[] =>
  Object.entries(counts).map(([value, count]) => ({ name, values: [value], value: count }));
