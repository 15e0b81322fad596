import type { Deps } from "#domain/context.ts";
import { isDatabaseAway } from "#domain/database-unavailable.ts";
import { recordHealth } from "#domain/subscriptions/record-health.ts";
import type { ClaimedDelivery } from "#engine/claim/claim-deliveries.ts";
import type { HttpOutcome } from "#engine/http-sender.ts";
import { failedDeliveryEvents, tellFailed } from "#engine/record/failed-delivery-events.ts";
import type { StateAfter } from "#engine/record/next-state.ts";

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
  /**
   * Writes a result together with the others that ended meanwhile. `applied` is false when the lease was lost: another
   * worker decides about the delivery then, and at most the attempt's own row is completed. `dueAt` is the row's own, by
   * database time. Rejects when the database refused.
   */
  record(result: AttemptResult): Promise<Recorded>;
};

export type Recorded = { applied: boolean; dueAt: Date | null };

type Waiting = {
  result: AttemptResult;
  resolve: (value: Recorded) => void;
  reject: (error: Error) => void;
};

type RecorderDeps = Pick<Deps, "sql" | "publish" | "log" | "clock" | "settings">;

const GROUP_MAX = 200;
/** Responses are up to 16 KiB each, and a statement writes them as text in one go. */
const GROUP_RESPONSE_BYTES_MAX = 1024 * 1024;
const PERSIST_MS = 14_000;
const WRITERS_MAX = 2;
/** Under load a small group waits for more: groups of 25 cost PostgreSQL a third more per row than groups of 100 (measured). */
const GATHER = { rows: 100, ms: 5 };

/**
 * Group writes: while one group is being written the next one gathers. A bare loop with grouped writes did 8,000 deliveries
 * a second where single writes did 750 (measured). A result counts as in flight until its group is committed.
 */
export const createRecorder = (deps: RecorderDeps): Recorder => {
  const waiting: Waiting[] = [];
  let writers = 0;

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
      if (waiting.length > 0 && waiting.length < GATHER.rows)
        await new Promise((resolve) => setTimeout(resolve, GATHER.ms));
    }
    writers--;
  };

  return {
    record: (result) =>
      new Promise((resolve, reject) => {
        waiting.push({ result, resolve, reject });
        // Results of one tick join one group.
        if (writers < WRITERS_MAX) queueMicrotask(() => writers < WRITERS_MAX && waiting.length > 0 && work());
      }),
  };
};

/** How many of those that wait are written together, at least one. */
const groupSize = (waiting: readonly Waiting[]): number => {
  let bytes = 0;
  const full = waiting.findIndex(({ result: { outcome } }, index) => {
    bytes += outcome.response?.body.byteLength ?? 0;
    return index === GROUP_MAX || (index > 0 && bytes > GROUP_RESPONSE_BYTES_MAX);
  });
  return full === -1 ? waiting.length : full;
};

/**
 * An answer that has arrived is not thrown away because the database is away for a moment: the lease leaves time to write
 * it down (`LEASE_SPARE_MS`), and a repeat is fenced like any late write.
 */
