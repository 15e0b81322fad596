import { checkSessions } from "#database/check-sessions.ts";
import { connectionsOf, connectionWarning } from "#database/connection-room.ts";
import { externalUrls } from "#database/database-urls.ts";
import { databaseAddresses, waitForDatabase } from "#database/wait-for-database.ts";
import type { Env } from "#env.ts";
import { probeResources, type Readiness } from "#server/health/probes.ts";
import { type ProbeServer, startProbeServer } from "#server/http-server/probe-server.ts";
import { createLogger } from "#server/logging/logger.ts";
import { checkDatabase } from "#supervisor/check-database.ts";
import { checkPort } from "#supervisor/check-port.ts";
import { missingSharedKeys } from "#supervisor/shared-keys.ts";

export type ChildName = "web" | "worker";

type Tools = { log: (line: string) => void; stop: AbortSignal };

/**
 * Repeats the supervisor's checks for a process that starts without it. Waits for a database that comes late; the probes are
 * answered meanwhile, so that an orchestrator does not restart the process.
 */
export const checkStart = async (name: ChildName, settings: Env, { log, stop }: Tools): Promise<void> => {
  const urls = externalUrls(settings);
  if (!urls)
    throw new Error(
      "Bad setting DATABASE_URL: required for a process that starts alone; npm start has its own database.",
    );
  const missing = missingSharedKeys(settings);
  if (missing) throw new Error(missing);
  const port = name === "web" ? settings.PORT : settings.WORKER_PORT;
  if (port !== undefined) await checkPort(port, settings.HOST, name === "web" ? "" : "WORKER_");
  if (settings.METRICS_PORT !== undefined) await checkPort(settings.METRICS_PORT, settings.METRICS_HOST, "METRICS_");
  let probes: ProbeServer | null = null;
  const onWait = async () => {
    if (port !== undefined) probes ??= await startWaitingProbes(port, settings);
  };
  try {
    // The owner is needed for migrations only.
    const addresses = databaseAddresses({ ...settings, DATABASE_OWNER_URL: undefined });
    await waitForDatabase(addresses, { log, stop, onWait });
    await checkSessions(urls);
    await checkDatabase(settings);
    const warning = await connectionWarning(urls.engine, connectionsOf([name], settings));
    if (warning) log(warning);
  } finally {
    await closeProbes(probes);
  }
};

const startWaitingProbes = (port: number, { HOST, LOG_LEVEL }: Env): Promise<ProbeServer> => {
  const waiting: Readiness = { stage: "starting" };
  const resources = probeResources(waiting, async () => false);
  return startProbeServer({ port, host: HOST }, resources, createLogger(LOG_LEVEL, "start"));
};

/** Takes the value as an argument: TypeScript does not see that a callback assigns it. */
const closeProbes = async (probes: ProbeServer | null) => probes?.close();
