/** Numbers of `docs/fairness.md`. A test compares both files. */

/** Attempts in flight in one process. */
type LaneCaps = { perWebhook: number; perTenant: number; perHost: number };

/** Fast lane: first attempts of healthy webhooks. 25 connections keep a receiver busy. */
export const FAST_LANE_CAPS: LaneCaps = { perWebhook: 25, perTenant: 100, perHost: 100 };
/** Slow lane: retries, tests and webhooks that failed lately. Receivers in trouble hold few sockets. */
export const SLOW_LANE_CAPS: LaneCaps = { perWebhook: 5, perTenant: 20, perHost: 20 };
/** Bounds sockets and memory, for both lanes. */
export const ATTEMPTS_AT_ONCE_MAX = 1_000;
/** Age at which an attempt moves its webhook to the slow lane: a hanging receiver would hold a whole batch. */
export const SLOW_AFTER_MS = 500;
/** Age for a webhook at its cap: a batch waits only for places that free up quickly. */
export const SLOW_AT_CAP_AFTER_MS = 250;

/** Rate after a pause, so that a recovered receiver gets no burst. */
export const DRAIN_PER_SECOND = 50;

/**
 * `perSecondAndCore`: an event costs about 1 ms of CPU; the p95 of other tenants stays the same. `burst`: 0.1 s of
 * work. `coresMax`: a worker is one process, so more cores add nothing.
 */
export const TENANT_BUCKET = { burst: 100, perSecondAndCore: 25, coresMax: 8 } as const;
/** Tokens of a retry or backlog delivery: a run of one costs about two events. */
export const TOKENS_PER_DUE_DELIVERY = 2;
/** Time after the last event or retry: a tenant with one event a second stays active. */
export const ACTIVE_MS = 2_000;
/** Events per batch of a tenant with an empty bucket. Larger batches delay others; smaller ones cost more runs. */
export const HELD_BACK_AT_ONCE = 25;
/** Due deliveries per look, which a first attempt may wait for. Costs as many tokens as `HELD_BACK_AT_ONCE` events. */
export const DUE_AT_ONCE = 12;

/** Recoveries at once: each uses one of 20 connections. */
export const RECOVERIES_PER_TENANT = 5;

/**
 * Events announced to Inngest and not dispatched. The rest waits in rows, where tenants take turns: Inngest's queue
 * is first come, first served.
 */
export const EVENTS_AT_INNGEST_MAX = 2_000;

/** Memory per process: a parsed body takes about ten times its size. */
export const BODY_MEMORY_BYTES = 64 * 1024 * 1024;
/** Leaves half of the memory when one key sends slowly. */
export const BODY_MEMORY_BYTES_PER_KEY = BODY_MEMORY_BYTES / 2;
/** Bodies above `SMALL_BODY_BYTES` that are still arriving. */
export const BODIES_ARRIVING_MAX = { all: 256, perKey: 8 } as const;
export const BODY_WAIT_MS_MAX = 2_000;

/** Part of the event limit accepted at once; the rest waits, so that a steady sender is not refused. */
export const ACCEPTED_AT_ONCE_PART = 0.75;
