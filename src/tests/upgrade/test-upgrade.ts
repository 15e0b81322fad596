import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { startPostgres } from "#database/embedded/embedded-postgres.ts";
import { makeDirectory, removeDirectory } from "../directories.ts";
import { startProducer } from "../faults/producer.ts";
import { startRecorder } from "../faults/recorder.ts";
import { SHARED_KEYS } from "../shared-keys.ts";
import { type App, callApi, startApp } from "../start-app.ts";
import { until } from "../until.ts";
import { checkOutRelease, lastRelease } from "./check-out-release.ts";
import { tryEveryCall } from "./try-every-call.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "..", "..", "..");
const PER_SECOND = 40;
/** Events of each phase. */
const EVENTS = 400;
const WAIT_MS = 180_000;

type Options = { stop: AbortSignal; log: (line: string) => void };

/**
 * Runs the release before on its own schema under load, then on the schema of this release, then both releases side by side, then this
 * one alone. Returns what went wrong: answers of 5xx, broken connections, events that were not delivered.
 */
export const testUpgrade = async ({ stop, log }: Options): Promise<string[]> => {
  const endings: (() => unknown)[] = [];
  const { version, commit } = lastRelease();
  try {
    const home = makeDirectory();
    endings.push(() => removeDirectory(home));
    log(`Checking out release ${version} (${commit.slice(0, 10)}).`);
    checkOutRelease(commit, join(home, "release"));
    const dataDir = makeDirectory();
    endings.push(() => removeDirectory(dataDir));
    const postgres = await startPostgres({ dataDir });
    endings.push(postgres.stop);
    const { urls } = postgres;
    const database = { DATABASE_URL: urls.app, DATABASE_OWNER_URL: urls.owner, DATABASE_ENGINE_URL: urls.engine };
    const settings = { ...database, ...SHARED_KEYS, WEBHOOK_ALLOW_NETWORKS: "127.0.0.0/8,::1/128" };
    const recorder = await startRecorder();
    endings.push(recorder.close);
    const start = async (name: string, root: string, seed: string): Promise<App> => {
      log(`Starting ${name}.`);
      const app = await startApp({ root, dataDir: join(home, name), settings: { ...settings, SEED_DEMO: seed } });
      endings.push(app.stop);
      return app;
    };
    const older = await start("older", join(home, "release"), "1");
    const { tenants, eventKey } = older;
    for (const tenant of tenants) {
      const body = { url: `${recorder.url}/ok/main`, events: ["*"] };
      const { status } = await callApi(older, "POST", "/v1/tenant-admin/webhooks", body, tenant);
      if (status !== 201) throw new Error(`No webhook: ${status}`);
    }
    let apps: App[] = [older];
    let turn = 0;
    const next = (): App => apps[turn++ % apps.length] ?? older;
    const url = () => next().url;
    const options = { url, eventKey, tenants, perSecond: PER_SECOND, prefix: "bk", random: Math.random };
    const producer = startProducer(options);
    endings.push(producer.stop);

    const statuses: [string, number][] = [];
    const phase = async (name: string) => {
      log(name);
      const enough = producer.sent.length + EVENTS;
      for (let round = 0; producer.sent.length < enough; round += 1) {
        stop.throwIfAborted();
        statuses.push(...(await tryEveryCall({ ...next(), tenants }, recorder.url, round)));
      }
    };
    await phase("The release before takes load on its own schema.");
    const script = join(ROOT, "scripts", "migrate.ts");
    const { stdout } = await run(process.execPath, [script], { cwd: ROOT, env: { ...process.env, ...settings } });
    log(`Migrated: ${stdout.trim().split("\n").length} lines, the last one: ${stdout.trim().split("\n").at(-1)}`);
    await phase("The release before takes load on the new schema.");
    const newer = await start("newer", ROOT, "0");
    apps = [older, newer];
    await phase("Both releases take load side by side.");
    apps = [newer];
    await until("requests to the release before have ended", async () => (await older.stop()) === 0, WAIT_MS);
    await phase("This release takes load alone.");
    await producer.stop();

    const problems = [
      ...statuses.filter(([, status]) => status >= 500 || status === 0).map(([call, status]) => `${status} ${call}`),
      ...producer.answers.filter(({ status }) => status >= 500 || status === 0).map(({ status }) => `${status} events`),
    ];
    const undelivered = () =>
      countUndelivered(
        urls.owner,
        producer.sent.map(({ externalId }) => externalId),
      );
    await until("all is delivered", async () => (await undelivered()) === 0, WAIT_MS).catch((error: Error) =>
      problems.push(error.message),
    );
    const received = new Set((await recorder.ledger()).map(({ headers }) => headers["webhook-id"]));
    const lost = producer.sent.flatMap(({ ids }) => ids).filter((id) => !received.has(id));
    problems.push(...lost.map((id) => `${id} was accepted and not received`));
    log(`${producer.sent.length} events in ${producer.answers.length} requests, ${statuses.length} other calls.`);
    return [...new Set(problems)];
  } finally {
    for (const end of endings.reverse()) await end();
  }
};

/** Events of the load that are missing, or whose delivery to the lasting webhook is not over. */
const countUndelivered = async (url: string, externalIds: readonly string[]): Promise<number> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>(UNDELIVERED, [externalIds]);
    return rows[0]?.n ?? -1;
  } finally {
    await client.end();
  }
};

const UNDELIVERED = `
SELECT count(*)::int AS n FROM unnest($1::text[]) AS sent(external_id)
WHERE NOT EXISTS (SELECT FROM webhook_event e
  JOIN webhook_delivery d ON d.event_id = e.id AND d.status = 'delivered'
  JOIN webhook_subscription s ON s.id = d.subscription_id AND s.url LIKE '%/ok/main'
  WHERE e.external_id = sent.external_id)`;
