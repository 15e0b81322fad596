import type { Deps } from "#domain/context.ts";
import type { InngestClient } from "#inngest/client.ts";
import { createAcceptEvents } from "#inngest/functions/accept-events.ts";
import { createDeliver } from "#inngest/functions/deliver.ts";
import { createDeliverDue } from "#inngest/functions/deliver-due.ts";
import { createDispatchEvents } from "#inngest/functions/dispatch-events.ts";
import { createErase } from "#inngest/functions/erase.ts";
import { createMeasureStorage } from "#inngest/functions/measure-storage.ts";
import { createRecover } from "#inngest/functions/recover.ts";
import { createRetention } from "#inngest/functions/retention.ts";
import { createSendEmails } from "#inngest/functions/send-emails.ts";
import { createSweep } from "#inngest/functions/sweep.ts";

/** All functions, the same for a real Inngest and for the embedded runner. */
export const createFunctions = (inngest: InngestClient, deps: Deps) => [
  createAcceptEvents(inngest, deps),
  createDispatchEvents(inngest, deps),
  createDeliver(inngest, deps),
  createDeliverDue(inngest, deps),
  createRecover(inngest, deps),
  createSweep(inngest, deps),
  createRetention(inngest, deps),
  createErase(inngest, deps),
  createSendEmails(inngest, deps),
  createMeasureStorage(inngest, deps),
];
