/**
 * Every number of the promise that no tenant waits for another tenant's flood. `docs/fairness.md` explains how the numbers work
 * together; a test compares the page with this file.
 */

/** Attempts in flight in one process, for each lane. */
type LaneCaps = { perWebhook: number; perTenant: number; perHost: number };

/** Fast lane: first attempts of healthy webhooks. 25 connections keep a healthy receiver busy. */
export const FAST_LANE_CAPS: LaneCaps = { perWebhook: 25, perTenant: 100, perHost: 100 };
/** Slow lane: retries, tests and webhooks that failed lately. A receiver in trouble holds few sockets. */
export const SLOW_LANE_CAPS: LaneCaps = { perWebhook: 5, perTenant: 20, perHost: 20 };
/** Attempts of one process in both lanes: a bound for sockets and memory. */
export const ATTEMPTS_AT_ONCE_MAX = 1_000;
/** An older attempt in flight moves its webhook to the slow lane: one hanging receiver would hold its whole batch. */
export const SLOW_AFTER_MS = 500;
/** Shorter for a webhook at its cap: a batch waits for a free place only where places are freed quickly. */
export const SLOW_AT_CAP_AFTER_MS = 250;

/** Gate: deliveries a second to a webhook that comes back from a pause. A receiver that has just recovered gets no burst. */
export const DRAIN_PER_SECOND = 50;

/**
 * Token bucket of each tenant. `perSecondAndCore`: an event costs about 1 ms of CPU, and the p95 of other tenants does not feel
 * this pace (decision 7). `burst`: 0.1 s of work at once. `coresMax`: a worker is one process; more cores do not make it faster.
 */
export const TENANT_BUCKET = { burst: 100, perSecondAndCore: 50, coresMax: 8 } as const;
/** Tokens of a retry or a delivery of a backlog. A run of one delivery costs about twice an event; a shared run costs less. */
export const TOKENS_PER_DUE_DELIVERY = 2;
/** Tenants count as active this long after their last event or retry: long enough to see one that sends once a second. */
export const ACTIVE_MS = 2_000;
/** Events in one batch that a tenant with an empty bucket may join: larger batches are felt, smaller ones cost more runs. */
export const HELD_BACK_AT_ONCE = 25;
/** Due deliveries begun at one look, whoever has them: a first attempt waits for at most these few. */
export const DUE_AT_ONCE = 8;

/** Recoveries of one tenant that run at once: each uses a connection, and a process has 20. */
export const RECOVERIES_PER_TENANT = 5;

/**
 * Events announced to a real Inngest and not dispatched yet. An import of 100,000 waits in its rows, where tenants take turns,
 * and not in Inngest's queue, which is first come, first served.
 */
export const EVENTS_AT_INNGEST_MAX = 2_000;

/** Memory for large bodies in one web process: a parsed body takes about ten times its size. */
export const BODY_MEMORY_BYTES = 64 * 1024 * 1024;
/** Memory that the large bodies of one key may hold: a slow sender leaves the other half. */
export const BODY_MEMORY_BYTES_PER_KEY = BODY_MEMORY_BYTES / 2;
/** Large bodies that are still arriving, in all and for one key. */
export const BODIES_ARRIVING_MAX = { all: 256, perKey: 8 } as const;
/** How long a large body waits for memory before it is refused. */
export const BODY_WAIT_MS_MAX = 2_000;

/** Part of a tenant's event limit that is accepted at once; the rest waits, so that a steady sender is slowed and not refused. */
export const ACCEPTED_AT_ONCE_PART = 0.75;
