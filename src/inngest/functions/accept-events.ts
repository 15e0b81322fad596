import { eventType, staticSchema } from "inngest";
import type { Deps } from "#domain/context.ts";
import { eventTypes, isOperationalEvent } from "#domain/event-types/catalog.ts";
import { acceptInngestEvent } from "#engine/accept/accept-inngest-event.ts";
import { readInngestEvent } from "#engine/accept/read-inngest-event.ts";
import type { InngestClient } from "#inngest/client.ts";

/**
 * Stores the events that a backend sends straight to Inngest, one by one. A refused event becomes a `rejected` row with the
 * reason; a stored event is announced from the outbox like all others.
 */
export const createAcceptEvents = (inngest: InngestClient, deps: Deps) =>
  inngest.createFunction(
    {
      id: "accept-events",
      triggers: fromOutside.map(({ name }) => eventType(name, { schema: staticSchema<Record<string, unknown>>() })),
      retries: 10,
      batchEvents: { maxSize: 100, timeout: "1s" },
    },
    async ({ events, step }) =>
      step.run("accept", async () => {
        const answers = [];
        for (const { id, name, data, ts } of events) {
          const incoming = readInngestEvent({ id, name, data, ts }, { now: deps.clock() });
          // Inngest has kept the event until its `ts`, so it is due now.
          answers.push(await acceptInngestEvent(deps, { ...incoming, externalId: id ?? "", dueAt: null }));
        }
        return answers;
      }),
  );

/** Includes derived event types: a backend that sends one finds it rejected with the reason. */
const fromOutside = eventTypes.filter(({ name }) => !isOperationalEvent(name));
