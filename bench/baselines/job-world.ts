import { fork } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseClient } from "#database/database-client.ts";
import { startPostgres } from "#database/embedded/embedded-postgres.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { newId } from "#domain/ids.ts";
import { newSecret } from "#domain/signing/secret.ts";
import { booking } from "../booking.ts";
import type { Endings } from "../endings.ts";
import type { Receiver } from "../receiver/start-receiver.ts";
import { newDataDir } from "../start-system.ts";
import { JOB_TABLE, type WebhookJob } from "./webhook-job.ts";

export type BaselineResult = { perSecond: number; events: number; lost: number; what: string };

/** Environment of a baseline: a PostgreSQL with the same settings, and 20 ports of the same receiver. */
export type JobWorld = { directory: string; databaseUrl: string; newJobs(count: number): WebhookJob[] };

const TARGETS = 20;
const STALLED_MS = 30_000;
const LOOK_MS = 20;

export const createJobWorld = async (receiver: Receiver, endings: Endings): Promise<JobWorld> => {
  const directory = newDataDir(endings);
  mkdirSync(directory, { recursive: true });
  const postgres = await startPostgres({ dataDir: directory });
  endings.add(postgres.stop);
  const client = new DatabaseClient({ connectionString: postgres.url });
  await client.connect();
  await client.query(JOB_TABLE);
  await client.end();
  const targets = await Promise.all(
    Array.from({ length: TARGETS }, async (_, index) => ({
      origin: await receiver.listen(),
      path: `/job/${index}`,
      secret: newSecret(),
    })),
  );
  await receiver.add(targets.map(({ path, secret }) => ({ path, secret, behaviour: "ok" })));
  await receiver.reset();
  return {
    directory,
    databaseUrl: postgres.url,
    newJobs: (count) =>
      Array.from({ length: count }, (_, index) => {
        const { origin, path, secret } = targets[index % TARGETS] ?? { origin: "", path: "", secret: "" };
        const id = newId("evt");
        const { event, data } = booking;
        const body = buildEventBody({ id, event, tenantId: `tenant_${index % TARGETS}`, timestamp: new Date(), data });
        return { id, url: `${origin}${path}`, secret, body: Buffer.from(body).toString() };
      }),
  };
};

/** Enqueues at full speed. Ends when each job is verified at the receiver and has its row in the log. */
export const measureJobs = async (
  { databaseUrl, newJobs }: JobWorld,
  receiver: Receiver,
  {
    events,
    enqueue,
    what,
  }: { events: number; enqueue: (jobs: readonly WebhookJob[]) => Promise<unknown>; what: string },
): Promise<BaselineResult> => {
  const client = new DatabaseClient({ connectionString: databaseUrl });
  await client.connect();
  const countLogged = async () => {
    const { rows } = await client.query<{ jobs: number }>(
      "SELECT count(DISTINCT job_id)::int AS jobs FROM webhook_log",
    );
    return rows[0]?.jobs ?? 0;
  };
  const jobs = newJobs(events);
  const startedAt = performance.now();
  const enqueued = (async () => {
    for (let first = 0; first < jobs.length; first += 100) await enqueue(jobs.slice(first, first + 100));
  })();
  let done = 0;
  let movedAt = startedAt;
  for (let seen = -1; done < events && performance.now() - movedAt < STALLED_MS; ) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const { unique } = await receiver.counts();
    if (unique !== seen) movedAt = performance.now();
    seen = unique;
    if (unique >= events) done = await countLogged();
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  await enqueued;
  if (done < events) done = Math.min((await receiver.counts()).unique, await countLogged());
  await client.end();
  return { perSecond: Math.round(done / seconds), events, lost: events - done, what };
};

/** Starts a baseline process and resolves when the process reports ready. The process exits when its channel closes. */
export const forkReady = async (script: string, env: Record<string, string>, endings: Endings): Promise<unknown> => {
  const child = fork(join(import.meta.dirname, script), {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
    execArgv: [],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  endings.add(async () => {
    child.kill("SIGTERM");
    await exited;
  });
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    void exited.then(() => reject(new Error(`${script} ended instead of starting.`)));
  });
};
