/** Kinds of Prometheus. A histogram has the upper bounds of its buckets. */
export type MetricType = "counter" | "gauge" | "histogram";

export type MetricEntry = {
  type: MetricType;
  help: string;
  /** Label names, each with all values that it may take. `null`: named by the operator's own setting. */
  labels: Readonly<Record<string, readonly string[] | null>>;
  buckets?: readonly number[];
  /** Counter whose total is read at each scrape, and not counted here. */
  isRead?: true;
  /** Processes that have it. */
  of: readonly ("web" | "worker" | "supervisor")[];
};

const FAST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ATTEMPT_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
/** Reaches an hour: a late first attempt is what an alert is about. */
const DELAY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600];

const LANES = ["fast", "slow", "test"];
const BOTH = ["web", "worker"] as const;
const WORKER = ["worker"] as const;
const ALL = ["web", "worker", "supervisor"] as const;

/** Answers of HTTP besides error codes: `http_5xx` and so on. */
const ERROR_CODES = [
  "dns_error",
  "connection_refused",
  "connection_reset",
  "connect_timeout",
  "timeout",
  "tls_error",
  "blocked_address",
  "redirect_not_followed",
  "invalid_response",
  "http_3xx",
  "http_4xx",
  "http_5xx",
  "other",
];

/**
 * All metrics. Labels have bounded values, so that the number of series is known; only `METRICS_TENANTS` adds tenant ids. With several
 * processes, sum counters, and take the largest of the gauges `of` the worker that come from the database: every worker reads the same rows.
 */
