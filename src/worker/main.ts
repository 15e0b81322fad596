import { listen } from "#database/notify.ts";
import { figureFollowers } from "#domain/figures/follow-figures.ts";
import { newId } from "#domain/ids.ts";
import { msSince } from "#domain/log-lines.ts";
import { searchFollower } from "#domain/search/follow-events.ts";
import { env, freezeProcessEnv } from "#env.ts";
import { createInngest } from "#inngest/client.ts";
import { startEmbedded } from "#inngest/embedded/start-embedded.ts";
import { startRelay } from "#inngest/relay.ts";
import { deps, setWorkerId, wiring } from "#server/deps.ts";
import { startHeartbeat } from "#server/health/heartbeat.ts";
import { logProcess } from "#server/logging/log-process.ts";
import { runAsChild } from "#supervisor/parent.ts";
import { startFollowers } from "./start-followers.ts";

// Worker process: runs the functions with the embedded engine, or announces the outbox to an external Inngest.
await runAsChild(async (id = newId("wrk")) => {
  const startedAt = performance.now();
  setWorkerId(id);
  const settings = env();
  freezeProcessEnv();
  // The pauses of sending are read before the first attempt, and the operator's process knows of this one.
  const heartbeat = startHeartbeat(deps(), "worker");
  await heartbeat.first;
  const engine = settings.ENGINE === "embedded" ? startEmbedded(deps()) : startRelay(deps(), createInngest(deps().log));
  const onChange: typeof engine.onChange = (channel, keys) => {
    if (channel === "operator") void heartbeat.now().then(() => engine.onChange(channel, keys));
    else engine.onChange(channel, keys);
  };
  const channels = ["events", "deliveries", "recoveries", "operator"] as const;
  const listener = listen(wiring().databaseUrl, channels, onChange, deps().log);
  const followers = startFollowers([...figureFollowers(deps()), searchFollower(deps())], deps().log);
  const role = { role: "worker", engine: settings.ENGINE };
  logProcess(deps().log, "process started", { ...role, durationMs: msSince(startedAt) });
  return {
    stop: async () => {
      const stoppedAt = performance.now();
      await listener.close();
      await Promise.all([engine.stop(), followers.stop()]);
      // Waits for attempts that outlived their batch. If one takes too long, the supervisor ends the process, and the
      // lease covers it.
      await deps().inFlight.whenIdle();
      await heartbeat.stop();
      await wiring().close();
      logProcess(deps().log, "process stopped", { ...role, durationMs: msSince(stoppedAt) });
    },
  };
});
