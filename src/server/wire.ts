import { type DatabaseTimeouts, type PoolUse, WORK_TIMEOUTS } from "#database/database.ts";
import { createPublisher, createTenantFeed } from "#database/notify.ts";
import { createRoleDatabases } from "#database/role-databases.ts";
import { createKnownApiKeys } from "#domain/api-keys/known-api-keys.ts";
import { createBodyPacking } from "#domain/body-packing.ts";
import type { PageChange, Settings } from "#domain/context.ts";
import { createTenantLimits } from "#domain/limits/tenant-limits.ts";
import { createSendingPauses } from "#domain/pauses/sending-pauses.ts";
import { createKnownPlatformTypes } from "#domain/platform-types/known-platform-types.ts";
import { createTenantStorage } from "#domain/storage/create-tenant-storage.ts";
import { addressPolicy } from "#domain/url-policy/address-policy.ts";
import type { HandOver } from "#engine/accept/insert-through-worker.ts";
import { shareCommits } from "#engine/accept/share-commits.ts";
import { createInFlight } from "#engine/claim/in-flight.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { createRecorder } from "#engine/record/record-results.ts";
import type { Env } from "#env.ts";
import { createEmailSender } from "#server/email.ts";
import { createHttpSender } from "#server/http-client/http-client.ts";
import { createDnsResolver } from "#server/http-client/resolve-host.ts";
import { withInstruments } from "#server/instruments.ts";
import { createLogger, logOutput } from "#server/logging/logger.ts";
import { outsideRequests } from "#server/logging/request-context.ts";
import { createLimits } from "#server/rate-limits/limits.ts";
import { watchKeyFile } from "#server/secrets/key-file.ts";
import { createSecretBox } from "#server/secrets/secret-box.ts";

export type Wiring = {
  deps: EngineDeps;
  /** Engine URL: its connection hears changes of all tenants. */
  databaseUrl: string;
  subscribeTenant: (tenantId: string, onChange: (change: PageChange) => void) => () => void;
  /** Calls `onChange` when pauses of sending or limits of tenants may have changed. The worker listens by itself. */
  watchOperator: (onChange: () => void) => void;
  /** Lets a worker on this machine store events. */
  setHandOver: (handOver: HandOver) => void;
  /** Lets the open pages of all tenants read again. */
  refreshPages: () => void;
  pools: () => PoolUse[];
  /** Closes connections; call after the last use. */
  close: () => Promise<void>;
};

/** What the heartbeat of a process keeps fresh. */
type Memory = Pick<EngineDeps, "pauses" | "tenantLimits" | "bodyPacking">;

/** Bounds the DNS lookup that a form waits for. */
const LOOKUP_MS = 1_000;
const MIB = 1024 * 1024;

/**
 * Creates `EngineDeps` from the environment; the only place that does.
 *
 * @param workerId process name in leases; unique among living processes
 * @param timeouts how long the process waits for its database
 * @param memory of the process, which several wirings share
 */
export const wire = (
  env: Env,
  workerId: string,
  timeouts: DatabaseTimeouts = WORK_TIMEOUTS,
  { pauses, tenantLimits, bodyPacking }: Memory = {
    pauses: createSendingPauses(),
    tenantLimits: createTenantLimits(),
    bodyPacking: createBodyPacking(),
  },
): Wiring => {
  const databaseUrl = env.DATABASE_ENGINE_URL ?? env.DATABASE_URL;
  if (!databaseUrl || !env.MASTER_KEYS)
    throw new Error("DATABASE_URL and MASTER_KEYS are not set: start through `npm start`, which provides them");
  const unwatched = createLogger(env.LOG_LEVEL, workerId, logOutput(env.LOG_FORMAT));
  const watched = withInstruments(unwatched, (...asked) => sql(...asked));
  const { log } = watched;
  const background = outsideRequests(log);
  const clock = () => new Date();
  const settings = settingsOf(env);
  const urls = { engineUrl: databaseUrl, appUrl: env.DATABASE_URL ?? databaseUrl };
  const {
    close: closeDatabases,
    pools,
    ...databases
  } = createRoleDatabases(urls, {
    log: background,
    timeouts,
    connectionsMax: env.DATABASE_POOL_SIZE,
  });
  const { sql } = databases;
  let handOver: HandOver = async () => "left";
  const { publish, flush } = createPublisher(sql, background);
  const apiKeys = createKnownApiKeys({ onRead: () => feed.open() });
  const platformTypes = createKnownPlatformTypes({ sql });
  const feed = createTenantFeed(databaseUrl, background, { onKeys: apiKeys.forget, onTypes: platformTypes.forget });
  const resolver = createDnsResolver();
  const proxy = env.WEBHOOK_PROXY && { url: env.WEBHOOK_PROXY, log };
  const http = createHttpSender({ policy: settings.addressPolicy, proxy, resolver });
  // A child restarted after a key rotation has an older environment than the key file.
  const reloadKeys = watchKeyFile(env.MASTER_KEYS_FILE);
  return {
    databaseUrl,
    subscribeTenant: feed.subscribe,
    watchOperator: feed.watchOperator,
    refreshPages: feed.refreshPages,
    setHandOver: (next) => {
      handOver = next;
    },
    pools,
    close: async () => {
      await flush();
      await feed.close();
      await http.close();
      await closeDatabases();
    },
    deps: {
      ...databases,
      clock,
      random: Math.random,
      ...watched,
      settings,
      publish,
      secrets: createSecretBox(reloadKeys() ?? env.MASTER_KEYS, reloadKeys),
      apiKeys,
      pauses,
      tenantLimits,
      bodyPacking,
      platformTypes,
      limits: createLimits(sql, tenantLimits),
      storage: createTenantStorage({ sql, clock, bytesMax: settings.storageBytesMax, own: tenantLimits }),
      email: env.SMTP_URL ? createEmailSender({ smtpUrl: env.SMTP_URL, from: env.EMAIL_FROM }) : null,
      resolveHost: (hostname) =>
        Promise.race([
          resolver(hostname).then(({ addresses }) => addresses),
          new Promise<string[]>((resolve) => setTimeout(resolve, LOOKUP_MS, [])),
        ]).catch(() => []),
      http: http.send,
      inFlight: createInFlight(clock),
      recorder: createRecorder({ sql, publish, log: background, clock, settings, bodyPacking }),
      storeShared: shareCommits({ sql, bodyPacking }, (rows) => handOver(rows)),
      workerId,
    },
  };
};

const settingsOf = (env: Env): Settings => ({
  headerPrefix: env.WEBHOOK_HEADER_PREFIX,
  retryCount: env.WEBHOOK_RETRY_COUNT,
  retryWindowMs: env.WEBHOOK_RETRY_WINDOW,
  attemptTimeoutMs: env.WEBHOOK_TIMEOUT,
  addressPolicy: addressPolicy({
    allowNetworks: env.WEBHOOK_ALLOW_NETWORKS,
    denyNetworks: env.WEBHOOK_DENY_NETWORKS,
    baseUrl: env.BASE_URL,
  }),
  resolvesHosts: env.WEBHOOK_PROXY === undefined,
  retentionDays: env.RETENTION_DAYS,
  storageBytesMax: env.TENANT_STORAGE_MB === undefined ? null : env.TENANT_STORAGE_MB * MIB,
  unknownTenants: env.UNKNOWN_TENANTS,
  baseUrl: env.BASE_URL,
  sendsEmail: env.SMTP_URL !== undefined,
  brandName: env.BRAND_NAME,
});
