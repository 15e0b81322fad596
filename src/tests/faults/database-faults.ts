import pg from "pg";
import type { Fault } from "#tests/faults/fault.ts";
import { until } from "../until.ts";
import { descendants, setLimit } from "./processes.ts";
import type { World } from "./world.ts";

const AWAY_MS = 4_000;
const TERMINATIONS = 5;
const FILLER_ROWS = 3_000;
/** Larger than a segment of the write-ahead log (16 MiB), smaller than the filled table. */
const FILE_BYTES_MAX = 18_000_000;

/** Waits for refusals of the producer, the purpose of this fault. */
const refusals = async (world: World, count: number) => {
  const before = world.producer.answers.filter(({ status }) => status === 503).length;
  const enough = () => world.producer.answers.filter(({ status }) => status === 503).length >= before + count;
  await until(`${count} requests were refused`, enough);
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs `during` while a statement holds a direct connection to the database. */
const holding = async (world: World, statement: string, during: () => Promise<void>) => {
  const client = new pg.Client({ connectionString: world.postgres.url });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query(statement);
    await during();
    await client.query("ROLLBACK");
  } finally {
    await client.end().catch(() => {});
  }
};

export const databaseFaults: Record<string, Fault> = {
  "PostgreSQL shut down at once": {
    run: async (world) => {
      const pid = await world.postmasterPid();
      world.disruptions += 1;
      world.kills += 1;
      process.kill(pid, "SIGQUIT");
      await until("another has taken its place", async () => (await world.postmasterPid()) !== pid);
    },
  },
  "PostgreSQL killed": {
    run: async (world) => {
      const pid = await world.postmasterPid();
      world.disruptions += 1;
      world.kills += 1;
      process.kill(pid, "SIGKILL");
      await until("another has taken its place", async () => (await world.postmasterPid()) !== pid, 60_000);
    },
  },
  "connections terminated at random": {
    run: async (world) => {
      for (let count = 0; count < TERMINATIONS; count++) {
        world.disruptions += 1;
        await world.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < 0.5`,
        );
        await pause(200);
      }
    },
  },
  "network to the database silent": {
    run: async (world) => {
      world.disruptions += 1;
      await world.proxy.set("silent");
      await refusals(world, 3);
      await pause(AWAY_MS);
      await world.proxy.set("open");
    },
  },
  "database refuses connections": {
    run: async (world) => {
      world.disruptions += 1;
      await world.proxy.set("refusing");
      await refusals(world, 3);
      await pause(AWAY_MS / 2);
      await world.proxy.set("open");
    },
  },
  "events table locked": {
    run: (world) =>
      holding(world, "LOCK TABLE webhook_event IN ACCESS EXCLUSIVE MODE", async () => {
        await refusals(world, 3);
      }),
  },
  "database unable to grow its files": {
    needsPrlimit: true,
    run: async (world) => {
      await fillUp(world);
      const postmaster = await world.postmasterPid();
      limitFiles(postmaster, FILE_BYTES_MAX);
      try {
        await refusals(world, 3);
      } finally {
        limitFiles(postmaster, "unlimited");
        await world.query("ALTER TABLE webhook_event RESET (fillfactor)");
      }
    },
  },
};

/** Sets the file limit of the postmaster; processes it starts later inherit the limit. */
const limitFiles = (postmaster: number, bytes: number | "unlimited") => {
  setLimit(postmaster, "fsize", bytes);
  for (const pid of descendants(postmaster)) {
    try {
      setLimit(pid, "fsize", bytes);
    } catch (error) {
      // The process ended in the meantime.
      if (descendants(postmaster).includes(pid)) throw error;
    }
  }
};

/**
 * Grows the events table beyond the limit, with one filler row per page and no space for another row: new rows need a
 * larger file.
 */
const fillUp = async ({ query }: World) => {
  await query("ALTER TABLE webhook_event SET (fillfactor = 10)");
  await query(
    `INSERT INTO webhook_event (id, tenant_id, event, status, rejected_reason, occurred_at)
     SELECT 'evt_filler_' || gen_random_uuid(), 'filler', 'filler', 'rejected', repeat('x', 1000), now()
     FROM generate_series(1, $1::int) WHERE pg_relation_size('webhook_event') < $2::int`,
    [FILLER_ROWS, FILE_BYTES_MAX],
  );
};
