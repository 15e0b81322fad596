/**
 * Numbers of the promise in `docs/fairness.md`: no tenant waits for another tenant's flood. A test compares both
 * files.
 */

/** Attempts in flight in one process. */
type LaneCaps = { perWebhook: number; perTenant: number; perHost: number };

/** Fast lane: first attempts of healthy webhooks. 25 connections keep a healthy receiver busy. */
export const FAST_LANE_CAPS: LaneCaps = { perWebhook: 25, perTenant: 100, perHost: 100 };
/** Slow lane: retries, tests and webhooks that failed lately. A receiver in trouble holds few sockets. */
export const SLOW_LANE_CAPS: LaneCaps = { perWebhook: 5, perTenant: 20, perHost: 20 };
/** Bounds sockets and memory of one process, for both lanes. */
export const ATTEMPTS_AT_ONCE_MAX = 1_000;
/** Age at which an attempt moves its webhook to the slow lane: a hanging receiver would hold its whole batch. */
export const SLOW_AFTER_MS = 500;
/** Age for a webhook at its cap: a batch waits only for places that free up quickly. */
export const SLOW_AT_CAP_AFTER_MS = 250;

/** Deliveries a second after a pause, so that a recovered receiver gets no burst. */
export const DRAIN_PER_SECOND = 50;

/**
 * `perSecondAndCore`: an event costs about 1 ms of CPU; the p95 of other tenants stays the same. `burst`: 0.1 s of
 * work. `coresMax`: a worker is one process, so more cores add nothing.
 */
export const TENANT_BUCKET = { burst: 100, perSecondAndCore: 50, coresMax: 8 } as const;
/** Tokens of a retry or backlog delivery: a run of one delivery costs about twice an event. */
export const TOKENS_PER_DUE_DELIVERY = 2;
/** Time after the last event or retry; covers a tenant that sends once a second. */
export const ACTIVE_MS = 2_000;
/** Events of a tenant with an empty bucket per batch. Larger batches delay others; smaller ones cost more runs. */
export const HELD_BACK_AT_ONCE = 25;
/** Due deliveries per look, which is the most that a first attempt waits for. */
export const DUE_AT_ONCE = 8;

/** Recoveries at once: each uses one of 20 connections of a process. */
export const RECOVERIES_PER_TENANT = 5;

/**
 * Announced but undispatched events. The rest of an import waits in rows, where tenants take turns; Inngest's queue
 * is first come, first served.
 */
export const EVENTS_AT_INNGEST_MAX = 2_000;

/** Memory of one web process for large bodies: a parsed body takes about ten times its size. */
export const BODY_MEMORY_BYTES = 64 * 1024 * 1024;
/** Leaves half of the memory when one key sends slowly. */
export const BODY_MEMORY_BYTES_PER_KEY = BODY_MEMORY_BYTES / 2;
/** Large bodies still arriving. */
export const BODIES_ARRIVING_MAX = { all: 256, perKey: 8 } as const;
/** Wait for memory before a refusal. */
export const BODY_WAIT_MS_MAX = 2_000;

/** Part of the event limit accepted at once; the rest waits, so that a steady sender is not refused. */
export const ACCEPTED_AT_ONCE_PART = 0.75;
