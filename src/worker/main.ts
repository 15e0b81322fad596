import { listen } from "#database/notify.ts";
import { figureFollowers } from "#domain/figures/follow-figures.ts";
import { dayHoursFollower } from "#domain/figures/write-day-hours.ts";
import { msSince } from "#domain/log-lines.ts";
import { searchFollower } from "#domain/search/follow-events.ts";
import { env, freezeProcessEnv } from "#env.ts";
import { createInngest } from "#inngest/client.ts";
import { startEmbedded } from "#inngest/embedded/start-embedded.ts";
import { startRelay } from "#inngest/relay.ts";
import { deps, setWorkerId, wiring } from "#server/deps.ts";
import { receiveHandOver } from "#server/hand-over.ts";
import { startHeartbeat } from "#server/health/heartbeat.ts";
import { probeResources } from "#server/health/probes.ts";
import { startProbeServer } from "#server/http-server/probe-server.ts";
import { logProcess } from "#server/logging/log-process.ts";
import { startMetrics } from "#server/start-metrics.ts";
import { startTraces } from "#server/start-traces.ts";
import { runAsChild } from "#supervisor/parent.ts";
import { lookAtMostEvery } from "./look-at-most-every.ts";
import { LOOK_MS } from "./look-pace.ts";
import { startFollowers } from "./start-followers.ts";

// Worker process: runs the functions with the embedded engine, or announces the outbox to an external Inngest.
await runAsChild("worker", async ({ id, isSupervised, readiness, handOver }) => {
  const startedAt = performance.now();
  setWorkerId(id);
  const settings = env();
  freezeProcessEnv();
  const metrics = await startMetrics(settings, { process: "worker", isSupervised });
  const traces = await startTraces(settings, "worker");
  metrics?.watch(deps());
  // The pauses of sending are read before the first attempt, and the operator's process knows of this one.
  const heartbeat = startHeartbeat(deps(), "worker");
  const { WORKER_PORT: port, HOST: host } = settings;
  const resources = probeResources(readiness, async () => heartbeat.isFresh());
  const probes = port === undefined ? null : await startProbeServer({ port, host }, resources, deps().log);
  await heartbeat.first;
  const embedded = settings.ENGINE === "embedded" ? startEmbedded(deps()) : null;
  const engine = embedded ?? startRelay(deps(), createInngest(deps().log));
  const handed = embedded && handOver !== null ? await receiveHandOver(handOver, embedded.hand, deps().log) : null;
  const followers = startFollowers(
    [
      ...figureFollowers(deps(), undefined, {
        onEnded: metrics?.deliveriesEnded,
        onCounted: (tenantIds) =>
          deps().publish(...tenantIds.map((tenantId) => ({ channel: "figures" as const, tenantId }))),
      }),
      searchFollower(deps()),
      lookAtMostEvery(LOOK_MS, dayHoursFollower(deps())),
    ],
    deps().log,
  );
  const onChange: typeof engine.onChange = (channel, keys) => {
    if (channel === "tenant") followers.hearChange();
    else if (channel === "operator") void heartbeat.now().then(() => engine.onChange(channel, keys));
    else engine.onChange(channel, keys);
  };
  const channels = ["events", "deliveries", "recoveries", "operator", "tenant"] as const;
  const listener = listen(wiring().databaseUrl, channels, onChange, deps().log);
  const role = { role: "worker", engine: settings.ENGINE };
  logProcess(deps().log, "process started", { ...role, durationMs: msSince(startedAt) });
  return {
    stop: async () => {
      const stoppedAt = performance.now();
      handed?.close();
      await listener.close();
      await Promise.all([engine.stop(), followers.stop()]);
      // Waits for attempts that outlived their batch. If one takes too long, the supervisor or the deadline of `runAsChild`
      // ends the process and releases its leases.
      await deps().inFlight.whenIdle();
      await heartbeat.stop();
      await metrics?.close();
      await wiring().close();
      await traces?.close();
      await probes?.close();
      logProcess(deps().log, "process stopped", { ...role, durationMs: msSince(stoppedAt) });
    },
  };
});
