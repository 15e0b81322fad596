import { eventType, staticSchema } from "inngest";
import type { Deps } from "#domain/context.ts";
import { acceptInngestEvent } from "#engine/accept/accept-inngest-event.ts";
import { readInngestEvent } from "#engine/accept/read-inngest-event.ts";
import { acceptFunctions } from "#inngest/accept-triggers.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Store events that a backend sends straight to Inngest. A refused event becomes a `rejected` row with the reason. */
export const createAcceptEvents = (inngest: InngestClient, deps: Deps) =>
  acceptFunctions.map(({ id, triggers }) =>
    inngest.createFunction(
      {
        id,
        triggers: triggers.map((name) => eventType(name, { schema: staticSchema<Record<string, unknown>>() })),
        retries: 10,
        batchEvents: { maxSize: 100, timeout: "1s" },
      },
      async ({ events, step }) =>
        step.run("accept", async () => {
          const answers = [];
          for (const { id, name, data, ts } of events) {
            const incoming = readInngestEvent({ id, name, data, ts }, { now: deps.clock() });
            // Inngest holds an event until its `ts`, so the event is due now.
            answers.push(await acceptInngestEvent(deps, { ...incoming, externalId: id ?? "", dueAt: null }));
          }
          return answers;
        }),
    ),
  );
