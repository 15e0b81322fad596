import type { Deps } from "#domain/context.ts";
import { measureStorage } from "#domain/storage/measure-storage.ts";
import type { InngestClient } from "#inngest/client.ts";

/** A fortieth of one connection. A lap reads a million bodies a second (measured, in memory): an hour and more for 100 million. */
const LAP_MS_MAX = 1_500;

/** Every minute: what the bodies of each tenant take, where `TENANT_STORAGE_MB` limits it. */
export const createMeasureStorage = (inngest: InngestClient, deps: Deps) =>
  inngest.createFunction({ id: "measure-storage", triggers: [{ cron: "* * * * *" }], retries: 1 }, async ({ step }) =>
    step.run("measure", () => measureStorage(deps, { lapMsMax: LAP_MS_MAX })),
  );
