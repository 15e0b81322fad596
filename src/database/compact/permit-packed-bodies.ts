import { DatabaseClient } from "#database/database-client.ts";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { READS_PACKED } from "#database/session-settings.ts";
import { MAY_PACK_BODIES } from "#domain/body-packing.ts";

const TRIES = 40;
const PAUSE_MS = 1_000;
/** Requests queue behind the lock that this waits for: a third of the time that a statement of theirs has. */
const LOCK_MS = 400;
/** Looks at processes: in its first instants one of this release looks like one of 0.2.0. */
const LOOKS = 4;

/** SQLSTATE `lock_not_available`. */
const LOCKED = "55P03";

type Permission = "permitted" | "already";
type Waits = { pauseMs: number; lockMs: number };

/**
 * Permits packed bodies, which release 0.2.0 cannot read: `body` of a payload may be null from now on. Refuses while a process of 0.2.0 is
 * seen: by its heartbeat, or by a session of the app's or the engine's role.
 * Running processes pack from their next heartbeat on. Safe to repeat.
 */
export const permitPackedBodies = async (
  { owner, app, engine }: DatabaseUrls,
  { pauseMs = PAUSE_MS, lockMs = LOCK_MS }: Partial<Waits> = {},
): Promise<Permission> => {
  const roles = [app, engine].map((url) => new DatabaseClient({ connectionString: url }).user ?? "");
  const client = new DatabaseClient({ connectionString: owner });
  await client.connect();
  try {
    const { rows } = await client.query<{ isPermitted: boolean }>(`SELECT ${MAY_PACK_BODIES} AS "isPermitted"`);
    if (rows[0]?.isPermitted) return "already";
    const findOld = async () =>
      (await client.query<{ name: string }>(OLD_PROCESSES, [roles, READS_PACKED])).rows.map(({ name }) => name);
    await refuseOldProcesses(findOld, pauseMs);
    await permit(client, findOld, { pauseMs, lockMs });
    const late = await findOld();
    if (late.length > 0)
      throw new Error(
        `Packed bodies are permitted now, but meanwhile release 0.2.0 seems to have come back (${late.join(", ")}). It cannot deliver events with packed bodies, and an erasure by it would miss them: end it at once, then run this again.`,
      );
    return "permitted";
  } finally {
    await client.end();
  }
};

type FindOld = () => Promise<string[]>;

const permit = async (client: DatabaseClient, findOld: FindOld, { pauseMs, lockMs }: Waits): Promise<void> => {
  await client.query(`SET lock_timeout = ${lockMs}`);
  for (let tries = 1; ; tries++) {
    try {
      await client.query('ALTER TABLE "webhook_payload" ALTER COLUMN "body" DROP NOT NULL');
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === LOCKED)) throw error;
      if (tries === TRIES)
        throw new Error(
          "A long transaction or a dump holds the table webhook_payload, so that packed bodies could not be permitted: wait for its end (pg_stat_activity shows it by xact_start), and run this again. Nothing was changed.",
          { cause: error },
        );
      await pause(pauseMs);
      await refuseOldProcesses(findOld, pauseMs);
    }
  }
};

const refuseOldProcesses = async (findOld: FindOld, pauseMs: number): Promise<void> => {
  for (let looks = 1; ; looks++) {
    const old = await findOld();
    if (old.length === 0) return;
    if (looks < LOOKS) await pause(pauseMs);
    else
      throw new Error(
        `Processes of release 0.2.0 are running, or other programs use their roles (${old.join(", ")}): end them, wait ten seconds, and run this again. A web process of 0.2.0 without traffic may have no session: look for such processes yourself. Nothing was changed.`,
      );
  }
};

/** A worker of 0.2.0 knows no pauses of sending, and its web processes have no heartbeat: their sessions have another name. */
const OLD_PROCESSES = `
(SELECT 'worker ' || id AS name FROM worker_heartbeat WHERE pauses_read_at IS NULL AND seen_at > now() - interval '10 seconds' ORDER BY id LIMIT 10)
UNION ALL
(SELECT format('session %s of role %s%s', pid, usename, ' named ' || nullif(application_name, '')) FROM pg_stat_activity
WHERE datname = current_database() AND usename = ANY($1::text[]) AND pid <> pg_backend_pid() AND strpos(application_name, $2) = 0
ORDER BY pid LIMIT 10)`;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
