import { setTimeout as pause } from "node:timers/promises";
import type { Deps } from "#domain/context.ts";
import { isDatabaseUnavailable } from "#domain/database-unavailable.ts";
import { toStoredHeaders } from "#domain/deliveries/own-headers.ts";
import { PACKED_RESPONSE_BYTES_MAX, packExchange } from "#domain/deliveries/packed-exchange.ts";
import { recordHealth } from "#domain/subscriptions/record-health.ts";
import type { ClaimedDelivery } from "#engine/claim/claimed-delivery.ts";
import { createCrowd } from "#engine/gather-crowd.ts";
import type { HttpOutcome } from "#engine/http-sender.ts";
import { failedDeliveryEvents } from "#engine/record/failed-delivery-events.ts";
import type { StateAfter } from "#engine/record/next-state.ts";
import { COMPLETE, RECORD, RECORD_AND_NOTIFY, type ResultRow } from "#engine/record/record-results.sql.ts";

export type AttemptResult = {
  claimed: ClaimedDelivery;
  requestHeaders: Record<string, string>;
  outcome: HttpOutcome;
  endedAt: Date;
  delivered: boolean;
  error: { code: string; message: string } | null;
  disable: "gone" | "receiver_request" | null;
  after: StateAfter;
};

export type Recorder = {
  /** `applied` is false after a lost lease: only the attempt's own `interrupted` row is completed then. */
  record(result: AttemptResult): Promise<Recorded>;
};

export type Recorded = { applied: boolean; dueAt: Date | null };

type Waiting = {
  result: AttemptResult;
  /** Milliseconds of `performance.now()`. */
  since: number;
  resolve: (value: Recorded) => void;
  reject: (error: Error) => void;
};

type RecorderDeps = Pick<Deps, "sql" | "publish" | "log" | "clock" | "settings" | "bodyPacking">;

const GROUP_MAX = 200;
const GROUP_RESPONSE_BYTES_MAX = 1024 * 1024;
const PERSIST_MS = 14_000;
const WRITERS_MAX = 2;
/** A second writer begins when so many wait, or when one waits so long: a statement costs as much as some ten of its rows (measured). */
const SECOND = { rows: 100, afterMs: 50 };

/** Writes results in groups: 8,000 deliveries a second instead of 750 with single writes (measured). */
export const createRecorder = (deps: RecorderDeps): Recorder => {
  const waiting: Waiting[] = [];
  const crowd = createCrowd();
  let writers = 0;
  let isLookPlanned = false;

  const work = async () => {
    writers++;
    while (waiting.length > 0) {
      const group = waiting.splice(0, groupSize(waiting));
      try {
        const applied = await writeGroup(
          deps,
          group.map(({ result }) => result),
        );
        for (const { result, resolve } of group)
          resolve(applied.get(result.claimed.attemptId) ?? { applied: false, dueAt: null });
      } catch (error) {
        for (const { reject } of group) reject(error as Error);
      }
      await crowd.gather(group.length + waiting.length, (count) => waiting.length >= Math.min(count, GROUP_MAX));
    }
    writers--;
  };

  const isWriterWanted = () => {
    const [oldest] = waiting;
    if (!oldest || writers === WRITERS_MAX) return false;
    const isLate = performance.now() - oldest.since >= SECOND.afterMs;
    return writers === 0 || waiting.length >= SECOND.rows || isLate;
  };

  const workIfWanted = () => {
    if (isWriterWanted()) void work();
  };

  const lookLater = () => {
    if (isLookPlanned) return;
    isLookPlanned = true;
    setTimeout(() => {
      isLookPlanned = false;
      workIfWanted();
      if (waiting.length > 0) lookLater();
    }, SECOND.afterMs);
  };

  return {
    record: (result) =>
      new Promise((resolve, reject) => {
        waiting.push({ result, since: performance.now(), resolve, reject });
        crowd.comes();
        // Results of the same moment share a group.
        queueMicrotask(workIfWanted);
        if (writers > 0) lookLater();
      }),
  };
};

const groupSize = (waiting: readonly Waiting[]): number => {
  let bytes = 0;
  const full = waiting.findIndex(({ result: { outcome } }, index) => {
    bytes += outcome.response?.body.byteLength ?? 0;
    return index === GROUP_MAX || (index > 0 && bytes > GROUP_RESPONSE_BYTES_MAX);
  });
  return full === -1 ? waiting.length : full;
};

