import { setTimeout as pause } from "node:timers/promises";
import type { Deps } from "#domain/context.ts";
import { readHealth } from "#domain/health/read-health.ts";
import { readMeasures } from "#domain/health/read-measures.ts";
import type { Gauge } from "#server/metrics/registry.ts";

/** Age of figures that a scrape may get, so that many scrapers cost the database no more than one. */
const CACHE_MS = 5_000;
/** Less than the supervisor waits for a process, which gives its own counters also while the database is slow. */
const WAIT_MS = 1_500;

const UNREAD: readonly Gauge[] = [{ name: "bellhop_database_figures_up", value: 0 }];

/**
 * Reads the gauges that come from rows. Without a database it says so, and leaves them out. While a look takes longer than `waitMs`, it
 * gives the figures of the last one; looks never run side by side.
 */
export const createDatabaseFigures = (
  deps: Pick<Deps, "sql" | "log">,
  { cacheMs = CACHE_MS, waitMs = WAIT_MS } = {},
): (() => Promise<readonly Gauge[]>) => {
  let known = UNREAD;
  let reading: Promise<readonly Gauge[]> | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  const look = async () => {
    readAt = performance.now();
    known = await readFigures(deps);
    reading = null;
    return known;
  };
  return async () => {
    if (!reading && performance.now() - readAt < cacheMs) return known;
    reading ??= look();
    return Promise.race([reading, pause(waitMs, undefined, { ref: false }).then(() => known)]);
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
    return UNREAD;
  }
};

const byValue = (name: Gauge["name"], counts: Readonly<Record<string, number>>): Gauge[] =>
  Object.entries(counts).map(([value, count]) => ({ name, values: [value], value: count }));