export const METRICS = {
  bellhop_events_total: {
    type: "counter",
    help: "Events that were sent in, by what became of them",
    labels: { outcome: ["accepted", "duplicate", "rejected"] },
    of: BOTH,
  },
  bellhop_accept_seconds: {
    type: "histogram",
    help: "Time from reading a request's events to their commit",
    labels: {},
    buckets: FAST_BUCKETS,
    of: BOTH,
  },
  bellhop_first_attempt_delay_seconds: {
    type: "histogram",
    help: "Time from accepting an event, or from the time of a scheduled one, to the beginning of its first attempt",
    labels: {},
    buckets: DELAY_BUCKETS,
    of: BOTH,
  },
  bellhop_attempts_total: {
    type: "counter",
    help: "HTTP requests to endpoints that ended",
    labels: {
      outcome: ["delivered", "failed", "interrupted"],
      kind: ["first", "retry", "manual", "test"],
      lane: [...LANES, "none"],
    },
    of: BOTH,
  },
  bellhop_attempt_seconds: {
    type: "histogram",
    help: "Duration of an attempt, from DNS to the end of the response",
    labels: { outcome: ["delivered", "failed"] },
    buckets: ATTEMPT_BUCKETS,
    of: BOTH,
  },
  bellhop_attempt_errors_total: {
    type: "counter",
    help: "Failed attempts by error",
    labels: { error: ERROR_CODES },
    of: BOTH,
  },
  bellhop_deliveries_total: {
    type: "counter",
    help: "Deliveries that reached a final status, counted from their rows within seconds; tests do not count",
    labels: { status: ["delivered", "failed", "canceled"] },
    of: WORKER,
  },
  bellhop_retries_scheduled_total: {
    type: "counter",
    help: "Failed attempts after which a further attempt was scheduled",
    labels: {},
    of: BOTH,
  },
  bellhop_webhook_changes_total: {
    type: "counter",
    help: "Changes of a webhook's health",
    labels: { change: ["paused", "recovered", "disabled", "enabled"] },
    of: BOTH,
  },
  bellhop_tenant_attempts_total: {
    type: "counter",
    help: 'Attempts by tenant, only with METRICS_TENANTS=1; tenants after the first 1,000 of a process share the tenant "other"',
    labels: { tenant: null, outcome: ["delivered", "failed"] },
    of: BOTH,
  },
  bellhop_http_requests_total: {
    type: "counter",
    help: "Requests to the web process, by route pattern and class of the status; 0xx = the client went away",
    labels: { route: null, status: ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"] },
    of: ["web"],
  },
  bellhop_http_request_seconds: {
    type: "histogram",
    help: "Time from the head of a request to the end of the response, streams left out",
    labels: { group: ["events", "rest", "pages", "other"] },
    buckets: FAST_BUCKETS,
    of: ["web"],
  },
  bellhop_faults_total: {
    type: "counter",
    help: "Requests that met a fault of our own or no database",
    labels: { fault: ["request failed", "database unavailable"] },
    of: BOTH,
  },
  bellhop_in_flight: {
    type: "gauge",
    help: "Attempts that are not recorded yet",
    labels: { lane: LANES },
    of: BOTH,
  },
  bellhop_database_connections: {
    type: "gauge",
    help: "Connections of the pools of this process, and callers that wait for one",
    labels: { role: ["engine", "app"], state: ["used", "idle", "waiting"] },
    of: BOTH,
  },
  bellhop_database_connections_max: {
    type: "gauge",
    help: "Most connections of a pool",
    labels: { role: ["engine", "app"] },
    of: BOTH,
  },
  bellhop_event_loop_delay_seconds: {
    type: "gauge",
    help: "Delay of the event loop since the last scrape",
    labels: { of: ["p50", "p99", "max"] },
    of: BOTH,
  },
  bellhop_database_figures_up: {
    type: "gauge",
    help: "1 if the figures from the database could be read",
    labels: {},
    of: WORKER,
  },
  bellhop_deliveries_waiting: {
    type: "gauge",
    help: "Deliveries with an attempt ahead, up to 1,000,000 each: due (those of paused webhooks too), later (retries and attempts in flight), or behind another one in order",
    labels: { state: ["due", "later", "in_order"] },
    of: WORKER,
  },
  bellhop_oldest_waiting_seconds: {
    type: "gauge",
    help: "Age of the oldest work that waits without a reason, as in /api/health",
    labels: {},
    of: WORKER,
  },
  bellhop_outbox_events: {
    type: "gauge",
    help: "Events that are not fanned out yet, up to 1,000,000 each",
    labels: { state: ["ready", "scheduled"] },
    of: WORKER,
  },
  bellhop_webhooks: {
    type: "gauge",
    help: "Webhooks by health; paused = the breaker is open",
    labels: { health: ["healthy", "failing", "paused", "disabled", "off"] },
    of: WORKER,
  },
  bellhop_sending_pauses: {
    type: "gauge",
    help: "Pauses of sending by the operator; suspended tenants do not count",
    labels: { scope: ["all", "tenant", "host", "webhook"] },
    of: WORKER,
  },
  bellhop_tenants: {
    type: "gauge",
    help: "Tenants by what the operator has said",
    labels: { state: ["active", "suspended", "removing"] },
    of: WORKER,
  },
  bellhop_workers: {
    type: "gauge",
    help: "Workers with a heartbeat of the last ten seconds",
    labels: {},
    of: WORKER,
  },
  bellhop_stored_bytes: {
    type: "gauge",
    help: "Stored bodies of all tenants",
    labels: {},
    of: WORKER,
  },
  bellhop_database_bytes: {
    type: "gauge",
    help: "Size of the database on the disk",
    labels: {},
    of: WORKER,
  },
  bellhop_build_info: {
    type: "gauge",
    help: "Always 1; says which release the process runs",
    labels: { version: null },
    of: BOTH,
  },
  bellhop_process_up: {
    type: "gauge",
    help: "1 if the process gave its figures to the supervisor",
    labels: {},
    of: ALL,
  },
  bellhop_process_restarts_total: {
    type: "counter",
    help: "Starts of the process by the supervisor after the first one",
    labels: {},
    isRead: true,
    of: BOTH,
  },
  process_cpu_seconds_total: { type: "counter", help: "CPU time of the process", labels: {}, isRead: true, of: ALL },
  process_resident_memory_bytes: { type: "gauge", help: "Resident memory of the process", labels: {}, of: ALL },
  process_start_time_seconds: { type: "gauge", help: "Start of the process, since 1970", labels: {}, of: ALL },
  nodejs_heap_size_used_bytes: { type: "gauge", help: "Used heap of the process", labels: {}, of: ALL },
} as const satisfies Record<string, MetricEntry>;

export type MetricName = keyof typeof METRICS;
