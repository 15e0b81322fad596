import { DatabaseClient } from "#database/database-client.ts";
import { MAY_PACK_BODIES } from "#domain/body-packing.ts";

const TRIES = 40;
const PAUSE_MS = 1_000;
const LOCK_MS = 2_000;
/** Looks at heartbeats: the first one of a process of this release says for an instant what processes of 0.2.0 always say. */
const LOOKS = 4;

/** SQLSTATE `lock_not_available`. */
const LOCKED = "55P03";

type Permission = "permitted" | "already";

/**
 * Permits packed bodies, which release 0.2.0 cannot read: `body` of a payload may be null from now on. Refuses while a process of 0.2.0 runs.
 * Waits for the table as a migration does, because readers queue behind its lock. Running processes see it with their next heartbeat. Safe to repeat.
 *
 * @param url owner's address
 */
export const permitPackedBodies = async (
  url: string,
  { pauseMs = PAUSE_MS, lockMs = LOCK_MS }: { pauseMs?: number; lockMs?: number } = {},
): Promise<Permission> => {
  const client = new DatabaseClient({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ isPermitted: boolean }>(`SELECT ${MAY_PACK_BODIES} AS "isPermitted"`);
    if (rows[0]?.isPermitted) return "already";
    await refuseOldProcesses(client, pauseMs);
    await client.query(`SET lock_timeout = ${lockMs}`);
    for (let tries = 1; ; tries++) {
      try {
        await client.query('ALTER TABLE "webhook_payload" ALTER COLUMN "body" DROP NOT NULL');
        return "permitted";
      } catch (error) {
        const isLocked = error instanceof Error && "code" in error && error.code === LOCKED;
        if (!isLocked || tries === TRIES) throw error;
        await pause(pauseMs);
      }
    }
  } finally {
    await client.end();
  }
};

const refuseOldProcesses = async (client: DatabaseClient, pauseMs: number): Promise<void> => {
  for (let looks = 1; ; looks++) {
    const { rows } = await client.query<{ id: string }>(OLD_PROCESSES);
    if (rows.length === 0) return;
    if (looks < LOOKS) await pause(pauseMs);
    else
      throw new Error(
        `Processes of release 0.2.0 are running (${rows.map(({ id }) => id).join(", ")}): end them, wait ten seconds, and run this again. Nothing was changed.`,
      );
  }
};

/** A process of 0.2.0 knows no pauses of sending. */
const OLD_PROCESSES = `
SELECT id FROM worker_heartbeat WHERE pauses_read_at IS NULL AND seen_at > now() - interval '10 seconds' ORDER BY id LIMIT 10`;

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
