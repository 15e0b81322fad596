import type { PoolUse } from "#database/database.ts";
import type { Deps, Logger, Sql } from "#domain/context.ts";
import type { Ended } from "#domain/figures/follow-figures.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { EndedRequest } from "#server/http-server/watch-requests.ts";
import { answerForMetrics } from "#server/metrics/ask-process.ts";
import { countLines } from "#server/metrics/count-lines.ts";
import { createDatabaseFigures } from "#server/metrics/database-figures.ts";
import { type Snapshot, writeMetrics } from "#server/metrics/metric-text.ts";
import { createLoopGauges, flightGauges, memoryGauges, poolGauges } from "#server/metrics/process-gauges.ts";
import { type Counter, createRegistry, snapshotOf } from "#server/metrics/registry.ts";
import { serveMetrics } from "#server/metrics/serve-metrics.ts";
import { readTogether } from "#server/read-together.ts";

export type ProcessMetrics = {
  /** Adds the figures from the database. */
  watch: (deps: Pick<Deps, "sql" | "log">) => void;
  requestEnded: (request: EndedRequest) => void;
  deliveriesEnded: (ended: Ended) => void;
  close: () => Promise<void>;
};

type Wired = { deps: Pick<EngineDeps, "inFlight">; pools: () => PoolUse[] };

type Options = {
  process: "web" | "worker";
  version: string;
  /** The supervisor asks, and serves one text of all its processes. Else this process serves its own. */
  isSupervised: boolean;
  byTenant: boolean;
  openWirings: () => readonly Wired[];
};

export const startProcessMetrics = async (
  address: { port: number; host: string },
  { process: name, version, isSupervised, byTenant, openWirings }: Options,
): Promise<ProcessMetrics & { watchLines: (log: Logger, sql: Sql) => Logger }> => {
  const registry = createRegistry(name);
  const loopGauges = createLoopGauges();
  let readDatabase: ReturnType<typeof createDatabaseFigures> = async () => [];
  registry.gauges(memoryGauges);
  registry.gauges(loopGauges);
  registry.gauges(() => [{ name: "bellhop_build_info", values: [version], value: 1 }]);
  registry.gauges(() => poolGauges(openWirings().flatMap(({ pools }) => pools())));
  registry.gauges(() => flightGauges(openWirings().map(({ deps }) => deps.inFlight)));

  const read = async (): Promise<Snapshot> => {
    const ofDatabase = snapshotOf(await readDatabase());
    return { ...registry.snapshot(), ...ofDatabase };
  };
  if (isSupervised) answerForMetrics(read);
  const server = isSupervised
    ? null
    : await serveMetrics(address, async () => writeMetrics([{ process: name, snapshot: await read() }]));

  return {
    watchLines: (log, sql) => countLines(log, registry, { byTenant, readDueAt: dueTimes(sql) }),
    watch: (deps) => {
      readDatabase = createDatabaseFigures(deps);
    },
    requestEnded: name === "web" ? requestCounter(registry) : () => {},
    deliveriesEnded: name === "worker" ? deliveryCounter(registry) : () => {},
    close: async () => server?.close(),
  };
};

/** Reads when scheduled events were due. */
const dueTimes = (sql: Sql) =>
  readTogether(async (ids) => {
    const rows = await sql<{ id: string; dueAt: Date }>(DUE_TIMES, [ids]);
    return new Map(rows.map(({ id, dueAt }) => [id, dueAt]));
  });

const DUE_TIMES = 'SELECT id, due_at AS "dueAt" FROM webhook_event WHERE id = ANY($1) AND due_at IS NOT NULL';

const deliveryCounter = ({ counter }: Pick<ReturnType<typeof createRegistry>, "counter">) => {
  const add = {
    delivered: counter("bellhop_deliveries_total", "delivered"),
    failed: counter("bellhop_deliveries_total", "failed"),
    canceled: counter("bellhop_deliveries_total", "canceled"),
  };
  return ({ delivered, failed, canceled }: Ended): void => {
    add.delivered(delivered);
    add.failed(failed);
    add.canceled(canceled);
  };
};

const requestCounter = ({ counter, histogram }: ReturnType<typeof createRegistry>) => {
  const counters = new Map<string, Counter>();
  const seconds = {
    events: histogram("bellhop_http_request_seconds", "events"),
    rest: histogram("bellhop_http_request_seconds", "rest"),
    pages: histogram("bellhop_http_request_seconds", "pages"),
    other: histogram("bellhop_http_request_seconds", "other"),
  };
  return ({ route, status, durationMs, isStream }: EndedRequest): void => {
    const statusClass = `${Math.floor(status / 100)}xx`;
    const key = `${route} ${statusClass}`;
    const count = counters.get(key) ?? counter("bellhop_http_requests_total", route, statusClass);
    counters.set(key, count);
    count();
    if (!isStream) seconds[groupOf(route)](durationMs / 1_000);
  };
};

const groupOf = (route: string): "events" | "rest" | "pages" | "other" => {
  if (route.startsWith("/e/") || route === "/v1/events") return "events";
  if (route.startsWith("/v1/") || route.startsWith("/api/v1/")) return "rest";
  return route === "pages" ? "pages" : "other";
};
