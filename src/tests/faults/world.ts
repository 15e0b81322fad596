import { join } from "node:path";
import pg from "pg";
import { type RunningPostgres, startPostgres } from "#database/embedded/embedded-postgres.ts";
import { readPostmaster } from "#database/embedded/postmaster.ts";
import { watchPostgres } from "#database/embedded/watch-postgres.ts";
import { makeDirectory, removeDirectory } from "../directories.ts";
import { SHARED_KEYS } from "../shared-keys.ts";
import { type App, callApi, startApp } from "../start-app.ts";
import { until } from "../until.ts";
import type { WebhookLedger } from "./evidence.ts";
import { findProcess } from "./processes.ts";
import { type Producer, startProducer } from "./producer.ts";
import { type Recorder, startRecorder } from "./recorder.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

export const SETTINGS = { retryCount: 3, retryWindowMs: 10_000, timeoutMs: 2_000, headerPrefix: "MAIS" };
/** Limit of a healthy webhook in one worker. */
const IN_FLIGHT_PER_WEBHOOK = 25;

export type World = {
  app: App;
  postgres: RunningPostgres;
  proxy: TcpProxy;
  recorder: Recorder;
  producer: Producer;
  webhooks: WebhookLedger[];
  /** Queries the database directly, past the proxy. */
  query: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
  /** Adds a webhook of the tenant at a path of the receiver. */
  addWebhook: (path: string, events: string[], tenant?: 0 | 1) => Promise<WebhookLedger>;
  workerPid: () => Promise<number>;
  webPid: () => Promise<number>;
  postmasterPid: () => Promise<number>;
  /** Counts events that may have repeated requests, for the bound on duplicates. */
  disruptions: number;
  /** Number of kills so far. */
  kills: number;
  inFlightMax: () => number;
  /** Stops the system in order and starts it again on the same data. */
  restart: () => Promise<void>;
  random: () => number;
  log: (line: string) => void;
  close: () => Promise<void>;
};

export type WorldOptions = { eventsPerSecond?: number; random?: () => number; log?: (line: string) => void };

/**
 * Starts the whole system as `npm start` does, with PostgreSQL behind a TCP proxy, a recording receiver, webhooks of
 * two tenants, and a producer. Load begins at once.
 */
export const startWorld = async (options: WorldOptions = {}): Promise<World> => {
  const { eventsPerSecond = 40, random = Math.random, log = () => {} } = options;
  const endings: (() => unknown)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const home = makeDirectory();
    endings.push(() => removeDirectory(home));
    const postgres = await startPostgres({ dataDir: home });
    endings.push(watchPostgres(postgres, { log }).stop);
    const proxy = await startTcpProxy({ host: "127.0.0.1", port: postgres.port });
    endings.push(proxy.close);
    const recorder = await startRecorder();
    endings.push(recorder.close);
    const appHome = makeDirectory();
    endings.push(() => removeDirectory(appHome));
    const dataDir = join(appHome, "data");
    const start = () => startApp({ dataDir, settings: settingsFor(postgres, proxy) });
    const app = await start();
    endings.push(() => world.app.remove());
    const world: World = {
      app,
      postgres,
      proxy,
      recorder,
      producer: startProducer({
        url: () => world.app.url,
        eventKey: app.eventKey,
        tenants: app.tenants,
        perSecond: eventsPerSecond,
        prefix: "bk",
        random,
      }),
      webhooks: [],
      query: (text, values) => queryOnce(postgres.url, text, values),
      addWebhook: async (path, events, tenant = 0) => {
        const owner = app.tenants[tenant];
        const url = `${recorder.url}${path}`;
        const { status, body } = await callApi(world.app, "POST", "/v1/tenant-admin/webhooks", { url, events }, owner);
        if (status !== 201) throw new Error(`No webhook: ${status} ${JSON.stringify(body)}`);
        const webhook: WebhookLedger = {
          id: body.id,
          tenantId: owner.id,
          events,
          paths: [path],
          secrets: [body.secret],
          createdAt: Date.now(),
          offAt: null,
        };
        world.webhooks.push(webhook);
        return webhook;
      },
      workerPid: () => until("a worker runs", () => findProcess(world.app.pid, "src/worker/main.ts")),
      webPid: () => until("a web process runs", () => findProcess(world.app.pid, "src/web/main.ts")),
      postmasterPid: () =>
        until("PostgreSQL runs", () => {
          const postmaster = readPostmaster(join(home, "postgres", "data"));
          return postmaster?.isReady && postmaster.pid;
        }),
      disruptions: 0,
      kills: 0,
      inFlightMax: () => world.webhooks.length * IN_FLIGHT_PER_WEBHOOK,
      restart: async () => {
        const code = await world.app.stop();
        if (code !== 0) throw new Error(`The system ended with ${code}:\n${world.app.output().slice(-2_000)}`);
        world.app = await start();
      },
      random,
      log,
      close,
    };
    endings.push(() => world.producer.stop());
    await world.query(NOTE_DISPATCH);
    await addOrdinaryWebhooks(world);
    return world;
  } catch (error) {
    await close();
    throw error;
  }
};

/** Records when an event left the outbox: webhooks disabled then need not get it. */
const NOTE_DISPATCH = `
CREATE TABLE test_dispatched (event_id text, at timestamptz DEFAULT now());
CREATE FUNCTION test_note_dispatch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
  'BEGIN INSERT INTO test_dispatched (event_id) VALUES (OLD.event_id); RETURN NULL; END';
CREATE TRIGGER test_note_dispatch AFTER DELETE ON webhook_outbox FOR EACH ROW EXECUTE FUNCTION test_note_dispatch()`;

/** Adds the webhooks that each tenant keeps for the whole run. */
const addOrdinaryWebhooks = async ({ addWebhook }: World) => {
  await addWebhook("/ok/all", ["appointment.created", "appointment.rescheduled", "appointment.canceled"]);
  await addWebhook("/slow/created", ["appointment.created"]);
  await addWebhook("/flaky/changed", ["appointment.changed"]);
  await addWebhook("/ok/created", ["appointment.created", "appointment.scheduled"], 1);
  await addWebhook("/slow/canceled", ["appointment.canceled"], 1);
  await addWebhook("/refusing/rescheduled", ["appointment.rescheduled"], 1);
};

const settingsFor = ({ urls }: RunningPostgres, proxy: TcpProxy): Record<string, string> => {
  const through = (address: string) => Object.assign(new URL(address), { port: String(proxy.port) }).href;
  return {
    DATABASE_URL: through(urls.app),
    DATABASE_OWNER_URL: through(urls.owner),
    DATABASE_ENGINE_URL: through(urls.engine),
    SEED_DEMO: "1",
    ...SHARED_KEYS,
    WEBHOOK_ALLOW_NETWORKS: "127.0.0.0/8,::1/128",
    WEBHOOK_RETRY_COUNT: String(SETTINGS.retryCount),
    WEBHOOK_RETRY_WINDOW: `${SETTINGS.retryWindowMs}ms`,
    WEBHOOK_TIMEOUT: `${SETTINGS.timeoutMs}ms`,
  };
};

const queryOnce = async (url: string, text: string, values: unknown[] = []) => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end().catch(() => {});
  }
};
