import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { startPostgres } from "#database/embedded/embedded-postgres.ts";
import { applyMigrations } from "#database/migrations/schema-engine.ts";
import { listen } from "#database/notify.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { parseEnv } from "#env.ts";
import type { InngestClient } from "#inngest/client.ts";
import { startRunner } from "#inngest/embedded/runner.ts";
import { createWorkSources } from "#inngest/embedded/work-sources.ts";
import { createFunctions } from "#inngest/functions/index.ts";
import { wire } from "#server/wire.ts";

const runLine = z.object({ function: z.string(), steps: z.array(z.string()) });

export type EmbeddedRunner = {
  deps: EngineDeps;
  /** Ended runs in order, as logged. */
  runs: { function: string; steps: string[] }[];
  /** Client of the functions: the runner takes the events it sends. */
  inngest: InngestClient;
  /** Fires the crons of the next minute now. */
  skipToNextMinute(): void;
  close(): Promise<void>;
};

/** Starts the embedded runner in this process on its own database, wired as in the worker. */
export const startEmbeddedRunner = async (settings: Record<string, string>): Promise<EmbeddedRunner> => {
  const dataDir = join(tmpdir(), `bellhop-${randomUUID()}`);
  mkdirSync(dataDir);
  const postgres = await startPostgres({ dataDir, isDurable: false });
  await applyMigrations(postgres.url);
  const parsed = parseEnv({
    DATABASE_URL: postgres.url,
    MASTER_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    WEBHOOK_ALLOW_NETWORKS: "127.0.0.0/8,::1/128",
    LOG_LEVEL: "silent",
    ...settings,
  });
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  const wiring = wire(parsed.env, "wrk_embedded");
  let aheadMs = 0;
  const runs: EmbeddedRunner["runs"] = [];
  const deps: EngineDeps = {
    ...wiring.deps,
    clock: () => new Date(Date.now() + aheadMs),
    log: {
      ...wiring.deps.log,
      debug: (fields) => {
        const line = runLine.safeParse(fields);
        if (line.success) runs.push(line.data);
      },
    },
  };
  const clients: InngestClient[] = [];
  const create = (client: InngestClient) => {
    clients.push(client);
    return createFunctions(client, deps);
  };
  const runner = startRunner(deps, create, createWorkSources(deps));
  const [inngest] = clients;
  if (!inngest) throw new Error("the runner made no functions");
  const listener = listen(postgres.url, ["events", "deliveries", "recoveries"], () => runner.wake(), deps.log);
  return {
    deps,
    runs,
    inngest,
    skipToNextMinute: () => {
      aheadMs += 60_000;
    },
    close: async () => {
      await listener.close();
      await runner.stop();
      await deps.inFlight.whenIdle();
      await wiring.close();
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
