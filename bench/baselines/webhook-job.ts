import pg from "pg";
import { request } from "undici";
import { DatabaseClient } from "#database/database-client.ts";
import { signatureHeaders } from "#domain/signing/sign.ts";

/** Typical job payload of one delivery. */
export type WebhookJob = { id: string; url: string; secret: string; body: string };

export const JOB_TABLE = `
CREATE TABLE webhook_log (id bigserial PRIMARY KEY, job_id text NOT NULL, attempt int NOT NULL, status int, duration_ms int,
  response text, created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON webhook_log (job_id)`;

/** Typical job handler: one signed POST by undici, one row in PostgreSQL for the attempt. */
export const createJobHandler = (databaseUrl: string, { connections }: { connections: number }) => {
  const pool = new pg.Pool({ Client: DatabaseClient, connectionString: databaseUrl, max: connections });
  return async ({ id, url, secret, body }: WebhookJob, attempt: number): Promise<void> => {
    const startedAt = performance.now();
    const signed = signatureHeaders({
      prefix: "MAIS",
      secret,
      previousSecret: null,
      id,
      timestampSeconds: Math.floor(Date.now() / 1_000),
      body: Buffer.from(body),
    });
    const response = await request(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...signed },
      body,
    });
    const text = await response.body.text();
    await pool.query(
      "INSERT INTO webhook_log (job_id, attempt, status, duration_ms, response) VALUES ($1, $2, $3, $4, $5)",
      [id, attempt, response.statusCode, Math.round(performance.now() - startedAt), text],
    );
    if (response.statusCode >= 300) throw new Error(`status ${response.statusCode}`);
  };
};
