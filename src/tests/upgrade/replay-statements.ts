import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { keyOf, type RecordedStatement } from "./recorded-statement.ts";

/** SQLSTATE by statement that failed. */
export type Failures = ReadonlyMap<string, string>;

const CONNECTIONS = 4;
/** Statements of tests that wait on purpose. */
const WAITS = /pg_sleep|pg_advisory_lock/;

/** Reads the statements that a release sent to PostgreSQL, with an example of its values each. */
export const readStatements = (release: string): RecordedStatement[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, `statements-of-${release}.json`), "utf8")).filter(
    ({ text }: RecordedStatement) => !WAITS.test(text),
  );

/** Runs each statement as its role in a transaction that is rolled back. */
export const replay = async (statements: readonly RecordedStatement[], urls: DatabaseUrls): Promise<Failures> => {
  const failures = new Map<string, string>();
  const parts = Array.from({ length: CONNECTIONS }, (_, place) =>
    statements.filter((_statement, index) => index % CONNECTIONS === place),
  );
  await Promise.all(
    parts.map(async (part) => {
      const clients = { bellhop_app: await connect(urls.app), bellhop_engine: await connect(urls.engine) };
      for (const statement of part) {
        const code = await failureOf(clients[statement.role], statement);
        if (code !== null) failures.set(keyOf(statement), code);
      }
      for (const client of Object.values(clients)) await client.end();
    }),
  );
  return failures;
};

const connect = async (connectionString: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString, statement_timeout: 30_000 });
  await client.connect();
  return client;
};

const failureOf = async (client: pg.Client, { tenant, text, values }: RecordedStatement): Promise<string | null> => {
  await client.query(`BEGIN; SELECT set_config('app.tenant_id', ${pg.escapeLiteral(tenant ?? "")}, true)`);
  try {
    await client.query(text, [...values]);
    return null;
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error.code ?? error.message;
    throw error;
  } finally {
    await client.query("ROLLBACK");
  }
};

/** Statements that fail now and did not before, or in another way. */
export const newFailures = (before: Failures, now: Failures): string[] =>
  [...now]
    .filter(([statement, code]) => before.get(statement) !== code)
    .map(([statement, code]) => `${code} ${statement}`);
