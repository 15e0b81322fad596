import type { Deps } from "#domain/context.ts";
import { measureStorage } from "#domain/storage/measure-storage.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Uses a fortieth of one connection. A million bodies are read a second (measured, in memory): over an hour for 100 million. */
const LAP_MS_MAX = 1_500;

/** Measures the bytes of each tenant's bodies, every minute, if `TENANT_STORAGE_MB` limits them. */
export const createMeasureStorage = (inngest: InngestClient, deps: Deps) =>
  inngest.createFunction({ id: "measure-storage", triggers: [{ cron: "* * * * *" }], retries: 1 }, async ({ step }) =>
    step.run("measure", () => measureStorage(deps, { lapMsMax: LAP_MS_MAX })),
  );
