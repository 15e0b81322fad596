import type { Deps } from "#domain/context.ts";
import { measureStorage } from "#domain/storage/measure-storage.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Keeps one connection busy for 1/40 of the time. Reads a million bodies a second (measured, in memory). */
const LAP_MS_MAX = 1_500;

export const createMeasureStorage = (inngest: InngestClient, deps: Deps) =>
  inngest.createFunction({ id: "measure-storage", triggers: [{ cron: "* * * * *" }], retries: 1 }, async ({ step }) =>
    step.run("measure", () => measureStorage(deps, { lapMsMax: LAP_MS_MAX })),
  );
