import pg from "pg";

/** Time span of the rows in days. Rows are numbered from 1, oldest first, and spread evenly up to now. */
export const LOG_DAYS = 90;
export const TENANTS = 200;
const WEBHOOKS_PER_TENANT = 5;
const CHUNK = 100_000;

/**
 * Fills the log with deliveries `from`…`to` of `of`, each with event and attempts. Shares: a fifth for one tenant, the
 * rest for 199 others; 1 to 5 webhooks each; 96 % delivered, a tenth of the last day still retrying; bodies and
 * exchanges of the last 30 days only, as after retention.
 */
export const fillLog = async (
  databaseUrl: string,
  {
    from,
    to,
    of,
    now,
    onProgress,
  }: { from: number; to: number; of: number; now: Date; onProgress?: (line: string) => void },
): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Foreign keys hold by construction; checking them would take most of the time.
    await client.query("SET session_replication_role = replica; SET synchronous_commit = off");
    if (from === 1) await client.query(TENANT_ROWS);
    for (let first = from; first <= to; first += CHUNK) {
      const last = Math.min(to, first + CHUNK - 1);
      const numbers = { ":first": first, ":last": last, ":of": of, ":now": now.toISOString() };
      const rows = Object.entries(numbers).reduce((text, [name, value]) => text.replaceAll(name, String(value)), ROWS);
      await client.query(rows);
      for (const statement of [EVENTS, PAYLOADS, DELIVERIES, ATTEMPTS, EXCHANGES]) await client.query(statement);
      await client.query("DROP TABLE bench_row");
      if (to - from > CHUNK) onProgress?.(`log: ${last} of ${to} rows`);
    }
    await client.query("VACUUM (ANALYZE)");
  } finally {
    await client.end();
  }
};

/** `suffix` imitates newId: 10 characters of time and 16 others. Hex digits are in its alphabet. */
const ROWS = `
CREATE TEMP TABLE bench_row AS
SELECT n, at, suffix, 'evt_' || suffix AS event_id, 'dlv_' || suffix AS delivery_id, 'tenant_' || tenant AS tenant_id,
  'wh_' || tenant || '_' || dice2 % (1 + tenant % ${WEBHOOKS_PER_TENANT}) AS subscription_id,
  (ARRAY['appointment.created', 'appointment.created', 'appointment.created', 'appointment.rescheduled',
    'appointment.canceled', 'payment.completed', 'payment.failed', 'service.updated'])[1 + dice3 % 8] AS event,
  status, CASE status WHEN 'failed' THEN 6 WHEN 'retrying' THEN 2 WHEN 'delivered' THEN 1 + (dice5 % 20 = 0)::int ELSE 0 END AS attempts,
  n > :of::bigint * 2 / 3 AS is_recent
FROM (
  SELECT *, CASE WHEN dice1 % 5 = 0 THEN 0 ELSE 1 + (dice1 / 5) % ${TENANTS - 1} END AS tenant,
    CASE WHEN dice4 % 100 < 10 AND n > :of::bigint * ${LOG_DAYS - 1} / ${LOG_DAYS} THEN 'retrying'
      WHEN dice4 % 100 < 3 THEN 'failed' WHEN dice4 % 100 < 4 THEN 'canceled' ELSE 'delivered' END AS status,
    (SELECT string_agg(substr('0123456789abcdefghjkmnpqrstvwxyz', ((ms >> shift) & 31)::int + 1, 1), '' ORDER BY shift DESC)
      FROM generate_series(0, 45, 5) AS shift) || 'e' || substr(md5(n::text), 1, 15) AS suffix
  FROM (
    SELECT n, at, (extract(epoch FROM at) * 1000)::bigint AS ms, ${[1, 2, 3, 4, 5]
      .map((seed) => `abs(hashint8extended(n, ${seed}) % 1000003)::int AS dice${seed}`)
      .join(", ")}
    FROM (SELECT n, date_trunc('milliseconds', timestamptz ':now' - make_interval(days => ${LOG_DAYS}) * (1 - n::float8 / :of)) AS at
      FROM generate_series(:first::bigint, :last) AS n) AS numbered
  ) AS thrown
) AS named`;

const TENANT_ROWS = `
INSERT INTO tenant (id, name) SELECT 'tenant_' || t, 'Tenant ' || t FROM generate_series(0, ${TENANTS - 1}) AS t;
INSERT INTO webhook_subscription (id, tenant_id, url, events, secret, secret_hint, api_version)
SELECT 'wh_' || t || '_' || w, 'tenant_' || t, 'https://receiver.example.com/' || w, '{appointment.created}', 'sealed', 'whsec_…', '1'
FROM generate_series(0, ${TENANTS - 1}) AS t, generate_series(0, t % ${WEBHOOKS_PER_TENANT}) AS w;
`;

const EVENTS = `
INSERT INTO webhook_event (id, tenant_id, event, external_id, resource_id, occurred_at, created_at)
SELECT event_id, tenant_id, event, 'bk_' || n, 'apt_' || n / 3, at, at FROM bench_row`;

const PAYLOADS = `
INSERT INTO webhook_payload (event_id, tenant_id, body)
SELECT event_id, tenant_id, convert_to('{"id":"' || event_id || '","data":"' || repeat('0123456789', 40) || '"}', 'UTF8')
FROM bench_row WHERE is_recent`;

const DELIVERIES = `
INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, status, reason, attempts, failures, due_at,
  last_attempt_at, delivered_at, created_at, test, last_http_status, last_error_code)
SELECT delivery_id, tenant_id, subscription_id, event_id, event, status, CASE status WHEN 'canceled' THEN 'webhook_inactive' END,
  attempts, CASE WHEN status = 'delivered' THEN attempts - 1 ELSE attempts END,
  CASE status WHEN 'retrying' THEN now() + make_interval(hours => 1 + (n % 20)::int) END, CASE WHEN attempts > 0 THEN at END,
  CASE status WHEN 'delivered' THEN at END, at, n % 500 = 0,
  CASE WHEN status = 'delivered' THEN 200 WHEN attempts > 0 THEN CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN 503 ELSE 404 END END,
  CASE WHEN status <> 'delivered' AND attempts > 0 THEN CASE n % 3 WHEN 0 THEN 'timeout' ELSE 'http_status' END END
FROM bench_row`;

const ATTEMPTS = `
INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, url, outcome, started_at, ended_at, duration_ms,
  first_byte_ms, response_status, error_code)
SELECT 'att_' || substr(suffix, 1, 25) || number, tenant_id, delivery_id, number, 'automatic', 'https://receiver.example.com/hook',
  outcome, at, at, 120, 110, CASE WHEN outcome = 'delivered' THEN 200 ELSE CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN 503 ELSE 404 END END,
  CASE WHEN outcome = 'failed' THEN CASE n % 3 WHEN 0 THEN 'timeout' ELSE 'http_status' END END
FROM bench_row, generate_series(1, attempts) AS number,
  LATERAL (SELECT CASE WHEN status = 'delivered' AND number = attempts THEN 'delivered' ELSE 'failed' END) AS o(outcome)`;

const EXCHANGES = `
INSERT INTO webhook_exchange (attempt_id, tenant_id, request_headers, response_headers, response_body)
SELECT 'att_' || substr(suffix, 1, 25) || number, tenant_id, '{"User-Agent":"MAIS-Webhooks/1.0","webhook-id":"' || event_id || '"}',
  '{"content-type":"text/plain"}', 'ok'
FROM bench_row, generate_series(1, attempts) AS number WHERE is_recent`;
