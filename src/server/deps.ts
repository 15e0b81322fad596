import { createDatabase, type Database, type Patience, WORK_PATIENCE } from "#database/database.ts";
import { createPublisher, createTenantFeed } from "#database/notify.ts";
import type { Deps } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import { createInFlight } from "#engine/claim/in-flight.ts";
import { createClaimedBatches } from "#engine/dispatch/claimed-batches.ts";
import { createRecorder } from "#engine/record/record-results.ts";
import { type Env, env } from "#env.ts";
import { createEmailSender } from "#server/email.ts";
import { createHttpSender } from "#server/http-client/http-client.ts";
import { createDnsResolver } from "#server/http-client/resolve-host.ts";
import { createLogger } from "#server/logger.ts";
import { createLimits } from "#server/rate-limits/limits.ts";
import { outsideRequests } from "#server/request-context.ts";
import { watchKeyFile } from "#server/secrets/key-file.ts";
import { createSecretBox } from "#server/secrets/secret-box.ts";
import { createTenantStorage } from "#server/tenant-storage.ts";

/** What one process is made of: `Deps` for use cases, and what only the process itself needs. */
export type Wiring = {
  deps: Deps;
  /** The engine's: it hears of every tenant's changes. */
  databaseUrl: string;
  subscribeTenant: (tenantId: string, onChange: () => void) => () => void;
  /** Ends connections; call it after the last use. */
  close: () => Promise<void>;
};

/** Somebody waits for the answer in a form. */
const LOOKUP_MS = 1_000;

/**
 * The only place that turns the environment into `Deps`.
 *
 * @param workerId names this process in leases; unique among the living
 * @param patience how long it waits for its database
 */
export const wire = (settings: Env, workerId: string, patience: Patience = WORK_PATIENCE): Wiring => {
  const databaseUrl = settings.DATABASE_ENGINE_URL ?? settings.DATABASE_URL;
  if (!databaseUrl || !settings.MASTER_KEYS)
    throw new Error("DATABASE_URL and MASTER_KEYS are not set: start through `npm start`, which provides them");
  const log = createLogger(settings.LOG_LEVEL, workerId);
  const background = outsideRequests(log);
  const { db, sql, shareOf, inTenantTransaction, close } = createDatabase(databaseUrl, { log: background, patience });
  const appUrl = settings.DATABASE_URL ?? databaseUrl;
  let app: Database | null = null;
  // Made on first use: a client of Prisma takes 3 MB, and the worker answers nobody.
  const appDatabase = () => {
    app ??= createDatabase(appUrl, { log: background, patience });
    return app;
  };
  const resolver = createDnsResolver();
  const policy = addressPolicy({
    allowNetworks: settings.WEBHOOK_ALLOW_NETWORKS,
    denyNetworks: settings.WEBHOOK_DENY_NETWORKS,
    baseUrl: settings.BASE_URL,
  });
  const proxy = settings.WEBHOOK_PROXY && { url: settings.WEBHOOK_PROXY, log };
  const http = createHttpSender({ policy, proxy, resolver });
  const { publish, flush } = createPublisher(sql, background);
  const clock = () => new Date();
  const reloadKeys = watchKeyFile(settings.MASTER_KEYS_FILE);
  const productSettings = {
    headerPrefix: settings.WEBHOOK_HEADER_PREFIX,
    retryCount: settings.WEBHOOK_RETRY_COUNT,
    retryWindowMs: settings.WEBHOOK_RETRY_WINDOW,
    attemptTimeoutMs: settings.WEBHOOK_TIMEOUT,
    addressPolicy: policy,
    retentionDays: settings.RETENTION_DAYS,
    storageBytesMax: settings.TENANT_STORAGE_MB === undefined ? null : settings.TENANT_STORAGE_MB * 1024 * 1024,
    baseUrl: settings.BASE_URL,
    sendsEmail: settings.SMTP_URL !== undefined,
  };
  return {
    databaseUrl,
    subscribeTenant: createTenantFeed(databaseUrl, background),
    close: async () => {
      await flush();
      await http.close();
      await app?.close();
      await close();
    },
    deps: {
      db,
      sql,
      // With one role for everything the database keeps no tenants apart, and transactions would be for nothing.
      tenantDatabase: (tenantId) => (appUrl === databaseUrl ? shareOf(tenantId) : appDatabase().ofTenant(tenantId)),
      tenantTransaction: (tenantId, act) =>
        appUrl === databaseUrl ? inTenantTransaction(tenantId, act) : appDatabase().inTenantTransaction(tenantId, act),
      http: http.send,
      email: settings.SMTP_URL ? createEmailSender({ smtpUrl: settings.SMTP_URL, from: settings.EMAIL_FROM }) : null,
      resolveHost: (hostname) =>
        Promise.race([
          resolver(hostname).then(({ addresses }) => addresses),
          new Promise<string[]>((resolve) => setTimeout(resolve, LOOKUP_MS, [])),
        ]).catch(() => []),
      clock,
      random: Math.random,
      // The environment is as old as the supervisor: a child that it starts again may come after a rotation.
      secrets: createSecretBox(reloadKeys() ?? settings.MASTER_KEYS, reloadKeys),
      publish,
      log,
      settings: productSettings,
      limits: createLimits(sql),
      storage: createTenantStorage({ sql, clock, bytesMax: productSettings.storageBytesMax }),
      inFlight: createInFlight(clock),
      claimedBatches: settings.ENGINE === "embedded" ? createClaimedBatches(clock) : null,
      recorder: createRecorder({ sql, publish, log: background, clock, settings: productSettings }),
      workerId,
    },
  };
};

// Next bundles this module into several graphs of one process; each wiring exists once.
const shared = globalThis as typeof globalThis & {
  bellhopWiring?: Wiring;
  bellhopPipelineWiring?: Wiring;
  bellhopWorkerId?: string;
  bellhopPatience?: Patience;
};

/** The wiring of this process, made on first use, so that nothing is read while building. */
export const wiring = (): Wiring => {
  shared.bellhopWiring ??= wire(env(), workerIdOfProcess(), shared.bellhopPatience);
  return shared.bellhopWiring;
};

/**
 * What a real Inngest calls in the web process is work: it has the worker's patience, and connections of its own, so that a long
 * statement is not canceled and none of those that people wait for are thrown away with it.
 */
export const pipelineWiring = (): Wiring => {
  shared.bellhopPipelineWiring ??= wire(env(), workerIdOfProcess(), WORK_PATIENCE);
  return shared.bellhopPipelineWiring;
};

const workerIdOfProcess = (): string => {
  shared.bellhopWorkerId ??= newId("wrk");
  return shared.bellhopWorkerId;
};

/** Names this process in leases as the supervisor knows it. Call before the first use of `deps`. */
export const setWorkerId = (workerId: string, patience: Patience = WORK_PATIENCE): void => {
  shared.bellhopWorkerId = workerId;
  shared.bellhopPatience = patience;
};

/** Waits until no attempt of this process is open or unrecorded, then ends what was wired. Call it once nothing new comes. */
export const closeWirings = async (): Promise<void> => {
  const wirings = [shared.bellhopPipelineWiring, shared.bellhopWiring].filter((one) => one !== undefined);
  await Promise.all(wirings.map(({ deps }) => deps.inFlight.whenIdle()));
  await Promise.all(wirings.map(({ close }) => close()));
};

export const deps = (): Deps => wiring().deps;