const persist = async <Value>(write: () => Promise<Value>): Promise<Value> => {
  const end = Date.now() + PERSIST_MS;
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 2_000)) {
    try {
      return await write();
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() + waitMs > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
};

const writeGroup = async (deps: RecorderDeps, results: AttemptResult[]): Promise<Map<string, Recorded>> => {
  const { sql, publish, log } = deps;
  const news = failedDeliveryEvents(deps, results);
  const values = [...columns(results), ...news.columns];
  const rows = await persist(() => sql<RecordedRow>(news.count > 0 ? RECORD_AND_TELL : RECORD, values));
  const applied = new Map(rows.map((row) => [row.attemptId, row]));
  const late = results.filter(({ claimed }) => !applied.has(claimed.attemptId));
  if (late.length > 0) await persist(() => sql(COMPLETE, columns(late)));
  const counted = results.filter(({ claimed, delivered, disable }) => {
    const row = applied.get(claimed.attemptId);
    // A success of a healthy webhook writes no health.
    return row && !claimed.test && (!delivered || disable !== null || row.isFailing);
  });
  const failing = new Set(counted.map(({ claimed }) => claimed.subscriptionId));
  // Within a group a success may follow a failure: all results of a webhook count, in the order in which they ended.
  const relevant = results.filter(
    ({ claimed }) => failing.has(claimed.subscriptionId) && applied.has(claimed.attemptId) && !claimed.test,
  );
  // The results are committed: health that can't be written now must not make them look lost. A 410 comes again.
  const written = new Map<string, number>();
  if (relevant.length > 0)
    await persist(() => recordHealth(deps, relevant.map(toWebhookResult), written)).catch((error: Error) =>
      log.error({ error: error.message }, "the health of webhooks was not written"),
    );
  publish(
    ...[...new Set(results.map(({ claimed }) => claimed.tenantId))].map((tenantId) => ({
      channel: "tenant" as const,
      tenantId,
    })),
    ...(news.count > 0 ? [{ channel: "events" as const }] : []),
  );
  return new Map(rows.map(({ attemptId, dueAt }) => [attemptId, { applied: true, dueAt }]));
};

type RecordedRow = { attemptId: string; dueAt: Date | null; isFailing: boolean };

const toWebhookResult = ({ claimed, delivered, endedAt, error, disable }: AttemptResult) => ({
  subscriptionId: claimed.subscriptionId,
  url: claimed.url,
  delivered,
  endedAt,
  isProbe: claimed.isProbe,
  event: claimed.event,
  error,
  disable,
});

/** One array a column, in the order of RECORD's parameters. Text is stripped of NUL, which PostgreSQL cannot store. */
const columns = (results: AttemptResult[]) => {
  const column = (value: (result: AttemptResult) => unknown) => results.map(value);
  return [
    column(({ claimed }) => claimed.attemptId),
    column(({ claimed }) => claimed.deliveryId),
    column(({ claimed }) => claimed.tenantId),
    column(({ claimed }) => claimed.number),
    column(({ claimed }) => claimed.leaseToken),
    column(({ claimed }) => claimed.url),
    column(({ delivered }) => (delivered ? "delivered" : "failed")),
    column(({ endedAt }) => endedAt),
    column(({ outcome }) => Math.round(outcome.durationMs)),
    column(({ outcome }) => outcome.timings.dnsMs),
    column(({ outcome }) => outcome.timings.connectMs),
    column(({ outcome }) => outcome.timings.tlsMs),
    column(({ outcome }) => outcome.timings.firstByteMs),
    column(({ outcome }) => outcome.response?.status ?? null),
    column(({ error }) => error?.code ?? null),
    column(({ error }) => (error ? storable(error.message) : null)),
    column(({ requestHeaders }) => storable(JSON.stringify(requestHeaders))),
    column(({ outcome }) => (outcome.response ? storable(JSON.stringify(outcome.response.headers)) : null)),
    column(({ outcome }) => (outcome.response ? Buffer.from(outcome.response.body) : null)),
    column(({ outcome }) => outcome.response?.bodyTruncated ?? false),
    column(({ after }) => after.status),
    column(({ after }) => after.reason),
    column(({ after }) => after.failures),
    column(({ after }) => after.dueInMs),
    column(({ outcome }) => outcome.resentOnNewConnection ?? false),
  ];
};

/** JSON writes NUL as an escape; what is left is plain text, where PostgreSQL refuses NUL and lone surrogates. */
const storable = (text: string) => text.replaceAll("\0", "").toWellFormed();

const RESULT = `result AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::int[],
    $10::float8[], $11::float8[], $12::float8[], $13::float8[], $14::int[], $15::text[], $16::text[], $17::text[], $18::text[],
    $19::bytea[], $20::bool[], $21::text[], $22::text[], $23::int[], $24::float8[], $25::bool[])
  AS r(attempt_id, delivery_id, tenant_id, number, lease_token, url, outcome, ended_at, duration_ms, dns_ms, connect_ms, tls_ms,
    first_byte_ms, response_status, error_code, error_message, request_headers, response_headers, response_body,
    response_truncated, status, reason, failures, due_in_ms, resent_on_new_connection)
)`;

const EXCHANGE = `INSERT INTO webhook_exchange (attempt_id, tenant_id, request_headers, response_headers, response_body, response_truncated)
  SELECT a.id, r.tenant_id, r.request_headers, r.response_headers, r.response_body, r.response_truncated
  FROM result r JOIN attempt a ON a.delivery_id = r.delivery_id AND a.number = r.number
  ON CONFLICT (attempt_id) DO NOTHING`;

/**
 * The row of an attempt is written once, when it has ended. Rows are locked first, in id order. Of several results for one
 * delivery only the attempt that holds it counts, and only where the attempt has no row yet.
 */
const recordStatement = (more: string) => `
WITH ${RESULT}, held AS (
  SELECT d.id, r.attempt_id, d.next_trigger, d.requested_by, d.last_attempt_at FROM webhook_delivery d JOIN result r ON r.delivery_id = d.id
  WHERE d.attempts = r.number AND d.lease_token = r.lease_token ORDER BY d.id FOR NO KEY UPDATE OF d
), attempt AS (
  INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, requested_by, url, outcome, started_at, ended_at,
    duration_ms, dns_ms, connect_ms, tls_ms, first_byte_ms, response_status, error_code, error_message, resent_on_new_connection)
  SELECT r.attempt_id, r.tenant_id, r.delivery_id, r.number, held.next_trigger, held.requested_by, r.url, r.outcome,
    held.last_attempt_at, r.ended_at, r.duration_ms, r.dns_ms, r.connect_ms, r.tls_ms, r.first_byte_ms, r.response_status,
    r.error_code, r.error_message, r.resent_on_new_connection
  FROM held JOIN result r USING (attempt_id)
  ON CONFLICT (delivery_id, number) DO NOTHING
  RETURNING id, delivery_id, number
), exchange AS (
  ${EXCHANGE}
), delivery AS (
  UPDATE webhook_delivery d SET status = r.status, reason = r.reason, failures = r.failures, interruptions = 0,
    due_at = now() + r.due_in_ms * interval '1 millisecond', lease_token = NULL, next_trigger = 'automatic', requested_by = NULL,
    delivered_at = CASE WHEN r.outcome = 'delivered' THEN coalesce(d.delivered_at, now()) ELSE d.delivered_at END
  FROM attempt a JOIN result r ON r.attempt_id = a.id WHERE d.id = a.delivery_id
  RETURNING r.attempt_id, d.id, r.number, d.subscription_id, d.due_at
)${more}
SELECT d.attempt_id AS "attemptId", d.due_at AS "dueAt",
  s.consecutive_failures > 0 OR s.probes IS NOT NULL AS "isFailing"
FROM delivery d JOIN webhook_subscription s ON s.id = d.subscription_id`;

/** Attempts that lost their lease: complete their own `interrupted` row only. Another worker owns the delivery. */
const COMPLETE = `
WITH ${RESULT}, attempt AS (
  UPDATE webhook_attempt a SET outcome = r.outcome, ended_at = r.ended_at, duration_ms = r.duration_ms, dns_ms = r.dns_ms,
    connect_ms = r.connect_ms, tls_ms = r.tls_ms, first_byte_ms = r.first_byte_ms, response_status = r.response_status,
    error_code = r.error_code, error_message = r.error_message, url = r.url,
    resent_on_new_connection = r.resent_on_new_connection
  FROM result r WHERE a.delivery_id = r.delivery_id AND a.number = r.number AND a.outcome = 'interrupted'
  RETURNING a.id, a.delivery_id, a.number
)
${EXCHANGE}`;

const RECORD = recordStatement("");

const RECORD_AND_TELL = recordStatement(`, ${tellFailed(26)}`);