/** Retries while the database is unavailable, within the lease. The lease token fences a repeat. */
const persist = async <Value>(write: () => Promise<Value>): Promise<Value> => {
  const end = Date.now() + PERSIST_MS;
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 2_000)) {
    try {
      return await write();
    } catch (error) {
      if (!isDatabaseUnavailable(error) || Date.now() + waitMs > end) throw error;
      await pause(waitMs);
    }
  }
};

const writeGroup = async (deps: RecorderDeps, results: AttemptResult[]): Promise<Map<string, Recorded>> => {
  const { sql, publish, log } = deps;
  const failed = failedDeliveryEvents(deps, results);
  const values = { results: results.map(toRow), failed };
  const record = failed.length > 0 ? RECORD_AND_NOTIFY(values) : RECORD(values);
  const rows = await persist(() => sql<RecordedRow>(...record));
  const applied = new Map(rows.map((row) => [row.attemptId, row]));
  const late = results.filter(({ claimed }) => !applied.has(claimed.attemptId));
  if (late.length > 0) await persist(() => sql(...COMPLETE({ results: late.map(toRow) })));
  const counted = results.filter(({ claimed, delivered, disable }) => {
    const row = applied.get(claimed.attemptId);
    return row && !claimed.test && (!delivered || disable !== null || row.isFailing);
  });
  const failing = new Set(counted.map(({ claimed }) => claimed.subscriptionId));
  // A failing webhook counts all results in their order: a success may follow a failure.
  const relevant = results.filter(
    ({ claimed }) => failing.has(claimed.subscriptionId) && applied.has(claimed.attemptId) && !claimed.test,
  );
  // Results are committed: an error here must not make them look lost.
  const written = new Map<string, number>();
  if (relevant.length > 0)
    await persist(() => recordHealth(deps, relevant.map(toWebhookResult), written)).catch((error: Error) =>
      log.error({ err: error }, "the health of webhooks was not written"),
    );
  publish(
    ...[...new Set(results.map(({ claimed }) => claimed.tenantId))].map((tenantId) => ({
      channel: "tenant" as const,
      tenantId,
    })),
    ...(failed.length > 0 ? [{ channel: "events" as const }] : []),
  );
  return new Map(rows.map(({ attemptId, dueAt }) => [attemptId, { applied: true, dueAt }]));
};

type RecordedRow = { attemptId: string; dueAt: Date | null; isFailing: boolean };

const toWebhookResult = ({ claimed, outcome, delivered, endedAt, error, disable }: AttemptResult) => ({
  subscriptionId: claimed.subscriptionId,
  attemptId: claimed.attemptId,
  deliveryId: claimed.deliveryId,
  httpStatus: outcome.response?.status ?? null,
  url: claimed.url,
  delivered,
  endedAt,
  isProbe: claimed.isProbe,
  event: claimed.event,
  error,
  disable,
});

const toRow = ({ claimed, requestHeaders, outcome, endedAt, delivered, error, after }: AttemptResult): ResultRow => {
  const { response, timings, durationMs, resentOnNewConnection = false } = outcome;
  const isBodyPacked = response !== null && response.body.byteLength <= PACKED_RESPONSE_BYTES_MAX;
  return {
    attemptId: claimed.attemptId,
    deliveryId: claimed.deliveryId,
    tenantId: claimed.tenantId,
    number: claimed.number,
    leaseToken: claimed.leaseToken,
    url: claimed.url,
    outcome: delivered ? "delivered" : "failed",
    endedAt,
    durationMs: Math.round(durationMs),
    ...timings,
    responseStatus: response?.status ?? null,
    errorCode: error?.code ?? null,
    errorMessage: error ? storable(error.message) : null,
    exchange: packExchange({
      requestHeaders: toStoredHeaders(requestHeaders, claimed),
      responseHeaders: response?.headers ?? null,
      responseBody: isBodyPacked ? response.body : null,
    }),
    responseBody: isBodyPacked ? null : (response?.body ?? null),
    responseTruncated: response?.bodyTruncated ?? false,
    ...after,
    resentOnNewConnection,
  };
};

/** Strips NUL and lone surrogates, which PostgreSQL refuses in text. */
const storable = (text: string) => text.replaceAll("\0", "").toWellFormed();
