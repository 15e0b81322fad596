import { randomUUID } from "node:crypto";
import { DatabaseClient } from "#database/database-client.ts";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { missingSettings } from "#database/session-settings.ts";

const CONNECT_MS = 5_000;
const HEARD_MS_MAX = 3_000;

/**
 * Throws when a pooler in between drops session settings, or does not keep a session's LISTEN: statements would be slow, wrong, or
 * not there (prepared ones), and no process would hear of a change.
 */
export const checkSessions = async ({ app, engine }: Pick<DatabaseUrls, "app" | "engine">): Promise<void> => {
  const urls = [...new Set([app, engine])];
  const statements = [];
  for (const url of urls) statements.push(...(await missingOn(url)));
  if (statements.length > 0) throw new Error(droppedSettings(statements));
  for (const url of urls) if (!(await hearsItself(url))) throw new Error(unheard(url));
};

const droppedSettings = (statements: readonly string[]): string => {
  const settings = statements.length === 1 ? "a setting" : `${statements.length} settings`;
  return `A pooler drops ${settings} of our database sessions. Run this as a superuser, restart the pooler, and start again: ${statements.join("; ")};`;
};

const unheard = (url: string): string => {
  const { user, host, port } = new DatabaseClient({ connectionString: url });
  return `${host}:${port} passes on no notification (LISTEN as the role ${user} heard nothing within ${HEARD_MS_MAX / 1_000} s): let the pooler in between give each client a session of its own (PgBouncer: pool_mode = session), or use the database's direct address.`;
};

const missingOn = (url: string): Promise<string[]> =>
  withClient(url, (client) => missingSettings(async (text, values) => (await client.query(text, values)).rows));

/** Notifies from a second connection: a transaction pooler may lend one server connection to one client for long. */
const hearsItself = (url: string): Promise<boolean> =>
  withClient(url, async (listener) => {
    const channel = `bellhop_check_${randomUUID().replaceAll("-", "")}`;
    const heard = new Promise<boolean>((done) => {
      listener.on("notification", ({ channel: name }) => name === channel && done(true));
    });
    await listener.query(`LISTEN ${channel}`);
    await withClient(url, (client) => client.query("SELECT pg_notify($1, '')", [channel]));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((done) => {
      timer = setTimeout(done, HEARD_MS_MAX, false);
    });
    return Promise.race([heard, late]).finally(() => clearTimeout(timer));
  });

const withClient = async <Result>(url: string, use: (client: DatabaseClient) => Promise<Result>): Promise<Result> => {
  const client = new DatabaseClient({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on("error", () => {});
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
};
